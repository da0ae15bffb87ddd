/**
 * Trains while its worker threads die at random moments of its runs: each run gives the right numbers or fails with the error that says
 * so, and the next one is right again. `test/runtime/vanishing_worker.js` is what kills them:
 *
 *     VANISH_RATE=3 VANISH_MILLISECONDS=6 NODE_OPTIONS="--import ./test/runtime/vanishing_worker.js" npx tsx test/fuzz/killed_workers.ts 200 1
 *
 * Arguments: how many deaths, and the seed. Prints a line for what is wrong, and the totals.
 */
import { isBug } from '../../src/errors/bug.ts'
import * as tf from '../../src/index.ts'
import { sharedPool } from '../../src/runtime/pool.ts'

const [deaths, seed] = [Number(process.argv[2] ?? 200), Number(process.argv[3] ?? 1)]
const THREADS = 3
const STEPS = 3
const UNITS = 384

const random = new tf.np.random.RandomState(seed)
const array = (rows: number, columns: number): tf.NDArray =>
  random.uniform(-0.05, 0.05, [rows, columns]).astype('float32')
const x = tf.constant(array(256, UNITS))
const weights = [1, 2, 3].map(() => new tf.Variable(array(UNITS, UNITS)))
const y = weights.reduce((layer, w) => tf.tanh(tf.matmul(layer, w)), x)
const loss = tf.reduce_sum(tf.square(tf.sub(y, tf.constant(array(256, UNITS)))))
const train = new tf.train.GradientDescentOptimizer(0.01).minimize(loss)
const init = tf.initialize_all_variables()

/** Losses of the first steps. */
function losses(sess: tf.Session): string {
  sess.run(init)
  return Array.from({ length: STEPS }, () => sess.run([loss, train])[0] as number).join(' ')
}
const session = (threads: number): tf.Session =>
  new tf.Session('', { config: new tf.ConfigProto({ intra_op_parallelism_threads: threads }) })

const expected = tf.with(session(1), losses)
const { counters } = sharedPool()
let [rounds, failed, wrong] = [0, 0, 0]
const sess = session(THREADS)
while (counters.failures < deaths) {
  rounds++
  try {
    const got = losses(sess)
    if (got !== expected) {
      wrong++
      console.log(`losses ${got}, expected ${expected}`)
    }
  } catch (error) {
    failed++
    if (
      isBug(error) ||
      !(error instanceof tf.errors.InternalError) ||
      !error.message.includes('A worker thread exited while it ran a plan')
    ) {
      wrong++
      console.log(error)
    }
  }
}
sess.close()
if (failed !== counters.failures) console.log(`${counters.failures} runs lost a worker, ${failed} failed`)
console.log(
  `${rounds} rounds of ${STEPS} steps, ${counters.failures} deaths, ${counters.runs} runs on several threads, ${wrong} wrong`,
)
process.exitCode = wrong > 0 || failed !== counters.failures ? 1 : 0
