/** Computes an operation while a plan is made, where its inputs are known. */
import { isStackOverflow } from '../../errors/stack_overflow.ts'
import { OperationContext } from '../../graph/kernel_context.ts'
import { callKernel, kernelOf, wrongOutput } from '../../graph/kernel_of.ts'
import type { Operation } from '../../graph/operation.ts'
import type { KernelContext, ResourceStore, VariableBuffer } from '../../kernels/kernel.ts'
import type { SessionTensors } from '../../kernels/session_tensors.ts'
import { NDArray } from '../../tensor/ndarray.ts'

/** What a pure kernel may see; anything else means that the op is not pure. */
class FoldContext extends OperationContext implements KernelContext {
  readonly node: KernelContext['node']
  readonly inputs: readonly NDArray[]
  constructor(op: Operation, inputs: readonly NDArray[]) {
    super(op)
    this.node = { name: op.name, op: op.type, device: '' }
    this.inputs = inputs
  }
  input(index: number): NDArray {
    return this.inputs[index] as NDArray
  }
  variable(): VariableBuffer {
    throw new NotPure()
  }
  ownVariable(): VariableBuffer {
    throw new NotPure()
  }
  /** Kernels of ops that are not declared stateful are folded with a state of their own, as TensorFlow folds candidate samplers. */
  state<T>(create: () => T): T {
    if (!this.op.op_def.stateful) return create()
    throw new NotPure()
  }
  get resources(): ResourceStore {
    throw new NotPure()
  }
  get sessionTensors(): SessionTensors {
    throw new NotPure()
  }
  onStepEnd(): void {
    throw new NotPure()
  }
  stepFile(): never {
    throw new NotPure()
  }
  stepState<T>(): T {
    throw new NotPure()
  }
}
class NotPure extends Error {}

/** The outputs of `op` for these inputs, or undefined where it cannot be computed now; a failure shows when it is run. */
export function fold(op: Operation, inputs: readonly NDArray[]): readonly NDArray[] | undefined {
  if (!kernelOf(op.op_def)) return undefined
  try {
    const outputs = callKernel(op.op_def, new FoldContext(op, inputs))
    return Array.isArray(outputs) &&
      outputs.every(output => output instanceof NDArray) &&
      !wrongOutput(op.outputTypes, outputs)
      ? outputs
      : undefined
  } catch (error) {
    if (isStackOverflow(error)) throw error
    return undefined
  }
}
