/**
 * Bits of the compressed data between two markers, without stuffing. Where the file ends before a marker, what comes of the last units depends
 * on how many bytes libjpeg had taken into its buffer of 64 bits; then the reader keeps count of that.
 */
import { Damaged } from './damaged.ts'
import { type HuffmanTable, LOOKUP_BITS } from './huffman_table.ts'

/** Zeros behind the data, more than the largest unit takes: what a damaged file lacks is read as zeros. */
export const PADDING = 4096
const END_OF_IMAGE = 0xd9

/** The first marker from `start` on, and what comes after it; 0 where there is none. */
export function nextMarker(file: Uint8Array, start: number): { marker: number; next: number } {
  for (let at = start; at + 1 < file.length; at++) {
    if (file[at] !== 0xff || file[at + 1] === 0xff) continue
    const marker = file[at + 1] as number
    if (marker !== 0) return { marker, next: at + 2 }
  }
  return { marker: 0, next: file.length }
}

function indexOfFf(file: Uint8Array, start: number): number {
  const at = file.indexOf(0xff, start)
  return at < 0 ? file.length : at
}

/** Thrown where the file ends within a unit, and libjpeg waits for more. */
export class Suspended {}

export class EntropyReader {
  readonly #file: Uint8Array
  readonly #recovers: boolean
  /** Room for the whole file's data and `PADDING` bytes. */
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0)
  /** Bits that there are. */
  bitsEnd = 0
  /** The next bit. */
  position = 0
  /** The marker behind the data, and what comes after it; 0 where the file ends before one. */
  marker = 0
  next = 0
  /** Whether the file ends here; then: bits that libjpeg has taken from the file, now and after the last unit. */
  #counts = false
  #taken = 0
  #takenBefore = 0
  /** Bits of the file that were left after the last unit. */
  #leftBefore = 0
  /** Whether this unit is read by libjpeg's quick routine, which takes 6 bytes at a time. */
  #quick = false
  #stuffing: Uint32Array | undefined

  constructor(file: Uint8Array, recovers: boolean) {
    this.#file = file
    this.#recovers = recovers
  }

  /** Begins with what is at `start`. */
  load(start: number): void {
    const file = this.#file
    let end = start
    this.marker = 0
    this.next = file.length
    for (; end < file.length; end++) {
      end = indexOfFf(file, end)
      if (end === file.length) break
      let after = end + 1
      while (file[after] === 0xff) after++
      if (file[after] === 0) {
        end = after
        continue
      }
      if (after < file.length) {
        this.marker = file[after] as number
        this.next = after + 1
      }
      break
    }
    if (end - start > 2 ** 28) throw new Damaged()
    let to = 0
    for (let at = start; at < end; at++) {
      // stretches without stuffing at once
      const from = at
      at = indexOfFf(file, from)
      const until = Math.min(at + 1, end)
      this.bytes.set(file.subarray(from, until), to)
      to += until - from
      do at++
      while (file[at] === 0xff)
    }
    this.bytes.fill(0, to, to + PADDING)
    this.bitsEnd = to * 8
    this.position = 0
    this.#counts = this.marker === 0
    this.#taken = 0
    this.#takenBefore = 0
    this.#leftBefore = this.bitsEnd
    this.#stuffing = undefined
  }
  /** The marker behind the data; an end of the image is made up where the file ends and is to be recovered. */
  foundMarker(): number {
    if (this.marker === 0) {
      if (!this.#recovers) throw new Damaged()
      this.marker = END_OF_IMAGE
    }
    return this.marker
  }
  /** Looks for the marker after the next. */
  skipMarker(): void {
    const { marker, next } = nextMarker(this.#file, this.next)
    this.marker = marker
    this.next = next
  }
  /** As where a marker stands at once. */
  empty(): void {
    // many restarts may be without data
    if (this.bitsEnd > 0) this.bytes.fill(0, 0, PADDING)
    this.bitsEnd = 0
    this.position = 0
  }

  /** Whether the reader keeps count of what libjpeg has taken. */
  get counts(): boolean {
    return this.#counts
  }

  /** Says that a unit of `blocks` blocks begins. */
  beginUnit(blocks: number, mayBeQuick: boolean): void {
    if (this.#counts) this.#quick = mayBeQuick && this.#bytesLeft() >= 512 * blocks
  }
  /** Says that the unit is complete; false if there were too few bits. */
  endUnit(): boolean {
    this.#takenBefore = this.#taken
    this.#leftBefore = this.bitsEnd - this.#taken
    return this.position <= this.bitsEnd
  }

  /** Bytes of the file that libjpeg has not taken yet. */
  #bytesLeft(): number {
    this.#stuffing ??= this.#stuffingBefore()
    const taken = this.#taken / 8
    return this.bitsEnd / 8 - taken + (this.#stuffing.at(-1) as number) - (this.#stuffing[taken] ?? 0)
  }
  #stuffingBefore(): Uint32Array {
    const length = this.bitsEnd / 8
    const result = new Uint32Array(length + 1)
    for (let i = 0; i < length; i++) result[i + 1] = (result[i] as number) + (this.bytes[i] === 0xff ? 1 : 0)
    return result
  }
  /** Takes bytes until libjpeg's buffer is full, if it holds fewer than `count` bits. */
  #take(count: number): void {
    if (this.#quick) {
      if (this.#taken - this.position <= 16) this.#taken += 48
      return
    }
    if (this.#taken - this.position >= count) return
    while (this.#taken - this.position < 57) {
      if (this.#taken < this.bitsEnd) this.#taken += 8
      else if (!this.#repeat()) return
    }
  }
  /** What libjpeg and TensorFlow do at the end of the file: false where an end of the image is made up. */
  #repeat(): boolean {
    const left = this.#leftBefore / 8
    if (this.#recovers && left === 0) {
      this.#counts = false
      this.marker = END_OF_IMAGE
      return false
    }
    if (left === 0) throw new Damaged()
    if (!this.#recovers) throw new Suspended()
    // what has been read since the last unit is read once more
    const [start, end] = [this.#takenBefore / 8, this.bitsEnd / 8]
    if (this.bytes.length < end + left + PADDING) {
      const larger = new Uint8Array(2 * (end + left) + PADDING)
      larger.set(this.bytes)
      this.bytes = larger
    }
    this.bytes.copyWithin(end, start, start + left)
    this.bytes.fill(0, end + left, end + left + PADDING)
    this.bitsEnd += left * 8
    return true
  }

  /** The next 16 bits. */
  #peek(): number {
    const { bytes, position } = this
    const at = position >> 3
    return (
      ((((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number)) >>
        (8 - (position & 7))) &
      0xffff
    )
  }
  /** The next `count` bits, at most 16. */
  bits(count: number): number {
    if (this.#counts) this.#take(count)
    const value = this.#peek() >> (16 - count)
    this.position += count
    return value
  }
  /** The next `count` bits, 1 to 15, as a number with a sign. */
  signed(count: number): number {
    const value = this.bits(count)
    return value < 1 << (count - 1) ? value - (1 << count) + 1 : value
  }
  /** The symbol of the next code. */
  symbol(table: HuffmanTable): number {
    if (this.#counts) this.#take(8)
    const bits = this.#peek()
    const entry = table.lookup[bits >> (16 - LOOKUP_BITS)] as number
    if (entry !== 0 && !this.#counts) {
      this.position += entry >> 8
      return entry & 0xff
    }
    return this.#longSymbol(table, bits, entry >> 8)
  }
  #longSymbol(table: HuffmanTable, bits: number, known: number): number {
    if (known !== 0 && known <= 8) {
      this.position += known
      return (table.lookup[bits >> (16 - LOOKUP_BITS)] as number) & 0xff
    }
    let length = 9
    if (this.#counts) this.#take(9)
    this.position += 9
    let code = bits >> 7
    while (code > (table.largest[length] as number)) {
      code = (code << 1) | this.bits(1)
      length++
    }
    // a code that is none stands for 0; in the quick routine, for what is there
    if (length > 16) return this.#wouldBeQuick() ? (table.symbols[code & 0xff] as number) : 0
    return table.symbols[(code + (table.offset[length] as number)) & 0xff] as number
  }
  #wouldBeQuick(): boolean {
    return this.#counts ? this.#quick : this.quickUnits && this.bitsEnd - this.position > 512 * 8
  }
  /** Whether units may be read by libjpeg's quick routine. */
  quickUnits = false
}
