/** What a test case runs beside itself. */
import { AssertionError, RuntimeError } from '../errors/python.ts'

/** There is one JavaScript thread: a target that is asynchronous runs on beside the test, any other one at the start. */
export class CheckedThread {
  readonly #target: () => unknown
  #ended: Promise<void> | undefined
  #state: 'new' | 'running' | 'ended' = 'new'
  #error: unknown

  constructor(target: (...args: never[]) => unknown, args: readonly unknown[]) {
    this.#target = () => target(...(args as never[]))
  }
  start(): void {
    if (this.#state !== 'new') throw new RuntimeError('threads can only be started once')
    this.#state = 'running'
    try {
      const result = this.#target()
      if (!(result instanceof Promise)) this.#state = 'ended'
      else
        this.#ended = result.then(
          () => this.#end(undefined),
          error => this.#end(error),
        )
    } catch (error) {
      this.#end(error)
    }
  }
  #end(error: unknown): void {
    this.#state = 'ended'
    this.#error = error
  }
  /** Error: AssertionError with the target's. */
  join(): void | Promise<void> {
    if (this.#state === 'running') return this.#ended?.then(() => this.#check())
    return this.#check()
  }
  #check(): void {
    if (this.#error !== undefined)
      throw new AssertionError(`Error in checkedThread: ${(this.#error as Error).message ?? String(this.#error)}`)
  }
  is_alive(): boolean {
    return this.#state === 'running'
  }
}
