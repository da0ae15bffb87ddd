/** Running sums and products along an axis (kernels/scan_ops.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { integerOf } from '../../graph/kernel_helpers.ts'
import { defineOp, type OpDef, type OpSpec } from '../../graph/op_def.ts'
import { unchanged } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { scan } from '../../kernels/reference/arrays/scan.ts'
import { asTensor } from '../core/elementwise_specs.ts'
import { over, times } from './operators.ts'

const scanSpec = (kind: 'sum' | 'prod'): OpSpec => ({
  inputs: ['x: T', 'axis: Tidx'],
  outputs: ['out: T'],
  attrs: ['exclusive: bool = false', 'reverse: bool = false', 'T: numbertype', 'Tidx: {int32, int64} = DT_INT32'],
  infer: unchanged,
  kernel: k => {
    const [x, axis] = [k.input(0), k.input(1)]
    if (axis.shape.length !== 0) throw invalidArgument(`ScanOp: axis must be a scalar, not [${axis.shape.join()}]`)
    const at = integerOf(axis)
    const rank = x.shape.length
    if (at < -rank || at >= rank)
      throw invalidArgument(
        `ScanOp: Expected scan axis in the range [${-rank}, ${rank}), but got ${at < 0 ? at + rank : at}`,
      )
    return scan(kind, x, at < 0 ? at + rank : at, {
      exclusive: k.attr('exclusive') === true,
      reverse: k.attr('reverse') === true,
    })
  },
  lower: {
    kind: 'kernel',
    kernel: 'scan',
    operands: [0],
    attrs: node => {
      const axis = node.value(1)
      const rank = node.inputShapes[0]?.length ?? 0
      const at = axis?.shape.length === 0 ? integerOf(axis) : rank
      if (at < -rank || at >= rank) return undefined
      const [exclusive, reverse] = [node.attr('exclusive') === true, node.attr('reverse') === true]
      return { axis: at < 0 ? at + rank : at, product: kind === 'prod', exclusive, reverse }
    },
  },
})

export const Cumsum: OpDef = defineOp('Cumsum', {
  ...scanSpec('sum'),
  gradient: (op, grad) => {
    const reverse = op.attr('reverse') !== true
    return [
      cumsum(grad as Tensor, op.inputs[1] as Tensor, { exclusive: op.attr('exclusive') as boolean, reverse }),
      null,
    ]
  },
})
export const Cumprod: OpDef = defineOp('Cumprod', {
  ...scanSpec('prod'),
  gradientIsNotDerivative: 'it divides by the input: where that is 0 it is NaN',
  gradient: (op, grad) => {
    const [x, axis] = op.inputs as [Tensor, Tensor]
    const exclusive = op.attr('exclusive') as boolean
    const reverse = op.attr('reverse') as boolean
    const product = cumprod(x, axis, { exclusive, reverse })
    const out = cumsum(times(product, grad), axis, { exclusive, reverse: !reverse })
    return [over(out, x), null]
  },
})

interface ScanArgs {
  x: TensorLike
  axis: TensorLike
  exclusive: boolean
  reverse: boolean
  name: Name
}
const running =
  (def: OpDef) =>
  ({ x, axis, exclusive, reverse, name }: ScanArgs): Tensor =>
    withScope(name, def.name, [x], scope => apply(def, { x: asTensor(x), axis, exclusive, reverse }, scope))

/**
 * Sums of the elements up to each one along `axis` (a negative one counts from the end). `exclusive`: without the element itself; `reverse`: from
 * the end. Run-time error: InvalidArgument for an axis that `x` does not have.
 */
export const cumsum = pyfunction('cumsum(x, axis=0, exclusive=False, reverse=False, name=None)', running(Cumsum))
/** Products of the elements up to each one along `axis`, as `cumsum`. */
export const cumprod = pyfunction('cumprod(x, axis=0, exclusive=False, reverse=False, name=None)', running(Cumprod))
