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
function bucketOf(value: number): number {
  let [low, high] = [0, LIMITS.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((LIMITS[middle] as number) > value) high = middle
    else low = middle + 1
  }
  return Math.min(low, LIMITS.length - 1)
}

export function histogramOf(values: Iterable<number>): ValueHistogram {
  const counts = new Float64Array(LIMITS.length)
  let [min, max, num, sum, squares] = [Number.MAX_VALUE, -Number.MAX_VALUE, 0, 0, 0]
  for (const value of values) {
    const at = bucketOf(value)
    counts[at] = (counts[at] as number) + 1
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
