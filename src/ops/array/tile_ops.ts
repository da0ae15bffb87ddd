/** Repeating a tensor. */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { movement } from '../../graph/movement_lowerings.ts'
import { defineOp } from '../../graph/op_def.ts'
import { type InferenceContext, unknownShape } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { tile as tileArray } from '../../kernels/reference/arrays/movement.ts'
import { reduce } from '../../kernels/reference/arrays/reduce.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { type Shape, shapeText } from '../../tensor/shape.ts'
import { reduce_sum } from '../math/reduction_ops.ts'
import { range } from '../math/sequence_ops.ts'
import { reshape, shape, size } from '../math/shape_ops.ts'
import { pack } from './pack_ops.ts'
import { transpose } from './transpose_ops.ts'

function tiledShape(c: InferenceContext): readonly Shape[] {
  const input = c.input(0)
  const multiples = c.valueAsShape(1)
  const rank = input?.length ?? multiples?.length
  if (rank === undefined) return [null]
  const known = c.withRank(input, rank)
  const times = c.withRank(multiples, rank)
  return [known.map((dim, i) => c.multiplyDims(dim, times[i] ?? null))]
}

/** The checked multiples. */
function multiplesOf(input: { readonly shape: readonly number[] }, multiples: NDArray): number[] {
  if (multiples.shape.length !== 1)
    throw invalidArgument(`Expected multiples to be 1-D, but got shape ${shapeText(multiples.shape)}`)
  if (input.shape.length !== multiples.size) {
    throw invalidArgument(
      `Expected multiples argument to be a vector of length ${input.shape.length} but got length ${multiples.size}`,
    )
  }
  const times = integersOf(multiples)
  for (const [i, n] of times.entries()) if (n < 0) throw invalidArgument(`Expected multiples[${i}] >= 0, but got ${n}`)
  return times
}

export const Tile = defineOp('Tile', {
  inputs: ['input: T', 'multiples: Tmultiples'],
  outputs: ['output: T'],
  attrs: ['T: type', 'Tmultiples: {int32, int64} = DT_INT32'],
  infer: tiledShape,
  concreteShapes: c => {
    const [input, multiples] = [c.input(0) as readonly number[], c.value(1)]
    const times = multiples && multiplesOf({ shape: input }, multiples)
    return [times ? input.map((dim, i) => dim * (times[i] as number)) : null]
  },
  gradient: (op, grad) => {
    const [input, multiples] = op.inputs as [Tensor, Tensor]
    const inputShape = shape(input)
    // [2, 20, 3, 30] for multiples [2, 3] of [20, 30]: the repetitions are dimensions of their own
    const split = reshape(transpose(pack([multiples, inputShape])), [-1])
    const axes = range(0, size(split), 2)
    const sum = reduce_sum(reshape(grad as Tensor, split), axes)
    sum.set_shape(input.get_shape())
    return [sum, null]
  },
  shapeInputs: [1],
  aliases: node => [node.inputShapes[0]?.length === 0 ? 0 : undefined],
  kernel: k => {
    const input = k.input(0)
    const times = multiplesOf(input, k.input(1))
    return input.shape.length === 0 ? input : tileArray(input, times)
  },
  lower: movement('tile', undefined),
})

export const TileGrad = defineOp('TileGrad', {
  inputs: ['input: T', 'multiples: int32'],
  outputs: ['output: T'],
  attrs: ['T: type'],
  deprecated: { version: 3, explanation: 'TileGrad has been replaced with reduce_sum' },
  infer: unknownShape,
  concreteShapes: c => [
    c
      .withRank(c.input(0), c.integers(1)?.length ?? 0)
      .map((dim, i) => c.divideDim(dim, Math.max(1, c.integers(1)?.[i] ?? 1), true)),
  ],
  gradient: 'unregistered',
  shapeInputs: [1],
  kernel: k => {
    const input = k.input(0)
    const times = multiplesOf(input, k.input(1))
    const split = input.shape.flatMap((length, i) => [
      times[i] as number,
      Math.trunc(length / Math.max(1, times[i] as number)),
    ])
    const axes = times.map((_, i) => 2 * i)
    return reduce('sum', new NDArray(input.dtype, split, input.data), axes, false)
  },
  lower: { kind: 'reference' },
})

/**
 * `input` repeated multiples[i] times along dimension i.
 *
 *     tf.tile([[1, 2]], [2, 2])   // [[1, 2, 1, 2], [1, 2, 1, 2]]
 */
export const tile = pyfunction(
  'tile(input, multiples, name=None)',
  ({ input, multiples, name }: { input: TensorLike; multiples: TensorLike; name: Name }) =>
    apply(Tile, { input, multiples }, name),
)
