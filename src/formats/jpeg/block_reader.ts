/** Reads blocks of sequential scans with the state of the reader in local variables: most of a decoder's time goes here. */
import type { EntropyReader } from './entropy_reader.ts'
import { type HuffmanTable, LOOKUP_BITS, VALUE_BITS } from './huffman_table.ts'
import { NATURAL_ORDER } from './tables.ts'

const LOOKUP_MASK = (1 << LOOKUP_BITS) - 1
const VALUE_MASK = (1 << VALUE_BITS) - 1

/** Reads the coefficients of the block at `at` but the first. The reader must not count what libjpeg takes. */
export function readCoefficients(reader: EntropyReader, ac: HuffmanTable, coefficients: Int16Array, at: number): void {
  const { bytes } = reader
  const { values, lookup } = ac
  // the lowest `count` bits of `held`, at most 31, come next
  let next = reader.position >> 3
  let count = 8 - (reader.position & 7)
  let held = bytes[next++] as number
  for (let k = 1; k < 64; k++) {
    if (count < 16) {
      held = (held << 16) | ((bytes[next] as number) << 8) | (bytes[next + 1] as number)
      next += 2
      count += 16
    }
    const value = values[(held >> (count - VALUE_BITS)) & VALUE_MASK] as number
    if (value !== 0) {
      k += (value >> 8) & 15
      count -= value & 15
      coefficients[at + (NATURAL_ORDER[k] as number)] = value >> 16
      continue
    }
    const entry = lookup[(held >> (count - LOOKUP_BITS)) & LOOKUP_MASK] as number
    let symbol = entry & 0xff
    if (entry !== 0) count -= entry >> 8
    else {
      reader.position = next * 8 - count
      symbol = reader.symbol(ac)
      next = reader.position >> 3
      count = 8 - (reader.position & 7)
      held = bytes[next++] as number
    }
    const bits = symbol & 15
    if (bits === 0) {
      if (symbol !== 0xf0) break
      k += 15
      continue
    }
    k += symbol >> 4
    if (count < 16) {
      held = (held << 16) | ((bytes[next] as number) << 8) | (bytes[next + 1] as number)
      next += 2
      count += 16
    }
    count -= bits
    const magnitude = (held >> count) & ((1 << bits) - 1)
    coefficients[at + (NATURAL_ORDER[k] as number)] =
      magnitude < 1 << (bits - 1) ? magnitude - (1 << bits) + 1 : magnitude
  }
  reader.position = next * 8 - count
}
