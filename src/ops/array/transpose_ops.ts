/** Permutations of dimensions. */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { invalidArgument, unimplemented } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { isPermutation, knownIntegers, movement } from '../../graph/movement_lowerings.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { Dim } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { transpose as transposeArray } from '../../kernels/reference/arrays/movement.ts'
import { PyInt } from '../../tensor/literals.ts'
import { shapeText } from '../../tensor/shape.ts'
import { minus } from '../math/operators.ts'
import { Range } from '../math/sequence_ops.ts'
import { integerArray, Rank, rank as rankOf } from '../math/shape_ops.ts'
import { concat } from './concat_ops.ts'

/** TensorFlow transposes no more. */
const MOST_DIMENSIONS = 10

/** Whether a permutation moves nothing: rank 0 or 1, the identity, or at most one dimension other than 1. */
const movesNothing = (shape: readonly number[], permutation: readonly number[] | undefined): boolean =>
  shape.length <= 1 ||
  permutation?.every((axis, i) => axis === i) === true ||
  shape.filter(size => size !== 1).length <= 1

export const Transpose = defineOp('Transpose', {
  inputs: ['x: T', 'perm: Tperm'],
  outputs: ['y: T'],
  attrs: ['T: type', 'Tperm: {int32, int64} = DT_INT32'],
  infer: c => {
    const input = c.input(0)
    const perm = c.integers(1)
    const elements = c.numElements(c.input(1))
    const rank = input?.length ?? elements ?? perm?.length
    if (rank === undefined) return [null]
    const full = c.withRank(input, rank)
    c.withRank(c.input(1), 1)
    if (elements !== null) c.withValue(elements, rank)
    if (!perm) return [c.unknownOfRank(rank)]
    return [
      perm.map((axis): Dim => {
        if (axis >= rank) throw c.fail(`perm dim ${axis} is out of range of input rank ${rank}`)
        return full.at(axis) ?? null
      }),
    ]
  },
  gradient: (op, grad) => [transpose(grad as Tensor, invert_permutation(op.inputs[1] as Tensor)), null],
  shapeInputs: [1],
  aliases: node => {
    const shape = node.inputShapes[0] as readonly number[]
    const axes = knownIntegers(node, 1)
    if (shape.length > MOST_DIMENSIONS || (axes && !isPermutation(axes, shape.length))) return [undefined]
    return [movesNothing(shape, axes) ? 0 : undefined]
  },
  kernel: k => {
    const x = k.input(0)
    const perm = k.input(1)
    if (perm.shape.length !== 1) throw invalidArgument(`perm must be a vector, not ${shapeText(perm.shape)}`)
    const axes = integersOf(perm)
    const rank = x.shape.length
    if (rank > MOST_DIMENSIONS) throw unimplemented(`Transposing a tensor of rank ${rank} is not implemented.`)
    if (axes.length !== rank)
      throw invalidArgument(
        `transpose expects a vector of size ${rank}. But input(1) is a vector of size ${axes.length}`,
      )
    const seen = new Set<number>()
    for (const axis of axes) {
      if (axis < 0 || axis >= rank) throw invalidArgument(`${axis} is out of range [0 .. ${rank})`)
      seen.add(axis)
    }
    for (let i = 0; i < rank; i++) if (!seen.has(i)) throw invalidArgument(`${i} is missing from {${axes.join(',')}}.`)
    if (movesNothing(x.shape, axes)) {
      // the same elements in the same order
      return x.reshape(axes.map(axis => x.shape[axis] as number))
    }
    return transposeArray(x, axes)
  },
  lower: movement('transpose', node => {
    const permutation = knownIntegers(node, 1)
    return permutation &&
      permutation.length <= MOST_DIMENSIONS &&
      isPermutation(permutation, node.inputShapes[0]?.length ?? 0)
      ? { permutation }
      : undefined
  }),
})

export const InvertPermutation = defineOp('InvertPermutation', {
  inputs: ['x: T'],
  outputs: ['y: T'],
  attrs: ['T: {int32, int64} = DT_INT32'],
  infer: c => [c.withRank(c.input(0), 1)],
  gradient: 'none',
  kernel: k => {
    const x = k.input(0)
    if (x.shape.length !== 1) throw invalidArgument('invert_permutation expects a 1D vector.')
    const inverse = new Array<number>(x.size).fill(-1)
    for (const [i, d] of integersOf(x).entries()) {
      if (d < 0 || d >= x.size) throw invalidArgument(`${d} is not between 0 and ${x.size}`)
      if (inverse[d] !== -1) throw invalidArgument(`${d} is duplicated in the input.`)
      inverse[d] = i
    }
    return integerArray(inverse, [x.size], x.dtype)
  },
  lower: { kind: 'reference' },
})

// --- functions

interface TransposeArgs {
  a: TensorLike
  perm: TensorLike | null
  name: string
}
/**
 * `a` with its dimensions permuted: dimension i of the result is dimension perm[i] of `a`; without `perm` they are reversed.
 *
 *     tf.transpose([[1, 2, 3]])   // [[1], [2], [3]]
 */
export const transpose = pyfunction(
  "transpose(a, perm=None, name='transpose')",
  ({ a, perm, name }: TransposeArgs): Tensor =>
    withScope(name, 'transpose', [a], scope => {
      if (perm !== null) return apply(Transpose, { x: a, perm }, scope)
      // the ranges of the reversal are nodes even where the rank is known: as in TensorFlow, the graph looks the same either way
      const rank = apply(Rank, { input: a })
      const last = minus(rank, new PyInt(1))
      const range = apply(Range, { start: new PyInt(0), limit: rank, delta: new PyInt(1) })
      const made = apply(Transpose, { x: a, perm: minus(last, range) }, scope)
      const dims = (made.op.inputs[0] as Tensor).staticShape
      if (dims !== null) made.set_shape([...dims].reverse())
      return made
    }),
)

/** The inverse of a permutation, an int32 or int64 vector. */
export const invert_permutation = pyfunction(
  'invert_permutation(x, name=None)',
  ({ x, name }: { x: TensorLike; name: Name }) => apply(InvertPermutation, { x }, name),
)

/** `a` with its last two dimensions exchanged. Errors: ValueError where it has fewer than two. */
export const matrix_transpose = pyfunction(
  "matrix_transpose(a, name='matrix_transpose')",
  ({ a, name }: { a: TensorLike; name: string }): Tensor =>
    withScope(name, null, [a], () => {
      const matrix = convertToTensor(a, { name: 'a' })
      const dims = matrix.staticShape
      if (dims !== null) {
        const rank = dims.length
        if (rank < 2)
          throw new ValueError(`Argument 'a' should be a (batch) matrix, with rank >= 2.  Found: ${matrix.get_shape()}`)
        return transpose(matrix, [...Array.from({ length: rank - 2 }, (_, i) => i), rank - 1, rank - 2])
      }
      const rank = rankOf(matrix)
      const one = new PyInt(1)
      const two = new PyInt(2)
      const batch = apply(Range, { start: 0, limit: minus(rank, two), delta: 1 })
      return transpose(matrix, concat(0, [batch, [minus(rank, one), minus(rank, two)]]))
    }),
)
