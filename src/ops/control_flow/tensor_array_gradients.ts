/** Gradients of TensorArray ops (ops/tensor_array_grad.py): a read becomes a write into the array of gradients, and the other way round. */
import { ValueError } from '../../errors/python.ts'
import type { Gradient } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { TensorArray } from './tensor_array.ts'

/** Which call of `gradients` made `tensor`: each has its own array of gradients. */
function sourceOf(tensor: Tensor): string {
  const parts = tensor.name.split('/')
  const last = parts.findLastIndex(part => part.startsWith('gradients'))
  if (last < 0)
    throw new ValueError(`Expected op/tensor name to start with gradients (excluding scope), got: ${tensor.name}`)
  return parts.slice(0, last + 1).join('/')
}
/** The array of gradients of the array in `op`'s input 0. The forward `flow` is waited for: the array must have its final size. */
function gradientArray(op: Operation, dtype: string, source: Tensor, flow: Tensor): TensorArray {
  const array = new TensorArray({ dtype: op.attr(dtype) as DType, handle: op.inputs[0] as Tensor })
  return array.grad(sourceOf(source), flow)
}
const input = (op: Operation, index: number): Tensor => op.inputs[index] as Tensor

export function readGradient(op: Operation, grad: Tensor): Gradient[] {
  return [null, null, gradientArray(op, 'dtype', grad, input(op, 2)).write(input(op, 1), grad).flow]
}
export function writeGradient(op: Operation, flow: Tensor): Gradient[] {
  return [null, null, gradientArray(op, 'T', flow, flow).read(input(op, 1)), flow]
}
export function gatherGradient(op: Operation, grad: Tensor): Gradient[] {
  return [null, null, gradientArray(op, 'dtype', grad, input(op, 2)).scatter(input(op, 1), grad).flow]
}
export function scatterGradient(op: Operation, flow: Tensor): Gradient[] {
  return [null, null, gradientArray(op, 'T', flow, flow).gather(input(op, 1)), flow]
}
export function concatGradient(op: Operation, grad: Tensor): Gradient[] {
  return [null, gradientArray(op, 'dtype', grad, input(op, 1)).split(grad, op.outputs[1] as Tensor).flow]
}
export function splitGradient(op: Operation, flow: Tensor): Gradient[] {
  return [null, gradientArray(op, 'T', flow, flow).concat(), null, flow]
}
