/** Runs one segment: finds or makes the plan for the shapes at hand, binds it to the session's memory, and runs its steps. */
import { buildPlan, type PlanRequest } from '../compiler/lowering/plan_builder.ts'
import type { Segment } from '../compiler/program/program.ts'
import type { Plan } from '../compiler/steps/plan.ts'
import { printPlan } from '../compiler/steps/printer.ts'
import { verifyPlan } from '../compiler/steps/verifier.ts'
import { debugging } from '../errors/debug.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import type { NDArray } from '../tensor/ndarray.ts'
import { BoundPlan } from './bound_plan.ts'
import type { Environment } from './host_steps.ts'
import { findStores, hasStores, NO_STATES, NO_STORES, type StoreStates, sameStates, statesOf } from './loop_stores.ts'
import { variableOf } from './node_context.ts'
import type { RunTrace, StepTime } from './run_trace.ts'
import type { SessionState, SessionVariable } from './session_state.ts'

/** Plans of one segment for different shapes; the least recently used goes. */
const PLANS = 16
/** In a loop whose shapes change from iteration to iteration a plan does not pay: so often each of them must have been used again. */
const USES = 4

interface Entry {
  readonly bound: BoundPlan
  readonly shapes: readonly (readonly number[])[]
  readonly values: readonly (NDArray | undefined)[]
  /** Of a loop: the stacks and arrays that the plan was made for. */
  readonly stores: StoreStates
  /** Variables in the order of the segment, with the state that the plan was made for. */
  readonly states: readonly (readonly number[] | undefined)[]
  /** Shapes of all that it computes, once a run of it was traced. */
  computed?: Map<Tensor, readonly number[]>
}

export class SegmentRunner {
  readonly #segment: Segment
  readonly #specialised: readonly boolean[]
  readonly #session: SessionState
  readonly #specialisedTensors: ReadonlySet<Tensor>
  readonly #hasStores: boolean
  readonly #variables: readonly { readonly op: Operation; readonly variable: SessionVariable }[]
  readonly #entries: Entry[] = []
  #made = 0
  #found = 0

  readonly #build: (request: PlanRequest) => Plan

  /** `build`: how a plan of it is made. */
  constructor(
    segment: Segment,
    specialised: ReadonlySet<Tensor>,
    session: SessionState,
    build: (request: PlanRequest) => Plan = buildPlan,
  ) {
    this.#segment = segment
    this.#build = build
    this.#session = session
    this.#specialised = segment.inputs.map(tensor => specialised.has(tensor))
    this.#specialisedTensors = specialised
    this.#hasStores = hasStores(segment)
    this.#variables = segment.ops
      .filter(op => op.inputs.length === 0 && op.outputs[0]?.dtype.is_ref)
      .map(op => ({ op, variable: variableOf(op, session) }))
  }

  /** False, and nothing has run: there is no plan for these shapes, and in a loop (`looping`) making another one does not pay. */
  run(environment: Environment, trace: RunTrace | undefined, looping = false): boolean {
    const inputs = this.#segment.inputs.map(tensor => environment.array(tensor))
    const stores = this.#hasStores ? findStores(this.#segment, environment) : NO_STORES
    if (!stores) return false
    const states = this.#hasStores ? statesOf(this.#segment, this.#specialisedTensors, stores) : NO_STATES
    let entry = this.#find(inputs, states)
    if (entry) this.#found++
    else {
      if (looping && this.#made >= PLANS / 2 && this.#found < USES * this.#made) return false
      this.#made++
      entry = this.#make(inputs, states)
    }
    // values that the plan was made for are part of it
    const given = entry.values.some(value => value) ? inputs.filter((_, i) => !entry.values[i]) : inputs
    if (trace) this.#traced(entry, given, environment, trace)
    else return entry.bound.run(given, environment, undefined, stores)
    return true
  }

  #traced(entry: Entry, inputs: readonly NDArray[], environment: Environment, trace: RunTrace): void {
    const start = performance.now()
    const steps: StepTime[] = []
    // the shapes of what a plan computes on its way are not kept: they come out of making it once more
    if (!entry.computed) {
      entry.computed = new Map()
      buildPlan({ ...this.#request(entry), computed: entry.computed })
    }
    entry.bound.run(inputs, environment, steps)
    trace.recordPlan(this.#segment.ops, start, steps, entry.computed)
  }

  #find(inputs: readonly NDArray[], stores: StoreStates): Entry | undefined {
    const { length } = this.#entries
    for (let i = length - 1; i >= 0; i--) {
      const entry = this.#entries[i] as Entry
      if (!this.#matches(entry, inputs) || (this.#hasStores && !sameStates(stores, entry.stores))) continue
      if (i < length - 1) {
        this.#entries.splice(i, 1)
        this.#entries.push(entry)
      }
      return entry
    }
    return undefined
  }

  #matches(entry: Entry, inputs: readonly NDArray[]): boolean {
    for (let i = 0; i < inputs.length; i++) {
      const input = inputs[i] as NDArray
      if (!sameDims(input.shape, entry.shapes[i] as readonly number[])) return false
      const value = entry.values[i]
      if (value && !sameValues(value, input)) return false
    }
    for (let i = 0; i < this.#variables.length; i++) {
      const { variable } = this.#variables[i] as { readonly variable: SessionVariable }
      const { value } = variable
      const state = entry.states[i]
      if (
        state === undefined
          ? value && !entry.bound.overwrites(variable, value)
          : !value || !sameDims(value.shape, state)
      )
        return false
    }
    return true
  }

  #make(inputs: readonly NDArray[], stores: StoreStates): Entry {
    const shapes = inputs.map(input => [...input.shape])
    const values = inputs.map((input, i) => (this.#specialised[i] ? input.copy() : undefined))
    const states = this.#variables.map(({ variable }) => (variable.value ? [...variable.value.shape] : undefined))
    const plan = this.#build(this.#request({ shapes, values, stores }))
    verifyPlan(plan, this.#segment.ops, this.#segment.sources)
    if (debugging('plan')) process.stderr.write(`${printPlan(plan)}\n`)
    const entry: Entry = { bound: new BoundPlan(plan, this.#segment, this.#session), shapes, values, stores, states }
    this.#entries.push(entry)
    if (this.#entries.length > PLANS) this.#entries.shift()?.bound.release()
    return entry
  }

  #request({ shapes, values, stores }: Pick<Entry, 'shapes' | 'values' | 'stores'>): PlanRequest {
    const { histories = [], arrays = [] } = this.#segment
    const byTensor = new Map(this.#segment.inputs.map((tensor, i) => [tensor, i]))
    return {
      segment: this.#segment,
      raw: this.#session.raw,
      input: tensor => {
        const i = byTensor.get(tensor) as number
        return { dtype: tensor.dtype.base_dtype, shape: shapes[i] as number[], value: values[i] }
      },
      variable: op => {
        const value = variableOf(op, this.#session).value
        return value && { dtype: value.dtype, shape: value.shape }
      },
      historyShape: handle => stores.stacks[histories.findIndex(each => each.handle === handle)],
      popped: tensor => stores.popped[histories.findIndex(({ popped }) => popped.includes(tensor))],
      array: handle => stores.arrays[arrays.indexOf(handle)],
    }
  }

  /** Gives the memory of all plans back. */
  release(): void {
    for (const { bound } of this.#entries.splice(0)) bound.release()
  }
}

const sameDims = (a: readonly number[], b: readonly number[]): boolean => {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
function sameValues(a: NDArray, b: NDArray): boolean {
  const x = a.data as ArrayLike<unknown>
  const y = b.data as ArrayLike<unknown>
  for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return false
  return true
}
