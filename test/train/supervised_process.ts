/** A training under a supervisor that saves all the time, to be killed. Usage: supervised_process.ts FOLDER */
import { writeSync } from 'node:fs'
import * as tf from '../../src/index.ts'

const step = new tf.Variable(tf.int(0), { name: 'global_step', trainable: false })
const values = new tf.Variable(tf.zeros([300, 300]), { name: 'values' })
const train = tf.group(step.assign_add(1), values.assign_add(tf.ones([300, 300])))
const sv = new tf.train.Supervisor({
  logdir: process.argv[2] as string,
  save_model_secs: 0.01,
  save_summaries_secs: 0.05,
})
sv.managed_session(sess => {
  const [at, held] = sess.run([step, values])
  writeSync(1, `began ${at} ${held.min()} ${held.max()}\n`)
  while (!sv.should_stop()) sess.run(train)
})
