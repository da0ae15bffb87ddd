/** Large graphs: building, differentiating, importing, initialising and compiling take time in proportion to the nodes. */
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

/** Microseconds of processor time for each node: other programs on the machine don't count. */
function perNode(nodes: () => number, body: () => void): number {
  const start = process.cpuUsage()
  body()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / nodes()
}

/** What a deep network of so many layers costs, step by step. */
function costs(layers: number): Readonly<Record<string, number>> {
  const graph = new tf.Graph()
  return graph.as_default(() => {
    const nodes = (): number => graph.operations.length
    const x = tf.placeholder(tf.float32, [2, 4])
    let loss!: tf.Tensor
    let step!: tf.Operation
    const build = perNode(nodes, () => {
      let output = x
      for (let i = 0; i < layers; i++) {
        output = tf.variable_scope(`layer${i}`, () => {
          const w = tf.get_variable('w', [4, 4], { initializer: tf.zeros_initializer })
          const b = tf.get_variable('b', [4], { initializer: tf.zeros_initializer })
          return tf.nn.relu(tf.matmul(output, w).add(b))
        })
      }
      loss = tf.reduce_mean(output)
    })
    const minimize = perNode(nodes, () => {
      step = new tf.train.AdamOptimizer().minimize(loss)
    })
    const init = tf.initialize_all_variables()
    const copy = perNode(nodes, () => {
      const bytes = graph.as_graph_def().SerializeToString()
      new tf.Graph().as_default(() => tf.import_graph_def(tf.GraphDef.FromString(bytes), { name: '' }))
    })
    using session = new tf.Session('', { config: new tf.ConfigProto({ intra_op_parallelism_threads: 1 }) })
    const run = perNode(nodes, () => {
      session.run(init)
      session.run(step, { feed_dict: [[x, tf.np.zeros([2, 4])]] })
    })
    return { build, minimize, copy, run }
  })
}

test('eight times the nodes take eight times the time', () => {
  costs(20) // warm
  const small = costs(25)
  const large = costs(200)
  // what grew with the square would take eight times as long for each node
  for (const [what, cost] of Object.entries(large)) expect(cost, what).toBeLessThan(4 * (small[what] as number))
})

test('a run costs what it needs of a graph, not the whole of it', () => {
  new tf.Graph().as_default(() => {
    const variable = new tf.Variable(0)
    using session = new tf.Session()
    session.run(tf.initialize_all_variables())
    const grow = (): number =>
      perNode(
        () => 30,
        () => {
          for (let i = 0; i < 30; i++) session.run(variable.assign(i))
        },
      )
    grow()
    const small = grow()
    let x: tf.Tensor = tf.constant(1)
    for (let i = 0; i < 10_000; i++) x = tf.sin(x)
    expect(grow()).toBeLessThan(4 * small)
  })
})
