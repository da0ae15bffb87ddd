/** Files of records on the disk: read in pieces, written as they come. */
import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { ALREADY_EXISTS } from '../../errors/op_errors.ts'
import { Status } from '../../errors/status.ts'
import { type Compression, Deflater } from '../compression.ts'
import { type ByteSource, encodeRecord, RecordReader } from '../records.ts'
import { closeAtExit, isClosed } from './exit_flush.ts'
import { withFile } from './system_errors.ts'

/** Files whose readers or writers nobody has closed or can close any more. */
const forgotten = new FinalizationRegistry<{ close(): void }>(file => {
  try {
    file.close()
  } catch {
    // nobody is left who could be told
  }
})

class OpenFile implements ByteSource {
  readonly #path: string
  readonly #size: number
  #handle: number | undefined
  #at = 0

  constructor(path: string) {
    this.#path = path
    this.#handle = withFile(path, () => openSync(path, 'r'))
    try {
      const stats = withFile(path, () => fstatSync(this.#handle as number))
      this.#size = stats.isFile() && stats.size > 0 ? stats.size : Number.POSITIVE_INFINITY
    } catch (error) {
      this.close()
      throw error
    }
  }
  read(into: Buffer): number {
    let filled = 0
    while (filled < into.length) {
      // as in TensorFlow, folders have no content
      const count = withFile(this.#path, () => this.#readSome(into, filled))
      if (count === 0) break
      filled += count
    }
    this.#at += filled
    return filled
  }
  #readSome(into: Buffer, filled: number): number {
    if (this.#handle === undefined) return 0
    try {
      return readSync(this.#handle, into, filled, into.length - filled, null)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EISDIR') return 0
      throw error
    }
  }
  left(): number {
    // a file may grow while it is read
    return this.#at < this.#size ? this.#size - this.#at : this.#sizeNow() - this.#at
  }
  #sizeNow(): number {
    return this.#handle === undefined ? 0 : fstatSync(this.#handle).size
  }
  close(): void {
    const handle = this.#handle
    this.#handle = undefined
    if (handle !== undefined) closeSync(handle)
  }
}

/**
 * The records of a file, one by one; the file is open from the first `next` until the end, an error, or `return`.
 * Raises what cannot be opened, and DataLoss where the file is damaged, after the good records before.
 */
export class RecordIterator implements IterableIterator<Buffer> {
  readonly #path: string
  readonly #compression: Compression
  #file: OpenFile | undefined
  #reader: RecordReader | undefined
  #ended = false

  constructor(path: string, compression: Compression) {
    this.#path = path
    this.#compression = compression
  }
  next(): IteratorResult<Buffer, undefined> {
    if (this.#ended) return { done: true, value: undefined }
    try {
      const value = this.#open().next()
      if (value !== null) return { done: false, value }
    } catch (error) {
      this.return()
      throw error
    }
    return this.return()
  }
  #open(): RecordReader {
    if (this.#reader === undefined) {
      this.#file = new OpenFile(this.#path)
      forgotten.register(this, this.#file, this)
      this.#reader = new RecordReader(this.#file, this.#compression)
    }
    return this.#reader
  }
  return(): IteratorReturnResult<undefined> {
    this.#ended = true
    this.#file?.close()
    this.#file = undefined
    this.#reader = undefined
    forgotten.unregister(this)
    return { done: true, value: undefined }
  }
  [Symbol.iterator](): this {
    return this
  }
}

/** Bytes that go to the end of a file at once or not at all: what the disk has no place for is taken back. */
export class AppendedFile {
  readonly path: string
  #handle: number | undefined
  #size = 0

  /** A new file, in place of one that is there; `wx`: not where there is one. */
  constructor(path: string, flags: 'w' | 'wx' = 'w') {
    this.path = path
    this.#handle = withFile(path, () => openSync(path, flags, 0o666))
  }
  /** A new file; undefined where there is one of that name. */
  static unlessThere(path: string): AppendedFile | undefined {
    try {
      return new AppendedFile(path, 'wx')
    } catch (error) {
      if (error instanceof Status && error.code === ALREADY_EXISTS) return undefined
      throw error
    }
  }
  /** Whether someone has removed it. */
  get gone(): boolean {
    return !existsSync(this.path)
  }
  append(bytes: Uint8Array): void {
    const handle = this.#handle as number
    withFile(this.path, () => {
      let at = 0
      try {
        while (at < bytes.length) at += writeSync(handle, bytes, at, bytes.length - at, null)
      } catch (error) {
        this.#takeBack()
        throw error
      }
    })
    this.#size += bytes.length
  }
  #takeBack(): void {
    try {
      ftruncateSync(this.#handle as number, this.#size)
    } catch {
      // no file on a disk: what is written there is gone
    }
  }
  close(): void {
    const handle = this.#handle
    this.#handle = undefined
    if (handle !== undefined) withFile(this.path, () => closeSync(handle))
  }
}

/** Bytes that are gathered before they are written. */
const GATHERED = 1 << 16

/** A file of records that is being written. */
class RecordFile {
  readonly #file: AppendedFile
  readonly #deflater: Deflater | undefined
  #held: Uint8Array[] = []
  #size = 0
  #closed = false

  constructor(path: string, compression: Compression) {
    this.#file = new AppendedFile(path)
    this.#deflater = compression === '' ? undefined : new Deflater(compression, bytes => this.#hold(bytes))
    closeAtExit(this)
  }
  write(data: Uint8Array): void {
    const record = encodeRecord(data)
    if (this.#deflater) this.#deflater.write(record)
    else this.#hold(record)
  }
  #hold(bytes: Uint8Array): void {
    this.#held.push(bytes)
    this.#size += bytes.length
    if (this.#size >= GATHERED) this.flush()
  }
  flush(): void {
    const held = this.#held
    this.#held = []
    this.#size = 0
    if (held.length > 0) this.#file.append(Buffer.concat(held))
  }
  close(): void {
    if (this.#closed) return
    this.#closed = true
    isClosed(this)
    try {
      this.#deflater?.finish()
      this.flush()
    } finally {
      this.#file.close()
    }
  }
}

/** Writes records to a new file; what is written is in it after `close`, or when the process ends. */
export class RecordFileWriter {
  readonly #file: RecordFile
  #closed = false

  constructor(path: string, compression: Compression) {
    this.#file = new RecordFile(path, compression)
    forgotten.register(this, this.#file, this)
  }
  /** Does nothing after `close`. */
  write(data: Uint8Array): void {
    if (!this.#closed) this.#file.write(data)
  }
  close(): void {
    this.#closed = true
    forgotten.unregister(this)
    this.#file.close()
  }
}
