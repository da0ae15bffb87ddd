/** Linear algebra and Fourier transforms: results against their definitions, messages of TensorFlow 0.12.1. */
import { describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

const run = (fetch: tf.Tensor): tf.NDArray => new tf.Session('', { graph: fetch.graph }).run(fetch) as tf.NDArray
const m = (values: unknown): tf.Tensor => tf.constant(values as never, tf.float64)
/** Largest difference of the elements of two arrays. */
function distance(a: tf.NDArray, b: tf.NDArray): number {
  expect([...a.shape]).toEqual([...b.shape])
  return Math.max(0, ...Array.from(a.data as Float64Array, (x, i) => Math.abs(x - (b.data as Float64Array)[i]!)))
}
const general = m([
  [2, 1, -1],
  [0.5, 3, 1],
  [1, -2, 4],
])
const symmetric = m([
  [4, 1, 0.5],
  [1, 3, -0.25],
  [0.5, -0.25, 2],
])

describe('definitions', () => {
  test('inverse and determinant', () => {
    expect(
      distance(run(tf.matmul(general, tf.matrix_inverse(general))), run(tf.eye(3, { dtype: tf.float64 }))),
    ).toBeLessThan(1e-12)
    expect(
      run(
        tf.matrix_determinant(
          m([
            [
              [1, 2],
              [3, 4],
            ],
            [
              [2, 0],
              [0, 2],
            ],
          ]),
        ),
      ).tolist(),
    ).toEqual([-2, 4])
  })
  test('Cholesky factors read the lower triangle', () => {
    const l = tf.cholesky(
      m([
        [4, 100],
        [2, 5],
      ]),
    )
    expect(run(l).tolist()).toEqual([
      [2, 0],
      [1, 2],
    ])
  })
  test('eigenvectors', () => {
    const [e, v] = tf.self_adjoint_eig(symmetric)
    expect(distance(run(tf.matmul(symmetric, v)), run(tf.mul(v, e)))).toBeLessThan(1e-12)
    const values = run(e).tolist() as number[]
    expect(values).toEqual([...values].sort((a, b) => a - b))
  })
  for (const shape of [
    [4, 2],
    [2, 4],
    [3, 3],
  ]) {
    for (const full of [false, true]) {
      test(`singular values of ${shape}${full ? ', full' : ''}`, () => {
        const [rows, columns] = shape as [number, number]
        const a = m(
          Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => Math.sin(3 * i + j * j))),
        )
        const [s, u, v] = tf.svd(a, { full_matrices: full }) as [tf.Tensor, tf.Tensor, tf.Tensor]
        const p = Math.min(rows, columns)
        const cut = (x: tf.Tensor): tf.Tensor => tf.slice(x, [0, 0], [-1, p])
        expect(distance(run(tf.matmul(tf.mul(cut(u), s), cut(v), { transpose_b: true })), run(a))).toBeLessThan(1e-12)
        expect(
          distance(run(tf.matmul(u, u, { transpose_a: true })), run(tf.eye(full ? rows : p, { dtype: tf.float64 }))),
        ).toBeLessThan(1e-12)
      })
    }
  }
  test('least squares', () => {
    const x = tf.matrix_solve_ls(
      m([
        [1, 0],
        [1, 1],
        [1, 2],
      ]),
      m([[1], [3], [5]]),
      0,
    )
    expect(distance(run(x), tf.NDArray.of([[1], [2]], 'float64'))).toBeLessThan(1e-12)
    const rankDeficient = tf.matrix_solve_ls(
      m([
        [1, 1],
        [1, 1],
      ]),
      m([[1], [2]]),
      0,
      false,
    )
    expect(distance(run(rankDeficient), tf.NDArray.of([[0.75], [0.75]], 'float64'))).toBeLessThan(1e-12)
  })
  test('transforms and their inverses', () => {
    for (const length of [1, 2, 7, 8, 12]) {
      const line = tf.constant(Array.from({ length }, (_, i) => i - 1))
      const x = tf.complex(line, tf.zeros([length]))
      expect(distance(run(tf.real(tf.ifft(tf.fft(x)))), run(line))).toBeLessThan(1e-6)
      const sum = run(tf.real(tf.fft(x))).tolist() as number[]
      expect(sum[0]).toBeCloseTo((length * (length - 1)) / 2 - length, 5)
    }
  })
})

describe('messages', () => {
  const singular = m([
    [1, 2],
    [2, 4],
  ])
  const cases: readonly (readonly [string, () => tf.Tensor, string])[] = [
    ['inverse', () => tf.matrix_inverse(singular), 'Input is not invertible.'],
    ['solve', () => tf.matrix_solve(singular, m([[1], [2]])), 'Input matrix is not invertible.'],
    [
      'triangular solve',
      () =>
        tf.matrix_triangular_solve(
          m([
            [1, 0],
            [2, 0],
          ]),
          m([[1], [2]]),
        ),
      'Input matrix is not invertible.',
    ],
    [
      'Cholesky',
      () =>
        tf.cholesky(
          m([
            [1, 2],
            [2, 1],
          ]),
        ),
      'LLT decomposition was not successful. The input might not be valid.',
    ],
    ['determinant', () => tf.matrix_determinant(m([[Number.NaN]])), 'The determinant is not finite.'],
    [
      'eigenvalues',
      () =>
        tf.self_adjoint_eigvals(
          m([
            [Number.NaN, 1],
            [1, 2],
          ]),
        ),
      'Self Adjoint Eigen decomposition was not successful. The input might not be valid.',
    ],
    ['least squares', () => tf.matrix_solve_ls(singular, m([[1], [2]]), -1), 'l2_regularizer must be >= 0.'],
  ]
  for (const [name, make, message] of cases) {
    test(name, () => {
      expect(() => run(make())).toThrow(message)
    })
  }
  test('shapes', () => {
    expect(() =>
      tf.cholesky(
        m([
          [1, 2, 3],
          [4, 5, 6],
        ]),
      ),
    ).toThrow("Dimensions must be equal, but are 2 and 3 for 'Cholesky")
    const x = tf.placeholder(tf.float32)
    expect(() => new tf.Session().run(tf.cholesky(x), [[x, [1, 2]]])).toThrow(
      'Input tensor 0 must have rank >= 2, got1',
    )
    expect(() => new tf.Session().run(tf.cholesky(x), [[x, [[1, 2]]]])).toThrow('Input matrix must be square.')
  })
})
