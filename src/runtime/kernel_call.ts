/** One node of a run by its reference kernel: its inputs, the call, the checks of what comes out, and whose error a failure is. */
import { failedPrecondition } from '../errors/status.ts'
import { argOfInputs } from '../graph/arg_lengths.ts'
import { callKernel, type KernelOutputs, requireKernel } from '../graph/kernel_of.ts'
import type { Operation } from '../graph/operation.ts'
import type { BlockedKernel, KernelOutput } from '../kernels/kernel.ts'
import { checkOutputs, isVariable, type NodeContext, nodeError, type StepState } from './node_context.ts'
import { checkOutputSizes } from './output_size_check.ts'

/**
 * The inputs as the op asks for them: references where it wants them, else values. `valueOf`: what input `index` has; a merge has
 * inputs without one. Throws where the op has no kernel, whatever its inputs lack, and where it needs a variable's value that isn't there.
 */
export function givenInputs<T extends KernelOutput | undefined>(
  op: Operation,
  valueOf: (index: number) => T,
  step: StepState,
): (T | KernelOutput)[] {
  try {
    requireKernel(op.op_def)
    const { allowsUninitialized } = op.op_def.spec
    return argOfInputs(op.op_def, op.argLengths).map((arg, i) => {
      const value = valueOf(i)
      if (!isVariable(value)) return value
      if (!value.value && !allowsUninitialized)
        throw failedPrecondition(`Attempting to use uninitialized value ${op.inputs[i]?.op.name ?? ''}`)
      return arg.isRef ? value : (value.value ?? value)
    })
  } catch (error) {
    throw nodeError(op, error, step)
  }
}

/** The outputs of a node, of the types that it says, or its kernel while that waits for another run. Failures are OpErrors of the node. */
export function computeNode(op: Operation, context: NodeContext, step: StepState): KernelOutputs | BlockedKernel {
  try {
    const outcome = checkOutputSizes(op, context.given) ?? callKernel(op.op_def, context)
    if (!Array.isArray(outcome)) return waitingNode(op, outcome as BlockedKernel, step)
    checkOutputs(op, outcome, step)
    return outcome as KernelOutputs
  } catch (error) {
    throw nodeError(op, error, step)
  }
}

function* waitingNode(op: Operation, kernel: BlockedKernel, step: StepState): BlockedKernel {
  try {
    const outputs = yield* kernel
    checkOutputs(op, outputs, step)
    return outputs
  } catch (error) {
    throw nodeError(op, error, step)
  }
}
