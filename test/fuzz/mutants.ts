/** Mutants of graphs: of their bytes, of their structure, of their text. All by a seed and a number. */
import { registeredOps } from '../../src/graph/op_def.ts'
import * as tf from '../../src/index.ts'
import { Dice } from './bad_nodes.ts'
import type { CorpusGraph } from './graph_corpus.ts'

export interface Mutant {
  readonly name: string
  /** A GraphDef, binary or text. */
  readonly source: Uint8Array | string
}
type Corpus = { readonly whole: readonly CorpusGraph[]; readonly nodes: readonly CorpusGraph[] }

/** Numbers at which counts, sizes and types end. */
export const EXTREMES: readonly (number | bigint)[] = [
  -1,
  0,
  1,
  2,
  3,
  127,
  254,
  255,
  65536,
  2 ** 24,
  -(2 ** 31),
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 40,
  2n ** 53n,
  2n ** 62n,
  2n ** 63n - 1n,
  -(2n ** 63n),
]
export const EXTREME_REALS: readonly number[] = [
  0,
  -0,
  -1,
  0.5,
  1e-40,
  1e30,
  -1e30,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
]

export function mutantOf(corpus: Corpus, seed: number, index: number): Mutant {
  const dice = new Dice(seed * 1_000_003 + index)
  const graphs = dice.chance(0.4) ? corpus.whole : corpus.nodes
  const graph = dice.pick(graphs)
  const kind = dice.pick(['bytes', 'structure', 'structure', 'text'] as const)
  const name = `${graph.name}, ${kind}`
  switch (kind) {
    case 'bytes':
      return { name, source: ofBytes(dice, graph.bytes, dice.pick(corpus.nodes).bytes) }
    case 'structure':
      return { name, source: ofStructure(dice, graph.bytes).SerializeToString() }
    case 'text':
      return { name, source: ofText(dice, tf.GraphDef.FromString(graph.bytes).ToText()) }
    default:
      return kind satisfies never
  }
}

// --- bytes

const VARINTS = [
  [0xff, 0xff, 0xff, 0xff, 0x07],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
  [0x80],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
]

function ofBytes(dice: Dice, bytes: Uint8Array, other: Uint8Array): Uint8Array {
  let data = [...bytes]
  for (let left = 1 + dice.below(4); left > 0; left--) {
    const at = dice.below(data.length + 1)
    switch (dice.below(7)) {
      case 0:
        data[at] = dice.below(256)
        break
      case 1:
        data[at] = (data[at] ?? 0) ^ (1 << dice.below(8))
        break
      case 2:
        data.splice(at, 1 + dice.below(8))
        break
      case 3:
        data.splice(at, 0, ...Array.from({ length: 1 + dice.below(8) }, () => dice.below(256)))
        break
      case 4:
        data = data.slice(0, at)
        break
      case 5: {
        const from = dice.below(other.length)
        data.splice(at, dice.below(30), ...other.subarray(from, from + dice.below(60)))
        break
      }
      default:
        data.splice(at, 1, ...dice.pick(VARINTS))
    }
  }
  return Uint8Array.from(data)
}

// --- text

const WORDS = [
  '{',
  '}',
  '[',
  ']',
  '<',
  '>',
  ':',
  '"',
  "'",
  '\\',
  '#',
  '-',
  'inf',
  'nan',
  'true',
  'node',
  'attr',
  'value',
  'list',
  'shape',
  'type',
  'DT_INVALID',
  'constructor',
  '"\\U99999999"',
]

function ofText(dice: Dice, text: string): string {
  let words = text.split(/(\s+|[{}[\]<>:"])/)
  for (let left = 1 + dice.below(4); left > 0 && words.length > 0; left--) {
    const at = dice.below(words.length)
    switch (dice.below(6)) {
      case 0:
        words[at] = dice.pick(WORDS)
        break
      case 1:
        words[at] = String(dice.pick([...EXTREMES, ...EXTREME_REALS]))
        break
      case 2:
        words.splice(at, 1 + dice.below(5))
        break
      case 3:
        words.splice(at, 0, ...words.slice(dice.below(words.length)).slice(0, 1 + dice.below(20)))
        break
      case 4:
        words = words.slice(0, at)
        break
      default: {
        // a number becomes another one
        const number = words.findIndex((word, i) => i >= at && /^-?\d/.test(word))
        if (number >= 0) words[number] = String(dice.pick(EXTREMES))
      }
    }
  }
  return words.join('')
}

// --- structure

type Node = tf.GraphDef['node'][number]
const OPS = registeredOps().map(def => def.name)

function ofStructure(dice: Dice, bytes: Uint8Array): tf.GraphDef {
  const def = tf.GraphDef.FromString(bytes)
  for (let left = 1 + dice.below(3); left > 0 && def.node.length > 0; left--) {
    // the last ones are those that something is done in
    const at = dice.chance(0.5) ? def.node.length - 1 : dice.below(def.node.length)
    const node = def.node[at] as Node
    const other = def.node[dice.below(def.node.length)] as Node
    switch (dice.below(12)) {
      case 0:
        replaceInput(dice, node, other)
        break
      case 1:
        node.op = dice.chance(0.5) ? other.op : dice.pick(OPS)
        break
      case 2:
        node.name = dice.pick([other.name, '', '/', 'a//b', '_x', 'constructor', '__proto__', 'x'.repeat(300)])
        break
      case 3:
        node.device = dice.pick(['/gpu:0', '/job:a/task:99999999999', ':', '/cpu:-1', 'constructor'])
        break
      case 4: {
        const copy = new tf.NodeDef()
        copy.CopyFrom(node)
        if (dice.chance(0.8)) copy.name = `${node.name}_copy`
        def.node.push(copy)
        break
      }
      case 5:
        def.versions.producer = Number(dice.pick([0, 1, 8, 15, 21, 1000, 2 ** 31 - 1, -1]))
        def.versions.min_consumer = Number(dice.pick([0, 12, 1000, -1]))
        break
      default:
        mutateAttr(dice, node, other)
    }
  }
  return def
}

function replaceInput(dice: Dice, node: Node, other: Node): void {
  const inputs = Array.from(node.input)
  const name = dice.pick([
    other.name,
    `${other.name}:1`,
    `${other.name}:99999999999`,
    `^${other.name}`,
    node.name,
    `${node.name}:0`,
    '',
    ':',
    '^',
    'a:b',
    '__proto__',
  ])
  const at = dice.below(inputs.length + 1)
  inputs.splice(at, dice.below(2), ...(dice.chance(0.8) ? [name] : []))
  node.input = inputs as never
}

const TYPES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 17, 18, 19, 20, 23, 101, 103, 9999, -1]

type Attr = Node['attr'][string]
function mutateAttr(dice: Dice, node: Node, other: Node): void {
  const keys = Object.keys(node.attr)
  const key =
    keys.length > 0 && dice.chance(0.95)
      ? dice.pick(keys)
      : dice.pick(['_class', '_output_shapes', '_gradient_op_type', 'constructor', 'T', 'dtype'])
  if (dice.chance(0.08)) {
    delete node.attr[key]
    return
  }
  const theirs = Object.keys(other.attr)
  if (dice.chance(0.15) && theirs.length > 0) {
    node.attr[key] = other.attr[dice.pick(theirs)] as Attr
    return
  }
  const attr = node.attr[key]
  if (!attr || dice.chance(0.1)) {
    node.attr[key] = otherKind(dice)
    return
  }
  changeValue(dice, attr)
}

function otherKind(dice: Dice): Attr {
  const int = dice.pick(EXTREMES)
  const values = [
    { i: int },
    { f: dice.pick(EXTREME_REALS) },
    { s: Buffer.from(dice.pick(['', 'loc:@x', '\xff', 'SAME'])) },
    { b: dice.chance(0.5) },
    { type: dice.pick(TYPES) },
    { shape: { dim: [{ size: int }] } },
    { shape: { unknown_rank: true } },
    { tensor: { dtype: dice.pick(TYPES), tensor_shape: { dim: [{ size: int }] } } },
    { list: {} },
    { list: { i: [int, int] } },
    { list: { s: [Buffer.from('loc:@x')] } },
    { list: { type: [dice.pick(TYPES)] } },
    { func: { name: 'f' } },
    { placeholder: 'p' },
  ]
  return new tf.AttrValue(dice.pick(values) as never)
}

function changeValue(dice: Dice, attr: Attr): void {
  const int = dice.pick(EXTREMES)
  switch (attr.WhichOneof('value')) {
    case 'i':
      attr.i = int as never
      break
    case 'f':
      attr.f = dice.pick(EXTREME_REALS)
      break
    case 'b':
      attr.b = !attr.b
      break
    case 's':
      attr.s = Buffer.from(dice.pick(['', 'SAME', 'VALID', 'NHWC', 'NCHW', '\xff', 'x'.repeat(1000)]))
      break
    case 'type':
      attr.type = dice.pick(TYPES) as never
      break
    case 'shape':
      changeShape(dice, attr.shape)
      break
    case 'tensor':
      changeTensor(dice, attr.tensor)
      break
    case 'list': {
      const { list } = attr
      if (list.i.length > 0) list.i[dice.below(list.i.length)] = int as never
      if (list.f.length > 0) list.f[dice.below(list.f.length)] = dice.pick(EXTREME_REALS)
      if (list.type.length > 0) list.type[dice.below(list.type.length)] = dice.pick(TYPES) as never
      if (list.shape.length > 0) changeShape(dice, list.shape[dice.below(list.shape.length)] as never)
      if (dice.chance(0.2)) list.i.push(int as never)
      break
    }
    default:
  }
}

type ShapeProto = Attr['shape']
function changeShape(dice: Dice, shape: ShapeProto): void {
  const sizes = Array.from(shape.dim, dim => dim.size as number | bigint)
  const at = dice.below(sizes.length + 1)
  if (dice.chance(0.05)) for (let i = 0; i < 300; i++) sizes.push(1)
  sizes.splice(at, dice.below(2), ...(dice.chance(0.85) ? [dice.pick(EXTREMES)] : []))
  shape.dim = sizes.map(size => ({ size })) as never
  if (dice.chance(0.05)) shape.unknown_rank = true
}

type TensorProto = Attr['tensor']
function changeTensor(dice: Dice, tensor: TensorProto): void {
  switch (dice.below(4)) {
    case 0:
      tensor.dtype = dice.pick(TYPES) as never
      break
    case 1:
      changeShape(dice, tensor.tensor_shape)
      break
    case 2: {
      const content = Buffer.from(tensor.tensor_content)
      if (content.length > 0) content[dice.below(content.length)] = dice.pick([0, 1, 127, 128, 255])
      tensor.tensor_content = dice.chance(0.2) ? content.subarray(dice.below(content.length + 1)) : content
      break
    }
    default: {
      const int = Number(BigInt.asIntN(32, BigInt(dice.pick(EXTREMES))))
      if (tensor.int_val.length > 0) tensor.int_val[dice.below(tensor.int_val.length)] = int
      else if (tensor.int64_val.length > 0)
        tensor.int64_val[dice.below(tensor.int64_val.length)] = dice.pick(EXTREMES) as never
      else if (tensor.float_val.length > 0)
        tensor.float_val[dice.below(tensor.float_val.length)] = dice.pick(EXTREME_REALS)
      else if (tensor.dtype === 3 && tensor.tensor_content.length >= 4) {
        const content = Buffer.from(tensor.tensor_content)
        content.writeInt32LE(int, 4 * dice.below(Math.floor(content.length / 4)))
        tensor.tensor_content = content
      }
    }
  }
}
