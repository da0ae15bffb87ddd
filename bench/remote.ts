/**
 * tf0's client beside TensorFlow's own Python client: the same graph on the same server, in turns.
 *
 *     TF0_TENSORFLOW=PYTHON npm run bench -- remote [--reps 7] [--seconds 1.4] [--workload softmax]
 *
 * Medians of milliseconds a run, and how many times as fast as the Python client `run` and `run_async` are: medians of the rounds' ratios.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type * as types from '../src/index.ts'
import { tf } from './built_package.ts'
import { digits, uniform } from './data.mjs'
import { median, options } from './measure.ts'
import { softmaxGraph } from './softmax_graph.mjs'

const BATCH = 100
/** Floats of 10 MB. */
const LARGE = 2_500_000

interface Workload {
  readonly name: string
  readonly fetch: types.Tensor | types.Operation
  readonly feeds: readonly (readonly [tensor: types.Tensor, value: types.NDArray])[]
  /** What one run moves, for workloads that measure that. */
  readonly megabytes?: number
}

const { x, y_, step } = softmaxGraph(tf)
const large = tf.placeholder(tf.float32, [LARGE], { name: 'large' })
const kept = new tf.Variable(tf.ones([LARGE]), { name: 'kept' })
const init = tf.initialize_all_variables()
const [batch] = digits(BATCH, 1) as [{ images: Float32Array; labels: Float32Array }]
const array = (data: Float32Array, shape: number[]): types.NDArray => tf.np.array(data, tf.np.float32).reshape(shape)
const workloads: readonly Workload[] = [
  {
    name: 'softmax step',
    fetch: step,
    feeds: [
      [x, array(batch.images, [BATCH, 784])],
      [y_, array(batch.labels, [BATCH, 10])],
    ],
  },
  { name: 'tiny step', fetch: tf.constant(1, { name: 'tiny', dtype: tf.float32 }), feeds: [] },
  {
    name: 'feed of 10 MB',
    fetch: tf.slice(large, [0], [1], { name: 'first' }),
    feeds: [[large, array(uniform(LARGE, 1), [LARGE])]],
    megabytes: (4 * LARGE) / 1e6,
  },
  { name: 'fetch of 10 MB', fetch: tf.identity(kept, { name: 'all' }), feeds: [], megabytes: (4 * LARGE) / 1e6 },
]
const asked = workloads.filter(({ name }) => options.workload === 'all' || name.startsWith(options.workload))

/** TensorFlow's client, in a process of its own. */
function startPeer(target: string) {
  const folder = mkdtempSync(join(tmpdir(), 'tf0-remote-'))
  const graph = join(folder, 'graph.pb')
  writeFileSync(graph, tf.get_default_graph().as_graph_def().SerializeToString())
  const [command, ...first] = (process.env['TF0_TENSORFLOW'] ?? 'python3').trim().split(/\s+/) as [string, ...string[]]
  const script = fileURLToPath(new URL('./remote_peer.py', import.meta.url))
  const child = spawn(command, [...first, script, target, graph], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async times({ fetch, feeds }: Workload, seconds: number): Promise<number[]> {
      const shapes = Object.fromEntries(feeds.map(([tensor, value]) => [tensor.name, value.shape]))
      child.stdin.write(`${JSON.stringify({ fetch: fetch.name, feeds: shapes, seconds })}\n`)
      const { value, done } = await lines.next()
      if (done) throw new Error("TensorFlow's client has ended")
      return JSON.parse(value) as number[]
    },
    [Symbol.dispose](): void {
      child.stdin.end()
      rmSync(folder, { recursive: true })
    },
  }
}

type Feeds = types.FeedDict
/** Runs for `seconds`, one after the other: milliseconds of each. */
function ownTimes(sess: types.Session, { fetch, feeds }: Workload, seconds: number): number[] {
  const times: number[] = []
  const end = performance.now() + 1000 * seconds
  for (let now = performance.now(); times.length === 0 || now < end; ) {
    sess.run(fetch, { feed_dict: feeds as Feeds })
    const next = performance.now()
    times.push(next - now)
    now = next
  }
  return times
}
async function ownAsyncTimes(sess: types.Session, { fetch, feeds }: Workload, seconds: number): Promise<number[]> {
  const times: number[] = []
  const end = performance.now() + 1000 * seconds
  for (let now = performance.now(); times.length === 0 || now < end; ) {
    await sess.run_async(fetch, { feed_dict: feeds as Feeds })
    const next = performance.now()
    times.push(next - now)
    now = next
  }
  return times
}

async function main(): Promise<void> {
  using server = tf.train.Server.create_local_server()
  using sess = new tf.Session(server.target)
  sess.run(init)
  using peer = startPeer(server.target)

  const seconds = options.seconds / options.reps
  console.log(
    '                    TensorFlow        run       times  run_async       times   (ms; times as fast as TensorFlow)',
  )
  for (const workload of asked) {
    const clients = [
      () => peer.times(workload, seconds),
      () => ownTimes(sess, workload, seconds),
      () => ownAsyncTimes(sess, workload, seconds),
    ]
    const rounds = clients.map((): number[] => [])
    for (let i = -1; i < options.reps; i++) {
      for (const [at, client] of clients.entries()) {
        const time = median(await client())
        // the first round is a warm-up
        if (i >= 0) rounds[at]?.push(time)
      }
    }
    const [theirs, own, ownAsync] = rounds as [number[], number[], number[]]
    const ratio = (times: readonly number[]): string =>
      median(times.map((time, i) => (theirs[i] as number) / time)).toFixed(2)
    const cells = [
      median(theirs).toFixed(3).padStart(14),
      ...[own, ownAsync].flatMap(times => [median(times).toFixed(3).padStart(11), ratio(times).padStart(12)]),
    ]
    const { megabytes } = workload
    const rates = megabytes ? `   ${rounds.map(times => (megabytes / median(times)).toFixed(2)).join(', ')} GB/s` : ''
    console.log(`${workload.name.padEnd(16)}${cells.join('')}${rates}`)
  }
}
await main()
