/** A plan in the memory of a session: its code, its table of addresses, its constants. */

import { variableName } from '../compiler/program/aliases.ts'
import type { Segment } from '../compiler/program/program.ts'
import type { Plan, PlanStep, Slot, Source } from '../compiler/steps/plan.ts'
import { internal } from '../errors/status.ts'
import type { KernelOutputs } from '../graph/kernel_of.ts'
import type { KernelOutput, VariableBuffer } from '../kernels/kernel.ts'
import { type Reduction, reduce } from '../kernels/reference/arrays/reduce.ts'
import { elementwise } from '../kernels/reference/scalars/scalar_evaluator.ts'
import { failureOf } from '../kernels/wasm/elementwise/failures.ts'
import { hasStep } from '../kernels/wasm/flow.ts'
import { type Operand, type Place, TABLE_HEADER } from '../kernels/wasm/step.ts'
import { as_dtype, type DType } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { numElements, sameShape } from '../tensor/shape.ts'
import { countFallback } from './counters.ts'
import { type DispatchList, dispatchList, separateDispatches } from './dispatch_list.ts'
import type { Environment } from './host_steps.ts'
import { computeNode } from './kernel_call.ts'
import { BoundStores, type LoopStores, NO_STORES, noteLoops } from './loop_stores.ts'
import { NodeContext, nodeError, variableOf } from './node_context.ts'
import type { StepFailure } from './plan_runner.ts'
import { PrepackedSlots } from './prepacked_cache.ts'
import { RandomStreams } from './random_streams.ts'
import type { StepTime } from './run_trace.ts'
import type { SessionState, SessionVariable } from './session_state.ts'

type VariableSlot = Extract<Slot, { kind: 'variable' }>
/** The first value of a variable, and the step that writes it. */
interface Given {
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly firstWrite: number
}
const NONE: readonly (readonly [SessionVariable, Given])[] = []

export class BoundPlan {
  readonly plan: Plan
  readonly #session: SessionState
  readonly #dispatches: DispatchList
  /** For runs that are traced. */
  #separate: DispatchList | undefined
  /** None where no step draws. */
  readonly #streams: RandomStreams | undefined
  readonly #table: number
  readonly #constants: number[] = []
  readonly #variables: readonly (SessionVariable | undefined)[]
  /** Variables that the plan gives their first value. */
  readonly #given: ReadonlyMap<SessionVariable, Given>
  readonly #generations: number[]
  /** Variables that the program writes. */
  readonly #written: readonly SessionVariable[]
  /** Places that loops may have exchanged: they are set before each run. */
  readonly #homes: readonly { readonly slot: number; readonly offset: number }[]
  /** None where nothing is kept. */
  readonly #kept: PrepackedSlots | undefined
  #arena = -1
  #views = new Map<Operand, NDArray>()

  constructor(plan: Plan, segment: Segment, session: SessionState) {
    this.plan = plan
    this.#session = session
    this.#dispatches = dispatchList(plan, session.code)
    for (const step of this.#dispatches.code.oversized)
      countFallback(`${plan.steps[step]?.op.type}: its code is longer than WebAssembly engines take`)
    const streams = new RandomStreams(plan, this.#dispatches.code.taken)
    this.#streams = streams.empty ? undefined : streams
    const { memory } = session
    this.#table = memory.allocate(4 * (TABLE_HEADER + plan.slots.length + this.#dispatches.code.operands.length))
    this.#variables = plan.slots.map(slot => (slot.kind === 'variable' ? variableOf(slot.op, session) : undefined))
    const firstWrites = firstWritesOf(plan)
    this.#given = new Map(
      plan.allocations.map(({ slot, dtype, shape }) => [
        this.#variables[slot] as SessionVariable,
        { dtype, shape, firstWrite: firstWrites.get(slot) ?? -1 },
      ]),
    )
    this.#generations = plan.slots.map(() => -1)
    this.#homes = plan.slots.flatMap((each, slot) => (each.kind === 'home' ? [{ slot, offset: each.offset }] : []))
    this.#written = this.#variables.filter(
      (variable, i) => variable && segment.written.has(variableName((plan.slots[i] as VariableSlot).op)),
    ) as SessionVariable[]
    const kept = new PrepackedSlots(
      plan,
      session,
      plan.slots.map((slot, i) => (slot.kind === 'constant' ? slot.value : this.#variables[i])),
      this.#dispatches.code.taken,
    )
    this.#kept = kept.empty ? undefined : kept
    for (const [i, slot] of plan.slots.entries())
      if (slot.kind === 'constant') this.#setSlot(i, this.#placeConstant(slot))
    session.holdings.addPlan(this.#dispatches.code.size)
  }
  /** How many steps the reference kernels do. */
  get referenceSteps(): number {
    return this.#dispatches.dispatches.filter(dispatch => dispatch.kind === 'step').length
  }

  /**
   * Whether it makes no difference that a variable which had no value when the plan was made has this one now: all of it is
   * overwritten before anything reads it.
   */
  overwrites(variable: SessionVariable, value: NDArray): boolean {
    const given = this.#given.get(variable)
    return given !== undefined && given.dtype === value.dtype && sameShape(given.shape, value.shape)
  }
  /** Memory for the variables that have none; gives these back. */
  #allocate(): readonly (readonly [SessionVariable, Given])[] {
    const fresh = [...this.#given].filter(([variable]) => variable.value === undefined)
    for (const [variable, { dtype, shape }] of fresh) variable.allocate(dtype.base, { dtype, shape })
    return fresh
  }

  #setSlot(slot: number, address: number): void {
    this.#session.memory.int32[this.#table / 4 + TABLE_HEADER + slot] = address
  }
  #word(slot: number): number {
    return this.#session.memory.int32[this.#table / 4 + TABLE_HEADER + slot] as number
  }
  readonly #words = {
    get: (slot: number): number => this.#word(slot),
    set: (slot: number, word: number): void => this.#setSlot(slot, word),
  }
  #placeConstant(slot: Extract<Slot, { kind: 'constant' }>): number {
    const { value } = slot
    const address = this.#session.memory.allocate(Math.max(1, value.size * value.dtype.size), value.shape)
    this.#constants.push(address)
    const target = this.#session.memory.array(value.dtype, value.shape, address)
    ;(target.data as Uint8Array).set(value.data as Uint8Array)
    return address
  }

  /**
   * Runs it once; `times`: takes the time of each step, which then runs by itself; `stores`: what a loop reads and
   * writes beside. False, and nothing has run, where these have values of other shapes.
   */
  run(
    inputs: readonly NDArray[],
    environment: Environment,
    times?: StepTime[],
    stores: LoopStores = NO_STORES,
  ): boolean {
    const { plan } = this
    const bound = plan.flow && BoundStores.bind(plan, stores, this.#session, this.#words)
    if (plan.flow && !bound) return false
    const fresh = this.#given.size > 0 ? this.#allocate() : NONE
    this.#bind()
    for (const variable of this.#written) variable.touch()
    for (let i = 0; i < plan.inputs.length; i++) {
      const target = this.#view((plan.inputs[i] as Plan['inputs'][number]).operand)
      ;(target.data as Uint8Array).set((inputs[i] as NDArray).data as Uint8Array)
    }
    const drawn = this.#streams?.reserve(environment.step, operand => this.#view(operand)) ?? []
    let at = 0
    const poll = bound && (() => bound.polled(environment))
    try {
      const { code, dispatches, stepOf } = times ? this.#separated() : this.#dispatches
      for (const dispatch of dispatches) {
        at = dispatch.first
        const start = times ? performance.now() : 0
        if (dispatch.kind === 'step') this.#reference(dispatch.step, environment)
        else {
          const failure = this.#session.runner.run(code, dispatch.index, this.#arena, this.#table, poll)
          if (failure) {
            at = stepOf(failure.step)
            noteLoops(plan, environment, this.#words, hasStep(at))
            throw this.#failed({ ...failure, step: at }, environment)
          }
        }
        times?.push({ ops: (plan.steps[at] as PlanStep).ops, start, end: performance.now() })
      }
    } catch (error) {
      // variables whose first value comes later than this do not get it
      for (const [variable, { firstWrite }] of fresh) if (firstWrite >= at) variable.clear()
      this.#streams?.release(drawn, at)
      this.#kept?.ran(false)
      throw error
    }
    bound?.left()
    this.#kept?.ran(plan.flow === undefined || (slot => this.#word(slot) !== 0))
    for (const { tensor, source } of plan.outputs) {
      if (source.kind === 'operand') environment.setCopy(tensor, this.#view(source.operand))
      else if (source.kind === 'known') environment.setCopy(tensor, source.value)
      else environment.set(tensor, new VariableView(this.#variables[source.slot] as SessionVariable, source.shape))
    }
    return true
  }

  #separated(): DispatchList {
    if (!this.#separate) {
      this.#separate = separateDispatches(this.plan, this.#session.code)
      this.#session.holdings.addCode(this.#separate.code.size)
    }
    return this.#separate
  }

  /** Addresses of the arena and of variables that have moved. */
  #bind(): void {
    const arena = this.#session.scratch(this.plan.arenaBytes)
    let moved = arena !== this.#arena
    if (moved) {
      this.#arena = arena
      this.#views = new Map()
    }
    for (let i = 0; i < this.#variables.length; i++) {
      const variable = this.#variables[i]
      if (variable && variable.generation !== this.#generations[i]) {
        this.#generations[i] = variable.generation
        moved = true
        this.#setSlot(i, variable.address)
      }
    }
    if (moved) {
      for (const { slot, place } of this.#dispatches.code.operands) this.#setSlot(slot, this.#addressOf(place))
    }
    for (const { slot, offset } of this.#homes) this.#setSlot(slot, arena + offset)
    this.#kept?.bind(arena, this.#words.set)
  }

  /** An operand as an array over the session's memory. */
  #view(operand: Operand): NDArray {
    let view = this.#views.get(operand)
    if (!view) {
      view = this.#session.memory.array(as_dtype(operand.dtype), operand.shape, this.#address(operand))
      // an operand in the table may move between runs
      if (operand.place.base === 'arena') this.#views.set(operand, view)
    }
    return view
  }
  #address({ place }: Operand): number {
    return this.#addressOf(place)
  }
  #addressOf(place: Place): number {
    return (place.base === 'arena' ? this.#arena : this.#word(place.slot)) + (place.offset ?? 0)
  }

  #value(source: Source): KernelOutput {
    if (source.kind === 'operand') return this.#view(source.operand)
    if (source.kind === 'known') return source.value
    const variable = this.#variables[source.slot] as SessionVariable
    return source.reference ? variable : (variable.value as NDArray).reshape(...source.shape)
  }

  /** One step by its reference kernel (or its expression), into the places of its outputs. */
  #reference(planned: PlanStep, environment: Environment): void {
    const inputs = planned.inputs.map(source => this.#value(source))
    const outputs = this.#compute(planned, inputs, environment, index => {
      const operand = planned.outputs[index]
      return operand && this.#view(operand)
    })
    for (const [i, operand] of planned.outputs.entries()) {
      const output = outputs[i]
      if (!operand || !(output instanceof NDArray)) continue
      if (output.size !== numElements(operand.shape))
        throw nodeError(
          planned.op,
          internal(`${planned.op.type} gave shape [${output.shape}], the plan expects [${operand.shape}]`),
        )
      const target = this.#view(operand)
      if (target.data !== output.data) (target.data as Uint8Array).set(output.data as Uint8Array)
    }
  }
  #compute(
    { op, step, fused, epilogue }: PlanStep,
    inputs: readonly KernelOutput[],
    environment: Environment,
    place?: (index: number) => NDArray | undefined,
  ): KernelOutputs {
    try {
      if (fused && step) return fusedResults(step, inputs as readonly NDArray[])
      const context = new NodeContext(op, inputs, environment.step, epilogue || !place ? undefined : { place })
      // no kernel of a step waits
      const outputs = computeNode(op, context, environment.step) as KernelOutputs
      if (epilogue && step?.scalar) {
        const [whole] = outputs as readonly [NDArray]
        const operands = [whole, ...epilogue.map(operand => this.#view(operand))]
        return [step.scalar, ...(step.further ?? [])].map(scalar => elementwise(scalar, operands, whole.dtype))
      }
      return outputs
    } catch (error) {
      throw nodeError(op, error, environment.step)
    }
  }

  /** The error of a step that reported a failure: its reference kernel, which sees the same values, says it in full. */
  #failed(failure: StepFailure, environment: Environment): unknown {
    const planned = this.plan.steps[failure.step] as PlanStep
    try {
      this.#compute(
        planned,
        planned.inputs.map(source => this.#value(source)),
        environment,
      )
    } catch (error) {
      return error
    }
    const { step } = planned
    return nodeError(
      planned.op,
      step
        ? failureOf(step, failure.code, ...failure.details)
        : internal(`step ${failure.step} failed with code ${failure.code}`),
      environment.step,
    )
  }

  release(): void {
    if (this.#session.closed) return
    this.#session.runner.forget(this.#dispatches.code)
    if (this.#separate) this.#session.runner.forget(this.#separate.code)
    this.#session.holdings.removePlan(this.#dispatches.code.size + (this.#separate?.code.size ?? 0))
    this.#kept?.release()
    for (const address of [this.#table, ...this.#constants]) this.#session.memory.free(address)
  }
}

/** For each slot of the table the first step that writes it. */
function firstWritesOf({ steps }: Plan): ReadonlyMap<number, number> {
  const first = new Map<number, number>()
  for (const [at, { outputs }] of steps.entries()) {
    for (const output of outputs)
      if (output?.place.base === 'table' && !first.has(output.place.slot)) first.set(output.place.slot, at)
  }
  return first
}

/** A variable under another shape, as it is when it is looked at. */
class VariableView implements VariableBuffer {
  readonly #variable: VariableBuffer
  /** Undefined: whatever shape the variable has. */
  readonly #shape: readonly number[] | undefined
  constructor(variable: VariableBuffer, shape: readonly number[]) {
    this.#variable = variable
    // an update without validation may give the variable another shape
    this.#shape = variable.value && sameShape(variable.value.shape, shape) ? undefined : shape
  }
  get name(): string {
    return this.#variable.name
  }
  get value(): NDArray | undefined {
    return this.#shape ? this.#variable.value?.reshape(...this.#shape) : this.#variable.value
  }
  replace(value: NDArray): void {
    this.#variable.replace(value)
  }
  touch(): void {
    this.#variable.touch?.()
  }
}

function fusedResults(step: NonNullable<PlanStep['step']>, inputs: readonly NDArray[]): NDArray[] {
  const output = step.outputs[0] as Operand
  const { scalar, further = [], attrs } = step
  if (step.kernel === 'reduce') {
    const shape = attrs['shape'] as readonly number[]
    const [first] = inputs as [NDArray]
    const whole = scalar ? broadcastTo(elementwise(scalar, inputs, as_dtype(output.dtype)), shape) : first
    return [reduce(attrs['reduction'] as Reduction, whole, attrs['axes'] as number[], attrs['keep_dims'] === true)]
  }
  return [scalar as NonNullable<typeof scalar>, ...further].map((each, i) => {
    const { dtype, shape } = step.outputs[i] as Operand
    return broadcastTo(elementwise(each, inputs, as_dtype(dtype)), shape)
  })
}

function broadcastTo(array: NDArray, shape: readonly number[]): NDArray {
  return array.shape.join() === shape.join() ? array : array.broadcast_to([...shape]).copy()
}
