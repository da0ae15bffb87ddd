import { TypeError } from '../../errors/python.ts'
import { DecodeError } from './errors.ts'
import { MAX_DEPTH } from './nesting.ts'

/** Texts up to this long are looked up among those read before: op names and attribute names come again and again. */
const SHORT_TEXT = 32
const CACHE_SIZE = 4096
const cache = new Array<string | undefined>(CACHE_SIZE)

export const VARINT = 0
export const FIXED64 = 1
export const BYTES = 2
export const FIXED32 = 5
const GROUP_START = 3
const GROUP_END = 4

/** The depth of what a message, an entry or a group at `depth` holds. */
export function deeper(depth: number): number {
  if (depth >= MAX_DEPTH) throw new DecodeError('Error parsing message: too many levels of nesting.')
  return depth + 1
}

/** Reads protobuf's wire format from bytes that it neither copies nor changes. */
export class WireReader {
  readonly bytes: Buffer
  position: number

  constructor(bytes: Uint8Array) {
    if (!(bytes instanceof Uint8Array))
      throw new TypeError('a bytes-like object is required: a message is read from a Uint8Array')
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.position = 0
  }

  /** The low 32 bits of a varint, unsigned. */
  uint32(): number {
    const { bytes } = this
    let byte = this.#next(bytes)
    if (byte < 0x80) return byte
    let value = byte & 0x7f
    for (let shift = 7; shift < 35; shift += 7) {
      byte = this.#next(bytes)
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
    for (let left = 5; left > 0; left--) {
      if (this.#next(bytes) < 0x80) return value >>> 0
    }
    throw new DecodeError('Error parsing message')
  }

  /** The low 32 bits of a varint, signed. */
  int32(): number {
    return this.uint32() | 0
  }

  /** A 64-bit varint: a number where that is exact, else a bigint. */
  int64(signed: boolean): number | bigint {
    const { bytes } = this
    let low = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#next(bytes)
      low |= (byte & 0x7f) << shift
      if (byte < 0x80) return low
    }
    let middle = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#next(bytes)
      middle |= (byte & 0x7f) << shift
      if (byte < 0x80) return combine(low | (middle << 28), middle >>> 4, signed)
    }
    let high = this.#next(bytes)
    if (high >= 0x80) {
      const last = this.#next(bytes)
      if (last >= 0x80) throw new DecodeError('Error parsing message')
      high = (high & 0x7f) | (last << 7)
    }
    return combine(low | (middle << 28), (middle >>> 4) | (high << 24), signed)
  }

  sint32(): number {
    const value = this.uint32()
    return (value >>> 1) ^ -(value & 1)
  }

  sint64(): number | bigint {
    const value = BigInt(this.int64(false))
    return exact(value & 1n ? -(value >> 1n) - 1n : value >> 1n)
  }

  fixed32(): number {
    return this.bytes.readUInt32LE(this.take(4))
  }

  fixed64(): number | bigint {
    return exact(this.bytes.readBigUInt64LE(this.take(8)))
  }

  float(): number {
    return this.bytes.readFloatLE(this.take(4))
  }

  double(): number {
    return this.bytes.readDoubleLE(this.take(8))
  }

  string(): string {
    const length = this.uint32()
    const start = this.take(length)
    return length <= SHORT_TEXT
      ? shortText(this.bytes, start, start + length)
      : this.bytes.toString('utf8', start, start + length)
  }

  /** A view on the bytes. */
  view(): Buffer {
    const length = this.uint32()
    const start = this.take(length)
    return this.bytes.subarray(start, start + length)
  }

  /** The end of a message, list or entry that starts with its length. */
  end(): number {
    const length = this.uint32()
    const start = this.position
    if (length > this.bytes.length - start) throw new DecodeError('Error parsing message')
    return start + length
  }

  /** Advances by `length` and returns where it was. */
  take(length: number): number {
    const start = this.position
    if (length > this.bytes.length - start) throw new DecodeError('Error parsing message')
    this.position = start + length
    return start
  }

  /** How many more values of the same tag follow, counting the one whose length or value is next. For values with a length only. */
  countRun(tag: number, end: number): number {
    const { position } = this
    let count = 0
    do {
      this.take(this.uint32())
      count++
    } while (this.position < end && this.uint32() === tag)
    this.position = position
    return count
  }

  /** Passes over the value of an unknown field of a message at `depth`. */
  skip(tag: number, depth: number): void {
    switch (tag & 7) {
      case VARINT:
        this.uint32()
        return
      case FIXED64:
        this.take(8)
        return
      case BYTES:
        this.take(this.uint32())
        return
      case FIXED32:
        this.take(4)
        return
      case GROUP_START:
        this.#skipGroup((tag & ~7) + GROUP_END, deeper(depth))
        return
      default:
        throw new DecodeError('Error parsing message')
    }
  }

  #skipGroup(end: number, depth: number): void {
    for (let tag = this.uint32(); tag !== end; tag = this.uint32()) this.skip(tag, depth)
  }

  #next(bytes: Buffer): number {
    const byte = bytes[this.position++]
    if (byte === undefined) throw new DecodeError('Error parsing message')
    return byte
  }
}

function shortText(bytes: Buffer, start: number, end: number): string {
  let hash = end - start
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number
    if (byte >= 0x80) return bytes.toString('utf8', start, end)
    hash = (Math.imul(hash, 31) + byte) | 0
  }
  const slot = (hash ^ (hash >>> 12)) & (CACHE_SIZE - 1)
  const known = cache[slot]
  if (known !== undefined && known.length === end - start) {
    let i = start
    while (i < end && known.charCodeAt(i - start) === bytes[i]) i++
    if (i === end) return known
  }
  return (cache[slot] = bytes.toString('latin1', start, end))
}

function combine(low: number, high: number, signed: boolean): number | bigint {
  const top = signed ? high | 0 : high >>> 0
  // 2^21 words of 2^32 are where a double stops being exact.
  if (top >= -0x200000 && top < 0x200000 && !(top === -0x200000 && low === 0)) return top * 0x100000000 + (low >>> 0)
  return (BigInt(top) << 32n) | BigInt(low >>> 0)
}

function exact(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value
}
