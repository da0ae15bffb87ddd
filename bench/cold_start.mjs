// One cold start: imports the built package, builds the tutorial's graph, runs its first step, and says so.
import { digits } from './data.mjs'
import { sessionWith, softmaxGraph } from './softmax_graph.mjs'

const since = start => performance.now() - start

const imported = performance.now()
const tf = await import('../dist/index.js')
const import_ms = since(imported)

const built = performance.now()
const { x, y_, step } = softmaxGraph(tf)
const sess = sessionWith(tf, Number(process.argv[2] ?? 1))
const build_ms = since(built)

const initialised = performance.now()
sess.run(tf.global_variables_initializer())
const init_ms = since(initialised)

const [{ images, labels }] = digits(100, 1)
const feed_dict = [
  [x, new tf.NDArray('float32', [100, 784], images)],
  [y_, new tf.NDArray('float32', [100, 10], labels)],
]
const first = performance.now()
sess.run(step, { feed_dict })
const first_ms = since(first)
const done = { import_ms, build_ms, init_ms, first_ms, peak_rss_mb: process.resourceUsage().maxRSS / 1024 }
process.stdout.write(`DONE ${JSON.stringify(done)}\n`, () => process.exit(0))
