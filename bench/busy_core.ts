/**
 * What threads do when another process has one of the cores: medians of training steps on one thread and on two, in turn.
 *
 *     npx tsx bench/busy_core.ts
 */
import { spawn } from 'node:child_process'
import type * as types from '../src/index.ts'
import { tf } from './built_package.ts'
import { median, timed } from './measure.ts'
import { deepMnist, feeder, type Network, perceptron } from './networks.ts'
import { sessionWith } from './softmax_graph.mjs'

const RUNS = 30
const busy = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' })
process.once('exit', () => busy.kill())

const networks: readonly (readonly [string, number, () => Network & { readonly keep?: types.Tensor }])[] = [
  ['w2, perceptron', 100, perceptron],
  ['w3, Deep MNIST', 50, deepMnist],
]
for (const [name, batch, build] of networks) {
  tf.reset_default_graph()
  const { x, y_, keep, step, init } = build()
  const feeds = feeder(x, y_, batch)
  const sessions = [1, 2].map(threads => sessionWith(tf, threads))
  const run = (sess: types.Session): void => {
    sess.run(step, { feed_dict: [...feeds.next(), ...(keep ? [[keep, 0.5]] : [])] as never })
  }
  for (const sess of sessions) {
    sess.run(init)
    for (let i = 0; i < 5; i++) run(sess)
  }
  const [one, two] = sessions.map(sess => median(Array.from({ length: RUNS }, () => timed(() => run(sess))[0]))) as [
    number,
    number,
  ]
  console.log(
    `${name}: ${one.toFixed(2)} ms on one thread, ${two.toFixed(2)} ms on two: ${(two / one).toFixed(2)} times`,
  )
  for (const sess of sessions) sess.close()
}
busy.kill()
