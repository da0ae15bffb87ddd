import { expect, it } from 'vitest'
import { histogramOf } from '../../../src/kernels/reference/text/value_histogram.ts'

it('counts every number below the limit of its bucket and not below the one before', () => {
  const limits: number[] = []
  for (let limit = 1e-12; limit < 1e20; limit *= 1.1) limits.push(limit)
  const beside = limits.flatMap(limit => [limit, limit * (1 - 2 ** -53), limit * (1 + 2 ** -52)])
  const numbers = [0, -0, 5e-324, Number.MAX_VALUE, 1e-13, 1e21, ...beside].flatMap(n => [n, -n])
  for (const value of numbers) {
    const { bucket, bucket_limit, num } = histogramOf([value])
    expect(num).toBe(1)
    const at = bucket.indexOf(1)
    if (value < Number.MAX_VALUE) expect(value).toBeLessThan(bucket_limit[at] as number)
    if (at > 0) expect(value).toBeGreaterThanOrEqual(bucket_limit[at - 1] as number)
    // the limit is the first one above it
    const above = limits.find(limit => limit > value)
    if (value >= 0 && above !== undefined) expect(bucket_limit[at]).toBe(above)
  }
})
