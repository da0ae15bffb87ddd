/** Bad nodes and what came of them as JSON, for asking TensorFlow about them and keeping its answers. */

import { NodeDef } from '../../src/formats/protos/graph.generated.ts'
import { outputTypes } from '../../src/graph/arg_lengths.ts'
import { lookupOp, type OpDef } from '../../src/graph/op_def.ts'
import type { AttrValue } from '../../src/graph/serialize/attrs.ts'
import { attrOfProto, attrProto } from '../../src/graph/serialize/node_def.ts'
import * as tf from '../../src/index.ts'
import type { BadNode } from './bad_nodes.ts'

/** Little-endian bytes in base 64, or strings each in base 64. */
export interface ArrayJson {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data: string | readonly string[]
}

export interface NodeJson {
  readonly op: string
  readonly inputs: readonly ArrayJson[]
  /** Per input: a variable that the op takes by reference, a constant, or a placeholder. */
  readonly kinds: readonly InputKind[]
  readonly lengths: readonly number[]
  /** A NodeDef with the attributes. */
  readonly attrs: string
  readonly outputs: readonly number[]
  readonly hidden: boolean
}
export type InputKind = 'variable' | 'constant' | 'placeholder'

/** How each input of a node is given. */
export function inputKinds(node: BadNode): InputKind[] {
  const def = lookupOp(node.op) as OpDef
  let at = 0
  return def.inputs.flatMap((arg, i) =>
    Array.from({ length: node.lengths[i] as number }, (): InputKind => {
      const index = at++
      if (arg.isRef) return 'variable'
      return !node.shapesHidden && def.spec.shapeInputs?.includes(index) ? 'constant' : 'placeholder'
    }),
  )
}

export function arrayJson(array: tf.NDArray): ArrayJson {
  const { dtype, shape, data } = array
  if (dtype.base === 'string') {
    return {
      dtype: dtype.name,
      shape,
      data: (data as Uint8Array[]).map(bytes => Buffer.from(bytes).toString('base64')),
    }
  }
  const { buffer, byteOffset, byteLength } = data as Float32Array
  return { dtype: dtype.name, shape, data: Buffer.from(buffer, byteOffset, byteLength).toString('base64') }
}

export function arrayOfJson({ dtype: name, shape, data }: ArrayJson): tf.NDArray {
  const dtype = tf.as_dtype(name)
  if (typeof data !== 'string')
    return new tf.NDArray(dtype, shape, data.map(text => Buffer.from(text, 'base64')) as never)
  const values = dtype.allocate(shape.reduce((a, b) => a * b, 1)) as Float32Array
  new Uint8Array(values.buffer).set(Buffer.from(data, 'base64'))
  return new tf.NDArray(dtype, shape, values)
}

export function nodeJson(node: BadNode): NodeJson {
  const def = lookupOp(node.op) as OpDef
  const message = new NodeDef({ name: 'bad', op: node.op })
  for (const [key, value] of node.attrs) message.attr[key] = attrProto(value, def.attrs.get(key))
  return {
    op: node.op,
    inputs: node.inputs.map(arrayJson),
    kinds: inputKinds(node),
    lengths: node.lengths,
    attrs: Buffer.from(message.SerializeToString()).toString('base64'),
    outputs: outputTypes(def, node.attrs).map(type => type.as_datatype_enum),
    hidden: node.shapesHidden,
  }
}

export function nodeOfJson({ op, inputs, lengths, attrs, hidden }: NodeJson): BadNode {
  const message = NodeDef.FromString(Buffer.from(attrs, 'base64'))
  // an empty list is nothing in a message
  const values = Object.entries(message.attr).map(
    ([key, value]) => [key, attrOfProto(value) ?? []] as [string, AttrValue],
  )
  return { op, inputs: inputs.map(arrayOfJson), lengths, attrs: new Map(values), shapesHidden: hidden }
}
