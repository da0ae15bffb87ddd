/** Diagonals and bands of matrices and of batches of them. */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument, unimplemented } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { integerOf } from '../../graph/kernel_helpers.ts'
import { movement } from '../../graph/movement_lowerings.ts'
import { defineOp, type Lowering, type OpDef, type OpSpec, type PlanContext } from '../../graph/op_def.ts'
import { type Dim, mergeShapes, unchanged, unknownShape } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { bandPart, diagonalOf, withDiagonal } from '../../kernels/reference/linalg/matrix_diagonals.ts'
import { checkAllocation } from '../../tensor/allocation.ts'
import { PyInt } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { isFullyDefined, numElements, sameShape, shapeText } from '../../tensor/shape.ts'
import { zeros } from '../math/constant_op.ts'
import { minus } from '../math/operators.ts'
import { reduce_min } from '../math/reduction_ops.ts'
import { rank, shape } from '../math/shape_ops.ts'
import { zeros_like } from '../math/zeros_like_ops.ts'
import { concat } from './concat_ops.ts'
import { slice } from './slice_ops.ts'

const DIAGONAL_TYPES = 'T: {float, double, int32, int64, complex64, complex128}'

/** The diagonals of matrices with `rows` and `columns`, as a box with strides of the flattened matrices. */
function diagonalBox(batch: number, rows: number, columns: number): Record<string, unknown> {
  return {
    shape: [batch, rows * columns],
    begin: [0, 0],
    strides: [1, columns + 1],
    sizes: [batch, Math.min(rows, columns)],
  }
}
/** The same of the last two dimensions of `shape`. */
const boxOfMatrices = (shape: readonly number[]): Record<string, unknown> =>
  diagonalBox(numElements(shape.slice(0, -2)), shape.at(-2) as number, shape.at(-1) as number)
const matricesOf = (
  kernel: string,
  matrices: (node: PlanContext) => readonly number[] | undefined,
  operands?: readonly number[],
): Lowering =>
  movement(
    kernel,
    node => {
      const shape = matrices(node)
      return shape && shape.length >= 2 ? boxOfMatrices(shape) : undefined
    },
    operands,
  )

export const Diag: OpDef = defineOp('Diag', {
  inputs: ['diagonal: T'],
  outputs: ['output: T'],
  attrs: [DIAGONAL_TYPES],
  infer: c => {
    const diagonal = c.withRankAtMost(c.input(0), 3)
    return [c.concatenate(diagonal, diagonal)]
  },
  gradient: (_op, grad) => [diag_part(grad as Tensor)],
  kernel: k => {
    const diagonal = k.input(0)
    const dims = diagonal.shape.length
    if (dims < 1) throw invalidArgument(`Expected 1 <= dims <= 3, got shape ${shapeText(diagonal.shape)}`)
    if (dims > 3) throw unimplemented(`Diagonal of rank ${dims} tensor is not supported yet.`)
    checkAllocation([...diagonal.shape, ...diagonal.shape], diagonal.dtype)
    // as a matrix of the flattened dimensions
    const flat = new NDArray(diagonal.dtype, [diagonal.size], diagonal.data)
    const matrix = withDiagonal(NDArray.zeros([diagonal.size, diagonal.size], diagonal.dtype.base_dtype), flat)
    return new NDArray(matrix.dtype, [...diagonal.shape, ...diagonal.shape], matrix.data)
  },
  lower: movement('strided_embed', ({ inputShapes: [diagonal = []] }) => {
    const size = numElements(diagonal)
    return diagonal.length >= 1 && diagonal.length <= 3 ? diagonalBox(1, size, size) : undefined
  }),
})

export const DiagPart: OpDef = defineOp('DiagPart', {
  inputs: ['input: T'],
  outputs: ['diagonal: T'],
  attrs: [DIAGONAL_TYPES],
  infer: c => {
    const input = c.input(0)
    if (input === null) return [null]
    const { length } = input
    if (length % 2 !== 0 || length > 6) throw c.fail(`Input must have even rank <= 6, input rank is ${length}`)
    const half = length / 2
    return [input.slice(0, half).map((dim, i) => c.mergeDim(dim, input[i + half] as Dim))]
  },
  gradient: (_op, grad) => [diag(grad as Tensor)],
  kernel: k => {
    const input = k.input(0)
    const { length } = input.shape
    const half = length / 2
    if (![2, 4, 6].includes(length))
      throw invalidArgument(
        `The rank of the tensor should be 2,                                          4, or 6, got shape ${shapeText(input.shape)}`,
      )
    for (let i = 0; i < half; i++) {
      if (input.shape[i] !== input.shape[i + half]) {
        throw invalidArgument(`Invalid shape ${shapeText(input.shape)}: dimensions ${i} and ${i + half} do not match.`)
      }
    }
    const out = input.shape.slice(0, half)
    const size = numElements(out)
    return new NDArray(input.dtype, out, diagonalOf(new NDArray(input.dtype, [size, size], input.data)).data)
  },
  lower: movement('strided_slice', ({ inputShapes: [input = []] }) => {
    const half = input.length / 2
    const size = numElements(input.slice(0, half))
    return [1, 2, 3].includes(half) && sameShape(input.slice(0, half), input.slice(half))
      ? diagonalBox(1, size, size)
      : undefined
  }),
})

/** The smaller of two dimensions. */
const smaller = (a: Dim, b: Dim): Dim => (a === 0 || b === 0 ? 0 : a === null || b === null ? null : Math.min(a, b))
const atLeast = (array: NDArray, rank: number): void => {
  if (array.shape.length < rank)
    throw invalidArgument(`input must be at least ${rank}-dim, received shape: ${shapeText(array.shape)}`)
}

const matrixDiag: OpSpec = {
  inputs: ['diagonal: T'],
  outputs: ['output: T'],
  attrs: ['T: type'],
  infer: c => {
    const diagonal = c.withRankAtLeast(c.input(0), 1)
    return [diagonal === null ? null : [...diagonal, diagonal.at(-1) as Dim]]
  },
  gradient: (_op, grad) => [matrix_diag_part(grad as Tensor)],
  kernel: k => {
    const diagonal = k.input(0)
    atLeast(diagonal, 1)
    const shape = [...diagonal.shape, diagonal.shape.at(-1) as number]
    checkAllocation(shape, diagonal.dtype)
    return withDiagonal(NDArray.zeros(shape, diagonal.dtype.base_dtype), diagonal)
  },
  lower: matricesOf(
    'strided_embed',
    node => node.inputShapes[0] && [...node.inputShapes[0], ...node.inputShapes[0].slice(-1)],
  ),
}
const matrixDiagPart: OpSpec = {
  inputs: ['input: T'],
  outputs: ['diagonal: T'],
  attrs: ['T: type'],
  infer: c => {
    const input = c.withRankAtLeast(c.input(0), 2)
    return [input === null ? null : [...input.slice(0, -2), smaller(input.at(-2) as Dim, input.at(-1) as Dim)]]
  },
  gradient: (op, grad) => {
    const [rows, columns] = ((op.inputs[0] as Tensor).staticShape ?? []).slice(-2)
    if (typeof rows === 'number' && rows === columns) return [matrix_diag(grad as Tensor)]
    return [matrix_set_diag(zeros_like(op.inputs[0] as Tensor), grad as Tensor)]
  },
  kernel: k => {
    atLeast(k.input(0), 2)
    return diagonalOf(k.input(0))
  },
  lower: matricesOf('strided_slice', node => node.inputShapes[0]),
}
const matrixSetDiag: OpSpec = {
  inputs: ['input: T', 'diagonal: T'],
  outputs: ['output: T'],
  attrs: ['T: type'],
  infer: c => {
    const input = c.withRankAtLeast(c.input(0), 2)
    let diagonal = c.withRankAtLeast(c.input(1), 1)
    if (input !== null) diagonal = c.withRank(diagonal, input.length - 1)
    c.mergeDim(smaller(c.dim(input, -2), c.dim(input, -1)), c.dim(diagonal, -1))
    if (diagonal !== null && !isFullyDefined(input)) return [c.merge(input, [...diagonal.slice(0, -1), null, null])]
    return [input]
  },
  gradient: (op, grad) => {
    const g = grad as Tensor
    const merged = mergeShapes((op.inputs[0] as Tensor).staticShape, g.staticShape) ?? null
    const diagonalShape = (op.inputs[1] as Tensor).staticShape
    const batch = mergeShapes(merged?.slice(0, -2) ?? null, diagonalShape?.slice(0, -1) ?? null) ?? null
    const matrix = merged?.slice(-2) ?? null
    let wanted: readonly number[] | Tensor
    if (isFullyDefined(batch) && isFullyDefined(matrix)) wanted = [...batch, Math.min(...matrix)]
    else {
      wanted = op.graph.colocate_with(g, false, () => {
        const gradShape = shape(g)
        const gradRank = rank(g)
        const two = new PyInt(2)
        const batchShape = slice(gradShape, [0], [minus(gradRank, two)])
        const matrixShape = slice(gradShape, [minus(gradRank, two)], [2])
        const least = reduce_min(matrixShape)
        return concat(0, [batchShape, [least]])
      })
    }
    return [matrix_set_diag(g, zeros(wanted, g.dtype)), matrix_diag_part(g)]
  },
  kernel: k => {
    const [input, diagonal] = [k.input(0), k.input(1)]
    atLeast(input, 2)
    const [rows, columns] = input.shape.slice(-2) as [number, number]
    if ([...input.shape.slice(0, -2), Math.min(rows, columns)].join() !== diagonal.shape.join()) {
      throw invalidArgument(
        `must have diagonal.shape == input.shape[:-2] + min(input.shape[-2:]), but received input shape: ${shapeText(input.shape)} and diagonal shape: ${shapeText(diagonal.shape)}`,
      )
    }
    return withDiagonal(input.copy(), diagonal)
  },
  lower: matricesOf(
    'strided_assign',
    ({ inputShapes: [input = [], diagonal = []] }) =>
      input.length >= 2 && sameShape(diagonal, [...input.slice(0, -2), Math.min(...input.slice(-2))])
        ? input
        : undefined,
    [0, 1],
  ),
}
const matrixBandPart: OpSpec = {
  inputs: ['input: T', 'num_lower: int64', 'num_upper: int64'],
  outputs: ['band: T'],
  attrs: ['T: type'],
  infer: unchanged,
  gradient: (op, grad) => [
    matrix_band_part(grad as Tensor, op.inputs[1] as Tensor, op.inputs[2] as Tensor),
    null,
    null,
  ],
  kernel: k => {
    const [input, lower, upper] = [k.input(0), k.input(1), k.input(2)]
    if (lower.shape.length > 0) throw invalidArgument(`num_lower must be scalar, got shape ${shapeText(lower.shape)}`)
    if (upper.shape.length > 0) throw invalidArgument(`num_upper must be scalar, got shape ${shapeText(upper.shape)}`)
    atLeast(input, 2)
    return bandPart(input, integerOf(lower), integerOf(upper))
  },
  lower: movement('matrix_band', node => {
    const [lower, upper] = [node.value(1), node.value(2)]
    if (lower?.shape.length !== 0 || upper?.shape.length !== 0) return undefined
    return { lower: integerOf(lower), upper: integerOf(upper) }
  }),
}
export const MatrixDiag = defineOp('MatrixDiag', matrixDiag)
export const MatrixDiagPart = defineOp('MatrixDiagPart', matrixDiagPart)
export const MatrixSetDiag = defineOp('MatrixSetDiag', matrixSetDiag)
export const MatrixBandPart = defineOp('MatrixBandPart', matrixBandPart)

/** The names up to 0.8, which graphs may still hold. Their shapes were never inferred. */
const old = (spec: OpSpec, successor: string): OpSpec => ({
  ...spec,
  infer: unknownShape,
  ...(spec.infer ? { concreteShapes: spec.infer } : {}),
  gradient: 'unregistered',
  deprecated: { version: 14, explanation: `Use ${successor}` },
})
export const BatchMatrixDiag = defineOp('BatchMatrixDiag', old(matrixDiag, 'MatrixDiag'))
export const BatchMatrixDiagPart = defineOp('BatchMatrixDiagPart', old(matrixDiagPart, 'MatrixDiagPart'))
export const BatchMatrixSetDiag = defineOp('BatchMatrixSetDiag', old(matrixSetDiag, 'MatrixSetDiag'))
export const BatchMatrixBandPart = defineOp('BatchMatrixBandPart', old(matrixBandPart, 'MatrixBandPart'))

// --- functions

interface DiagonalArgs {
  diagonal: TensorLike
  name: Name
}
interface InputArgs {
  input: TensorLike
  name: Name
}
/** A tensor of twice the rank with `diagonal` (rank 1 to 3) on its diagonal and zeros elsewhere. */
export const diag = pyfunction('diag(diagonal, name=None)', ({ diagonal, name }: DiagonalArgs) =>
  apply(Diag, { diagonal }, name),
)
/** The diagonal of a tensor of rank 2, 4 or 6, whose first dimensions equal its last ones. */
export const diag_part = pyfunction('diag_part(input, name=None)', ({ input, name }: InputArgs) =>
  apply(DiagPart, { input }, name),
)
/** Matrices with the vectors in the last dimension of `diagonal` on their diagonals. */
export const matrix_diag = pyfunction('matrix_diag(diagonal, name=None)', ({ diagonal, name }: DiagonalArgs) =>
  apply(MatrixDiag, { diagonal }, name),
)
/** The diagonals of matrices in the last two dimensions. */
export const matrix_diag_part = pyfunction('matrix_diag_part(input, name=None)', ({ input, name }: InputArgs) =>
  apply(MatrixDiagPart, { input }, name),
)
/** `input` with the diagonals of its matrices replaced. */
export const matrix_set_diag = pyfunction(
  'matrix_set_diag(input, diagonal, name=None)',
  ({ input, diagonal, name }: { input: TensorLike; diagonal: TensorLike; name: Name }) =>
    apply(MatrixSetDiag, { input, diagonal }, name),
)
/** `input` with zeros outside of `num_lower` subdiagonals and `num_upper` superdiagonals; a negative number keeps them all. */
export const matrix_band_part = pyfunction(
  'matrix_band_part(input, num_lower, num_upper, name=None)',
  ({ input, num_lower, num_upper, name }: InputArgs & { num_lower: TensorLike; num_upper: TensorLike }) =>
    apply(MatrixBandPart, { input, num_lower, num_upper }, name),
)
