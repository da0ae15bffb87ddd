/** What compiled loops read and write beside values: the stacks of histories, and TensorArrays. Their contents lie in the session's memory. */
import type { ArrayState } from '../compiler/lowering/plan_scope.ts'
import type { Segment } from '../compiler/program/program.ts'
import type { ArrayAccess, Plan, PlanArray, PlanStack } from '../compiler/steps/plan.ts'
import { bug } from '../errors/bug.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import type { KernelOutput, ResourceReference } from '../kernels/kernel.ts'
import type { PackedMemory } from '../kernels/reference/resources/packed_memory.ts'
import { type TensorArrayStore, tensorArrayOf, tensorArrays } from '../kernels/reference/resources/tensor_array.ts'
import { type PackedValues, TensorStack } from '../kernels/reference/resources/tensor_stack.ts'
import { type Flow, loopsAround } from '../kernels/wasm/flow.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { sameShape } from '../tensor/shape.ts'
import type { Environment } from './host_steps.ts'
import { computeNode } from './kernel_call.ts'
import { NodeContext, nodeError } from './node_context.ts'
import type { SessionState } from './session_state.ts'

/** Those of one run, in the order of the segment's. */
export interface LoopStores {
  readonly stacks: ReadonlyMap<Tensor, TensorStack>
  readonly arrays: ReadonlyMap<Tensor, TensorArrayStore>
}
export const NO_STORES: LoopStores = { stacks: new Map(), arrays: new Map() }

/** What a plan of a loop depends on. */
export interface StoreStates {
  /** Of each stack: the shape of its values, where it has some. */
  readonly stacks: readonly (readonly number[] | undefined)[]
  /** Of each stack: the value that all of its values are, where a plan is made for it. */
  readonly popped: readonly (NDArray | undefined)[]
  readonly arrays: readonly ArrayState[]
}

export const NO_STATES: StoreStates = { stacks: [], popped: [], arrays: [] }

/** Whether a segment is a loop with stores. */
export const hasStores = ({ histories = [], arrays = [] }: Segment): boolean => histories.length + arrays.length > 0

/** Finds the stores of a segment; undefined where one is not there. */
export function findStores(segment: Segment, environment: Environment): LoopStores | undefined {
  const { histories = [], arrays = [], hoisted = [] } = segment
  const { step } = environment
  for (const op of hoisted) {
    const handle = environment.array(op.inputs[0] as Tensor)
    // the flow says when, and that is now
    const context = new NodeContext(op, [handle, NDArray.zeros([])], step)
    const [output] = computeNode(op, context, step) as readonly KernelOutput[]
    environment.set(op.outputs[0] as Tensor, output as KernelOutput)
  }
  const all = arrays.length > 0 ? tensorArrays((key, create) => step.shared(key, create)) : new Map()
  const found = new Map<Tensor, TensorArrayStore>()
  for (const handle of arrays) {
    const array = tensorArrayOf(all, environment.array(handle))
    if (!array) return undefined
    found.set(handle, array)
  }
  return {
    stacks: new Map(histories.map(({ handle }) => [handle, stackOf(environment.get(handle))])),
    arrays: found,
  }
}
function stackOf(reference: KernelOutput): TensorStack {
  const stack = (reference as Partial<ResourceReference>).resource
  if (!(stack instanceof TensorStack)) throw bug('a history is no stack')
  return stack
}

/** The states of a segment's stores; `specialised`: tensors that plans are made for each value of. */
export function statesOf(
  { histories = [] }: Segment,
  specialised: ReadonlySet<Tensor>,
  { stacks, arrays }: LoopStores,
): StoreStates {
  return {
    stacks: Array.from(stacks.values(), stack => stack.shape),
    popped: histories.map(({ handle, popped }) =>
      popped.some(tensor => specialised.has(tensor)) ? stacks.get(handle)?.uniform : undefined,
    ),
    arrays: Array.from(arrays.values(), ({ dtype, shape, aggregates, clearsAfterRead }) => ({
      dtype,
      shape,
      adds: aggregates,
      clears: clearsAfterRead,
    })),
  }
}

/** Whether a plan for one state serves for another. */
export const sameStates = (a: StoreStates, b: StoreStates): boolean =>
  a.stacks.every((shape, i) => sameShapes(shape, b.stacks[i])) &&
  a.popped.every((value, i) => sameValues(value, b.popped[i])) &&
  a.arrays.every((array, i) => {
    const other = b.arrays[i] as ArrayState
    return (
      array.dtype === other.dtype &&
      array.adds === other.adds &&
      array.clears === other.clears &&
      sameShapes(array.shape, other.shape)
    )
  })
const sameShapes = (a: readonly number[] | undefined, b: readonly number[] | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && sameShape(a, b))
const sameValues = (a: NDArray | undefined, b: NDArray | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && sameShapes(a.shape, b.shape) && String(a.data) === String(b.data))

type Words = { get(slot: number): number; set(slot: number, word: number): void }

/** How many values each stack held when its loop had run last: the next run has room for as many at once. */
const fullest = new WeakMap<PlanStack, number>()

/** The stores of a plan, bound to a run. */
export class BoundStores {
  readonly #plan: Plan
  readonly #words: Words
  readonly #stacks: readonly (readonly [PlanStack, TensorStack])[]
  readonly #arrays: ReadonlyMap<PlanArray, TensorArrayStore>

  /** Puts the contents where the plan's code finds them; undefined where they are not of the plan's shapes. */
  static bind(plan: Plan, stores: LoopStores, session: SessionState, words: Words): BoundStores | undefined {
    const memory: PackedMemory = {
      allocate: bytes => session.memory.allocate(bytes),
      free: address => {
        if (!session.closed) session.memory.free(address)
      },
      array: (dtype, shape, address) => session.memory.array(dtype, shape, address),
    }
    const stacks: [PlanStack, TensorStack][] = []
    const arrays = new Map<PlanArray, TensorArrayStore>()
    for (const planned of plan.stacks ?? []) {
      const stack = stores.stacks.get(planned.handle) as TensorStack
      const packed = stack.pack(memory, planned.shape, fullest.get(planned))
      if (!packed) return undefined
      setStack(words, planned, packed)
      words.set(planned.slots.request, 0)
      stacks.push([planned, stack])
    }
    for (const planned of plan.arrays ?? []) {
      const array = stores.arrays.get(planned.handle) as TensorArrayStore
      const packed = array.pack(memory, planned.shape)
      if (!packed) return undefined
      words.set(planned.slots.address, packed.address)
      words.set(planned.slots.states, packed.states)
      words.set(planned.slots.size, packed.size)
      words.set(planned.slots.asked, 0)
      arrays.set(planned, array)
    }
    return new BoundStores(plan, words, stacks, arrays)
  }
  private constructor(
    plan: Plan,
    words: Words,
    stacks: readonly (readonly [PlanStack, TensorStack])[],
    arrays: ReadonlyMap<PlanArray, TensorArrayStore>,
  ) {
    this.#plan = plan
    this.#words = words
    this.#stacks = stacks
    this.#arrays = arrays
  }

  /** A loop asks: for room, or says what it can't do; else whether it is to go on. */
  polled(environment: Environment): void {
    this.#stackAsks(environment)
    this.#arrayAsks(environment)
    environment.step.checkCancelled()
  }
  #stackAsks(environment: Environment): void {
    const [first] = this.#stacks
    if (!first) return
    const asked = this.#words.get(first[0].slots.request)
    if (asked === 0) return
    this.#words.set(first[0].slots.request, 0)
    const [planned, stack] = this.#stacks[Math.abs(asked) - 1] as [PlanStack, TensorStack]
    try {
      if (asked < 0) throw stack.empty()
      setStack(this.#words, planned, stack.grow(this.#words.get(planned.slots.count)))
    } catch (error) {
      throw nodeError(planned.handle.op, error, environment.step)
    }
  }
  #arrayAsks(environment: Environment): void {
    const [first] = this.#arrays.keys()
    const asked = first ? this.#words.get(first.slots.asked) : 0
    if (!first || asked === 0) return
    const { op, array, kind } = (this.#plan.accesses as readonly ArrayAccess[])[asked - 1] as ArrayAccess
    const index = this.#words.get(first.slots.askedIndex)
    noteLoops(this.#plan, environment, this.#words, each => 'ask' in each && each.ask === asked)
    throw this.#refusal(op, array, kind, index, environment)
  }
  /** The error that the array itself has for an access. */
  #refusal(
    op: Operation,
    planned: PlanArray,
    kind: 'read' | 'write',
    index: number,
    environment: Environment,
  ): unknown {
    const array = this.#arrays.get(planned) as TensorArrayStore
    try {
      if (kind === 'read') array.read(index)
      else array.write(index, NDArray.zeros(planned.shape, array.dtype))
    } catch (error) {
      return nodeError(op, error, environment.step)
    }
    return bug(`${op.name} was refused element ${index}`)
  }
  /** The run has ended. */
  left(): void {
    for (const [planned, stack] of this.#stacks) {
      const count = this.#words.get(planned.slots.count)
      stack.left(count)
      fullest.set(planned, count)
    }
  }
}

function setStack(words: Words, { slots }: PlanStack, { address, count, capacity }: PackedValues): void {
  words.set(slots.address, address)
  words.set(slots.count, count)
  words.set(slots.capacity, capacity)
}

/** Notes the iterations of the loops around what has failed. */
export function noteLoops(
  { flow = [] }: Plan,
  environment: Environment,
  words: Words,
  isIt: (each: Flow) => boolean,
): void {
  for (const { frame, iteration } of loopsAround(flow, isIt))
    environment.step.loops.push({ frame, iteration: words.get(iteration) })
}
