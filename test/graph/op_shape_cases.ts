/** Recorded shape inference: graphs of one node, with what TensorFlow 0.12.1 says of its outputs (generators/op_shapes.py). */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { lookupOp } from '../../src/graph/op_def.ts'
import type { AttrValue } from '../../src/graph/serialize/attrs.ts'
import { attrProto } from '../../src/graph/serialize/node_def.ts'
import * as tf from '../../src/index.ts'

type JsonShape = readonly number[] | null
interface JsonInput {
  /** `DT_FLOAT` … */
  readonly type: string
  readonly shape: JsonShape
  readonly ref?: boolean
  readonly value?: readonly number[]
}
type JsonAttr = number | string | boolean | { readonly shape: JsonShape } | readonly JsonAttr[]
export interface OpShapeCase {
  readonly attrs: Readonly<Record<string, JsonAttr>>
  readonly inputs: readonly JsonInput[]
  readonly shapes?: readonly JsonShape[]
  readonly error?: string
}

export function opShapeCases(): Record<string, readonly OpShapeCase[]> {
  const text = gunzipSync(readFileSync(new URL('../golden/shapes/op_shapes.json.gz', import.meta.url))).toString('utf8')
  return JSON.parse(text) as Record<string, readonly OpShapeCase[]>
}

const shapeOf = (shape: JsonShape): tf.TensorShape =>
  new tf.TensorShape(shape === null ? null : shape.map(size => (size < 0 ? null : size)))

function attrValue(kind: string, value: JsonAttr): AttrValue {
  if (Array.isArray(value)) return value.map(item => attrValue(kind, item as JsonAttr)) as AttrValue
  if (kind === 'type') return tf.as_dtype(value as string)
  if (kind === 'shape') return shapeOf((value as { shape: JsonShape }).shape)
  return value as AttrValue
}

/** The graph of a case. */
function graphOf(op: string, { attrs, inputs }: OpShapeCase): tf.GraphDef {
  const def = lookupOp(op)
  const deprecated = def?.spec.deprecated?.version
  const graph = new tf.GraphDef({ versions: { producer: deprecated === undefined ? 17 : deprecated - 1 } } as never)
  for (const [i, { type, shape, ref, value }] of inputs.entries()) {
    const dtype = tf.as_dtype(type)
    const node = new tf.NodeDef({ name: `in${i}`, op: value ? 'Const' : ref ? 'Variable' : 'Placeholder' })
    node.attr['dtype'] = new tf.AttrValue({ type: dtype.as_datatype_enum })
    if (value) {
      const array = tf.NDArray.of([...value] as never, dtype).reshape(...(shape as number[]))
      node.attr['value'] = new tf.AttrValue({ tensor: tf.contrib.util.make_tensor_proto(array, dtype) })
    } else {
      node.attr['shape'] = new tf.AttrValue({ shape: shapeOf(shape).as_proto() } as never)
      if (ref) {
        node.attr['container'] = new tf.AttrValue({ s: '' })
        node.attr['shared_name'] = new tf.AttrValue({ s: '' })
      } else node.attr['_output_shapes'] = new tf.AttrValue({ list: { shape: [shapeOf(shape).as_proto()] } } as never)
    }
    graph.node.push(node as never)
  }
  const node = new tf.NodeDef({ name: 'sampled', op, input: inputs.map((_, i) => `in${i}`) })
  for (const [name, value] of Object.entries(attrs)) {
    const attr = def?.attrs.get(name)
    if (!attr) throw new Error(`${op} has no attribute ${name}`)
    node.attr[name] = attrProto(attrValue(attr.kind, value), attr) as never
  }
  graph.node.push(node as never)
  return graph
}

/** What is wrong with tf0's answer to a case; undefined where it is TensorFlow's. */
export function wrongShapes(op: string, each: OpShapeCase): string | undefined {
  const graph = new tf.Graph()
  try {
    graph.as_default(() => tf.import_graph_def(graphOf(op, each), { name: '' }))
  } catch (error) {
    const message = `${(error as Error).constructor.name}: ${(error as Error).message}`
    return message === `ValueError: ${each.error}`
      ? undefined
      : `${message}; expected ${each.error ?? JSON.stringify(each.shapes)}`
  }
  const shapes = graph
    .get_operation_by_name('sampled')
    .outputs.map(output => output.staticShape?.map(dim => dim ?? -1) ?? null)
  const got = JSON.stringify(shapes)
  if (each.error !== undefined) return `${got}; expected ${each.error}`
  return got === JSON.stringify(each.shapes) ? undefined : `${got}; expected ${JSON.stringify(each.shapes)}`
}
