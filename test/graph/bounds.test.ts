/** Graphs of a few bytes that ask for much: refused, or imported, before anything is allocated. */
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

const TYPE = 'attr { key: "T" value { type: DT_FLOAT } }'
const X = 'node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } } }'
const ints = (
  name: string,
  size: string,
): string => `node { name: "${name}" op: "Const" attr { key: "dtype" value { type: DT_INT32 } }
  attr { key: "value" value { tensor { dtype: DT_INT32 tensor_shape { ${size} } int_val: 1 } } } }`
const int = (name: string, value: number | string): string => `attr { key: "${name}" value { i: ${value} } }`

/** The error, or `imported`; in little time. */
function outcome(text: string, fetch?: string): string {
  const graph = new tf.Graph()
  const started = process.cpuUsage()
  try {
    graph.as_default(() => tf.import_graph_def(tf.GraphDef.FromText(text), { name: '' }))
    if (fetch === undefined) return 'imported'
    return tf.with(new tf.Session('', { graph }), session => `ran: ${String(session.run(fetch))}`)
  } catch (error) {
    const { message } = error as Error
    expect(message.length).toBeLessThan(5000)
    return `${(error as Error).constructor.name}: ${message.split('\n')[0]}`
  } finally {
    const { user, system } = process.cpuUsage(started)
    expect((user + system) / 1e6).toBeLessThan(4)
  }
}

const HUGE = ['2147483647', '9000000000000000000', '100000000']
test.each(HUGE)('%s inputs or outputs', count => {
  expect(outcome(`node { name: "a" op: "AddN" ${TYPE} ${int('N', count)} }`)).toMatch(
    /^ValueError: graph_def is invalid at node 'a': Input types mismatch \(expected '(float32, ){100}\.\.\. \(\d+ in all\)' but got ''\)\.$/,
  )
  const split = `${ints('axis', '')} ${X} node { name: "s" op: "Split" input: "axis" input: "x" ${TYPE} ${int('num_split', count)} }`
  expect(outcome(split)).toBe(
    `ValueError: Attr 'num_split' of 'Split' Op passed ${Number(count)} greater than maximum 262144.`,
  )
  expect(outcome(`${X} node { name: "u" op: "Unpack" input: "x" ${TYPE} ${int('num', count)} }`)).toContain(
    "Attr 'num' of 'Unpack' Op passed",
  )
  // what is as long as a list of inputs is bounded by it, and so is what nodes ask for together
  expect(outcome(`node { name: "c" op: "ConcatOffset" ${int('N', count)} }`)).toContain(
    "Attr 'N' of 'ConcatOffset' Op passed",
  )
})
test('many outputs of many nodes', () => {
  const node = (name: string): string =>
    `node { name: "${name}" op: "Unpack" input: "x" ${TYPE} ${int('num', 262144)} }`
  expect(outcome(`${X} ${[...'abcdefghi'].map(node).join(' ')}`)).toMatch(
    /^ValueError: graph_def is invalid at node '.': The nodes up to this one have/,
  )
})
test('counts below zero are refused in a run', () => {
  const node = (op: string, input: string, count: string): string =>
    `${ints('axis', '')} ${X} node { name: "s" op: "${op}" ${input} ${TYPE} ${count} }`
  expect(outcome(node('Split', 'input: "axis" input: "x"', int('num_split', -1)), 's')).toBe(
    "InvalidArgumentError: Value for attr 'num_split' of -1 must be at least minimum 1",
  )
  expect(outcome(node('Unpack', 'input: "x"', int('num', -1)), 's')).toContain(
    "Value for attr 'num' of -1 must be at least minimum 0",
  )
  expect(outcome(node('DynamicPartition', 'input: "x" input: "axis"', int('num_partitions', -1)), 's')).toContain(
    "Value for attr 'num_partitions' of -1 must be at least minimum 1",
  )
})

test.each(['254', '255', '100000000', '1099511627776'])('a vector of %s elements that serves as a shape', size => {
  const shape = ints('s', `dim { size: ${size} }`)
  expect(outcome(`${X} ${shape} node { name: "r" op: "Reshape" input: "x" input: "s" ${TYPE} }`)).toBe('imported')
  expect(outcome(`${X} ${shape} node { name: "r" op: "Tile" input: "x" input: "s" ${TYPE} }`)).toMatch(
    /^imported$|^ValueError/,
  )
  expect(outcome(`${X} ${shape} node { name: "r" op: "Sum" input: "x" input: "s" ${TYPE} }`)).toMatch(
    /^imported$|^ValueError/,
  )
})

test('a loop that nothing enters', () => {
  const loop = `${ints('e', '')} node { name: "m" op: "Merge" input: "e" input: "n" attr { key: "T" value { type: DT_INT32 } } ${int('N', 2)} }
    node { name: "n" op: "NextIteration" input: "m" attr { key: "T" value { type: DT_INT32 } } }`
  expect(outcome(loop, 'n:0')).toMatch(/The node 'n' goes on to the next iteration of a loop, but is in none/)
})

test('a node that leaves a loop without having been in one', () => {
  const node = `node { name: "c" op: "Const" attr { key: "dtype" value { type: DT_INT32 } } attr { key: "value" value { tensor { dtype: DT_INT32 tensor_shape { } int_val: 1 } } } } node { name: "n" op: "Exit" input: "c" attr { key: "T" value { type: DT_INT32 } } }`
  expect(outcome(node, 'n:0')).toMatch(/The node 'n' leaves a loop, but is in none/)
})

test('the gradient of patches with numbers at their ends', () => {
  const gradient = (ksizes: readonly number[], rates: readonly number[], padding: string) => {
    const x = tf.ones([1, 4, 4, 1])
    return tf.gradients(tf.extract_image_patches(x, ksizes, [1, 2, 2, 1], rates, padding), [x])
  }
  expect(() => gradient([1, 2, 2, 1], [1, 1, -(2 ** 31), 1], 'VALID')).toThrow(
    'needs ksizes, strides and rates of at least 1',
  )
  const started = process.cpuUsage()
  gradient([1, 2, 2 ** 28, 1], [1, 1, 1, 1], 'SAME')
  expect(process.cpuUsage(started).user).toBeLessThan(2e6)
})

test('widths, precisions and beams', () => {
  const number =
    'node { name: "x" op: "Const" attr { key: "dtype" value { type: DT_FLOAT } } attr { key: "value" value { tensor { dtype: DT_FLOAT tensor_shape { } float_val: 1.5 } } } }'
  const text = (attr: string): string => `${number} node { name: "t" op: "AsString" input: "x" ${TYPE} ${attr} }`
  expect(outcome(text(int('precision', 1000000000)), 't:0')).toBe(
    "InvalidArgumentError: Value for attr 'precision' of 1000000000 must be at most maximum 4096",
  )
  expect(outcome(text(int('width', 100000000)), 't:0')).toContain(
    "Value for attr 'width' of 100000000 must be at most maximum 4096",
  )
  expect(outcome(text(int('precision', 4096)), 't:0')).toBe(`ran: 1.5${'0'.repeat(4095)}`)
  expect(() => tf.as_string(tf.constant([1.5]), { precision: 1e9 })).toThrow(
    "Attr 'precision' of 'AsString' Op passed 1000000000 greater than maximum 4096.",
  )
})

test('integers of a text', () => {
  const attr = (text: string): unknown => tf.AttrValue.FromText(`i: ${text}`).i
  expect([attr(`0${'0'.repeat(1e6)}17`), attr('0x000f'), attr('00'), attr('-9223372036854775808')]).toEqual([
    15,
    15,
    0,
    -9223372036854775808n,
  ])
  const told = (text: string): string => {
    try {
      return String(attr(text))
    } catch (error) {
      return (error as Error).message
    }
  }
  const started = performance.now()
  expect(told('9'.repeat(5_000_000))).toMatch(/^1:4 : 'i: 9{997}\.\.\.': Value out of range: 9{980}\.\.\.$/)
  expect(performance.now() - started).toBeLessThan(2000)
  expect(told('08')).toBe("1:4 : 'i: 08': Couldn't parse integer: 08")
})

test('the gradient of a node that lacks an attribute, beside one that is no value of another', () => {
  const node = `node { name: "n" op: "ExtractImagePatches" input: "x" attr { key: "T" value { type: DT_FLOAT } } ${[
    'key: "padding" value { s: "NHWC" }',
    'key: "ksizes" value { list { i: [1, 2, 2, 1] } }',
    'key: "rates" value { list { i: [1, 1, 1, 1] } }',
  ]
    .map(attr => `attr { ${attr} }`)
    .join(' ')} }`
  const text = `node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } } } ${node}`
  const [x, n] = tf.import_graph_def(tf.GraphDef.FromText(text), {
    name: '',
    return_elements: ['x:0', 'n:0'],
  }) as tf.Tensor[]
  expect(() => tf.gradients(n, [x as tf.Tensor])).toThrow("No attr named 'strides' in")
})
