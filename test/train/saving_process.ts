/**
 * A process that saves without end, to be killed: `saving_process.ts FOLDER MEGABYTES distinct|overwrite`. Step n saves variables that are all n; it says
 * `saved n` when that is done.
 */
import { join } from 'node:path'
import * as tf from '../../src/index.ts'

const [folder = '', megabytes = '1', mode = 'distinct'] = process.argv.slice(2)
const PARTS = 4
const size = Math.ceil((Number(megabytes) * 2 ** 20) / 4 / PARTS)
const value = tf.placeholder(tf.float32, [])
const parts = Array.from({ length: PARTS }, (_, i) => new tf.Variable(tf.zeros([size]), { name: `part${i}` }))
const fill = tf.group(...parts.map(part => part.assign(tf.fill([size], value)).op))
const saver = new tf.train.Saver({ max_to_keep: 3 })
const session = new tf.Session()
session.run(tf.global_variables_initializer())
const latest = tf.train.latest_checkpoint(folder)
if (latest !== null)
  saver.recover_last_checkpoints(tf.train.get_checkpoint_state(folder)?.all_model_checkpoint_paths ?? [])
for (let step = latest === null ? 1 : Number(/-(\d+)$/.exec(latest)?.[1] ?? 0) + 1; ; step++) {
  session.run(fill, { feed_dict: [[value, step]] })
  saver.save(session, join(folder, 'model'), mode === 'distinct' ? { global_step: step } : {})
  process.stdout.write(`saved ${step}\n`)
}
