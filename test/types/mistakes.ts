/**
 * Mistakes that must not compile, each under a comment that expects the compiler's error: where one passes, this file fails to
 * compile. Never run. `npm run check` compiles it against the sources, the smoke test against the packed package.
 */
import * as tf from 'tf0'
import * as np from 'tf0/numpy'

const x = tf.placeholder(tf.float32, [null, 784])
const image = tf.placeholder(tf.float32, [null, 28, 28, 1])
const labels = tf.placeholder(tf.int32, [null])
const w = new tf.Variable(tf.zeros([784, 10]))
const loss = tf.reduce_mean(tf.matmul(x, w))
const sess = new tf.Session()
const queue = new tf.FIFOQueue(10, [tf.float32])

// keywords that do not exist
// @ts-expect-error
tf.matmul(x, x, { transposeb: true })
// @ts-expect-error
tf.reduce_sum(x, { axs: 1 })
// @ts-expect-error
tf.constant([1, 2], { dtyp: tf.float32 })
// @ts-expect-error
tf.placeholder({ dtype: tf.float32, shap: [1] })
// @ts-expect-error
tf.random_normal([2, 3], { stdev: 1 })
// @ts-expect-error
tf.get_variable('x', { shpe: [1] })
// @ts-expect-error
tf.nn.dropout(x, { keepprob: 0.5 })
// @ts-expect-error
tf.nn.conv2d(image, w, { stride: [1, 1, 1, 1], padding: 'SAME' })
// @ts-expect-error
tf.nn.softmax_cross_entropy_with_logits({ logit: x, labels: x })
// @ts-expect-error
tf.concat({ values: [x, x], axes: 0 })
// @ts-expect-error
tf.one_hot(labels, 10, { onvalue: 1 })
// @ts-expect-error
tf.argmax(x, { dims: 1 })
// @ts-expect-error
tf.gradients(loss, [w], { grad_y: x })
// @ts-expect-error
tf.train.exponential_decay(0.1, 1, 10, 0.9, { stair_case: true })
// @ts-expect-error
tf.contrib.layers.fully_connected(x, 10, { activation: null })
// @ts-expect-error
tf.contrib.layers.conv2d(image, 32, [3, 3], { strides: 2 })
// @ts-expect-error
tf.image.resize_images(image, 10, 10, { methd: 1 })
// @ts-expect-error
tf.train.batch([x], 32, { capcity: 3 })
// @ts-expect-error
tf.Print(x, [x], { msg: 'x' })
const loop = () => x
// @ts-expect-error
tf.while_loop(loop, loop, [x], { parallel: 1 })

// keywords of constructors and methods
// @ts-expect-error
new tf.train.AdamOptimizer({ learing_rate: 1 })
// @ts-expect-error
new tf.train.MomentumOptimizer(0.1, { momentun: 0.9 })
// @ts-expect-error
new tf.Variable(tf.zeros([1]), { trainabel: false })
// @ts-expect-error
new tf.train.GradientDescentOptimizer(0.1).minimize(loss, { global_stp: w })
// @ts-expect-error
new tf.train.ExponentialMovingAverage(0.9, { num_update: w })
// @ts-expect-error
new tf.contrib.distributions.Normal({ mu: 0, sigm: 1 })
// @ts-expect-error
sess.run(loss, { feedDict: [] })
// @ts-expect-error
new tf.TensorArray(tf.float32, { sizes: 3 })
// @ts-expect-error
new tf.PaddingFIFOQueue(10, [tf.float32], [[null]], { nam: 'q' })

// arguments of wrong types, in wrong places, missing, too many
// @ts-expect-error
new tf.FIFOQueue('nonsense', 3, 5, 6)
// @ts-expect-error
tf.reshape(x, 2, 3)
// @ts-expect-error
tf.placeholder(tf.float32, null, 784)
// @ts-expect-error
tf.nn.conv2d(image, w, 1, 'SAME')
// @ts-expect-error
tf.gather(x)
// @ts-expect-error
tf.square(x, x)
// @ts-expect-error
tf.matmul(x)
// @ts-expect-error
tf.reduce_sum(x, 1, { keep_dims: 1 })
// @ts-expect-error
tf.nn.relu(x, { name: 3 })
// @ts-expect-error
tf.cast(x)
// @ts-expect-error
new tf.train.MomentumOptimizer(0.1)
// @ts-expect-error
new tf.train.GradientDescentOptimizer()
// @ts-expect-error
tf.train.exponential_decay(0.1, 1, 10)
// @ts-expect-error
tf.zeros()
// @ts-expect-error
tf.get_variable('x', [1], tf.float32, { trainable: 'yes' })
// @ts-expect-error
tf.control_dependencies(x)
// @ts-expect-error
tf.expand_dims(x, { dims: 1 })

// names that do not exist
// @ts-expect-error
tf.nn.softmx(x)
// @ts-expect-error
tf.float33
// @ts-expect-error
x.get_shap()
// @ts-expect-error
w.asign(1)
// @ts-expect-error
sess.runn(x)
// @ts-expect-error
queue.enque(x)
// @ts-expect-error
np.zeross([2])

// methods: keywords that do not exist, arguments of wrong types, missing, too many
const slices = new tf.IndexedSlices(x, labels)
const sparse = new tf.SparseTensor({ indices: [[0, 0]], values: [1], shape: [2, 2] })
const coord = new tf.train.Coordinator()
const runner = new tf.train.QueueRunner(queue, [queue.enqueue(x)])
const barrier = new tf.Barrier([tf.float32])
const accumulator = new tf.ConditionalAccumulator(tf.float32)
const array = new tf.TensorArray(tf.float32, 3)
const bernoulli = new tf.contrib.distributions.Bernoulli({ p: 0.5 })
// @ts-expect-error
x.eval({ feed_dicts: [] })
// @ts-expect-error
x.eval({ session: 'sess' })
// @ts-expect-error
loss.op.run({ sess })
// @ts-expect-error
loss.op.run(3)
// @ts-expect-error
w.eval({ sesion: sess })
// @ts-expect-error
w.assign()
// @ts-expect-error
w.assign_add(1, { use_lock: true })
// @ts-expect-error
w.assign_sub(1, { use_locking: 'yes' })
// @ts-expect-error
w.scatter_sub(x)
// @ts-expect-error
w.count_up_to({ limits: 3 })
// @ts-expect-error
x.matmul(w, { transposeb: true })
// @ts-expect-error
queue.enqueue(x, { nam: 'q' })
// @ts-expect-error
queue.enqueue()
// @ts-expect-error
queue.dequeue_many(3, { nane: 'd' })
// @ts-expect-error
queue.close({ cancel_pending: true })
// @ts-expect-error
queue.size(3)
// @ts-expect-error
barrier.take_many(3, { allow_small: true })
// @ts-expect-error
barrier.insert_many('0', labels, x)
// @ts-expect-error
barrier.close({ cancel_pending_enqueues: 1 })
// @ts-expect-error
accumulator.apply_grad(x, { localstep: 1 })
// @ts-expect-error
accumulator.take_grad()
// @ts-expect-error
array.write(0)
// @ts-expect-error
array.gather({ index: [0] })
// @ts-expect-error
array.read(0, { nam: 'r' })
// @ts-expect-error
coord.join({ stop_grace_period: 3 })
// @ts-expect-error
coord.join([], '3')
// @ts-expect-error
new tf.train.Coordinator({ clean_stop_exceptions: [] })
// @ts-expect-error
runner.create_threads(coord)
// @ts-expect-error
runner.create_threads(sess, { coordinator: coord })
// @ts-expect-error
new tf.train.QueueRunner({ queue, enqueue_op: [] })
// @ts-expect-error
new tf.SparseTensor([[0, 0]], [1])
// @ts-expect-error
new tf.SparseTensor({ indices: [[0, 0]], value: [1], shape: [2, 2] })
// @ts-expect-error
sparse.eval({ feed: [] })
// @ts-expect-error
new tf.SparseTensorValue([[0, 0]], [1])
// @ts-expect-error
new tf.IndexedSlices({ values: x, index: labels })
// @ts-expect-error
new tf.contrib.distributions.MultivariateNormalDiag([0], { diag_std: [1] })
// @ts-expect-error
new tf.contrib.distributions.MultivariateNormalFull({ mu: [0], chol: [[1]] })
// @ts-expect-error
new tf.contrib.distributions.MultivariateNormalCholesky([0])
// @ts-expect-error
bernoulli.mean({ nam: 'm' })
// @ts-expect-error
tf.get_variable_scope().get_variable('w', [3])
// @ts-expect-error
new tf.Session({ targt: '' })
// @ts-expect-error
new tf.InteractiveSession({ config: { intra_op_parallelism_threads: 1 } })
// @ts-expect-error
tf.Session.reset(3)
// @ts-expect-error
sess.partial_run_setup(loss, { feed: [x] })
// @ts-expect-error
sess.run()
// @ts-expect-error
new tf.train.ExponentialMovingAverage(0.9).apply({ vars: [w] })
// @ts-expect-error
new tf.train.ExponentialMovingAverage(0.9).average(3)

// functions that only make a node
// @ts-expect-error
tf.nn.fused_pad_conv2d(image, [[0, 0]], w, { mode: 'REFLECT', stride: [1, 1, 1, 1], padding: 'SAME' })
// @ts-expect-error
tf.nn.dilation2d_backprop_input(image, w, image, 1, [1, 1, 1, 1], 'SAME')
// @ts-expect-error
tf.quantize_v2(x, 0, 1, tf.quint8, { mode: 3 })
// @ts-expect-error
tf.nn.uniform_candidate_sampler(labels, '1', 2, true, 10)
// @ts-expect-error
tf.nn.fixed_unigram_candidate_sampler(labels, 1, 2, true, 10, { unigram: [1, 2] })

// sparse tensors are no tensors, and results are of their arguments' kinds
// @ts-expect-error
tf.add(sparse, 1)
// @ts-expect-error
tf.reduce_sum(sparse)
// @ts-expect-error
tf.abs(sparse).add(1)
// @ts-expect-error
tf.cast(sparse, tf.int32).at(0)
// @ts-expect-error
tf.sparse_tensor_to_dense(x)
// @ts-expect-error
tf.scalar_mul(2, slices).add(1)

// templates, the older scope, and what arrays are computed with
// @ts-expect-error
tf.make_template('t', (a: tf.Tensor) => a, { create_scope_now_: 'yes' })
// @ts-expect-error
tf.make_template('t', (a: tf.Tensor) => a, 'yes')
// @ts-expect-error
tf.make_template('t', 3)
// @ts-expect-error
tf.variable_op_scope([x], 3)
// @ts-expect-error
tf.variable_op_scope('scope', [x])
// @ts-expect-error
tf.variable_op_scope([x], 'scope', { initialiser: null })
// @ts-expect-error
tf.np.ones([2]).add(new Date())
// @ts-expect-error
tf.np.ones([2]).mul(undefined)
// @ts-expect-error
tf.np.ones([2]).lt({ than: 1 })
