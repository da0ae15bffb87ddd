import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as incomplete from '../../../src/kernels/reference/scalars/incomplete_functions.ts'
import * as special from '../../../src/kernels/reference/scalars/special_functions.ts'

const golden = JSON.parse(
  readFileSync(new URL('../../golden/special_functions.json', import.meta.url), 'utf8'),
) as Record<string, number[][]>
const functions = { ...special, ...incomplete } as unknown as Record<string, (...args: number[]) => number>

describe('special functions', () => {
  for (const [name, rows] of Object.entries(golden)) {
    it(`${name} agrees with 50-digit arithmetic`, () => {
      for (const row of rows) {
        const want = row.at(-1) as number
        const got = functions[name]?.(...row.slice(0, -1)) as number
        const bound = Math.max(Math.abs(want) * 1e-11, 1e-14)
        expect(Math.abs(got - want), `${name}(${row.slice(0, -1).join()}) = ${got}, not ${want}`).toBeLessThanOrEqual(
          bound,
        )
      }
    })
  }

  it('answers at the edges as TensorFlow 0.12.1', () => {
    const { NaN: nan, POSITIVE_INFINITY: inf } = Number
    const check = (name: string, rows: number[][]): void => {
      for (const row of rows)
        expect(functions[name]?.(...row.slice(0, -1)), `${name}(${row.slice(0, -1).join()})`).toBe(row.at(-1))
    }
    check('erf', [
      [inf, 1],
      [-inf, -1],
      [nan, nan],
      [0, 0],
      [-0, -0],
    ])
    check('erfc', [
      [inf, 0],
      [-inf, 2],
      [nan, nan],
      [0, 1],
    ])
    check('lgamma', [
      [0, inf],
      [-1, inf],
      [nan, nan],
      [inf, inf],
      [-inf, inf],
    ])
    check('digamma', [
      [0, inf],
      [-1, inf],
      [nan, nan],
      [inf, inf],
      [-inf, inf],
    ])
    check('zeta', [
      [1, 1, inf],
      [0.5, 1, nan],
      [nan, 1, nan],
      [2, 0, inf],
      [2, -2, inf],
    ])
    check('polygamma', [
      [0.5, 1, nan],
      [-1, 2, nan],
    ])
    check('igamma', [
      [0, 1, nan],
      [-1, 2, nan],
      [1, 0, 0],
      [0, 0, 0],
      [2, -1, nan],
      [inf, 1, nan],
      [1, inf, 1],
    ])
    check('igammac', [
      [0, 1, nan],
      [-1, 2, nan],
      [1, 0, 1],
      [0, 0, nan],
      [2, -1, nan],
      [inf, 1, nan],
      [1, inf, 0],
    ])
    check('betainc', [
      [1, 1, 0, 0],
      [0, 1, 1, nan],
      [-1, 2, 0.5, nan],
      [2, -1, 1.5, nan],
      [1, 0, 0.5, nan],
    ])
    expect(functions.zeta?.(3, -1.5)).toBeCloseTo(0.118102, 5)
  })
})
