/** Histograms of summaries (core/lib/histogram/histogram.cc): buckets that grow by a tenth, on both sides of zero. */

export interface ValueHistogram {
  readonly min: number
  readonly max: number
  readonly num: number
  readonly sum: number
  readonly sum_squares: number
  /** The buckets: each ends before its limit, and runs of empty ones are one. */
  readonly bucket_limit: number[]
  readonly bucket: number[]
}

const LIMITS: Float64Array = ((): Float64Array => {
  const positive: number[] = []
  for (let limit = 1e-12; limit < 1e20; limit *= 1.1) positive.push(limit)
  positive.push(Number.MAX_VALUE)
  return Float64Array.from([...positive.map(limit => -limit).reverse(), 0, ...positive])
})()

/** The index of the first limit above `value`. */
function searched(value: number): number {
  let [low, high] = [0, LIMITS.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((LIMITS[middle] as number) > value) high = middle
    else low = middle + 1
  }
  return Math.min(low, LIMITS.length - 1)
}

/** Bits of a double that say about where it lies: sign, exponent and four of the fraction. */
const COARSE_BITS = 16
const number = new Float64Array(1)
const words = new Uint32Array(number.buffer)
/** The upper word of a double: the second one on machines whose lower bytes come first. */
const upper = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0
/** For each of these, the bucket of its smallest number. */
let coarse: Uint16Array | undefined

function coarseBuckets(): Uint16Array {
  const buckets = new Uint16Array(2 ** COARSE_BITS)
  for (let bits = 0; bits < buckets.length; bits++) {
    // away from zero numbers grow with their bits, below it they fall
    const negative = bits >= buckets.length / 2
    words[upper] = (bits << (32 - COARSE_BITS)) | (negative ? 2 ** (32 - COARSE_BITS) - 1 : 0)
    words[1 - upper] = negative ? 0xffffffff : 0
    buckets[bits] = Number.isNaN(number[0]) ? 0 : searched(number[0] as number)
  }
  return buckets
}

/** Counts numbers, all finite, in buckets. */
function countInBuckets(values: ArrayLike<number>, counts: Float64Array): void {
  coarse ??= coarseBuckets()
  const last = LIMITS.length - 1
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    number[0] = value
    let bucket = coarse[(words[upper] as number) >>> (32 - COARSE_BITS)] as number
    // a step of the coarse buckets is shorter than a bucket: one or two at most
    while (bucket < last && (LIMITS[bucket] as number) <= value) bucket++
    counts[bucket] = (counts[bucket] as number) + 1
  }
}

/** The histogram of finite numbers. */
export function histogramOf(values: ArrayLike<number>): ValueHistogram {
  const counts = new Float64Array(LIMITS.length)
  let [min, max, num, sum, squares] = [Number.MAX_VALUE, -Number.MAX_VALUE, 0, 0, 0]
  countInBuckets(values, counts)
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    if (value < min) min = value
    if (value > max) max = value
    num++
    sum += value
    squares += value * value
  }
  const bucket_limit: number[] = []
  const bucket: number[] = []
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] === 0) while (i + 1 < counts.length && counts[i + 1] === 0) i++
    bucket_limit.push(LIMITS[i] as number)
    bucket.push(counts[i] as number)
  }
  return { min, max, num, sum, sum_squares: squares, bucket_limit, bucket }
}
