/** Meta graphs keep what a GraphDef does not: variables, queue runners, the contexts of conds and loops. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

const contexts = (graph: tf.Graph, key: string): { name: string; values: Set<string> }[] => graph.get_collection(key)

test('a loop can be differentiated after its import', () => {
  const first = new tf.Graph()
  const meta = first.as_default(() => {
    const x = tf.constant(3, { name: 'x' })
    const [, y] = tf.while_loop(
      (i: tf.Tensor) => i.lt(3),
      (i: tf.Tensor, a: tf.Tensor) => [i.add(1), a.mul(x)],
      [tf.constant(tf.int(0)), x],
    )
    const p = tf.placeholder(tf.bool, [], 'p')
    tf.identity(
      tf.cond(
        p,
        () => tf.mul(y, x),
        () => y,
      ),
      'out',
    )
    first.add_to_collection('numbers', tf.int(3))
    first.add_to_collection('names', 'a')
    first.add_to_collection('nodes', y)
    return tf.train.export_meta_graph()
  })
  expect(meta.meta_info_def.tensorflow_version).toBe('0.12.1')
  expect(Array.from(meta.meta_info_def.stripped_op_list.op, op => op.name)).toContain('NextIteration')
  for (const import_scope of [null, 'again']) {
    const second = new tf.Graph()
    second.as_default(() => {
      expect(
        tf.train.import_meta_graph(tf.MetaGraphDef.FromString(meta.SerializeToString()), { import_scope }),
      ).toBeNull()
      const prefix = import_scope === null ? '' : `${import_scope}/`
      const [out, x, p] = ['out:0', 'x:0', 'p:0'].map(name => second.get_tensor_by_name(prefix + name)) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ]
      expect(second.get_collection('numbers')).toEqual([3])
      expect(second.get_collection('nodes')[0].name).toBe(`${prefix}while/Exit_1:0`)
      expect(contexts(second, tf.GraphKeys.WHILE_CONTEXT).map(context => context.name)).toEqual([
        `${prefix}while/while/`,
      ])
      if (import_scope === null) {
        expect([...(contexts(second, tf.GraphKeys.WHILE_CONTEXT)[0] as { values: Set<string> }).values].sort()).toEqual(
          [...(contexts(first, tf.GraphKeys.WHILE_CONTEXT)[0] as { values: Set<string> }).values].sort(),
        )
        const [grad] = tf.gradients(out, [x])
        const session = new tf.Session()
        expect(session.run([out, grad], [[p, true]])).toEqual([243, 405])
        expect(session.run([out, grad], [[p, false]])).toEqual([81, 108])
      } else expect(new tf.Session().run(out, [[p, false]])).toBe(81)
    })
  }
})

test('queue runners come back; files in both forms', () => {
  const folder = mkdtempSync(join(tmpdir(), 'meta-'))
  try {
    const first = new tf.Graph()
    first.as_default(() => {
      const queue = new tf.FIFOQueue(3, tf.float32, { shapes: [[]] })
      tf.train.add_queue_runner(new tf.train.QueueRunner(queue, [queue.enqueue([1])]))
      queue.dequeue('item')
      tf.train.export_meta_graph(join(folder, 'binary.meta'))
      tf.train.export_meta_graph(join(folder, 'text.meta'), { as_text: true })
    })
    for (const file of ['binary.meta', 'text.meta']) {
      const second = new tf.Graph()
      second.as_default(() => {
        tf.train.import_meta_graph(join(folder, file))
        const [runner] = second.get_collection(tf.GraphKeys.QUEUE_RUNNERS) as [
          InstanceType<typeof tf.train.QueueRunner>,
        ]
        expect([runner.name, runner.enqueue_ops.length, runner.close_op.type]).toEqual(['fifo_queue', 1, 'QueueClose'])
        const session = new tf.Session()
        tf.train.start_queue_runners({ sess: session })
        expect(session.run('item:0')).toBe(1)
        session.close()
      })
    }
    expect(() => tf.train.import_meta_graph(join(folder, 'none.meta'))).toThrow('does not exist.')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a part of a graph, with inputs from outside', () => {
  const first = new tf.Graph()
  const meta = first.as_default(() => {
    const x = tf.constant(2, { name: 'x' })
    tf.name_scope('part', () => tf.mul(x, x, { name: 'square' }))
    return tf.train.export_meta_graph({ export_scope: 'part' })
  })
  expect(Array.from(meta.graph_def.node, node => node.name)).toEqual(['square'])
  const second = new tf.Graph()
  second.as_default(() => {
    expect(() => tf.train.import_meta_graph(meta)).toThrow(
      'Graph contains unbound inputs: $unbound_inputs_x,$unbound_inputs_x. Must provide these inputs through input_map.',
    )
  })
})
