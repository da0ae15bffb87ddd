/** Runs themselves: many at once, in parts, large ones, what they tell of themselves. */
import * as tf from '../../../src/index.ts'
import type { Check } from './check.ts'

const LATER = ['1.15.5', '2.21.0']

export const runs: Check[] = [
  {
    name: '50 runs at once',
    run: async sess => {
      const x = tf.placeholder(tf.float32, [], { name: 'x' })
      const y = tf.square(x)
      return await Promise.all(Array.from({ length: 50 }, (_, i) => sess.run_async(y, [[x, i]])))
    },
    expected: Array.from({ length: 50 }, (_, i) => i * i),
  },
  {
    name: '100 MB there and back',
    run: sess => {
      const size = 25 * 2 ** 20
      const x = tf.placeholder(tf.float32, [size], { name: 'x' })
      const fed = tf.np.arange(size, { dtype: tf.np.float32 } as never)
      const got = sess.run(tf.neg(x), [[x, fed]] as never) as tf.NDArray
      const { data } = got
      return [got.shape, data[0], data[1], data[1_000_000], data[size - 1]].map(each =>
        typeof each === 'number' ? each + 0 : each,
      )
    },
    expected: [[25 * 2 ** 20], 0, -1, -1_000_000, -(25 * 2 ** 20 - 1)],
  },
  {
    name: 'a run in parts',
    versions: LATER,
    run: sess => {
      const a = tf.placeholder(tf.float32, [], { name: 'a' })
      const b = tf.placeholder(tf.float32, [], { name: 'b' })
      const sum = tf.add(a, 1)
      const product = tf.mul(sum, b)
      const handle = sess.partial_run_setup([sum, product], [a, b])
      return [sess.partial_run(handle, sum, [[a, 2]] as never), sess.partial_run(handle, product, [[b, 10]] as never)]
    },
    expected: [3, 30],
  },
  {
    name: 'a run in parts, where the server has none',
    versions: ['0.12.1'],
    run: sess => {
      const a = tf.placeholder(tf.float32, [], { name: 'a' })
      return sess.partial_run_setup([tf.add(a, 1)], [a])
    },
    error: () => [tf.errors.UnimplementedError, /The server is TensorFlow 0\.12\.1, which has no runs in parts/],
  },
  {
    name: 'statistics of a run',
    run: sess => {
      const y = tf.matmul(tf.ones([2, 2]), tf.ones([2, 2]), { name: 'y' })
      const options = new tf.RunOptions({ trace_level: tf.RunOptions.FULL_TRACE })
      const run_metadata = new tf.RunMetadata()
      sess.run(y, { options, run_metadata })
      return Array.from(run_metadata.step_stats.dev_stats).some(({ device }) => /^\/job:local\/.*cpu:0/i.test(device))
    },
    expected: true,
  },
  {
    name: 'the devices of the server',
    run: sess =>
      sess
        .list_devices()
        .some(({ name, device_type }) => /^\/job:local\/.*cpu:0$/i.test(name) && device_type === 'CPU'),
    expected: true,
  },
  {
    name: 'a target that is an operation',
    run: sess => {
      const v = new tf.Variable(1, { dtype: tf.float32, name: 'v' })
      const nothing = sess.run(v.initializer)
      return [nothing, sess.run([v, tf.no_op()])]
    },
    expected: [null, [1, null]],
  },
  {
    name: 'run_async after run, one session',
    run: async sess => {
      const x = tf.constant([1, 2], { dtype: tf.float32 })
      const first = sess.run(tf.neg(x))
      return [first, await sess.run_async(tf.square(x)), sess.run(tf.exp(tf.zeros([1])))]
    },
    expected: [[-1, -2], [1, 4], [1]],
  },
  {
    name: 'an error leaves the session as it was',
    run: sess => {
      const x = tf.placeholder(tf.float32, [], { name: 'x' })
      const y = tf.square(x)
      try {
        sess.run(y)
      } catch {
        return sess.run(y, [[x, 4]])
      }
      return 'no error'
    },
    expected: 16,
  },
  {
    name: 'a dequeue that waits for an enqueue of another run, both in the graph before',
    run: async sess => {
      const queue = new tf.FIFOQueue(2, [tf.float32], { shapes: [[]] })
      const enqueue = queue.enqueue([tf.constant(6, { dtype: tf.float32 })])
      const options = new tf.RunOptions({ timeout_in_ms: 10_000 })
      const [taken] = await Promise.all([
        sess.run_async(queue.dequeue() as tf.Tensor, { options }),
        sess.run_async(enqueue, { options }),
      ])
      return taken
    },
    expected: 6,
  },
  {
    // a server of 0.12.1 adds no nodes while a step runs, whoever asks
    name: 'a dequeue that waits for an enqueue made later',
    versions: LATER,
    run: async sess => {
      const queue = new tf.FIFOQueue(2, [tf.float32], { shapes: [[]] })
      const taken = sess.run_async(queue.dequeue() as tf.Tensor)
      await sess.run_async(queue.enqueue([tf.constant(6, { dtype: tf.float32 })]))
      return await taken
    },
    expected: 6,
  },
  {
    name: 'random numbers of a seed',
    run: sess => sess.run([tf.random_uniform([4], 0, 1, { seed: 1 }), tf.random_normal([4], { seed: 1 })]),
  },
  {
    name: 'a variable of random numbers of a seed',
    run: sess => {
      tf.set_random_seed(7)
      const v = new tf.Variable(tf.truncated_normal([3, 2]), { name: 'v' })
      sess.run(v.initializer)
      return sess.run(v)
    },
  },
  {
    name: 'merged summaries',
    run: sess => {
      tf.scalar_summary('loss', tf.constant(2.5, { dtype: tf.float32 }))
      const bytes = sess.run(tf.merge_all_summaries() as tf.Tensor) as unknown
      return tf.Summary.FromString(bytes as Buffer).value[0]?.simple_value
    },
    expected: 2.5,
  },
]

const one = (...values: number[]): tf.Tensor => tf.constant(values, { dtype: tf.float32 })
const square = (): tf.Tensor =>
  tf.constant(
    [
      [2, 1],
      [1, 3],
    ],
    { dtype: tf.float32 },
  )
const image = (): tf.Tensor => tf.reshape(tf.range(0, 32, 1), [1, 4, 4, 2])
/** Computations whose values are this process'. */
const computed: Record<string, () => unknown> = {
  'means and sums': () => [tf.reduce_mean(one(1, 2, 6)), tf.reduce_sum(square(), 0), tf.reduce_max(square(), 1)],
  concat: () => tf.concat(0, [one(1, 2), one(3)]),
  split: () => tf.split(0, 2, one(1, 2, 3, 4)),
  'pack and unpack': () => tf.unpack(tf.pack([one(1, 2), one(3, 4)])),
  'slices with strides': () => tf.strided_slice(one(0, 1, 2, 3, 4, 5), [1], [6], [2]),
  gather: () => tf.gather(one(5, 6, 7), tf.constant([2, 0], { dtype: tf.int32 })),
  one_hot: () => tf.one_hot(tf.constant([2, 0], { dtype: tf.int32 }), 3),
  'an inverse and a determinant': () => [tf.matrix_inverse(square()), tf.matrix_determinant(square())],
  cholesky: () => tf.cholesky(square()),
  softmax: () => [tf.nn.softmax(square()), tf.nn.log_softmax(square())],
  'a convolution': () => tf.nn.conv2d(tf.to_float(image()), tf.ones([2, 2, 2, 3]), [1, 1, 1, 1], 'SAME'),
  'a pool': () => tf.nn.max_pool(tf.to_float(image()), [1, 2, 2, 1], [1, 2, 2, 1], 'VALID'),
  'a cast': () => tf.cast(one(1.7, -1.7), tf.int32),
  'where and select': () => [
    tf.where(tf.greater(one(1, -1, 2), 0)),
    tf.select(tf.greater(one(1, -1), 0), one(1, 2), one(3, 4)),
  ],
  'strings joined': () => tf.string_join([tf.constant(['a', 'b']), tf.constant(['c', 'd'])], '-'),
  'hashes of strings': () => tf.string_to_hash_bucket_fast(tf.constant(['a', 'bc']), 1000),
  'segments of a sum': () => tf.segment_sum(one(1, 2, 3), tf.constant([0, 0, 1], { dtype: tf.int32 })),
  unique: () => tf.unique(tf.constant([4, 4, 2], { dtype: tf.int32 }))[0],
  'the division and the rest': () => [
    tf.div(tf.constant([7, 8], { dtype: tf.int32 }), 2),
    tf.mod(tf.constant([7, 8], { dtype: tf.int32 }), 3),
  ],
  'moments and batch normalisation': () => {
    const [mean, variance] = tf.nn.moments(square(), [0])
    return tf.nn.batch_normalization(square(), mean as tf.Tensor, variance as tf.Tensor, null, null, 1e-3)
  },
  'second derivatives': () => {
    const x = one(1, 2)
    const [first] = tf.gradients(tf.mul(tf.square(x), x), [x])
    return tf.gradients(first as tf.Tensor, [x])
  },
  'a look-up of embeddings and its gradient': () => {
    const table = square()
    const rows = tf.nn.embedding_lookup(table, tf.constant([1, 1], { dtype: tf.int32 }))
    return [rows, tf.convert_to_tensor(tf.gradients(rows, [table])[0] as never)]
  },
}
for (const [name, make] of Object.entries(computed)) runs.push({ name, run: sess => sess.run(make() as never) })
