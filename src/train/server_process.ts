/** The process of a TensorFlow server, as `tf.train.Server` sees it: each request waits for its answer. */

import { existsSync } from 'node:fs'
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import * as z from 'zod/mini'
import { environment } from '../errors/environment.ts'
import { exception_type_from_error_code, InternalError, NotFoundError, UnavailableError } from '../errors/op_errors.ts'
import { sleep } from '../runtime/interrupts.ts'
import { HOLDER, MARK, SERVER_SCRIPT } from './server_texts.ts'

const INSTALL =
  'tf0 starts the servers of an installed TensorFlow (0.12 to 2): set TF0_TENSORFLOW to a Python that has it, for example TF0_TENSORFLOW=/usr/bin/python3 after `/usr/bin/python3 -m pip install tensorflow`'

/** What the thread says. */
type Message = { readonly answer: string } | { readonly ended: string; readonly failed?: boolean }

const ANSWER = z.union([
  z.object({ target: z.string() }),
  z.object({ code: z.number(), message: z.string() }),
  z.object({ missing: z.string(), python: z.nullable(z.string()) }),
])

/** Milliseconds between looks at what the process has said. */
const LOOK = 5

/** The program and its first arguments: the path of a file, else words between blanks. No shell reads them. */
function tensorflowCommand(): readonly string[] {
  const given = environment('TF0_TENSORFLOW')?.trim()
  if (!given) throw new NotFoundError(null, null, `No TensorFlow server: TF0_TENSORFLOW is not set. ${INSTALL}`)
  return existsSync(given) ? [given] : given.split(/\s+/)
}

export class ServerProcess {
  readonly #command: readonly string[]
  readonly #port: MessagePort
  readonly #worker: Worker
  #ended: string | undefined

  constructor() {
    this.#command = tensorflowCommand()
    const [command, ...first] = this.#command
    const { port1, port2 } = new MessageChannel()
    this.#worker = new Worker(HOLDER, {
      eval: true,
      name: 'tf0 server',
      workerData: { command, args: [...first, '-c', SERVER_SCRIPT], mark: MARK, port: port2 },
      transferList: [port2],
      execArgv: [],
    })
    this.#port = port1
    // neither keeps the program alive
    this.#worker.unref()
    port1.unref()
  }
  /** Sends a request and waits for the server's target. Errors: TensorFlow's; NotFoundError without TensorFlow, UnavailableError after its end. */
  ask(request: { readonly server_def: string; readonly start: boolean }): string {
    if (this.#ended !== undefined) throw this.#gone()
    this.#port.postMessage(JSON.stringify(request))
    for (;;) {
      const message = this.#next()
      if (message !== undefined) return this.#targetIn(message)
      sleep(LOOK)
    }
  }
  #next(): Message | undefined {
    return receiveMessageOnPort(this.#port)?.message as Message | undefined
  }
  #targetIn(message: Message): string {
    if ('ended' in message) {
      this.#ended = message.ended
      if (message.failed)
        throw new NotFoundError(null, null, `No TensorFlow server: ${this.#asked()}: ${message.ended}. ${INSTALL}`)
      throw this.#gone()
    }
    const answer = ANSWER.safeParse(JSON.parse(message.answer))
    if (!answer.success) throw new InternalError(null, null, `The TensorFlow server answered ${message.answer}`)
    const { data } = answer
    if ('target' in data) return data.target
    if ('missing' in data)
      throw new NotFoundError(
        null,
        null,
        `No TensorFlow server: ${data.python ?? this.#asked()} has no usable TensorFlow (${data.missing}). ${INSTALL}`,
      )
    throw new (exception_type_from_error_code(data.code))(null, null, data.message)
  }
  #asked(): string {
    return `TF0_TENSORFLOW=${this.#command.join(' ')}`
  }
  #gone(): UnavailableError {
    return new UnavailableError(null, null, `The TensorFlow server has ended (${this.#ended}): ${this.#asked()}`)
  }
  /** Error: UnavailableError where the process has ended. */
  check(): void {
    const message = this.#next()
    if (message && 'ended' in message) this.#ended = message.ended
    if (this.#ended !== undefined) throw this.#gone()
  }
  /** Ends the process. */
  end(): void {
    this.#ended ??= 'closed'
    this.#port.postMessage(null)
  }
}
