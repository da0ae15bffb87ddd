/** Uniform numbers from Philox words, as TensorFlow makes them (core/lib/random/random_distributions.h). */
import { BLOCK_WORDS, type Philox } from './philox.ts'

/** Blocks that an elementwise random op sets aside for each element, however many it uses. */
const BLOCKS_PER_ELEMENT = 256
/** Words made at a time: bounds the memory that long tensors take. */
const CHUNK_WORDS = 4096

/** Blocks that RandomUniform, RandomUniformInt, RandomStandardNormal and TruncatedNormal take for `count` elements. */
export const elementwiseBlocks = (count: number): number => count * BLOCKS_PER_ELEMENT

/** [0, 1) from the lower 23 bits of a word: exact in float32. */
export const wordToFloat = (word: number): number => (word & 0x7fffff) / 0x800000
/** [0, 1) from 52 bits: the lower 20 of `high`, then all of `low`. */
export const wordsToDouble = (high: number, low: number): number => ((high & 0xfffff) * 2 ** 32 + low) / 2 ** 52
/** Half-precision bits of the number in [0, 1) that the lower 10 bits of a word make. */
function wordToHalfBits(word: number): number {
  const mantissa = word & 0x3ff
  if (mantissa === 0) return 0
  // 1.mantissa - 1 is exact; its exponent is the place of the highest bit.
  const top = 31 - Math.clz32(mantissa)
  return ((top + 5) << 10) | ((mantissa << (10 - top)) & 0x3ff)
}

/** Calls `use(word, index)` for the first `count` words of the stream's blocks. */
export function eachWord(generator: Philox, count: number, use: (word: number, index: number) => void): void {
  const chunk = new Uint32Array(Math.min(CHUNK_WORDS, Math.ceil(count / BLOCK_WORDS) * BLOCK_WORDS))
  for (let done = 0; done < count; done += chunk.length) {
    generator.fill(chunk)
    const length = Math.min(chunk.length, count - done)
    for (let i = 0; i < length; i += 1) use(chunk[i] as number, done + i)
  }
}

/** Calls `use(first, second, index)` for the first `count` pairs of words of the stream's blocks. */
export function eachPair(
  generator: Philox,
  count: number,
  use: (first: number, second: number, index: number) => void,
): void {
  let first = 0
  eachWord(generator, 2 * count, (word, index) => {
    if (index & 1) use(first, word, index >>> 1)
    else first = word
  })
}

/** float32 in [0, 1), one word each. */
export function uniformFloat(generator: Philox, count: number): Float32Array<ArrayBuffer> {
  const result = new Float32Array(count)
  eachWord(generator, count, (word, i) => {
    result[i] = wordToFloat(word)
  })
  return result
}

/** float64 in [0, 1), two words each. */
export function uniformDouble(generator: Philox, count: number): Float64Array<ArrayBuffer> {
  const result = new Float64Array(count)
  eachPair(generator, count, (first, second, i) => {
    result[i] = wordsToDouble(first, second)
  })
  return result
}

/** float16 bits of numbers in [0, 1), one word each. */
export function uniformHalf(generator: Philox, count: number): Uint16Array<ArrayBuffer> {
  const result = new Uint16Array(count)
  eachWord(generator, count, (word, i) => {
    result[i] = wordToHalfBits(word)
  })
  return result
}

/** int32 in [minimum, maximum), `minimum < maximum`: one word each, modulo the range (slightly biased, as TensorFlow's). */
export function uniformInt32(
  generator: Philox,
  minimum: number,
  maximum: number,
  count: number,
): Int32Array<ArrayBuffer> {
  const result = new Int32Array(count)
  const range = maximum - minimum
  eachWord(generator, count, (word, i) => {
    result[i] = minimum + (word % range)
  })
  return result
}

/** int64 in [minimum, maximum), `minimum < maximum`: two words each, the lower one first, modulo the range. */
export function uniformInt64(
  generator: Philox,
  minimum: bigint,
  maximum: bigint,
  count: number,
): BigInt64Array<ArrayBuffer> {
  const result = new BigInt64Array(count)
  const range = BigInt.asUintN(64, maximum - minimum)
  if (range <= 0x1fffffn) {
    // Small ranges in doubles: (high mod r) * (2^32 mod r) + low stays below 2^53.
    const small = Number(range)
    const wrap = 2 ** 32 % small
    eachPair(generator, count, (low, high, i) => {
      result[i] = minimum + BigInt(((high % small) * wrap + low) % small)
    })
    return result
  }
  eachPair(generator, count, (low, high, i) => {
    const drawn = (BigInt(high) << 32n) | BigInt(low)
    result[i] = minimum + (drawn % range)
  })
  return result
}
