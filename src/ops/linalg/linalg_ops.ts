/** Factorisations, inverses and systems of linear equations, of matrices in the last two axes (ops/linalg_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { defineOp, type Gradient, type OpSpec } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { fastLeastSquares, leastSquares } from '../../kernels/reference/linalg/least_squares.ts'
import {
  choleskyGradient,
  cholesky as choleskyOf,
  determinant,
  hasZeroPivot,
  inverse,
  solve,
  triangularSolve,
} from '../../kernels/reference/linalg/linear_solve.ts'
import { batched, type Matrix, matrix, transposed } from '../../kernels/reference/linalg/matrix_batches.ts'
import { doubles } from '../../kernels/reference/scalars/reals.ts'
import { float32 } from '../../tensor/dtypes.ts'
import type { Shape } from '../../tensor/shape.ts'
import { shapeText } from '../../tensor/shape.ts'
import { concat } from '../array/concat_ops.ts'
import { matrix_band_part } from '../array/diag_ops.ts'
import { eye } from '../array/eye_ops.ts'
import { matrix_transpose } from '../array/transpose_ops.ts'
import { cond } from '../control_flow/cond.ts'
import { cast } from '../math/cast_ops.ts'
import { batch_matmul } from '../math/matmul_ops.ts'
import { minus, negated, plus, times } from '../math/operators.ts'
import { reshape, shape } from '../math/shape_ops.ts'

type Sizes = readonly (readonly [number, number])[]

/** A batch of square matrices: both dimensions are one. */
export function squareShape(c: InferenceContext, shape: Shape): Shape {
  const known = c.withRankAtLeast(shape, 2)
  if (known === null) return null
  const size = c.mergeDim(c.dim(known, -2), c.dim(known, -1))
  return [...known.slice(0, -2), size, size]
}
const square: OpSpec['infer'] & {} = c => [squareShape(c, c.input(0))]
export function checkSquare([size]: Sizes): void {
  if (size && size[0] !== size[1]) throw invalidArgument('Input matrix must be square.')
}
const sameSize = (sizes: Sizes): readonly number[][] => [[...(sizes[0] as readonly [number, number])]]
const FLOATS = '{double, float}'

export const Cholesky = defineOp('Cholesky', {
  inputs: ['input: T'],
  outputs: ['output: T'],
  attrs: [`T: ${FLOATS}`],
  infer: square,
  gradientIsNotDerivative: 'only the lower triangle is read, and the gradient is spread evenly over both',
  gradient: (op, grad) => [apply(CholeskyGrad, { l: op.outputs[0] as Tensor, grad })],
  kernel: k =>
    batched({
      inputs: [k.input(0)],
      dtype: k.input(0).dtype,
      check: checkSquare,
      shapes: sameSize,
      compute: ([a]) => {
        const l = choleskyOf(a as Matrix)
        if (!l) throw invalidArgument('LLT decomposition was not successful. The input might not be valid.')
        return [l.data]
      },
    }),
  lower: { kind: 'reference' },
})
export const CholeskyGrad = defineOp('CholeskyGrad', {
  inputs: ['l: T', 'grad: T'],
  outputs: ['output: T'],
  attrs: ['T: {float, double}'],
  infer: square,
  gradient: 'unregistered',
  kernel: k =>
    batched({
      inputs: [k.input(0), k.input(1)],
      dtype: k.input(0).dtype,
      check: ([l, grad]) => {
        if (l?.join() !== grad?.join()) throw invalidArgument('Inputs (L and grad) must have the same shape.')
        if (l?.[0] !== l?.[1]) throw invalidArgument('Inputs must be a square matrices.')
      },
      shapes: sameSize,
      compute: ([l, grad]) => [choleskyGradient(l as Matrix, grad as Matrix).data],
    }),
  lower: { kind: 'reference' },
})

export const MatrixDeterminant = defineOp('MatrixDeterminant', {
  inputs: ['input: T'],
  outputs: ['output: T'],
  attrs: ['T: {float, double}'],
  infer: c => {
    const input = c.withRankAtLeast(c.input(0), 2)
    c.mergeDim(c.dim(input, -1), c.dim(input, -2))
    return [input === null ? null : input.slice(0, -2)]
  },
  gradient: determinantGradient,
  kernel: k => {
    const { dtype } = k.input(0)
    const round = dtype === float32 ? Math.fround : (x: number): number => x
    return batched({
      inputs: [k.input(0)],
      dtype,
      check: checkSquare,
      shapes: () => [[]],
      compute: ([a]) => {
        const value = determinant(a as Matrix)
        if (!Number.isFinite(round(value))) throw invalidArgument('The determinant is not finite.')
        return [Float64Array.of(value)]
      },
    })
  },
  lower: { kind: 'reference' },
})

export const MatrixInverse = defineOp('MatrixInverse', {
  inputs: ['input: T'],
  outputs: ['output: T'],
  attrs: ['adjoint: bool = false', `T: ${FLOATS}`],
  infer: square,
  gradient: matrixInverseGradient,
  gradientIsNotDerivative: 'with `adjoint` TensorFlow gives the transposed gradient',
  kernel: k => {
    const adjoint = k.attr('adjoint') === true
    return batched({
      inputs: [k.input(0)],
      dtype: k.input(0).dtype,
      check: checkSquare,
      shapes: sameSize,
      compute: ([a]) => [inverse(adjoint ? transposed(a as Matrix) : (a as Matrix), 'Input is not invertible.').data],
    })
  },
  lower: { kind: 'reference' },
})

/** [..., m, n] and [..., m, k] give [..., n, k]; `isSquare`: m = n. */
const inferSolve =
  (isSquare: boolean): OpSpec['infer'] & {} =>
  c => {
    const lhs = isSquare ? squareShape(c, c.input(0)) : c.withRankAtLeast(c.input(0), 2)
    const rhs = c.withRankAtLeast(c.input(1), 2)
    const batch = c.merge(c.subshape(lhs, 0, -2), c.subshape(rhs, 0, -2))
    const m = c.mergeDim(c.dim(lhs, -2), c.dim(rhs, -2))
    const n = isSquare ? c.mergeDim(m, c.dim(lhs, -1)) : c.dim(lhs, -1)
    return [c.concatenate(batch, [n, c.dim(rhs, -1)])]
  }
function checkSolver([lhs, rhs]: Sizes): void {
  if (lhs?.[0] !== lhs?.[1]) throw invalidArgument('First input (lhs) must be a square matrix.')
  if (lhs?.[0] !== rhs?.[0]) throw invalidArgument('Input matrix and rhs are incompatible.')
}
const solution = ([lhs, rhs]: Sizes): readonly number[][] => [[lhs?.[1] as number, rhs?.[1] as number]]
const SINGULAR = 'Input matrix is not invertible.'

/** A complex matrix (pairs of numbers) as the real one that does the same: [[re, −im], [im, re]]. */
function realOf(a: Matrix, conjugate: boolean): Matrix {
  const [m, n] = [a.rows, a.columns / 2]
  const out = matrix(2 * m, 2 * n)
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const re = a.data[(i * n + j) * 2] as number
      const im = (conjugate ? -1 : 1) * (a.data[(i * n + j) * 2 + 1] as number)
      out.data[i * 2 * n + j] = re
      out.data[i * 2 * n + n + j] = -im
      out.data[(m + i) * 2 * n + j] = im
      out.data[(m + i) * 2 * n + n + j] = re
    }
  }
  return out
}
/** The first half of the columns of such a matrix as pairs. */
function pairsOf(a: Matrix): Float64Array {
  const [m, n] = [a.rows / 2, a.columns / 2]
  const out = doubles(2 * m * n)
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      out[(i * n + j) * 2] = a.data[i * a.columns + j] as number
      out[(i * n + j) * 2 + 1] = a.data[(m + i) * a.columns + j] as number
    }
  }
  return out
}

export const MatrixSolve = defineOp('MatrixSolve', {
  inputs: ['matrix: T', 'rhs: T'],
  outputs: ['output: T'],
  attrs: ['adjoint: bool = false', 'T: {double, float, complex64, complex128}'],
  infer: inferSolve(true),
  gradient: solveGradient,
  kernel: k => {
    const adjoint = k.attr('adjoint') === true
    const { dtype } = k.input(0)
    return batched({
      inputs: [k.input(0), k.input(1)],
      dtype,
      check: checkSolver,
      shapes: solution,
      compute: ([a, b]) => {
        if (a?.rows === 0 || b?.columns === 0) return [new Float64Array(0)]
        // the transpose of the real form is the real form of the adjoint
        if (!dtype.is_complex)
          return [solve(adjoint ? transposed(a as Matrix) : (a as Matrix), b as Matrix, SINGULAR).data]
        const real = realOf(a as Matrix, false)
        return [pairsOf(solve(adjoint ? transposed(real) : real, realOf(b as Matrix, false), SINGULAR))]
      },
    })
  },
  lower: { kind: 'reference' },
})

export const MatrixTriangularSolve = defineOp('MatrixTriangularSolve', {
  inputs: ['matrix: T', 'rhs: T'],
  outputs: ['output: T'],
  attrs: ['lower: bool = true', 'adjoint: bool = false', `T: ${FLOATS}`],
  infer: inferSolve(true),
  gradient: triangularSolveGradient,
  kernel: k => {
    const [lower, adjoint] = [k.attr('lower') === true, k.attr('adjoint') === true]
    return batched({
      inputs: [k.input(0), k.input(1)],
      dtype: k.input(0).dtype,
      check: checkSolver,
      shapes: solution,
      compute: ([a, b]) => {
        if (hasZeroPivot(a as Matrix)) throw invalidArgument(SINGULAR)
        return [triangularSolve(a as Matrix, b as Matrix, lower, adjoint).data]
      },
    })
  },
  lower: { kind: 'reference' },
})

export const MatrixSolveLs = defineOp('MatrixSolveLs', {
  inputs: ['matrix: T', 'rhs: T', 'l2_regularizer: double'],
  outputs: ['output: T'],
  attrs: [`T: ${FLOATS}`, 'fast: bool = true'],
  infer: c => {
    c.withRank(c.input(2), 0)
    return inferSolve(false)(c)
  },
  gradient: solveLsGradient,
  kernel: k => {
    const l2 = k.input(2)
    if (l2.shape.length !== 0) throw invalidArgument(`l2_regularizer must be scalar, got shape ${shapeText(l2.shape)}`)
    const lambda = l2.data[0] as number
    if (lambda < 0) throw invalidArgument('l2_regularizer must be >= 0.')
    const fast = k.attr('fast') === true
    const { dtype } = k.input(0)
    return batched({
      inputs: [k.input(0), k.input(1)],
      dtype,
      check: ([lhs, rhs]) => {
        if (lhs?.[0] !== rhs?.[0]) throw invalidArgument('Input matrix and rhs are incompatible.')
      },
      shapes: solution,
      compute: ([a, b]) => {
        const [m, n] = [(a as Matrix).rows, (a as Matrix).columns]
        if (m === 0 || n === 0) return [new Float64Array(n * (b as Matrix).columns)]
        if (fast) return [fastLeastSquares(a as Matrix, b as Matrix, lambda).data]
        return [leastSquares(a as Matrix, b as Matrix, dtype === float32 ? 2 ** -23 : 2 ** -52).data]
      },
    })
  },
  lower: { kind: 'reference' },
})

// --- functions

export interface InputArgs {
  input: TensorLike
  name: Name
}
export interface SolveArgs {
  matrix: TensorLike
  rhs: TensorLike
  adjoint: boolean | null
  name: Name
}
/** The lower triangle L with L·Lᵀ = `input`, which is symmetric and positive definite; else the run fails with InvalidArgument. */
export const cholesky = pyfunction('cholesky(input, name=None)', ({ input, name }: InputArgs) =>
  apply(Cholesky, { input }, name),
)
/** The gradient of `cholesky` from its result `l` and the gradient of that. */
export const cholesky_grad = pyfunction(
  'cholesky_grad(l, grad, name=None)',
  ({ l, grad, name }: { l: TensorLike; grad: TensorLike; name: Name }) => apply(CholeskyGrad, { l, grad }, name),
)
/** x with A·x = `rhs`, from the Cholesky factor `chol` of A. */
export const cholesky_solve = pyfunction(
  'cholesky_solve(chol, rhs, name=None)',
  ({ chol, rhs, name }: { chol: TensorLike; rhs: TensorLike; name: Name }): Tensor =>
    withScope(name, 'cholesky_solve', [chol, rhs], () => {
      const y = apply(MatrixTriangularSolve, { matrix: chol, rhs, lower: true, adjoint: false })
      return apply(MatrixTriangularSolve, { matrix: chol, rhs: y, lower: true, adjoint: true })
    }),
)
/** The determinants of square matrices. */
export const matrix_determinant = pyfunction('matrix_determinant(input, name=None)', ({ input, name }: InputArgs) =>
  apply(MatrixDeterminant, { input }, name),
)
/** The inverses of square matrices, or of their adjoints. Run-time error: InvalidArgument where there is none. */
export const matrix_inverse = pyfunction(
  'matrix_inverse(input, adjoint=None, name=None)',
  ({ input, adjoint, name }: InputArgs & { adjoint: boolean | null }) => apply(MatrixInverse, { input, adjoint }, name),
)
/** x with `matrix`·x = `rhs`. Run-time error: InvalidArgument where the matrix has no inverse. */
export const matrix_solve = pyfunction(
  'matrix_solve(matrix, rhs, adjoint=None, name=None)',
  ({ name, ...args }: SolveArgs) => apply(MatrixSolve, args, name),
)
/** `matrix_solve` with the lower (or upper) triangle of `matrix`. */
export const matrix_triangular_solve = pyfunction(
  'matrix_triangular_solve(matrix, rhs, lower=None, adjoint=None, name=None)',
  ({ name, ...args }: SolveArgs & { lower: boolean | null }) => apply(MatrixTriangularSolve, args, name),
)
/** The x for which ‖`matrix`·x − `rhs`‖² + `l2_regularizer`·‖x‖² is smallest. `fast`: by the normal equations; else for matrices of any rank, without regularisation. */
export const matrix_solve_ls = pyfunction(
  'matrix_solve_ls(matrix, rhs, l2_regularizer=0.0, fast=True, name=None)',
  ({ name, ...args }: Omit<SolveArgs, 'adjoint'> & { l2_regularizer: TensorLike; fast: boolean }) =>
    apply(MatrixSolveLs, args, name),
)

// --- gradients (ops/linalg_grad.py)

export const adjointX = { adj_x: true }
export const adjointY = { adj_y: true }

function matrixInverseGradient(op: Operation, grad: Tensor): Gradient[] {
  const inverse = op.outputs[0] as Tensor
  return [negated(batch_matmul(inverse, batch_matmul(grad, inverse, adjointY), adjointX))]
}

function determinantGradient(op: Operation, grad: Tensor): Gradient[] {
  const a = op.inputs[0] as Tensor
  const c = op.outputs[0] as Tensor
  const adjointInverse = matrix_inverse(a, true)
  const scaled = times(grad, c)
  const multipliers = reshape(scaled, concat(0, [shape(c), [1, 1]]))
  return [times(multipliers, adjointInverse)]
}

/** −gradB·cᵀ or −c·gradBᵀ: the gradient of the matrix of a system. */
const matrixGradient = (adjoint: boolean, gradB: Tensor, c: Tensor): Tensor =>
  negated(adjoint ? batch_matmul(c, gradB, adjointY) : batch_matmul(gradB, c, adjointY))

function solveGradient(op: Operation, grad: Tensor): Gradient[] {
  const a = op.inputs[0] as Tensor
  const adjoint = op.attr('adjoint') === true
  const gradB = matrix_solve(a, grad, { adjoint: !adjoint })
  return [matrixGradient(adjoint, gradB, op.outputs[0] as Tensor), gradB]
}

function triangularSolveGradient(op: Operation, grad: Tensor): Gradient[] {
  const a = op.inputs[0] as Tensor
  const adjoint = op.attr('adjoint') === true
  const lower = op.attr('lower') === true
  const gradB = matrix_triangular_solve(a, grad, { lower, adjoint: !adjoint })
  const gradA = matrixGradient(adjoint, gradB, op.outputs[0] as Tensor)
  return [lower ? band(gradA, -1, 0) : band(gradA, 0, -1), gradB]
}
export const band = (x: Tensor, lower: number, upper: number): Tensor => matrix_band_part(x, lower, upper)

/** More equations than unknowns. */
function overdetermined(op: Operation, grad: Tensor): Gradient[] {
  const [a, b, l2] = op.inputs as [Tensor, Tensor, Tensor]
  const lambda = cast(l2, a.dtype.base_dtype)
  const x = op.outputs[0] as Tensor
  const aShape = shape(a)
  const batch_shape = aShape.at(':-2')
  const unit = eye(aShape.at(-1), { batch_shape, dtype: a.dtype })
  const squared = batch_matmul(a, a, adjointX)
  const chol = cholesky(plus(squared, times(lambda, unit)))
  const z = cholesky_solve(chol, grad)
  const xzt = batch_matmul(x, z, adjointY)
  const symmetric = plus(xzt, matrix_transpose(xzt))
  const first = negated(batch_matmul(a, symmetric))
  const gradA = plus(first, batch_matmul(b, z, adjointY))
  return [gradA, batch_matmul(a, z), null]
}
/** More unknowns than equations. */
function underdetermined(op: Operation, grad: Tensor): Gradient[] {
  const [a, b, l2] = op.inputs as [Tensor, Tensor, Tensor]
  const lambda = cast(l2, a.dtype.base_dtype)
  const aShape = shape(a)
  const batch_shape = aShape.at(':-2')
  const unit = eye(aShape.at(-2), { batch_shape, dtype: a.dtype })
  const squared = batch_matmul(a, a, adjointY)
  const chol = cholesky(plus(squared, times(lambda, unit)))
  const gradB = cholesky_solve(chol, batch_matmul(a, grad))
  const solved = cholesky_solve(chol, b)
  const first = negated(batch_matmul(gradB, batch_matmul(solved, a, adjointX)))
  const rest = minus(grad, batch_matmul(a, gradB, adjointX))
  return [plus(first, batch_matmul(solved, rest, adjointY)), gradB, null]
}
function solveLsGradient(op: Operation, grad: Tensor): Gradient[] {
  if (op.attr('fast') !== true) throw new ValueError('Gradient not defined for fast=False')
  const known = (op.inputs[0] as Tensor).staticShape?.slice(-2)
  const [m, n] = known ?? [null, null]
  if (typeof m === 'number' && typeof n === 'number')
    return m >= n ? overdetermined(op, grad) : underdetermined(op, grad)
  const sizes = shape(op.inputs[0] as Tensor).at('-2:')
  const tall = sizes.at(-2).ge(sizes.at(-1))
  const both = (grads: Gradient[]): Gradient[] => grads.slice(0, 2)
  return [
    ...(cond(
      tall,
      () => both(overdetermined(op, grad)),
      () => both(underdetermined(op, grad)),
    ) as Gradient[]),
    null,
  ]
}
