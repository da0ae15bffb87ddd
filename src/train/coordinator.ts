/** tf.train.Coordinator (training/coordinator.py): threads that stop together. */

import { noAttribute, pythonClassRepr, pythonTypeName } from '../calling/python_repr.ts'
import { type PythonArguments, setMethodSignatures, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { OutOfRangeError } from '../errors/op_errors.ts'
import { RuntimeError, TypeError, ValueError } from '../errors/python.ts'
import { info } from '../platform/logging.ts'

/** What a coordinator joins: the services of queue runners, or anything of Python's Thread that can tell whether it is alive. */
export interface Joinable {
  readonly name: string
  is_alive(): boolean
  /** Lets it go on for a while; false where it waits for something else. */
  advance?(): boolean
}
type ErrorClass = abstract new (...args: never) => Error

const COORDINATOR_TEXT = 'Coordinator(clean_stop_exception_types=None)'
interface CoordinatorArgs {
  clean_stop_exception_types: readonly ErrorClass[] | null
}
const METHODS = {
  request_stop: 'request_stop(ex=None)',
  wait_for_stop: 'wait_for_stop(timeout=None)',
  register_thread: 'register_thread(thread)',
  join: 'join(threads=None, stop_grace_period_secs=120)',
} as const
interface JoinArgs {
  threads: readonly Joinable[] | null
  stop_grace_period_secs: number
}

/**
 * Stops several services together: one of them (or the program) calls `request_stop`, the others look at `should_stop`.
 *
 *     const coord = new tf.train.Coordinator()
 *     const threads = tf.train.start_queue_runners({ sess, coord })
 *     while (!coord.should_stop()) sess.run(train_step)
 *     coord.request_stop()
 *     coord.join(threads)
 */
export class Coordinator {
  readonly #cleanStop: readonly ErrorClass[]
  #stopped = false
  #error: unknown
  #joined = false
  #registered = new Set<Joinable>()

  /** `clean_stop_exception_types`: errors that mean a normal end; by default OutOfRangeError, the end of the input. */
  constructor(...args: PythonArguments<typeof COORDINATOR_TEXT, CoordinatorArgs>) {
    const { clean_stop_exception_types } = COORDINATOR.bind(args) as unknown as CoordinatorArgs
    this.#cleanStop = iterable(clean_stop_exception_types) ?? [OutOfRangeError as ErrorClass]
  }
  /** Asks all to stop. The first error given is raised by `join`, unless it means a clean stop. */
  request_stop(...args: PythonArguments<typeof METHODS.request_stop, { ex: unknown }>): void
  request_stop(ex: unknown): void {
    const given = Array.isArray(ex) ? ex[1] : ex
    const error = given !== null && given !== undefined && !this.stopsCleanly(given) ? given : undefined
    // after join nobody would report it
    if (this.#joined && error !== undefined) throw error
    if (this.#stopped) return
    if (error !== undefined && this.#error === undefined) {
      info(
        `Error reported to Coordinator: ${pythonClassRepr(error)}, ${error instanceof Error ? error.message : String(error)}`,
      )
      this.#error = error
    }
    this.#stopped = true
  }
  /** Whether an error means a normal end. */
  stopsCleanly(error: unknown): boolean {
    return this.#cleanStop.some(type => error instanceof type)
  }
  clear_stop(): void {
    this.#joined = false
    this.#error = undefined
    this.#stopped = false
  }
  should_stop(): boolean {
    return this.#stopped
  }
  /** Errors of `body` stop all, and go no further. */
  stop_on_exception(): Disposable
  stop_on_exception<R>(body: () => R): R | undefined
  stop_on_exception<R>(body?: () => R): Disposable | R | undefined {
    if (!body) {
      const leave = (error: unknown): boolean => {
        if (error !== undefined) this.request_stop(error)
        return true
      }
      return { [Symbol.dispose]: () => undefined, leave } as Disposable
    }
    if (typeof body !== 'function') throw new TypeError(`'${pythonTypeName(body)}' object is not callable`)
    try {
      return body()
    } catch (error) {
      this.request_stop(error)
      return undefined
    }
  }
  /** Lets the registered services go on until a stop is requested; false where nothing can go on or after `timeout` seconds. */
  wait_for_stop(...args: PythonArguments<typeof METHODS.wait_for_stop, { timeout: number | null }>): boolean
  wait_for_stop(timeout: number | null): boolean {
    const end = timeout === null ? Number.POSITIVE_INFINITY : performance.now() + timeout * 1000
    while (!this.#stopped && performance.now() < end && drive([...this.#registered])) {
      // each turn lets every service go on once
    }
    return this.#stopped
  }
  register_thread(...args: PythonArguments<typeof METHODS.register_thread, { thread: Joinable }>): void
  register_thread(thread: Joinable): void {
    this.#registered.add(thread)
  }
  /**
   * Waits until `threads` and those registered have ended, or a stop is requested and the time of grace is over. Raises what
   * `request_stop` was given. RuntimeError where some go on after the stop, or where they wait and nobody ever stops them.
   */
  join(...args: PythonArguments<typeof METHODS.join, JoinArgs>): void
  join(threads: readonly Joinable[] | null, stop_grace_period_secs: number): void {
    const all = [...new Set([...this.#registered, ...(iterable(threads) ?? [])])]
    for (const thread of all as Partial<Joinable>[])
      if (typeof thread?.is_alive !== 'function') throw noAttribute(thread, 'is_alive')
    const alive = (): Joinable[] => all.filter(thread => thread.is_alive())
    while (!this.#stopped && alive().length > 0 && drive(all)) {
      // each turn lets every service go on once
    }
    const end = performance.now() + stop_grace_period_secs * 1000
    while (alive().length > 0 && drive(all) && performance.now() <= end) {
      // as above, until the grace period is over
    }
    const stragglers = alive()
    this.#joined = true
    this.#registered = new Set()
    if (this.#error !== undefined) throw this.#error
    if (stragglers.length > 0)
      throw new RuntimeError(
        `Coordinator stopped with threads still running: ${stragglers.map(thread => thread.name).join(' ')}`,
      )
  }
  get joined(): boolean {
    return this.#joined
  }
  /** Raises the error that `request_stop` was given. */
  raise_requested_exception(): void {
    if (this.#error !== undefined) throw this.#error
  }
}
// @ts-expect-error the guarded class takes its place
Coordinator = guardedClass(Coordinator)
const COORDINATOR = setSignature(Coordinator, COORDINATOR_TEXT)
setMethodSignatures(Coordinator, ...Object.values(METHODS))

function iterable<T>(values: readonly T[] | null): readonly T[] | null {
  if (values !== null && typeof values[Symbol.iterator] !== 'function')
    throw new TypeError(`'${pythonTypeName(values)}' object is not iterable`)
  return values
}

/** Lets all go on once; false where all of them wait. */
function drive(threads: readonly Joinable[]): boolean {
  let progress = false
  for (const thread of threads) progress = (thread.is_alive() && thread.advance?.() === true) || progress
  return progress
}

const LOOPER_TEXT = 'LooperThread(coord, timer_interval_secs, target=None, args=None, kwargs=None)'
interface LooperArgs {
  coord: Coordinator
  timer_interval_secs: number | null
  target: ((...args: unknown[]) => void) | null
  args: readonly unknown[] | null
  kwargs: object | null
}
/** Runs something again and again, every `timer_interval_secs` or at each turn of the event loop, until its coordinator stops. */
export class LooperThread implements Joinable {
  readonly name = 'LooperThread'
  readonly daemon = true
  readonly #coord: Coordinator
  readonly #interval: number | null
  readonly #target: LooperArgs['target']
  readonly #args: readonly unknown[]
  #state: 'made' | 'running' | 'ended' = 'made'
  #next = 0

  constructor(...given: PythonArguments<typeof LOOPER_TEXT, LooperArgs>) {
    const { coord, timer_interval_secs, target, args, kwargs } = LOOPER.bind(given) as unknown as LooperArgs
    if (!(coord instanceof Coordinator))
      throw new ValueError(`'coord' argument must be a Coordinator: ${String(coord)}`)
    if (target === null && (args !== null || kwargs !== null))
      throw new ValueError("'args' and 'kwargs' argument require that you also pass 'target'")
    this.#coord = coord
    this.#interval = timer_interval_secs
    this.#target = target
    this.#args = [...(args ?? []), ...(kwargs === null ? [] : [kwargs])]
    coord.register_thread(this)
  }
  /** One that has been started. */
  static loop(...given: PythonArguments<typeof LOOPER_TEXT, LooperArgs>): LooperThread {
    const looper = new LooperThread(...given)
    looper.start()
    return looper
  }
  start(): void {
    if (this.#state !== 'made') throw new RuntimeError('threads can only be started once')
    this.#state = 'running'
    this.#next = performance.now()
    this.#guarded(() => this.start_loop())
    this.#schedule()
  }
  is_alive(): boolean {
    return this.#state === 'running'
  }
  /** Runs the loop's body once where it is due. */
  advance(): boolean {
    if (this.#state !== 'running') return false
    if (this.#coord.should_stop()) {
      this.#end()
      this.#guarded(() => this.stop_loop())
      return true
    }
    const now = performance.now()
    if (now < this.#next) return false
    if (this.#interval !== null) this.#next += this.#interval * 1000
    this.#guarded(() => this.run_loop())
    return true
  }
  #guarded(body: () => void): void {
    try {
      body()
    } catch (error) {
      this.#end()
      this.#coord.request_stop(error)
    }
  }
  #unschedule: () => void = () => undefined
  #end(): void {
    this.#state = 'ended'
    this.#unschedule()
  }
  #schedule(): void {
    const tick = (): void => {
      this.advance()
      if (this.is_alive()) this.#schedule()
    }
    if (this.#interval === null) {
      const timer = setImmediate(tick).unref()
      this.#unschedule = () => clearImmediate(timer)
    } else {
      const timer = setTimeout(tick, Math.min(100, Math.max(0, this.#next - performance.now()))).unref()
      this.#unschedule = () => clearTimeout(timer)
    }
  }
  start_loop(): void {}
  stop_loop(): void {}
  run_loop(): void {
    this.#target?.(...this.#args)
  }
}
// @ts-expect-error the guarded class takes its place
LooperThread = guardedClass(LooperThread)
const LOOPER = setSignature(LooperThread, LOOPER_TEXT)
