/** Bytes that are read where they are asked for: a file, or memory. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { dataLoss, outOfRange, type Status } from '../../errors/status.ts'
import { systemError, withFile } from './system_errors.ts'

export interface ByteSource {
  /** For messages. */
  readonly name: string
  readonly size: number
  /** Fills `target` with the bytes from `offset` on. Raises OutOfRange `Read less bytes than requested` where they end before. */
  readInto(target: Uint8Array, offset: number): void
  /** Raises DataLoss where somebody has written into it since it was opened. */
  checkUnchanged(): void
  close(): void
}

const tooFew = (): Status => outOfRange('Read less bytes than requested')

/** A new buffer with `length` bytes from `offset` on. Nothing is allocated for bytes that are not there. */
export function readBytes(source: ByteSource, offset: number, length: number): Buffer {
  if (!(offset >= 0 && length >= 0 && offset + length <= source.size)) throw tooFew()
  const bytes = Buffer.allocUnsafeSlow(length)
  source.readInto(bytes, offset)
  return bytes
}

export class MemorySource implements ByteSource {
  readonly name: string
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array, name = 'memory') {
    this.#bytes = bytes
    this.name = name
  }
  get size(): number {
    return this.#bytes.length
  }
  readInto(target: Uint8Array, offset: number): void {
    if (!(offset >= 0 && offset + target.length <= this.#bytes.length)) throw tooFew()
    target.set(this.#bytes.subarray(offset, offset + target.length))
  }
  checkUnchanged(): void {
    // nobody else has it
  }
  close(): void {
    // memory needs none
  }
}

/** Smaller reads than this are served from a window on the file: a checkpoint has thousands of small values side by side. */
const SMALL = 1 << 12
const WINDOW = 1 << 16

export class FileSource implements ByteSource {
  readonly name: string
  readonly size: number
  readonly #handle: number
  readonly #written: number
  #window: Buffer | undefined
  /** Where the window stands, and how much of it has been read. */
  #windowAt = 0
  #windowBytes = 0

  constructor(path: string) {
    this.name = path
    this.#handle = withFile(path, () => openSync(path, 'r'))
    const stat = withFile(path, () => fstatSync(this.#handle))
    if (stat.isDirectory()) {
      closeSync(this.#handle)
      throw systemError(path, 'EISDIR')
    }
    this.size = stat.size
    this.#written = stat.mtimeMs
  }
  readInto(target: Uint8Array, offset: number): void {
    if (!(offset >= 0 && offset + target.length <= this.size)) throw tooFew()
    if (target.length < SMALL) this.#readSmall(target, offset)
    else this.#read(target, target.length, offset)
  }
  checkUnchanged(): void {
    if (fstatSync(this.#handle).mtimeMs !== this.#written) throw dataLoss(`${this.name} has changed while it was read`)
  }
  #readSmall(target: Uint8Array, offset: number): void {
    if (offset < this.#windowAt || offset + target.length > this.#windowAt + this.#windowBytes) {
      this.#window ??= Buffer.allocUnsafeSlow(Math.min(WINDOW, this.size))
      const bytes = Math.min(this.#window.length, this.size - offset)
      this.#windowBytes = 0
      this.#read(this.#window, bytes, offset)
      this.#windowAt = offset
      this.#windowBytes = bytes
    }
    const window = this.#window as Buffer
    const start = offset - this.#windowAt
    for (let i = 0; i < target.length; i++) target[i] = window[start + i] as number
  }
  #read(target: Uint8Array, length: number, offset: number): void {
    withFile(this.name, () => {
      for (let at = 0; at < length; ) {
        const count = readSync(this.#handle, target, at, length - at, offset + at)
        if (count === 0) throw tooFew()
        at += count
      }
    })
  }
  close(): void {
    closeSync(this.#handle)
  }
}
