import { expect, test } from 'vitest'
import * as accurate from '../../../src/tensor/random/accurate_math.ts'

// Values of exp, log, pow, sin and cos, correctly rounded.
test('known values, to the last bit', () => {
  expect(accurate.log(2)).toBe(0.6931471805599453)
  expect(accurate.log(10)).toBe(2.302585092994046)
  expect(accurate.log(1)).toBe(0)
  expect(accurate.exp(1)).toBe(2.718281828459045)
  expect(accurate.exp(0)).toBe(1)
  expect(accurate.exp(-10)).toBe(4.5399929762484854e-5)
  expect(accurate.pow(2, 0.5)).toBe(Math.SQRT2)
  expect(accurate.sin(1)).toBe(0.8414709848078965)
  expect(accurate.cos(1)).toBe(0.5403023058681398)
  expect(accurate.cos(0)).toBe(1)
})

test("within one unit of JavaScript's own everywhere, special values included", () => {
  for (let i = 1; i < 2000; i += 1) {
    const x = (i / 2000) * 7
    for (const name of ['log', 'exp', 'sin', 'cos'] as const) {
      const expected = Math[name](x)
      // biome-ignore lint/performance/noDynamicNamespaceImportAccess: each function is tested
      expect(Math.abs(accurate[name](x) - expected)).toBeLessThanOrEqual(3e-16 * Math.max(Math.abs(expected), 0.5))
    }
  }
  expect(accurate.log(0)).toBe(Number.NEGATIVE_INFINITY)
  expect(accurate.log(-1)).toBeNaN()
  expect(accurate.log(5e-324)).toBe(Math.log(5e-324))
  expect(accurate.exp(1000)).toBe(Number.POSITIVE_INFINITY)
  expect(accurate.pow(0, 2)).toBe(0)
  expect(accurate.pow(4, -0.5)).toBe(0.5)
  expect(accurate.sin(-1)).toBe(Math.sin(-1))
})
