/** Tables that are kept from picture to picture: each picture is read by its own. */
import { expect, test } from 'vitest'
import { Damaged } from '../../src/formats/jpeg/damaged.ts'
import { decodingTable, LOOKUP_BITS } from '../../src/formats/jpeg/huffman_table.ts'
import type { HuffmanSpec } from '../../src/formats/jpeg/tables.ts'

/** Three codes, of 1, 2 and 3 bits. */
const spec = (...symbols: readonly number[]): HuffmanSpec => ({
  counts: Uint8Array.of(1, 1, 1, ...new Array<number>(13).fill(0)),
  symbols: Uint8Array.from(symbols),
})
/** The symbols of codes 0, 10 and 110, as the look-up has them. */
const symbolsOf = (symbols: HuffmanSpec, isDc: boolean): number[] => {
  const { lookup } = decodingTable(symbols, isDc)
  return [0, 0b10 << (LOOKUP_BITS - 2), 0b110 << (LOOKUP_BITS - 3)].map(bits => (lookup[bits] as number) & 255)
}

test('equal tables are made once; those that differ in a symbol, a count or their kind are others', () => {
  const table = decodingTable(spec(1, 2, 3), false)
  expect(decodingTable(spec(1, 2, 3), false)).toBe(table)
  expect(symbolsOf(spec(1, 2, 4), false)).toEqual([1, 2, 4])
  expect(decodingTable(spec(1, 2, 3), true).values.length).toBe(0)
  expect(decodingTable(spec(1, 2, 3), false).values.length).toBeGreaterThan(0)
  const longer = {
    counts: Uint8Array.of(1, 1, 0, 1, ...new Array<number>(12).fill(0)),
    symbols: Uint8Array.of(1, 2, 3),
  }
  expect((decodingTable(longer, false).lookup[0b1100 << (LOOKUP_BITS - 4)] as number) >> 8).toBe(4)
})
test('more tables by turns than are kept are right each time', () => {
  for (let round = 0; round < 3; round++)
    for (let i = 0; i < 40; i++) expect(symbolsOf(spec(i, i + 1, i + 2), false)).toEqual([i, i + 1, i + 2])
})
test('a table that is none is refused each time, though it is one of the other kind', () => {
  expect(symbolsOf(spec(1, 2, 200), false)).toEqual([1, 2, 200])
  for (let i = 0; i < 2; i++) expect(() => decodingTable(spec(1, 2, 200), true)).toThrow(Damaged)
  const crowded = { counts: Uint8Array.of(3, ...new Array<number>(15).fill(0)), symbols: Uint8Array.of(1, 2, 3) }
  for (let i = 0; i < 2; i++) expect(() => decodingTable(crowded, false)).toThrow(Damaged)
})
