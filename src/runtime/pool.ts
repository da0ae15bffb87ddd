/**
 * The worker threads of this process. They serve every session: a run says which instance (module and memory) it is for.
 *
 * The pool has words of its own in a small shared memory, each group on a cache line:
 * - generation: moves with every run and every message; idle workers spin on it for about 50 µs, then sleep.
 * - instance, range, arena, table, threads: what to run.
 * - go: set to the generation once the threads are numbered.
 * - a slot for each worker: its state, its thread number, and the generation of the offer.
 *
 * A run offers slots (idle → posted) and moves `generation`; an awake worker that has the instance takes its slot (posted →
 * claimed). Seats that are not claimed within the caller's wakeTimeout are withdrawn, so a run never waits for a worker that is
 * starting, starved of its core, or dead: it takes the threads that came. Then `go` lets them start. A worker that has finished
 * makes its slot idle again.
 *
 * Traps and exits. A worker that traps posts the reason, sets the abort word of the memory and ends; one that exits for
 * another reason does so from its exit handler. The barriers (kernels/wasm/barrier.ts) look at the abort word in slices, so the
 * main thread returns; it waits for the others to leave, clears the barrier's words, replaces the dead and throws InternalError.
 * One that is ended from outside (terminate, no memory left) says nothing, and its 'exit' event waits for an event loop that may not
 * turn for the rest of the program: so where a worker doesn't come or a barrier takes long, the main thread asks its port.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { debugging } from '../errors/debug.ts'
import { isStackOverflow } from '../errors/stack_overflow.ts'
import { internal } from '../errors/status.ts'
import { ABORT, CONTROL, CONTROL_BYTES } from '../kernels/wasm/barrier.ts'
import { spinWaitModule } from '../kernels/wasm/spin_wait.ts'
import type { SharedMemory } from './memory.ts'

const IDLE = 1
const POSTED = 2
const CLAIMED = 3
const GONE = 4

/** Indices of 32-bit words; also sent to the workers. */
const LAYOUT = {
  generation: 0,
  go: 16,
  instance: 32,
  range: 33,
  arena: 34,
  table: 35,
  threads: 36,
  slots: 64,
  idle: IDLE,
  posted: POSTED,
  claimed: CLAIMED,
  gone: GONE,
  phase: CONTROL.phase,
  abort: CONTROL.abort,
  controlBytes: CONTROL_BYTES,
  abortTrap: ABORT.trap,
  abortExit: ABORT.exit,
  pressBytes: 2 ** 26,
} as const
const SLOT_WORDS = 16
/** What fits the page of words; far more than workers, so that a slot is not soon used again. */
const SLOTS = 1000
const MAXIMUM_WORKERS = 255
/** Workers that could not be started, or ended before they had, until the pool does without more. */
const FAILED_STARTS = 3
/** Milliseconds until a thread that does not leave a failed run is given up. */
const LEAVE_LIMIT = 1000

/** Says that a port could be sent, and that it is not: ports that are sent stay in memory until the program returns to the event loop. */
const ALIVE = Symbol('the port is open')
const PROBE = {
  get message(): never {
    throw ALIVE
  },
}

interface Member {
  readonly worker: Worker
  port: MessagePort
  /** Index of the slot's state word. */
  readonly slot: number
  /** Bindings that it was told of. */
  readonly known: Set<number>
  dead: boolean
  /** What it said of its end. */
  readonly words: string[]
}

/** An instance of a module in a memory, known to all workers. */
export interface Binding {
  readonly id: number
  readonly module: WebAssembly.Module
  readonly memory: SharedMemory
}

/**
 * What workers hold for sessions: more than this, in bindings or in bytes of their memories, and they let go of the oldest. A session that is
 * neither closed nor reachable any more says nothing, and no finalizer is called before a program returns to the event loop.
 */
const MOST_BINDINGS = 1000
const MOST_BOUND_BYTES = 2 ** 29

export interface PoolOptions {
  /** Node's command line options for workers; for tests. */
  readonly execArgv?: string[]
}

export class WorkerPool {
  readonly #control = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
  readonly #words = new Int32Array(this.#control.buffer)
  readonly #members: (Member | undefined)[] = []
  /** Of bindings that workers hold, oldest first: the number of the memory and its bytes. Not the bindings: their sessions hold those. */
  readonly #bound = new Map<number, { readonly memory: number; bytes: number }>()
  readonly #options: PoolOptions
  #lastBinding = 0
  #failedStarts = 0
  readonly #spinWait = spinWaitModule()
  /** The workers of the run at hand, and the control words of its memory. */
  #running: { readonly members: readonly Member[]; readonly memoryWords: Int32Array } | undefined
  readonly #carrier = new MessageChannel()
  /** For tests and reports. */
  readonly counters = { runs: 0, withdrawn: 0, failures: 0, started: 0 }

  constructor(options: PoolOptions = {}) {
    this.#options = options
    this.#carrier.port1.unref()
    this.#carrier.port2.unref()
  }

  /** Workers that are alive and have started. */
  get ready(): number {
    return this.#members.filter(
      member => member !== undefined && !member.dead && this.#state(member) !== 0 && this.#state(member) !== GONE,
    ).length
  }

  #state(member: Member): number {
    return Atomics.load(this.#words, member.slot)
  }

  /** Starts workers until there are `count`; dead ones are replaced. They come up while the caller goes on. */
  ensure(count: number): void {
    if (this.#failedStarts >= FAILED_STARTS) return
    for (let index = 0; index < Math.min(count, MAXIMUM_WORKERS); index++) {
      const member = this.#members[index]
      if (member === undefined || member.dead || this.#state(member) === GONE) this.#members[index] = this.#start()
    }
  }

  /** Undefined where this process may have no more threads: work is done by those that there are. */
  #start(): Member | undefined {
    try {
      return this.#startWorker()
    } catch (error) {
      if (isStackOverflow(error)) throw error
      this.#failedStarts = FAILED_STARTS
      if (debugging('plan')) process.stderr.write(`tf0 starts no more worker threads: ${(error as Error).message}\n`)
      return undefined
    }
  }

  #startWorker(): Member {
    // a slot of its own: a dying worker may still write to the slot of the old one
    const slot = LAYOUT.slots + SLOT_WORDS * (this.counters.started++ % SLOTS)
    Atomics.store(this.#words, slot, 0)
    const { port1, port2 } = new MessageChannel()
    const worker = new Worker(new URL('./worker.js', import.meta.url), {
      workerData: { port: port2, control: this.#control, spinWait: this.#spinWait, slot, layout: LAYOUT },
      transferList: [port2],
      // without the loaders of the main thread: a worker needs none, and they would double its start
      execArgv: this.#options.execArgv ?? [],
      name: 'tf0',
    })
    const member: Member = { worker, port: port1, slot, known: new Set(), dead: false, words: [] }
    const gone = (): void => {
      this.#bury(member)
      member.port.close()
    }
    worker.on('error', gone)
    worker.on('exit', gone)
    worker.unref()
    port1.unref()
    return member
  }

  #bury(member: Member): void {
    if (!member.dead && this.#state(member) === 0) this.#failedStarts++
    member.dead = true
  }

  /** Whether the worker has ended; known without the event loop. Takes its messages. */
  #ended(member: Member): boolean {
    if (member.dead) return true
    for (
      let received = receiveMessageOnPort(member.port);
      received !== undefined;
      received = receiveMessageOnPort(member.port)
    )
      member.words.push(String((received as { message: unknown }).message))
    // a worker's end closes its port, which was noticed just now; a closed port is refused before the message is looked at
    const { port1, port2 } = this.#carrier
    try {
      port1.postMessage(PROBE, [member.port])
    } catch (error) {
      if (error === ALIVE) return false
      if (isStackOverflow(error)) throw error
    }
    // to be sure: what can be sent is open
    try {
      port1.postMessage(member.port, [member.port])
    } catch (error) {
      if (isStackOverflow(error)) throw error
      this.#bury(member)
      return true
    }
    member.port = (receiveMessageOnPort(port2) as { message: MessagePort }).message
    member.port.unref()
    return false
  }

  /** Whether worker `index` has ended; for tests and reports. */
  has_ended(index: number): boolean {
    const member = this.#members[index]
    return member === undefined || this.#ended(member)
  }

  /** Called from a barrier that takes long: frees the run if one of its workers has ended. */
  readonly stalled = (): void => {
    if (this.#running?.members.some(member => this.#ended(member))) abort(this.#running.memoryWords, ABORT.exit)
  }

  #post(member: Member, binding: Binding): void {
    member.known.add(binding.id)
    this.#bound.set(binding.id, { memory: binding.memory.id, bytes: binding.memory.capacity })
    const { id, module, memory } = binding
    member.port.postMessage({ kind: 'bind', id, module, memory: memory.memory, number: memory.id })
  }

  /** Lets sleeping workers look at their messages. */
  #wake(): void {
    Atomics.add(this.#words, LAYOUT.generation, 1)
    Atomics.notify(this.#words, LAYOUT.generation)
  }

  /** Tells the workers of a module in a memory; those that start later hear of it when they are to run it. */
  bind(module: WebAssembly.Module, memory: SharedMemory): Binding {
    const binding = { id: ++this.#lastBinding, module, memory }
    for (const member of this.#members) if (member !== undefined && !member.dead) this.#post(member, binding)
    this.#dropOldest(binding)
    this.#wake()
    return binding
  }

  unbind(binding: Binding): void {
    this.#drop(binding.id)
    this.#wake()
  }
  #drop(id: number): void {
    this.#bound.delete(id)
    for (const member of this.#members) if (member?.known.delete(id)) member.port.postMessage({ kind: 'drop', id })
  }
  /** Keeps what workers hold in bounds. What is dropped and still in use is posted again when it runs. */
  #dropOldest(latest: Binding): void {
    const memories = new Map<number, number>()
    for (const { memory, bytes } of this.#bound.values()) memories.set(memory, bytes)
    memories.set(latest.memory.id, latest.memory.capacity)
    let total = 0
    for (const bytes of memories.values()) total += bytes
    for (const [id, { memory }] of this.#bound) {
      if (total <= MOST_BOUND_BYTES && this.#bound.size <= MOST_BINDINGS) return
      if (memory === latest.memory.id) continue
      this.#drop(id)
      if ([...this.#bound.values()].some(other => other.memory === memory)) continue
      total -= memories.get(memory) ?? 0
    }
  }

  /**
   * Runs range `range` of a binding's module on this thread and up to `helpers` workers; `share(threads)` is this thread's part,
   * as thread 0. Returns the number of threads, or 1 without having called `share` where no worker came within `wakeTimeout` ms.
   * Throws InternalError if a thread trapped or exited; the memory's data are then undefined but its barriers are in order.
   */
  run(
    binding: Binding,
    range: number,
    arena: number,
    table: number,
    helpers: number,
    wakeTimeout: number,
    share: (threads: number) => void,
  ): number {
    this.ensure(helpers)
    const words = this.#words
    const deadline = performance.now() + wakeTimeout
    const generation = (Atomics.load(words, LAYOUT.generation) + 1) | 0
    words[LAYOUT.instance] = binding.id
    words[LAYOUT.range] = range
    words[LAYOUT.arena] = arena
    words[LAYOUT.table] = table
    const posted: Member[] = []
    for (let index = 0; index < helpers; index++) {
      const member = this.#members[index]
      if (member === undefined || member.dead) continue
      if (!member.known.has(binding.id)) this.#post(member, binding)
      // one that has just passed the last barrier of the run before needs a moment to make its slot idle
      this.#spin(() => this.#state(member) === IDLE, deadline)
      if (this.#state(member) !== IDLE) this.#ended(member)
      // an awake worker may take its slot before `generation` moves
      words[member.slot + 2] = generation
      if (Atomics.compareExchange(words, member.slot, IDLE, POSTED) === IDLE) posted.push(member)
    }
    if (posted.length === 0) return 1
    Atomics.store(words, LAYOUT.generation, generation)
    Atomics.notify(words, LAYOUT.generation)
    this.#spin(() => posted.every(member => this.#state(member) === CLAIMED), deadline)
    const claimed = posted.filter(member => Atomics.compareExchange(words, member.slot, POSTED, IDLE) === CLAIMED)
    if (claimed.length < posted.length) {
      this.counters.withdrawn += posted.length - claimed.length
      for (const member of posted) if (!claimed.includes(member)) this.#ended(member)
    }
    if (claimed.length === 0) return 1
    const threads = claimed.length + 1
    for (const [index, member] of claimed.entries()) words[member.slot + 1] = index + 1
    words[LAYOUT.threads] = threads
    Atomics.store(words, LAYOUT.go, generation)
    Atomics.notify(words, LAYOUT.go)
    this.counters.runs++
    const memoryWords = binding.memory.words(0, CONTROL_BYTES / 4)
    let failure: unknown
    this.#running = { members: claimed, memoryWords }
    try {
      share(threads)
    } catch (error) {
      failure = error
      abort(memoryWords, ABORT.trap)
    } finally {
      this.#running = undefined
    }
    const reason = Atomics.load(memoryWords, CONTROL.abort / 4)
    if (reason !== ABORT.none) this.#recover(memoryWords, reason, claimed, failure)
    return threads
  }

  #spin(condition: () => boolean, deadline: number): void {
    for (let tries = 0; !condition(); tries++) {
      if ((tries & 63) === 63 && performance.now() > deadline) return
    }
  }

  /** Waits until all have left the run, puts the barrier in order, and throws where a thread failed (a failing step is the caller's). */
  #recover(memoryWords: Int32Array, reason: number, claimed: readonly Member[], failure: unknown): void {
    const deadline = performance.now() + (reason === ABORT.status ? 100 * LEAVE_LIMIT : LEAVE_LIMIT)
    const texts: string[] = []
    for (const member of claimed) {
      while (this.#state(member) === CLAIMED && performance.now() < deadline && !this.#ended(member))
        Atomics.wait(this.#words, member.slot, CLAIMED, 10)
      this.#ended(member)
      texts.push(...member.words)
      if (this.#state(member) !== IDLE) {
        member.dead = true
        void member.worker.terminate()
      }
    }
    for (const word of [CONTROL.count, CONTROL.sleepers, CONTROL.abort]) Atomics.store(memoryWords, word / 4, 0)
    if (reason === ABORT.status && failure === undefined) return
    this.counters.failures++
    this.ensure(claimed.length)
    if (failure !== undefined) throw failure
    throw internal(
      reason === ABORT.exit
        ? 'A worker thread exited while it ran a plan'
        : `A worker thread failed while it ran a plan: ${texts.join('; ')}`,
    )
  }

  /** Waits until `count` workers have started, at most `limit` ms; for tests. */
  wait_ready(count: number, limit = 10_000): boolean {
    this.ensure(count)
    const deadline = performance.now() + limit
    while (this.ready < count && performance.now() < deadline) Atomics.wait(this.#words, LAYOUT.slots - 1, 0, 2)
    return this.ready >= count
  }

  /** Ends the workers at hand; the pool starts others when it needs them. For tests. */
  async end_workers(): Promise<void> {
    await Promise.all(this.#members.map(member => member?.worker.terminate()))
  }

  /** Ends all workers. */
  async close(): Promise<void> {
    await this.end_workers()
    this.#members.length = 0
  }
}

/** Says why the threads of a run leave it, the first reason counts, and wakes those asleep. */
function abort(memoryWords: Int32Array, reason: number): void {
  Atomics.compareExchange(memoryWords, CONTROL.abort / 4, ABORT.none, reason)
  Atomics.notify(memoryWords, CONTROL.phase / 4)
}

let shared: WorkerPool | undefined

/** The pool of this process (of this JavaScript thread, strictly). */
export function sharedPool(): WorkerPool {
  shared ??= new WorkerPool()
  return shared
}
