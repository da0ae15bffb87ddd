/**
 * Trains a small model and prints its loss, then the class of an error that a run raises:
 * `program.mjs [size] [threads]`. With `threads`, that many worker threads and the main thread do it at the same time.
 */
import { isMainThread, Worker } from 'node:worker_threads'
import * as tf from '../../src/index.ts'

const size = Number(process.argv[2])
const threads = Number(process.argv[3] ?? 0)

function train(): number {
  const data = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => ((i * size + j) % 7) / 7))
  const x = tf.placeholder(tf.float32, [null, size])
  const weights = new tf.Variable(tf.fill([size, size], 0.001))
  const bias = new tf.Variable(tf.zeros([size]))
  const loss = tf.reduce_mean(tf.square(tf.sub(tf.tanh(tf.add(tf.matmul(x, weights), bias)), 0.5)))
  const step = new tf.train.GradientDescentOptimizer(0.5).minimize(loss)
  const session = new tf.Session()
  session.run(tf.initialize_all_variables())
  for (let i = 0; i < 3; i++) session.run(step, new Map([[x, data]]))
  // without a seed: from the system's entropy
  session.run(tf.random_uniform([2]))
  return Number(session.run(loss, new Map([[x, data]])))
}

function errorOfRun(): string {
  try {
    new tf.Session().run(tf.placeholder(tf.float32))
  } catch (error) {
    if (error instanceof tf.errors.InvalidArgumentError)
      return `${error.name} at ${error.stack?.includes('program.mjs') ? 'a line of the program' : '?'}`
  }
  return 'none'
}

if (isMainThread) for (let i = 0; i < threads; i++) new Worker(new URL(import.meta.url), { argv: [String(size)] })
console.log(train().toFixed(5), errorOfRun())
