/**
 * The source files that one run of a training step enters, once it is compiled: between `run` and the returned array.
 *
 *     npx tsx scripts/entered_files.ts
 */
import { Session as Inspector } from 'node:inspector/promises'
import { fileURLToPath } from 'node:url'
import * as tf from '../src/index.ts'

const SRC = fileURLToPath(new URL('../src/', import.meta.url))

const x = tf.placeholder(tf.float32, [null, 784])
const labels = tf.placeholder(tf.float32, [null, 10])
const logits = tf.matmul(x, new tf.Variable(tf.zeros([784, 10]))).add(new tf.Variable(tf.zeros([10])))
const loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits, labels))
const step = new tf.train.GradientDescentOptimizer(0.5).minimize(loss)
const session = new tf.Session()
session.run(tf.initialize_all_variables())
const feed_dict = [
  [x, tf.NDArray.zeros([100, 784], tf.float32)] as const,
  [labels, tf.NDArray.zeros([100, 10], tf.float32)] as const,
]
const run = (): unknown => session.run([step, logits], { feed_dict })
for (let i = 0; i < 3; i++) run()

const inspector = new Inspector()
inspector.connect()
await inspector.post('Profiler.enable')
await inspector.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
// what was counted until now is taken away
await inspector.post('Profiler.takePreciseCoverage')
run()
const { result } = await inspector.post('Profiler.takePreciseCoverage')
inspector.disconnect()
session.close()

const entered = result
  .filter(({ url }) => url.startsWith('file:') && fileURLToPath(url.split('?', 1)[0] as string).startsWith(SRC))
  .map(({ url, functions }) => ({
    file: fileURLToPath(url.split('?', 1)[0] as string).slice(SRC.length),
    called: functions
      .filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0)
      .map(({ functionName }) => functionName || '(anonymous)'),
  }))
  .filter(({ called }) => called.length > 0)
  .sort((a, b) => (a.file < b.file ? -1 : 1))
for (const { file, called } of entered) console.log(`${file}: ${called.join(', ')}`)
console.log(`${entered.length} files, ${entered.reduce((sum, { called }) => sum + called.length, 0)} functions`)
