/** tf.train.Coordinator (training/coordinator.py): threads that stop together. */

import { noAttribute, pythonClassRepr, pythonTypeName } from '../calling/python_repr.ts'
import { type PythonArguments, setMethodSignatures, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { OutOfRangeError } from '../errors/op_errors.ts'
import { PythonError, RuntimeError, TypeError } from '../errors/python.ts'
import { info } from '../platform/logging.ts'
import { hasServices, inTurn, sleepUntil, turnServices } from '../runtime/timed_services.ts'

/** What a coordinator joins: the services of queue runners, or anything of Python's Thread that can tell whether it is alive. */
export interface Joinable {
  readonly name: string
  is_alive(): boolean
  /** Lets it go on for a while; false where it waits for something else. */
  advance?(): boolean
  /** Blocks until what it waits for may have come from elsewhere (a server), at most until `until`; false where nothing comes so. */
  wait?(until: number): boolean
  /** Of what has a turn now and then: the next one, in milliseconds of `performance.now`. */
  readonly due?: number
}
type ErrorClass = abstract new (...args: never) => Error

let classText: (error: unknown) => string = pythonClassRepr
/** Says how the class of an error is written: a front end has its own way. */
export function writeClassesBy(write: typeof classText): void {
  classText = write
}

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
        `Error reported to Coordinator: ${classText(error)}, ${error instanceof Error ? error.message : String(error)}`,
      )
      this.#error = error
    }
    // threads would have done by now what is due
    if (hasServices) turnServices([...this.#registered].filter(isTimed))
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
    if (hasServices && !this.#stopped) turnServices()
    return this.#stopped
  }
  /** The same for services, which don't give others a turn. */
  get stopRequested(): boolean {
    return this.#stopped
  }
  /** Errors of `body` stop all, and go no further. */
  stop_on_exception(): Disposable
  stop_on_exception<R>(body: () => R): R | undefined
  stop_on_exception<R>(body?: () => R): Disposable | R | undefined {
    const stopped = (error: unknown): boolean => {
      if (!isOrdinary(error)) return false
      this.request_stop(error)
      return true
    }
    if (!body) {
      const leave = (error: unknown): boolean => error !== undefined && stopped(error)
      return { [Symbol.dispose]: () => undefined, leave } as Disposable
    }
    if (typeof body !== 'function') throw new TypeError(`'${pythonTypeName(body)}' object is not callable`)
    try {
      return body()
    } catch (error) {
      if (!stopped(error)) throw error
      return undefined
    }
  }
  /** Lets the registered services go on until a stop is requested; false where nothing can go on or after `timeout` seconds. */
  wait_for_stop(...args: PythonArguments<typeof METHODS.wait_for_stop, { timeout: number | null }>): boolean
  wait_for_stop(timeout: number | null): boolean {
    const end = timeout === null ? Number.POSITIVE_INFINITY : performance.now() + timeout * 1000
    while (!this.#stopped && performance.now() < end && driveOrSleep([...this.#registered], end)) {
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
    while (!this.#stopped && alive().length > 0 && driveOrSleep(all, Number.POSITIVE_INFINITY)) {
      // each turn lets every service go on once
    }
    const end = performance.now() + stop_grace_period_secs * 1000
    while (alive().length > 0 && (drive(all) || awaitOthers(all, end)) && performance.now() <= end) {
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

/** Python's errors that are no Exception: they end a program. */
const ENDINGS: ReadonlySet<string> = new Set(['KeyboardInterrupt', 'SystemExit', 'GeneratorExit'])
/** Whether an error is reported and handled as errors are, rather than ends the program. */
export const isOrdinary = (error: unknown): boolean => !(error instanceof PythonError && ENDINGS.has(error.name))

/** null, or what can be gone through. TypeError for anything else. */
export function iterable<T>(values: readonly T[] | null): readonly T[] | null {
  if (values !== null && typeof values[Symbol.iterator] !== 'function')
    throw new TypeError(`'${pythonTypeName(values)}' object is not iterable`)
  return values
}

/** Lets all go on once; false where all of them wait. */
function drive(threads: readonly Joinable[]): boolean {
  let progress = false
  for (const thread of threads)
    progress =
      (thread.is_alive() && (isTimed(thread) ? turnServices([thread]) : thread.advance?.() === true)) || progress
  return progress
}

const isTimed = (thread: Joinable): thread is Joinable & { due: number; mayBring: boolean; advance(): boolean } =>
  thread.due !== undefined

/** For threads that all wait: until what one of them waits for may have come from elsewhere. False where nothing comes so. */
const awaitOthers = (threads: readonly Joinable[], end: number): boolean =>
  threads.some(thread => thread.is_alive() && thread.wait?.(end) === true)

/** Lets all go on once; where all wait, until one is due, at most until `end`. False where nothing ever happens. */
function driveOrSleep(threads: readonly Joinable[], end: number): boolean {
  if (drive(threads)) return true
  if (inTurn()) return false
  const due = Math.min(end, ...threads.map(thread => (thread.is_alive() ? thread.due : undefined) ?? end))
  if (awaitOthers(threads, due)) return true
  if (due === Number.POSITIVE_INFINITY) return false
  sleepUntil(due)
  return true
}
