/** What lasts as long as a session: variables, queues and other resources, the state of kernels, the shared memory. */
import type { Operation } from '../graph/operation.ts'
import type { ResourceStore, VariableBuffer } from '../kernels/kernel.ts'
import { SessionTensors } from '../kernels/session_tensors.ts'
import type { CodeOptions } from '../kernels/wasm/plan_code.ts'
import { missingFeature } from '../kernels/wasm/required_features.ts'
import { checkAllocation } from '../tensor/allocation.ts'
import { copyInto } from '../tensor/copy_into.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { PlanHoldings } from './counters.ts'
import { leaseMemory, returnMemory, type SharedMemory } from './memory.ts'
import type { Placement } from './placement.ts'
import { PlanRunner } from './plan_runner.ts'
import { PrepackedCache } from './prepacked_cache.ts'
import { RecycledMemory } from './recycled_memory.ts'

/** A variable's buffer. Numbers lie in the session's shared memory, where compiled code reaches them (if this process compiles). */
export class SessionVariable implements VariableBuffer {
  readonly name: string
  declared: readonly number[] | undefined
  readonly #state: SessionState
  #value: NDArray | undefined
  /** Address in the shared memory; 0 where the value does not lie there. */
  address = 0
  /** Grows whenever the variable gets another buffer. */
  generation = 0
  /** Grows whenever its elements may have changed. */
  version = 0

  constructor(name: string, state: SessionState) {
    this.name = name
    this.#state = state
  }
  get value(): NDArray | undefined {
    return this.#value
  }
  touch(): void {
    this.version++
  }
  replace(value: NDArray): void {
    const fresh = this.allocate(value.dtype.base, value)
    copyInto(fresh, value)
  }
  /** Gives the variable a new buffer of that shape, with arbitrary contents. */
  allocate(_type: string, like: { readonly dtype: NDArray['dtype']; readonly shape: readonly number[] }): NDArray {
    const { dtype, shape } = like
    const size = shape.reduce((a, b) => a * b, 1)
    if (this.address !== 0) this.#state.freeLater(this.address)
    this.generation++
    this.version++
    if (!dtype.is_plain || missingFeature() !== undefined) {
      checkAllocation(shape, dtype)
      this.address = 0
      this.#value = new NDArray(dtype, shape, dtype.allocate(size))
    } else {
      this.address = this.#state.memory.allocate(Math.max(1, size * dtype.size), shape)
      this.#value = this.#state.memory.array(dtype, shape, this.address)
    }
    return this.#value
  }
  /** Back to uninitialised. */
  clear(): void {
    if (this.address !== 0) this.#state.freeLater(this.address)
    this.address = 0
    this.#value = undefined
    this.generation++
    this.version++
  }
}

/** The variable that a node stands for, and the shape that the node declares. */
export interface NodeVariable {
  readonly variable: SessionVariable
  readonly declared: readonly number[] | undefined
}

/** State of a kernel that holds something open. */
interface Releasable {
  release(): void
}

class Resources implements ResourceStore {
  readonly #entries = new Map<string, unknown>()
  static #key(kind: string, container: string, name: string): string {
    return `${container}\0${kind}\0${name}`
  }
  lookupOrCreate<T>(kind: string, container: string, name: string, create: () => T): T {
    const key = Resources.#key(kind, container, name)
    if (!this.#entries.has(key)) this.#entries.set(key, create())
    return this.#entries.get(key) as T
  }
  lookup<T>(kind: string, container: string, name: string): T | undefined {
    return this.#entries.get(Resources.#key(kind, container, name)) as T | undefined
  }
  remove(kind: string, container: string, name: string): void {
    this.#entries.delete(Resources.#key(kind, container, name))
  }
}

/** How often all sessions of the process were ended at once. */
let resets = 0

/**
 * Ends all sessions of the process. They are not known here (a table of weak references would keep them for as long as a
 * program does not return to the event loop): each sees for itself that it began before the last reset.
 */
export function endAllSessions(): void {
  resets++
}

export class SessionState {
  readonly #resets = resets
  readonly resources = new Resources()
  readonly sessionTensors = new SessionTensors()
  readonly kept = new PrepackedCache(this)
  readonly recycled = new RecycledMemory()
  readonly holdings = new PlanHoldings()
  readonly #variables = new Map<string, SessionVariable>()
  readonly #nodes = new Map<Operation, NodeVariable>()
  readonly #kernelState = new Map<string, unknown>()
  readonly #freeLater: number[] = []
  #memory: SharedMemory | undefined
  #runner: PlanRunner | undefined
  readonly #threads: number
  #closed = false
  #released = false
  /** Steps that have begun and not ended. */
  #steps = 0

  /** Plans without fusion and simplification (optimizer level L0). */
  readonly raw: boolean

  readonly placement: Placement
  /** How the code of its plans is made and shared between threads. */
  readonly code: Partial<CodeOptions>

  /** `threads`: how many work on one step at most. */
  constructor(
    threads: number,
    raw = false,
    placement: Placement = { cpus: 1, soft: false },
    code: Partial<CodeOptions> = {},
  ) {
    this.placement = placement
    this.code = code
    this.#threads = threads
    this.raw = raw
  }
  get threads(): number {
    return this.#threads
  }
  /** The session's memory, leased when first needed. */
  get memory(): SharedMemory {
    this.#memory ??= leaseMemory()
    return this.#memory
  }
  get hasMemory(): boolean {
    return this.#memory !== undefined
  }
  get runner(): PlanRunner {
    this.#runner ??= new PlanRunner(this.memory, this.#threads, undefined, this.code.sharing)
    return this.#runner
  }
  /** The region in which plans compute, as large as the largest of them; one segment uses it at a time. */
  scratch(bytes: number): number {
    if (bytes > this.#scratchBytes) {
      if (this.#scratchBytes > 0) {
        this.memory.free(this.#scratch)
        this.holdings.growArena(-this.#scratchBytes)
        // there is none while no larger one has been allocated
        this.#scratchBytes = 0
      }
      this.#scratch = this.memory.allocate(bytes)
      this.holdings.growArena(bytes)
      this.#scratchBytes = bytes
    }
    return this.#scratch
  }
  #scratch = 0
  #scratchBytes = 0
  /** The variable that a node of that container and shared name stands for. */
  variable(container: string, name: string): SessionVariable {
    const key = `${container}\0${name}`
    let variable = this.#variables.get(key)
    if (!variable) {
      variable = new SessionVariable(name, this)
      this.#variables.set(key, variable)
    }
    return variable
  }
  /** What `find` finds for a node; it is asked once. */
  variableOfNode(op: Operation, find: (op: Operation, session: SessionState) => NodeVariable): NodeVariable {
    let found = this.#nodes.get(op)
    if (!found) {
      found = find(op, this)
      this.#nodes.set(op, found)
    }
    return found
  }
  kernelState<T>(node: string, create: () => T): T {
    if (!this.#kernelState.has(node)) this.#kernelState.set(node, create())
    return this.#kernelState.get(node) as T
  }
  /** A buffer that views of the current step may still use. */
  freeLater(address: number): void {
    this.#freeLater.push(address)
  }
  /** Closed, or ended with all others: steps that still run are cancelled. */
  get closed(): boolean {
    return this.#closed || this.#resets !== resets
  }
  beginStep(): void {
    this.#steps++
  }
  /** Whether no other step is running: what earlier steps may have used is free then. */
  endStep(): boolean {
    if (--this.#steps > 0) return false
    if (this.#closed) this.#release()
    else for (const address of this.#freeLater.splice(0)) this.#memory?.free(address)
    return true
  }
  /** Gives everything back, when the last running step has ended. Arrays that were fetched are copies and stay valid. */
  close(): void {
    this.#closed = true
    if (this.#steps === 0) this.#release()
  }
  #release(): void {
    if (this.#released) return
    this.#released = true
    this.#runner?.close()
    this.#variables.clear()
    this.#nodes.clear()
    for (const state of this.#kernelState.values()) (state as Partial<Releasable> | undefined)?.release?.()
    this.#kernelState.clear()
    this.sessionTensors.clear()
    this.recycled.clear()
    this.holdings.clear()
    this.#freeLater.length = 0
    if (this.#memory) returnMemory(this.#memory)
    this.#memory = undefined
  }
}
