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
