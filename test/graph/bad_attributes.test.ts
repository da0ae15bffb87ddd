/** Nodes whose attributes hold what they should not: TensorFlow 0.12.1's classes, and words where it has some. */
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

const P = 'node{name:"p" op:"Placeholder" attr{key:"dtype" value{type:DT_FLOAT}}} '
const identity = (value: string): string => `${P}node{name:"a" op:"Identity" input:"p" attr{key:"T" value{${value}}}}`
const constant = (value: string): string =>
  `node{name:"a" op:"Const" attr{key:"dtype" value{type:DT_FLOAT}} attr{key:"value" value{${value}}}}`
const added = (value: string): string =>
  `${constant(value).replace('"a"', '"c"')} node{name:"a" op:"Add" input:"c" input:"c" attr{key:"T" value{type:DT_FLOAT}}}`
const UNREADABLE = 'tensor{dtype:DT_FLOAT tensor_shape{dim{size:-1}}}'
const OTHER_TYPE = 'tensor{dtype:DT_INT32 int_val:1 tensor_shape{}}'

/** How importing the graph and running `a` ends. */
function outcome(text: string): string {
  tf.reset_default_graph()
  try {
    tf.import_graph_def(tf.GraphDef.FromText(text), { name: '' })
    const session = new tf.Session()
    session.run(tf.get_default_graph().as_graph_element('a'))
    session.close()
    return 'runs'
  } catch (error) {
    return `${(error as Error).constructor.name}: ${(error as Error).message.split('\n')[0]}`
  }
}

const cases: readonly (readonly [string, string, unknown])[] = [
  ['_class is a string', 'node{name:"a" op:"NoOp" attr{key:"_class" value{s:"x"}}}', 'runs'],
  ['_class holds integers', 'node{name:"a" op:"NoOp" attr{key:"_class" value{list{i:1}}}}', 'runs'],
  ...['b:true', 'i:1', 's:"x"', 'list{type:DT_FLOAT}', 'func{name:"x"}'].map(
    value =>
      [
        `a type holds ${value}`,
        identity(value),
        'TypeError: Cannot convert 0 to a dtype. data type not understood',
      ] as const,
  ),
  ['an unknown type', identity('type:77'), 'TypeError: Cannot convert 77 to a dtype. data type not understood'],
  ...[constant, added].flatMap(graph => [
    [
      'a constant of another type',
      graph(OTHER_TYPE),
      'InvalidArgumentError: Type mismatch between value (int32) and dtype (float)',
    ] as const,
    [
      'a constant of no shape',
      graph(UNREADABLE),
      'InvalidArgumentError: Cannot parse tensor from proto: dtype: DT_FLOAT',
    ] as const,
  ]),
  [
    'two operations that wait for each other',
    'node{name:"a" op:"NoOp" input:"^b"} node{name:"b" op:"NoOp" input:"^a"}',
    expect.stringMatching(/^InvalidArgumentError: .*cycle/),
  ],
  [
    'parts of another precision than the complex number',
    `${P}node{name:"a" op:"Complex" input:"p" input:"p" attr{key:"T" value{type:DT_FLOAT}} attr{key:"Tout" value{type:DT_COMPLEX128}}}`,
    "InvalidArgumentError: No OpKernel was registered to support Op 'Complex' with these attrs.  Registered devices: [CPU], Registered kernels:",
  ],
  [
    'a character that Unicode does not have',
    'node{name:"\\U99999999" op:"NoOp"}',
    expect.stringMatching(/^ParseError: /),
  ],
]

test.each(cases)('%s', (_what, text, expected) => {
  expect(outcome(text)).toEqual(expected)
})

test.each([
  'Shape" attr{key:"T" value{type:DT_INT32}} input:"q',
  'Pack" attr{key:"T" value{type:DT_INT32}} attr{key:"N" value{i:1}} input:"q',
  'ConcatV2" attr{key:"T" value{type:DT_INT32}} attr{key:"N" value{i:2}} input:"q" input:"q" input:"q',
  'Cast" attr{key:"SrcT" value{type:DT_INT32}} attr{key:"DstT" value{type:DT_INT32}} input:"q',
  'Size" attr{key:"T" value{type:DT_INT32}} input:"q',
  'Range" input:"q" input:"q" input:"q',
])('a shape from a node that is not connected yet: %s', op => {
  tf.reset_default_graph()
  const reshape = 'node{name:"a" op:"Reshape" input:"p" input:"s" attr{key:"T" value{type:DT_FLOAT}}} '
  const text = `${P}${reshape} node{name:"s" op:"${op}"} node{name:"q" op:"Placeholder" attr{key:"dtype" value{type:DT_INT32}}}`
  tf.import_graph_def(tf.GraphDef.FromText(text), { name: '' })
  expect(tf.get_default_graph().get_operations()).toHaveLength(4)
})

test('a constant that holds another type than it says tells no shape', () => {
  const size =
    'node{name:"s" op:"Const" attr{key:"dtype" value{type:DT_INT32}} attr{key:"value" value{tensor{dtype:DT_FLOAT tensor_shape{dim{size:1}} float_val:2.5}}}}'
  const text = `${size} ${P} node{name:"a" op:"Reshape" input:"p" input:"s" attr{key:"T" value{type:DT_FLOAT}}}`
  tf.reset_default_graph()
  tf.import_graph_def(tf.GraphDef.FromText(text), { name: '' })
  const { a, p } = {
    a: tf.get_default_graph().get_tensor_by_name('a:0'),
    p: tf.get_default_graph().get_tensor_by_name('p:0'),
  }
  expect(a.get_shape().as_list()).toEqual([null])
  const session = new tf.Session()
  expect(() => session.run(a, { feed_dict: [[p, [1, 2]]] })).toThrow(
    /Type mismatch between value \(float\) and dtype \(int32\)/,
  )
  session.close()
})
