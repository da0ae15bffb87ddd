/** Sorted tables as LevelDB has them (core/lib/io/table): blocks of entries, an index of the blocks, a footer that says where the index is. */
import { dataLoss } from '../../errors/status.ts'
import { crc32c, unmaskCrc } from '../crc32c.ts'
import { type ByteSource, readBytes } from '../files/byte_source.ts'
import { ByteReader } from './coding.ts'
import { uncompressSnappy } from './snappy.ts'

export const FOOTER_BYTES = 48
export const MAGIC = 0xdb4775248b80fb57n
/** Behind each block: its kind of compression and a checksum. */
export const TRAILER_BYTES = 5
/** The largest block: that of a value of 2 GiB, the most that protocol messages hold. */
const LARGEST_BLOCK = 2 ** 31 + 2 ** 20
/** The most bytes that keys of one table take when they are spelled out. */
const MOST_KEY_BYTES = 2 ** 28

/** A key as text, one character a byte: texts compare as the bytes do. */
export type Key = string
export type Entry = readonly [key: Key, value: Buffer]

export interface BlockHandle {
  readonly offset: number
  readonly size: number
}
function readHandle(reader: ByteReader): BlockHandle {
  try {
    return { offset: reader.varint(), size: reader.varint() }
  } catch {
    throw dataLoss('bad block handle')
  }
}

/** Reads one table. All of it is checked where it is read; what a hostile file can ask for is bounded by its size. */
export class TableReader {
  readonly #source: ByteSource
  readonly #index: readonly (readonly [last: Key, block: BlockHandle])[]
  #cached: { readonly handle: BlockHandle; readonly entries: readonly Entry[] } | undefined
  #keyBytes = 0

  constructor(source: ByteSource) {
    if (source.size < FOOTER_BYTES) throw dataLoss('file is too short to be an sstable')
    this.#source = source
    const footer = readBytes(source, source.size - FOOTER_BYTES, FOOTER_BYTES)
    if (footer.readBigUInt64LE(FOOTER_BYTES - 8) !== MAGIC) throw dataLoss('not an sstable (bad magic number)')
    const reader = new ByteReader(footer)
    readHandle(reader)
    const index: (readonly [Key, BlockHandle])[] = []
    // blocks follow one another: the work for all of them is bounded by the length of the file
    let end = 0
    for (const [key, value] of this.#entries(readHandle(reader))) {
      const handle = readHandle(new ByteReader(value))
      if (handle.offset < end) throw dataLoss('bad block handle')
      end = handle.offset + handle.size + TRAILER_BYTES
      index.push([key, handle])
    }
    this.#index = index
  }
  /** The value of a key, undefined where the table has none. */
  get(key: Key): Buffer | undefined {
    let [low, high] = [0, this.#index.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#index[middle]?.[0] ?? '') < key) low = middle + 1
      else high = middle
    }
    const found = this.#index[low]
    if (!found) return undefined
    const [, handle] = found
    if (this.#cached?.handle !== handle) this.#cached = { handle, entries: this.#entries(handle) }
    return this.#cached.entries.find(([other]) => other === key)?.[1]
  }
  /** All entries, in the order of their keys. Values are views on memory of their block. */
  *entries(): Generator<Entry, void, undefined> {
    for (const [, handle] of this.#index) yield* this.#entries(handle)
  }

  #block({ offset, size }: BlockHandle): Buffer {
    if (!(size <= LARGEST_BLOCK && offset + size + TRAILER_BYTES <= this.#source.size))
      throw dataLoss('truncated block read')
    const bytes = readBytes(this.#source, offset, size + TRAILER_BYTES)
    if (crc32c(bytes.subarray(0, size + 1)) !== unmaskCrc(bytes.readUInt32LE(size + 1)))
      throw dataLoss('block checksum mismatch')
    const kind = bytes[size]
    if (kind === 0) return bytes.subarray(0, size)
    if (kind === 1) return uncompressSnappy(bytes.subarray(0, size))
    throw dataLoss('bad block type')
  }
  #entries(handle: BlockHandle): Entry[] {
    const block = this.#block(handle)
    if (block.length < 4) throw dataLoss('bad block contents')
    const restarts = block.readUInt32LE(block.length - 4)
    const end = block.length - 4 * (restarts + 1)
    if (end < 0) throw dataLoss('bad block contents')
    const reader = new ByteReader(block.subarray(0, end))
    const entries: Entry[] = []
    let key = ''
    while (reader.position < end) {
      const entry = this.#entry(reader, key)
      if (entries.length > 0 && entry[0] <= key) throw dataLoss('bad entry in block')
      entries.push(entry)
      key = entry[0]
    }
    return entries
  }
  #entry(reader: ByteReader, before: Key): Entry {
    try {
      const [shared, unshared, length] = [reader.varint(), reader.varint(), reader.varint()]
      this.#keyBytes += shared + unshared
      if (shared <= before.length && this.#keyBytes <= MOST_KEY_BYTES) {
        const key = before.slice(0, shared) + reader.take(unshared).toString('latin1')
        return [key, reader.take(length)]
      }
    } catch {
      // numbers or bytes end too early
    }
    throw dataLoss('bad entry in block')
  }
}
