/**
 * The flags of V8 that are set at run time: only those that were tried on the V8 at hand.
 *
 * They belong to the whole process, and V8 promises nothing about one that changes while it runs: what makes plans fast on one version
 * ends the process on the next. So each version that was tried has a row, and a version without a row gets no flags; plans are right
 * without them, only their first runs are slower. `scripts/try_nodes.mjs` tries the rows, and new versions of Node.
 *
 * Where the process was started with flags of this kind, those are its user's choice and none are set.
 *
 * In a worker thread of the program's own, nothing is set for a while: two threads that set and restore the same flags would leave them
 * in states that neither meant (inlining without baseline code). What is set for good stays right whoever sets it, and in which order.
 */
import { setFlagsFromString } from 'node:v8'
import { isMainThread } from 'node:worker_threads'
import { debugging } from '../../../errors/debug.ts'

/**
 * eager: a module is compiled by the optimizing compiler at once; from before it is compiled until after it.
 * relaxed: relaxed SIMD instructions are valid; for good.
 * wide: pairs of 128-bit instructions become 256-bit ones; for good.
 */
export type FlagPurpose = 'eager' | 'relaxed' | 'wide'

export interface FlagRow extends Readonly<Partial<Record<FlagPurpose, readonly string[]>>> {
  /** The versions of Node that the row was tried on: the first and last of its line, or all of them. */
  readonly tried: readonly string[]
}

const EAGER = ['--no-liftoff', '--no-wasm-lazy-compilation'] as const
/**
 * V8 14 can leave optimized code for baseline code, and a call that it inlines is such a place: without baseline code it fails a fatal
 * check (`function_feedback != feedback.feedback_for_function.end()`). `--no-wasm-deopt` would help too, but code of others that was
 * compiled with deoptimization points may be running on another thread.
 * Flags are set in this order and restored in the reverse one: at no moment is there inlining without baseline code.
 */
const EAGER_WITHOUT_INLINING = ['--no-wasm-inlining', ...EAGER] as const
/** The second: a tile into which V8 has put its epilogue is not paired. */
const WIDE = ['--experimental-wasm-revectorize', '--no-wasm-inlining'] as const

/** By V8's major and minor version: patches change no flags. All on Linux x64. Every flag is the opposite of V8's default. */
export const FLAGS_BY_V8: ReadonlyMap<string, FlagRow> = new Map<string, FlagRow>([
  ['11.3', { tried: ['20.0.0', '20.20.2'], eager: EAGER, relaxed: ['--experimental-wasm-relaxed-simd'] }],
  ['12.4', { tried: ['22.0.0', '22.23.5'], eager: EAGER }],
  ['13.6', { tried: ['24.0.0', '24.22.3'], eager: EAGER, wide: WIDE }],
  ['14.1', { tried: ['25.0.0', '25.9.0'], eager: EAGER_WITHOUT_INLINING, wide: WIDE }],
  ['14.6', { tried: ['26.0.0', '26.10.0', '26.12.1'], eager: EAGER_WITHOUT_INLINING, wide: WIDE }],
])

/** Node's own builds: others (of Electron, Deno, distributions that share a V8) may differ under the same number. */
const NODE_V8 = /^(\d+\.\d+)\.\d+\.\d+-node\.\d+$/
/** Options of V8 that choose how WebAssembly is compiled, as they may be spelled: --no-liftoff, --noliftoff, --no_wasm_tier_up. */
const USER_CHOICE = /^--(no[-_]?)?(liftoff|wasm|experimental[-_]wasm|jitless|lite[-_]mode)/

/** What this process was started with. */
const nodeOptions = (): readonly string[] => [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/)]

/** `--liftoff` for `--no-liftoff` and the other way round. */
const opposite = (flag: string): string =>
  flag.startsWith('--no-') ? `--${flag.slice('--no-'.length)}` : `--no-${flag.slice('--'.length)}`

export interface V8FlagsOptions {
  /** As in `process.versions.v8`. */
  readonly version?: string
  /** Node's command line options. */
  readonly options?: readonly string[]
  readonly mainThread?: boolean
  readonly set?: (flag: string) => void
  readonly say?: (line: string) => void
}

/** Sets flags of one V8. */
export class V8Flags {
  /** The row's key; undefined where no flags are set. */
  readonly #v8: string | undefined
  readonly #mainThread: boolean
  /** Why no flags are set, or not all; said once. */
  #reason: string | undefined
  readonly #set: (flag: string) => void
  readonly #say: (line: string) => void
  /** Flags that stay set. */
  readonly #kept = new Set<string>()

  constructor({
    version = process.versions.v8,
    options = nodeOptions(),
    mainThread = isMainThread,
    set = setFlagsFromString,
    say = line => process.stderr.write(`${line}\n`),
  }: V8FlagsOptions = {}) {
    this.#mainThread = mainThread
    this.#set = set
    this.#say = say
    const chosen = options.find(option => USER_CHOICE.test(option))
    const v8 = NODE_V8.exec(version)?.[1]
    if (chosen !== undefined) this.#reason = `${chosen} was given to Node`
    else if (v8 !== undefined && FLAGS_BY_V8.has(v8)) this.#v8 = v8
    else
      this.#reason = `V8 ${version} was not tried with any; tried are ${[...FLAGS_BY_V8.keys()].join(', ')} as Node has them`
    if (!mainThread) this.#reason ??= 'this is a worker thread'
  }

  /** What is set for a purpose; nothing where the version of V8 has no flags for it, or none at all. */
  for(purpose: FlagPurpose): readonly string[] {
    if (this.#reason !== undefined && debugging('plan')) {
      this.#say(`tf0 sets no V8 flags (${this.#reason}): first runs of large plans take longer`)
      this.#reason = undefined
    }
    // relaxed SIMD decides numbers: all threads have the same
    if (!this.#mainThread && purpose !== 'relaxed') return []
    return (this.#v8 === undefined ? undefined : FLAGS_BY_V8.get(this.#v8)?.[purpose]) ?? []
  }

  /** Runs `body` with the flags of a purpose set. */
  during<Result>(purpose: FlagPurpose, body: () => Result): Result {
    const changed = this.for(purpose).filter(flag => !this.#kept.has(flag))
    try {
      for (const flag of changed) this.#set(flag)
      return body()
    } finally {
      for (const flag of changed.toReversed()) this.#set(opposite(flag))
    }
  }

  /** Sets the flags of a purpose until `release`; whether there are any. */
  keep(purpose: FlagPurpose): boolean {
    const flags = this.for(purpose)
    for (const flag of flags) {
      this.#set(flag)
      this.#kept.add(flag)
    }
    return flags.length > 0
  }

  /** Restores what `keep` set. */
  release(purpose: FlagPurpose): void {
    for (const flag of this.for(purpose).toReversed()) if (this.#kept.delete(flag)) this.#set(opposite(flag))
  }
}

/** Those of this process. */
export const v8Flags: V8Flags = new V8Flags()
