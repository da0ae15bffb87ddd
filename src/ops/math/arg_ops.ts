/** The place of the largest and of the smallest element along an axis. */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { integerOf } from '../../graph/kernel_helpers.ts'
import { alongAxis, rankOf } from '../../graph/movement_lowerings.ts'
import { defineOp, type OpDef, type OpSpec } from '../../graph/op_def.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { argReduce } from '../../kernels/reference/arrays/arg_reduce.ts'

function checkAxis(axis: number, rank: number): void {
  if (axis < 0) throw invalidArgument('dim must be >= 0')
  if (axis >= rank) throw invalidArgument(`Minimum tensor rank: ${axis + 1} but got: ${rank}`)
}

const argSpec = (which: 'max' | 'min'): OpSpec => ({
  inputs: ['input: T', 'dimension: Tidx'],
  outputs: ['output: int64'],
  attrs: ['T: numbertype', 'Tidx: {int32, int64} = DT_INT32'],
  infer: c => {
    c.withRank(c.input(1), 0)
    const input = c.input(0)
    if (input === null) return [null]
    if (input.length <= 1) return [[]]
    const axis = c.scalar(1)
    if (axis === undefined) return [c.unknownOfRank(input.length - 1)]
    if (axis < 0 || axis >= input.length)
      throw c.fail(
        `Dimension (${axis}) must be in the range [0, ${input.length}), where ${input.length} is the number of dimensions in the input.`,
      )
    return [input.toSpliced(axis, 1)]
  },
  concreteShapes: c => {
    c.withRank(c.input(1), 0)
    const axis = c.scalar(1)
    const input = c.input(0) as readonly number[]
    if (axis === undefined) return [null]
    checkAxis(axis, input.length)
    return [input.toSpliced(axis, 1)]
  },
  gradient: 'unregistered',
  shapeInputs: [1],
  kernel: k => {
    const [input, dimension] = [k.input(0), k.input(1)]
    if (dimension.shape.length !== 0)
      throw invalidArgument(`dim must be a scalar, but received tensor of shape: [${dimension.shape.join()}]`)
    const axis = integerOf(dimension)
    checkAxis(axis, input.shape.length)
    return argReduce(which, input, axis)
  },
  lower: alongAxis(`arg${which}`, () => 1, rankOf(0), [0]),
})
export const ArgMax = defineOp('ArgMax', argSpec('max'))
export const ArgMin = defineOp('ArgMin', argSpec('min'))

interface ArgArgs {
  input: TensorLike
  axis: TensorLike | null
  name: Name
  dimension: TensorLike | null
}
const arg =
  (def: OpDef) =>
  ({ input, axis, name, dimension }: ArgArgs): Tensor => {
    if (dimension !== null && axis !== null) throw new ValueError("Cannot specify both 'axis' and 'dimension'")
    return apply(def, { input, dimension: dimension ?? axis }, name)
  }
/** The index (int64) of the largest element along `axis`; the first one where several are equal. */
export const argmax = pyfunction('argmax(input, axis=None, name=None, dimension=None)', arg(ArgMax))
/** The index (int64) of the smallest element along `axis`; the first one where several are equal. */
export const argmin = pyfunction('argmin(input, axis=None, name=None, dimension=None)', arg(ArgMin))

/** `argmax` with an axis that must be given. */
export const arg_max = pyfunction(
  'arg_max(input, dimension, name=None)',
  ({ name, ...args }: Omit<ArgArgs, 'axis'>): Tensor => apply(ArgMax, args, name),
)
/** `argmin` with an axis that must be given. */
export const arg_min = pyfunction(
  'arg_min(input, dimension, name=None)',
  ({ name, ...args }: Omit<ArgArgs, 'axis'>): Tensor => apply(ArgMin, args, name),
)
