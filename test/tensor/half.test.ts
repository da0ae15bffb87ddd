import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromBfloat16, fromHalf, roundToHalf, toBfloat16, toHalf } from '../../src/tensor/half.ts'

describe('float16', () => {
  test('every value survives', () => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = fromHalf(bits)
      if (!Number.isNaN(value)) expect(toHalf(value)).toBe(bits)
    }
  })
  test.each([
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [65519.999, 0x7bff],
    [65520, 0x7c00],
    [2 ** -24, 1],
    [2 ** -25, 0],
    [2 ** -25 * 1.0000000001, 1],
    [2 ** -14, 0x400],
    [2 ** -14 * (1 - 2 ** -12), 0x400],
    [1 + 2 ** -11, 0x3c00],
    [1 + 2 ** -11 + 2 ** -40, 0x3c01],
    [1 + 3 * 2 ** -11, 0x3c02],
    [Number.NEGATIVE_INFINITY, 0xfc00],
    [1e300, 0x7c00],
    [-1e-300, 0x8000],
  ])('%d', (value, bits) => expect(toHalf(value)).toBe(bits))
  test('rounds to the nearest, ties to even', () => {
    fc.assert(
      fc.property(fc.double({ min: -65504, max: 65504, noNaN: true }), value => {
        const rounded = roundToHalf(value)
        const bits = toHalf(value)
        const error = Math.abs(rounded - value)
        for (const other of [bits - 1, bits + 1]) {
          if ((other & 0x7fff) > 0x7bff || (other & 0x8000) !== (bits & 0x8000)) continue
          const distance = Math.abs(fromHalf(other) - value)
          expect(error < distance || (error === distance && bits % 2 === 0)).toBe(true)
        }
      }),
    )
  })
})

describe('bfloat16', () => {
  test.each([
    [1.99999, 1.9921875],
    [-1.0000001, -1],
    [3.14159, 3.140625],
  ])('cuts off %d', (value, cut) => expect(fromBfloat16(toBfloat16(value))).toBe(cut))
})
