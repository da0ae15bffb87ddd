/** A growing byte buffer with WebAssembly's number encodings. */
const scratch = new DataView(new ArrayBuffer(8))

export class ByteWriter {
  bytes: Uint8Array
  length = 0

  constructor(capacity = 4096) {
    this.bytes = new Uint8Array(capacity)
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    const needed = this.length + count
    if (needed <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.reserve(1)
    this.bytes[this.length++] = value
  }

  /** Unsigned LEB128 of a number below 2^32. */
  u32(value: number): void {
    let rest = value >>> 0
    this.reserve(5)
    while (rest >= 0x80) {
      this.bytes[this.length++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.bytes[this.length++] = rest
  }

  /** Signed LEB128 of a 32-bit number; numbers from 2^31 on are taken as their negative twin. */
  s32(value: number): void {
    let rest = value | 0
    this.reserve(5)
    for (;;) {
      const low = rest & 0x7f
      rest >>= 7
      if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) {
        this.bytes[this.length++] = low
        return
      }
      this.bytes[this.length++] = low | 0x80
    }
  }

  /** Signed LEB128 of a 64-bit number. */
  s64(value: bigint): void {
    let rest = BigInt.asIntN(64, value)
    this.reserve(10)
    for (;;) {
      const low = Number(rest & 0x7fn)
      rest >>= 7n
      if ((rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0)) {
        this.bytes[this.length++] = low
        return
      }
      this.bytes[this.length++] = low | 0x80
    }
  }

  f32(value: number): void {
    scratch.setFloat32(0, value, true)
    this.reserve(4)
    for (let i = 0; i < 4; i++) this.bytes[this.length++] = scratch.getUint8(i)
  }

  f64(value: number): void {
    scratch.setFloat64(0, value, true)
    this.reserve(8)
    for (let i = 0; i < 8; i++) this.bytes[this.length++] = scratch.getUint8(i)
  }

  /** Length and bytes of `text`, which is ASCII. */
  name(text: string): void {
    this.u32(text.length)
    for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i))
  }

  raw(source: Uint8Array, start = 0, end = source.length): void {
    this.reserve(end - start)
    this.bytes.set(start === 0 && end === source.length ? source : source.subarray(start, end), this.length)
    this.length += end - start
  }

  /** A section or a body: its length, then its bytes. */
  sized(content: ByteWriter): void {
    this.u32(content.length)
    this.raw(content.bytes, 0, content.length)
  }
}
