/** Which placeholder is said to be missing where several are: TensorFlow merges equal ones, and its first worker takes the last. */
import { describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { executing } from '../support/environment.ts'

const TYPES: Readonly<Record<string, tf.DType>> = { f: tf.float32, i: tf.int32, d: tf.float64 }

/** Placeholders `p0`, `p1` … of these types, none of them fed, and the one that TensorFlow 0.12.1 names. */
const MISSING = {
  ff: 'p0',
  fi: 'p1',
  if: 'p1',
  fif: 'p1',
  ffi: 'p2',
  iff: 'p1',
  ifi: 'p1',
  fidfid: 'p2',
  dfiidf: 'p2',
  fffi: 'p3',
  fiff: 'p1',
} as const

function missing(build: () => tf.Fetch, feed_dict: readonly (readonly [string, unknown])[] = []): string {
  return new tf.Graph().as_default(() => {
    const fetches = build()
    using session = new tf.Session()
    try {
      session.run(fetches, { feed_dict: Object.fromEntries(feed_dict) })
    } catch (error) {
      if (error instanceof tf.errors.InvalidArgumentError)
        return /You must feed a value for placeholder tensor '(.*)' with dtype/.exec(error.message)?.[1] ?? ''
      throw error
    }
    return ''
  })
}

describe.each(['compiled', 'reference'])('%s', executor => {
  test.each(Object.entries(MISSING))('%s', (types, name) => {
    using _executor = executing(executor)
    expect(
      missing(() => [...types].map((type, i) => tf.neg(tf.placeholder(TYPES[type] as tf.DType, null, `p${i}`)))),
    ).toBe(name)
  })

  test('the batch and the labels of a tutorial look the same to TensorFlow', () => {
    using _executor = executing(executor)
    const build = (): tf.Tensor => {
      const x = tf.placeholder(tf.float32, [null, 3], 'x')
      const y_ = tf.placeholder(tf.float32, [null, 2], 'y_')
      return tf.matmul(x, tf.zeros([3, 2])).sub(y_)
    }
    expect(missing(build)).toBe('x')
    expect(missing(build, [['x:0', [[1, 2, 3]]]])).toBe('y_')
  })

  test('what waits for something else is another', () => {
    using _executor = executing(executor)
    const build = (): tf.Tensor => {
      const x = tf.placeholder(tf.float32, null, 'x')
      const y = tf.control_dependencies([tf.no_op()], () => tf.placeholder(tf.float32, null, 'y'))
      return y.add(x)
    }
    expect(missing(build)).toBe('y')
  })

  test('of sparse placeholders the values are missing first', () => {
    using _executor = executing(executor)
    const dense = (name: string): tf.Tensor => tf.sparse_tensor_to_dense(tf.sparse_placeholder(tf.float32, { name }))
    expect(missing(() => [dense('s'), dense('t')])).toBe('s/values')
  })
})
