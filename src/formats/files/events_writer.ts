/** Event files (core/util/events_writer.cc): records of Event messages, the first of which says the version of the format. */
import { hostname } from 'node:os'
import { Event } from '../protos/summary.generated.ts'
import { encodeRecord } from '../records.ts'
import { closeAtExit, isClosed } from './exit_flush.ts'
import { AppendedFile } from './record_files.ts'

const VERSION = 'brain.Event:2'

/** The time in seconds, to the microsecond. */
export const wallTime = (): number => (performance.timeOrigin + performance.now()) / 1000

/** Bytes that are held back at most: events with images are large. */
const MOST_HELD = 1 << 20
/** What timers take. */
const LONGEST_TIMER = 2 ** 31 - 1

/** How many events are held back, and for how long. */
export interface Holding {
  readonly most: number
  readonly seconds: number
  readonly mayHold: () => boolean
}

/**
 * Writes events to `PREFIX.out.tfevents.SECONDS.HOST`, which is made with the first of them; where a file has that name already, another
 * second is taken. `most` events at most are held back (0: any number), for `seconds` at most, and none when the process ends. What is written is
 * written whole: a file ends with a whole event, whatever ends the process.
 */
export class EventsWriter {
  readonly #prefix: string
  readonly #suffix: string
  readonly #most: number
  readonly #milliseconds: number
  #file: AppendedFile | undefined
  #held: Buffer[] = []
  #bytes = 0
  /** When what is held is due; the first event of a file is at once, as TensorFlow's. */
  #due = 0
  #timer: NodeJS.Timeout | undefined

  readonly #mayHold: () => boolean

  /** `mayHold`: whether the process would come to its exit handlers. */
  constructor(prefix: string, suffix: string, { most, seconds, mayHold }: Holding) {
    this.#prefix = prefix
    this.#suffix = suffix
    this.#most = most > 0 ? most : Number.POSITIVE_INFINITY
    this.#milliseconds = Math.max(0, 1000 * seconds)
    this.#mayHold = mayHold
  }
  /** Where events go; null before the first. */
  get path(): string | null {
    return this.#file?.path ?? null
  }
  /** Adds an event. Raises a Status where the file cannot be made or the disk is full: then this one is not added. */
  write(event: Event): void {
    const record = encodeRecord(event.SerializeToString())
    this.#file ??= this.#make()
    this.#held.push(record)
    this.#bytes += record.length
    const holds = this.#held.length <= this.#most && this.#bytes < MOST_HELD && performance.now() < this.#due
    if (holds && this.#mayHold()) {
      this.#timer ??= setTimeout(() => this.#flushLater(), Math.min(this.#milliseconds, LONGEST_TIMER)).unref()
      return
    }
    try {
      this.flush()
    } catch (error) {
      if (this.#held.at(-1) === record) {
        this.#held.pop()
        this.#bytes -= record.length
      }
      throw error
    }
  }
  /** Writes what is held back. Raises a Status where the disk is full: what it has no room for is kept. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#due = performance.now() + this.#milliseconds
    if (this.#held.length === 0) return
    this.#file ??= this.#make()
    // one by one where there is no room for all
    if (this.#held.length > 1 && this.#fits(Buffer.concat(this.#held))) {
      this.#held = []
      this.#bytes = 0
    }
    for (let record = this.#held[0]; record; record = this.#held[0]) {
      this.#file.append(record)
      this.#held.shift()
      this.#bytes -= record.length
    }
  }
  #fits(records: Buffer): boolean {
    try {
      this.#file?.append(records)
      return true
    } catch {
      return false
    }
  }
  /** Nobody is there who could be told of an error: it comes again with the next event. */
  #flushLater(): void {
    try {
      this.flush()
    } catch {
      this.#due = 0
    }
  }
  #make(): AppendedFile {
    const now = Math.floor(Date.now() / 1000)
    for (let seconds = now; ; seconds++) {
      const name = `${this.#prefix}.out.tfevents.${String(seconds).padStart(10, '0')}.${hostname()}${this.#suffix}`
      const file = AppendedFile.unlessThere(name)
      if (!file) continue
      file.append(encodeRecord(new Event({ wall_time: now, file_version: VERSION }).SerializeToString()))
      closeAtExit(this)
      this.#due = 0
      return file
    }
  }
  /** Whether the file is where it was; someone may have removed it. */
  get gone(): boolean {
    return this.#file?.gone ?? false
  }
  /** Leaves a file that is gone: what is held back, and later events, go to another one. */
  leave(): void {
    const file = this.#file
    this.#file = undefined
    file?.close()
  }
  /** Ends the file; a later event begins another. */
  close(): void {
    isClosed(this)
    try {
      this.flush()
    } finally {
      this.#held = []
      this.#bytes = 0
      this.leave()
    }
  }
}
