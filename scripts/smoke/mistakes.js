/**
 * Mistakes of many kinds, one a line. Of each the first line of the error's stack must be the line of the mistake. Plain JavaScript: it runs on
 * the packed package (`npm run smoke`) and, in the tests, on the sources.
 */

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const FILE = fileURLToPath(import.meta.url)

/** Their names and what makes them. */
export function mistakes(tf) {
  const x = tf.placeholder(tf.float32, [2, 3], { name: 'x' })
  const v = new tf.Variable(tf.zeros([2]), { name: 'v' })
  const queue = new tf.FIFOQueue(3, [tf.float32])
  const session = new tf.Session()
  const array = tf.np.array([
    [1, 2],
    [3, 4],
  ])
  const optimizer = new tf.train.GradientDescentOptimizer(0.1)
  const checked = tf.check_numerics(tf.constant([Number.NaN]), 'message')
  return [
    ['shapes of a product', () => tf.matmul(x, x)],
    ['a missing argument', () => tf.matmul(x)],
    ['an unknown keyword', () => tf.reduce_sum(x, { axs: 1 })],
    ['an argument given twice', () => tf.reduce_sum(x, 1, { axis: 1 })],
    ['too many arguments', () => tf.square(x, 'a', 'b', 'c')],
    ['a function of an op', () => tf.nn.avg_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], 'SAME')],
    ['types of a sum', () => tf.add(x, tf.constant([1], { dtype: tf.int32 }))],
    ['an operator as method', () => x.add(tf.zeros([5]))],
    ['an operator with another type', () => x.mul(tf.constant('text'))],
    ['a reflected operator', () => x.rsub('text')],
    ['matmul as method', () => x.matmul(x)],
    ['an index', () => x.at(7)],
    ['too many indices', () => x.at(0, 0, 0, 0)],
    ['set_shape', () => x.set_shape([5, 5])],
    ['eval without a session', () => x.eval()],
    ['a tensor as number', () => Number(x)],
    ['a tensor spread', () => [...x]],
    ['an unknown dtype', () => tf.as_dtype('nonsense')],
    ['a constant that is none', () => tf.constant(null)],
    ['a ragged constant', () => tf.constant([[1, 2], [3]], { dtype: tf.float32 })],
    ['a name that is none', () => tf.zeros([2], { name: 'a b' })],
    ['a variable without a value', () => new tf.Variable(null)],
    ['a variable of an unknown type', () => new tf.Variable('text', { dtype: tf.float32 })],
    ['a queue without types', () => new tf.FIFOQueue(3)],
    ['enqueue of another type', () => queue.enqueue(['text'])],
    ['a session of no graph', () => new tf.Session('', 5)],
    ['an optimizer without a rate', () => new tf.train.GradientDescentOptimizer()],
    ['a class called as a function', () => tf.Variable(1)],
    ['minimize of nothing', () => optimizer.minimize(x, { var_list: [] })],
    ['a run without feeds', () => session.run(x)],
    ['a run of another thing', () => session.run({ a: 5 })],
    ['a feed of another shape', () => session.run(x, { feed_dict: [[x, [1, 2]]] })],
    ['a failing kernel', () => session.run(checked)],
    ['an uninitialized variable', () => session.run(v)],
    ['a partial run that was not set up', () => session.partial_run('nothing', x)],
    ['a tensor of that name', () => tf.get_default_graph().get_tensor_by_name('nothing:0')],
    ['an element of the graph', () => tf.get_default_graph().as_graph_element('nothing')],
    ['an attribute of an operation', () => x.op.get_attr('nothing')],
    ['an import of nonsense', () => tf.import_graph_def(tf.GraphDef.FromText('node { name: "a" op: "NoSuchOp" }'))],
    ['a text that is no message', () => tf.GraphDef.FromText('nonsense {')],
    ['bytes that are no message', () => tf.GraphDef.FromString(Buffer.from([255, 255, 255]))],
    ['a field that there is not', () => new tf.NodeDef({ nothing: 1 })],
    ['a field of another type', () => Object.assign(new tf.NodeDef(), { name: 5 })],
    ['a layer that calls other functions', () => tf.contrib.layers.fully_connected(tf.placeholder(tf.float32, [2]), 4)],
    ['a layer of the user', () => tf.contrib.layers.stack(x, () => tf.matmul(x, x), [1])],
    [
      'a loop whose body fails',
      () =>
        tf.while_loop(
          i => tf.less(i, 3),
          () => tf.matmul(x, x),
          [0],
        ),
    ],
    ['a loop whose body is no function', () => tf.while_loop(5, 6, [0])],
    [
      'a branch that fails',
      () =>
        tf.cond(
          tf.constant(true),
          () => tf.matmul(x, x),
          () => x,
        ),
    ],
    ['a scope whose body fails', () => tf.name_scope('scope', () => tf.matmul(x, x))],
    [
      'a variable that is there already',
      () => tf.variable_scope('s', { reuse: true }, () => tf.get_variable('w', [1])),
    ],
    ['a function called by map', () => [x].map(each => tf.matmul(each, each))],
    ['a row of an array', () => array.at(9)],
    ['an array in another shape', () => array.reshape([3, 3])],
    ['arrays that do not fit', () => tf.np.dot(array, tf.np.zeros([5]))],
    ['an axis that an array lacks', () => tf.np.concatenate([array, array], 7)],
    ['a sum over such an axis', () => array.sum(7)],
    ['a shape that does not fit', () => new tf.TensorShape([1, 2]).merge_with([3])],
    ['dimensions that differ', () => new tf.Dimension(3).merge_with(4)],
    ['an instance of a distribution', () => new tf.contrib.distributions.Normal(1)],
    ['gradients of nothing', () => tf.gradients(null, [x])],
    ['an error of the user', () => tf.name_scope('a', () => null.nothing)],
    ['an asynchronous run', () => session.run_async(x)],
    ['an asynchronous failing kernel', () => session.run_async(checked)],
    ['an asynchronous run of another thing', () => session.run_async('nothing:0')],
  ]
}

/** The errors whose stacks do not begin at their line. */
export async function wrongStacks(tf) {
  const lines = readFileSync(FILE, 'utf8').split('\n')
  const wrong = []
  const all = mistakes(tf)
  const starts = all.map(([name]) => lines.findIndex(text => text.includes(`'${name}',`)) + 1)
  for (const [i, [name, mistake]] of all.entries()) {
    const [from, to = lines.length] = [starts[i], starts[i + 1]]
    let error
    try {
      await mistake()
    } catch (thrown) {
      error = thrown
    }
    const [first = 'no error'] = String(error?.stack ?? 'no error')
      .split('\n')
      .filter(text => /^\s+at /.test(text))
    const line = Number(/mistakes\.js:(\d+):/.exec(first)?.[1])
    if (!(line >= from && line < to))
      wrong.push(`${name} (line ${from}): ${error?.constructor?.name} ${error?.message}: ${first.trim()}`)
  }
  return wrong
}

if (process.argv[1] === FILE) {
  const wrong = await wrongStacks(await import('tf0'))
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
}
