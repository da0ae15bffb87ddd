/** Writes sorted tables (core/lib/io/table_builder): uncompressed, byte for byte as TensorFlow writes them. */
import { bug } from '../../errors/bug.ts'
import { crc32c, maskCrc } from '../crc32c.ts'
import { pushVarint } from './coding.ts'
import { FOOTER_BYTES, type Key, MAGIC, TRAILER_BYTES } from './table_reader.ts'

/** Bytes from which a block is closed. */
const BLOCK_BYTES = 262144
/** Entries of a data block share the beginning of their keys with the entry before; each sixteenth has its key whole. */
const RESTART_INTERVAL = 16

/** Where a table goes. */
export interface ByteSink {
  write(bytes: Uint8Array): void
}

class BlockBuilder {
  readonly #interval: number
  #parts: Uint8Array[] = []
  #restarts: number[] = [0]
  #since = 0
  #length = 0
  #last: Key = ''

  constructor(interval: number) {
    this.#interval = interval
  }
  get isEmpty(): boolean {
    return this.#parts.length === 0
  }
  get size(): number {
    return this.#length + 4 * (this.#restarts.length + 1)
  }
  /** The parts of a value are written one after the other. */
  add(key: Key, value: readonly Uint8Array[]): void {
    let shared = 0
    if (this.#since < this.#interval) {
      const most = Math.min(key.length, this.#last.length)
      while (shared < most && key.charCodeAt(shared) === this.#last.charCodeAt(shared)) shared++
    } else {
      this.#restarts.push(this.#length)
      this.#since = 0
    }
    const head: number[] = []
    const bytes = value.reduce((total, part) => total + part.length, 0)
    pushVarint(head, shared)
    pushVarint(head, key.length - shared)
    pushVarint(head, bytes)
    const start = Buffer.allocUnsafe(head.length + key.length - shared)
    start.set(head)
    start.write(key.slice(shared), head.length, 'latin1')
    this.#parts.push(start, ...value)
    this.#length += start.length + bytes
    this.#last = key
    this.#since++
  }
  /** Its parts; it is empty then. */
  finish(): Uint8Array[] {
    const end = Buffer.allocUnsafe(4 * (this.#restarts.length + 1))
    for (const [i, restart] of this.#restarts.entries()) end.writeUInt32LE(restart, 4 * i)
    end.writeUInt32LE(this.#restarts.length, 4 * this.#restarts.length)
    const parts = [...this.#parts, end]
    this.#parts = []
    this.#restarts = [0]
    this.#since = 0
    this.#length = 0
    this.#last = ''
    return parts
  }
}

/** The handle of a block as the index has it. */
function handleBytes(offset: number, size: number): Buffer {
  const bytes: number[] = []
  pushVarint(bytes, offset)
  pushVarint(bytes, size)
  return Buffer.from(bytes)
}

export class TableWriter {
  readonly #sink: ByteSink
  readonly #data = new BlockBuilder(RESTART_INTERVAL)
  readonly #index = new BlockBuilder(1)
  #offset = 0
  #entries = 0
  #last: Key = ''
  /** The block that is closed and not in the index: its key there depends on what comes next. */
  #pending: Buffer | undefined

  constructor(sink: ByteSink) {
    this.#sink = sink
  }
  /** Adds an entry; keys must ascend. */
  add(key: Key, ...value: readonly Uint8Array[]): void {
    if (this.#entries++ > 0 && key <= this.#last) throw bug(`keys of a table must ascend: ${key}`)
    // a large entry has a block of its own
    const bytes = value.reduce((total, part) => total + part.length, key.length)
    if (bytes >= 2 * BLOCK_BYTES) this.#closeBlock()
    if (this.#pending) this.#index.add(shortestBetween(this.#last, key), [this.#pending])
    this.#pending = undefined
    this.#last = key
    this.#data.add(key, value)
    if (this.#data.size >= BLOCK_BYTES) this.#closeBlock()
  }
  #closeBlock(): void {
    if (!this.#data.isEmpty) this.#pending = this.#write(this.#data)
  }
  #write(block: BlockBuilder): Buffer {
    const offset = this.#offset
    let crc = 0
    let size = 0
    for (const part of block.finish()) {
      crc = crc32c(part, crc)
      size += part.length
      this.#sink.write(part)
    }
    const trailer = Buffer.alloc(TRAILER_BYTES)
    trailer.writeUInt32LE(maskCrc(crc32c(trailer.subarray(0, 1), crc)), 1)
    this.#sink.write(trailer)
    this.#offset += size + TRAILER_BYTES
    return handleBytes(offset, size)
  }
  /** Writes what is left: the last block, an empty block of meta data, the index, the footer. */
  finish(): void {
    this.#closeBlock()
    const meta = this.#write(new BlockBuilder(RESTART_INTERVAL))
    if (this.#pending) this.#index.add(shortAfter(this.#last), [this.#pending])
    const index = this.#write(this.#index)
    const footer = Buffer.alloc(FOOTER_BYTES)
    footer.set(meta)
    footer.set(index, meta.length)
    footer.writeBigUInt64LE(MAGIC, FOOTER_BYTES - 8)
    this.#sink.write(footer)
  }
}

/** A short key that is at least `low` and less than `high`. */
function shortestBetween(low: Key, high: Key): Key {
  const most = Math.min(low.length, high.length)
  let at = 0
  while (at < most && low.charCodeAt(at) === high.charCodeAt(at)) at++
  if (at >= most) return low
  const byte = low.charCodeAt(at)
  return byte < 0xff && byte + 1 < high.charCodeAt(at) ? low.slice(0, at) + String.fromCharCode(byte + 1) : low
}
/** A short key that is at least `key`. */
function shortAfter(key: Key): Key {
  for (let at = 0; at < key.length; at++) {
    const byte = key.charCodeAt(at)
    if (byte !== 0xff) return key.slice(0, at) + String.fromCharCode(byte + 1)
  }
  return key
}
