/** Values and messages of neural network ops. Expected ones are TensorFlow 0.12.1's. */
import { afterEach, describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

afterEach(() => tf.reset_default_graph())
const run = (fetch: tf.Fetch, feeds: [tf.Tensor, unknown][] = []) =>
  new tf.Session().run(fetch, { feed_dict: feeds as never })

test('softmax does not overflow, along any dimension', () => {
  expect(run(tf.nn.softmax([[1000, 1000]])).tolist()).toEqual([[0.5, 0.5]])
  const x = tf.constant([
    [
      [1, 2],
      [3, 4],
    ],
    [
      [5, 6],
      [7, 8],
    ],
  ])
  const sums = run(tf.reduce_sum(tf.nn.softmax(x, { dim: 1 }), 1))
    .tolist()
    .flat() as number[]
  for (const sum of sums) expect(sum).toBeCloseTo(1, 6)
})

test('labels outside of the classes are refused', () => {
  const labels = tf.placeholder(tf.int32, [2])
  const loss = tf.nn.sparse_softmax_cross_entropy_with_logits(tf.zeros([2, 4]), labels)
  expect(
    run(loss, [[labels, [0, 3]]])
      .tolist()
      .map((x: number) => x.toFixed(4)),
  ).toEqual(['1.3863', '1.3863'])
  expect(() => run(loss, [[labels, [4, -1]]])).toThrow(
    'Received a label value of -1 which is outside the valid range of [0, 4).  Label values: 4 -1',
  )
  expect(() => tf.nn.sparse_softmax_cross_entropy_with_logits(tf.zeros([2, 4]), tf.zeros([2, 1], tf.int32))).toThrow(
    'Rank mismatch: Rank of labels (received 2) should equal rank of logits minus 1 (received 2).',
  )
})

test('the largest elements, the first of equal ones first', () => {
  const [values, indices] = run(tf.nn.top_k([[3, 1, 3, 2]], 3)) as [tf.NDArray, tf.NDArray]
  expect([values.tolist(), indices.tolist()]).toEqual([[[3, 3, 2]], [[0, 2, 3]]])
  expect(() => tf.nn.top_k([1, 2], 3)).toThrow('input must have last dimension >= k = 3 but is 2')
})

test('dropout keeps the mean and refuses what is no probability', () => {
  const x = tf.ones([1000])
  const kept = run(tf.nn.dropout(x, 0.25, { seed: 1 })) as tf.NDArray
  expect(new Set(kept.tolist() as number[])).toEqual(new Set([0, 4]))
  expect(tf.nn.dropout(x, 1)).toBe(x)
  expect(() => tf.nn.dropout(x, 0)).toThrow('keep_prob must be a scalar tensor or a float in the range (0, 1], got 0')
})

test('biases go to channels', () => {
  expect(run(tf.nn.bias_add([[1, 2]], [10, 20])).tolist()).toEqual([[11, 22]])
  const second = tf.nn.bias_add(tf.zeros([1, 2, 1, 2]), [1, 2], { data_format: 'NCHW' })
  expect(run(second).tolist()).toEqual([[[[1, 1]], [[2, 2]]]])
  expect(() => tf.nn.bias_add([[1, 2]], [1, 2, 3])).toThrow("Dimensions must be equal, but are 2 and 3 for 'BiasAdd")
})

test('rows of tables in parts', () => {
  const parts = [tf.constant([[0], [2], [4]]), tf.constant([[1], [3]])]
  expect(run(tf.nn.embedding_lookup(parts, tf.constant([4, 0, 3], tf.int32))).tolist()).toEqual([[4], [0], [3]])
  const following = [tf.constant([[0], [1], [2]]), tf.constant([[3], [4]])]
  const found = tf.nn.embedding_lookup(following, tf.constant([4, 0, 3], tf.int32), { partition_strategy: 'div' })
  expect(run(found).tolist()).toEqual([[4], [0], [3]])
  expect(() => tf.nn.embedding_lookup([], [1])).toThrow('Need at least one param')
})

test('random numbers go on from run to run, and begin anew with a session', () => {
  const x = tf.random_uniform([2], { seed: 3 })
  const session = new tf.Session()
  const [first, second] = [session.run(x).tolist(), session.run(x).tolist()]
  expect(first).not.toEqual(second)
  expect(run(x).tolist()).toEqual(first)
  expect(() => tf.random_uniform([2], { dtype: tf.int32 })).toThrow('Must specify maxval for integer dtype tf.int32')
  expect(() => tf.truncated_normal([2], { dtype: tf.int32 })).toThrow(
    "Expected int32, got 0.0 of type 'float' instead.",
  )
})

test('a crop must fit', () => {
  const size = tf.placeholder(tf.int32, [1])
  const crop = tf.random_crop(tf.constant([1, 2, 3]), size)
  expect(run(crop, [[size, [3]]]).tolist()).toEqual([1, 2, 3])
  expect(() => run(crop, [[size, [4]]])).toThrow('assertion failed: [Need value.shape >= size, got ] [3] [4]')
})

test.each([
  [12, 1, 3, [2, 5, 8, 11]],
  [10, 1, 4, [1, 5, 9]],
  [11, 1, 4, [2, 6, 10]],
  [12, 2, 5, [3, 13, 23]],
  [11, 2, 5, [3, 13, 11]],
  [12, 1, 7, [3, 10]],
])('windows far apart share what is left over: %i rows, windows of %i, stride %i', (height, size, stride, expected) => {
  const rows = Array.from({ length: height }, (_, i) => i + 1)
  const ones = new Array<number>(size).fill(1)
  const [image, volume] = [
    tf.placeholder(tf.float32, [1, height, 1, 1]),
    tf.placeholder(tf.float32, [1, height, 1, 1, 1]),
  ]
  const flat = (y: tf.Tensor): tf.Tensor => tf.reshape(y, [-1])
  const planar = tf.reshape(tf.constant(ones, tf.float32), [size, 1, 1, 1])
  const fetches = [
    flat(tf.nn.conv2d(image, planar, [1, stride, 1, 1], 'SAME')),
    flat(tf.nn.depthwise_conv2d(image, planar, [1, stride, stride, 1], 'SAME')),
    flat(
      tf.nn.conv3d(volume, tf.reshape(tf.constant(ones, tf.float32), [size, 1, 1, 1, 1]), [1, stride, 1, 1, 1], 'SAME'),
    ),
  ]
  const feeds: [tf.Tensor, unknown][] = [
    [image, [rows.map(row => [[row]])]],
    [volume, [rows.map(row => [[[row]]])]],
  ]
  for (const found of run(fetches, feeds) as readonly { tolist(): unknown }[]) expect(found.tolist()).toEqual(expected)
})

describe('labels of ctc_loss', () => {
  const loss = (labels: readonly number[], time = 4, collapse = false) => {
    const indices = tf.constant(labels.flatMap((_, i) => [0, i]).concat([1, 0]), {
      dtype: tf.int64,
      shape: [labels.length + 1, 2],
    })
    const sparse = new tf.SparseTensor(
      indices,
      tf.constant([...labels, 1], { dtype: tf.int32 }),
      tf.constant([2, 4], { dtype: tf.int64 }),
    )
    const logits = tf.constant(
      Array.from({ length: 24 }, (_, i) => ((i * 7919) % 97) / 31 - 1),
      { shape: [4, 2, 3] },
    )
    const losses = tf.nn.ctc_loss(logits, sparse, [time, 4], { preprocess_collapse_repeated: collapse })
    return run([losses, tf.gradients(losses, [logits])[0] as tf.Tensor] as never) as unknown as [tf.NDArray, tf.NDArray]
  }
  const first = (array: tf.NDArray): number => Number((array.data as Float32Array)[0])

  test.each([
    ['none', [], 4, 'Labels length is zero in batch 0'],
    ['none, no time', [], 0, 'Labels length is zero in batch 0'],
    [
      'one, no time',
      [1],
      0,
      'Not enough time for target transition sequence (required: 1, available: 0), skipping data instance in batch: 0',
    ],
    [
      'a blank counts',
      [0, 2, 2],
      2,
      'Not enough time for target transition sequence (required: 3, available: 2), skipping data instance in batch: 0',
    ],
    ['negative ones', [0, -1, -2], 1, 'All labels must be nonnegative integers, batch: 0 labels: 0,-1,-2'],
    [
      'after a blank',
      [0, 1, 2, 1],
      1,
      'Saw a non-null label (index >= num_classes - 1) following a null label, batch: 0 num_classes: 3 labels: 0,1',
    ],
    ['less than no time', [0], -1, 'seq_len(0) < 0'],
    ['more time than there is', [-1], 5, 'sequence_length(0) <= 4'],
  ])('%s', (_, labels, time, message) => {
    expect(() => loss(labels, time)).toThrow(message)
  })
  test('a blank ends them', () => {
    expect(loss([0, 2, 2]).map(each => each.tolist())).toEqual(loss([0]).map(each => each.tolist()))
    expect(first(loss([0, 7])[0])).toBeCloseTo(1.8645, 5)
  })
  test('repetitions may be left out, and take time all the same', () => {
    expect(loss([0, 0], 4, true)[0].tolist()).toEqual(loss([0])[0].tolist())
    expect(() => loss([0, 0, 0], 2, true)).toThrow('required: 3, available: 2')
  })
  test('without any path the loss is infinite, and the gradient that of no labels', () => {
    const [losses, gradient] = loss([0, 0, 0])
    expect(losses.tolist()).toEqual([Number.POSITIVE_INFINITY, expect.closeTo(3.220585, 5)])
    expect(first(gradient)).toBeCloseTo(0.0927792, 6)
  })
})

describe('gradients of pools with gaps between windows are refused, as soon as a loop of TensorFlow’s comes to an axis', () => {
  const [columns, rows, planes] = [
    [1, 1, 1, 2, 1],
    [1, 1, 2, 1, 1],
    [1, 2, 1, 1, 1],
  ] as const
  const gradient = (op: 'max' | 'avg', shape: readonly number[], strides: readonly number[]): tf.Tensor => {
    const args = { ksize: shape.map(() => 1), strides: [...strides], padding: 'SAME' }
    const pooled = tf.ones(shape.map((dim, axis) => Math.ceil(dim / (strides[axis] as number))))
    return (
      op === 'max'
        ? tf.nn.max_pool3d_grad(tf.ones([...shape]), pooled, pooled, args)
        : tf.nn.avg_pool3d_grad([...shape], pooled, args)
    ) as tf.Tensor
  }
  test.each(['max', 'avg'] as const)('%s, volumes', op => {
    const refused = (shape: readonly number[], strides: readonly number[]): void =>
      void expect(() => run(gradient(op, shape, strides))).toThrow('stride must be less than or equal to kernel size')
    for (const strides of [columns, rows, planes])
      for (const shape of [
        [1, 3, 3, 3, 1],
        [0, 3, 3, 3, 1],
        [1, 3, 3, 3, 0],
      ])
        refused(shape, strides)
    refused([1, 0, 3, 3, 1], columns)
    refused([1, 3, 0, 3, 1], columns)
    refused([1, 0, 3, 3, 1], rows)
    for (const shape of [
      [1, 3, 0, 3, 1],
      [1, 3, 3, 0, 1],
    ])
      expect(run(gradient(op, shape, planes)).shape).toEqual(shape)
    expect(run(gradient(op, [1, 3, 3, 0, 1], columns)).shape).toEqual([1, 3, 3, 0, 1])
  })
  test('avg, images', () => {
    const slope = (shape: readonly number[], strides: number[]): tf.NDArray => {
      const images = tf.ones([...shape])
      return run(tf.gradients(tf.nn.avg_pool(images, [1, 1, 1, 1], strides, 'SAME'), [images])[0] as never)
    }
    for (const [shape, strides] of [
      [
        [1, 3, 3, 1],
        [1, 2, 1, 1],
      ],
      [
        [1, 3, 3, 0],
        [1, 1, 2, 1],
      ],
      [
        [1, 3, 0, 1],
        [1, 2, 1, 1],
      ],
    ] as const)
      expect(() => slope(shape, [...strides])).toThrow('stride must be less than or equal to kernel size')
    for (const shape of [
      [0, 3, 3, 1],
      [1, 0, 3, 1],
      [1, 3, 0, 1],
    ])
      expect(slope(shape, [1, 1, 2, 1]).shape).toEqual(shape)
  })
})
