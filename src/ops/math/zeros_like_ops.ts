/** Tensors of zeros and ones shaped like another one. */

import { pyfunction } from '../../calling/signature.ts'
import { AttributeError } from '../../errors/python.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import { unchanged } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { as_dtype, type DTypeLike } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { opNamed } from '../core/operator_nodes.ts'
import { ones, zeros } from './constant_op.ts'
import { shapeInternal } from './shape_ops.ts'

export const ZerosLike = defineOp('ZerosLike', {
  inputs: ['x: T'],
  outputs: ['y: T'],
  attrs: ['T: type'],
  infer: unchanged,
  gradient: 'none',
  shapeOnly: true,
  kernel: k => NDArray.zeros(k.input(0).shape, k.input(0).dtype.base_dtype),
  lower: { kind: 'kernel', kernel: 'fill', operands: [], attrs: () => ({ value: 0 }) },
})

interface LikeArgs {
  tensor: TensorLike
  dtype: DTypeLike | null
  name: Name
  optimize: boolean
}
/** Zeros in the shape of `tensor`, of its type or of `dtype`. `optimize`: its shape is read as the graph is built where it is known. */
export const zeros_like = pyfunction(
  'zeros_like(tensor, dtype=None, name=None, optimize=True)',
  ({ tensor, dtype, name, optimize }: LikeArgs) =>
    withScope(name, 'zeros_like', [tensor], scope => {
      const like = convertToTensor(tensor, { name: 'tensor' })
      if (dtype === null || like.dtype === as_dtype(dtype)) return apply(ZerosLike, { x: like }, scope)
      const made = zeros(shapeInternal(like, optimize), dtype, scope)
      made.set_shape(like.get_shape())
      return made
    }),
)
/** Ones in the shape of `tensor`, of its type or of `dtype`. */
export const ones_like = pyfunction(
  'ones_like(tensor, dtype=None, name=None, optimize=True)',
  ({ tensor, dtype, name, optimize }: LikeArgs) =>
    withScope(name, 'ones_like', [tensor], scope => {
      const like = convertToTensor(tensor, { name: 'tensor' })
      const made = ones(shapeInternal(like, optimize), dtype ?? like.dtype, scope)
      made.set_shape(like.get_shape())
      return made
    }),
)

/** What a branch of a cond says of itself. */
interface BranchContext {
  readonly pred: Tensor
  readonly branch: number
}
/** Zeros for output `index` of `op` outside of loops. Of a Switch only the branch that is taken has a shape. */
export function zerosLikeOutsideLoop(op: Operation, index: number): Tensor {
  const value = op.outputs[index] as Tensor
  if (op.op_def.spec.controlFlow !== 'switch') return zeros_like(value, { optimize: false })
  const context = op.controlFlowContext as unknown as BranchContext | null
  // TensorFlow 0.12 cannot differentiate a switch outside of any branch: the outer switches of a case
  if (context === null) throw new AttributeError("'NoneType' object has no attribute 'pred'")
  const { pred, branch } = context
  // of the two outputs the one that is alive where this branch is not taken
  const dead = applyOp(opNamed('Switch'), { data: op.inputs[0], pred }).outputs[1 - branch] as Tensor
  return zeros(shapeInternal(dead, false), value.dtype)
}
