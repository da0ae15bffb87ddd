/** The nodes that conds and loops are made of (core/ops/control_flow_ops.cc, kernels/control_flow_ops.cc). */
import { invalidArgument, Status } from '../../errors/status.ts'
import { integerOf } from '../../graph/kernel_helpers.ts'
import { defineOp, type OpSpec } from '../../graph/op_def.ts'
import {
  type Dim,
  type InferenceContext,
  noOutputs,
  unchanged,
  unchangedWithRank,
  unknownShape,
} from '../../graph/shape_inference.ts'
import type { KernelContext, KernelOutput } from '../../kernels/kernel.ts'
import { isFullyDefined, type Shape, shapeText } from '../../tensor/shape.ts'
import {
  enterGradient,
  exitGradient,
  mergeGradient,
  nextIterationGradient,
  switchGradient,
} from './dataflow_gradients.ts'

const ABORTED = 10

/** Hands input 0 on: the array itself, or for Ref ops the reference. */
const passValue: Pick<OpSpec, 'kernel' | 'scheduling' | 'lower' | 'aliases'> = {
  kernel: k => k.input(0),
  scheduling: 'inexpensive',
  aliases: () => [0],
  lower: { kind: 'host' },
}
const passReference: Pick<OpSpec, 'kernel' | 'scheduling' | 'lower' | 'writes'> = {
  kernel: k => k.variable(0),
  scheduling: 'inexpensive',
  writes: [],
  lower: { kind: 'host' },
}

const switchSpec: OpSpec = {
  controlFlow: 'switch',
  infer: c => {
    c.withRank(c.input(1), 0)
    return [c.input(0), c.input(0)]
  },
  gradient: switchGradient,
}
/** The data on one of two outputs; the other one has no value. */
function switched(k: KernelContext, data: KernelOutput): (KernelOutput | undefined)[] {
  const pred = k.input(1)
  if (pred.shape.length > 0)
    throw invalidArgument(`The second input must be a scalar, but it has shape ${shapeText(pred.shape)}`)
  return (pred.data as Uint8Array)[0] ? [undefined, data] : [data, undefined]
}
export const Switch = defineOp('Switch', {
  ...switchSpec,
  ...passValue,
  inputs: ['data: T', 'pred: bool'],
  outputs: ['output_false: T', 'output_true: T'],
  attrs: ['T: type'],
  aliases: () => [0, 0],
  kernel: k => switched(k, k.input(0)),
})
export const RefSwitch = defineOp('RefSwitch', {
  ...switchSpec,
  ...passReference,
  inputs: ['data: Ref(T)', 'pred: bool'],
  outputs: ['output_false: Ref(T)', 'output_true: Ref(T)'],
  attrs: ['T: type'],
  allowsUninitialized: true,
  kernel: k => switched(k, k.variable(0)),
})

const mergeSpec: OpSpec = {
  controlFlow: 'merge',
  infer: c => [commonShape(c), []],
  gradient: mergeGradient,
  scheduling: 'inexpensive',
  lower: { kind: 'host' },
  // the executor takes the input that came; a plan never sees a merge
  kernel: k => {
    throw new Status(13, `${k.node.name} was run outside of an executor`)
  },
}
/** What all inputs agree in. */
function commonShape(c: InferenceContext): Shape {
  const inputs = c.inputs()
  const [first = null] = inputs
  if (first === null) return null
  let out: readonly Dim[] = first
  for (const shape of inputs) {
    if (shape === null || shape.length !== out.length) return null
    out = out.map((dim, i) => (dim === shape[i] ? dim : null))
  }
  return out
}
export const Merge = defineOp('Merge', {
  ...mergeSpec,
  inputs: ['inputs: N * T'],
  outputs: ['output: T', 'value_index: int32'],
  attrs: ['T: type', 'N: int >= 1'],
})
export const RefMerge = defineOp('RefMerge', {
  ...mergeSpec,
  writes: [],
  inputs: ['inputs: Ref(N * T)'],
  outputs: ['output: Ref(T)', 'value_index: int32'],
  attrs: ['T: type', 'N: int >= 1'],
})

const ENTER_ATTRS = [
  'T: type',
  'frame_name: string',
  'is_constant: bool = false',
  'parallel_iterations: int = 10',
] as const
export const Enter = defineOp('Enter', {
  ...passValue,
  inputs: ['data: T'],
  outputs: ['output: T'],
  attrs: ENTER_ATTRS,
  controlFlow: 'enter',
  // a loop variable may change its shape: the loop's builder says what stays
  infer: unknownShape,
  gradient: enterGradient,
})
export const RefEnter = defineOp('RefEnter', {
  ...passReference,
  inputs: ['data: Ref(T)'],
  outputs: ['output: Ref(T)'],
  attrs: ENTER_ATTRS,
  controlFlow: 'enter',
  infer: unchanged,
  gradient: enterGradient,
})

export const Exit = defineOp('Exit', {
  ...passValue,
  inputs: ['data: T'],
  outputs: ['output: T'],
  attrs: ['T: type'],
  controlFlow: 'exit',
  infer: unchanged,
  gradient: exitGradient,
})
export const RefExit = defineOp('RefExit', {
  ...passReference,
  inputs: ['data: Ref(T)'],
  outputs: ['output: Ref(T)'],
  attrs: ['T: type'],
  controlFlow: 'exit',
  infer: unchanged,
  gradient: exitGradient,
})

export const NextIteration = defineOp('NextIteration', {
  ...passValue,
  inputs: ['data: T'],
  outputs: ['output: T'],
  attrs: ['T: type'],
  controlFlow: 'next_iteration',
  infer: unchanged,
  gradient: nextIterationGradient,
})
export const RefNextIteration = defineOp('RefNextIteration', {
  ...passReference,
  inputs: ['data: Ref(T)'],
  outputs: ['output: Ref(T)'],
  attrs: ['T: type'],
  controlFlow: 'next_iteration',
  infer: unchanged,
  gradient: nextIterationGradient,
})

export const LoopCond = defineOp('LoopCond', {
  ...passValue,
  inputs: ['input: bool'],
  outputs: ['output: bool'],
  controlFlow: 'loop_cond',
  infer: unchangedWithRank(0),
  gradient: () => [null],
})

/** A node to hang control edges on: it runs even where its predecessors are dead. */
export const ControlTrigger = defineOp('ControlTrigger', {
  controlFlow: 'trigger',
  infer: noOutputs,
  gradient: 'unregistered',
  scheduling: 'inexpensive',
  kernel: () => [],
  lower: { kind: 'host' },
})

export const Abort = defineOp('Abort', {
  attrs: ["error_msg: string = ''"],
  infer: noOutputs,
  gradient: 'unregistered',
  // TensorFlow ends the process here
  kernel: k => {
    throw new Status(ABORTED, `Abort_op intentional failure; ${String(k.attr('error_msg'))}`)
  },
  lower: { kind: 'host' },
})

/** The reference at `index`. */
export const RefSelect = defineOp('RefSelect', {
  inputs: ['index: int32', 'inputs: Ref(N * T)'],
  outputs: ['output: Ref(T)'],
  attrs: ['T: type', 'N: int >= 1'],
  infer: c => {
    c.withRank(c.input(0), 0)
    const [first = null, ...others] = c.inputs().slice(1)
    const same = isFullyDefined(first) && others.every(shape => isFullyDefined(shape) && shape.join() === first.join())
    return [same ? first : null]
  },
  gradient: 'unregistered',
  scheduling: 'inexpensive',
  writes: [],
  kernel: k => {
    const index = k.input(0)
    if (index.shape.length > 0)
      throw invalidArgument(`Index must be a scalar, but it has shape ${shapeText(index.shape)}`)
    const chosen = integerOf(index)
    const count = k.inputs.length - 1
    if (chosen < 0 || chosen >= count)
      throw invalidArgument(`Index must be in the range [0, ${count}) but got ${chosen}`)
    return k.variable(1 + chosen)
  },
  lower: { kind: 'host' },
})
