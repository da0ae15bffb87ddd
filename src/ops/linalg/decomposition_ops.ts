/** Eigenvalues and singular values, of matrices in the last two axes (kernels/self_adjoint_eig_v2_op.cc, svd_op). */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import { defineOp, type Gradient, type OpSpec } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Dim } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { batched, type Matrix } from '../../kernels/reference/linalg/matrix_batches.ts'
import {
  complexSingularMatrices,
  singularMatrices,
  symmetricEigen,
} from '../../kernels/reference/linalg/singular_values.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { matrix_diag, matrix_diag_part, matrix_set_diag } from '../array/diag_ops.ts'
import { matrix_transpose } from '../array/transpose_ops.ts'
import { real } from '../math/complex_ops.ts'
import { reciprocal } from '../math/function_ops.ts'
import { batch_matmul } from '../math/matmul_ops.ts'
import { minus, plus, times } from '../math/operators.ts'
import { expand_dims } from '../math/shape_ops.ts'
import { zeros_like } from '../math/zeros_like_ops.ts'
import { adjointX, adjointY, band, checkSquare, squareShape } from './linalg_ops.ts'

function eigen(a: Matrix, dtype: DType, wantVectors: boolean): { values: Float64Array; vectors: Float64Array } {
  const found = symmetricEigen(a, dtype, wantVectors)
  if (!found)
    throw invalidArgument('Self Adjoint Eigen decomposition was not successful. The input might not be valid.')
  return { values: found.values, vectors: found.vectors?.data ?? new Float64Array(0) }
}

/** As an earlier version had it: the eigenvalues are the first row, the eigenvectors the others. */
export const SelfAdjointEig = defineOp('SelfAdjointEig', {
  inputs: ['input: T'],
  outputs: ['output: T'],
  attrs: ['T: {double, float}'],
  deprecated: { version: 11, explanation: 'Use SelfAdjointEigV2 instead.' },
  infer: c => {
    const input = squareShape(c, c.input(0))
    if (input === null) return [null]
    const size = c.dim(input, -1)
    return [[...input.slice(0, -2), c.addDims(size, 1), size]]
  },
  gradient: 'unregistered',
  kernel: k =>
    batched({
      inputs: [k.input(0)],
      dtype: k.input(0).dtype,
      check: checkSquare,
      shapes: sizes => [[(sizes[0]?.[0] as number) + 1, sizes[0]?.[0] as number]],
      compute: ([a]) => {
        const { values, vectors } = eigen(a as Matrix, k.input(0).dtype, true)
        return [Float64Array.from([...values, ...vectors])]
      },
    }),
  lower: { kind: 'reference' },
})

export const SelfAdjointEigV2 = defineOp('SelfAdjointEigV2', {
  inputs: ['input: T'],
  outputs: ['e: T', 'v: T'],
  attrs: ['compute_v: bool = true', 'T: {double, float}'],
  infer: c => {
    const input = squareShape(c, c.input(0))
    const vectors = c.attr('compute_v') ? input : [0]
    return [input === null ? null : input.slice(0, -1), vectors]
  },
  gradient: selfAdjointEigGradient,
  kernel: k => {
    const compute = k.attr('compute_v') === true
    return batched({
      inputs: [k.input(0)],
      dtype: k.input(0).dtype,
      check: checkSquare,
      shapes: ([size]) => {
        const n = size?.[0] as number
        return [[n], compute ? [n, n] : { whole: [0] }]
      },
      compute: ([a]) => {
        const { values, vectors } = eigen(a as Matrix, k.input(0).dtype, compute)
        return [values, vectors]
      },
    })
  },
  lower: { kind: 'reference' },
})

const NONE = new Float64Array(0)
const svdSpec: OpSpec = {
  inputs: ['input: T'],
  outputs: ['s: T', 'u: T', 'v: T'],
  attrs: ['compute_uv: bool = true', 'full_matrices: bool = false', 'T: {double, float, complex64, complex128}'],
  infer: c => {
    const input = c.withRankAtLeast(c.input(0), 2)
    const vectors = c.attr('compute_uv')
    if (input === null) return vectors ? [null, null, null] : [null, [0], [0]]
    const batch = input.slice(0, -2)
    const [m, n] = input.slice(-2) as [Dim, Dim]
    // nothing is less than 0
    const p = m === 0 || n === 0 ? 0 : m === null || n === null ? null : Math.min(m, n)
    const s = [...batch, p]
    if (!vectors) return [s, [0], [0]]
    const full = c.attr('full_matrices')
    return [s, [...batch, m, full ? m : p], [...batch, n, full ? n : p]]
  },
  gradient: 'unregistered',
  kernel: k => {
    const compute = k.attr('compute_uv') === true
    const full = k.attr('full_matrices') === true
    const { dtype } = k.input(0)
    return batched({
      inputs: [k.input(0)],
      dtype,
      check: () => undefined,
      shapes: ([size]) => {
        const [m, n] = size as readonly [number, number]
        const p = Math.min(m, n)
        return compute ? [[p], [m, full ? m : p], [n, full ? n : p]] : [[p], { whole: [0] }, { whole: [0] }]
      },
      compute: ([a]) => {
        if (!dtype.is_complex) {
          const { values, u, v } = singularMatrices(a as Matrix, dtype, compute ? (full ? 'full' : 'thin') : 'none')
          return [values, u?.data ?? NONE, v?.data ?? NONE]
        }
        const { values, u, v } = complexSingularMatrices(a as Matrix, dtype, full)
        return [
          Float64Array.from({ length: 2 * values.length }, (_, i) => (i % 2 ? 0 : (values[i / 2] as number))),
          u,
          v,
        ]
      },
    })
  },
  lower: { kind: 'reference' },
}
export const Svd = defineOp('Svd', svdSpec)

// --- functions

/** Eigenvalues e [..., n] in ascending order and eigenvectors v [..., n, n], as columns, of symmetric matrices (their lower triangle is read): [e, v]. */
export const self_adjoint_eig = pyfunction(
  'self_adjoint_eig(tensor, name=None)',
  ({ tensor, name }: { tensor: TensorLike; name: Name }): [Tensor, Tensor] => [
    ...(applyOp(SelfAdjointEigV2, { input: tensor, compute_v: true }, name).outputs as unknown as [Tensor, Tensor]),
  ],
)
/** Eigenvalues of symmetric matrices, in ascending order. */
export const self_adjoint_eigvals = pyfunction(
  'self_adjoint_eigvals(tensor, name=None)',
  ({ tensor, name }: { tensor: TensorLike; name: Name }) =>
    apply(SelfAdjointEigV2, { input: tensor, compute_v: false }, name),
)

interface SvdArgs {
  tensor: TensorLike
  full_matrices: boolean
  compute_uv: boolean
  name: Name
}
/**
 * Singular values s in descending order, and matrices u and v with `tensor` = u·diag(s)·vᴴ: [s, u, v], or s alone without
 * `compute_uv`. `full_matrices`: u and v are square.
 */
export const svd = pyfunction(
  'svd(tensor, full_matrices=False, compute_uv=True, name=None)',
  // biome-ignore lint/suspicious/noExplicitAny: one tensor or three, as asked
  ({ tensor, full_matrices, compute_uv }: SvdArgs): any => {
    const [s, u, v] = applyOp(Svd, { input: tensor, compute_uv, full_matrices }).outputs as unknown as [
      Tensor,
      Tensor,
      Tensor,
    ]
    return compute_uv ? [real(s), u, v] : real(s)
  },
)

function selfAdjointEigGradient(op: Operation, ge: Tensor, gv: Tensor): Gradient[] {
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
