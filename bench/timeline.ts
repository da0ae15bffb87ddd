/**
 * Where the time of a training step goes: the steps of its plan by their shortest time over some traced runs.
 *
 *     npx tsx bench/timeline.ts deep_mnist 2     # network, threads
 */
import type * as types from '../src/index.ts'
import { tf } from './built_package.ts'
import { deepMnist, feeder, type Network, perceptron } from './networks.ts'
import { sessionWith } from './softmax_graph.mjs'

const RUNS = 30
const [name = 'deep_mnist', threads = '1'] = process.argv.slice(2)
const networks: Readonly<Record<string, () => Network & { readonly keep?: types.Tensor }>> = {
  perceptron,
  deep_mnist: deepMnist,
}
const network = networks[name]
if (!network) throw new Error(`there is no network ${name}: ${Object.keys(networks).join(', ')}`)

const { x, y_, keep, step, init } = network()
const sess = sessionWith(tf, Number(threads))
sess.run(init)
const feeds = feeder(x, y_, 50)
const next = (): [types.Tensor, unknown][] => [
  ...feeds.next(),
  ...(keep ? ([[keep, 0.5]] as [types.Tensor, unknown][]) : []),
]
for (let i = 0; i < 4; i++) sess.run(step, { feed_dict: next() as never })

/** Microseconds by node. */
const shortest = new Map<string, number>()
for (let i = 0; i < RUNS; i++) {
  const run_metadata = new tf.RunMetadata()
  sess.run(step, {
    feed_dict: next() as never,
    options: new tf.RunOptions({ trace_level: tf.RunOptions.FULL_TRACE }),
    run_metadata,
  })
  const { step_stats } = run_metadata as unknown as {
    step_stats: { dev_stats: { node_stats: { node_name: string; all_end_rel_micros: bigint }[] }[] }
  }
  for (const { node_stats } of step_stats.dev_stats) {
    for (const { node_name, all_end_rel_micros } of node_stats) {
      shortest.set(node_name, Math.min(shortest.get(node_name) ?? Number.POSITIVE_INFINITY, Number(all_end_rel_micros)))
    }
  }
}
const rows = [...shortest].sort(([, a], [, b]) => b - a)
for (const [node, micros] of rows.slice(0, 30)) console.log(`${String(micros).padStart(8)} µs  ${node}`)
console.log(`${String(rows.reduce((sum, [, micros]) => sum + micros, 0)).padStart(8)} µs  all steps`)
