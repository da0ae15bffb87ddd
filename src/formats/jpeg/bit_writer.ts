/** Compressed data as it is written, with stuffing. */
export class BitWriter {
  #bytes = new Uint8Array(1 << 14)
  #length = 0
  #bits = 0
  #count = 0

  #grow(): void {
    const larger = new Uint8Array(this.#bytes.length * 2)
    larger.set(this.#bytes)
    this.#bytes = larger
  }
  #byte(byte: number): void {
    if (this.#length + 2 > this.#bytes.length) this.#grow()
    this.#bytes[this.#length++] = byte
    if (byte === 0xff) this.#bytes[this.#length++] = 0
  }
  /** The lowest `count` bits of `value`, at most 16. */
  bits(value: number, count: number): void {
    this.#bits = (this.#bits << count) | (value & ((1 << count) - 1))
    this.#count += count
    while (this.#count >= 8) {
      this.#count -= 8
      this.#byte((this.#bits >> this.#count) & 0xff)
    }
  }
  /** Bits that make no byte yet, the lowest `count` of `bits`; others may be put in their place, at most 31, along with bytes before them. */
  get rest(): { readonly bits: number; readonly count: number } {
    return { bits: this.#bits & ((1 << this.#count) - 1), count: this.#count }
  }
  goOn(bytes: Uint8Array, bits: number, count: number): void {
    while (this.#length + bytes.length + 2 > this.#bytes.length) this.#grow()
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
    this.#bits = 0
    this.#count = 0
    if (count > 16) this.bits(bits >>> 16, count - 16)
    this.bits(bits & 0xffff, Math.min(count, 16))
  }
  /** Fills the last byte with ones. Gives the bytes. */
  finish(): Uint8Array {
    this.bits(0x7f, 7)
    return this.#bytes.subarray(0, this.#length)
  }
}
