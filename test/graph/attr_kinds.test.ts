/** Attributes of the wrong kind in imported nodes: TensorFlow 0.12.1's answers. */
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

function outcome(text: string, fetch?: string): string {
  const graph = new tf.Graph()
  try {
    graph.as_default(() => tf.import_graph_def(tf.GraphDef.FromText(text), { name: '' }))
    if (fetch !== undefined)
      tf.with(new tf.Session('', { graph }), session => session.run(graph.get_operation_by_name(fetch)) as unknown)
    return 'runs'
  } catch (error) {
    return `${(error as Error).constructor.name}: ${(error as Error).message.split('\n')[0]}`
  }
}
const attr = (name: string, value: string): string => `attr { key: "${name}" value { ${value} } }`
const FLOAT = 'type: DT_FLOAT'
const P = `node { name: "p" op: "Placeholder" ${attr('dtype', FLOAT)} }`
const C = `node { name: "p" op: "Const" ${attr('dtype', FLOAT)} ${attr('value', 'tensor { dtype: DT_FLOAT tensor_shape { } float_val: 0 }')} }`
const S = `node { name: "s" op: "Const" ${attr('dtype', 'type: DT_INT32')} ${attr('value', 'tensor { dtype: DT_INT32 tensor_shape { dim { size: 1 } } int_val: 0 }')} }`
const wrong = (found: string, expected: string): string =>
  `AttrValue had value with type '${found}' when '${expected}' expected`

test.each([
  ['_class', `node { name: "a" op: "NoOp" ${attr('_class', 's: "x"')} }`, 'runs'],
  ['a _class of integers', `node { name: "a" op: "NoOp" ${attr('_class', 'list { i: 1 }')} }`, 'runs'],
  [
    'a shape',
    `node { name: "a" op: "Placeholder" ${attr('dtype', FLOAT)} ${attr('shape', FLOAT)} }`,
    `ValueError: ${wrong('type', 'shape')} for 'a' (op: 'Placeholder') with input shapes: .`,
  ],
  [
    'a type',
    `${P} node { name: "a" op: "Identity" input: "p" ${attr('T', 'b: true')} }`,
    'TypeError: Cannot convert 0 to a dtype. data type not understood',
  ],
  [
    'a count',
    `${P} node { name: "a" op: "AddN" input: "p" ${attr('N', 'b: true')} ${attr('T', FLOAT)} }`,
    "ValueError: graph_def is invalid at node 'a': More inputs specified ('p:0') than the op expects..",
  ],
  [
    'an axis',
    `${C} node { name: "a" op: "Pack" input: "p" ${attr('axis', 's: "1"')} ${attr('N', 'i: 1')} ${attr('T', FLOAT)} }`,
    `ValueError: ${wrong('string', 'int')} for 'a' (op: 'Pack') with input shapes: [].`,
  ],
  [
    'a list',
    `${C} node { name: "a" op: "Pack" input: "p" ${attr('axis', 'list { i: 0 }')} ${attr('N', 'i: 1')} ${attr('T', FLOAT)} }`,
    `ValueError: ${wrong('list(int)', 'int')} for 'a' (op: 'Pack') with input shapes: [].`,
  ],
  [
    'a reference type',
    `${C} node { name: "a" op: "Cast" input: "p" ${attr('SrcT', FLOAT)} ${attr('DstT', 'type: DT_INT32_REF')} }`,
    'InvalidArgumentError: AttrValue must not have reference type value of int32_ref',
  ],
  [
    'reference types in a list',
    `${S} node { name: "a" op: "FIFOQueueV2" ${attr('component_types', 'list { type: [DT_FLOAT, DT_FLOAT_REF] }')} }`,
    'InvalidArgumentError: AttrValue must not have reference type value of float_ref',
  ],
  [
    'a type that the op does not take',
    `${S} node { name: "a" op: "TruncatedNormal" input: "s" ${attr('T', 'type: DT_INT32')} ${attr('dtype', 'type: DT_INT32')} }`,
    "InvalidArgumentError: Value for attr 'dtype' of int32 is not in the list of allowed values: half, float, double",
  ],
  [
    'such a type in a list',
    `node { name: "r" op: "Placeholder" ${attr('dtype', 'type: DT_STRING')} } node { name: "d" op: "Placeholder" ${attr('dtype', 'type: DT_BOOL')} } node { name: "a" op: "DecodeCSV" input: "r" input: "d" ${attr('OUT_TYPE', 'list { type: DT_BOOL }')} }`,
    "InvalidArgumentError: Value for attr 'OUT_TYPE' of bool is not in the list of allowed values: float, int32, int64, string",
  ],
  [
    'a string that the op does not take',
    `node { name: "i" op: "Placeholder" ${attr('dtype', 'type: DT_UINT8')} } node { name: "a" op: "EncodeJpeg" input: "i" ${attr('format', `s: "FOO'x"`)} }`,
    `InvalidArgumentError: Value for attr 'format' of "FOO'x" is not in the list of allowed values: "", "grayscale", "rgb"`,
  ],
  [
    'one that only the kernel reads',
    `${S} node { name: "a" op: "RandomUniform" input: "s" ${attr('seed', 's: "1"')} ${attr('T', 'type: DT_INT32')} ${attr('dtype', FLOAT)} }`,
    `InvalidArgumentError: ${wrong('string', 'int')}`,
  ],
])('%s', (_, text, expected) => expect(outcome(text, 'a')).toBe(expected))

test('values of nodes that are not connected yet are not known', () => {
  const reshape = `node { name: "r" op: "Reshape" input: "p" input: "s" ${attr('T', FLOAT)} }`
  expect(
    outcome(
      `${reshape} ${P} node { name: "s" op: "Shape" input: "q" ${attr('T', FLOAT)} } node { name: "q" op: "Placeholder" ${attr('dtype', FLOAT)} }`,
    ),
  ).toBe('runs')
  expect(
    outcome(
      `${reshape} ${P} node { name: "s" op: "Pack" input: "i" ${attr('T', 'type: DT_INT32')} ${attr('N', 'i: 1')} } node { name: "i" op: "Size" input: "p" ${attr('T', FLOAT)} }`,
    ),
  ).toBe('runs')
})
