import { expect, test } from 'vitest'
import { Philox, PhiloxState } from '../../../src/tensor/random/index.ts'

const hex = (words: Uint32Array): string => Array.from(words, word => word.toString(16).padStart(8, '0')).join(' ')
const block = (generator: Philox): Uint32Array => {
  const words = new Uint32Array(4)
  generator.fill(words)
  return words
}
const FULL = 0xffffffff

// The known answers that the authors of Philox publish with it.
test.each([
  [[0, 0], [0, 0, 0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
  [[FULL, FULL], [FULL, FULL, FULL, FULL], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
  [[0xa4093822, 0x299f31d0], [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
] as const)('known answer %#', (key, counter, expected) => {
  expect(hex(block(new Philox({ key, counter })))).toBe(expected)
})

test('skipping n blocks is reading n blocks', () => {
  const read = Philox.fromSeeds(87654321, 42)
  read.fill(new Uint32Array(4 * 1000))
  const skipped = Philox.fromSeeds(87654321, 42)
  skipped.skip(1000)
  expect(skipped.position).toEqual(read.position)
  expect(block(skipped)).toEqual(block(read))
})

test('the counter carries over all four words', () => {
  const key = [1, 2] as const
  const generator = new Philox({ key, counter: [FULL, FULL, FULL, 7] })
  generator.skip(1)
  expect(generator.position.counter).toEqual([0, 0, 0, 8])
  const read = new Philox({ key, counter: [FULL, FULL, FULL, 7] })
  block(read)
  expect(read.position.counter).toEqual([0, 0, 0, 8])
  const far = new Philox({ key, counter: [FULL, 0, 5, 0] })
  far.skip(2 ** 52 + 3)
  expect(far.position.counter).toEqual([2, 2 ** 20 + 1, 5, 0])
})

test('single words are the words of the blocks in order', () => {
  const singles = Philox.fromSeeds(5, 7)
  const words = Uint32Array.from({ length: 9 }, () => singles.word())
  const blocks = new Uint32Array(12)
  Philox.fromSeeds(5, 7).fill(blocks)
  expect(words).toEqual(blocks.slice(0, 9))
})

test('seeds are signed 64-bit integers', () => {
  expect(Philox.fromSeeds(-1, -2n).position).toEqual({ key: [FULL, FULL], counter: [0, 0, FULL - 1, FULL] })
  expect(Philox.fromSeeds(2 ** 33 + 1, 3).position).toEqual({ key: [1, 2], counter: [0, 0, 3, 0] })
})

test('a state hands out the stream in order; two zero seeds are no seed', () => {
  const state = new PhiloxState(0, 1)
  const first = state.reserve(10)
  expect(state.reserve(5).position).toEqual(first.at(10).position)
  expect(state.position).toEqual(first.at(15).position)
  expect(new PhiloxState(0, 0).position).not.toEqual(new PhiloxState(0, 0).position)
})
