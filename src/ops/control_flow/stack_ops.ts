/** Stacks of tensors that live as long as one run: histories of loops (kernels/stack_ops.cc). */
import { internal } from '../../errors/status.ts'
import { defineOp } from '../../graph/op_def.ts'
import { unknownShape } from '../../graph/shape_inference.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { TensorStack } from '../../kernels/reference/resources/tensor_stack.ts'
import { HandleBuffer, handleArray, handleShape, handlesIn, resourceBehind } from '../core/resource_handles.ts'

// names are unique in the process, as in TensorFlow
let counter = 0

const behind = (k: KernelContext): TensorStack => {
  const stack = resourceBehind(k, 0)
  if (!(stack instanceof TensorStack)) throw internal(`Input 0 of ${k.node.name} is not a stack`)
  return stack
}

export const Stack = defineOp('Stack', {
  outputs: ['handle: Ref(string)'],
  attrs: ['elem_type: type', "stack_name: string = ''"],
  stateful: true,
  infer: handleShape,
  gradient: 'none',
  kernel: k => {
    const name = `${String(k.attr('stack_name') || k.node.name)}_${counter++}`
    const stack = new TensorStack(name, k.attr('elem_type').base_dtype)
    k.onStepEnd(() => stack.clear())
    return new HandleBuffer(name, handleArray('_stacks', name), stack)
  },
  history: 'stack',
  lower: { kind: 'host' },
})

export const StackPush = defineOp('StackPush', {
  inputs: ['handle: Ref(string)', 'elem: T'],
  outputs: ['output: T'],
  attrs: ['T: type', 'swap_memory: bool = false'],
  writes: [],
  infer: unknownShape,
  gradient: 'none',
  scheduling: 'inexpensive asynchronous',
  aliases: () => [1],
  kernel: k => {
    const value = k.input(1)
    behind(k).push(value)
    return value
  },
  history: 'push',
  lower: { kind: 'host' },
})

export const StackPop = defineOp('StackPop', {
  inputs: ['handle: Ref(string)'],
  outputs: ['elem: elem_type'],
  attrs: ['elem_type: type'],
  writes: [],
  infer: unknownShape,
  gradient: 'none',
  scheduling: 'inexpensive asynchronous',
  kernel: k => behind(k).pop(),
  history: 'pop',
  lower: { kind: 'host' },
})

export const StackClose = defineOp('StackClose', {
  inputs: ['handle: Ref(string)'],
  writes: [],
  infer: handlesIn,
  gradient: 'none',
  scheduling: 'inexpensive',
  kernel: k => {
    behind(k).closed = true
    return []
  },
  lower: { kind: 'host' },
})
