/** Graph files of TensorFlow 0.12.1, read, and written again by the same program. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WhileContextDef } from '../../src/formats/protos/index.ts'
import * as tf from '../../src/index.ts'

const golden = (name: string): string => new URL(`../golden/graphs/${name}`, import.meta.url).pathname
const textOf = (name: string): string => readFileSync(golden(name), 'utf8')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tf0-graphs-'))
})
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => tf.reset_default_graph())

/** Variables, a cond, a loop, a queue runner, summaries, gradients, collections of each kind. */
function everything(): { x: tf.Tensor; h: tf.Tensor; loss: tf.Tensor } {
  tf.set_random_seed(3)
  const x = tf.placeholder(tf.float32, [null, 3], { name: 'x' })
  const [w, b] = tf.variable_scope('net', () => [
    tf.get_variable('w', [3, 2], { initializer: tf.random_normal_initializer({ seed: 1 }) }),
    new tf.Variable(tf.zeros([2]), { name: 'b', trainable: false }),
  ]) as [tf.Variable, tf.Variable]
  const h = tf.nn.relu(tf.matmul(x, w).add(b), { name: 'h' })
  const c = tf.cond(
    tf.reduce_sum(h).gt(1),
    () => h.mul(2),
    () => tf.identity(h),
    { name: 'choose' },
  ) as tf.Tensor
  const [, total] = tf.while_loop(
    (i: tf.Tensor) => i.lt(3),
    (i: tf.Tensor, a: tf.Tensor) => [i.add(1), a.mul(1.5)],
    [tf.constant(tf.int(0)), tf.reduce_sum(c)],
    { name: 'loop' },
  ) as [tf.Tensor, tf.Tensor]
  const loss = tf.identity(total, { name: 'loss' })
  tf.add_to_collection('losses', loss)
  tf.add_to_collection('numbers', tf.int(7))
  tf.add_to_collection('floats', 2.5)
  tf.add_to_collection('texts', 'hello')
  tf.summary.scalar('loss', loss)
  tf.summary.histogram('h', h)
  const q = new tf.FIFOQueue(4, tf.float32, { shapes: [[]], name: 'q' })
  tf.train.add_queue_runner(new tf.train.QueueRunner(q, [q.enqueue(1)]))
  new tf.train.GradientDescentOptimizer(0.1).minimize(loss, { name: 'train' })
  return { x, h, loss }
}

const loopsOf = (text: string): string => {
  const list = tf.MetaGraphDef.FromText(text).collection_def['while_context']?.bytes_list.value ?? []
  return Array.from(list, bytes => WhileContextDef.FromString(bytes).toString()).join()
}

describe('a graph with everything', () => {
  it('has the nodes of TensorFlow, as a file too', () => {
    everything()
    tf.train.write_graph(tf.get_default_graph(), join(folder, 'new', 'folder'), 'everything.pbtxt')
    expect(readFileSync(join(folder, 'new', 'folder', 'everything.pbtxt'), 'utf8')).toBe(textOf('everything.pbtxt'))
    tf.train.write_graph(tf.get_default_graph().as_graph_def(), folder, 'everything.pb', { as_text: false })
    const read = tf.GraphDef.FromString(readFileSync(join(folder, 'everything.pb')))
    expect(read.toString()).toBe(textOf('everything.pbtxt'))
  })
  it('with its collections is the MetaGraphDef of TensorFlow', () => {
    everything()
    const saver = new tf.train.Saver()
    saver.export_meta_graph(join(folder, 'everything.meta.txt'), { as_text: true })
    const text = readFileSync(join(folder, 'everything.meta.txt'), 'utf8')
    // the order of the maps in the bytes of these messages is nobody's choice
    const loops = /(key: "while_context"\n +value \{\n +bytes_list \{\n +value: )"(.*)"/
    expect(text.replace(loops, '$1')).toBe(textOf('everything.meta.txt').replace(loops, '$1'))
    expect(loopsOf(text)).toBe(loopsOf(textOf('everything.meta.txt')))
    saver.export_meta_graph(join(folder, 'everything.meta'))
    const [ours, theirs] = [join(folder, 'everything.meta'), golden('everything.meta')].map(path =>
      readFileSync(path),
    ) as [Buffer, Buffer]
    expect(tf.MetaGraphDef.FromString(ours).toString().replace(loops, '')).toBe(
      tf.MetaGraphDef.FromString(theirs).toString().replace(loops, ''),
    )
    expect(ours.length).toBe(theirs.length)
  })
  it.each(['everything.meta', 'everything.meta.txt'])('is imported from %s, runs, and is exported again', name => {
    const saver = tf.train.import_meta_graph(golden(name), { trusted: true })
    const graph = tf.get_default_graph()
    expect(saver).toBeInstanceOf(tf.train.Saver)
    expect(graph.get_collection('queue_runners')[0]).toBeInstanceOf(tf.train.QueueRunner)
    expect(graph.get_collection('numbers')).toEqual([7])
    expect(graph.get_collection('floats')).toEqual([2.5])
    const [loss, h] = tf.with(new tf.Session(), sess => {
      sess.run(tf.global_variables_initializer())
      return sess.run(['loss:0', 'h:0'], {
        feed_dict: {
          'x:0': [
            [1, 2, 3],
            [-1, 0.5, 0],
          ],
        },
      })
    })
    expect(loss).toBeCloseTo(9.500078201293945, 4)
    expect(h.tolist()[1][1]).toBeCloseTo(0.9885480403900146, 6)
  })
})

describe('other graphs', () => {
  it.each(['everything', 'frozen', 'constants', 'function'])(
    '%s.pbtxt is read and written with the same text',
    name => {
      const text = textOf(`${name}.pbtxt`)
      expect(tf.GraphDef.FromText(text).toString()).toBe(text)
    },
  )
  it('a frozen layer has the nodes that TensorFlow gives it', () => {
    const x = tf.placeholder(tf.float32, [null, 4], { name: 'input' })
    const eighths = Array.from({ length: 8 }, (_, i) => i / 8)
    const w = new tf.Variable(tf.constant(tf.np.array(eighths, 'float32').reshape([4, 2])), { name: 'w' })
    const b = new tf.Variable(tf.constant([0.5, -0.5]), { name: 'b' })
    const y = tf.nn.softmax(tf.matmul(x, w).add(b), { name: 'output' })
    new tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(y))
    const frozen = tf.with(new tf.Session(), sess => {
      sess.run(tf.global_variables_initializer())
      return tf.graph_util.convert_variables_to_constants(sess, sess.graph.as_graph_def() as tf.GraphDef, ['output'])
    })
    expect(frozen.toString()).toBe(textOf('frozen.pbtxt'))
  })
})
