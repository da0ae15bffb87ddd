/** Huffman codes for writing: the best for what was counted, by the method of annex K.2 of the standard, as libjpeg does it. */
import { codesOf } from './huffman_table.ts'
import type { HuffmanSpec } from './tables.ts'

/** Codes and their lengths, by symbol; a length of 0 where there is none. */
export interface HuffmanCodes {
  readonly spec: HuffmanSpec
  readonly codes: Uint16Array
  readonly lengths: Uint8Array
}

export function encodingTable(spec: HuffmanSpec): HuffmanCodes {
  const made = codesOf(spec)
  const [codes, lengths] = [new Uint16Array(256), new Uint8Array(256)]
  for (const [i, symbol] of spec.symbols.entries()) {
    codes[symbol] = made.codes[i] as number
    lengths[symbol] = made.lengths[i] as number
  }
  return { spec, codes, lengths }
}

/** The longest code before codes are limited to 16 bits. */
const LONGEST = 32

/** The place of the smallest count that isn't 0, the last one of several; −1 where there is none. */
function rarest(counts: Float64Array, except: number): number {
  let found = -1
  let least = 1e9
  for (const [i, count] of counts.entries()) {
    if (count === 0 || count > least || i === except) continue
    least = count
    found = i
  }
  return found
}

/** The table for symbols that come `counted[symbol]` times. */
export function optimalSpec(counted: Float64Array): HuffmanSpec {
  // one more symbol gets the code of nothing but ones, which the standard forbids
  const counts = new Float64Array(257)
  counts.set(counted.subarray(0, 256))
  counts[256] = 1
  const sizes = new Uint8Array(257)
  const others = new Int16Array(257).fill(-1)
  for (;;) {
    let first = rarest(counts, -1)
    let second = rarest(counts, first)
    if (second < 0) break
    counts[first] = (counts[first] as number) + (counts[second] as number)
    counts[second] = 0
    sizes[first] = (sizes[first] as number) + 1
    while ((others[first] as number) >= 0) {
      first = others[first] as number
      sizes[first] = (sizes[first] as number) + 1
    }
    others[first] = second
    for (;;) {
      sizes[second] = (sizes[second] as number) + 1
      if ((others[second] as number) < 0) break
      second = others[second] as number
    }
  }
  const bits = new Int32Array(LONGEST + 1)
  for (const size of sizes) if (size > 0) bits[size] = (bits[size] as number) + 1
  const at = (i: number): number => bits[i] as number
  let longest = LONGEST
  for (; longest > 16; longest--) {
    while (at(longest) > 0) {
      let shorter = longest - 2
      while (at(shorter) === 0) shorter--
      bits[longest] = at(longest) - 2
      bits[longest - 1] = at(longest - 1) + 1
      bits[shorter + 1] = at(shorter + 1) + 2
      bits[shorter] = at(shorter) - 1
    }
  }
  while (at(longest) === 0) longest--
  bits[longest] = at(longest) - 1
  const symbols: number[] = []
  for (let size = 1; size <= LONGEST; size++)
    for (let symbol = 0; symbol < 256; symbol++) if (sizes[symbol] === size) symbols.push(symbol)
  return { counts: Uint8Array.from(bits.subarray(1, 17)), symbols: Uint8Array.from(symbols) }
}
