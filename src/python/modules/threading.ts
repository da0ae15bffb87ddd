/** threading: programs run on one thread, so a thread runs when it is started, from beginning to end. */
import { call } from '../runtime/call.ts'
import { machine } from '../runtime/machine.ts'
import { native } from '../values/callable.ts'
import { PyDict } from '../values/dict.ts'
import { toArray } from '../runtime/iteration.ts'

class Thread {
  daemon = false
  readonly name: string
  readonly #target: unknown
  readonly #args: unknown
  readonly #keywords: unknown
  constructor(target: unknown, args: unknown, keywords: unknown, name: unknown) {
    this.#target = target
    this.#args = args
    this.#keywords = keywords
    this.name = name === null ? 'Thread-1' : String(name)
  }
  start(): void {
    try {
      if (this.#target !== null)
        call(this.#target, toArray(this.#args), this.#keywords instanceof PyDict ? (new Map(this.#keywords) as Map<string, unknown>) : null)
    } catch (error) {
      machine.writeError(`Exception in thread ${this.name}: ${String(error)}\n`)
    }
  }
  join(): void {}
  is_alive(): boolean {
    return false
  }
  isAlive(): boolean {
    return false
  }
  setDaemon(daemon: boolean): void {
    this.daemon = daemon
  }
}

class Lock {
  enter(): Lock {
    return this
  }
  acquire(): boolean {
    return true
  }
  release(): void {}
  [Symbol.dispose](): void {}
}

class Event {
  #set = false
  set(): void {
    this.#set = true
  }
  clear(): void {
    this.#set = false
  }
  isSet(): boolean {
    return this.#set
  }
  is_set(): boolean {
    return this.#set
  }
  wait(): boolean {
    return this.#set
  }
}

export const THREADING: Readonly<Record<string, unknown>> = {
  Thread: native(
    'Thread(group=None, target=None, name=None, args=None, kwargs=None, daemon=None)',
    (_: unknown, target: unknown, name: unknown, args: unknown, keywords: unknown) => new Thread(target, args ?? [], keywords, name),
  ),
  Lock: native('Lock()', () => new Lock()),
  RLock: native('RLock()', () => new Lock()),
  Event: native('Event()', () => new Event()),
}
