/** The recurrent workloads: a language model as PTB's, unrolled, and a classifier of sequences that loops. */
import type * as types from '../src/index.ts'
import { tf } from './built_package.ts'
import { uniform } from './data.mjs'
import { emit, measure, median, options, timed } from './measure.ts'
import { array, crossEntropy, loadStartValues } from './networks.ts'
import { sessionWith } from './softmax_graph.mjs'

type State = readonly [c: types.Tensor, h: types.Tensor]
type Split = [types.Tensor, types.Tensor, types.Tensor, types.Tensor]

/** Two LSTM layers of 200 units over 20 steps of 20 words, 10,000 words in all, clipped gradients, gradient descent. */
export function w6(): void {
  const [batch, steps, units, words, layers] = [20, 20, 200, 10000, 2]
  const build = () => {
    const ids = tf.placeholder(tf.int32, [batch, steps])
    const targets = tf.placeholder(tf.int32, [batch, steps])
    const weights = (...shape: number[]): types.Variable => new tf.Variable(tf.random_uniform(shape, -0.1, 0.1))
    const embedding = weights(words, units)
    const cells = Array.from(
      { length: layers },
      () => [weights(2 * units, 4 * units), new tf.Variable(tf.zeros([4 * units]))] as const,
    )
    const first = cells.map(
      (): State => [tf.placeholder(tf.float32, [batch, units]), tf.placeholder(tf.float32, [batch, units])],
    )
    const state: State[] = [...first]
    const inputs = tf.nn.embedding_lookup(embedding, ids)
    const outputs = Array.from({ length: steps }, (_, k) => {
      let h: types.Tensor = inputs.at(':', k, ':')
      for (const [l, [W, b]] of cells.entries()) {
        const [c0, h0] = state[l] as State
        const gates = tf.nn.bias_add(tf.matmul(tf.concat(1, [h, h0]), W), b)
        const [i, j, f, o] = tf.split(1, 4, gates) as Split
        const c1 = c0.mul(tf.sigmoid(f.add(1))).add(tf.sigmoid(i).mul(tf.tanh(j)))
        h = tf.tanh(c1).mul(tf.sigmoid(o))
        state[l] = [c1, h]
      }
      return h
    })
    const flat = tf.reshape(tf.concat(1, outputs), [-1, units])
    const W = weights(units, words)
    const b = new tf.Variable(tf.zeros([words]))
    const logits = tf.matmul(flat, W).add(b)
    const losses = tf.nn.sparse_softmax_cross_entropy_with_logits(logits, tf.reshape(targets, [-1]))
    const cost = tf.reduce_sum(losses).div(batch)
    const variables = tf.trainable_variables()
    const [clipped] = tf.clip_by_global_norm(tf.gradients(cost, variables), 5)
    const pairs = variables.map(
      (variable: types.Variable, i: number) => [clipped[i] as types.Tensor, variable] as const,
    )
    const step = new tf.train.GradientDescentOptimizer(1).apply_gradients(pairs)
    const init = tf.global_variables_initializer()
    return { ids, targets, first, state, cost, step, init, sess: sessionWith(tf, options.threads) }
  }
  const [build_ms, { ids, targets, first, state, cost, step, init, sess }] = timed(build)
  const [init_ms] = timed(() => sess.run(init))
  const width = steps * 8 + 1
  // cubes: few words are frequent
  const text = Int32Array.from(uniform(batch * width, 7), value => Math.fround(Math.fround(value ** 3) * words))
  const piece = (from: number): types.NDArray => {
    const data = new Int32Array(batch * steps)
    for (let i = 0; i < batch; i++) data.set(text.subarray(i * width + from, i * width + from + steps), i * steps)
    return new tf.NDArray('int32', [batch, steps], data)
  }
  const pieces = Array.from({ length: 8 }, (_, k) => [piece(k * steps), piece(k * steps + 1)] as const)
  const zero = array(new Float32Array(batch * units), batch, units)
  const zeros = first.map(() => [zero, zero] as const)
  let current: readonly (readonly [types.NDArray, types.NDArray])[] = zeros
  let done = 0
  const run = (): number => {
    const [words, next] = pieces[done++ % 8] as readonly [types.NDArray, types.NDArray]
    const states = first.flatMap(([c, h], l) => [[c, current[l]?.[0]] as const, [h, current[l]?.[1]] as const])
    const feed_dict = [[ids, words] as const, [targets, next] as const, ...states] as never
    const [loss, last] = sess.run([cost, state, step], { feed_dict })
    current = last
    return loss
  }
  const [first_ms] = timed(run)
  const times = measure(run)
  loadStartValues(sess, 0.1)
  current = zeros
  done = 0
  run()
  run()
  const check = run()
  const words_per_s = (batch * steps * 1e3) / median(times)
  emit('w6', 'ms_per_step', 'ms', times, { first_ms, build_ms, init_ms, words_per_s, check })
}

/** An LSTM of 128 units that loops over 50 steps of 28 numbers, and a layer over its last output; batch 32, gradient descent. */
export function w13(): void {
  const [batch, steps, depth, units] = [32, 50, 28, 128]
  const build = () => {
    const x = tf.placeholder(tf.float32, [batch, steps, depth])
    const y_ = tf.placeholder(tf.float32, [batch, 10])
    const [outputs] = tf.nn.dynamic_rnn(new tf.nn.rnn_cell.BasicLSTMCell(units), x, { dtype: tf.float32 })
    const W = new tf.Variable(tf.truncated_normal([units, 10], { stddev: 0.05 }))
    const b = new tf.Variable(tf.zeros([10]))
    const logits = tf.matmul(outputs.at(':', steps - 1, ':'), W).add(b)
    const loss = tf.reduce_mean(crossEntropy(logits, y_))
    const step = new tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    const init = tf.global_variables_initializer()
    return { x, y_, loss, step, init, sess: sessionWith(tf, options.threads) }
  }
  const [build_ms, { x, y_, loss, step, init, sess }] = timed(build)
  const [init_ms] = timed(() => sess.run(init))
  const xs = new tf.np.random.RandomState(1).standard_normal([batch, steps, depth]).astype('float32')
  const labels = new Float32Array(batch * 10)
  uniform(batch, 100).forEach((value, i) => {
    labels[i * 10 + Math.floor(value * 10)] = 1
  })
  const feed_dict: [types.Tensor, types.NDArray][] = [
    [x, xs],
    [y_, array(labels, batch, 10)],
  ]
  const run = (): void => {
    sess.run(step, { feed_dict })
  }
  const [first_ms] = timed(run)
  const times = measure(run)
  sess.run(init)
  loadStartValues(sess)
  for (let i = 0; i < 20; i++) run()
  const check = sess.run(loss, { feed_dict })
  emit('w13', 'ms_per_step', 'ms', times, { first_ms, build_ms, init_ms, check })
}
