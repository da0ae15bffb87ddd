/** py_func: what the function is given, what it may return, and the errors of TensorFlow 0.12.1 where it does not fit. */
import { beforeEach, expect, test, vi } from 'vitest'
import * as tf from '../../src/index.ts'

beforeEach(() => tf.reset_default_graph())
// biome-ignore lint/suspicious/noExplicitAny: leaves of results are typed any
const run = (fetch: tf.Fetch): any => {
  using session = new tf.Session()
  return session.run(fetch)
}

test('the function gets arrays, and plain values for scalars', () => {
  const seen: unknown[] = []
  const y = tf.py_func(
    (a: number, b: tf.NDArray, c: Buffer) => {
      seen.push(a, b.shape, c.toString())
      return b
    },
    [tf.constant(1.5), [[1, 2]], 'text'],
    tf.float32,
  )
  expect(run(y).tolist()).toEqual([[1, 2]])
  expect(seen).toEqual([1.5, [1, 2], 'text'])
})

test('several outputs, strings, shapes unknown', () => {
  const y = tf.py_func(() => [3, ['x', 'yz']], [], [tf.int32, tf.string])
  const [count, words] = run(y)
  expect(count).toBe(3)
  expect(words.tolist().map(String)).toEqual(['x', 'yz'])
  expect(y[0].get_shape().toString()).toBe('<unknown>')
  expect(tf.py_func(() => 1, [], tf.float32, { stateful: false }).op.type).toBe('PyFuncStateless')
})

test('without outputs it is an operation', () => {
  let calls = 0
  const op = tf.py_func(() => void calls++, [], [])
  expect(op).toBeInstanceOf(tf.Operation)
  expect(run(op)).toBeNull()
  expect(calls).toBe(1)
})

test('no gradient', () => {
  const x = tf.constant(1)
  expect(
    tf.gradients(
      tf.py_func((v: number) => v, [x], tf.float32),
      x,
    ),
  ).toEqual([null])
})

test('what does not fit', () => {
  const f32 =
    (func: () => unknown): (() => unknown) =>
    () =>
      run(tf.py_func(func, [], tf.float32))
  expect(f32(() => [1, 2])).toThrow(
    /^pyfunc_\d+ returns 2 values, but expects to see 1 values\.\n\t \[\[Node: PyFunc = PyFunc\[/,
  )
  expect(f32(() => null)).toThrow(/returns 0 values, but expects to see 1 values\./)
  expect(f32(() => tf.int(1))).toThrow(/^0-th value returned by pyfunc_\d+ is int64, but expects float\n/)
  expect(f32(() => tf.float(1))).toThrow(/is double, but expects float\n/)
  expect(f32(() => true)).toThrow(/is bool, but expects float\n/)
  expect(f32(() => 'a')).toThrow(/is string, but expects float\n/)
  expect(() => run(tf.py_func(() => 1.5, [], tf.int32))).toThrow(/is double, but expects int32\n/)
})

test('an exception fails the run', () => {
  const log = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const boom = (): never => {
    throw new Error('boom')
  }
  try {
    run(tf.py_func(boom, [], tf.float32))
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(tf.errors.InternalError)
    expect((error as Error).message).toMatch(
      /^Failed to run py callback pyfunc_\d+: see error log\.\n\t \[\[Node: PyFunc = PyFunc\[Tin=\[\], Tout=\[DT_FLOAT\]/,
    )
    expect(log.mock.calls.join('')).toContain('boom')
  } finally {
    log.mockRestore()
  }
})
