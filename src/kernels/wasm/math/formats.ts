/** What differs between vectors of float32 and of float64 in exp and log. */
import type { FloatLanes } from './ops.ts'

/** What differs between the two widths. */
interface Format {
  readonly integer: 'i32x4' | 'i64x2'
  readonly mantissaBits: number
  readonly bias: number
  /** Adding it leaves a number's whole part in the lowest bits. */
  readonly magic: number
  /** Beyond these exp is 0 or ∞. */
  readonly expLow: number
  readonly expHigh: number
  /** Up to this size of x both e^x and its factor 2^n are normal numbers. */
  readonly expPlain: number
  /** Below it expm1 is −1. */
  readonly expm1Low: number
  /** log 2 in two parts; a small whole number times the first is exact. */
  readonly ln2High: number
  readonly ln2Low: number
  /** (e^r − 1 − r) / r² on |r| ≤ ½ log 2. */
  readonly expTail: readonly number[]
  readonly smallestNormal: number
  /** Makes a number below the smallest normal one normal: 2^mantissaBits. */
  readonly lift: number
}

/** 1/2!, 1/3!, …: enough terms for the last place of a double. */
const FACTORIALS = Array.from({ length: 13 }, (_, i) => {
  let factorial = 2
  for (let k = 3; k <= i + 2; k++) factorial *= k
  return 1 / factorial
})

export const FORMATS: Readonly<Record<FloatLanes, Format>> = {
  f32x4: {
    integer: 'i32x4',
    mantissaBits: 23,
    bias: 127,
    magic: 1.5 * 2 ** 23,
    expLow: -104,
    expHigh: 89,
    expPlain: 87,
    expm1Low: -18,
    // the split and the polynomial of Cephes' expf
    ln2High: 0.693359375,
    ln2Low: -2.1219444e-4,
    expTail: [5.0000001201e-1, 1.6666665459e-1, 4.1665795894e-2, 8.3334519073e-3, 1.3981999507e-3, 1.98756915e-4],
    smallestNormal: 2 ** -126,
    lift: 2 ** 23,
  },
  f64x2: {
    integer: 'i64x2',
    mantissaBits: 52,
    bias: 1023,
    magic: 1.5 * 2 ** 52,
    expLow: -746,
    expHigh: 710,
    expPlain: 707,
    expm1Low: -40,
    ln2High: 0.6931471803691238,
    ln2Low: 1.9082149292705877e-10,
    expTail: FACTORIALS,
    smallestNormal: 2 ** -1022,
    lift: 2 ** 52,
  },
}
