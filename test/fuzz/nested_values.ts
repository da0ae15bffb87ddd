/** Values that hold themselves or nest deep, and the places of the public API that take values: each refuses them with an error made on purpose. */
import * as tf from '../../src/index.ts'

/** `inner` in lists, `depth` deep. */
export function nestedLists(depth: number, inner: unknown = 1): unknown {
  let value = inner
  for (let i = 0; i < depth; i++) value = [value]
  return value
}

const itself: unknown[] = []
itself.push(itself)
const beside: unknown[] = [1]
beside.push(beside)
const twice: unknown[] = []
twice.push(twice, twice)
const object: Record<string, unknown> = {}
object['a'] = object
const map = new Map<string, unknown>()
map.set('a', map)
const objects: { a: unknown } = { a: 1 }
for (let i = 0, inner = objects; i < 20_000; i++) inner = inner.a = { a: 1 } as never
const maps = new Map<string, unknown>()
for (let i = 0, inner = maps; i < 20_000; i++) {
  const next = new Map<string, unknown>()
  inner.set('a', next)
  inner = next
}

export const NESTED_VALUES: readonly (readonly [string, unknown])[] = [
  ['a list of itself', itself],
  ['a number beside the list itself', beside],
  ['a list of itself, twice', twice],
  ['an object of itself', object],
  ['a map of itself', map],
  ['objects, 20,000 deep', objects],
  ['maps, 20,000 deep', maps],
  ['lists, 33 deep', nestedLists(33)],
  ['lists, 1,000 deep', nestedLists(1000)],
  ['lists, 20,000 deep', nestedLists(20_000)],
  ['no list, 20,000 deep', nestedLists(20_000, [])],
  ['texts, 20,000 deep', nestedLists(20_000, 'a')],
  ['integers, 20,000 deep', nestedLists(20_000, tf.int(1))],
  ['floats, 20,000 deep', nestedLists(20_000, tf.float(1))],
  ['None, 20,000 deep', nestedLists(20_000, null)],
]

type Place = (value: never) => unknown

/** Where values are taken, in a graph that is the default one. `tensor` makes a value of tensors where `value` holds numbers. */
export function places(session: tf.Session): readonly (readonly [string, Place])[] {
  const x = tf.placeholder(tf.float32)
  const s = tf.placeholder(tf.string)
  const i = tf.placeholder(tf.int32)
  const v = new tf.Variable([1, 2])
  return [
    ['constant', v => tf.constant(v)],
    ['constant of a type', v => tf.constant(v, tf.float32)],
    ['constant of integers', v => tf.constant(v, tf.int32)],
    ['constant of strings', v => tf.constant(v, tf.string)],
    ['shape of a constant', v => tf.constant(1, null, v)],
    ['convert_to_tensor', v => tf.convert_to_tensor(v)],
    ['zeros', v => tf.zeros(v)],
    ['fill', v => tf.fill(v, 1)],
    ['value of fill', v => tf.fill([2], v)],
    ['TensorShape', v => new tf.TensorShape(v)],
    ['Dimension', v => new tf.Dimension(v)],
    ['equal dimensions', v => new tf.Dimension(3).equals(v)],
    ['merged shapes', v => new tf.TensorShape([1]).merge_with(v)],
    ['placeholder', v => tf.placeholder(tf.float32, v)],
    ['dtype of a placeholder', v => tf.placeholder(v)],
    ['as_dtype', v => tf.as_dtype(v)],
    ['reshape', v => tf.reshape(x, v)],
    ['operand', v => x.add(v)],
    ['reflected operand', v => x.rsub(v)],
    ['slice', v => x.at(v)],
    ['add', v => tf.add(x, v)],
    ['axes', v => tf.reduce_sum(x, v)],
    ['attribute', v => tf.squeeze(x, v)],
    ['strides', v => tf.nn.max_pool(tf.ones([1, 4, 4, 1]), v, v, 'SAME')],
    ['pack', v => tf.pack(v)],
    ['concat', v => tf.concat(0, v)],
    ['add_n', v => tf.add_n(v)],
    ['tuple', v => tf.tuple(v)],
    ['group', v => tf.group(v)],
    ['name', v => tf.constant(1, { name: v })],
    ['options', v => tf.constant(1, v)],
    ['keyword', v => tf.reduce_sum(x, { keep_dims: v })],
    ['name scope', v => tf.name_scope(v, () => 1)],
    ['variable scope', v => tf.variable_scope(v, () => 1)],
    ['device', v => tf.device(v, () => tf.no_op())],
    ['control dependencies', v => tf.control_dependencies(v, () => tf.no_op())],
    ['collection', v => tf.add_to_collection('c', v)],
    [
      'meta graph of a collection',
      v => {
        tf.add_to_collection('d', v)
        return tf.train.export_meta_graph()
      },
    ],
    ['gradients', v => tf.gradients(v, [x])],
    ['gradients of', v => tf.gradients(x, v)],
    ['grad_ys', v => tf.gradients(x.mul(2), [x], v)],
    ['fetch', v => session.run(v)],
    ['feed', v => session.run(x, { feed_dict: [[x, v]] })],
    ['feed of strings', v => session.run(s, { feed_dict: [[s, v]] })],
    ['feed of integers', v => session.run(i, { feed_dict: [[i, v]] })],
    ['feed key', v => session.run(x, { feed_dict: [[v, 1]] })],
    ['feed key and value', v => session.run(x, { feed_dict: [[v, v]] })],
    ['feed_dict', v => session.run(x, { feed_dict: v })],
    ['run options', v => session.run(x, v)],
    ['feed of partial_run', v => session.partial_run_setup([x], v)],
    ['fetch of partial_run', v => session.partial_run_setup(v, [x])],
    [
      'loop variables',
      v =>
        tf.while_loop(
          (a: tf.Tensor) => a.lt(1),
          (a: tf.Tensor) => a,
          v,
        ),
    ],
    [
      'a loop variable',
      v =>
        tf.while_loop(
          (a: tf.Tensor) => a.lt(1),
          (a: tf.Tensor) => a,
          [v],
        ),
    ],
    [
      'result of a body',
      v =>
        tf.while_loop(
          (a: tf.Tensor) => a.lt(1),
          () => v,
          [tf.constant(1)],
        ),
    ],
    [
      'shape invariants',
      v =>
        tf.while_loop(
          (a: tf.Tensor) => a.lt(1),
          (a: tf.Tensor) => a,
          [tf.constant(1)],
          { shape_invariants: v },
        ),
    ],
    [
      'condition',
      v =>
        tf.while_loop(
          () => v,
          (a: tf.Tensor) => a,
          [tf.constant(1)],
        ),
    ],
    [
      'output of cond',
      v =>
        tf.cond(
          tf.constant(true),
          () => v,
          () => v,
        ),
    ],
    [
      'predicate',
      v =>
        tf.cond(
          v,
          () => x,
          () => x,
        ),
    ],
    ['case', v => tf.case(v, () => x)],
    ['map_fn', v => tf.map_fn((a: tf.Tensor) => a, v)],
    ['scan', v => tf.scan((a: tf.Tensor) => a, [1, 2], v)],
    ['py_func', v => session.run(tf.py_func(() => v, [], [tf.float32]))],
    ['py_func of integers', v => session.run(tf.py_func(() => v, [], [tf.int64]))],
    ['inputs of py_func', v => tf.py_func(() => 1, v, [tf.float32])],
    ['types of py_func', v => tf.py_func(() => 1, [], v)],
    ['variable', v => new tf.Variable(v)],
    ['assign', w => v.assign(w)],
    ['get_variable', v => tf.get_variable('w', v)],
    ['initializer', v => tf.constant_initializer(v)([2])],
    ['queue', v => new tf.FIFOQueue(3, v)],
    ['shapes of a queue', v => new tf.FIFOQueue(3, [tf.float32], v)],
    ['enqueue', v => new tf.FIFOQueue(3, [tf.float32]).enqueue(v)],
    ['split', v => tf.split(0, 2, v)],
    ['gather', v => tf.gather(x, v)],
    ['sparse tensor', v => new tf.SparseTensor(v, v, v)],
    ['feature spec', v => tf.parse_example(s, v)],
    ['NDArray.of', v => tf.NDArray.of(v)],
    ['NDArray.of a type', v => tf.NDArray.of(v, 'float32')],
    ['np.array', v => tf.np.array(v)],
    ['np.array of a type', v => tf.np.array(v, 'float32')],
    ['np.zeros', v => tf.np.zeros(v)],
    ['np.concatenate', v => tf.np.concatenate(v)],
    ['np.stack', v => tf.np.stack(v)],
    ['np.reshape', v => tf.np.reshape([1, 2], v)],
    ['np.sum', v => tf.np.sum(v)],
    ['np.add', v => tf.np.array([1]).add(v)],
    ['np.index', v => tf.np.array([1]).at(v)],
    ['np.random', v => tf.np.random.randn(v)],
    ['assert', v => tf.Assert(true, v)],
    ['Print', v => tf.Print(x, v)],
    ['summary', v => tf.summary.merge(v)],
    ['layers', v => tf.contrib.layers.fully_connected(v, 3)],
    ['arg_scope', v => tf.contrib.framework.arg_scope(v, () => 1)],
    ['import', v => tf.import_graph_def(v)],
    ['input map', v => tf.import_graph_def(tf.get_default_graph().as_graph_def(), { input_map: v, name: 'i' })],
    ['return elements', v => tf.import_graph_def(new tf.GraphDef(), { return_elements: v })],
    ['message', v => new tf.NodeDef(v)],
    ['field of a message', v => new tf.NodeDef({ name: v })],
    ['repeated field of a message', v => new tf.NodeDef({ input: v })],
    ['map of a message', v => new tf.NodeDef({ attr: v })],
    ['configuration', v => new tf.Session({ config: v }).close()],
    ['decay', v => tf.train.exponential_decay(v, 1, 1, 1)],
    ['optimizer', v => new tf.train.GradientDescentOptimizer(v).minimize(tf.constant(1))],
    ['gradient pairs', v => new tf.train.GradientDescentOptimizer(1).apply_gradients(v)],
    ['create_op', v => tf.get_default_graph().create_op('NoOp', v, [])],
    ['attributes of create_op', v => tf.get_default_graph().create_op('NoOp', [], [], null, null, v)],
  ]
}
