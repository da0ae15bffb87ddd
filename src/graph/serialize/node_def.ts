/** Attributes and nodes as protocol messages, and back. */

import { pythonTypeName } from '../../calling/python_repr.ts'
import { TypeError } from '../../errors/python.ts'
import {
  AttrValue as AttrValueProto,
  NodeDef,
  type TensorProto,
  type TensorShapeProto,
} from '../../formats/protos/graph.generated.ts'
import { makeTensorProto, tensorProtoToArray } from '../../formats/tensor_proto.ts'
import { as_dtype, DType } from '../../tensor/dtypes.ts'
import type { Shape } from '../../tensor/shape.ts'
import { TensorShape } from '../../tensor/tensor_shape.ts'
import type { AttrDef } from '../op_def.ts'
import type { Operation } from '../operation.ts'
import { type AttrValue, type FunctionValue, TensorValue } from './attrs.ts'

/** The GraphDef's node of an operation. */
export function nodeDef(op: Operation): NodeDef {
  op.op_def.spec.exported?.(op)
  const node = new NodeDef({ name: op.name, op: op.type, device: op.device })
  const { input } = node
  for (const tensor of op.inputs) input.push(tensor.value_index === 0 ? tensor.op.name : tensor.name)
  for (const control of op.control_inputs) input.push(`^${control.name}`)
  for (const [key, value] of op.attrs) node.attr[key] = attrProto(value, op.op_def.attrs.get(key))
  return node
}

/** The shape as a message; -1 for unknown dimensions. */
export function shapeMessage(shape: Shape): { dim: { size: number }[] } | { unknown_rank: true } {
  return shape === null ? { unknown_rank: true } : { dim: shape.map(size => ({ size: size ?? -1 })) }
}

function tensorMessage(value: TensorValue): TensorProto {
  return (value.proto as TensorProto | undefined) ?? makeTensorProto(value.values, value.shape)
}

/** An attribute as its message. `def` decides between the kinds that look alike in memory. */
export function attrProto(value: AttrValue, def: AttrDef | undefined): AttrValueProto {
  if (Array.isArray(value)) return new AttrValueProto({ list: listMessage(value as readonly AttrValue[], def) })
  if (typeof value === 'string') return new AttrValueProto({ s: Buffer.from(value) })
  if (value instanceof Uint8Array) return new AttrValueProto({ s: value })
  if (typeof value === 'boolean') return new AttrValueProto({ b: value })
  if (typeof value === 'number')
    return new AttrValueProto(def?.kind === 'float' || !Number.isInteger(value) ? { f: value } : { i: value })
  if (typeof value === 'bigint') return new AttrValueProto({ i: value })
  if (value instanceof DType) return new AttrValueProto({ type: value.as_datatype_enum })
  if (value instanceof TensorShape) return new AttrValueProto({ shape: shapeMessage(value.toShape()) as never })
  if (value instanceof TensorValue) return new AttrValueProto({ tensor: tensorMessage(value) })
  const func = value as FunctionValue
  return new AttrValueProto({
    func: {
      name: func.name,
      attr: Object.fromEntries([...func.attrs].map(([k, v]) => [k, attrProto(v, undefined)])),
    } as never,
  })
}

function listMessage(values: readonly AttrValue[], def: AttrDef | undefined): never {
  const [first] = values
  const message = ((): object => {
    if (first === undefined) return {}
    if (typeof first === 'string' || first instanceof Uint8Array)
      return { s: values.map(v => Buffer.from(v as string)) }
    if (typeof first === 'boolean') return { b: values }
    if (typeof first === 'number' || typeof first === 'bigint')
      return def?.kind === 'float' ? { f: values } : { i: values }
    if (first instanceof DType) return { type: (values as readonly DType[]).map(v => v.as_datatype_enum) }
    if (first instanceof TensorShape)
      return { shape: (values as readonly TensorShape[]).map(v => shapeMessage(v.toShape())) }
    return { tensor: (values as readonly TensorValue[]).map(tensorMessage) }
  })()
  return message as never
}

/** Text where the bytes are UTF-8, else the bytes themselves. */
function textOf(bytes: Uint8Array): string | Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = buffer.toString('utf8')
  return text.includes('\ufffd') && Buffer.compare(Buffer.from(text), buffer) !== 0 ? Buffer.from(buffer) : text
}

export function shapeOfProto(proto: TensorShapeProto): TensorShape {
  return TensorShape.of(
    proto.unknown_rank ? null : proto.dim.map(dim => (Number(dim.size) < 0 ? null : Number(dim.size))),
  )
}

function tensorOfProto(proto: TensorProto): TensorValue {
  return TensorValue.fromProto(
    { proto, decode: () => tensorProtoToArray(proto) },
    as_dtype(proto.dtype),
    proto.tensor_shape.dim.map(dim => Number(dim.size)),
  )
}

/** An attribute in memory; undefined where the message holds nothing. */
export function attrOfProto(proto: AttrValueProto): AttrValue | undefined {
  if (!((proto as unknown) instanceof AttrValueProto))
    throw new TypeError(`an attribute must be an AttrValue, not ${pythonTypeName(proto)}`)
  switch (proto.WhichOneof('value')) {
    case 's':
      return textOf(proto.s)
    case 'i':
      return proto.i
    case 'f':
      return proto.f
    case 'b':
      return proto.b
    case 'type':
      return as_dtype(proto.type)
    case 'shape':
      return shapeOfProto(proto.shape)
    case 'tensor':
      return tensorOfProto(proto.tensor)
    case 'func':
      return {
        name: proto.func.name,
        attrs: new Map(
          Object.entries(proto.func.attr).flatMap(([k, v]) => {
            const value = attrOfProto(v)
            return value === undefined ? [] : [[k, value] as const]
          }),
        ),
      }
    case 'list': {
      const { list } = proto
      if (list.s.length > 0) return Array.from(list.s, textOf)
      if (list.i.length > 0) return [...list.i]
      if (list.f.length > 0) return [...list.f]
      if (list.b.length > 0) return [...list.b]
      if (list.type.length > 0) return Array.from(list.type, type => as_dtype(type))
      if (list.shape.length > 0) return Array.from(list.shape, shapeOfProto)
      return Array.from(list.tensor, tensorOfProto)
    }
    default:
      return undefined
  }
}
