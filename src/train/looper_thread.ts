/** tf.train.LooperThread (training/coordinator.py): something that is done again and again until its coordinator stops. */

import { Adopting } from '../calling/adoption.ts'
import { asKeywords } from '../calling/keywords.ts'
import { type PythonArguments, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { RuntimeError, ValueError } from '../errors/python.ts'
import { type PendingRun, WaitsForever } from '../runtime/run_errors.ts'
import { addService, removeService, type TimedService, turnServices, withoutTurns } from '../runtime/timed_services.ts'
import { Coordinator, iterable, type Joinable } from './coordinator.ts'

const LOOPER_TEXT = 'LooperThread(coord, timer_interval_secs, target=None, args=None, kwargs=None)'
export interface LooperArgs {
  coord: Coordinator
  timer_interval_secs: number | null
  target: ((...args: never[]) => unknown) | null
  args: readonly unknown[] | null
  kwargs: object | null
}

/** The longest time between looks from the event loop, in milliseconds: whether its coordinator has stopped. */
const LONGEST_PAUSE = 100

/**
 * Does `target(...args)`, or what a subclass has for `run_loop`, every `timer_interval_secs`, or again and again where that is null. It has its
 * turn between the runs of sessions, where one waits, where the program sleeps or joins, and with the event loop, for which the process does
 * not live on. What is due when its coordinator is asked to stop is still done; errors stop the coordinator.
 */
export class LooperThread extends Adopting implements Joinable, TimedService {
  name = 'LooperThread'
  daemon = true
  readonly #coord: Coordinator
  readonly #interval: number | null
  readonly #target: LooperArgs['target']
  readonly #args: LooperArgs['args']
  readonly #kwargs: object | null
  /** A run of its own that waits, and goes on beside the program. */
  #waiting: PendingRun | undefined
  #state: 'made' | 'running' | 'ended' = 'made'
  #due = Number.POSITIVE_INFINITY
  #unschedule: () => void = () => undefined

  constructor(...given: PythonArguments<typeof LOOPER_TEXT, LooperArgs>) {
    super()
    const { coord, timer_interval_secs, target, args, kwargs } = LOOPER.bind(given) as unknown as LooperArgs
    if (!(coord instanceof Coordinator))
      throw new ValueError(`'coord' argument must be a Coordinator: ${String(coord)}`)
    if (target === null && (isFilled(args) || isFilled(kwargs)))
      throw new ValueError("'args' and 'kwargs' argument require that you also pass 'target'")
    this.#coord = coord
    this.#interval = timer_interval_secs === null ? null : Number(timer_interval_secs)
    this.#target = target
    this.#args = args
    this.#kwargs = kwargs
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
    this.#due = performance.now()
    // others have their turn when all have been started
    this.#guarded(() => withoutTurns(() => this.start_loop()))
    if (!this.is_alive()) return
    addService(this)
    this.#schedule()
  }
  is_alive(): boolean {
    return this.#state === 'running'
  }
  get due(): number {
    return this.#coord.stopRequested ? Number.NEGATIVE_INFINITY : this.#due
  }
  get mayBring(): boolean {
    return true
  }
  /** Does it once where it is due. */
  advance(): boolean {
    if (this.#state !== 'running') return false
    if (this.#coord.stopRequested) {
      this.#end()
      this.#guarded(() => this.stop_loop())
      return true
    }
    const now = performance.now()
    if (now < this.#due || this.#waits()) return false
    const due = this.#due
    this.#due = now + (this.#interval ?? 0) * 1000
    // as a timer of Python's: the next turn is an interval behind this one, not behind its end; missed ones are not made up for in a row
    if (this.#interval !== null && due + this.#interval * 1000 > now) this.#due = due + this.#interval * 1000
    this.#guarded(() => this.run_loop())
    return true
  }
  #guarded(body: () => void): void {
    try {
      body()
    } catch (error) {
      // a thread of Python's would wait here for what the program does next
      if (error instanceof WaitsForever && error.pending && this.is_alive()) {
        this.#waiting = error.pending
        return
      }
      this.#end()
      this.#coord.request_stop(error)
    }
  }
  /** Whether the run of an earlier turn has not ended; its error is reported. */
  #waits(): boolean {
    const waiting = this.#waiting
    if (!waiting) return false
    if (!waiting.ended) return true
    this.#waiting = undefined
    if (waiting.error === undefined) return false
    this.#end()
    this.#coord.request_stop(waiting.error)
    return true
  }
  #end(): void {
    this.#state = 'ended'
    this.#due = Number.POSITIVE_INFINITY
    this.#unschedule()
    removeService(this)
  }
  #schedule(): void {
    const tick = (): void => {
      turnServices([this])
      if (this.is_alive()) this.#schedule()
    }
    if (this.#interval === null) {
      const timer = setImmediate(tick).unref()
      this.#unschedule = () => clearImmediate(timer)
    } else {
      const timer = setTimeout(tick, Math.min(LONGEST_PAUSE, Math.max(0, this.#due - performance.now()))).unref()
      this.#unschedule = () => clearTimeout(timer)
    }
  }
  /** Once, when it starts. */
  start_loop(): void {}
  /** Once, when its coordinator has stopped. */
  stop_loop(): void {}
  /** What is done each time. */
  run_loop(): void {
    if (this.#target === null) return
    const args: unknown[] = [...(iterable(this.#args) ?? [])]
    if (isFilled(this.#kwargs)) args.push(asKeywords(Object.fromEntries(entriesOf(this.#kwargs as object))))
    this.#target(...(args as never[]))
  }
}
// @ts-expect-error the guarded class takes its place
LooperThread = guardedClass(LooperThread)
const LOOPER = setSignature(LooperThread, LOOPER_TEXT)

/** Python's truth of a list or dict. */
function isFilled(value: object | null): boolean {
  if (value === null) return false
  if (Array.isArray(value)) return value.length > 0
  return value instanceof Map ? value.size > 0 : Object.keys(value).length > 0
}
const entriesOf = (value: object): Iterable<readonly [PropertyKey, unknown]> =>
  value instanceof Map ? value : Object.entries(value)
