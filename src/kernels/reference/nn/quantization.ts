/**
 * Numbers that stand for others: levels of a range (core/kernels/quantization_utils.h). Each step is done in the type that TensorFlow does it in,
 * as levels are compared bit by bit.
 */
import type { DType } from '../../../tensor/dtypes.ts'

const { fround } = Math

/** The ends of a range. */
export type Range = readonly [min: number, max: number]
export type Levels = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array

/** Bits, of which a sign is one. */
const BITS: Readonly<Record<string, number>> = { qint8: 8, quint8: 8, qint16: 16, quint16: 16, qint32: 32 }
/** How many levels a quantized type tells apart. */
export const levelCount = (type: DType): number => 2 ** (BITS[type.name] as number)
export const isSigned = (type: DType): boolean => !type.name.startsWith('qu')
export const lowestLevel = (type: DType): number => (isSigned(type) ? -levelCount(type) / 2 : 0)
export const highestLevel = (type: DType): number => lowestLevel(type) + levelCount(type) - 1

/** C's round: halves away from zero. */
export function rounded(x: number): number {
  const whole = Math.trunc(x)
  return Math.abs(x - whole) >= 0.5 ? whole + Math.sign(x) : whole
}
/** C++'s max, which keeps the first of what cannot be compared. */
export function larger(a: number, b: number): number {
  if (a < b) return b
  return a
}
/** C++'s min, likewise. */
export function smaller(a: number, b: number): number {
  if (b < a) return b
  return a
}

/** What the processor makes of a number that an integer of 64 bits does not hold. */
const NO_INT64 = -(2n ** 63n)
const toInt64 = (x: number): bigint => (Math.abs(x) < 2 ** 63 ? BigInt(Math.trunc(x)) : NO_INT64)
/** What it makes of one that an integer of 32 bits does not hold; smaller integers take the low bits of it. */
const toInt32 = (x: number): number => (Math.abs(x) < 2 ** 31 ? x : -(2 ** 31))

/** How far above the level of the smallest number `x` is, before anything is cut off. */
function levelsAbove(type: DType, x: number, [min, max]: Range): number {
  const steps = levelCount(type)
  const range = fround(max - min) * (steps / (steps - 1))
  const scale = steps / range
  return rounded(x * scale) - rounded(min * scale)
}

/** The level of zero as an integer of 32 bits, even where the range does not hold it. */
export function zeroLevel(type: DType, range: Range): number {
  const lowest = lowestLevel(type)
  if (range[0] === range[1]) return lowest
  return Number(BigInt.asIntN(32, toInt64(levelsAbove(type, 0, range)) + BigInt(lowest)))
}

/** The level of `x`, within what the type holds. */
export function levelOf(type: DType, x: number, range: Range): number {
  const [lowest, highest] = [lowestLevel(type), highestLevel(type)]
  if (range[0] === range[1]) return lowest
  const above = levelsAbove(type, x, range)
  // the smallest integer goes round where more is taken from it
  if (!(Math.abs(above) < 2 ** 63)) return lowest < 0 ? highest : lowest
  return Math.min(Math.max(above + lowest, lowest), highest)
}

/** The number that a level stands for; TensorFlow takes the level as a float first. */
export function numberOf(type: DType, level: number, [min, max]: Range): number {
  if (min === max) return min
  const steps = levelCount(type)
  const scale = (fround(max - min) * (steps / (steps - 1))) / steps
  return fround(min + (fround(level) - lowestLevel(type)) * scale)
}

/** The numbers of levels: all in floats. */
export function numbersOf(type: DType, levels: ArrayLike<number>, [min, max]: Range, out: Float32Array): Float32Array {
  const step = fround(fround(max - min) / (levelCount(type) - 1))
  const lowest = lowestLevel(type)
  for (let i = 0; i < out.length; i++) out[i] = min + fround(fround(fround(levels[i] as number) - lowest) * step)
  return out
}

/** The levels of numbers. */
export function levelsOf<L extends Levels>(type: DType, numbers: ArrayLike<number>, [min, max]: Range, out: L): L {
  const scale = max === min ? 0 : fround((levelCount(type) - 1) / fround(max - min))
  const lowest = lowestLevel(type)
  const above = fround(rounded(fround(min * scale)) - lowest)
  // the largest integer of 32 bits is no float
  const highest = Math.min(highestLevel(type), 2147483520)
  for (let i = 0; i < out.length; i++) {
    const level = fround(rounded(fround((numbers[i] as number) * scale)) - above)
    out[i] = toInt32(smaller(larger(level, lowest), highest))
  }
  return out
}

/** Levels of one range as levels of another. */
export function requantized<L extends Levels>(
  [from, given]: readonly [type: DType, range: Range],
  levels: ArrayLike<number>,
  [to, wanted]: readonly [type: DType, range: Range],
  out: L,
): L {
  return levelsOf(to, numbersOf(from, levels, given, new Float32Array(out.length)), wanted, out)
}

/** Levels of 32 bits as levels of 8: in fixed point, with 16 bits behind the point. */
export function narrowed(levels: Int32Array, [min, max]: Range, [newMin, newMax]: Range, out: Uint8Array): Uint8Array {
  const range = fround(max - min)
  const newRange = fround(newMax - newMin)
  const reciprocal = newRange === 0 ? 0 : fround(255 / newRange)
  const middle = fround(fround(min + max) / 2)
  const scale = newRange === 0 ? 0n : toInt64((255 * 65536 * range) / newRange)
  const inOffset = toInt64(fround(fround(middle * reciprocal) * 65536))
  const outOffset = newRange === 0 ? 0n : toInt64((65536 * (newMin * 255)) / newRange)
  const offset = BigInt.asIntN(64, inOffset - outOffset + 32768n)
  const shift = upperHalfOfProduct(scale)
  if (offset > -(2n ** 53n) && offset < 2n ** 53n) {
    const added = Number(offset)
    for (let i = 0; i < out.length; i++) {
      const level = Math.floor((shift(levels[i] as number) + added) / 65536)
      out[i] = level < 0 ? 0 : Math.min(level, 255)
    }
    return out
  }
  for (let i = 0; i < out.length; i++) {
    const level = BigInt.asIntN(64, BigInt(shift(levels[i] as number)) + offset) >> 16n
    out[i] = level < 0n ? 0 : level > 255n ? 255 : Number(level)
  }
  return out
}

/** x → x · scale >> 32, where the product has 64 bits: x of 32 bits times halves of 16, which numbers hold exactly. */
function upperHalfOfProduct(scale: bigint): (x: number) => number {
  const upper = Number(BigInt.asIntN(32, scale >> 32n))
  const low = Number(BigInt.asUintN(16, scale))
  const middle = Number(BigInt.asUintN(16, scale >> 16n))
  return x => (Math.floor((x * middle + Math.floor((x * low) / 65536)) / 65536) + Math.imul(x, upper)) | 0
}

/** The range of the numbers that are there, which always reaches down to zero: then zero has a level. */
export function usedRange(type: DType, levels: ArrayLike<number>, range: Range): Range {
  let [low, high] = [highestLevel(type), lowestLevel(type)]
  for (let i = 0; i < levels.length; i++) {
    const level = levels[i] as number
    if (level < low) low = level
    if (level > high) high = level
  }
  return [smaller(0, numberOf(type, low, range)), numberOf(type, high, range)]
}

/** The range of products: a level is the product of one level of each. */
export function productRange(a: readonly [DType, Range], b: readonly [DType, Range], out: DType): Range {
  const level = ([type, [min, max]]: readonly [DType, Range]): number =>
    fround(fround(max - min) / fround(levelCount(type) - 1))
  const step = fround(level(a) * level(b))
  return [fround(step * lowestLevel(out)), fround(step * fround(highestLevel(out)))]
}
