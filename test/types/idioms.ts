/**
 * Lines of ported programs that must compile, with declarations of their own (`declaration: true`): the types of what tf0 returns have
 * names that a program can say. Never run. `npm run check` compiles it against the sources, the smoke test against the packed package.
 */
import * as tf from 'tf0'
import * as np from 'tf0/numpy'

// placeholders, constants, variables
export const x = tf.placeholder(tf.float32, [null, 784])
export const y_ = tf.placeholder('float', [null, 10], 'labels')
export const keep_prob = tf.placeholder(tf.float32)
export const keyword = tf.placeholder({ dtype: tf.int32, shape: [null], name: 'ids' })
export const one = tf.constant(1)
export const typed = tf.constant(
  [
    [1, 2],
    [3, 4],
  ],
  { dtype: tf.float32, shape: [2, 2], name: 'c' },
)
export const positional = tf.constant([1, 2, 3], tf.int32)
export const text = tf.constant('bytes')
export const W = new tf.Variable(tf.zeros([784, 10]), { name: 'W' })
export const b = new tf.Variable(tf.zeros([10]))
export const step = new tf.Variable(0, { trainable: false, name: 'global_step', dtype: tf.int32 })
export const truncated = new tf.Variable(tf.truncated_normal([5, 5, 1, 32], { stddev: 0.1 }))
export const by_keyword = new tf.Variable({ initial_value: tf.ones([2]), trainable: false })
export const got = tf.get_variable('w', [3, 4])
export const initialized = tf.get_variable('v', { shape: [3], initializer: tf.constant_initializer(0.1) })
export const shaped = tf.get_variable('u', [3], tf.float32, tf.random_normal_initializer({ stddev: 0.1 }))

// layers by hand
export const logits = tf.matmul(x, W).add(b)
export const y = tf.nn.softmax(logits)
export const named = tf.nn.softmax(logits, { name: 'y' })
export const product = tf.matmul(x, W, { transpose_a: true })
export const flags = tf.matmul(x, W, false, true)
export const relu = tf.nn.relu(tf.add(tf.matmul(x, W), b))
export const biased = tf.nn.bias_add(logits, b)
export const image = tf.reshape(x, [-1, 28, 28, 1])
export const conv = tf.nn.conv2d(image, truncated, [1, 1, 1, 1], 'SAME')
export const strided = tf.nn.conv2d(image, truncated, { strides: [1, 2, 2, 1], padding: 'VALID' })
export const all_keywords = tf.nn.conv2d({
  input: image,
  filter: truncated,
  strides: [1, 1, 1, 1],
  padding: 'SAME',
  name: 'conv',
})
export const pool = tf.nn.max_pool(conv, { ksize: [1, 2, 2, 1], strides: [1, 2, 2, 1], padding: 'SAME' })
export const dropped = tf.nn.dropout(relu, keep_prob)
export const seeded = tf.nn.dropout(relu, 0.5, { seed: 1 })
export const looked_up = tf.nn.embedding_lookup(W, keyword)
export const local = tf.nn.lrn(conv, 4, { bias: 1.0, alpha: 0.001 / 9.0, beta: 0.75 })
export const [mean, variance] = tf.nn.moments(x, [0])

// losses, reductions, metrics
export const cross_entropy = tf.reduce_mean(tf.reduce_sum(y_.mul(tf.log(y)), { reduction_indices: [1] }).neg())
export const with_logits = tf.nn.softmax_cross_entropy_with_logits(logits, y_)
export const with_names = tf.nn.softmax_cross_entropy_with_logits({ logits, labels: y_ })
export const sparse_loss = tf.nn.sparse_softmax_cross_entropy_with_logits(logits, keyword)
export const sum = tf.reduce_sum(x, 1)
export const kept = tf.reduce_sum(x, 1, true)
export const kept_by_name = tf.reduce_sum(x, { axis: 1, keep_dims: true })
export const largest = tf.reduce_max(x, { reduction_indices: 1 })
export const hits = tf.equal(tf.argmax(y, 1), tf.argmax(y_, 1))
export const by_dimension = tf.argmax(y, { dimension: 1 })
export const accuracy = tf.reduce_mean(tf.cast(hits, tf.float32))
export const accuracy_text = tf.reduce_mean(tf.cast(hits, 'float'))
export const l2 = tf.nn.l2_loss(W)

// shapes and indexing
export const joined = tf.concat(1, [x, x])
export const joined_later = tf.concat([x, x], 1)
export const joined_by_name = tf.concat({ values: [x, x], axis: 1 })
export const stacked = tf.pack([one, one])
export const rows = tf.unpack(typed)
export const parts = tf.split(1, 2, typed)
export const wider = tf.expand_dims(x, 1)
export const wider_by_name = tf.expand_dims(x, { axis: -1 })
export const narrower = tf.squeeze(image, { squeeze_dims: [3] })
export const turned = tf.transpose(typed, { perm: [1, 0] })
export const tiled = tf.tile(typed, [2, 1])
export const padded = tf.pad(typed, [
  [1, 1],
  [0, 0],
])
export const sliced = tf.slice(typed, [0, 0], [1, 2])
export const row = x.at(0)
export const block = x.at('1:3', -1)
export const gathered = tf.gather(W, [0, 2])
export const hot = tf.one_hot(keyword, 10)
export const hot_values = tf.one_hot({ indices: keyword, depth: 10, on_value: 1.0, off_value: 0.0 })
export const counted = tf.range(0, 10, 2)
export const size = tf.shape(x).at(0)
export const filled = tf.fill([2, 3], 1.5)
export const like = tf.zeros_like(x)

// arithmetic
export const negated = one.neg()
export const reflected = one.rsub(1)
export const scaled = W.mul(2).add(1).div(3)
export const compared = x.gt(0)
export const chosen = tf.select(compared, x, x)
export const clipped = tf.clip_by_value(x, 1e-10, 1.0)
export const powered = tf.pow(x, 2)
export const total = tf.add_n([one, one])
export const added = tf.add(1, 2)

// training
export const train_step = new tf.train.GradientDescentOptimizer(0.5).minimize(cross_entropy)
export const adam = new tf.train.AdamOptimizer(1e-4).minimize(cross_entropy, { global_step: step })
export const plain_adam = new tf.train.AdamOptimizer()
export const epsilon = new tf.train.AdamOptimizer({ learning_rate: 0.01, epsilon: 1e-4 })
export const momentum = new tf.train.MomentumOptimizer(0.1, 0.9)
export const rate = tf.train.exponential_decay(0.1, step, 100, 0.96, { staircase: true })
export const decayed = new tf.train.GradientDescentOptimizer(rate)
export const pairs = decayed.compute_gradients(cross_entropy)
export const capped = pairs.map(([grad, variable]): [typeof grad, typeof variable] => [
  grad === null ? null : tf.clip_by_value(grad, -1, 1),
  variable,
])
export const applied = decayed.apply_gradients(capped)
export const grads = tf.gradients(cross_entropy, [W, b])
export const [first] = tf.gradients(cross_entropy, W)
export const second = tf.gradients(tf.gradients(cross_entropy, W)[0], W)
export const [norms, norm] = tf.clip_by_global_norm(grads, 5)
export const average = new tf.train.ExponentialMovingAverage(0.99)
export const maintained = average.apply([W, b])
export const grouped = tf.group(train_step, maintained)
export const counter = step.assign_add(1)
export const moved = tf.assign(W, tf.zeros([784, 10]))

// control flow, scopes
export const branch = tf.cond(
  one.lt(2),
  () => one.add(1),
  () => one.sub(1),
)
export const looped = tf.while_loop(
  (i: tf.Tensor) => i.lt(10),
  (i: tf.Tensor) => [i.add(1)],
  [tf.constant(0)],
)
export const scanned = tf.scan((a: tf.Tensor, v: tf.Tensor) => a.add(v), x)
export const mapped = tf.map_fn(tf.square, x)
export const mapped_by_name = tf.map_fn((v: tf.Tensor) => v.add(1), x, { dtype: tf.float32 })
export const scoped = tf.name_scope('layer', () => tf.add(x, 1))
export const in_scope = tf.variable_scope('layer', () => tf.get_variable('z', [2]))
export const reused = tf.variable_scope('layer', { reuse: true }, () => tf.get_variable('z', [2]))
export const on_device = tf.device('/cpu:0', () => tf.add(x, 1))
export const after = tf.control_dependencies([train_step], () => tf.identity(x))
export const printed = tf.Print(x, [x], 'x: ')

// sessions
export const sess = new tf.Session()
sess.run(tf.initialize_all_variables())
sess.run(tf.global_variables_initializer())
export const batch = [np.zeros([100, 784]), np.zeros([100, 10])] as const
sess.run(train_step, {
  feed_dict: [
    [x, batch[0]],
    [y_, batch[1]],
  ],
})
sess.run([train_step, cross_entropy], {
  feed_dict: new Map([
    [x, batch[0]],
    [y_, batch[1]],
  ]),
})
sess.run({ loss: cross_entropy }, { feed_dict: { 'Placeholder:0': batch[0] } })
const feed = {
  feed_dict: [
    [x, batch[0]],
    [keep_prob, 1],
  ],
}
export const value: number = sess.run(accuracy, feed)
export const [loss_value, gradient] = sess.run([cross_entropy, grads], feed)
sess.run(grads)
sess.run('Placeholder:0', [[x, [[1]]]])
accuracy.eval({ feed_dict: [[x, batch[0]]], session: sess })
train_step.run({ feed_dict: [[x, batch[0]]], session: sess })
tf.with(new tf.Session(), session => session.run(one))
export const config = new tf.Session({ config: new tf.ConfigProto({ intra_op_parallelism_threads: 1 }) })
export const options = new tf.RunOptions({ trace_level: 3 })
export const metadata = new tf.RunMetadata()
sess.run(one, { options, run_metadata: metadata })

// queues, layers of contrib, distributions
export const queue = new tf.FIFOQueue(10, [tf.float32])
export const shuffled = new tf.RandomShuffleQueue(100, 10, 'float', { shapes: [[784]], seed: 3 })
export const enqueued = queue.enqueue([one])
export const dequeued = queue.dequeue()
export const batched = tf.train.batch([x], 32, { enqueue_many: true })
export const dense = tf.contrib.layers.fully_connected(x, 10, { activation_fn: tf.nn.relu })
export const convolved = tf.contrib.layers.conv2d(image, 32, [3, 3], { scope: 'conv' })
export const normal = new tf.contrib.distributions.Normal({ mu: 0, sigma: 1 })
export const sample = normal.sample(3, { seed: 5 })
export const summary = tf.scalar_summary('loss', cross_entropy)
export const array = new tf.TensorArray(tf.float32, { size: 3 })

// methods: by position and by keyword
export const assigned = W.assign({ value: tf.zeros([784, 10]), use_locking: true })
export const locked = step.assign_sub(1, { use_locking: true })
export const w_value: number[] = W.eval(sess)
W.eval({ session: sess })
train_step.run([[x, batch[0]]], sess)
train_step.run(null, { session: sess })
accuracy.eval([[x, batch[0]]])
export const named_enqueue = queue.enqueue([one], { name: 'put' })
export const by_name = queue.enqueue({ vals: one, name: 'put' })
export const closed = queue.close({ cancel_pending_enqueues: true })
export const several = queue.dequeue_many(3, 'take')
export const count = queue.size()
export const wrote = array.write(0, 1.5).write({ index: 1, value: 2.5 })
export const packed = wrote.stack()
export const read = wrote.read(0, { name: 'first' })
export const coordinator = new tf.train.Coordinator()
export const threads = tf.train.start_queue_runners({ sess, coord: coordinator })
coordinator.request_stop()
coordinator.join(threads, { stop_grace_period_secs: 3 })
export const runner = new tf.train.QueueRunner(queue, [enqueued])
export const made_threads = runner.create_threads(sess, { coord: coordinator, start: true })
export const accumulator = new tf.ConditionalAccumulator(tf.float32, { shape: [2] })
export const gathered_grad = accumulator.apply_grad([1, 2], { local_step: 1 })
export const barrier = new tf.Barrier([tf.float32])
export const taken = barrier.take_many(2, { allow_small_batch: true })
export const multivariate = new tf.contrib.distributions.MultivariateNormalDiag([0, 0], [1, 2])
export const full = new tf.contrib.distributions.MultivariateNormalFull({ mu: [0], sigma: [[1]] })
export const entropy = normal.entropy()
export const expected = normal.mean('expected')
export const likelihood = normal.log_prob(0.5, { name: 'll' })

// sparse tensors and slices
export const sparse = new tf.SparseTensor({ indices: [[0, 1]], values: [1.5], dense_shape: [2, 3] })
export const placed = new tf.SparseTensor([[0, 1]], [1.5], [2, 3])
export const magnitudes = tf.abs(sparse).values.add(1)
export const integers = tf.cast(sparse, tf.int32).dense_shape
export const densified = tf.sparse_tensor_to_dense(tf.square(sparse)).add(1)
export const sparse_value = new tf.SparseTensorValue([[0, 1]], [1.5], [2, 3])
export const rows_of = new tf.IndexedSlices({ values: x, indices: keyword })
export const scaled_rows = tf.scalar_mul(2, rows_of).values
export const magnitude = tf.abs(value).add(1)
sess.run([sparse, rows_of], { feed_dict: [[x, batch[0]]] })

// functions of a program's own
export function layer(
  input: tf.TensorLike,
  units: number,
  activation: (x: tf.Tensor) => tf.Tensor = tf.nn.relu,
): tf.Tensor {
  const w = tf.get_variable('w', [784, units])
  return activation(tf.matmul(input, w))
}
export const weight_variable = (shape: tf.ShapeLike, dtype: tf.DTypeLike = tf.float32) =>
  new tf.Variable(tf.zeros(shape as number[], dtype))
export const run = (fetches: tf.Fetch, feed_dict: tf.FeedDict, args: tf.RunArgs = { feed_dict }) =>
  sess.run(fetches, args)

// templates, the older scope, and what arrays are computed with
export const shared_scale = tf.make_template('scale', (a: tf.Tensor) => tf.mul(a, tf.get_variable('factor', [])))
export const scaled_by_it: tf.Tensor = shared_scale(x)
export const named_scale = tf.make_template('scale', (a: tf.Tensor, { by }: { by: number }) => tf.mul(a, by), {
  by: 2,
  create_scope_now_: true,
  unique_name_: null,
})
export const eager_scale = tf.make_template('scale', (a: tf.Tensor) => a, true, 'name')
export const older = tf.variable_op_scope([x], 'scope', 'default', () => tf.get_variable('w', [2]))
export const older_scope = tf.variable_op_scope([x], null, 'default', { reuse: true })
export const arithmetic = np
  .ones([2])
  .add(1)
  .mul([1, 2])
  .sub(np.ones([2]))
  .div(new Float32Array(2))
  .pow(2n)
  .lt(true)

// clusters
export const setter = tf.train.replica_device_setter({ cluster: { ps: ['a:1'], worker: ['b:1'] } })
export const served = tf.device(setter, () => new tf.Variable(0))
export const by_strategy = tf.train.replica_device_setter({ ps_tasks: 2, ps_strategy: op => op.outputs.length })
