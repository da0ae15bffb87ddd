/** Parts of graphs, in and out of name scopes; what damaged or foreign files give. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CollectionDef, OpList } from '../../src/formats/protos/index.ts'
import * as tf from '../../src/index.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tf0-meta-'))
})
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => tf.reset_default_graph())
const failure = (body: () => unknown): string => {
  try {
    body()
  } catch (error) {
    return `${(error as Error).constructor.name}: ${(error as Error).message}`
  }
  return 'nothing was thrown'
}
const copyOf = (meta: tf.MetaGraphDef): tf.MetaGraphDef => tf.MetaGraphDef.FromString(meta.SerializeToString())

/** A layer in a scope, with an input from outside. */
function layer(): tf.Tensor {
  const x = tf.placeholder(tf.float32, [null, 2], { name: 'x' })
  return tf.variable_scope('layer', () => {
    const w = tf.get_variable('w', [2, 2], { initializer: tf.ones_initializer() })
    return tf.cond(
      tf.constant(true),
      () => tf.matmul(x, w),
      () => tf.matmul(w, w),
      { name: 'choose' },
    ) as tf.Tensor
  }) as tf.Tensor
}

describe('scopes', () => {
  it('come out with the names of what they lack, and go in elsewhere', () => {
    layer()
    const [meta, variables] = tf.train.export_scoped_meta_graph({ export_scope: 'layer' })
    expect([...variables.keys()]).toEqual(['w:0'])
    const names = Array.from(meta.graph_def.node, node => node.name)
    expect(names).toContain('choose/Merge')
    expect(names).not.toContain('x')
    const unbound = Array.from(meta.collection_def['unbound_inputs']!.bytes_list.value, String)
    expect(unbound).toEqual(['$unbound_inputs_x'])
    expect(failure(() => tf.train.import_scoped_meta_graph(copyOf(meta), { import_scope: 'again' }))).toBe(
      'ValueError: Graph contains unbound inputs: $unbound_inputs_x. Must provide these inputs through input_map.',
    )
    tf.reset_default_graph()
    const y = tf.placeholder(tf.float32, [null, 2], { name: 'y' })
    const found = tf.train.import_scoped_meta_graph(copyOf(meta), {
      import_scope: 'again',
      input_map: new Map([['$unbound_inputs_x', y]]),
    })
    expect([...found].map(([name, variable]) => [name, variable.name])).toEqual([['w:0', 'again/w:0']])
    tf.with(new tf.Session(), sess => {
      sess.run(tf.global_variables_initializer())
      expect(sess.run('again/choose/Merge:0', { feed_dict: { 'y:0': [[1, 2]] } }).tolist()).toEqual([[3, 3]])
    })
    // its contexts are there too
    expect(tf.get_default_graph().get_collection('cond_context').length).toBe(2)
  })
  it('are copied within a graph', () => {
    tf.name_scope('a', () => new tf.Variable(3, { name: 'v' }))
    const copied = tf.train.copy_scoped_meta_graph('a', 'b')
    expect([...copied.values()].map(variable => variable.name)).toEqual(['b/v:0'])
    expect(failure(() => tf.train.copy_scoped_meta_graph('a', 'a'))).toBe(
      "ValueError: 'from_scope' and 'to_scope' need to be different when performing copy in the same graph.",
    )
  })
  it('devices are cleared on the way out and in', () => {
    tf.device('/gpu:0', () => tf.constant(1, { name: 'c' }))
    const devices = (meta: tf.MetaGraphDef): string[] => Array.from(meta.graph_def.node, node => node.device)
    const meta = tf.train.export_meta_graph()
    expect(devices(meta)).toEqual(['/device:GPU:0'])
    expect(devices(tf.train.export_meta_graph({ clear_devices: true }))).toEqual([''])
    tf.reset_default_graph()
    tf.train.import_meta_graph(copyOf(meta), { clear_devices: true })
    expect(tf.get_default_graph().get_operation_by_name('c').device).toBe('')
  })
})

describe('messages that do not fit', () => {
  it('are refused by their type', () => {
    expect(failure(() => tf.train.export_meta_graph({ graph_def: 5 as never }))).toBe(
      "TypeError: graph_def must be of type GraphDef, not <class 'int'>",
    )
    expect(failure(() => tf.train.export_meta_graph({ saver_def: 'x' as never }))).toBe(
      "TypeError: saver_def must be of type SaverDef, not <class 'str'>",
    )
    const graph_def = tf.GraphDef.FromText('node { name: "a" op: "NoSuchOp" }')
    expect(failure(() => tf.train.export_meta_graph({ graph_def }))).toBe(
      'ValueError: Op NoSuchOp is used by the graph, but is not registered',
    )
    expect(failure(() => tf.train.import_meta_graph(5 as never))).toBe(
      'TypeError: meta_graph_or_file must be a MetaGraphDef or the name of a file, not int',
    )
  })
  it('and files are told by their names', () => {
    const absent = join(folder, 'absent')
    expect(failure(() => tf.train.import_meta_graph(absent))).toBe(`IOError: File ${absent} does not exist.`)
    const bad = join(folder, 'bad')
    writeFileSync(bad, 'hello: 5\n\xff')
    expect(failure(() => tf.train.import_meta_graph(bad))).toMatch(
      /^IOError: Cannot parse file .*bad: 1:1 : Message type/,
    )
    expect(failure(() => tf.train.import_meta_graph(folder))).toMatch(/^FailedPreconditionError/)
  })
  it('a collection of an unknown kind is left out, one of a wrong kind is an error', () => {
    const meta = tf.train.export_meta_graph()
    meta.collection_def['empty'] = new CollectionDef()
    tf.train.import_meta_graph(copyOf(meta))
    expect(tf.get_collection('empty')).toEqual([])
    meta.collection_def['variables'] = new CollectionDef({ int64_list: { value: [1] } as never })
    expect(failure(() => tf.train.import_meta_graph(copyOf(meta)))).toMatch(/^AssertionError/)
    meta.collection_def['variables'] = new CollectionDef({ bytes_list: { value: [Buffer.from('\xff')] } as never })
    expect(failure(() => tf.train.import_meta_graph(copyOf(meta)))).toMatch(/^DecodeError/)
  })
})

describe('files of later versions', () => {
  it('attributes with the default of their version mean nothing new', () => {
    const node = 'node { name: "c" op: "NoOp" attr { key: "later" value { i: 3 } } }'
    const ops = 'op { name: "NoOp" attr { name: "later" type: "int" default_value { i: 3 } } }'
    const load = (list: string, value = 3): void => {
      tf.reset_default_graph()
      tf.import_graph_def(tf.GraphDef.FromText(node.replace('i: 3', `i: ${value}`)), {
        name: '',
        producer_op_list: OpList.FromText(list),
      })
      tf.with(new tf.Session(), sess => sess.run('c'))
    }
    load(ops)
    expect(failure(() => load(ops, 4))).toContain("attr 'later'")
    expect(failure(() => load(''))).toContain("attr 'later'")
  })
  it('texts with fields and types of later are read', () => {
    const path = join(folder, 'later.meta.txt')
    writeFileSync(
      path,
      `meta_info_def { stripped_default_attrs: true tensorflow_version: "2.21.0"
        stripped_op_list { op { name: "NoOp" attr { name: "T" type: "type" allowed_values { list { type: DT_FLOAT type: DT_UINT32 } } } } } }
       graph_def { node { name: "a" op: "NoOp" experimental_debug_info { original_node_names: "a" } } }`,
    )
    tf.train.import_meta_graph(path)
    expect(tf.get_default_graph().get_operation_by_name('a').type).toBe('NoOp')
  })
})
