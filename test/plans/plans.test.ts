/** Programs and plans of typical graphs, as text: printed/*.txt. A change of the compiler shows here as a change of its plans. */
import { beforeEach, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { printedPlans } from './printed_plans.ts'

beforeEach(() => tf.reset_default_graph())

type Feed = readonly (readonly [tf.Tensor, unknown])[]

/** The plans of `fetches` after the variables have their values. */
function plansOf(fetches: tf.Fetch, ...feeds: Feed[]): string {
  using session = new tf.Session('', { config: new tf.ConfigProto({ intra_op_parallelism_threads: 1 }) })
  session.run(tf.initialize_all_variables())
  return printedPlans(() => {
    for (const feed of feeds.length > 0 ? feeds : [[]]) session.run(fetches, { feed_dict: feed as never })
  })
}
const zeros = (...shape: number[]): tf.NDArray => tf.np.zeros(shape, tf.float32)
const file = (name: string): string => `./printed/${name}.txt`

test('train step of the softmax tutorial', async () => {
  const x = tf.placeholder(tf.float32, [null, 784])
  const W = new tf.Variable(tf.zeros([784, 10]))
  const b = new tf.Variable(tf.zeros([10]))
  const y = tf.nn.softmax(tf.matmul(x, W).add(b))
  const y_ = tf.placeholder('float', [null, 10])
  const cross_entropy = tf.reduce_sum(y_.mul(tf.log(y))).neg()
  const train_step = new tf.train.GradientDescentOptimizer(0.01).minimize(cross_entropy)
  await expect(
    plansOf(
      [train_step, cross_entropy],
      [
        [x, zeros(100, 784)],
        [y_, zeros(100, 10)],
      ],
    ),
  ).toMatchFileSnapshot(file('softmax_train_step'))
})

test('evaluation of the softmax tutorial', async () => {
  const x = tf.placeholder(tf.float32, [null, 784])
  const y_ = tf.placeholder('float', [null, 10])
  const y = tf.nn.softmax(tf.matmul(x, new tf.Variable(tf.zeros([784, 10]))))
  const correct = tf.equal(tf.argmax(y, 1), tf.argmax(y_, 1))
  await expect(
    plansOf(tf.reduce_mean(tf.cast(correct, 'float')), [
      [x, zeros(50, 784)],
      [y_, zeros(50, 10)],
    ]),
  ).toMatchFileSnapshot(file('accuracy'))
})

test('two layers and Adam', async () => {
  const x = tf.placeholder(tf.float32, [null, 8])
  const labels = tf.placeholder(tf.int64, [null])
  const [W1, b1] = [new tf.Variable(tf.ones([8, 16])), new tf.Variable(tf.zeros([16]))]
  const [W2, b2] = [new tf.Variable(tf.ones([16, 4])), new tf.Variable(tf.zeros([4]))]
  const hidden = tf.nn.relu(tf.nn.bias_add(tf.matmul(x, W1), b1))
  const logits = tf.nn.bias_add(tf.matmul(hidden, W2), b2)
  const loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits, labels))
  const step = new tf.train.AdamOptimizer(0.001).minimize(loss)
  await expect(
    plansOf(
      [step, loss],
      [
        [x, zeros(20, 8)],
        [labels, tf.np.zeros([20], tf.int64)],
      ],
    ),
  ).toMatchFileSnapshot(file('mlp_adam'))
})

test('bias and relu finish the product in registers', async () => {
  const x = tf.placeholder(tf.float32, [32, 64])
  const y = tf.nn.relu(tf.nn.bias_add(tf.matmul(x, tf.ones([64, 16])), new tf.Variable(tf.zeros([16]))))
  await expect(plansOf(y, [[x, zeros(32, 64)]])).toMatchFileSnapshot(file('bias_relu'))
})

test('convolutions and their gradients take what follows them, where it is of their type', async () => {
  const x = tf.placeholder(tf.float32, [2, 8, 8, 4])
  const mask = tf.placeholder(tf.bool, [2, 4, 4, 3])
  const [W1, W2, b] = [
    new tf.Variable(tf.ones([3, 3, 4, 6])),
    new tf.Variable(tf.ones([3, 3, 6, 3])),
    new tf.Variable(tf.zeros([6])),
  ]
  const hidden = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, W1, { strides: [1, 1, 1, 1], padding: 'SAME' }), b))
  const y = tf.nn.conv2d(hidden, W2, { strides: [1, 2, 2, 1], padding: 'SAME' })
  const kept = tf.where(mask, y, tf.zeros([2, 4, 4, 3]))
  await expect(
    plansOf(
      [kept, ...tf.gradients(y, [W1, W2])],
      [
        [x, zeros(2, 8, 8, 4)],
        [mask, tf.np.zeros([2, 4, 4, 3], tf.bool)],
      ],
    ),
  ).toMatchFileSnapshot(file('convolutions'))
})

test('reads and updates of a variable keep their order', async () => {
  const v = new tf.Variable(tf.zeros([4]))
  const before = tf.mul(v, 2)
  const added = tf.control_dependencies([before], () => v.assign_add(tf.ones([4])))
  const between = tf.control_dependencies([added], () => tf.mul(v.value(), 3))
  const assigned = tf.control_dependencies([between], () => v.assign(tf.fill([4], 7)))
  await expect(plansOf([before, between, assigned, v])).toMatchFileSnapshot(file('variable_order'))
})

test('equal reads before and after an update are not the same', async () => {
  const v = new tf.Variable(tf.ones([4]))
  const before = tf.exp(v)
  const twin = tf.exp(v)
  const added = tf.control_dependencies([before, twin], () => v.assign_add(tf.ones([4])))
  const after = tf.control_dependencies([added], () => tf.exp(tf.identity(v)))
  await expect(plansOf([before, twin, after])).toMatchFileSnapshot(file('equality'))
})

test('update of an embedding', async () => {
  const table = new tf.Variable(tf.ones([50, 8]))
  const ids = tf.placeholder(tf.int32, [null])
  const loss = tf.reduce_sum(tf.square(tf.gather(table, ids)))
  const step = new tf.train.GradientDescentOptimizer(0.1).minimize(loss)
  await expect(plansOf([step, loss], [[ids, tf.np.array([1, 2, 3], tf.int32)]])).toMatchFileSnapshot(file('embedding'))
})

test('a step of the Mandelbrot tutorial', async () => {
  const c = tf.constant(tf.np.zeros([20, 30], tf.complex64))
  const z = new tf.Variable(c)
  const count = new tf.Variable(tf.zeros_like(c, tf.float32))
  const next = tf.add(tf.mul(z, z), c)
  const inside = tf.less(tf.complex_abs(next), 4)
  const step = tf.group(z.assign(next), count.assign_add(tf.cast(inside, tf.float32)))
  await expect(plansOf(step)).toMatchFileSnapshot(file('mandelbrot'))
})

test('dropout', async () => {
  const x = tf.placeholder(tf.float32, [16, 32])
  const keep = tf.placeholder(tf.float32, [])
  const noise = tf.floor(tf.add(tf.random_uniform([16, 32], { seed: 1 }), keep))
  await expect(
    plansOf(tf.mul(tf.div(x, keep), noise), [
      [x, zeros(16, 32)],
      [keep, 0.5],
    ]),
  ).toMatchFileSnapshot(file('dropout'))
})

test('reshapes and broadcasts cost no step', async () => {
  const x = tf.placeholder(tf.float32, [6, 4])
  const row = tf.placeholder(tf.float32, [4])
  const flat = tf.reshape(tf.neg(tf.mul(x, 2)), [24])
  const back = tf.add(tf.reshape(tf.tanh(flat), [6, 4]), row)
  const tiled = tf.mul(back, tf.tile(tf.reshape(row, [1, 4]), [6, 1]))
  const transposed = tf.transpose(tf.expand_dims(tiled, 0), [1, 2, 0])
  await expect(
    plansOf(transposed, [
      [x, zeros(6, 4)],
      [row, zeros(4)],
    ]),
  ).toMatchFileSnapshot(file('reshapes'))
})

test('mean(relu(a * b + c) * sigmoid(d)) is one step', async () => {
  const [a, b, c, d] = Array.from({ length: 4 }, () => tf.placeholder(tf.float32, [100, 10])) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ]
  const mean = tf.reduce_mean(tf.mul(tf.nn.relu(tf.add(tf.mul(a, b), c)), tf.sigmoid(d)))
  const plans = plansOf(
    mean,
    [a, b, c, d].map(tensor => [tensor, zeros(100, 10)] as const),
  )
  expect(plans).toContain('plan: 1 steps')
  await expect(plans).toMatchFileSnapshot(file('fused_mean'))
})

test('host operations cut the program into segments', async () => {
  const x = tf.placeholder(tf.float32, [3])
  const doubled = tf.mul(x, 2)
  const text = tf.as_string(doubled)
  const back = tf.string_to_number(text)
  await expect(plansOf(tf.add(tf.neg(back), doubled), [[x, zeros(3)]])).toMatchFileSnapshot(file('host_operations'))
})

test('fed shapes have a plan each', async () => {
  const x = tf.placeholder(tf.float32, [null])
  const shape = tf.placeholder(tf.int32, [2])
  const y = tf.reduce_sum(tf.reshape(x, shape), 1)
  const feed = (dims: number[]): Feed => [
    [x, zeros(12)],
    [shape, tf.np.array(dims, tf.int32)],
  ]
  await expect(plansOf(y, feed([3, 4]), feed([3, 4]), feed([2, 6]))).toMatchFileSnapshot(file('fed_shapes'))
})

test('movements of data', async () => {
  const x = tf.placeholder(tf.float32, [6, 8])
  const parts = tf.split(1, 4, x) as tf.Tensor[]
  const [first] = tf.unpack(x) as tf.Tensor[]
  const all = [
    tf.concat(0, parts),
    tf.pack([first, first], { axis: 1 } as never),
    tf.pad(x, [
      [1, 2],
      [0, 3],
    ] as never),
    tf.slice(x, [1, 2], [3, 4]),
    tf.strided_slice(x, [5, 0], [0, 8], [-2, 3]),
    tf.reverse(x, [true, false] as never),
    tf.tile(x, [2, 1]),
    tf.transpose(x),
    tf.argmax(x, 0),
    tf.select(tf.greater(x, 0), x, tf.zeros_like(x)),
  ]
  const plans = plansOf(all, [[x, zeros(6, 8)]])
  expect(plans).not.toContain('reference')
  await expect(plans).toMatchFileSnapshot(file('movements'))
})
