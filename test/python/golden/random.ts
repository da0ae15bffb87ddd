/** random.json: streams of random numbers. */
import { int } from '../../../src/python/objects/values/numbers.ts'
import { compareJson, type Differences } from './compare.ts'
import type { ErrorRecord, GoldenCase, Harness } from './harness.ts'
import { SEEDS } from './training.ts'

interface RandomRun {
  readonly id?: string
  readonly expr?: string
  readonly shape?: readonly number[]
  readonly graph_seed: number | null
  readonly op_seed: number | null
  readonly attrs?: unknown
  readonly deterministic?: boolean
  readonly runs?: readonly unknown[]
  readonly error?: ErrorRecord
}

interface Stream {
  readonly id: string
  readonly source: string
  readonly attrs: unknown
  readonly sessions: readonly unknown[]
}

export interface RandomFile {
  readonly elementwise: readonly {
    readonly id: string
    readonly expr: string
    readonly dtype: string
    readonly cases: readonly RandomRun[]
  }[]
  readonly others: readonly (RandomRun & { readonly id: string; readonly expr: string })[]
  readonly streams: readonly Stream[]
  readonly get_seed: readonly (readonly [graph: number | null, op: number | null, seeds: unknown])[]
}

/** Whole numbers of any size as Python writes them. */
const literal = (value: number | null | undefined): string =>
  value === null || value === undefined ? 'None' : BigInt(value).toString()

function runStream(harness: Harness, expr: string, test: RandomRun, dtype: string | undefined): Differences {
  const globals = harness.names({ shape: test.shape?.map(int) ?? [] })
  const source = [
    (test.graph_seed ?? null) === null ? '' : `tf.set_random_seed(${literal(test.graph_seed)})`,
    `s = ${literal(test.op_seed)}`,
    dtype === undefined ? '' : `dt = tf.as_dtype('${dtype}')`,
    expr.includes('random_ops') ? 'from tensorflow.python.ops import random_ops' : '',
    'feed = None',
    expr.includes('ids') ? 'ids = tf.placeholder(tf.int64, [2, 1])\nfeed = {ids: [[0], [3]]}' : '',
    `t = ${expr}`,
    SEEDS,
    `with tf.Session() as sess:\n    runs = [sess.run(t, feed) for _ in range(${test.runs?.length ?? 1})]`,
  ].join('\n')
  const run = (): unknown => harness.run(source, globals)
  if (test.error) return harness.expectError(test.error, run)
  run()
  const attrs = compareJson(test.attrs, globals.get('attrs'), 'attrs')
  return test.deterministic === false
    ? attrs
    : [...attrs, ...compareJson(test.runs, globals.get('runs'), 'runs')].slice(0, 5)
}

const STREAM = `
sessions = []
for _ in range(2):
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        if setup is not None:
            sess.run(setup)
        sessions.append([[v for v in sess.run(result)] for _ in range(2)])
`

const streamCase = (test: Stream): GoldenCase => ({
  id: test.id,
  source: test.source,
  run: harness => {
    const globals = harness.names({ setup: null })
    harness.run(`${test.source}\n${SEEDS}${STREAM}`, globals)
    return [
      ...compareJson(test.attrs, globals.get('attrs'), 'attrs'),
      ...compareJson(test.sessions, globals.get('sessions'), 'sessions'),
    ].slice(0, 5)
  },
})

const seedCase = ([graph, op, expected]: RandomFile['get_seed'][number]): GoldenCase => ({
  id: `get_seed ${graph} ${op}`,
  source: `get_seed(${op})`,
  run: harness => {
    const globals = harness.names()
    const set = graph === null ? '' : `tf.set_random_seed(${literal(graph)})\n`
    const run = (): unknown =>
      harness.run(`${set}for _ in range(3): tf.no_op()\nresult = tf.get_seed(${literal(op)})\n`, globals)
    if (!Array.isArray(expected)) return harness.expectError(expected as ErrorRecord, run)
    run()
    return compareJson(expected, globals.get('result'), 'seeds')
  },
})

/** The cases of random.json. */
export function randomCases(file: RandomFile): GoldenCase[] {
  // a recorded error of a shape does not repeat the seed, which is that of all shapes
  const seeded = (test: RandomRun): RandomRun =>
    test.error && test.op_seed === undefined ? { ...test, graph_seed: null, op_seed: 1 } : test
  const seeds = (test: RandomRun): string => `seeds ${test.graph_seed ?? null} ${test.op_seed ?? null}`
  return [
    ...file.elementwise.flatMap(({ id, expr, dtype, cases }) =>
      cases
        .map(one => seeded(one))
        .map(test => ({
          id: `${id} [${test.shape?.join()}] ${seeds(test)}`,
          source: expr,
          run: (harness: Harness) => runStream(harness, expr, test, dtype),
        })),
    ),
    ...file.others.map(test => ({
      id: `${test.id} ${seeds(test)}`,
      source: test.expr,
      run: (harness: Harness) => runStream(harness, test.expr, test, undefined),
    })),
    ...file.streams.map(streamCase),
    ...file.get_seed.map(seedCase),
  ]
}
