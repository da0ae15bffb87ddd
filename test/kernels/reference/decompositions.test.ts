/** Singular values, eigenvalues and the signs of their vectors are TensorFlow 0.12.1's, bit by bit (golden/generators/gen_decompositions.py). */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Matrix, matrix } from '../../../src/kernels/reference/linalg/matrix_batches.ts'
import {
  complexSingularMatrices,
  singularMatrices,
  symmetricEigen,
} from '../../../src/kernels/reference/linalg/singular_values.ts'
import { as_dtype, complex128, float64 } from '../../../src/tensor/dtypes.ts'

interface Case {
  readonly dtype: 'float32' | 'float64'
  readonly kind: 'full' | 'deficient' | 'ones'
  readonly shape: readonly [number, number]
  readonly full: boolean
  readonly s: readonly number[]
  readonly u: readonly number[]
  readonly v: readonly number[]
  readonly e?: readonly number[]
  readonly w?: readonly number[]
}
const cases = JSON.parse(readFileSync(new URL('../../golden/decompositions.json', import.meta.url), 'utf8')) as Case[]

function given({ shape: [rows, columns], kind }: Case): Matrix {
  const m = matrix(rows, columns)
  const different = kind === 'deficient' ? Math.floor(columns / 2) : columns
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      m.data[i * columns + j] = kind === 'ones' ? 1 : (((i * columns + (j % different)) * 7919) % 2003) / 1000 - 1
    }
  }
  return m
}
const firstRow = (m: Matrix | null): number[] => Array.from((m as Matrix).data.subarray(0, (m as Matrix).columns))

/** From so many reflections on Eigen applies them in blocks, which rounds the vectors in another order. */
const BLOCKED = 48
function expectRow(actual: readonly number[], expected: readonly number[], { dtype, shape }: Case): void {
  if (Math.min(...shape) < BLOCKED) expect(actual).toEqual(expected)
  else
    for (const [i, x] of expected.entries())
      expect(Math.abs((actual[i] as number) - x)).toBeLessThan(dtype === 'float32' ? 1e-6 : 1e-14)
}

describe.each(cases.map(test => [`${test.kind} ${test.dtype} ${test.shape.join('x')}`, test] as const))(
  '%s',
  (_, test) => {
    const dtype = as_dtype(test.dtype)
    it('has the singular values and vectors', () => {
      const { values, u, v } = singularMatrices(given(test), dtype, test.full ? 'full' : 'thin')
      expect(Array.from(values)).toEqual(test.s)
      expectRow(firstRow(u), test.u, test)
      expectRow(firstRow(v), test.v, test)
      const alone = singularMatrices(given(test), dtype, 'none')
      expect([alone.u, alone.v]).toEqual([null, null])
      for (const [i, x] of alone.values.entries())
        expect(Math.abs(x - (test.s[i] as number))).toBeLessThan((test.s[0] as number) * 1e-6)
    })
    it.runIf(test.e)('has the eigenvalues and eigenvectors', () => {
      const found = symmetricEigen(given(test), dtype, true)
      expect(Array.from(found?.values ?? [])).toEqual(test.e)
      expect(firstRow(found?.vectors ?? null)).toEqual(test.w)
      expect(symmetricEigen(given(test), dtype, false)).toEqual({ values: found?.values, vectors: null })
    })
  },
)

describe('matrices that have no decomposition', () => {
  const filled = (rows: number, columns: number, x: number): Matrix =>
    matrix(rows, columns, new Float64Array(rows * columns).fill(x))
  it('gives NaN for what is not a number', () => {
    for (const size of [3, 20]) {
      const { values, u } = singularMatrices(filled(size, size, Number.NaN), float64, 'thin')
      expect(values.every(Number.isNaN)).toBe(true)
      expect(u?.data.length).toBe(size * size)
    }
    expect(symmetricEigen(filled(2, 2, Number.NaN), float64, true)).toBeUndefined()
  })
  it('gives no values for empty matrices', () => {
    const { values, u, v } = singularMatrices(matrix(0, 3), float64, 'full')
    expect([values.length, u?.data.length, Array.from(v?.data ?? [])]).toEqual([0, 0, [1, 0, 0, 0, 1, 0, 0, 0, 1]])
  })
})

describe('complex matrices', () => {
  const close = (actual: ArrayLike<number>, expected: readonly number[], tolerance = 1e-12): void => {
    expect(actual.length).toBe(expected.length)
    for (const [i, x] of expected.entries()) expect(Math.abs((actual[i] as number) - x)).toBeLessThan(tolerance)
  }
  it("has TensorFlow's phases", () => {
    const given = [0.9787379841057392, 0.9500884175255894, 2.240893199201458, -0.1513572082976979]
    const others = [1.8675579901499675, -0.10321885179355784, -0.977277879876411, 0.41059850193837233]
    const { values, u, v } = complexSingularMatrices(
      matrix(2, 4, Float64Array.of(...given, ...others)),
      complex128,
      false,
    )
    close(values, [2.7266814961252255, 2.0229694902037685])
    close(u, [
      ...[0.8855988375539274, -0.23924824804134548, -0.2713503674526337, -0.29127985308908655],
      ...[-0.2582986735878973, -0.30291379954536907, 0.33906426523633615, -0.8523851531481905],
    ])
    close(v, [
      ...[0.06907330201986174, -0.611706547929538, 0.08842539102595297, -0.7830867949276811],
      ...[0.7880634353706564, 0, -0.6155940397955452, 0],
    ])
  })
  it.each([
    [5, 3],
    [3, 5],
    [20, 18],
    [18, 20],
  ])('gives back a matrix of %i by %i', (rows, columns) => {
    const data = Float64Array.from({ length: 2 * rows * columns }, (_, i) => ((i * 7919) % 2003) / 1000 - 1)
    const { values, u, v } = complexSingularMatrices(matrix(rows, 2 * columns, data), complex128, false)
    const size = values.length
    const product = data.map((_, at) => {
      const [i, j] = [Math.floor(at / 2 / columns), Math.floor(at / 2) % columns]
      let sum = 0
      for (let k = 0; k < size; k++) {
        const [ur, ui, vr, vi] = [
          u[(i * size + k) * 2],
          u[(i * size + k) * 2 + 1],
          v[(j * size + k) * 2],
          v[(j * size + k) * 2 + 1],
        ] as number[]
        sum += (values[k] as number) * (at % 2 === 0 ? ur! * vr! + ui! * vi! : ui! * vr! - ur! * vi!)
      }
      return sum
    })
    close(product, Array.from(data), 1e-11)
  })
  it('gives no values for empty matrices and zeros for zeros', () => {
    expect(complexSingularMatrices(matrix(0, 4), complex128, false).values.length).toBe(0)
    expect(Array.from(complexSingularMatrices(matrix(3, 6), complex128, true).values)).toEqual([0, 0, 0])
  })
})
