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

/** The error of reads that end too early. */
export const tooFew = (): Status => outOfRange('Read less bytes than requested')

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

/**
 * Smaller reads than this are served from blocks of the file that are kept, the last few of them: a checkpoint has thousands of small values side
 * by side, in the order of their names, and is read in the order of the graph.
 */
const SMALL = 1 << 12
const BLOCK = 1 << 16
const KEPT_BLOCKS = 16
/** So few bytes are copied one by one: a call would take longer. */
const TINY = 64

/** Copies `count` bytes of `source` from `from` on into `target`, from `at` on. */
export function copyBytes(target: Uint8Array, at: number, source: Buffer, from: number, count: number): void {
  if (count < TINY) for (let i = 0; i < count; i++) target[at + i] = source[from + i] as number
  else source.copy(target, at, from, from + count)
}

export class FileSource implements ByteSource {
  readonly name: string
  readonly size: number
  readonly #handle: number
  readonly #written: number
  /** By number; the one that was read first goes first. */
  readonly #blocks = new Map<number, Buffer>()

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
    for (let done = 0; done < target.length; ) {
      const block = this.#block(Math.floor((offset + done) / BLOCK))
      const at = (offset + done) % BLOCK
      const count = Math.min(target.length - done, BLOCK - at)
      copyBytes(target, done, block, at, count)
      done += count
    }
  }
  #block(number: number): Buffer {
    const kept = this.#blocks.get(number)
    if (kept) return kept
    const offset = number * BLOCK
    const block = Buffer.allocUnsafeSlow(Math.min(BLOCK, this.size - offset))
    this.#read(block, block.length, offset)
    if (this.#blocks.size === KEPT_BLOCKS) this.#blocks.delete(this.#blocks.keys().next().value as number)
    this.#blocks.set(number, block)
    return block
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
