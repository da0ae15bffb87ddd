/** Assertions and prints: facts asked of TensorFlow 0.12.1. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import * as tf from '../../src/index.ts'
import { summarizeValue } from '../../src/kernels/reference/text/summarize.ts'

const inGraph = (body: () => void) => (): void => new tf.Graph().as_default(body)
const of = (values: unknown, dtype: 'int32' | 'float32' | 'float64' | 'bool'): tf.NDArray =>
  tf.NDArray.of(values as never, dtype)
const numbered = (...shape: number[]): tf.NDArray => {
  const size = shape.reduce((a, b) => a * b, 1)
  return new tf.NDArray(
    'int32',
    shape,
    Int32Array.from({ length: size }, (_, i) => i),
  )
}

describe('values in messages', () => {
  test('are nested and cut', () => {
    expect(summarizeValue(numbered(2, 3), 3)).toBe('[0 1 2]...')
    expect(summarizeValue(numbered(2, 3), 10)).toBe('[0 1 2][3 4 5]')
    expect(summarizeValue(numbered(2, 3, 4), 7)).toBe('[[0 1 2 3][4 5 6]]...')
    expect(summarizeValue(numbered(2, 3), -1)).toBe('...')
    expect(summarizeValue(numbered(2, 0), 3)).toBe('')
  })
  test('are printed in as many digits as they need', () => {
    expect(
      summarizeValue(of([1.5, 2, 1e10, 1e-7, Number.POSITIVE_INFINITY, -1 / 3, 123456789, 1e6, 0.1], 'float32'), 20),
    ).toBe('1.5 2 1e+10 1e-07 inf -0.33333334 1.2345679e+08 1e+06 0.1')
    expect(summarizeValue(of([1e10, -1 / 3, 123456789], 'float64'), 20)).toBe(
      '10000000000 -0.33333333333333331 123456789',
    )
    expect(summarizeValue(of([true, false], 'bool'), 20)).toBe('1 0')
    expect(summarizeValue(new tf.NDArray('string', [], [Buffer.from('a\0b\xff', 'latin1')]), 3)).toBe('a\\000b\\377')
  })
})

describe('Assert', () => {
  test(
    'shows its data',
    inGraph(() => {
      const failing = tf.Assert(tf.constant(false), [tf.constant(numbered(2, 3)), tf.constant('hello')])
      expect(() => new tf.Session().run(failing)).toThrow('assertion failed: [[0 1 2]...] [hello]')
    }),
  )
  test(
    'of floats is guarded by a conditional',
    inGraph(() => {
      const x = tf.placeholder(tf.float32, [2])
      const check = tf.assert_positive(x)
      const session = new tf.Session()
      session.run(check, [[x, [1, 2]]])
      expect(() => session.run(check, [[x, [1, -2]]])).toThrow('Condition x > 0 did not hold element-wise: x = ')
    }),
  )
  test(
    'static checks',
    inGraph(() => {
      const x = tf.constant([[1, 2]], null, null, 'm')
      expect(() => tf.assert_rank(x, 1)).toThrow('.  Tensor m:0 must have rank 1.  Received rank 2, shape (1, 2)')
      expect(() => tf.assert_rank_at_least(x, 3, { message: 'no' })).toThrow(
        'no.  Tensor m:0 must have rank at least 3.  Received rank 2, shape (1, 2)',
      )
      expect(() => tf.assert_type(x, tf.int32)).toThrow("  m must be of type <dtype: 'int32'>")
      expect(() => tf.assert_integer(x)).toThrow(
        'Expected "x" to be integer type.  Found: m:0 of dtype <dtype: \'float32\'>',
      )
      expect(() => tf.assert_proper_iterable('abc')).toThrow('Expected argument "values" to be a "proper" iterable.')
      expect(tf.assert_rank(x, 2).type).toBe('NoOp')
    }),
  )
})

test(
  'monotonic sequences',
  inGraph(() => {
    const session = new tf.Session()
    expect(session.run(tf.is_non_decreasing(tf.constant([1, 1, 2])))).toBe(true)
    expect(session.run(tf.is_strictly_increasing(tf.constant([1, 1, 2])))).toBe(false)
    expect(session.run(tf.is_strictly_increasing(tf.constant([1])))).toBe(true)
  }),
)

describe('numbers', () => {
  test(
    'are checked even where nothing needs them',
    inGraph(() => {
      const x = tf.placeholder(tf.float32, [2], 'x')
      const checked = tf.verify_tensor_all_finite(x, 'bad x')
      const all = tf.add_check_numerics_ops()
      const session = new tf.Session()
      expect(session.run(checked, [[x, [1, 2]]]).tolist()).toEqual([1, 2])
      expect(() => session.run(checked, [[x, [1, Number.NaN]]])).toThrow('bad x : Tensor had NaN values')
      expect(() => session.run(checked, [[x, [Number.POSITIVE_INFINITY, Number.NaN]]])).toThrow(
        'bad x : Tensor had Inf and NaN values',
      )
      expect(() => session.run(all, [[x, [Number.NEGATIVE_INFINITY, 0]]])).toThrow('Tensor had Inf values')
    }),
  )
})

describe('Print', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })
  test(
    'writes to stderr, as often as asked',
    inGraph(() => {
      const written: string[] = []
      vi.spyOn(process.stderr, 'write').mockImplementation(text => {
        written.push(String(text))
        return true
      })
      const printed = tf.Print(tf.constant(7), [tf.constant(1.5), tf.constant(numbered(4))], 'msg: ', 2)
      const session = new tf.Session()
      for (let i = 0; i < 3; i++) expect(session.run(printed)).toBe(7)
      expect(written).toHaveLength(2)
      expect(written[0]).toContain('msg: [1.5][0 1 2...]')
    }),
  )
})
