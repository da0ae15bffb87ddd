/**
 * threading. A program runs on one thread, so the body of a thread runs as a whole: when it is joined, when the program
 * would wait for ever without it, or at the program's end. A body that waits for the program in the middle cannot go on.
 */
import { RuntimeError } from '../../errors/index.ts'
import { callMethod } from '../objects/attributes.ts'
import { call } from '../objects/call.ts'
import { toArray } from '../objects/iteration.ts'
import { machine } from '../objects/machine.ts'
import { OBJECT } from '../objects/object_type.ts'
import { errorLines } from '../objects/text/traceback.ts'
import { pendingThreads, runPendingThread } from '../objects/threads.ts'
import { truth } from '../objects/truth.ts'
import { type Keywords, makeFunction, methods, native } from '../objects/values/callable.ts'
import { findMember, programClassOf } from '../objects/values/class.ts'
import { PyDict } from '../objects/values/dict.ts'
import { identity } from '../objects/values/hash.ts'
import { declareMembers } from '../objects/values/members.ts'
import { done } from '../objects/values/none.ts'
import { int } from '../objects/values/numbers.ts'
import { BUILTIN_WORDING, bound, parseSignature } from '../objects/values/signature.ts'
import { PyType, registerType } from '../objects/values/type.ts'

const THREAD_SIGNATURE = parseSignature(
  'Thread(group=None, target=None, name=None, args=None, kwargs=None, daemon=None)',
  BUILTIN_WORDING,
)
let made = 0

class Thread {
  static readonly pythonName: string = 'Thread'
  daemon = false
  name = `Thread-${++made}`
  #target: unknown = null
  #args: unknown = null
  #keywords: unknown = null
  #state: 'made' | 'started' | 'done' = 'made'

  initialise(given: readonly unknown[], named: Keywords): void {
    const [, target, name, args, keywords, daemon] = bound(THREAD_SIGNATURE, given, named)
    this.#target = target
    this.#args = args
    this.#keywords = keywords
    if (name !== null) this.name = String(name)
    this.daemon = truth(daemon)
  }
  start(): void {
    if (this.#state !== 'made') throw new RuntimeError('threads can only be started once')
    this.#state = 'started'
    pendingThreads.push(this)
  }
  get alive(): boolean {
    return this.#state === 'started'
  }
  /** As tf0's coordinators ask: whoever asks may be waiting for it. */
  is_alive(): boolean {
    runThread.call(this)
    return this.alive
  }
  /** What `run` does where the program's class has none of its own. */
  body(): unknown {
    if (this.#target === null) return null
    const keywords =
      this.#keywords instanceof PyDict ? new Map([...this.#keywords].map(([key, value]) => [String(key), value])) : null
    return call(this.#target, this.#args === null ? [] : toArray(this.#args), keywords)
  }
  /** Runs the thread, if it has been started and has not run yet. */
  run(): void {
    const at = pendingThreads.indexOf(this)
    if (at >= 0) pendingThreads.splice(at, 1)
    if (this.#state !== 'started') return
    this.#state = 'done'
    try {
      const own = programClassOf(this)
      if (own && findMember(own, 'run') !== undefined) callMethod(this, 'run', [], null)
      else this.body()
    } catch (error) {
      machine.writeError(`Exception in thread ${this.name}:\n${errorLines(error, machine.sources).join('\n')}\n`)
    }
  }
}
const runThread = Thread.prototype.run

const THREAD = new PyType('Thread', {
  module: 'threading',
  writtenInPython: true,
  base: OBJECT,
  jsClass: Thread,
  construct: (args, keywords) => {
    const thread = new Thread()
    thread.initialise(args, keywords)
    return thread
  },
  check: value => value instanceof Thread,
})
THREAD.fill = (self: Thread, args, keywords) => self.initialise(args, keywords)
const isAlive = (self: Thread): boolean => self.is_alive()
THREAD.methods = methods({
  'start()': (self: Thread) => done(self.start()),
  'run()': (self: Thread) => self.body(),
  'join(timeout=None)': (self: Thread) => done(runThread.call(self)),
  'is_alive()': isAlive,
  'isAlive()': isAlive,
  'setDaemon(daemonic)': (self: Thread, daemon: unknown) => done((self.daemon = truth(daemon))),
  'isDaemon()': (self: Thread) => self.daemon,
  'getName()': (self: Thread) => self.name,
  'setName(name)': (self: Thread, name: unknown) => done((self.name = String(name))),
})
THREAD.getters = new Map<string, (self: unknown) => unknown>([
  ['daemon', self => (self as Thread).daemon],
  ['name', self => (self as Thread).name],
  ['ident', self => int(identity(self as Thread))],
])
THREAD.setters = new Map<string, (self: unknown, value: unknown) => void>([
  ['daemon', (self, value) => void ((self as Thread).daemon = truth(value))],
  ['name', (self, value) => void ((self as Thread).name = String(value))],
])
registerType(Thread, THREAD)

class Lock {
  static readonly pythonName = 'lock'
  #held = false
  enter(): Lock {
    this.#held = true
    return this
  }
  acquire(): boolean {
    this.#held = true
    return true
  }
  release(): void {
    this.#held = false
  }
  locked(): boolean {
    return this.#held
  }
  wait(): boolean {
    return runPendingThread()
  }
  notify(): void {
    // nobody waits
  }
  [Symbol.dispose](): void {
    this.release()
  }
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
    while (!this.#set && runPendingThread());
    return this.#set
  }
}

declareMembers(Lock, '__enter__ __exit__ acquire locked notify release wait')
declareMembers(Event, 'clear isSet is_set set wait')

const mainThread = new Thread()
mainThread.name = 'MainThread'
const currentThread = native('currentThread()', () => mainThread)
const lock = (name: string): unknown => makeFunction(name, () => new Lock(), false)

/** threading.local: attributes of one thread. */
// biome-ignore lint/complexity/noStaticOnlyClass: its instances are what counts
class Local {
  static readonly pythonName = '_local'
}
declareMembers(Local, '')

export const THREADING: Readonly<Record<string, unknown>> = {
  Thread: THREAD,
  Lock: native('Lock()', () => new Lock()),
  RLock: native('RLock()', () => new Lock()),
  Condition: lock('Condition'),
  Semaphore: lock('Semaphore'),
  BoundedSemaphore: lock('BoundedSemaphore'),
  Event: native('Event()', () => new Event()),
  currentThread,
  current_thread: currentThread,
  activeCount: native('activeCount()', () => int(1 + pendingThreads.length)),
  active_count: native('active_count()', () => int(1 + pendingThreads.length)),
  enumerate: native('enumerate()', () => [mainThread, ...pendingThreads]),
  local: native('local()', () => new Local()),
}
