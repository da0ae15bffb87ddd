/** The product of matrices of which many elements are zero (kernels/sparse_matmul_op.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { Dim } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { matmul as matmulArrays } from '../../kernels/reference/linalg/matmul.ts'
import { float32 } from '../../tensor/dtypes.ts'
import { shapeText } from '../../tensor/shape.ts'
import { transpose } from '../array/transpose_ops.ts'
import { cast } from '../math/cast_ops.ts'
import { matmul } from '../math/matmul_ops.ts'

export const SparseMatMul = defineOp('SparseMatMul', {
  inputs: ['a: Ta', 'b: Tb'],
  outputs: ['product: float'],
  attrs: [
    'transpose_a: bool = false',
    'transpose_b: bool = false',
    'a_is_sparse: bool = false',
    'b_is_sparse: bool = false',
    'Ta: {float, bfloat16} = DT_FLOAT',
    'Tb: {float, bfloat16} = DT_FLOAT',
  ],
  infer: c => {
    const a = c.withRank(c.input(0), 2)
    const b = c.withRank(c.input(1), 2)
    const [ta, tb] = [c.attr('transpose_a'), c.attr('transpose_b')]
    c.mergeDim(a[ta ? 0 : 1] as Dim, b[tb ? 1 : 0] as Dim)
    return [[a[ta ? 1 : 0] as Dim, b[tb ? 0 : 1] as Dim]]
  },
  gradient: (op, gradient) => {
    const [a, b] = op.inputs as [Tensor, Tensor]
    const grad = gradient as Tensor
    const sparse = new Map<Tensor, boolean>([
      [a, op.attr('a_is_sparse') === true],
      [b, op.attr('b_is_sparse') === true],
      [grad, grad.op.type === 'ReluGrad'],
    ])
    const product = (x: Tensor, y: Tensor, of: Tensor, transpose_a = false, transposeY = false): Tensor => {
      const right = transposeY ? transpose(y) : y
      const made = matmul(x, right, {
        transpose_a,
        a_is_sparse: sparse.get(x) as boolean,
        b_is_sparse: sparse.get(y) as boolean,
      })
      return made.dtype === of.dtype ? made : cast(made, of.dtype)
    }
    const ta = op.attr('transpose_a') === true
    const tb = op.attr('transpose_b') === true
    if (!ta && !tb) return [product(grad, b, a, false, true), product(a, grad, b, true)]
    if (!ta) return [product(grad, b, a), product(grad, a, b, true)]
    if (!tb) return [product(b, grad, a, false, true), product(a, grad, b)]
    return [product(b, grad, a, true, true), product(grad, a, b, true, true)]
  },
  kernel: k => {
    const [a, b] = [k.input(0), k.input(1)]
    if (a.shape.length !== 2) throw invalidArgument('a is not a matrix')
    if (b.shape.length !== 2) throw invalidArgument('b is not a matrix')
    const transposeA = k.attr('transpose_a') === true
    const transposeB = k.attr('transpose_b') === true
    if (a.shape[transposeA ? 0 : 1] !== b.shape[transposeB ? 1 : 0]) {
      throw invalidArgument(`Matrix size incompatible: a: ${shapeText(a.shape)}, b: ${shapeText(b.shape)}`)
    }
    return matmulArrays(a.astype(float32), b.astype(float32), { transposeA, transposeB })
  },
  // what is sparse is a matter of speed only
  lower: {
    kind: 'kernel',
    kernel: 'matmul',
    attrs: node => {
      const [a = [], b = []] = node.inputShapes
      const [transpose_a, transpose_b] = [node.attr('transpose_a') === true, node.attr('transpose_b') === true]
      const fits = a.length === 2 && b.length === 2 && a[transpose_a ? 0 : 1] === b[transpose_b ? 1 : 0]
      return fits && node.inputTypes.every(type => type.base_dtype === float32)
        ? { transpose_a, transpose_b }
        : undefined
    },
  },
})

interface SparseMatMulArgs {
  a: TensorLike
  b: TensorLike
  transpose_a: boolean | null
  transpose_b: boolean | null
  a_is_sparse: boolean | null
  b_is_sparse: boolean | null
  name: Name
}
/** The product of two matrices, float32 or bfloat16, as float32. What is said to be sparse changes the speed alone. */
export const sparse_matmul = pyfunction(
  'sparse_matmul(a, b, transpose_a=None, transpose_b=None, a_is_sparse=None, b_is_sparse=None, name=None)',
  ({ name, ...args }: SparseMatMulArgs) => apply(SparseMatMul, args, name),
)
