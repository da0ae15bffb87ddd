/** Computes an operation while a plan is made, where its inputs are known. */
import { isStackOverflow } from '../../errors/stack_overflow.ts'
import { kernelOf } from '../../graph/kernel_of.ts'
import type { Operation } from '../../graph/operation.ts'
import { readAttr } from '../../graph/serialize/attrs.ts'
import type { KernelContext, ResourceStore, VariableBuffer } from '../../kernels/kernel.ts'
import type { SessionTensors } from '../../kernels/session_tensors.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'

/** What a pure kernel may see; anything else means that the op is not pure. */
class FoldContext implements KernelContext {
  readonly node: KernelContext['node']
  readonly inputs: readonly NDArray[]
  readonly #op: Operation
  constructor(op: Operation, inputs: readonly NDArray[]) {
    this.#op = op
    this.node = { name: op.name, op: op.type, device: '' }
    this.inputs = inputs
  }
  input(index: number): NDArray {
    return this.inputs[index] as NDArray
  }
  list(name: string): readonly NDArray[] {
    let at = 0
    for (const [i, arg] of this.#op.op_def.inputs.entries()) {
      const length = this.#op.argLengths[i] as number
      if (arg.name === name) return this.inputs.slice(at, at + length)
      at += length
    }
    return []
  }
  attr(name: string): unknown {
    return readAttr(this.#op.op_def, name, this.#op.attr(name))
  }
  newOutput(index: number, shape: readonly number[]): NDArray {
    return NDArray.zeros(shape, (this.#op.outputTypes[index] as DType).base_dtype)
  }
  get graph(): object {
    return this.#op.graph
  }
  get outputTypes(): readonly DType[] {
    return this.#op.outputTypes
  }
  variable(): VariableBuffer {
    throw new NotPure()
  }
  ownVariable(): VariableBuffer {
    throw new NotPure()
  }
  /** Kernels of ops that are not declared stateful are folded with a state of their own, as TensorFlow folds candidate samplers. */
  state<T>(create: () => T): T {
    if (!this.#op.op_def.spec.stateful) return create()
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
  stepState<T>(): T {
    throw new NotPure()
  }
}
class NotPure extends Error {}

/** The outputs of `op` for these inputs, or undefined where it cannot be computed now; a failure shows when it is run. */
export function fold(op: Operation, inputs: readonly NDArray[]): readonly NDArray[] | undefined {
  const kernel = kernelOf(op.op_def)
  if (!kernel) return undefined
  try {
    const outcome = kernel(new FoldContext(op, inputs))
    const outputs = outcome instanceof NDArray ? [outcome] : outcome
    return Array.isArray(outputs) && outputs.every(output => output instanceof NDArray)
      ? (outputs as NDArray[])
      : undefined
  } catch (error) {
    if (isStackOverflow(error)) throw error
    return undefined
  }
}
