const SCRATCH_SIZE = 1 << 16
/** Up to here a text is written by hand where it is ASCII. */
const SHORT_TEXT = 48

let scratch: Buffer | undefined

/**
 * Writes protobuf's wire format from the end to the start: when a message's length has to be written its content is already there,
 * so nothing is measured beforehand or moved afterwards.
 */
export class WireWriter {
  #bytes: Buffer
  /** Where the written bytes start. */
  #start: number

  constructor() {
    this.#bytes = scratch ?? Buffer.allocUnsafeSlow(SCRATCH_SIZE)
    scratch = undefined
    this.#start = this.#bytes.length
  }

  /** The number of bytes written so far. */
  get length(): number {
    return this.#bytes.length - this.#start
  }

  /** The bytes; the writer must not be used again. */
  finish(): Buffer {
    const bytes = this.#bytes
    if (bytes.length !== SCRATCH_SIZE) return bytes.subarray(this.#start)
    scratch = bytes
    return Buffer.from(bytes.subarray(this.#start))
  }

  /** Makes room in front for `count` bytes and returns where they go. */
  #reserve(count: number): number {
    if (count > this.#start) this.#grow(count)
    return (this.#start -= count)
  }

  #grow(count: number): void {
    const used = this.length
    const next = Buffer.allocUnsafeSlow(Math.max(2 * this.#bytes.length, used + count + SCRATCH_SIZE))
    this.#bytes.copy(next, next.length - used, this.#start)
    this.#start = next.length - used
    this.#bytes = next
  }

  /** An unsigned number below 2^32 as varint. */
  uint32(value: number): void {
    if (value < 0x80) {
      const at = this.#reserve(1)
      this.#bytes[at] = value
      return
    }
    const size = value < 0x4000 ? 2 : value < 0x200000 ? 3 : value < 0x10000000 ? 4 : 5
    let at = this.#reserve(size)
    const bytes = this.#bytes
    let rest = value
    for (let i = 1; i < size; i++) {
      bytes[at++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    bytes[at] = rest
  }

  /** A 64-bit integer, signed or unsigned, as varint. */
  int64(value: number | bigint): void {
    if (typeof value === 'number' && value >= 0 && value < 0x100000000) {
      this.uint32(value)
      return
    }
    let [low, high] = halves(value)
    let size = 1
    for (let l = low, h = high; h !== 0 || l >= 0x80; size++) {
      l = ((l >>> 7) | (h << 25)) >>> 0
      h >>>= 7
    }
    let at = this.#reserve(size)
    const bytes = this.#bytes
    for (let i = 1; i < size; i++) {
      bytes[at++] = (low & 0x7f) | 0x80
      low = ((low >>> 7) | (high << 25)) >>> 0
      high >>>= 7
    }
    bytes[at] = low
  }

  int32(value: number): void {
    if (value >= 0) this.uint32(value)
    else this.int64(value)
  }

  sint32(value: number): void {
    this.uint32(((value << 1) ^ (value >> 31)) >>> 0)
  }

  sint64(value: number | bigint): void {
    const wide = BigInt(value)
    this.int64(BigInt.asUintN(64, (wide << 1n) ^ (wide >> 63n)))
  }

  fixed32(value: number): void {
    const at = this.#reserve(4)
    this.#bytes.writeUInt32LE(value, at)
  }

  fixed64(value: number | bigint): void {
    const at = this.#reserve(8)
    this.#bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)), at)
  }

  float(value: number): void {
    const at = this.#reserve(4)
    this.#bytes.writeFloatLE(value, at)
  }

  double(value: number): void {
    const at = this.#reserve(8)
    this.#bytes.writeDoubleLE(value, at)
  }

  /** A text as UTF-8, behind its length. */
  string(text: string): void {
    const { length } = text
    if (length < SHORT_TEXT) {
      const at = this.#reserve(length)
      const bytes = this.#bytes
      let i = 0
      for (; i < length; i++) {
        const code = text.charCodeAt(i)
        if (code >= 0x80) break
        bytes[at + i] = code
      }
      if (i === length) {
        this.uint32(length)
        return
      }
      this.#start += length
    }
    const size = Buffer.byteLength(text)
    const at = this.#reserve(size)
    this.#bytes.write(text, at, size, 'utf8')
    this.uint32(size)
  }

  /** Bytes behind their length. */
  bytes(value: Uint8Array): void {
    this.raw(value)
    this.uint32(value.length)
  }

  /** Bytes as they are. */
  raw(value: Uint8Array): void {
    const at = this.#reserve(value.length)
    this.#bytes.set(value, at)
  }
}

/** The two halves of a 64-bit two's complement, unsigned. */
function halves(value: number | bigint): [low: number, high: number] {
  if (typeof value === 'number') return [value >>> 0, Math.floor(value / 0x100000000) >>> 0]
  return [Number(BigInt.asUintN(32, value)), Number(BigInt.asUintN(32, value >> 32n))]
}
