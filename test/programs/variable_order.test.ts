/** In one run, reads and updates of a variable that no edge orders happen as in TensorFlow with one thread: on both executors, on every number of threads. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { executing } from '../support/environment.ts'

interface Case {
  readonly description: string
  readonly feed: Readonly<Record<string, unknown>>
  readonly fetch: readonly string[]
  readonly one_thread: readonly {
    readonly fetched_per_step: readonly unknown[][]
    readonly final: Readonly<Record<string, unknown>>
  }[]
  readonly graph: string
}
const cases = JSON.parse(
  gunzipSync(readFileSync(new URL('../golden/programs/variable_order.json.gz', import.meta.url))).toString('utf8'),
) as Record<string, Case>

const plain = (value: unknown): unknown => (value instanceof tf.NDArray ? value.tolist() : value)
/** Numbers to six digits: the sums may be added in another order. */
const rounded = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, v) => (typeof v === 'number' ? Number(v.toPrecision(6)) : v)))

describe.each(['compiled', 'reference'])('%s', executor => {
  for (const [name, record] of Object.entries(cases)) {
    test.each([1, 2])(`${name} on %i threads`, threads => {
      using _executor = executing(executor)
      const graph = new tf.Graph()
      graph.as_default(() => tf.import_graph_def(tf.GraphDef.FromText(record.graph), { name: '' }))
      using session = new tf.Session('', {
        graph,
        config: new tf.ConfigProto({ intra_op_parallelism_threads: threads }),
      })
      session.run('init')
      const [expected] = record.one_thread
      for (const step of expected?.fetched_per_step ?? []) {
        const results = session.run(record.fetch, { feed_dict: record.feed }) as unknown[]
        expect(rounded(results.map(plain))).toEqual(rounded(step))
      }
      for (const [variable, value] of Object.entries(expected?.final ?? {}))
        expect(rounded(plain(session.run(variable)))).toEqual(rounded(value))
    })
  }
})
