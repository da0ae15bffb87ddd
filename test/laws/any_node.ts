/** A node of any op, made of nothing but its definition. */

import { outputTypes } from '../../src/graph/arg_lengths.ts'
import type { AttrDef, OpDef } from '../../src/graph/op_def.ts'
import type { AttrValue } from '../../src/graph/serialize/attrs.ts'
import * as tf from '../../src/index.ts'
import type { DType } from '../../src/tensor/dtypes.ts'

/** A value that the attribute may have: its default, else a small one. */
function anyValue(attr: AttrDef): AttrValue {
  if (attr.defaultValue !== undefined) return attr.defaultValue
  const one = ((): AttrValue => {
    if (attr.allowed) return (attr.allowed.includes(tf.float32) ? tf.float32 : attr.allowed[0]) as AttrValue
    switch (attr.kind) {
      case 'type':
        return tf.float32
      case 'int':
        return Math.max(1, attr.minimum ?? 1)
      case 'float':
        return 0.5
      case 'bool':
        return false
      case 'string':
        return 'x'
      case 'shape':
        return new tf.TensorShape([1])
      default:
        throw new Error(`no value for attribute ${attr.name} of kind ${attr.kind}`)
    }
  })()
  if (!attr.isList) return one
  // lists of integers are windows and strides over images
  const length = attr.minimum ?? (attr.kind === 'int' ? 4 : 1)
  return Array.from({ length: Math.max(1, length) }, () => one) as AttrValue
}

export interface AnyNode {
  readonly graph: tf.Graph
  readonly op: tf.Operation
  readonly feeds: [tf.Tensor, tf.NDArray][]
}

/** The node in a graph of its own: placeholders of unknown shape (fed with scalars) and variables go in. `given`: attributes that matter. */
export function anyNode(def: OpDef, given: Readonly<Record<string, AttrValue>> = {}): AnyNode {
  const attrs = new Map<string, AttrValue>()
  for (const attr of def.attrs.values()) attrs.set(attr.name, given[attr.name] ?? anyValue(attr))
  const typesOf = (arg: OpDef['inputs'][number]): readonly DType[] => {
    if (arg.typeListAttr !== undefined) return attrs.get(arg.typeListAttr) as readonly DType[]
    const count = arg.numberAttr === undefined ? 1 : Number(attrs.get(arg.numberAttr))
    return Array.from({ length: count }, () => arg.type ?? (attrs.get(arg.typeAttr as string) as DType))
  }
  const graph = new tf.Graph()
  return graph.as_default(() => {
    const feeds: [tf.Tensor, tf.NDArray][] = []
    const argLengths: number[] = []
    const inputs = def.inputs.flatMap(arg => {
      const types = typesOf(arg)
      argLengths.push(types.length)
      return types.map((type): tf.Tensor => {
        if (arg.isRef) return variableOf(type)
        const placeholder = tf.placeholder(type) as tf.Tensor
        feeds.push([placeholder, new tf.NDArray(type, [], type.allocate(1))])
        return placeholder
      })
    })
    const op = graph.addNode({ def, inputs, argLengths, outputTypes: outputTypes(def, attrs), attrs, name: 'node' })
    return { graph, op, feeds }
  })
}

/** A variable of unknown shape, which has no value. */
function variableOf(type: DType): tf.Tensor {
  const value = tf.placeholder(type) as tf.Tensor
  return new tf.Variable(value as never, { trainable: false, validate_shape: false })._as_graph_element() as tf.Tensor
}
