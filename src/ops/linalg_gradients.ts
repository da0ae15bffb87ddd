/** Gradients of linear algebra (ops/linalg_grad.py). */
import { ValueError } from '../errors/python.ts'
import type { Gradient } from '../graph/op_def.ts'
import type { Operation } from '../graph/operation.ts'
import { control_dependencies } from '../graph/public.ts'
import type { Tensor } from '../graph/tensor.ts'
import { cast } from './cast_ops.ts'
import { cond } from './cond.ts'
import { concat } from './concat_ops.ts'
import { matrix_band_part, matrix_diag, matrix_diag_part, matrix_set_diag } from './diag_ops.ts'
import { eye } from './eye_ops.ts'
import { reciprocal } from './function_ops.ts'
import { cholesky, cholesky_solve, matrix_inverse, matrix_solve, matrix_triangular_solve } from './linalg_ops.ts'
import { batch_matmul } from './matmul_ops.ts'
import { minus, negated, plus, times } from './operators.ts'
import { expand_dims, reshape, shape } from './shape_ops.ts'
import { matrix_transpose } from './transpose_ops.ts'
import { zeros_like } from './zeros_like_ops.ts'

const adjointX = { adj_x: true }
const adjointY = { adj_y: true }

export function matrixInverseGradient(op: Operation, grad: Tensor): Gradient[] {
  const inverse = op.outputs[0] as Tensor
  return [negated(batch_matmul(inverse, batch_matmul(grad, inverse, adjointY), adjointX))]
}

export function determinantGradient(op: Operation, grad: Tensor): Gradient[] {
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

export function solveGradient(op: Operation, grad: Tensor): Gradient[] {
  const a = op.inputs[0] as Tensor
  const adjoint = op.attr('adjoint') === true
  const gradB = matrix_solve(a, grad, { adjoint: !adjoint })
  return [matrixGradient(adjoint, gradB, op.outputs[0] as Tensor), gradB]
}

export function triangularSolveGradient(op: Operation, grad: Tensor): Gradient[] {
  const a = op.inputs[0] as Tensor
  const adjoint = op.attr('adjoint') === true
  const lower = op.attr('lower') === true
  const gradB = matrix_triangular_solve(a, grad, { lower, adjoint: !adjoint })
  const gradA = matrixGradient(adjoint, gradB, op.outputs[0] as Tensor)
  return [lower ? band(gradA, -1, 0) : band(gradA, 0, -1), gradB]
}
const band = (x: Tensor, lower: number, upper: number): Tensor => matrix_band_part(x, lower, upper)

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
export function solveLsGradient(op: Operation, grad: Tensor): Gradient[] {
  if (op.attr('fast') !== true) throw new ValueError('Gradient not defined for fast=False')
  const known = (op.inputs[0] as Tensor).staticShape?.slice(-2)
  const [m, n] = known ?? [null, null]
  if (typeof m === 'number' && typeof n === 'number') return m >= n ? overdetermined(op, grad) : underdetermined(op, grad)
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

export function selfAdjointEigGradient(op: Operation, ge: Tensor, gv: Tensor): Gradient[] {
  const [e, v] = op.outputs as [Tensor, Tensor]
  return control_dependencies([ge.op, gv.op], () => {
    const distance = minus(expand_dims(e, -2), expand_dims(e, -1))
    const factors = matrix_set_diag(reciprocal(distance), zeros_like(e))
    const diagonal = matrix_diag(ge)
    const inner = plus(diagonal, times(factors, batch_matmul(v, gv, adjointX)))
    const whole = batch_matmul(v, batch_matmul(inner, v, adjointY))
    // only the lower triangle is read
    const lower = band(plus(whole, matrix_transpose(whole)), -1, 0)
    return [matrix_set_diag(lower, times(0.5, matrix_diag_part(lower)))]
  })
}
