/**
 * The workloads that tf0 and its peers are timed on: the same data, start values and checks everywhere.
 *
 *     npx tsx bench/workloads.ts --workload w1 --threads 2
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as types from '../src/index.ts'
import { tf } from './built_package.ts'
import { coldStart } from './cold_starts.ts'
import { uniform } from './data.mjs'
import { emit, emitFailure, measure, median, options, timed } from './measure.ts'
import { array, deepMnist, feeder, loadStartValues, perceptron } from './networks.ts'
import { w6, w13 } from './recurrent.ts'
import { sessionWith, softmaxGraph } from './softmax_graph.mjs'

/** Softmax regression, batch 100, gradient descent. */
function w1(): void {
  const [build_ms, { x, y_, loss, step, sess }] = timed(() => ({
    ...softmaxGraph(tf),
    sess: sessionWith(tf, options.threads),
  }))
  const init = tf.global_variables_initializer()
  const [init_ms] = timed(() => sess.run(init))
  const feeds = feeder(x, y_, 100)
  const run = (): void => {
    sess.run(step, { feed_dict: feeds.next() })
  }
  const [first_ms] = timed(run)
  const times = measure(run)
  sess.run(init)
  feeds.restart()
  for (let i = 0; i < 10; i++) run()
  const check = sess.run(loss, { feed_dict: feeds.at(0) })
  emit(
    'w1',
    'us_per_step',
    'us',
    times.map(ms => ms * 1e3),
    { first_ms, build_ms, init_ms, steps_per_s: 1e3 / median(times), check },
  )
}

/** Perceptron 784-256-256-10, batch 100, Adam. */
function w2(): void {
  const [build_ms, { x, y_, loss, step, init, sess }] = timed(() => ({
    ...perceptron(),
    sess: sessionWith(tf, options.threads),
  }))
  const [init_ms] = timed(() => sess.run(init))
  const feeds = feeder(x, y_, 100)
  const run = (): void => {
    sess.run(step, { feed_dict: feeds.next() })
  }
  const [first_ms] = timed(run)
  const times = measure(run)
  sess.run(init)
  loadStartValues(sess)
  feeds.restart()
  for (let i = 0; i < 10; i++) run()
  const check = sess.run(loss, { feed_dict: feeds.at(0) })
  emit('w2', 'ms_per_step', 'ms', times, { first_ms, build_ms, init_ms, check })
}

/** Deep MNIST: two convolutions, dropout, Adam. */
function w3(): void {
  const [build_ms, { x, y_, keep, loss, step, init, sess }] = timed(() => ({
    ...deepMnist(),
    sess: sessionWith(tf, options.threads),
  }))
  const [init_ms] = timed(() => sess.run(init))
  const feeds = feeder(x, y_, options.batch)
  const run = (): void => {
    sess.run(step, { feed_dict: [...feeds.next(), [keep, 0.5]] })
  }
  const [first_ms] = timed(run)
  const times = measure(run)
  sess.run(init)
  loadStartValues(sess)
  for (let i = 0; i < 2; i++) sess.run(step, { feed_dict: [...feeds.at(i), [keep, 1]] })
  const check = sess.run(loss, { feed_dict: [...feeds.at(0), [keep, 1]] })
  emit('w3', 'ms_per_step', 'ms', times, { first_ms, build_ms, init_ms, check })
}

/** Product of square matrices that lie in variables; the product stays in the session. */
function w4(): void {
  for (const n of options.sizes) {
    tf.reset_default_graph()
    const build = () => {
      const a = new tf.Variable(tf.random_uniform([n, n]))
      const b = new tf.Variable(tf.random_uniform([n, n]))
      return {
        product: tf.matmul(a, b),
        init: tf.global_variables_initializer(),
        sess: sessionWith(tf, options.threads),
      }
    }
    const [build_ms, { product, init, sess }] = timed(build)
    sess.run(init)
    loadStartValues(sess, 1)
    const run = (): void => {
      sess.run(product.op)
    }
    const [first_ms] = timed(run)
    const times = measure(run, { seconds: options.seconds / 2 })
    const check = sess.run(product).item(1, 2)
    emit(
      'w4',
      `gflops_n${n}`,
      'GFLOP/s',
      times.map(ms => (2 * n ** 3) / ms / 1e6),
      { better: 'higher', first_ms, build_ms, check },
    )
    sess.close()
  }
}

/** a * b + 1 on fed scalars: what a run costs. */
function w5(): void {
  const build = () => {
    const a = tf.placeholder(tf.float32)
    const b = tf.placeholder(tf.float32)
    return { a, b, c: a.mul(b).add(1), sess: sessionWith(tf, options.threads) }
  }
  const [build_ms, { a, b, c, sess }] = timed(build)
  const run = (): number =>
    sess.run(c, {
      feed_dict: [
        [a, 3],
        [b, 4],
      ],
    })
  const [first_ms, check] = timed(run)
  const times = measure(run)
  emit(
    'w5',
    'us_per_run',
    'us',
    times.map(ms => ms * 1e3),
    { first_ms, build_ms, check },
  )
}

/** A loop of 10,000 iterations: one addition and one product of 4 × 4. */
function w7(): void {
  const iterations = 10_000
  const build = () => {
    const [cos, sin] = [Math.cos(0.1), Math.sin(0.1)]
    const turn = tf.constant([
      [cos, -sin, 0, 0],
      [sin, cos, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ])
    const unit = tf.constant([0, 1, 2, 3].map(i => [0, 1, 2, 3].map(j => Number(i === j))))
    const [, m] = tf.while_loop(
      (i: types.Tensor) => i.lt(iterations),
      (i: types.Tensor, m: types.Tensor) => [i.add(1), tf.matmul(m, turn)],
      [tf.constant(tf.int(0)), unit],
    ) as [types.Tensor, types.Tensor]
    return { m, sess: sessionWith(tf, options.threads) }
  }
  const [build_ms, { m, sess }] = timed(build)
  const run = (): types.NDArray => sess.run(m)
  const [first_ms, result] = timed(run)
  const times = measure(run)
  emit(
    'w7',
    'us_per_iteration',
    'us',
    times.map(ms => (ms * 1e3) / iterations),
    { first_ms, build_ms, ms_per_loop: median(times), check: result.at(0, 0) as number },
  )
}

/** mean(relu(a * b + c) * sigmoid(d)) over four million floats: memory and fusion. */
function w8(): void {
  const n = 2 ** 22
  const build = () => {
    const [a, b, c, d] = Array.from({ length: 4 }, () => new tf.Variable(tf.zeros([1, n]))) as [
      types.Variable,
      types.Variable,
      types.Variable,
      types.Variable,
    ]
    const mean = tf.reduce_mean(tf.nn.relu(a.mul(b).add(c)).mul(tf.sigmoid(d)))
    return { mean, init: tf.global_variables_initializer(), sess: sessionWith(tf, options.threads) }
  }
  const [build_ms, { mean, init, sess }] = timed(build)
  sess.run(init)
  loadStartValues(sess, 1)
  const run = (): number => sess.run(mean)
  const [first_ms, check] = timed(run)
  const times = measure(run)
  emit('w8', 'ms_per_run', 'ms', times, { first_ms, build_ms, gb_per_s: (4 * 4 * n) / median(times) / 1e6, check })
}

/** The tutorial's Mandelbrot: complex64, 520 x 600, mean over 200 steps. */
function w9(): void {
  const [rows, columns, spacing, steps] = [520, 600, 0.005, 200]
  const plane = new Float32Array(2 * rows * columns)
  for (let i = 0; i < rows * columns; i++) {
    plane[2 * i] = (i % columns) * spacing - 2
    plane[2 * i + 1] = Math.floor(i / columns) * spacing - 1.3
  }
  const build = () => {
    const xs = tf.constant(new tf.NDArray('complex64', [rows, columns], plane))
    const zs = new tf.Variable(xs)
    const ns = new tf.Variable(tf.zeros_like(xs, tf.float32))
    const next = zs.mul(zs).add(xs)
    const step = tf.group(zs.assign(next), ns.assign_add(tf.cast(tf.complex_abs(next).lt(4), tf.float32)))
    return { ns, step, init: tf.global_variables_initializer(), sess: sessionWith(tf, options.threads) }
  }
  const [build_ms, { ns, step, init, sess }] = timed(build)
  sess.run(init)
  const [first_ms] = timed(() => sess.run(step))
  const times = Array.from({ length: Math.max(5, options.reps) + 1 }, () => {
    sess.run(init)
    const [milliseconds] = timed(() => {
      for (let i = 0; i < steps; i++) sess.run(step)
    })
    return milliseconds / steps
  }).slice(1)
  const counts = sess.run(ns).data as Float32Array
  const check = counts.reduce((sum, count) => sum + count, 0) / counts.length
  emit('w9', 'ms_per_step', 'ms', times, { first_ms, build_ms, shape: [rows, columns], check })
}

/** A small GAN: six different fetches in turn, two of them training steps with Adam. */
function w11(): void {
  const [batch, noise, hidden, dims] = [32, 8, 32, 4]
  type Layer = readonly [W: types.Variable, b: types.Variable]
  const layers = (...sizes: number[]): Layer[] =>
    sizes
      .slice(1)
      .map(
        (to, i): Layer => [
          new tf.Variable(tf.truncated_normal([sizes[i] as number, to], { stddev: 0.1 })),
          new tf.Variable(tf.zeros([to])),
        ],
      )
  const network = (input: types.Tensor, weights: readonly Layer[]): types.Tensor =>
    weights.reduce((h, [W, b], i) => {
      const out = tf.matmul(h, W).add(b)
      return i < weights.length - 1 ? tf.nn.relu(out) : out
    }, input)
  // log(p + 1e-6), kept from minus infinity
  const safeLog = (p: types.Tensor): types.Tensor => tf.log(p.add(1e-6))
  const build = () => {
    const z = tf.placeholder(tf.float32, [null, noise])
    const x = tf.placeholder(tf.float32, [null, dims])
    const generator = layers(noise, hidden, dims)
    const discriminator = layers(dims, hidden, hidden, 1)
    const made = network(z, generator)
    const real = tf.sigmoid(network(x, discriminator))
    const fake = tf.sigmoid(network(made, discriminator))
    const d_loss = tf.reduce_mean(
      safeLog(real)
        .neg()
        .sub(safeLog(fake.rsub(1))),
    )
    const g_loss = tf.reduce_mean(safeLog(fake).neg())
    const d_step = new tf.train.AdamOptimizer(1e-4).minimize(d_loss, { var_list: discriminator.flat() })
    const g_step = new tf.train.AdamOptimizer(1e-4).minimize(g_loss, { var_list: generator.flat() })
    const means = [tf.reduce_mean(real), tf.reduce_mean(fake)]
    return {
      z,
      x,
      made,
      d_loss,
      g_loss,
      d_step,
      g_step,
      means,
      init: tf.global_variables_initializer(),
      sess: sessionWith(tf, options.threads),
    }
  }
  const [build_ms, { z, x, made, d_loss, g_loss, d_step, g_step, means, init, sess }] = timed(build)
  sess.run(init)
  const z_feed: [types.Tensor, types.NDArray] = [z, array(uniform(batch * noise, 4), batch, noise)]
  const both: [types.Tensor, types.NDArray][] = [[x, array(uniform(batch * dims, 3), batch, dims)], z_feed]
  const cycle = (): number[] => {
    sess.run([d_loss, d_step], { feed_dict: both })
    sess.run([g_loss, g_step], { feed_dict: [z_feed] })
    sess.run(d_loss, { feed_dict: both })
    sess.run(made, { feed_dict: [z_feed] })
    sess.run(means, { feed_dict: both })
    return sess.run([d_loss, g_loss], { feed_dict: both })
  }
  const [first_ms] = timed(cycle)
  const times = measure(cycle)
  sess.run(init)
  loadStartValues(sess, 0.1)
  let check: number | undefined
  for (let i = 0; i < 5; i++) [check] = cycle()
  const note = 'first_ms is the first cycle of six fetch sets'
  emit(
    'w11',
    'us_per_run',
    'us',
    times.map(ms => (ms * 1e3) / 6),
    { first_ms, build_ms, check, note },
  )
}

/** A Saver of five variables, 50 MB: to a file and back. */
function w12(): void {
  const megabytes = 50
  const [build_ms, { variables, saver, init, sess }] = timed(() => {
    const variables = Array.from({ length: 5 }, () => new tf.Variable(tf.random_normal([2500, 1000])))
    const saver = new tf.train.Saver()
    return { variables, saver, init: tf.global_variables_initializer(), sess: sessionWith(tf, options.threads) }
  })
  sess.run(init)
  const folder = mkdtempSync(join(tmpdir(), 'tf0-w12-'))
  try {
    const path = join(folder, 'model')
    const save = (): void => void saver.save(sess, path, { write_meta_graph: false })
    const restore = (): void => saver.restore(sess, path)
    const [firstSave] = timed(save)
    const saves = measure(save)
    const before = sess.run(variables[4]) as types.NDArray
    sess.run(init)
    const [firstRestore] = timed(restore)
    const restores = measure(restore)
    const check = Buffer.compare(before.to_bytes(), (sess.run(variables[4]) as types.NDArray).to_bytes()) === 0
    const files = readdirSync(folder).filter(name => name.startsWith('model'))
    const file_mb = files.reduce((bytes, name) => bytes + statSync(join(folder, name)).size, 0) / 1e6
    const rate = (times: readonly number[]): number[] => times.map(ms => (1e3 * megabytes) / ms)
    const extra = { better: 'higher', build_ms, file_mb, check } as const
    emit('w12', 'save_MBps', 'MB/s', rate(saves), { ...extra, first_ms: firstSave })
    emit('w12', 'restore_MBps', 'MB/s', rate(restores), { ...extra, first_ms: firstRestore })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const WORKLOADS: Readonly<Record<string, () => void | Promise<void>>> = {
  w1,
  w2,
  w3,
  w4,
  w5,
  w6,
  w7,
  w8,
  w9,
  w10: coldStart,
  w11,
  w12,
  w13,
}

const asked = options.workload === 'all' ? Object.keys(WORKLOADS) : options.workload.split(',')
for (const name of asked) {
  try {
    const workload = WORKLOADS[name]
    if (!workload) throw new Error('not written for tf0 yet')
    tf.reset_default_graph()
    await workload()
  } catch (error) {
    emitFailure(name, error)
  }
}
process.exit(0)
