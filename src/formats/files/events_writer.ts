/** Event files (core/util/events_writer.cc): records of Event messages, the first of which says the version of the format. */
import { hostname } from 'node:os'
import { Event } from '../protos/summary.generated.ts'
import { encodeRecord } from '../records.ts'
import { AppendedFile } from './record_files.ts'

const VERSION = 'brain.Event:2'

/** The time in seconds, to the microsecond. */
export const wallTime = (): number => (performance.timeOrigin + performance.now()) / 1000

/**
 * Writes events to `PREFIX.out.tfevents.SECONDS.HOST`, which is made with the first of them; where a file has that name already, another
 * second is taken. What `write` has returned from is in the file: whatever ends the process, no event is lost or cut.
 */
export class EventsWriter {
  readonly #prefix: string
  readonly #suffix: string
  #file: AppendedFile | undefined

  constructor(prefix: string, suffix = '') {
    this.#prefix = prefix
    this.#suffix = suffix
  }
  /** Where events go; null before the first. */
  get path(): string | null {
    return this.#file?.path ?? null
  }
  /** Adds an event. Raises a Status where the file cannot be made or the disk is full. */
  write(event: Event): void {
    const record = encodeRecord(event.SerializeToString())
    this.#file ??= this.#make()
    this.#file.append(record)
  }
  #make(): AppendedFile {
    const now = Math.floor(Date.now() / 1000)
    for (let seconds = now; ; seconds++) {
      const name = `${this.#prefix}.out.tfevents.${String(seconds).padStart(10, '0')}.${hostname()}${this.#suffix}`
      const file = AppendedFile.unlessThere(name)
      if (!file) continue
      file.append(encodeRecord(new Event({ wall_time: now, file_version: VERSION }).SerializeToString()))
      return file
    }
  }
  /** Whether the file is where it was; someone may have removed it. */
  get gone(): boolean {
    return this.#file?.gone ?? false
  }
  /** Ends the file; a later event begins another. */
  close(): void {
    const file = this.#file
    this.#file = undefined
    file?.close()
  }
}
