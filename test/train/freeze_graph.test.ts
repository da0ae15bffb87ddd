import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import * as tf from '../../src/index.ts'

let folder: string
const printed = vi.spyOn(console, 'log').mockImplementation(() => {})
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tf0-freeze-'))
})
afterAll(() => {
  printed.mockRestore()
  rmSync(folder, { recursive: true })
})

test.each([
  [true, false],
  [false, true],
])('freeze_graph makes constants of a checkpoint (binary: %s, by a saver: %s)', (binary, bySaver) => {
  tf.reset_default_graph()
  const v = new tf.Variable(2, { name: 'v' })
  tf.device('/cpu:0', () => tf.mul(v, 3, { name: 'y' }))
  const saver = new tf.train.Saver({ write_version: 2 })
  const [graph, saved, checkpoint, out] = ['g', 's', 'model', 'frozen'].map(name =>
    join(folder, `${name}${binary}`),
  ) as [string, string, string, string]
  tf.with(new tf.Session(), sess => {
    sess.run(tf.initialize_all_variables())
    saver.save(sess, checkpoint)
  })
  tf.train.write_graph(tf.get_default_graph(), folder, `g${binary}`, { as_text: !binary })
  tf.train.write_graph(saver.as_saver_def() as never, folder, `s${binary}`, { as_text: !binary })
  const freeze = (changes: {
    input_graph?: string
    input_checkpoint?: string
    output_node_names?: string
  }): unknown => {
    tf.reset_default_graph()
    return tf.train.freeze_graph({
      input_graph: graph,
      input_saver: bySaver ? saved : '',
      input_binary: binary,
      input_checkpoint: checkpoint,
      output_node_names: 'y',
      restore_op_name: 'save/restore_all',
      filename_tensor_name: 'save/Const:0',
      output_graph: out,
      clear_devices: true,
      initializer_nodes: '',
      ...changes,
    })
  }
  expect(freeze({ input_graph: 'none' })).toBe(-1)
  expect(printed.mock.lastCall).toEqual(["Input graph file 'none' does not exist!"])
  expect(freeze({ input_checkpoint: 'none' })).toBe(-1)
  expect(printed.mock.lastCall).toEqual(["Input checkpoint 'none' doesn't exist!"])
  expect(freeze({ output_node_names: '' })).toBe(-1)
  expect(existsSync(out)).toBe(false)
  expect(freeze({})).toBeNull()
  expect(printed.mock.lastCall).toEqual(['4 ops in the final graph.'])
  const frozen = tf.GraphDef.FromString(readFileSync(out))
  expect(Array.from(frozen.node, node => [node.name, node.op, node.device])).toEqual([
    ['v', 'Const', ''],
    ['v/read', 'Identity', ''],
    ['y/y', 'Const', ''],
    ['y', 'Mul', ''],
  ])
  tf.reset_default_graph()
  const [y] = tf.import_graph_def(frozen, { name: '', return_elements: ['y:0'] }) as [tf.Tensor]
  expect(new tf.Session().run(y)).toBe(6)
})
