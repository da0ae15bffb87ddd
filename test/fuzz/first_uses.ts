/** First uses of the parts of the public API that keep state for the process: what `stack_overflow.ts` cuts short. Each gives its result as text. */
import { isBug } from '../../src/errors/bug.ts'
import * as tf from '../../src/index.ts'

const x = (): tf.Tensor => tf.placeholder(tf.float32, [2])

/** Runs in a graph and a session of its own, so that every try does all of the work. */
function fresh(build: (session: tf.Session) => unknown): () => unknown {
  return () => {
    const graph = new tf.Graph()
    const { leave } = enter(graph)
    const session = new tf.Session({ graph })
    try {
      return build(session)
    } finally {
      session.close()
      leave()
    }
  }
}

/** The default graph while a try lasts. */
function enter(graph: tf.Graph): { leave: () => void } {
  graph.as_default()
  return { leave: () => graph[Symbol.dispose]() }
}

export const FIRST_USES: readonly (readonly [string, () => () => unknown])[] = [
  [
    'a message',
    () => () => new tf.NodeDef({ name: 'x', op: 'NoOp', attr: { a: { i: 3 } } }).SerializeToString().toString('hex'),
  ],
  ['an enum', () => () => tf.RunOptions.TraceLevel.Name(3)],
  [
    'text to a message',
    () => () =>
      tf.GraphDef.FromText('node { name: "x" op: "NoOp" attr { key: "T" value { type: DT_INT32 } } }').ToText(),
  ],
  ['bytes to a message', () => () => tf.ConfigProto.FromString(Buffer.from('1002', 'hex')).toString()],
  ['a graph', () => fresh(() => x().add(1).name)],
  [
    'a graph and its text',
    () =>
      fresh(() =>
        tf
          .matmul(tf.ones([2, 2]), tf.ones([2, 2]))
          .graph.as_graph_def()
          .toString(),
      ),
  ],
  ['a run', () => fresh(s => s.run(tf.constant([1, 2]).mul(3)))],
  [
    'a fed run',
    () => {
      return fresh(s => {
        const given = x()
        return s.run(tf.exp(given).add(given), { feed_dict: [[given, [1, 2]]] })
      })
    },
  ],
  [
    'a session, run again and again',
    () => {
      const graph = new tf.Graph()
      const { leave } = enter(graph)
      const given = x()
      const y = tf.reduce_sum(tf.tanh(given).mul(2))
      leave()
      const session = new tf.Session({ graph })
      return () => session.run(y, { feed_dict: [[given, [1, 2]]] })
    },
  ],
  [
    'variables',
    () =>
      fresh(s => {
        const v = new tf.Variable([1, 2])
        s.run(tf.initialize_all_variables())
        s.run(v.assign_add([1, 1]))
        return s.run(v)
      }),
  ],
  [
    'a variable of a session',
    () => {
      const graph = new tf.Graph()
      const { leave } = enter(graph)
      const v = new tf.Variable([1, 2])
      const init = tf.initialize_all_variables()
      const next = v.assign([3, 4])
      leave()
      const session = new tf.Session({ graph })
      session.run(init)
      return () => session.run(next)
    },
  ],
  [
    'gradients',
    () =>
      fresh(s => {
        const w = tf.constant([
          [1, 2],
          [3, 4],
        ])
        return s.run(tf.gradients(tf.reduce_sum(tf.square(tf.matmul(w, w))), [w])[0])
      }),
  ],
  [
    'training',
    () =>
      fresh(s => {
        const w = new tf.Variable(tf.zeros([2, 2]))
        const step = new tf.train.AdamOptimizer(0.1).minimize(tf.reduce_sum(tf.square(w.sub(1))))
        s.run(tf.initialize_all_variables())
        s.run(step)
        return s.run(w)
      }),
  ],
  [
    'a convolution',
    () => fresh(s => s.run(tf.nn.conv2d(tf.ones([1, 4, 4, 1]), tf.ones([3, 3, 1, 2]), [1, 1, 1, 1], 'SAME'))),
  ],
  ['softmax', () => fresh(s => s.run(tf.nn.softmax([[1, 2, 3]])))],
  ['random numbers', () => fresh(s => s.run(tf.random_normal([4], { seed: 1 })))],
  ['gamma', () => fresh(s => s.run(tf.random_gamma([2], 2, { seed: 1 })))],
  ['strings', () => fresh(s => s.run(tf.string_join([['a'], ['b']])))],
  [
    'a loop',
    () =>
      fresh(s =>
        s.run(
          tf.while_loop(
            (i: tf.Tensor) => i.lt(5),
            (i: tf.Tensor) => i.add(1),
            [tf.constant(0)],
          ),
        ),
      ),
  ],
  [
    'a loop’s gradient',
    () =>
      fresh(s => {
        const w = tf.constant(2)
        const [, y] = tf.while_loop(
          (i: tf.Tensor) => i.lt(3),
          (i: tf.Tensor, a: tf.Tensor) => [i.add(1), a.mul(w)],
          [tf.constant(0, tf.int32), w],
        )
        return s.run(tf.gradients(y, [w])[0])
      }),
  ],
  [
    'cond',
    () =>
      fresh(s =>
        s.run(
          tf.cond(
            tf.constant(true),
            () => tf.constant(1),
            () => tf.constant(2),
          ),
        ),
      ),
  ],
  ['py_func', () => fresh(s => s.run(tf.py_func((v: tf.NDArray) => v.add(1), [tf.constant([1])], tf.float32)))],
  [
    'partial_run',
    () =>
      fresh(s => {
        const a = tf.placeholder(tf.float32, [])
        const b = a.add(1)
        const c = b.mul(2)
        const handle = s.partial_run_setup([b, c], [a])
        return `${s.partial_run(handle, b, { feed_dict: [[a, 1]] })} ${s.partial_run(handle, c)}`
      }),
  ],
  [
    'import',
    () => {
      const text = tf.GraphDef.FromText(
        'node { name: "c" op: "Const" attr { key: "dtype" value { type: DT_FLOAT } } attr { key: "value" value { tensor { dtype: DT_FLOAT tensor_shape { } float_val: 2 } } } } node { name: "s" op: "Square" input: "c" attr { key: "T" value { type: DT_FLOAT } } }',
      )
      return fresh(s => {
        tf.import_graph_def(text, { name: '' })
        return s.run('s:0')
      })
    },
  ],
  [
    'scopes',
    () =>
      fresh(() =>
        tf.variable_scope('a', () =>
          tf.name_scope('b', () => tf.device('/cpu:0', () => tf.get_variable('w', [2]).add(1).name)),
        ),
      ),
  ],
  ['control dependencies', () => fresh(s => tf.control_dependencies([tf.no_op()], () => s.run(tf.constant(1).add(1))))],
  [
    'a queue',
    () =>
      fresh(s => {
        const queue = new tf.FIFOQueue(3, [tf.float32])
        s.run(queue.enqueue([1]))
        return s.run(queue.dequeue())
      }),
  ],
  [
    'a table',
    () =>
      fresh(s => {
        const table = new tf.contrib.lookup.HashTable(
          new tf.contrib.lookup.KeyValueTensorInitializer(['a'], [1], { key_dtype: tf.string, value_dtype: tf.int64 }),
          -1,
        )
        s.run(tf.initialize_all_tables())
        return s.run(table.lookup(tf.constant(['a', 'b'])))
      }),
  ],
  ['layers', () => fresh(() => tf.contrib.layers.fully_connected(tf.ones([1, 2]), 3).name)],
  [
    'arg_scope',
    () =>
      fresh(() =>
        tf.contrib.framework.arg_scope(
          [tf.contrib.layers.fully_connected],
          { activation_fn: null },
          () => tf.contrib.layers.fully_connected(tf.ones([1, 2]), 3).name,
        ),
      ),
  ],
  [
    'template',
    () =>
      fresh(() => {
        const made = tf.make_template('t', () => tf.get_variable('w', [2]))
        return `${made().name} ${made().name}`
      }),
  ],
  ['distributions', () => fresh(s => s.run(new tf.contrib.distributions.Normal(0, 1).log_prob(0.5)))],
  ['summaries', () => fresh(s => tf.Summary.FromString(s.run(tf.summary.histogram('h', [1, 2, 3]))))],
  ['numpy', () => () => tf.np.linspace(0, 1, 3).mul(1e-7)],
  [
    'numpy random',
    () => () => {
      tf.np.random.seed(1)
      return tf.np.random.randn(3)
    },
  ],
  [
    'linear algebra',
    () =>
      fresh(s =>
        s.run(
          tf.matrix_inverse([
            [2, 0],
            [0, 4],
          ]),
        ),
      ),
  ],
  ['halves', () => fresh(s => s.run(tf.cast(tf.cast([1.5, 2.5], tf.float16), tf.float32)))],
  [
    'errors',
    () =>
      fresh(s => {
        try {
          return s.run(tf.check_numerics([Number.NaN], 'bad'))
        } catch (error) {
          if (isBug(error) || String(error).includes('call stack')) throw error
          return (error as Error).message
        }
      }),
  ],
  ['where a node was made', () => fresh(() => typeof tf.constant(1).op.traceback)],
  ['stack trace limits', () => () => `${tf.constant(1).dtype.name} ${Error.stackTraceLimit}`],
  [
    'metadata',
    () =>
      fresh(s => {
        const run_metadata = new tf.RunMetadata()
        s.run(tf.constant(1).add(1), { options: new tf.RunOptions({ trace_level: 3 }), run_metadata })
        return run_metadata.step_stats.dev_stats.length
      }),
  ],
  [
    'meta graphs',
    () =>
      fresh(() => {
        tf.add_to_collection('c', tf.constant(1))
        return tf.train.export_meta_graph({ as_text: true }).collection_def['c']
      }),
  ],
]
