/** The nodes that Savers add are TensorFlow's, one by one: a program of Python that prints them prints what it printed on TensorFlow 0.12.1. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { createPython } from '../../src/python/index.ts'

const golden = (name: string): string => readFileSync(new URL(`../golden/checkpoints/${name}`, import.meta.url), 'utf8')

test('the nodes of Savers are those of TensorFlow', async () => {
  const parts: string[] = []
  const python = await createPython(tf, { write: text => parts.push(text) })
  python.run(golden('saver_graphs.py'))
  const lines = parts.join('').split('\n')
  expect(lines.length).toBeGreaterThan(200)
  expect(lines).toEqual(golden('saver_graphs.txt').split('\n'))
})

test('mistakes are told in words of TensorFlow', () => {
  const graph = new tf.Graph()
  graph.as_default(() => {
    expect(() => new tf.train.Saver()).toThrow(new tf.ValueError('No variables to save'))
    const [v, w] = [new tf.Variable([1, 2], { name: 'v' }), new tf.Variable(tf.int(3), { name: 'w' })]
    const wrong = (args: unknown, message: string): void =>
      expect(() => new tf.train.Saver(args as never)).toThrow(message)
    wrong(new Map<unknown, unknown>([[1, w]]), 'Name is not a string: 1')
    wrong({ a: v, b: v }, 'The same saveable will be restored with two names: b')
    wrong([tf.constant(1)], 'Variable to save is not a Variable: Tensor("Const:0", shape=(), dtype=float32)')
    wrong({ a: tf.constant(1) }, 'Not a variable: Tensor("Const_1:0", shape=(), dtype=float32)')
    wrong(v, 'Variables to save should be passed in a dict or a list: Tensor("v/read:0", shape=(2,), dtype=float32)')
    wrong('v', 'Variables to save should be passed in a dict or a list: v')
    wrong({ saver_def: 3 }, 'saver_def must be a saver_pb2.SaverDef: 3')
    wrong({ saver_def: new tf.train.SaverDef() }, 'saver_def must specify the save_tensor_name: ')
    wrong({ var_list: [v], defer_build: true }, 'If `var_list` is provided then build cannot be deferred.')
    wrong({ var_lists: [v] }, "__init__() got an unexpected keyword argument 'var_lists'")
    const session = new tf.Session()
    expect(() => new tf.train.Saver({ defer_build: true }).save(session, '/tmp/x')).toThrow(
      '`build()` should be called',
    )
    const saver = new tf.train.Saver()
    expect(() => saver.save(session, '/nowhere/at/all/model')).toThrow(
      "Parent directory of /nowhere/at/all/model doesn't exist, can't save.",
    )
    expect(() => saver.save(session, './checkpoint')).toThrow(
      "'latest_filename' collides with 'save_path': 'checkpoint' and './checkpoint'",
    )
    expect(() => saver.save(session, './m', { latest_filename: 'a/b' })).toThrow(
      "'latest_filename' must not contain path components",
    )
    expect(() => saver.save(null as never, './m')).toThrow("'sess' must be a Session; None")
    expect(() => (saver as { save(...args: unknown[]): void }).save(session)).toThrow(
      "save() missing 1 required positional argument: 'save_path'",
    )
  })
})

test('a Saver of a SaverDef has its nodes, in an import scope those below it', () => {
  const graph = new tf.Graph()
  const meta = graph.as_default(() => {
    new tf.Variable([1, 2], { name: 'v' })
    const saver = new tf.train.Saver()
    graph.add_to_collection(tf.GraphKeys.SAVERS, saver)
    return saver.export_meta_graph()
  })
  expect(meta.saver_def.restore_op_name).toBe('save/restore_all')
  const again = new tf.Graph()
  again.as_default(() => {
    const saver = tf.train.import_meta_graph(meta, { import_scope: 'in' })
    expect(saver).toBeInstanceOf(tf.train.Saver)
    expect(saver.as_saver_def().restore_op_name).toBe('in/save/restore_all')
    expect(again.get_operations().filter(op => op.type === 'SaveV2')).toHaveLength(1)
    expect(again.get_collection(tf.GraphKeys.SAVERS)[0]).toBeInstanceOf(tf.train.Saver)
  })
})
