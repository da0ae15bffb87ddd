/** Values between the parts of a program, and operations that run by themselves. */

import { isView, referenceInput } from '../compiler/program/aliases.ts'
import { type Copies, copiedInput } from '../compiler/program/filled_variables.ts'
import type { Host } from '../compiler/program/program.ts'
import { type Sources, sourceIn } from '../compiler/regions/sources.ts'
import { bug } from '../errors/bug.ts'
import { deepRecursion } from '../graph/deep_recursion.ts'
import type { KernelOutputs } from '../graph/kernel_of.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import type { BlockedKernel, KernelOutput } from '../kernels/kernel.ts'
import type { DType } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { sameShape } from '../tensor/shape.ts'
import { computeNode, givenInputs } from './kernel_call.ts'
import {
  isVariable,
  NodeContext,
  type OutputPlaces,
  type StepState,
  uninitializedFetch,
  variableOf,
} from './node_context.ts'
import type { RunTrace } from './run_trace.ts'
import type { SessionVariable } from './session_state.ts'

export class Environment {
  readonly step: StepState
  readonly #values = new Map<Tensor, KernelOutput>()
  readonly #own = new Set<Tensor>()
  readonly #fetched: ReadonlySet<Tensor> | undefined
  readonly #sources: Sources
  readonly #fed = new Set<Tensor>()
  /** Memory that the next run gets, unless something keeps it. */
  #recycled: Set<ArrayBufferLike> | undefined
  /** How many values lie in each of these buffers. */
  readonly #holders = new Map<ArrayBufferLike, number>()
  /** Operations that have been at something that outlives them. */
  #left: Set<Operation> | undefined

  readonly #constants: ReadonlyMap<Tensor, NDArray>

  constructor(
    step: StepState,
    fetched: ReadonlySet<Tensor>,
    sources: Sources,
    constants: ReadonlyMap<Tensor, NDArray>,
  ) {
    this.step = step
    this.#fetched = fetched
    this.#sources = sources
    this.#constants = constants
  }
  feed(tensor: Tensor, value: NDArray): void {
    this.#fed.add(tensor)
    this.#values.set(tensor, value)
  }
  /** Its value is what was fed, whatever its operation gives. */
  isFed(tensor: Tensor): boolean {
    return this.#fed.has(tensor)
  }
  set(tensor: Tensor, value: KernelOutput): void {
    if (this.#recycled) this.#hold(tensor, value)
    this.#values.set(tensor, value)
  }
  /** A result that belongs to the caller. */
  setOwn(tensor: Tensor, value: NDArray): void {
    this.set(tensor, value)
    this.#own.add(tensor)
  }
  /** Counts the values in recycled memory: what an iteration of a loop has left serves the next one. */
  #hold(tensor: Tensor, value: KernelOutput): void {
    const before = bufferOf(this.#values.get(tensor))
    const now = bufferOf(value)
    if (before === now) return
    if (now && this.#recycled?.has(now)) this.#holders.set(now, (this.#holders.get(now) ?? 0) + 1)
    const holders = before && this.#holders.get(before)
    if (!before || !holders) return
    if (holders > 1) this.#holders.set(before, holders - 1)
    else {
      this.#holders.delete(before)
      if (this.#recycled?.delete(before)) this.step.session.recycled.give([before])
    }
  }
  /** A copy of what is about to change. */
  setCopy(tensor: Tensor, value: NDArray): void {
    const place = this.#fetched?.has(tensor) ? undefined : this.newArray(value.dtype, value.shape)
    if (place) {
      ;(place.data as Uint8Array).set(value.data as Uint8Array)
      this.set(tensor, place)
    }
    // elements of plans lie side by side
    else this.setOwn(tensor, new NDArray(value.dtype, value.shape, value.data.slice()))
  }
  /** Memory for a value of this run; undefined where fresh memory does as well. */
  newArray(dtype: DType, shape: readonly number[]): NDArray | undefined {
    this.#recycled ??= new Set()
    return this.step.session.recycled.array(dtype, shape, this.#recycled)
  }
  /** The memory of a variable that is about to be given a value of that type and shape; undefined where that is not its own, or none may be. */
  variableArray(op: Operation, dtype: DType, shape: readonly number[], fresh: SessionVariable[]): NDArray | undefined {
    const variable = variableOf(op, this.step.session)
    const { value } = variable
    const own = value ? value.dtype === dtype && value.shape : (variable.declared ?? shape)
    if (!own || !sameShape(own, shape)) return undefined
    if (!value) fresh.push(variable)
    variable.touch()
    return value ?? variable.allocate(dtype.base, { dtype, shape })
  }
  /** These may be used after the run. */
  #keep(values: readonly (KernelOutput | undefined)[]): void {
    if (!this.#recycled?.size) return
    for (const value of values) {
      const buffer = bufferOf(value)
      if (buffer) this.#recycled.delete(buffer)
    }
  }
  /** An operation has been at something that outlives it. */
  leave(op: Operation, inputs: readonly KernelOutput[], outputs: readonly (KernelOutput | undefined)[]): void {
    this.#left ??= new Set()
    this.#left.add(op)
    this.#keep(inputs)
    this.#keep(outputs)
  }
  /** Gives `op` the results of an equal operation; false where that one's results are not all that it did, or not there. */
  repeat(op: Operation, like: Operation, trace: RunTrace | undefined): boolean {
    if (this.#left?.has(like)) return false
    const values = like.outputs.map(output => this.#values.get(output))
    if (values.includes(undefined)) return false
    for (const [i, output] of op.outputs.entries()) this.set(output, values[i] as KernelOutput)
    if (trace) trace.record(op, performance.now(), performance.now(), values)
    return true
  }
  /** The run has ended well, and what was fetched is copied. */
  end(): void {
    if (this.#recycled) this.step.session.recycled.give(this.#recycled)
    this.#recycled = undefined
  }
  isOwn(tensor: Tensor): boolean {
    return this.#own.has(tensor)
  }
  /** The value of `tensor`; views on variables are made anew, so they show the variable as it is now. */
  get(tensor: Tensor): KernelOutput {
    // most programs pass no values on: only what they have themselves is looked up
    const source = this.#sources.size === 0 ? tensor : sourceIn(this.#sources, tensor)
    const value = this.#values.get(source) ?? this.#constants.get(source)
    if (value !== undefined) return value
    if (source.op.inputs.length === 0 && source.dtype.is_ref) return variableOf(source.op, this.step.session)
    this.#view ??= deepRecursion<Tensor, KernelOutput>((named, recurse) => {
      const view = sourceIn(this.#sources, named)
      return this.#values.get(view) ?? this.#constants.get(view) ?? this.#viewed(view, recurse)
    }, undefined as never)
    return this.#view(tensor)
  }
  #view: ((tensor: Tensor) => KernelOutput) | undefined
  #viewed(tensor: Tensor, valueOf: (tensor: Tensor) => KernelOutput): KernelOutput {
    const { op } = tensor
    if (op.inputs.length === 0 && tensor.dtype.is_ref) return variableOf(op, this.step.session)
    if (tensor.dtype.is_ref) return valueOf(referenceInput(tensor))
    if (isView(op)) {
      const inputs = givenInputs(op, index => valueOf(op.inputs[index] as Tensor), this.step)
      const outputs = computeNode(op, new NodeContext(op, inputs, this.step), this.step)
      return (outputs as KernelOutputs)[tensor.value_index] as KernelOutput
    }
    throw bug(`${tensor.name} has not been computed`)
  }
  /** The value of `tensor` as an array, though it may have come as a reference. */
  array(tensor: Tensor): NDArray {
    const value = this.get(tensor)
    const array = isVariable(value) ? value.value : value
    if (!array) throw this.uninitialized(tensor)
    return array
  }
  uninitialized(tensor: Tensor): unknown {
    return uninitializedFetch(tensor, tensor.op.name)
  }
}

/** The buffer of an array of numbers. */
const bufferOf = (value: KernelOutput | undefined): ArrayBufferLike | undefined =>
  value instanceof NDArray && !Array.isArray(value.data) ? (value.data as Uint8Array).buffer : undefined

/** The rest of an operation that has to wait for another run. */
export type Waiting = Generator<'blocked', void, void>

/**
 * Runs one operation by its reference kernel, and what only copies its outputs into variables; what has to wait is returned. No generator for each:
 * there are as many of them as a checkpoint has variables.
 */
export function runOperation(
  op: Operation,
  environment: Environment,
  trace: RunTrace | undefined,
  given: HostInputs = NOTHING_GIVEN,
): Waiting | undefined {
  const call = new HostCall(op, environment, trace, given)
  const outputs = call.begin()
  if ('next' in outputs) return call.wait(outputs)
  call.end(outputs)
  return undefined
}

/** What a program says of an operation that runs by itself. */
type HostInputs = Pick<Host, 'given' | 'copies'>
const NOTHING_GIVEN: HostInputs = {}

class HostCall implements OutputPlaces {
  readonly #op: Operation
  readonly #environment: Environment
  readonly #trace: RunTrace | undefined
  readonly #copies: Copies | undefined
  readonly #started: number
  readonly #inputs: readonly KernelOutput[]
  readonly #context: NodeContext
  /** Variables that have no value yet, but memory for it. */
  #fresh: SessionVariable[] | undefined

  constructor(op: Operation, environment: Environment, trace: RunTrace | undefined, { given, copies }: HostInputs) {
    this.#op = op
    this.#environment = environment
    this.#trace = trace
    this.#copies = copies
    this.#started = trace ? performance.now() : 0
    const { step } = environment
    this.#inputs = givenInputs(op, index => given?.[index] ?? environment.get(op.inputs[index] as Tensor), step)
    this.#context = new NodeContext(op, this.#inputs, step, this)
  }
  place(index: number, shape: readonly number[]): NDArray | undefined {
    const dtype = (this.#op.outputTypes[index] as DType).base_dtype
    const variable = this.#copies?.into[index]
    if (variable) {
      this.#fresh ??= []
      const own = this.#environment.variableArray(variable, dtype, shape, this.#fresh)
      if (own) return own
    }
    return this.#environment.newArray(dtype, shape)
  }
  begin(): KernelOutputs | BlockedKernel {
    try {
      return computeNode(this.#op, this.#context, this.#environment.step)
    } catch (error) {
      throw this.#failed(error)
    }
  }
  *wait(kernel: BlockedKernel): Waiting {
    let outputs: KernelOutputs
    try {
      outputs = yield* kernel
    } catch (error) {
      throw this.#failed(error)
    }
    this.end(outputs)
  }
  #failed(error: unknown): unknown {
    for (const variable of this.#fresh ?? []) variable.clear()
    return error
  }
  end(outputs: KernelOutputs): void {
    const op = this.#op
    const environment = this.#environment
    const { step } = environment
    step.checkCancelled()
    this.#trace?.record(op, this.#started, performance.now(), outputs)
    if (this.#context.leaves || op.op_def.stateful || op.op_def.spec.hostAccess?.to === 'functions')
      environment.leave(op, this.#inputs, outputs)
    const into = this.#copies?.into
    let inPlace = 0
    // views on variables are looked up when they are used
    for (let i = 0; i < outputs.length; i++) {
      const value = outputs[i]
      if (value === undefined) continue
      if (this.#isInPlace(into?.[i], value)) {
        inPlace++
        continue
      }
      const output = op.outputs[i] as Tensor
      if (!environment.isFed(output)) environment.set(output, value)
    }
    // each output that is in place had one copy
    if (this.#copies && inPlace < this.#copies.ops.length) this.#copy(this.#copies, outputs)
  }
  /** Whether an output was made in the variable that it is for; nothing else takes it. */
  #isInPlace(variable: Operation | undefined, value: KernelOutput | undefined): boolean {
    // a trace shows the copies
    return !!variable && !this.#trace && variableOf(variable, this.#environment.step.session).value === value
  }
  #copy({ ops, into }: Copies, outputs: KernelOutputs): void {
    for (const copy of ops) {
      const output = copiedInput(copy)?.value_index as number
      // the reference to a variable is found again when it is asked for
      if (!this.#isInPlace(into[output], outputs[output])) runOperation(copy, this.#environment, this.#trace)
    }
  }
}
