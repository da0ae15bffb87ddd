/** Readers: they take the names of files, or other work, from a queue and give records one by one (kernels/reader_base.cc). */

import { invalidArgument, unimplemented } from '../../errors/status.ts'
import { escapeBytes } from '../../formats/proto/text_print.ts'
import { ReaderBaseState } from '../../formats/protos/reader_base.generated.ts'
import type { BlockedKernel, KernelOutput } from '../../kernels/kernel.ts'
import { noteProgress } from '../../kernels/progress.ts'
import type { Element, QueueResource } from '../../kernels/reference/resources/queues.ts'
import { checkBytes } from '../../tensor/allocation.ts'
import { asBuffer } from '../../tensor/array_parts.ts'
import { NDArray } from '../../tensor/ndarray.ts'

export interface ReadRecord {
  readonly key: Buffer
  readonly value: Buffer
}

/** What a reader makes of a unit of work. */
export interface WorkFormat {
  /** A unit of work begins. What it raises is the error of the read; the next read takes the next unit. */
  begin(work: Buffer): void
  /**
   * The next record of the unit; undefined where there is none any more. After an error the next call is for the same record. Raises what keeps
   * the record from being read.
   */
  next(): ReadRecord | undefined
  /** Whether the unit has just been the one record that was given. */
  readonly isWhole: boolean
  /** Forgets the unit. */
  end(): void
}

type Steps<T> = Generator<'blocked', T, void>

/** What a record costs beside its bytes. */
const RECORD_BYTES = 512

const strings = (shape: readonly number[], values: readonly Buffer[]): NDArray =>
  new NDArray('string', shape, values as Buffer[])

export class ReaderResource {
  /** For messages: the kind and its node. */
  readonly name: string
  readonly #format: WorkFormat
  #work: Buffer = Buffer.alloc(0)
  #started = 0n
  #finished = 0n
  #produced = 0n
  /** A read that waits for its work keeps all others from the reader, as TensorFlow's lock does. */
  #busy = false

  constructor(name: string, format: WorkFormat) {
    this.name = name
    this.#format = format
  }

  /** Does `body` when nobody else is at the reader. */
  *#alone<T>(body: () => Steps<T>): Steps<T> {
    while (this.#busy) yield 'blocked'
    this.#busy = true
    try {
      return yield* body()
    } finally {
      this.#busy = false
      noteProgress()
    }
  }
  /** The same for what doesn't wait itself. */
  alone(body: () => readonly KernelOutput[]): readonly KernelOutput[] | BlockedKernel {
    if (!this.#busy) return body()
    // biome-ignore lint/correctness/useYield: it waits for its turn only
    return this.#alone(function* () {
      return body()
    })
  }
  get produced(): bigint {
    return this.#produced
  }
  get finished(): bigint {
    return this.#finished
  }

  *#nextWork(queue: QueueResource): Steps<void> {
    const dequeued = queue.dequeue()
    const [name, ...others] = ('next' in dequeued ? yield* dequeued : dequeued) as Element
    if (name === undefined || others.length > 0) throw invalidArgument('Expected single component queue')
    if (name.dtype.base !== 'string') throw invalidArgument('Expected queue with single string component')
    if (name.size !== 1) throw invalidArgument('Expected to dequeue a one-element string tensor')
    this.#work = asBuffer((name.data as Uint8Array[])[0] as Uint8Array)
    this.#format.begin(this.#work)
    this.#started++
  }
  /** The next record of the work at hand, or undefined where that is at its end, in which case the next work is to be begun. */
  #next(): ReadRecord | undefined {
    const record = this.#format.next()
    if (record === undefined || this.#format.isWhole) {
      this.#format.end()
      this.#finished = this.#started
    }
    if (record !== undefined) this.#produced++
    return record
  }
  get #working(): boolean {
    return this.#started > this.#finished
  }
  *#readOne(queue: QueueResource): Steps<readonly NDArray[]> {
    for (;;) {
      if (!this.#working) yield* this.#nextWork(queue)
      const record = this.#next()
      if (record) return [strings([], [record.key]), strings([], [record.value])]
    }
  }
  *#readSeveral(queue: QueueResource, count: number): Steps<readonly NDArray[]> {
    const keys: Buffer[] = []
    const values: Buffer[] = []
    let bytes = 0
    while (keys.length < count) {
      if (!this.#working) yield* this.#nextWork(queue)
      const record = this.#next()
      if (record) {
        bytes += record.key.length + record.value.length + RECORD_BYTES
        checkBytes(bytes)
        keys.push(record.key)
        values.push(record.value)
      }
      // records of two units don't come together
      if (!this.#working && keys.length > 0) break
    }
    return [strings([keys.length], keys), strings([values.length], values)]
  }
  /** Key and value of the next record; waits for work where there is none at hand. */
  read(queue: QueueResource): BlockedKernel {
    return this.#alone(() => this.#readOne(queue))
  }
  /** Keys and values of up to `count` records of one unit of work; waits for the first one. */
  readUpTo(queue: QueueResource, count: number): BlockedKernel {
    return this.#alone(() => this.#readSeveral(queue, count))
  }

  reset(): void {
    this.#started = this.#finished = this.#produced = 0n
    this.#work = Buffer.alloc(0)
    this.#format.end()
  }
  /** Raises Unimplemented for readers that are in the middle of files. */
  serialize(): Buffer {
    if (!this.#format.isWhole) throw unimplemented('Reader SerializeState')
    const state = new ReaderBaseState({
      work_started: this.#started,
      work_finished: this.#finished,
      num_records_produced: this.#produced,
      current_work: this.#work,
    })
    return asBuffer(state.SerializeToString())
  }
  /** Goes on where a reader was whose state that is. Raises InvalidArgument for what is no state, after which the reader is as new. */
  restore(bytes: Uint8Array): void {
    if (!this.#format.isWhole) throw unimplemented('Reader RestoreState')
    this.reset()
    const state = this.#parsed(bytes)
    const [started, finished, produced] = [state.work_started, state.work_finished, state.num_records_produced].map(
      BigInt,
    ) as [bigint, bigint, bigint]
    const refused = (reason: string): Error =>
      invalidArgument(`${reason} when restoring in ${this.name}: ${state.toString()}`)
    if (started < 0n || finished < 0n || produced < 0n) throw refused('Unexpected negative value')
    if (started > finished) throw refused('Inconsistent work started vs. finished')
    this.#started = started
    this.#finished = finished
    this.#produced = produced
    this.#work = asBuffer(state.current_work)
  }
  #parsed(bytes: Uint8Array): ReaderBaseState {
    try {
      return ReaderBaseState.FromString(bytes)
    } catch {
      throw invalidArgument(`Could not parse state for ${this.name}: ${escapeBytes(bytes)}`)
    }
  }
  /** Closes the file at hand, when the session ends. */
  release(): void {
    this.#format.end()
  }
}
