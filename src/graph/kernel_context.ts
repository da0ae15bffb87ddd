/** What a reference kernel sees of its node as the graph has it; what a run adds is added by the classes that extend this. */
import { bug } from '../errors/bug.ts'
import type { DType } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { argRange } from './arg_lengths.ts'
import type { Operation } from './operation.ts'
import { readAttr } from './serialize/attrs.ts'

export abstract class OperationContext {
  protected readonly op: Operation
  constructor(op: Operation) {
    this.op = op
  }
  abstract input(index: number): NDArray
  list(name: string): readonly NDArray[] {
    const range = argRange(this.op.op_def, this.op.argLengths, name)
    if (!range) throw bug(`${this.op.type} has no input ${name}`)
    return Array.from({ length: range.length }, (_, i) => this.input(range.from + i))
  }
  attr(name: string): unknown {
    return readAttr(this.op.op_def, name, this.op.attr(name))
  }
  newOutput(index: number, shape: readonly number[]): NDArray {
    return NDArray.zeros(shape, (this.op.outputTypes[index] as DType).base_dtype)
  }
  get graph(): object {
    return this.op.graph
  }
  get outputTypes(): readonly DType[] {
    return this.op.outputTypes
  }
}
