/** Products of matrices, and of batches of them. */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { defineOp, type GradientFunction, type OpDef } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Dim, InferenceContext } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { matmul as matmulArrays } from '../../kernels/reference/linalg/matmul.ts'
import { bfloat16, float32 } from '../../tensor/dtypes.ts'
import type { Shape } from '../../tensor/shape.ts'
import { opNamed } from '../core/operator_nodes.ts'
import { conj } from './complex_ops.ts'

/** d(a·b): g·bᵀ and aᵀ·g, for each way of transposing. */
const matMulGradient: GradientFunction = (op, grad) => {
  const a = op.attr('transpose_a') === true
  const b = op.attr('transpose_b') === true
  const [x, y] = op.inputs as [Tensor, Tensor]
  const g = grad as Tensor
  const product = (p: Tensor, q: Tensor, transpose_a: boolean, transpose_b: boolean) =>
    apply(MatMul, { a: p, b: q, transpose_a, transpose_b })
  if (!a && !b) return [product(g, y, false, true), product(x, g, true, false)]
  if (!a && b) return [product(g, y, false, false), product(g, x, true, false)]
  if (a && !b) return [product(y, g, false, true), product(x, g, false, false)]
  return [product(y, g, true, true), product(g, x, true, true)]
}

/** The product of two matrices that may be transposed. */
export function matMulShape(c: InferenceContext): readonly Shape[] {
  const a = c.withRank(c.input(0), 2)
  const b = c.withRank(c.input(1), 2)
  const ta = c.attr('transpose_a')
  const tb = c.attr('transpose_b')
  c.mergeDim(a[ta ? 0 : 1] as Dim, b[tb ? 1 : 0] as Dim)
  return [[a[ta ? 1 : 0] as Dim, b[tb ? 0 : 1] as Dim]]
}

export const MatMul = defineOp('MatMul', {
  inputs: ['a: T', 'b: T'],
  outputs: ['product: T'],
  attrs: [
    'transpose_a: bool = false',
    'transpose_b: bool = false',
    'T: {half, float, double, int32, complex64, complex128}',
  ],
  infer: matMulShape,
  gradient: matMulGradient,
  kernel: k => {
    const [a, b] = [k.input(0), k.input(1)]
    if (a.shape.length !== 2) throw invalidArgument('In[0] is not a matrix')
    if (b.shape.length !== 2) throw invalidArgument('In[1] is not a matrix')
    const ta = k.attr('transpose_a') === true
    const tb = k.attr('transpose_b') === true
    if (a.shape[ta ? 0 : 1] !== b.shape[tb ? 1 : 0]) {
      throw invalidArgument(`Matrix size-incompatible: In[0]: [${a.shape.join()}], In[1]: [${b.shape.join()}]`)
    }
    return matmulArrays(a, b, { transposeA: ta, transposeB: tb })
  },
  lower: {
    kind: 'kernel',
    kernel: 'matmul',
    attrs: node => ({ transpose_a: node.attr('transpose_a'), transpose_b: node.attr('transpose_b') }),
  },
})

export const BatchMatMul: OpDef = defineOp('BatchMatMul', {
  inputs: ['x: T', 'y: T'],
  outputs: ['output: T'],
  attrs: ['T: {half, float, double, int32, complex64, complex128}', 'adj_x: bool = false', 'adj_y: bool = false'],
  infer: c => {
    const x = c.withRankAtLeast(c.input(0), 2)
    const y = c.withRankAtLeast(c.input(1), 2)
    const adjX = c.attr('adj_x')
    const adjY = c.attr('adj_y')
    const rows = c.dim(x, adjX ? -1 : -2)
    const columns = c.dim(y, adjY ? -2 : -1)
    const batch = c.merge(c.subshape(x, 0, -2), c.subshape(y, 0, -2))
    c.mergeDim(c.dim(x, adjX ? -2 : -1), c.dim(y, adjY ? -1 : -2))
    return [c.concatenate(batch, [rows, columns])]
  },
  gradient: (op, grad) => {
    const adjX = op.attr('adj_x') === true
    const adjY = op.attr('adj_y') === true
    const [x, y] = op.inputs as [Tensor, Tensor]
    const g = grad as Tensor
    const product = (p: Tensor, q: Tensor, adj_x: boolean, adj_y: boolean) =>
      apply(BatchMatMul, { x: p, y: q, adj_x, adj_y })
    if (!adjX)
      return adjY
        ? [product(g, y, false, false), product(g, x, true, false)]
        : [product(g, y, false, true), product(x, g, true, false)]
    return adjY
      ? [product(y, g, true, true), product(g, x, true, true)]
      : [product(y, g, false, true), product(x, g, false, false)]
  },
  kernel: k => {
    const [x, y] = [k.input(0), k.input(1)]
    if (x.shape.length !== y.shape.length)
      throw invalidArgument(`In[0] and In[1] has different ndims: [${x.shape.join()}] vs. [${y.shape.join()}]`)
    const rank = x.shape.length
    if (rank < 2) throw invalidArgument(`In[0] and In[1] ndims must be >= 2: ${rank}`)
    for (let i = 0; i < rank - 2; i++) {
      if (x.shape[i] !== y.shape[i])
        throw invalidArgument(
          `In[0].dim(${i}) and In[1].dim(${i}) must be the same: [${x.shape.join()}] vs [${y.shape.join()}]`,
        )
    }
    const adjX = k.attr('adj_x') === true
    const adjY = k.attr('adj_y') === true
    if (x.shape.at(adjX ? -2 : -1) !== y.shape.at(adjY ? -1 : -2)) {
      throw invalidArgument(
        `In[0] mismatch In[1] shape: ${x.shape.at(adjX ? -2 : -1)} vs. ${y.shape.at(adjY ? -1 : -2)}: [${x.shape.join()}] [${y.shape.join()}] ${Number(adjX)} ${Number(adjY)}`,
      )
    }
    return matmulArrays(x, y, { adjointA: adjX, adjointB: adjY })
  },
  lower: {
    kind: 'kernel',
    kernel: 'batch_matmul',
    attrs: node => ({ adj_x: node.attr('adj_x'), adj_y: node.attr('adj_y') }),
  },
})

export interface MatMulArgs {
  a: TensorLike
  b: TensorLike
  transpose_a: boolean
  transpose_b: boolean
  adjoint_a: boolean
  adjoint_b: boolean
  a_is_sparse: boolean
  b_is_sparse: boolean
  name: Name
}
/**
 * The product of two matrices [m, k] and [k, n], or of batches of them [..., m, k] and [..., k, n].
 * Errors: ValueError where the inner dimensions differ.
 */
export const matmul = pyfunction(
  'matmul(a, b, transpose_a=False, transpose_b=False, adjoint_a=False, adjoint_b=False, a_is_sparse=False, b_is_sparse=False, name=None)',
  ({ a, b, transpose_a, transpose_b, adjoint_a, adjoint_b, a_is_sparse, b_is_sparse, name }: MatMulArgs): Tensor =>
    withScope(name, 'MatMul', [a, b], scope => {
      if (transpose_a && adjoint_a) throw new ValueError('Only one of transpose_a and adjoint_a can be True.')
      if (transpose_b && adjoint_b) throw new ValueError('Only one of transpose_b and adjoint_b can be True.')
      let x = convertToTensor(a, { name: 'a', bare: typeHint(b) })
      let y = convertToTensor(b, { name: 'b', bare: x.dtype.base_dtype })
      const ranks = [x.staticShape?.length, y.staticShape?.length]
      // as 0.12: one input of known rank 2 makes it MatMul, otherwise it is a batch
      if (
        !a_is_sparse &&
        !b_is_sparse &&
        (ranks[0] === undefined || ranks[0] > 2) &&
        (ranks[1] === undefined || ranks[1] > 2)
      ) {
        let adjX = adjoint_a
        let adjY = adjoint_b
        if (transpose_a) {
          x = conj(x)
          adjX = true
        }
        if (transpose_b) {
          y = conj(y)
          adjY = true
        }
        return apply(BatchMatMul, { x, y, adj_x: adjX, adj_y: adjY }, scope)
      }
      let ta = transpose_a
      let tb = transpose_b
      if (adjoint_a) {
        x = conj(x)
        ta = true
      }
      if (adjoint_b) {
        y = conj(y)
        tb = true
      }
      const narrow = [x, y].some(tensor => tensor.dtype.base_dtype === bfloat16)
      if (narrow || ((a_is_sparse || b_is_sparse) && [x, y].every(tensor => tensor.dtype.base_dtype === float32))) {
        return apply(
          opNamed('SparseMatMul'),
          { a: x, b: y, transpose_a: ta, transpose_b: tb, a_is_sparse, b_is_sparse },
          scope,
        )
      }
      return apply(MatMul, { a: x, b: y, transpose_a: ta, transpose_b: tb }, scope)
    }),
)

const typeHint = (value: unknown) =>
  typeof value === 'object' && value !== null && 'op' in value
    ? ((value as { op: Operation }).op.outputs[0]?.dtype.base_dtype ?? null)
    : null

/** The product of batches of matrices [..., m, k] and [..., k, n], adjoint where asked. */
export const batch_matmul = pyfunction(
  'batch_matmul(x, y, adj_x=None, adj_y=None, name=None)',
  ({
    x,
    y,
    adj_x,
    adj_y,
    name,
  }: {
    x: TensorLike
    y: TensorLike
    adj_x: boolean | null
    adj_y: boolean | null
    name: Name
  }) => apply(BatchMatMul, { x, y, adj_x, adj_y }, name),
)
