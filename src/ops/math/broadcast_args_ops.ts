/** The axes along which the inputs of a broadcasting op were repeated: where their gradients are summed. */
import { invalidArgument } from '../../errors/status.ts'
import { applyOp } from '../../graph/build/apply_op.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { int64 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { reduceSum } from './reduction_ops.ts'
import { reshape, shape } from './shape_ops.ts'

export const BroadcastGradientArgs = defineOp('BroadcastGradientArgs', {
  inputs: ['s0: T', 's1: T'],
  outputs: ['r0: T', 'r1: T'],
  attrs: ['T: {int32, int64} = DT_INT32'],
  infer: c => {
    c.withRank(c.input(0), 1)
    c.withRank(c.input(1), 1)
    return [[null], [null]]
  },
  gradient: 'none',
  scheduling: 'inexpensive',
  kernel: k => {
    const [a, b] = [k.input(0), k.input(1)]
    for (const [i, input] of [a, b].entries()) {
      if (input.shape.length !== 1) throw invalidArgument(`In[${i}] must be a vector.[${input.shape.join()}]`)
    }
    const axes = repeatedAxes(integersOf(a), integersOf(b))
    const wide = a.dtype.base_dtype === int64
    return axes.map(
      list => new NDArray(a.dtype, [list.length], wide ? BigInt64Array.from(list, BigInt) : Int32Array.from(list)),
    )
  },
  lower: { kind: 'host' },
})

/**
 * Where each of two shapes is repeated to get their broadcast. As TensorFlow: an axis that is 1 in both is summed in both,
 * but equal shapes are not summed at all. Throws InvalidArgument where the shapes do not broadcast.
 */
export function repeatedAxes(a: readonly number[], b: readonly number[]): [number[], number[]] {
  if (a.length === b.length && a.every((dim, i) => dim === b[i])) return [[], []]
  const rank = Math.max(a.length, b.length)
  const out: [number[], number[]] = [[], []]
  for (let i = 0; i < rank; i++) {
    const x = a[i - rank + a.length] ?? 1
    const y = b[i - rank + b.length] ?? 1
    if (x === y) {
      if (x === 1) for (const list of out) list.push(i)
    } else if (x === 1) out[0].push(i)
    else if (y === 1) out[1].push(i)
    else throw invalidArgument(`Incompatible shapes: [${a.join()}] vs. [${b.join()}]`)
  }
  return out
}

/** The nodes for the shapes of a binary op's inputs and the axes over which their gradients are summed. */
export interface Broadcasting {
  readonly sx: Tensor
  readonly sy: Tensor
  readonly rx: Tensor
  readonly ry: Tensor
}
export function broadcasting(x: Tensor, y: Tensor): Broadcasting {
  const sx = shape(x)
  const sy = shape(y)
  const [rx, ry] = applyOp(BroadcastGradientArgs, { s0: sx, s1: sy }).outputs as [Tensor, Tensor]
  return { sx, sy, rx, ry }
}
/** A gradient in the broadcast shape, summed back to the shape `s` of an input. */
export const summedTo = (grad: Tensor, axes: Tensor, s: Tensor): Tensor => reshape(reduceSum(grad, axes), s)
