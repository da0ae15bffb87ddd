/** Huffman codes made ready for decoding. */
import { Damaged } from './damaged.ts'
import type { HuffmanSpec } from './tables.ts'

/** Bits of a code that one look-up takes. */
export const LOOKUP_BITS = 9
/** Bits of a code and of the value behind it that one look-up takes. */
export const VALUE_BITS = 10

export interface HuffmanTable {
  /** By the next `LOOKUP_BITS` bits: a code's length × 256 + its symbol; 0 where the code is longer. */
  readonly lookup: Uint16Array
  /**
   * By the next `VALUE_BITS` bits, for coefficients but the first: the value × 65536 + the zeros before it × 256 + the bits that code and value
   * take together; 0 where these are more, or where there is no value.
   */
  readonly values: Int32Array
  /** The largest code of each length; −1 where there is none. What no code of 16 bits is, ends at 17. */
  readonly largest: Int32Array
  /** What to add to a code of a length for the place of its symbol. */
  readonly offset: Int32Array
  readonly symbols: Uint8Array
}

/** The length of each symbol's code, and the codes themselves. Throws where the counts are no tree. */
export function codesOf({ counts }: HuffmanSpec): { lengths: Uint8Array; codes: Uint16Array } {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total > 256) throw new Damaged()
  const lengths = new Uint8Array(total)
  const codes = new Uint16Array(total)
  let [code, at] = [0, 0]
  for (let length = 1; length <= 16; length++, code *= 2) {
    for (let left = counts[length - 1] as number; left > 0; left--) {
      lengths[at] = length
      codes[at++] = code++
    }
    // no code is all ones; where no longer codes follow, nothing more is checked
    if (code >= 1 << length && at > 0 && lengths[at - 1] === length) throw new Damaged()
  }
  return { lengths, codes }
}

function enterValues(values: Int32Array, length: number, code: number, symbol: number): void {
  const [zeros, size] = [symbol >> 4, symbol & 15]
  const spare = VALUE_BITS - length - size
  if (size === 0 || spare < 0) return
  for (let bits = 0; bits < 1 << size; bits++) {
    const value = bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits
    const from = ((code << size) | bits) << spare
    values.fill((value << 16) | (zeros << 8) | (length + size), from, from + (1 << spare))
  }
}

/** Tables of the last pictures: those of one encoder have the same ones, and making them takes as long as decoding a small picture. */
const MOST_KEPT = 16
const kept: { readonly spec: HuffmanSpec; readonly isDc: boolean; readonly table: HuffmanTable }[] = []
let oldest = 0

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** The table of a kind with those counts and symbols. Throws where it has none. */
export function decodingTable(spec: HuffmanSpec, isDc: boolean): HuffmanTable {
  for (const each of kept)
    if (each.isDc === isDc && sameBytes(each.spec.counts, spec.counts) && sameBytes(each.spec.symbols, spec.symbols))
      return each.table
  const table = makeTable(spec, isDc)
  kept[oldest] = { spec, isDc, table }
  oldest = (oldest + 1) % MOST_KEPT
  return table
}

function makeTable(spec: HuffmanSpec, isDc: boolean): HuffmanTable {
  const { lengths, codes } = codesOf(spec)
  const lookup = new Uint16Array(1 << LOOKUP_BITS)
  const values = new Int32Array(isDc ? 0 : 1 << VALUE_BITS)
  const largest = new Int32Array(18).fill(-1)
  const offset = new Int32Array(18)
  largest[17] = 0xfffff
  for (let i = 0; i < lengths.length; i++) {
    const [length, code] = [lengths[i] as number, codes[i] as number]
    const symbol = spec.symbols[i] ?? 0
    if (isDc && symbol > 15) throw new Damaged()
    if (largest[length] === -1) offset[length] = i - code
    largest[length] = code
    if (!isDc) enterValues(values, length, code, symbol)
    if (length > LOOKUP_BITS) continue
    const spare = LOOKUP_BITS - length
    lookup.fill((length << 8) | symbol, code << spare, (code + 1) << spare)
  }
  const symbols = new Uint8Array(256)
  symbols.set(spec.symbols.subarray(0, 256))
  return { lookup, values, largest, offset, symbols }
}
