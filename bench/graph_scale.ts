/**
 * How building, differentiating, importing and compiling grow with the graph: microseconds per node, which should stay flat.
 *
 *     npx tsx bench/graph_scale.ts [--sizes 5000,20000,50000] [--shape deep,wide,scopes,chain]
 */

import { commandLine, numbersOr, textOr } from '../scripts/command_line.ts'
import * as tf from '../src/index.ts'

const values = commandLine({ sizes: numbersOr('5000,20000,50000'), shape: textOr('') })

interface Built {
  readonly loss: tf.Tensor
  readonly parameters: readonly tf.Variable[]
}

/** What is built for each unit of size, and about how many nodes the unit has in the end, gradients and updates included. */
interface Shape {
  readonly nodesPerUnit: number
  readonly build: (units: number) => Built
}

const weights = (shape: readonly number[], name?: string): tf.Variable =>
  new tf.Variable(tf.zeros(shape), { name: name ?? null })

const SHAPES: Readonly<Record<string, Shape>> = {
  /** Layers on layers. */
  deep: {
    nodesPerUnit: 63,
    build: units => {
      const parameters: tf.Variable[] = []
      let x = tf.placeholder(tf.float32, [2, 4])
      for (let i = 0; i < units; i++) {
        const w = weights([4, 4])
        const b = weights([4])
        parameters.push(w, b)
        x = tf.nn.relu(tf.matmul(x, w).add(b))
      }
      return { loss: tf.reduce_mean(tf.square(x)), parameters }
    },
  },
  /** Many small terms of one sum over few parameters. */
  wide: {
    nodesPerUnit: 22,
    build: units => {
      const w = weights([4, 4])
      const x = tf.placeholder(tf.float32, [2, 4])
      const terms = Array.from({ length: units }, (_, i) => tf.reduce_sum(tf.matmul(x, w).mul(i)))
      return { loss: tf.add_n(terms), parameters: [w] }
    },
  },
  /** Layers in scopes of their own, by get_variable. */
  scopes: {
    nodesPerUnit: 63,
    build: units => {
      const parameters: tf.Variable[] = []
      let x = tf.placeholder(tf.float32, [2, 4])
      for (let i = 0; i < units; i++) {
        x = tf.variable_scope(`layer${i}`, () => {
          const w = tf.get_variable('w', [4, 4], { initializer: tf.zeros_initializer })
          const b = tf.get_variable('b', [4], { initializer: tf.zeros_initializer })
          parameters.push(w, b)
          return tf.tanh(tf.nn.bias_add(tf.matmul(x, w), b))
        })
      }
      return { loss: tf.reduce_mean(x), parameters }
    },
  },
  /** Elementwise arithmetic, one operation upon the other. */
  chain: {
    nodesPerUnit: 11,
    build: units => {
      const w = weights([8])
      let x: tf.Tensor = w.add(1)
      for (let i = 0; i < units; i++) x = tf.sin(x).mul(w)
      return { loss: tf.reduce_sum(x), parameters: [w] }
    },
  },
}

/** Milliseconds of processor time that `body` takes: other programs on the machine don't count. */
function timed<T>(body: () => T): [milliseconds: number, result: T] {
  const start = process.cpuUsage()
  const result = body()
  const { user, system } = process.cpuUsage(start)
  return [(user + system) / 1000, result]
}

function measure({ build, nodesPerUnit }: Shape, size: number): Readonly<Record<string, number>> & { nodes: number } {
  const graph = new tf.Graph()
  return graph.as_default(() => {
    const times: Record<string, number> = {}
    const [forward, { loss, parameters }] = timed(() => build(Math.round(size / nodesPerUnit)))
    const before = graph.operations.length
    times['build'] = forward / before
    const optimizer = new tf.train.AdamOptimizer()
    const [backward, pairs] = timed(() => optimizer.compute_gradients(loss, { var_list: [...parameters] }))
    const differentiated = graph.operations.length
    times['gradients'] = backward / (differentiated - before)
    const [updates, step] = timed(() => optimizer.apply_gradients(pairs) as tf.Operation)
    const nodes = graph.operations.length
    times['updates'] = updates / (nodes - differentiated)
    const init = tf.initialize_all_variables()

    const [exported, bytes] = timed(() => graph.as_graph_def().SerializeToString())
    times['export'] = exported / nodes
    const [imported] = timed(() =>
      new tf.Graph().as_default(() => tf.import_graph_def(tf.GraphDef.FromString(bytes), { name: '' })),
    )
    times['import'] = imported / nodes

    using session = new tf.Session('', { config: new tf.ConfigProto({ intra_op_parallelism_threads: 1 }) })
    const [initialized] = timed(() => session.run(init))
    times['init'] = initialized / nodes
    const feeds = graph.operations
      .filter(op => op.type === 'Placeholder')
      .map(op => [op.outputs[0], tf.np.zeros([2, 4])] as const)
    const [first] = timed(() => session.run(step, { feed_dict: feeds }))
    times['compile'] = first / nodes
    const [again] = timed(() => session.run(step, { feed_dict: feeds }))
    times['run'] = again / nodes
    return { ...times, nodes }
  })
}

const sizes = values.sizes
const chosen = values.shape === '' ? Object.keys(SHAPES) : values.shape.split(',')
measure(SHAPES['deep'] as Shape, 2000) // warm
for (const name of chosen) {
  for (const size of sizes) {
    const { nodes, ...times } = measure(SHAPES[name] as Shape, size)
    const columns = Object.entries(times).map(([what, milliseconds]) => `${what} ${(milliseconds * 1000).toFixed(1)}`)
    console.log(`${name.padEnd(7)} ${String(nodes).padStart(6)} nodes, µs per node: ${columns.join(', ')}`)
  }
}
