import { describe, expect, it } from 'vitest'
import * as text_format from '../../src/formats/proto/text_format.ts'
import {
  AttrValue,
  Code,
  CollectionDef,
  ConfigProto,
  DataType,
  GPUOptions,
  GraphDef,
  JobDef,
  NodeDef,
  OptimizerOptions,
  RunOptions,
  Summary,
  TensorShapeProto,
} from '../../src/formats/protos/index.ts'
import { float, int } from '../../src/tensor/literals.ts'

/** Error of a call as Python prints it. */
function raised(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`
  }
  return 'nothing raised'
}
// biome-ignore lint/suspicious/noExplicitAny: what is tested are wrong types.
const wrong = (value: unknown): any => value

describe('construction', () => {
  it('takes keywords and nested plain objects', () => {
    const config = new ConfigProto({
      allow_soft_placement: true,
      gpu_options: { allow_growth: true, per_process_gpu_memory_fraction: 0.5 },
      device_count: { CPU: 1 },
      device_filters: ['/job:ps'],
      graph_options: { optimizer_options: { opt_level: OptimizerOptions.L0 } },
    })
    expect(config.gpu_options).toBeInstanceOf(GPUOptions)
    expect(config.graph_options.optimizer_options.opt_level).toBe(-1)
    expect(config.device_count['CPU']).toBe(1)
    expect(new ConfigProto({ device_count: new Map([['CPU', 2]]) }).device_count['CPU']).toBe(2)
    expect(RunOptions.FULL_TRACE).toBe(3)
    expect(Summary.Value.DESCRIPTOR.full_name).toBe('tensorflow.Summary.Value')
  })

  it("speaks Python's words where it refuses", () => {
    expect(raised(() => new ConfigProto(wrong({ foo: 1 })))).toBe(
      'ValueError: Protocol message ConfigProto has no "foo" field.',
    )
    expect(raised(() => new ConfigProto({ gpu_options: wrong({ allow_grow: true }) }))).toBe(
      'ValueError: Protocol message GPUOptions has no "allow_grow" field.',
    )
    expect(raised(() => new ConfigProto({ gpu_options: wrong(3) }))).toBe(
      'TypeError: Parameter to MergeFrom() must be instance of same class: expected tensorflow.GPUOptions got int.',
    )
    expect(raised(() => new ConfigProto({ allow_soft_placement: wrong('x') }))).toBe(
      "TypeError: 'x' has type str, but expected one of: int, long, bool",
    )
    expect(raised(() => new ConfigProto({ intra_op_parallelism_threads: wrong('x') }))).toBe(
      "TypeError: 'x' has type str, but expected one of: int, long",
    )
    expect(raised(() => new ConfigProto({ intra_op_parallelism_threads: 1.5 }))).toBe(
      'TypeError: 1.5 has type float, but expected one of: int, long',
    )
    expect(raised(() => new ConfigProto({ intra_op_parallelism_threads: wrong(float(1)) }))).toBe(
      'TypeError: 1.0 has type float, but expected one of: int, long',
    )
    expect(raised(() => new ConfigProto({ intra_op_parallelism_threads: 2 ** 40 }))).toBe(
      'ValueError: Value out of range: 1099511627776',
    )
    expect(raised(() => new ConfigProto({ device_filters: wrong(3) }))).toBe('TypeError: Value must be iterable')
    expect(raised(() => (new NodeDef().name = wrong(3)))).toBe(
      'TypeError: 3 has type int, but expected one of: bytes, unicode',
    )
    expect(new ConfigProto({ intra_op_parallelism_threads: wrong(int(4)) }).intra_op_parallelism_threads).toBe(4)
  })

  it('copies messages, while assignment and push share them', () => {
    const shape = new TensorShapeProto({ dim: [{ size: 1 }] })
    const copied = new AttrValue({ shape })
    const shared = new AttrValue()
    shared.shape = shape
    shape.dim.add({ size: 2 })
    expect(copied.shape.dim.length).toBe(1)
    expect(shared.shape.dim.length).toBe(2)
    const graph = new GraphDef()
    const node = new NodeDef({ name: 'a' })
    graph.node.push(node)
    graph.node.append(node)
    graph.node.extend([node, node])
    node.name = 'b'
    expect(graph.node.map(each => each.name)).toEqual(['b', 'a', 'a', 'a'])
  })
})

describe('presence', () => {
  it('reads what is unset as zero', () => {
    const attr = new AttrValue()
    expect([attr.i, attr.f, attr.b, String(attr.s), attr.tensor.dtype, attr.list.i.length]).toEqual([
      0,
      0,
      false,
      '',
      0,
      0,
    ])
    expect(attr.WhichOneof('value')).toBeNull()
    expect(attr.SerializeToString().length).toBe(0)
  })

  it('sets a message by writing into it', () => {
    const attr = new AttrValue()
    attr.tensor.tensor_shape.dim.add({ size: 3 })
    expect(attr.WhichOneof('value')).toBe('tensor')
    attr.i = 0
    expect(attr.WhichOneof('value')).toBe('i')
    expect(attr.HasField('tensor')).toBe(false)
    expect(attr.HasField('i')).toBe(true)
    attr.list.s.push(Buffer.from('x'))
    expect(attr.WhichOneof('value')).toBe('list')
    attr.func.attr['T'] = new AttrValue({ type: 1 })
    expect(attr.WhichOneof('value')).toBe('list')
    attr.ClearField('value')
    expect(attr.WhichOneof('value')).toBeNull()
    attr.func.attr['T'] = new AttrValue({ type: 1 })
    expect(attr.WhichOneof('value')).toBe('func')
  })

  it('has HasField for what can be told', () => {
    const config = new ConfigProto()
    expect(config.gpu_options.allow_growth).toBe(false)
    expect(config.HasField('gpu_options')).toBe(false)
    config.gpu_options.SetInParent()
    expect(config.HasField('gpu_options')).toBe(true)
    expect(raised(() => new NodeDef().HasField('name'))).toBe(
      'ValueError: Can\'t test non-optional, non-submessage field "NodeDef.name" for presence in proto3.',
    )
    expect(raised(() => new NodeDef().HasField('nme'))).toBe('ValueError: Protocol message NodeDef has no field nme.')
    expect(raised(() => new AttrValue().WhichOneof('nme'))).toBe(
      'ValueError: Protocol message has no oneof "nme" field.',
    )
  })

  it('makes entries of maps on request', () => {
    const node = new NodeDef()
    expect(node.attr['T']).toBeUndefined()
    ;(node.MapEntry('attr', 'T') as AttrValue).type = 1
    expect(node.attr['T']?.type).toBe(1)
    const inherited = '__proto__'
    node.attr[inherited] = new AttrValue({ i: 1 })
    expect(Object.keys(NodeDef.FromString(node.SerializeToString()).attr)).toEqual(['T', inherited])
  })

  it('clears and copies', () => {
    const node = new NodeDef({ name: 'a', input: ['x'], attr: { T: { type: 1 } } })
    const copy = new NodeDef({ name: 'old', input: ['old'] })
    copy.CopyFrom(node)
    node.Clear()
    expect(node.SerializeToString().length).toBe(0)
    expect(copy.input).toEqual(['x'])
    expect(raised(() => copy.CopyFrom(wrong(new AttrValue())))).toBe(
      'TypeError: Parameter to CopyFrom() must be instance of same class: expected tensorflow.NodeDef got tensorflow.AttrValue.',
    )
    copy.MergeFrom(new NodeDef({ op: 'b', input: ['y'] }))
    expect(copy.ListFields().map(([name]) => name)).toEqual(['name', 'op', 'input', 'attr'])
    expect(copy.input).toEqual(['x', 'y'])
  })
})

describe('numbers', () => {
  it('are bigints only where a number is not exact', () => {
    const values = [
      0,
      1,
      -1,
      2 ** 53 - 1,
      1 - 2 ** 53,
      2n ** 53n,
      -(2n ** 53n),
      2n ** 63n - 1n,
      -(2n ** 63n),
      127,
      128,
      2 ** 31,
      -(2 ** 31),
      2 ** 32,
    ]
    const list = new CollectionDef({ int64_list: { value: values } })
    expect(CollectionDef.FromString(list.SerializeToString()).int64_list.value).toEqual(values)
  })

  it('of float fields are float32', () => {
    expect(new AttrValue({ f: 0.1 }).f).toBe(Math.fround(0.1))
    expect(String(new AttrValue({ f: 0.1 }))).toBe('f: 0.10000000149\n')
    expect(String(new AttrValue({ f: Infinity }))).toBe('f: inf\n')
    expect(String(new AttrValue({ f: NaN }))).toBe('f: nan\n')
    expect(String(new AttrValue({ f: -0 }))).toBe('f: -0.0\n')
  })

  it('of enums have names', () => {
    expect(DataType.DT_HALF).toBe(19)
    expect(DataType.Name(1)).toBe('DT_FLOAT')
    expect(DataType.Value('DT_STRING')).toBe(7)
    expect(Code.DATA_LOSS).toBe(15)
    expect(raised(() => DataType.Name(99))).toContain('ValueError: Enum DataType has no name defined for value 99')
    expect(String(new AttrValue({ list: { type: [1, 200] } }))).toBe('list {\n  type: DT_FLOAT\n  type: 200\n}\n')
  })

  it('are keys of maps', () => {
    const job = new JobDef({ name: 'ps', tasks: { 10: 'b', 2: 'a' } })
    expect(JobDef.FromString(job.SerializeToString()).tasks).toEqual({ 2: 'a', 10: 'b' })
    expect(JobDef.FromText(job.ToText()).equals(job)).toBe(true)
  })
})

describe('wrong bytes', () => {
  it('raise DecodeError', () => {
    const good = new GraphDef({
      node: [{ name: 'abc', attr: { T: { list: { i: [1, 300], f: [1, 2] } } } }],
    }).SerializeToString()
    for (let length = 1; length < good.length; length++) {
      expect(raised(() => GraphDef.FromString(good.subarray(0, length)))).toBe('DecodeError: Error parsing message')
    }
    expect(raised(() => GraphDef.FromString(Buffer.from([10, 255])))).toBe('DecodeError: Error parsing message')
    expect(raised(() => GraphDef.FromString(Buffer.alloc(12, 255)))).toBe('DecodeError: Error parsing message')
  })

  it('never hang or break anything else', () => {
    let state = 1
    for (let round = 0; round < 2000; round++) {
      const bytes = Buffer.from(
        new GraphDef({
          node: [{ name: 'abc', op: 'x', attr: { T: { list: { i: [1, 300], f: [1, 2] } } } }],
        }).SerializeToString(),
      )
      for (let k = 0; k < 3; k++) {
        state = (Math.imul(state, 1103515245) + 12345) >>> 0
        bytes[state % bytes.length] = state >>> 24
      }
      expect(['nothing raised', 'DecodeError: Error parsing message']).toContain(
        raised(() => GraphDef.FromString(bytes).ToText()),
      )
    }
  })

  it('keep unknown fields, behind the known ones', () => {
    const [known, unknown] = [
      new NodeDef({ name: 'a' }).SerializeToString(),
      // bytes, a varint, a group with a varint, and the name (1) as a varint
      Buffer.from([0xfa, 0x01, 2, 1, 2, 0xf8, 0x01, 5, 0xf3, 0x01, 8, 1, 0xf4, 0x01, 8, 3]),
    ]
    const both = Buffer.concat([known, unknown])
    const node = NodeDef.FromString(Buffer.concat([unknown, known]))
    expect(node.SerializeToString()).toEqual(both)
    expect(node.ByteSize()).toBe(both.length)
    expect(node.ListFields().map(([name]) => name)).toEqual(['name'])
    expect(node.ToText()).toBe('name: "a"\n')
    expect(node.equals(new NodeDef({ name: 'a' }))).toBe(false)
    const copy = new NodeDef()
    copy.CopyFrom(node)
    expect(copy.SerializeToString()).toEqual(both)
    copy.MergeFrom(node)
    expect(copy.SerializeToString()).toEqual(Buffer.concat([both, unknown]))
    copy.MergeFromString(unknown)
    expect(copy.ByteSize()).toBe(both.length + 2 * unknown.length)
    copy.Clear()
    expect(copy.ByteSize()).toBe(0)
    // within messages, lists and maps
    const graph = new GraphDef({ node: [node], library: { gradient: [{ function_name: 'f' }] } })
    const value = graph.node[0]?.MapEntry('attr', 'a') as AttrValue
    value.MergeFromString(Buffer.from([0xf8, 0x01, 5]))
    graph.library.MergeFromString(Buffer.from([0xf8, 0x01, 6]))
    const bytes = graph.SerializeToString()
    expect(GraphDef.FromString(bytes).SerializeToString()).toEqual(bytes)
    const message = 'GraphDef() takes an object of fields, not a message; CopyFrom copies those'
    expect(raised(() => new GraphDef(graph))).toBe(`TypeError: ${message}`)
    graph.DiscardUnknownFields()
    expect(bytes.length - graph.ByteSize()).toBe(unknown.length + 6)
    expect(graph.equals(GraphDef.FromText(graph.ToText()))).toBe(true)
    // a message of nothing else is there
    expect(GraphDef.FromString(Buffer.from([0x22, 3, 0xf8, 0x01, 5])).HasField('versions')).toBe(true)
  })
})

describe('text', () => {
  it('is read in all its forms', () => {
    const graph = GraphDef.FromText(`
      # a comment
      node < name: 'a' "b" ; op: "\\x41\\102\\n", input: ["x", "y"] >
      node { attr { key: "l" value: { list { i: [1, 0x10, -3] f: 1.5f type: 3 type: DT_INT8 b: true } } } }
      version: 3 versions { producer: 21 }`)
    expect(graph.node[0]?.name).toBe('ab')
    expect(graph.node[0]?.op).toBe('AB\n')
    expect(graph.node[0]?.input).toEqual(['x', 'y'])
    expect(graph.node[1]?.attr['l']?.list.i).toEqual([1, 16, -3])
    expect(graph.node[1]?.attr['l']?.list.type).toEqual([3, 6])
    expect(graph.ToText({ as_one_line: true })).toContain(
      'node { name: "ab" op: "AB\\n" input: "x" input: "y" } node { attr { key: "l"',
    )
  })

  it("is refused in Python's words", () => {
    const error = (text: string): string => raised(() => GraphDef.FromText(text))
    expect(error('node { nme: 3 }')).toBe(
      'ParseError: 1:8 : Message type "tensorflow.NodeDef" has no field named "nme".',
    )
    expect(error('node { name: 3 }')).toBe("ParseError: 1:14 : 'node { name: 3 }': Expected string but found: '3'")
    expect(error('node { name: "x" ')).toBe('ParseError: 1:14 : Expected "}".')
    expect(error('node { attr { key: "a" value { type: DT_FOO } } }')).toBe(
      'ParseError: 1:38 : \'node { attr { key: "a" value { type: DT_FOO } } }\': Enum type "tensorflow.DataType" has no value named DT_FOO.',
    )
    expect(error('node { attr { key: "a" value { i: 1.5 } } }')).toBe(
      "ParseError: 1:35 : 'node { attr { key: \"a\" value { i: 1.5 } } }': Couldn't parse integer: 1.5",
    )
    expect(error('version: 99999999999')).toBe(
      "ParseError: 1:10 : 'version: 99999999999': Value out of range: 99999999999",
    )
    expect(error('node { name: "a" name: "b" }')).toContain(
      'Message type "tensorflow.NodeDef" should not have multiple "name" fields.',
    )
    expect(error('\n\nnode { name: "a')).toContain('ParseError: 3:14')
  })

  it('of a later version can be read in part', () => {
    const text = 'node { name: "a" experimental { names: ["x", "y"] deep < a: 1 > } op: "b" } debug: "x" "y" version: 2'
    expect(raised(() => GraphDef.FromText(text))).toContain('has no field named "experimental"')
    expect(String(GraphDef.FromText(text, { allow_unknown_field: true }))).toBe(
      'node {\n  name: "a"\n  op: "b"\n}\nversion: 2\n',
    )
  })

  it('merges', () => {
    const graph = new GraphDef({ version: 1, node: [{ name: 'a' }] })
    text_format.Merge('version: 2 version: 3 node { name: "b" name: "c" }', graph)
    expect(text_format.MessageToString(graph)).toBe('node {\n  name: "a"\n}\nnode {\n  name: "c"\n}\nversion: 3\n')
    expect(raised(() => text_format.Parse('version: 2', graph))).toContain('should not have multiple "version" fields')
  })
})
