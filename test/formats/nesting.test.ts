/** Messages that nest deep, hold themselves, or are blanks for the most part: protobuf's limit for what is read, the same for what is written. */
import { describe, expect, test } from 'vitest'
import { DecodeError, ParseError } from '../../src/formats/proto/errors.ts'
import * as tf from '../../src/index.ts'

/** A group of an unknown field around another, `depth` deep. */
const groups = (depth: number): Buffer => Buffer.from('fb01'.repeat(depth) + 'fc01'.repeat(depth), 'hex')

/** Values in the attributes of functions, three levels each: the function, the entry of its map, the value. */
function functions(depth: number): tf.AttrValue {
  const value = new tf.AttrValue()
  let inner = value
  for (let i = 0; i < depth; i++) inner = inner.func.MapEntry('attr', 'a') as tf.AttrValue
  inner.i = 1
  return value
}

const functionsText = (depth: number): string =>
  `${'func { attr { key: "a" value { '.repeat(depth)}i: 1${' } } }'.repeat(depth)}`

describe('what is read', () => {
  test('nests 100 levels deep, as in protobuf', () => {
    expect(tf.GraphDef.FromString(groups(100)).node.length).toBe(0)
    expect(() => tf.GraphDef.FromString(groups(101))).toThrow(DecodeError)
    expect(() => tf.GraphDef.FromString(Buffer.alloc(2e6, Buffer.from('fb01', 'hex')))).toThrow(DecodeError)
    const deepest = functions(33).SerializeToString()
    expect(tf.AttrValue.FromString(deepest).equals(functions(33))).toBe(true)
    // One function more around the same bytes, by hand, since nothing writes that deep: func = 10, attr = 2, its value = 2.
    const within = (field: number, bytes: Buffer): Buffer => {
      const length = bytes.length
      return Buffer.concat([Buffer.from([field * 8 + 2, (length & 0x7f) | 0x80, length >> 7]), bytes])
    }
    const tooDeep = within(10, within(2, within(2, deepest)))
    expect(() => tf.AttrValue.FromString(tooDeep)).toThrow('Error parsing message: too many levels of nesting.')
  })

  test('as text, too', () => {
    expect(tf.AttrValue.FromText(functionsText(33)).equals(functions(33))).toBe(true)
    expect(() => tf.AttrValue.FromText(functionsText(34))).toThrow(
      '1:1031 : Messages are nested deeper than 100 levels.',
    )
    expect(() => tf.AttrValue.FromText(functionsText(50_000))).toThrow(ParseError)
    for (const open of ['{a ', '<a ', '[a ', 'a { b [ ']) {
      expect(() => tf.GraphDef.FromText(`foo { ${open.repeat(200_000)}`, { allow_unknown_field: true })).toThrow(
        'Messages are nested deeper than 100 levels.',
      )
    }
    expect(
      tf.GraphDef.FromText(`foo ${'{a '.repeat(100)}${'}'.repeat(100)}`, { allow_unknown_field: true }).node.length,
    ).toBe(0)
  })

  test.each([
    ['blanks', ' '],
    ['lines', '\n'],
    ['comments', '# nothing\n'],
    ['empty comments', '#\n'],
    ['commas', 'node { },\n'],
  ])('takes %s in linear time', (_, text) => {
    const message = tf.GraphDef.FromText(`${text.repeat(2e5)}node { name: "x" }${text.repeat(2e5)}`)
    expect(message.node.at(text.startsWith('node') ? 200_000 : 0)?.name).toBe('x')
    expect(() => tf.GraphDef.FromText(`${text.repeat(2e5)}node { name: 5 }`)).toThrow("Expected string but found: '5'")
  })

  test('takes twenty million blanks', () => {
    expect(tf.GraphDef.FromText(`${' '.repeat(2e7)}node { }`).node.length).toBe(1)
    expect(tf.GraphDef.FromText(`#${' '.repeat(2e7)}\nnode { }`).node.length).toBe(1)
  })

  test('says line and column as before', () => {
    expect(() => tf.GraphDef.FromText('node {\n  nam: "x" }')).toThrow(
      '2:3 : Message type "tensorflow.NodeDef" has no field named "nam".',
    )
    expect(() => tf.GraphDef.FromText('node { # a comment\r\n\r\n nam: "x" }')).toThrow('3:2 : ')
  })
})

describe('what is written', () => {
  const tooDeep = 'maximum recursion depth exceeded: a message tensorflow.'
  const itself = new tf.AttrValue()
  itself.func.attr['a'] = itself
  itself.SetInParent()
  itself.func.name = 'f'

  test.each<[string, (value: tf.AttrValue) => unknown]>([
    ['bytes', value => value.SerializeToString()],
    ['a size', value => value.ByteSize()],
    ['text', value => value.ToText()],
    ['a print', value => `${value}`],
    ['a copy', value => new tf.AttrValue().CopyFrom(value)],
    ['an element', value => new tf.GraphDef().node.extend([{ attr: { a: value } }])],
    ['a comparison', value => value.equals(functions(1))],
  ])('nests no deeper than what is read: %s', (_, write) => {
    expect(() => write(functions(32))).not.toThrow()
    for (const value of [functions(35), functions(5000), itself]) {
      expect(() => write(value)).toThrow(tf.RecursionError)
      expect(() => write(value)).toThrow(tooDeep)
    }
  })

  test('objects that become messages neither hold themselves', () => {
    const fields: Record<string, unknown> = { name: 'f' }
    fields['attr'] = { a: { func: fields } }
    expect(() => new tf.AttrValue({ func: fields })).toThrow(tf.RecursionError)
    const node: Record<string, unknown> = {}
    node['attr'] = { a: { func: { attr: { a: { func: fields } } } } }
    expect(() => new tf.GraphDef({ node: [node] })).toThrow(tf.RecursionError)
  })

  test('a list takes its own elements, and a message itself', () => {
    const graph = new tf.GraphDef({ node: [{ name: 'a' }, { name: 'b' }] })
    graph.node.extend(graph.node)
    expect(graph.node.map(node => node.name)).toEqual(['a', 'b', 'a', 'b'])
    graph.MergeFrom(graph)
    expect(graph.node.length).toBe(8)
  })
})
