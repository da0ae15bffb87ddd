/**
 * What plans make of variables and constants and keep from run to run: panels of weights, packed for products.
 *
 * Memory is spent only where it pays: what is made for the first time lies in the plan's arena, and goes with it. Where the variable has
 * not changed until the next run that wants the same, it is made once more, in memory of its own, and from then on found there until the
 * variable changes.
 */

import type { KeptSlot, Plan } from '../compiler/steps/plan.ts'
import { Status } from '../errors/status.ts'
import type { SessionState, SessionVariable } from './session_state.ts'

/** What an array was made of: only variables change. */
type Origin = SessionVariable | object
const versionOf = (origin: Origin): number => ('version' in origin ? (origin.version as number) : 0)

/** No more than this is spent on what could be made anew. Bytes of a session. */
const MOST_BYTES = 2 ** 30

interface Entry {
  readonly origin: Origin
  readonly layout: string
  users: number
  /** 0: it has no memory of its own. */
  address: number
  bytes: number
  /** The version of which it was made last; -1: of none. */
  version: number
}

/** The arrays that a session keeps; plans share them. */
export class PrepackedCache {
  readonly #session: SessionState
  readonly #entries = new Map<Origin, Map<string, Entry>>()
  #bytes = 0
  /** Runs of steps that found their array up to date, and that made it. */
  readonly counters = { found: 0, made: 0 }

  constructor(session: SessionState) {
    this.#session = session
  }
  take(origin: Origin, layout: string): Entry {
    let layouts = this.#entries.get(origin)
    if (!layouts) {
      layouts = new Map()
      this.#entries.set(origin, layouts)
    }
    let entry = layouts.get(layout)
    if (!entry) {
      entry = { origin, layout, users: 0, address: 0, bytes: 0, version: -1 }
      layouts.set(layout, entry)
    }
    entry.users++
    return entry
  }
  /** Gives the entry memory of its own, if there is some. */
  allocate(entry: Entry, bytes: number): void {
    if (this.#bytes + bytes > MOST_BYTES) return
    try {
      entry.address = this.#session.memory.allocate(bytes)
    } catch (error) {
      if (error instanceof Status) return
      throw error
    }
    entry.bytes = bytes
    this.#bytes += bytes
  }
  release(entry: Entry): void {
    if (--entry.users > 0) return
    if (entry.address !== 0) this.#session.memory.free(entry.address)
    this.#bytes -= entry.bytes
    const layouts = this.#entries.get(entry.origin)
    layouts?.delete(entry.layout)
    if (layouts?.size === 0) this.#entries.delete(entry.origin)
  }
}

/** The kept slots of a plan that is bound to a session. */
export class PrepackedSlots {
  readonly #session: SessionState
  readonly #slots: readonly { readonly index: number; readonly slot: KeptSlot; readonly entry: Entry }[]

  /** `origins`: by slot, the variables and constants; `taken`: steps that compiled code does, for only that makes what is kept. */
  constructor(plan: Plan, session: SessionState, origins: readonly (Origin | undefined)[], taken: readonly boolean[]) {
    this.#session = session
    const used = new Set(plan.steps.map(({ step }, i) => (taken[i] ? step?.kept?.fresh : undefined)))
    this.#slots = plan.slots.flatMap((slot, index) =>
      slot.kind === 'kept' && used.has(index + 1)
        ? [{ index, slot, entry: session.kept.take(origins[slot.from] as Origin, slot.layout) }]
        : [],
    )
  }

  get empty(): boolean {
    return this.#slots.length === 0
  }

  /** Before a run: says where each array lies and whether it is up to date. */
  bind(arena: number, setSlot: (slot: number, word: number) => void): void {
    const { kept } = this.#session
    for (const { index, slot, entry } of this.#slots) {
      const unchanged = entry.version === versionOf(entry.origin)
      const fresh = unchanged && entry.address !== 0
      if (unchanged && !fresh) kept.allocate(entry, slot.bytes)
      setSlot(index, entry.address === 0 ? arena + slot.offset : entry.address)
      setSlot(index + 1, fresh ? 1 : 0)
      kept.counters[fresh ? 'found' : 'made']++
    }
  }
  /** After a run: whether everything was made; or what was, by the slot of its `fresh` word. */
  ran(made: boolean | ((fresh: number) => boolean)): void {
    for (const { index, entry } of this.#slots) {
      const isMade = typeof made === 'boolean' ? made : made(index + 1)
      entry.version = isMade ? versionOf(entry.origin) : -1
    }
  }

  release(): void {
    for (const { entry } of this.#slots) this.#session.kept.release(entry)
  }
}
