/**
 * threading. A program runs on one thread, so the body of a thread runs as a whole: when it is joined, when the program
 * would wait for ever without it, or at the program's end. A body that waits for the program in the middle cannot go on.
 */
import { call } from '../objects/call.ts'
import { toArray } from '../objects/iteration.ts'
import { machine } from '../objects/machine.ts'
import { pendingThreads } from '../objects/threads.ts'
import { native } from '../objects/values/callable.ts'
import { PyDict } from '../objects/values/dict.ts'
import { declareMembers } from '../objects/values/members.ts'

class Thread {
  daemon = false
  name: string
  readonly #target: unknown
  readonly #args: unknown
  readonly #keywords: unknown
  #state: 'made' | 'started' | 'done' = 'made'

  constructor(target: unknown, args: unknown, keywords: unknown, name: unknown) {
    this.#target = target
    this.#args = args
    this.#keywords = keywords
    this.name = name === null ? 'Thread-1' : String(name)
  }
  start(): void {
    this.#state = 'started'
    pendingThreads.push(this)
  }
  /** Runs the body, if it has not run yet. */
  run(): void {
    const at = pendingThreads.indexOf(this)
    if (at >= 0) pendingThreads.splice(at, 1)
    if (this.#state !== 'started') return
    this.#state = 'done'
    const keywords =
      this.#keywords instanceof PyDict ? new Map([...this.#keywords].map(([key, value]) => [String(key), value])) : null
    try {
      if (this.#target !== null) call(this.#target, toArray(this.#args), keywords)
    } catch (error) {
      machine.writeError(`Exception in thread ${this.name}: ${String(error)}\n`)
    }
  }
  join(): void {
    this.run()
  }
  is_alive(): boolean {
    this.run()
    return false
  }
  isAlive(): boolean {
    return this.is_alive()
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

declareMembers(Thread, 'daemon= isAlive is_alive join name= run setDaemon start')
declareMembers(Lock, '__enter__ __exit__ acquire release')
declareMembers(Event, 'clear isSet is_set set wait')

export const THREADING: Readonly<Record<string, unknown>> = {
  Thread: native(
    'Thread(group=None, target=None, name=None, args=None, kwargs=None, daemon=None)',
    (_: unknown, target: unknown, name: unknown, args: unknown, keywords: unknown) =>
      new Thread(target, args ?? [], keywords, name),
  ),
  Lock: native('Lock()', () => new Lock()),
  RLock: native('RLock()', () => new Lock()),
  Event: native('Event()', () => new Event()),
}
