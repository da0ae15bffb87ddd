/** Where the bytes of a file object are: in a file, or in memory. */
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { checkBytes } from '../objects/limits.ts'
import { ioError } from '../objects/system_errors.ts'

export interface ByteStore {
  readonly size: number
  /** At most `count` bytes from a place on; fewer at the end. */
  read(at: number, count: number): Buffer
  /** Writes at a place, or at the end; where the next bytes go. */
  write(at: number, bytes: Buffer): number
  truncate(size: number): void
  close(): void
  readonly descriptor: number | null
}

/** A file of the system. */
export class FileStore implements ByteStore {
  readonly descriptor: number
  readonly #appends: boolean

  /** `flags`: as the system's `fopen` takes them. Throws the system's errors. */
  constructor(path: string, flags: string) {
    this.descriptor = openSync(path, flags)
    this.#appends = flags.startsWith('a')
    if (!fstatSync(this.descriptor).isDirectory()) return
    closeSync(this.descriptor)
    throw ioError('EISDIR', path)
  }
  get size(): number {
    const stats = fstatSync(this.descriptor)
    // devices and pipes have no size
    return stats.isFile() ? stats.size : Number.POSITIVE_INFINITY
  }
  read(at: number, count: number): Buffer {
    const known = Math.min(count, this.size - at)
    if (known <= 0) return Buffer.alloc(0)
    if (Number.isFinite(known)) {
      checkBytes(known)
      const bytes = Buffer.allocUnsafe(known)
      let filled = 0
      for (let got = 1; got > 0 && filled < known; filled += got)
        got = readSync(this.descriptor, bytes, filled, known - filled, at + filled)
      return bytes.subarray(0, filled)
    }
    const parts: Buffer[] = []
    for (let got = 1, taken = 0; got > 0; taken += got) {
      checkBytes(taken)
      const part = Buffer.allocUnsafe(65536)
      got = readSync(this.descriptor, part, 0, part.length, null)
      parts.push(part.subarray(0, got))
    }
    return Buffer.concat(parts)
  }
  write(at: number, bytes: Buffer): number {
    for (let done = 0; done < bytes.length; )
      done += writeSync(this.descriptor, bytes, done, bytes.length - done, this.#appends ? null : at + done)
    return this.#appends ? this.size : at + bytes.length
  }
  truncate(size: number): void {
    ftruncateSync(this.descriptor, size)
  }
  close(): void {
    closeSync(this.descriptor)
  }
}

/** Bytes in memory: io.BytesIO, StringIO. */
export class MemoryStore implements ByteStore {
  readonly descriptor = null
  #bytes: Buffer
  #size: number
  constructor(bytes: Buffer) {
    this.#bytes = Buffer.from(bytes)
    this.#size = bytes.length
  }
  get size(): number {
    return this.#size
  }
  read(at: number, count: number): Buffer {
    return Buffer.from(this.#bytes.subarray(at, Math.min(this.#size, at + count)))
  }
  write(at: number, bytes: Buffer): number {
    const end = at + bytes.length
    checkBytes(end)
    if (end > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(end, this.#bytes.length * 2, 256))
      this.#bytes.copy(larger, 0, 0, this.#size)
      this.#bytes = larger
    }
    bytes.copy(this.#bytes, at)
    this.#size = Math.max(this.#size, end)
    return end
  }
  truncate(size: number): void {
    if (size < this.#size) {
      this.#bytes.fill(0, size)
      this.#size = size
    }
  }
  close(): void {
    this.#bytes = Buffer.alloc(0)
    this.#size = 0
  }
}
