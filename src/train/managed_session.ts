/** The session of a supervisor, from its preparation to its end. */
import { withinAware } from '../calling/scope.ts'
import type { Session } from '../session/session.ts'
import { isOrdinary } from './coordinator.ts'

interface Life {
  prepare(): Session
  request_stop(error: unknown): void
  /** Raises what was reported. */
  stop(): void
}

export class ManagedSession {
  readonly #life: Life
  #session: Session | undefined
  #left = false
  constructor(life: Life) {
    this.#life = life
  }
  /** Prepares the session. To dispose of it is to leave. */
  enter(): Session {
    try {
      const session = this.#life.prepare()
      this.#session = session
      const dispose = (Object.getPrototypeOf(session) as Disposable)[Symbol.dispose]
      const leave = (error?: unknown): boolean => {
        try {
          return this.leave(error)
        } finally {
          dispose.call(session)
        }
      }
      Object.defineProperties(session, { [Symbol.dispose]: { value: () => void leave() }, leave: { value: leave } })
      return session
    } catch (error) {
      this.leave(error)
      throw error
    }
  }
  /** Stops all, and closes the session; raises what was reported. True where an error goes no further. */
  leave(error?: unknown): boolean {
    if (this.#left) return false
    this.#left = true
    const reported = error !== undefined && isOrdinary(error)
    try {
      if (reported) this.#life.request_stop(error)
      this.#life.stop()
    } finally {
      try {
        this.#session?.close()
      } catch {
        // what it had to say has been said
      }
    }
    return reported
  }
  /** Runs `body`, and leaves. */
  within<R>(body: (session: Session) => R): R | undefined {
    return withinAware(this.#session as Session, error => this.leave(error), body)
  }
  [Symbol.dispose](): void {
    this.leave()
  }
}
