/** Normal and truncated normal numbers by Box and Muller's method, as TensorFlow makes them. */
import { toHalf } from '../half.ts'
import { cos, log, sin } from './accurate_math.ts'
import type { Philox } from './philox.ts'
import { sincosFloat } from './sincos.ts'
import { eachPair, wordsToDouble, wordToFloat } from './uniform.ts'

/** Keeps the logarithm finite. */
const SMALLEST_UNIFORM = 1e-7
const SMALLEST_UNIFORM_FLOAT = Math.fround(1e-7)
/** Truncated normals lie strictly within this many standard deviations. */
const CUT = 2
/** Blocks that each value of a truncated group has for its rejections. */
const BLOCKS_PER_GROUP_VALUE = 64

const { fround } = Math

/** Two float32 normals from two words, written to `pair`: the radius is computed in float64, as TensorFlow's C++ happens to. */
function boxMullerFloat(word0: number, word1: number, pair: Float32Array): void {
  const u = Math.max(wordToFloat(word0), SMALLEST_UNIFORM_FLOAT)
  const radius = fround(Math.sqrt(-2 * Math.log(u)))
  sincosFloat(fround(2 * Math.PI * wordToFloat(word1)), pair)
  pair[0] = (pair[0] as number) * radius
  pair[1] = (pair[1] as number) * radius
}

/** Two float64 normals from four words, written to `pair`: with functions as exact as the C library's, two of a thousand differ from its in the last bit. */
export function boxMullerDouble(word0: number, word1: number, word2: number, word3: number, pair: Float64Array): void {
  const u = Math.max(wordsToDouble(word0, word1), SMALLEST_UNIFORM)
  const angle = 2 * Math.PI * wordsToDouble(word2, word3)
  const radius = Math.sqrt(-2 * log(u))
  pair[0] = sin(angle) * radius
  pair[1] = cos(angle) * radius
}

/** One of these two: the sine's, number 0, or the cosine's. */
export function normalOfPair(word0: number, word1: number, word2: number, word3: number, which: 0 | 1): number {
  const u = Math.max(wordsToDouble(word0, word1), SMALLEST_UNIFORM)
  const angle = 2 * Math.PI * wordsToDouble(word2, word3)
  return (which === 0 ? sin(angle) : cos(angle)) * Math.sqrt(-2 * log(u))
}

function fillNormal(generator: Philox, target: Float32Array): void {
  const pair = new Float32Array(2)
  eachPair(generator, Math.ceil(target.length / 2), (first, second, i) => {
    boxMullerFloat(first, second, pair)
    target[2 * i] = pair[0] as number
    target[2 * i + 1] = pair[1] as number
  })
}

/** float32 normals of mean 0 and deviation 1. */
export function normalFloat(generator: Philox, count: number): Float32Array<ArrayBuffer> {
  const result = new Float32Array(count)
  fillNormal(generator, result)
  return result
}

/** float16 bits of the float32 normals. */
export function normalHalf(generator: Philox, count: number): Uint16Array<ArrayBuffer> {
  return halves(normalFloat(generator, count))
}

/** float64 normals, two from each block. */
export function normalDouble(generator: Philox, count: number): Float64Array<ArrayBuffer> {
  const result = new Float64Array(count)
  const pair = new Float64Array(2)
  let word0 = 0
  let word1 = 0
  eachPair(generator, 2 * Math.ceil(count / 2), (first, second, i) => {
    if ((i & 1) === 0) {
      word0 = first
      word1 = second
      return
    }
    boxMullerDouble(word0, word1, first, second, pair)
    result[i - 1] = pair[0] as number
    result[i] = pair[1] as number
  })
  return result
}

/**
 * Fills `target` in groups: each group has its own stretch of the stream, so that rejections in one don't move the others.
 */
function fillTruncated<T extends Float32Array | Float64Array>(
  generator: Philox,
  target: T,
  groupSize: number,
  draw: (stream: Philox, pair: T) => void,
  pair: T,
): T {
  for (let start = 0, group = 0; start < target.length; start += groupSize, group += 1) {
    const stream = generator.at(group * groupSize * BLOCKS_PER_GROUP_VALUE)
    const end = Math.min(start + groupSize, target.length)
    for (let i = start; i < end; ) {
      draw(stream, pair)
      for (let j = 0; j < 2 && i < end; j += 1) {
        const value = pair[j] as number
        if (Math.abs(value) < CUT) {
          target[i] = value
          i += 1
        }
      }
    }
  }
  return target
}

/** float32 normals within two standard deviations, in groups of four. */
export function truncatedNormalFloat(generator: Philox, count: number): Float32Array<ArrayBuffer> {
  const draw = (stream: Philox, pair: Float32Array): void => boxMullerFloat(stream.word(), stream.word(), pair)
  return fillTruncated(generator, new Float32Array(count), 4, draw, new Float32Array(2))
}

/** float16 bits of the float32 truncated normals. */
export function truncatedNormalHalf(generator: Philox, count: number): Uint16Array<ArrayBuffer> {
  return halves(truncatedNormalFloat(generator, count))
}

/** float64 normals within two standard deviations, in groups of two. */
export function truncatedNormalDouble(generator: Philox, count: number): Float64Array<ArrayBuffer> {
  const draw = (stream: Philox, pair: Float64Array): void =>
    boxMullerDouble(stream.word(), stream.word(), stream.word(), stream.word(), pair)
  return fillTruncated(generator, new Float64Array(count), 2, draw, new Float64Array(2))
}

function halves(values: Float32Array): Uint16Array<ArrayBuffer> {
  const result = new Uint16Array(values.length)
  for (let i = 0; i < values.length; i += 1) result[i] = toHalf(values[i] as number)
  return result
}
