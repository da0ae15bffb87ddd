/**
 * Calls to servers, from the main thread: a worker thread (connection_worker.js) holds the connections, so that a run can wait without an event loop.
 *
 * - `call` posts the bytes of a request; they go with their memory.
 * - The worker posts the answer and large memory of the request, then moves the shared word and notifies it.
 * - Who waits blocks on the word in slices, and takes the messages that have come; where the event loop turns, they come by themselves.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { UNAVAILABLE } from '../errors/op_errors.ts'
import { noteProgress } from '../kernels/progress.ts'
import { release } from './request_memory.ts'
import type { Target } from './target.ts'

export interface Answer {
  /** TensorFlow's status code; 0 where all is well. */
  readonly code: number
  readonly text: string
  readonly body?: ArrayBuffer | undefined
  /** Whether the call's time was over when it came. */
  readonly late: boolean
}

export interface CallOptions {
  /** Until the call has failed with DEADLINE_EXCEEDED. */
  readonly milliseconds?: number | undefined
  /** How long attempts to connect go on, in milliseconds. */
  readonly patience?: number | undefined
  /** Called once, when the answer has come. */
  readonly answered?: ((answer: Answer) => void) | undefined
}

export interface Call {
  readonly answer: Answer | undefined
  /** Ends it on both sides; nothing where it has ended. */
  cancel(): void
}

/** How long a first connection is tried, unless a deadline comes first. */
const PATIENCE = 10_000
/** Milliseconds by which a server's clock may find that the time of a call is over before this process does. */
const EARLY = 20

class PendingCall implements Call {
  answer: Answer | undefined
  readonly #answered: ((answer: Answer) => void) | undefined
  readonly #over: number
  readonly #cancel: () => void
  constructor({ answered, milliseconds }: CallOptions, cancel: () => void) {
    this.#answered = answered
    this.#over = milliseconds === undefined ? Number.POSITIVE_INFINITY : performance.now() + milliseconds - EARLY
    this.#cancel = cancel
  }
  end(answer: Omit<Answer, 'late'>): void {
    this.answer = { ...answer, late: performance.now() >= this.#over }
    this.#answered?.(this.answer)
  }
  cancel(): void {
    if (!this.answer) this.#cancel()
  }
}

interface Answered extends Omit<Answer, 'late'> {
  readonly id: number
  /** The request's memory, where it is worth using again. */
  readonly memory?: readonly ArrayBuffer[] | undefined
}

class Connections {
  readonly word = new Int32Array(new SharedArrayBuffer(4))
  readonly #port: MessagePort
  readonly #calls = new Map<number, PendingCall>()
  #last = 0
  #dead = false

  constructor() {
    const { port1, port2 } = new MessageChannel()
    const worker = new Worker(new URL('./connection_worker.js', import.meta.url), {
      workerData: { port: port2, word: this.word },
      transferList: [port2],
      execArgv: [],
      name: 'tf0 remote',
    })
    const ended = (): void => this.#end()
    worker.on('error', ended)
    worker.on('exit', ended)
    worker.unref()
    this.#port = port1
    port1.on('message', (message: Answered) => this.#take(message))
    port1.unref()
  }
  get alive(): boolean {
    return !this.#dead
  }
  #end(): void {
    this.#dead = true
    for (const id of [...this.#calls.keys()])
      this.#take({ id, code: UNAVAILABLE, text: 'The thread that holds the connections has ended.' })
  }

  call(
    key: string,
    target: object,
    raw: boolean,
    path: string,
    parts: readonly Uint8Array[],
    options: CallOptions,
  ): Call {
    const id = ++this.#last
    const call = new PendingCall(options, () => this.#port.postMessage({ kind: 'cancel', id }))
    this.#calls.set(id, call)
    const { milliseconds, patience = PATIENCE } = options
    const transferred = [...new Set(parts.map(part => part.buffer as ArrayBuffer))]
    this.#port.postMessage({ kind: 'call', id, key, target, raw, path, parts, milliseconds, patience }, transferred)
    return call
  }
  drop(key: string): void {
    this.#port.postMessage({ kind: 'drop', key })
  }
  #take({ id, code, text, body, memory }: Answered): void {
    if (memory) release(memory)
    const call = this.#calls.get(id)
    if (!call) return
    this.#calls.delete(id)
    noteProgress()
    call.end({ code, text, body })
  }
  /** Takes the answers that have come; whether there were any. */
  receive(): boolean {
    let any = false
    for (let got = receiveMessageOnPort(this.#port); got !== undefined; got = receiveMessageOnPort(this.#port)) {
      this.#take(got.message as Answered)
      any = true
    }
    return any
  }
  /** Blocks until an answer comes, at most `milliseconds`. */
  wait(milliseconds: number): void {
    const seen = Atomics.load(this.word, 0)
    if (this.receive()) return
    Atomics.wait(this.word, 0, seen, milliseconds)
    this.receive()
  }
}

let connections: Connections | undefined
/** The thread starts with the first call, and again after it has ended. */
function open(): Connections {
  if (!connections?.alive) connections = new Connections()
  return connections
}

/** Blocks until an answer to any call comes, at most `milliseconds`. */
export function waitForAnswer(milliseconds: number): void {
  open().wait(milliseconds)
}

/** The way to one server. */
export class Channel {
  readonly target: Target
  readonly #key: string
  readonly #raw: boolean
  readonly #parts: object

  /** `raw`: whether the server writes texts into headers as they are, as those of 0.x do. */
  constructor(target: Target, raw: boolean) {
    const { host, port, tls } = target
    this.target = target
    this.#raw = raw
    this.#key = `${tls ? 'grpcs' : 'grpc'}://${host}:${port}`
    const authority = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
    this.#parts = { host, port, authority, tls: tls ? {} : undefined }
  }
  /** Sends a request whose bytes `parts` are, together with their memory. */
  call(path: string, parts: readonly Uint8Array[], options: CallOptions = {}): Call {
    return open().call(this.#key, this.#parts, this.#raw, path, parts, options)
  }
  /** Closes the connection; calls that still run fail. */
  close(): void {
    connections?.drop(this.#key)
  }
}
