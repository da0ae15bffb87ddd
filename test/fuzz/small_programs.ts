/** Small programs of the kinds that the examples lack, as graphs to mutate. */
import * as tf from '../../src/index.ts'

const pixels = (...shape: number[]): tf.Tensor =>
  tf.reshape(
    tf.cast(
      tf.range(
        0,
        shape.reduce((a, b) => a * b, 1),
      ),
      tf.float32,
    ),
    shape,
  )
const rows = (): tf.Tensor =>
  tf.constant(
    [
      [0, 0],
      [1, 2],
      [2, 1],
    ],
    { dtype: tf.int64 },
  )
const sparse = (): tf.SparseTensor =>
  new tf.SparseTensor(rows(), tf.constant([1.5, -2, 3]), tf.constant([3, 4], { dtype: tf.int64 }))
const train = (loss: tf.Tensor, optimizer: tf.train.Optimizer = new tf.train.GradientDescentOptimizer(0.1)): unknown =>
  optimizer.minimize(loss)

/** Each builds its nodes in the default graph. */
export const SMALL_PROGRAMS: Readonly<Record<string, () => unknown>> = {
  'queue of pairs': () => {
    const queue = new tf.FIFOQueue(8, [tf.float32, tf.int32], [[2], []])
    tf.group(queue.enqueue([[1, 2], 3]), queue.enqueue_many([tf.ones([3, 2]), [1, 2, 3]]))
    return [queue.dequeue_many(2), queue.size(), queue.close()]
  },
  'queue that pads': () => {
    const queue = new tf.PaddingFIFOQueue(8, [tf.int32], [[null]])
    const filled = tf.group(queue.enqueue([[1]]), queue.enqueue([[1, 2, 3]]))
    return tf.control_dependencies([filled], () => queue.dequeue_many(2))
  },
  'queues that shuffle and order': () => {
    const shuffled = new tf.RandomShuffleQueue(10, 0, [tf.float32], { shapes: [[]], seed: 7 })
    const ordered = new tf.PriorityQueue(10, [tf.string], [[]])
    return [
      shuffled.enqueue_many([[1, 2, 3]]),
      shuffled.dequeue_up_to(2),
      ordered.enqueue([tf.constant(3, { dtype: tf.int64 }), 'a']),
      ordered.dequeue(),
    ]
  },
  'batches of slices': () => {
    const [image, label] = tf.train.slice_input_producer([tf.ones([4, 2, 2]), [1, 2, 3, 4]], {
      num_epochs: 1,
      seed: 3,
    }) as tf.Tensor[]
    return tf.train.batch([image as tf.Tensor, label as tf.Tensor], 2)
  },
  'arrays of tensors': () => {
    const array = new tf.TensorArray(tf.float32, 3, { dynamic_size: true, clear_after_read: false })
    const written = array.write(0, [1, 2]).write(1, [3, 4]).write(2, [5, 6])
    return tf.gradients(tf.reduce_sum(tf.square(written.pack())), [written.read(1)])
  },
  'arrays taken apart': () => {
    const array = new tf.TensorArray(tf.float32, 3).split(pixels(6, 2), [1, 2, 3])
    return [array.concat(), array.size(), new tf.TensorArray(tf.int32, 4).unpack([1, 2, 3, 4]).gather([3, 0])]
  },
  'loop in a loop': () => {
    const x = tf.constant(1.5)
    const [, y] = tf.while_loop(
      (i: tf.Tensor) => tf.less(i, 3),
      (i: tf.Tensor, a: tf.Tensor) => {
        const [, inner] = tf.while_loop(
          (j: tf.Tensor) => tf.less(j, i),
          (j: tf.Tensor, b: tf.Tensor) => [tf.add(j, 1), tf.mul(b, x)],
          [tf.constant(0), a],
        ) as tf.Tensor[]
        return [tf.add(i, 1), inner as tf.Tensor]
      },
      [tf.constant(0), x],
    ) as tf.Tensor[]
    return tf.gradients(y as tf.Tensor, [x])
  },
  'loop over vectors': () => {
    const scanned = tf.scan((a: tf.Tensor, x: tf.Tensor) => tf.add(tf.mul(a, 0.5), x), pixels(5, 2))
    const mapped = tf.map_fn((x: tf.Tensor) => tf.reduce_max(x), scanned as tf.Tensor)
    return [
      tf.foldl((a: tf.Tensor, x: tf.Tensor) => tf.add(a, x), mapped as tf.Tensor),
      tf.gradients(mapped as tf.Tensor, [scanned as tf.Tensor]),
    ]
  },
  'cases in conditions': () => {
    const x = tf.placeholder(tf.int32, [])
    const inner = (): tf.Tensor =>
      tf.cond(
        tf.equal(x, 2),
        () => tf.square(x),
        () => tf.neg(x),
      ) as tf.Tensor
    return tf.case(
      [
        [tf.less(x, 1), () => tf.constant(1, { dtype: tf.int32 })],
        [tf.greater(x, 5), inner],
      ],
      { default: () => tf.constant(-1, { dtype: tf.int32 }) },
    )
  },
  'network of recurrences': () => {
    const [weights, bias] = [new tf.Variable(tf.ones([5, 8])), new tf.Variable(tf.zeros([8]))]
    const inputs = new tf.TensorArray(tf.float32, 4).unpack(tf.placeholder(tf.float32, [4, 2, 3]))
    const [, , last] = tf.while_loop(
      (t: tf.Tensor) => tf.less(t, 4),
      (t: tf.Tensor, c: tf.Tensor, h: tf.Tensor) => {
        const gates = tf.add(tf.matmul(tf.concat(1, [inputs.read(t), h]), weights as never), bias as never)
        const [i, j, f, o] = tf.split(1, 4, gates) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]
        const state = tf.add(tf.mul(c, tf.sigmoid(f)), tf.mul(tf.sigmoid(i), tf.tanh(j)))
        return [tf.add(t, 1), state, tf.mul(tf.tanh(state), tf.sigmoid(o))]
      },
      [tf.constant(0, { dtype: tf.int32 }), tf.zeros([2, 2]), tf.zeros([2, 2])],
    ) as tf.Tensor[]
    return train(tf.reduce_mean(tf.square(last as tf.Tensor)))
  },
  'sparse products': () => {
    const x = new tf.Variable(tf.ones([4, 2]))
    const y = tf.sparse_tensor_dense_matmul(sparse(), x as unknown as tf.Tensor)
    return [
      train(tf.reduce_sum(tf.square(y)), new tf.train.AdagradOptimizer(0.1)),
      tf.sparse_reduce_sum(sparse(), 1),
      tf.sparse_tensor_to_dense(sparse()),
    ]
  },
  'sparse pieces': () => {
    const joined = tf.sparse_concat(0, [sparse(), tf.sparse_reorder(sparse())])
    return [
      tf.sparse_split(1, 2, joined),
      tf.sparse_reshape(joined, [4, 6]),
      tf.sparse_fill_empty_rows(sparse(), 9),
      tf.sparse_softmax(sparse()),
    ]
  },
  'embeddings of sparse ids': () => {
    const params = new tf.Variable(tf.ones([5, 2]))
    const ids = new tf.SparseTensor(
      rows(),
      tf.constant([0, 4, 2], { dtype: tf.int64 }),
      tf.constant([3, 4], { dtype: tf.int64 }),
    )
    const found = tf.nn.embedding_lookup_sparse(params, ids, null, { combiner: 'mean' })
    return train(tf.reduce_sum(found), new tf.train.AdamOptimizer(0.01))
  },
  'words and numbers': () => {
    const words = tf.string_split(['a b c', 'd e'])
    const joined = tf.reduce_join(tf.sparse_tensor_to_dense(words, { default_value: '_' }), 1, { separator: '-' })
    return [
      tf.string_join([joined, tf.as_string([1, 2])], '/'),
      tf.string_to_hash_bucket(joined, 10),
      tf.string_to_number(['1.5', '-2e3']),
      tf.encode_base64(joined),
    ]
  },
  'images resized and cut': () => {
    const images = pixels(2, 6, 5, 3)
    const small = tf.image.resize_bilinear(
      tf.image.extract_glimpse(
        images,
        [4, 4],
        [
          [0, 0],
          [1, 1],
        ],
      ),
      [3, 3],
    )
    const cut = tf.image.crop_and_resize(images, [[0, 0, 1, 1]], [1], [2, 2])
    return [
      tf.image.adjust_contrast(small, 1.5),
      tf.gradients(cut, [images]),
      tf.image.rgb_to_hsv(small),
      tf.image.resize_image_with_crop_or_pad(pixels(6, 5, 3), 4, 8),
    ]
  },
  'summaries merged': () => {
    const values = pixels(3, 4)
    tf.scalar_summary('mean', tf.reduce_mean(values))
    tf.histogram_summary('values', values)
    tf.image_summary('image', tf.reshape(values, [1, 3, 4, 1]))
    return tf.merge_all_summaries()
  },
  'convolutions with batch statistics': () => {
    const images = tf.placeholder(tf.float32, [2, 6, 6, 2])
    const convolved = tf.nn.conv2d(images, new tf.Variable(tf.ones([3, 3, 2, 2])) as never, [1, 2, 2, 1], 'SAME')
    const [mean, variance] = tf.nn.moments(convolved, [0, 1, 2]) as tf.Tensor[]
    const normal = tf.nn.batch_normalization(convolved, mean as tf.Tensor, variance as tf.Tensor, null, null, 1e-3)
    return train(
      tf.reduce_sum(tf.nn.max_pool(tf.nn.relu(normal), [1, 2, 2, 1], [1, 1, 1, 1], 'VALID')),
      new tf.train.MomentumOptimizer(0.1, 0.9),
    )
  },
  volumes: () =>
    tf.nn.max_pool3d(
      tf.nn.conv3d(pixels(1, 3, 4, 4, 1), tf.ones([2, 2, 2, 1, 2]), [1, 1, 1, 1, 1], 'SAME'),
      [1, 2, 2, 2, 1],
      [1, 1, 1, 1, 1],
      'SAME',
    ),
  'sequences aligned': () => {
    const labels = new tf.SparseTensor(
      tf.constant(
        [
          [0, 0],
          [1, 1],
        ],
        { dtype: tf.int64 },
      ),
      tf.constant([1, 2], { dtype: tf.int32 }),
      tf.constant([2, 2], { dtype: tf.int64 }),
    )
    const inputs = pixels(4, 2, 4)
    return [tf.gradients(tf.nn.ctc_loss(inputs, labels, [4, 3]), [inputs]), tf.nn.ctc_greedy_decoder(inputs, [4, 3])]
  },
  'partitions and stitches': () => {
    const parts = tf.dynamic_partition(pixels(6, 2), [0, 1, 0, 2, 1, 0], 3)
    const places = tf.dynamic_partition(tf.range(0, 6), [0, 1, 0, 2, 1, 0], 3)
    const [values, index] = tf.unique([3, 1, 3, 2]) as unknown as tf.Tensor[]
    return [
      tf.dynamic_stitch(places, parts),
      tf.unsorted_segment_sum(values as tf.Tensor, [0, 1, 1], 2),
      tf.gather(values as tf.Tensor, index as tf.Tensor),
    ]
  },
  'slices assigned': () => {
    const x = new tf.Variable(tf.zeros([4, 3]))
    const y = tf.scatter_add(x, [0, 2], tf.ones([2, 3]))
    return [
      tf.strided_slice(y, [0, 0], [4, 3], [2, 1]),
      tf.reverse_sequence(y, [1, 2, 3, 1], 1, { batch_dim: 0 }),
      tf.pad(
        y,
        [
          [1, 0],
          [0, 2],
        ],
        'REFLECT',
      ),
    ]
  },
  'matrices solved': () => {
    const a = tf.add(tf.matmul(pixels(3, 3), pixels(3, 3), { transpose_b: true }), tf.diag([9, 9, 9]))
    return [
      tf.gradients(tf.matrix_determinant(a), [a]),
      tf.cholesky(a),
      tf.matrix_solve(a, pixels(3, 2)),
      tf.self_adjoint_eigvals(a),
    ]
  },
  spectra: () => tf.real(tf.ifft(tf.fft(tf.complex(pixels(8), tf.zeros([8]))))),
  'samples of classes': () => {
    const weights = new tf.Variable(tf.ones([6, 3]))
    const labels = tf.constant([[1], [4]], { dtype: tf.int64 })
    return train(tf.reduce_mean(tf.nn.nce_loss(weights, tf.zeros([6]), tf.ones([2, 3]), labels, 2, 6)))
  },
  'records parsed': () => {
    const example = tf.placeholder(tf.string, [])
    return [
      tf.parse_single_example(example, {
        a: new tf.FixedLenFeature([2], tf.float32, [1, 2]),
        b: new tf.VarLenFeature(tf.int64),
      }),
      tf.decode_csv(['1,x', '2,y'], [[0], ['']]),
      tf.decode_raw(['abcd'], tf.int16),
    ]
  },
  'random numbers': () => [
    tf.random_shuffle(tf.random_normal([4, 2], { seed: 1 }), 2),
    tf.multinomial(tf.zeros([2, 3]), 4, 5),
    tf.random_gamma([2], [0.5, 1.5], { seed: 3 }),
    tf.random_crop(pixels(5, 5), [2, 3], 4),
  ],
}
