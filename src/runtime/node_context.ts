/** What a reference kernel sees of its node (kernels/kernel.ts), and how its failures become errors of that node. */
import { bug } from '../errors/bug.ts'
import {
  exception_type_from_error_code,
  FAILED_PRECONDITION,
  INVALID_ARGUMENT,
  InternalError,
  type OpError,
} from '../errors/op_errors.ts'
import { failedPrecondition, Status } from '../errors/status.ts'
import { constraintError } from '../graph/attr_check.ts'
import { containerError, containerOf, sharedName } from '../graph/container.ts'
import { OperationContext } from '../graph/kernel_context.ts'
import { type KernelOutputs, wrongOutput } from '../graph/kernel_of.ts'
import type { Operation } from '../graph/operation.ts'
import { type FedTensors, localDevice, nodeSummary, sendSummary } from '../graph/serialize/node_summary.ts'
import type { Tensor } from '../graph/tensor.ts'
import type { KernelContext, KernelOutput, VariableBuffer } from '../kernels/kernel.ts'
import type { DType } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { sameShape } from '../tensor/shape.ts'
import { TensorShape } from '../tensor/tensor_shape.ts'
import { checkInLongRun, checkInterrupts } from './interrupts.ts'
import { cancelled, timedOut } from './run_errors.ts'
import type { NodeVariable, SessionState, SessionVariable } from './session_state.ts'

/** Operations between two looks at the clock. */
const CHECKED = 64

/** A loop and how often it has gone round. */
export interface RunningLoop {
  readonly frame: string
  iteration: number
}

/** State of one run of a session. */
export class StepState {
  readonly session: SessionState
  /** The loops that are running, one in the other. */
  readonly loops: RunningLoop[] = []
  readonly #shared = new Map<string, unknown>()
  readonly #files = new Map<string, unknown>()
  readonly #atEnd: (() => void)[] = []
  /** The fed tensors: messages show the nodes that feeding puts in their place. */
  readonly fed: FedTensors
  readonly #kernels: Map<string, unknown>
  readonly #deadline: number
  readonly #service: boolean
  #operations = 0
  /**
   * `kernels`: the state of nodes that the session does not share between runs of other fetches. `milliseconds`: how long the run may take.
   * `service`: an interrupt is for another run.
   */
  constructor(
    session: SessionState,
    fed: FedTensors = new Set<Tensor>(),
    kernels = new Map<string, unknown>(),
    milliseconds?: number,
    service = false,
  ) {
    this.session = session
    this.fed = fed
    this.#kernels = kernels
    this.#deadline = milliseconds === undefined ? Number.POSITIVE_INFINITY : performance.now() + milliseconds
    this.#service = service
  }
  /** State of a node: the session's where the op is stateful, else that of runs with the same feeds and fetches. */
  kernelState<T>(op: Operation, create: () => T): T {
    if (op.op_def.stateful) return this.session.kernelState(op.name, create)
    if (!this.#kernels.has(op.name)) this.#kernels.set(op.name, create())
    return this.#kernels.get(op.name) as T
  }
  shared<T>(key: string, create: () => T): T {
    if (!this.#shared.has(key)) this.#shared.set(key, create())
    return this.#shared.get(key) as T
  }
  /** After an operation: throws if it closed the session, at an interrupt, and when the time is over. */
  checkCancelled(): void {
    if (this.session.closed) throw cancelled()
    if (!this.#service) checkInterrupts()
    if (++this.#operations % CHECKED === 0) {
      checkInLongRun()
      if (performance.now() > this.#deadline) throw timedOut()
    }
  }
  /** A file that is closed at the end. */
  file<T extends { close(): void }>(key: string, open: () => T): T {
    let file = this.#files.get(key) as T | undefined
    if (!file) {
      const opened = open()
      this.#files.set(key, opened)
      this.onEnd(() => opened.close())
      file = opened
    }
    return file
  }
  onEnd(callback: () => void): void {
    this.#atEnd.push(callback)
  }
  end(): void {
    for (const callback of this.#atEnd.splice(0)) callback()
  }
}

export const isVariable = (value: KernelOutput | undefined): value is VariableBuffer =>
  value !== undefined && !(value instanceof NDArray)

/** The variable of a node that stands for one. */
export function variableOf(op: Operation, session: SessionState): SessionVariable {
  const { variable, declared } = session.variableOfNode(op, declaredVariable)
  if (declared) variable.declared = declared
  return variable
}
function declaredVariable(op: Operation, session: SessionState): NodeVariable {
  const variable = session.variable(containerOf(op), sharedName(op) || op.name)
  const shape = op.attr('shape')
  const isKnown = shape instanceof TensorShape && shape.is_fully_defined()
  return { variable, declared: isKnown ? (shape.as_list() as number[]) : undefined }
}

/** Memory for outputs; undefined where fresh memory does as well. */
export interface OutputPlaces {
  place(index: number, shape: readonly number[]): NDArray | undefined
}

export class NodeContext extends OperationContext implements KernelContext {
  readonly #step: StepState
  /** The inputs as the op asks for them. */
  readonly given: readonly KernelOutput[]
  readonly #places: OutputPlaces | undefined
  /** Whether the kernel has been at anything that outlives it, and may have left its inputs or outputs there. */
  leaves = false
  #values: NDArray[] | undefined

  /** `places`: where the outputs go. */
  constructor(op: Operation, given: readonly KernelOutput[], step: StepState, places?: OutputPlaces) {
    super(op)
    this.#places = places
    this.given = given
    this.#step = step
    // who is given a variable may write it
    for (const value of given) if (isVariable(value)) value.touch?.()
  }
  get node(): KernelContext['node'] {
    return nodeOf(this.op)
  }
  get inputs(): readonly NDArray[] {
    this.#values ??= this.given.map((_, i) => this.#value(i) as NDArray)
    return this.#values
  }
  #value(index: number): NDArray | undefined {
    const given = this.given[index]
    return isVariable(given) ? given.value : given
  }
  input(index: number): NDArray {
    const value = this.#value(index)
    if (!value) throw failedPrecondition(`Attempting to use uninitialized value ${this.op.inputs[index]?.op.name}`)
    return value
  }
  override newOutput(index: number, shape: readonly number[]): NDArray {
    const place = this.#places?.place(index, shape)
    return place && sameShape(place.shape, shape) ? place : super.newOutput(index, shape)
  }
  override get graph(): object {
    this.leaves = true
    return super.graph
  }
  variable(index: number): VariableBuffer {
    this.leaves = true
    const given = this.given[index]
    if (!isVariable(given)) throw bug(`input ${index} of ${this.op.name} is not a reference`)
    return given
  }
  ownVariable(): VariableBuffer {
    this.leaves = true
    return variableOf(this.op, this.#step.session)
  }
  state<T>(create: () => T): T {
    this.leaves = true
    return this.#step.kernelState(this.op, create)
  }
  get resources(): SessionState['resources'] {
    this.leaves = true
    return this.#step.session.resources
  }
  get sessionTensors(): SessionState['sessionTensors'] {
    this.leaves = true
    return this.#step.session.sessionTensors
  }
  onStepEnd(callback: () => void): void {
    this.leaves = true
    this.#step.onEnd(callback)
  }
  stepFile<T extends { close(): void }>(key: string, open: () => T): T {
    return this.#step.file(key, open)
  }
  stepState<T>(key: string, create: () => T): T {
    this.leaves = true
    return this.#step.shared(key, create)
  }
}

const nodes = new WeakMap<Operation, KernelContext['node']>()
/** A node as its kernel sees it, without a new object for each run. */
function nodeOf(op: Operation): KernelContext['node'] {
  let node = nodes.get(op)
  if (!node) {
    node = { name: op.name, op: op.type, device: localDevice(op) }
    nodes.set(op, node)
  }
  return node
}

/** TensorFlow's error for a kernel that failed in `op`; other exceptions stay as they are. */
export function nodeError(op: Operation, error: unknown, step?: StepState): unknown {
  if (!(error instanceof Status)) return error
  return opError(op, error.code, error.message, step)
}

export function opError(op: Operation, code: number, message: string, step?: StepState): OpError {
  const ErrorClass = exception_type_from_error_code(code)
  const loops = (step?.loops ?? []).map(({ frame, iteration }) => `\n\t in iteration ${iteration} of the loop ${frame}`)
  return new ErrorClass(op.node_def, op, `${message}\n\t [[Node: ${nodeSummary(op, step?.fed)}]]${loops.join('')}`)
}

/** The error of a fetch whose variable has no value: that of the node that hands it over, which the user's graph does not have. */
export function uninitializedFetch(tensor: Tensor, name: string): OpError {
  const ErrorClass = exception_type_from_error_code(FAILED_PRECONDITION)
  return new ErrorClass(
    null,
    null,
    `Attempting to use uninitialized value ${name}\n\t [[Node: ${sendSummary(tensor)}]]`,
  )
}

/** Refuses outputs of another type than the node says, as the executor does: a kernel may hand out what others have left. */
export function checkOutputs(op: Operation, outputs: KernelOutputs, step: StepState): void {
  const wrong = wrongOutput(op.outputTypes, outputs)
  if (!wrong) return
  const [index, found] = wrong
  const declared = op.outputTypes[index] as DType
  const types = `Output ${index} of type ${found.cpp_name} does not match declared output type ${declared.cpp_name}`
  throw new InternalError(op.node_def, op, `${types} for node ${nodeSummary(op, step.fed)}`)
}

/** Refuses what the runtime refuses when it makes kernels: attributes that the op does not have or take, names that containers do not take. */
export function checkAttrs(ops: Iterable<Operation>): void {
  for (const op of ops) {
    const refused = containerError(op) ?? op.op_def.spec.refuses?.(op)
    if (refused) throw nodeError(op, refused)
    if (op.unknownAttr !== undefined)
      throw opError(op, INVALID_ARGUMENT, `NodeDef mentions attr '${op.unknownAttr}' not in Op<name=${op.type}>`)
    if (op.missingAttr !== undefined)
      throw opError(op, INVALID_ARGUMENT, `NodeDef missing attr '${op.missingAttr}' from Op<name=${op.type}>`)
    for (const [name, wrong] of op.wrongAttrs ?? [])
      throw opError(
        op,
        INVALID_ARGUMENT,
        `${wrong}\n\t for attr '${name}'\n\t; NodeDef: ${nodeSummary(op)}; Op<name=${op.type}>`,
      )
    const outside =
      op.op_def.constrainedAttrs.length === 0 ? undefined : constraintError(op.op_def, name => op.attr(name))
    if (outside !== undefined)
      throw opError(op, INVALID_ARGUMENT, `${outside}\n\t; NodeDef: ${nodeSummary(op)}; Op<name=${op.type}>`)
  }
}
