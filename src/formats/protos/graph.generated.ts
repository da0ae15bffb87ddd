// Made by scripts/protos/generate.ts from graph.proto; do not edit.
import { enumType } from '../proto/enum_type.ts'
import { describe, many, map, one, oneof } from '../proto/fields.ts'
import { Message } from '../proto/message.ts'
import type { RepeatedField } from '../proto/repeated.ts'
import type { BytesLike, Given, Init, MapField } from '../proto/types.ts'

export const DataType = enumType('tensorflow.DataType', {
  DT_INVALID: 0,
  DT_FLOAT: 1,
  DT_DOUBLE: 2,
  DT_INT32: 3,
  DT_UINT8: 4,
  DT_INT16: 5,
  DT_INT8: 6,
  DT_STRING: 7,
  DT_COMPLEX64: 8,
  DT_INT64: 9,
  DT_BOOL: 10,
  DT_QINT8: 11,
  DT_QUINT8: 12,
  DT_QINT32: 13,
  DT_BFLOAT16: 14,
  DT_QINT16: 15,
  DT_QUINT16: 16,
  DT_UINT16: 17,
  DT_COMPLEX128: 18,
  DT_HALF: 19,
  DT_RESOURCE: 20,
  DT_FLOAT_REF: 101,
  DT_DOUBLE_REF: 102,
  DT_INT32_REF: 103,
  DT_UINT8_REF: 104,
  DT_INT16_REF: 105,
  DT_INT8_REF: 106,
  DT_STRING_REF: 107,
  DT_COMPLEX64_REF: 108,
  DT_INT64_REF: 109,
  DT_BOOL_REF: 110,
  DT_QINT8_REF: 111,
  DT_QUINT8_REF: 112,
  DT_QINT32_REF: 113,
  DT_BFLOAT16_REF: 114,
  DT_QINT16_REF: 115,
  DT_QUINT16_REF: 116,
  DT_UINT16_REF: 117,
  DT_COMPLEX128_REF: 118,
  DT_HALF_REF: 119,
  DT_RESOURCE_REF: 120,
})

export interface ResourceHandle {
  device: string
  container: string
  name: string
  hash_code: number | bigint
  maybe_type_name: string
}
export class ResourceHandle extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.ResourceHandle', () => [
    one(1, 'device', 'string'),
    one(2, 'container', 'string'),
    one(3, 'name', 'string'),
    one(4, 'hash_code', 'uint64'),
    one(5, 'maybe_type_name', 'string'),
  ])
  constructor(init?: Init<ResourceHandle>) {
    super(init)
  }
}

export interface TensorShapeProto_Dim {
  size: number | bigint
  name: string
}
export class TensorShapeProto_Dim extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.TensorShapeProto.Dim', () => [
    one(1, 'size', 'int64'),
    one(2, 'name', 'string'),
  ])
  constructor(init?: Init<TensorShapeProto_Dim>) {
    super(init)
  }
}

export interface TensorShapeProto {
  get dim(): RepeatedField<TensorShapeProto_Dim>
  set dim(value: Given<RepeatedField<TensorShapeProto_Dim>>)
  unknown_rank: boolean
}
export class TensorShapeProto extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.TensorShapeProto', () => [
    many(2, 'dim', TensorShapeProto_Dim),
    one(3, 'unknown_rank', 'bool'),
  ])
  static readonly Dim = TensorShapeProto_Dim
  constructor(init?: Init<TensorShapeProto>) {
    super(init)
  }
}

export interface TensorProto {
  dtype: number
  get tensor_shape(): TensorShapeProto
  set tensor_shape(value: Given<TensorShapeProto>)
  version_number: number
  get tensor_content(): Buffer
  set tensor_content(value: BytesLike)
  get half_val(): RepeatedField<number>
  set half_val(value: Given<RepeatedField<number>>)
  get float_val(): RepeatedField<number>
  set float_val(value: Given<RepeatedField<number>>)
  get double_val(): RepeatedField<number>
  set double_val(value: Given<RepeatedField<number>>)
  get int_val(): RepeatedField<number>
  set int_val(value: Given<RepeatedField<number>>)
  get string_val(): RepeatedField<Buffer>
  set string_val(value: Given<RepeatedField<Buffer>>)
  get scomplex_val(): RepeatedField<number>
  set scomplex_val(value: Given<RepeatedField<number>>)
  get int64_val(): RepeatedField<number | bigint>
  set int64_val(value: Given<RepeatedField<number | bigint>>)
  get bool_val(): RepeatedField<boolean>
  set bool_val(value: Given<RepeatedField<boolean>>)
  get dcomplex_val(): RepeatedField<number>
  set dcomplex_val(value: Given<RepeatedField<number>>)
  get resource_handle_val(): RepeatedField<ResourceHandle>
  set resource_handle_val(value: Given<RepeatedField<ResourceHandle>>)
}
export class TensorProto extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.TensorProto', () => [
    one(1, 'dtype', DataType),
    one(2, 'tensor_shape', TensorShapeProto),
    one(3, 'version_number', 'int32'),
    one(4, 'tensor_content', 'bytes'),
    many(13, 'half_val', 'int32'),
    many(5, 'float_val', 'float'),
    many(6, 'double_val', 'double'),
    many(7, 'int_val', 'int32'),
    many(8, 'string_val', 'bytes'),
    many(9, 'scomplex_val', 'float'),
    many(10, 'int64_val', 'int64'),
    many(11, 'bool_val', 'bool'),
    many(12, 'dcomplex_val', 'double'),
    many(14, 'resource_handle_val', ResourceHandle),
  ])
  constructor(init?: Init<TensorProto>) {
    super(init)
  }
}

export interface AttrValue_ListValue {
  get s(): RepeatedField<Buffer>
  set s(value: Given<RepeatedField<Buffer>>)
  get i(): RepeatedField<number | bigint>
  set i(value: Given<RepeatedField<number | bigint>>)
  get f(): RepeatedField<number>
  set f(value: Given<RepeatedField<number>>)
  get b(): RepeatedField<boolean>
  set b(value: Given<RepeatedField<boolean>>)
  get type(): RepeatedField<number>
  set type(value: Given<RepeatedField<number>>)
  get shape(): RepeatedField<TensorShapeProto>
  set shape(value: Given<RepeatedField<TensorShapeProto>>)
  get tensor(): RepeatedField<TensorProto>
  set tensor(value: Given<RepeatedField<TensorProto>>)
}
export class AttrValue_ListValue extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.AttrValue.ListValue', () => [
    many(2, 's', 'bytes'),
    many(3, 'i', 'int64'),
    many(4, 'f', 'float'),
    many(5, 'b', 'bool'),
    many(6, 'type', DataType),
    many(7, 'shape', TensorShapeProto),
    many(8, 'tensor', TensorProto),
  ])
  constructor(init?: Init<AttrValue_ListValue>) {
    super(init)
  }
}

export interface AttrValue {
  get s(): Buffer
  set s(value: BytesLike)
  i: number | bigint
  f: number
  b: boolean
  type: number
  get shape(): TensorShapeProto
  set shape(value: Given<TensorShapeProto>)
  get tensor(): TensorProto
  set tensor(value: Given<TensorProto>)
  get list(): AttrValue_ListValue
  set list(value: Given<AttrValue_ListValue>)
  get func(): NameAttrList
  set func(value: Given<NameAttrList>)
  placeholder: string
}
export class AttrValue extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.AttrValue', () => [
    oneof(
      'value',
      one(2, 's', 'bytes'),
      one(3, 'i', 'int64'),
      one(4, 'f', 'float'),
      one(5, 'b', 'bool'),
      one(6, 'type', DataType),
      one(7, 'shape', TensorShapeProto),
      one(8, 'tensor', TensorProto),
      one(1, 'list', AttrValue_ListValue),
      one(10, 'func', NameAttrList),
      one(9, 'placeholder', 'string'),
    ),
  ])
  static readonly ListValue = AttrValue_ListValue
  constructor(init?: Init<AttrValue>) {
    super(init)
  }
}

export interface NameAttrList {
  name: string
  get attr(): MapField<AttrValue>
  set attr(value: Given<MapField<AttrValue>>)
}
export class NameAttrList extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.NameAttrList', () => [
    one(1, 'name', 'string'),
    map(2, 'attr', 'string', AttrValue),
  ])
  constructor(init?: Init<NameAttrList>) {
    super(init)
  }
}

export interface VersionDef {
  producer: number
  min_consumer: number
  get bad_consumers(): RepeatedField<number>
  set bad_consumers(value: Given<RepeatedField<number>>)
}
export class VersionDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.VersionDef', () => [
    one(1, 'producer', 'int32'),
    one(2, 'min_consumer', 'int32'),
    many(3, 'bad_consumers', 'int32'),
  ])
  constructor(init?: Init<VersionDef>) {
    super(init)
  }
}

export interface OpDef_ArgDef {
  name: string
  description: string
  type: number
  type_attr: string
  number_attr: string
  type_list_attr: string
  is_ref: boolean
}
export class OpDef_ArgDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.OpDef.ArgDef', () => [
    one(1, 'name', 'string'),
    one(2, 'description', 'string'),
    one(3, 'type', DataType),
    one(4, 'type_attr', 'string'),
    one(5, 'number_attr', 'string'),
    one(6, 'type_list_attr', 'string'),
    one(16, 'is_ref', 'bool'),
  ])
  constructor(init?: Init<OpDef_ArgDef>) {
    super(init)
  }
}

export interface OpDef_AttrDef {
  name: string
  type: string
  get default_value(): AttrValue
  set default_value(value: Given<AttrValue>)
  description: string
  has_minimum: boolean
  minimum: number | bigint
  get allowed_values(): AttrValue
  set allowed_values(value: Given<AttrValue>)
}
export class OpDef_AttrDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.OpDef.AttrDef', () => [
    one(1, 'name', 'string'),
    one(2, 'type', 'string'),
    one(3, 'default_value', AttrValue),
    one(4, 'description', 'string'),
    one(5, 'has_minimum', 'bool'),
    one(6, 'minimum', 'int64'),
    one(7, 'allowed_values', AttrValue),
  ])
  constructor(init?: Init<OpDef_AttrDef>) {
    super(init)
  }
}

export interface OpDef {
  name: string
  get input_arg(): RepeatedField<OpDef_ArgDef>
  set input_arg(value: Given<RepeatedField<OpDef_ArgDef>>)
  get output_arg(): RepeatedField<OpDef_ArgDef>
  set output_arg(value: Given<RepeatedField<OpDef_ArgDef>>)
  get attr(): RepeatedField<OpDef_AttrDef>
  set attr(value: Given<RepeatedField<OpDef_AttrDef>>)
  get deprecation(): OpDeprecation
  set deprecation(value: Given<OpDeprecation>)
  summary: string
  description: string
  is_commutative: boolean
  is_aggregate: boolean
  is_stateful: boolean
  allows_uninitialized_input: boolean
}
export class OpDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.OpDef', () => [
    one(1, 'name', 'string'),
    many(2, 'input_arg', OpDef_ArgDef),
    many(3, 'output_arg', OpDef_ArgDef),
    many(4, 'attr', OpDef_AttrDef),
    one(8, 'deprecation', OpDeprecation),
    one(5, 'summary', 'string'),
    one(6, 'description', 'string'),
    one(18, 'is_commutative', 'bool'),
    one(16, 'is_aggregate', 'bool'),
    one(17, 'is_stateful', 'bool'),
    one(19, 'allows_uninitialized_input', 'bool'),
  ])
  static readonly ArgDef = OpDef_ArgDef
  static readonly AttrDef = OpDef_AttrDef
  constructor(init?: Init<OpDef>) {
    super(init)
  }
}

export interface OpDeprecation {
  version: number
  explanation: string
}
export class OpDeprecation extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.OpDeprecation', () => [
    one(1, 'version', 'int32'),
    one(2, 'explanation', 'string'),
  ])
  constructor(init?: Init<OpDeprecation>) {
    super(init)
  }
}

export interface OpList {
  get op(): RepeatedField<OpDef>
  set op(value: Given<RepeatedField<OpDef>>)
}
export class OpList extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.OpList', () => [
    many(1, 'op', OpDef),
  ])
  constructor(init?: Init<OpList>) {
    super(init)
  }
}

export interface NodeDef {
  name: string
  op: string
  get input(): RepeatedField<string>
  set input(value: Given<RepeatedField<string>>)
  device: string
  get attr(): MapField<AttrValue>
  set attr(value: Given<MapField<AttrValue>>)
}
export class NodeDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.NodeDef', () => [
    one(1, 'name', 'string'),
    one(2, 'op', 'string'),
    many(3, 'input', 'string'),
    one(4, 'device', 'string'),
    map(5, 'attr', 'string', AttrValue),
  ])
  constructor(init?: Init<NodeDef>) {
    super(init)
  }
}

export interface FunctionDefLibrary {
  get function(): RepeatedField<FunctionDef>
  set function(value: Given<RepeatedField<FunctionDef>>)
  get gradient(): RepeatedField<GradientDef>
  set gradient(value: Given<RepeatedField<GradientDef>>)
}
export class FunctionDefLibrary extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.FunctionDefLibrary', () => [
    many(1, 'function', FunctionDef),
    many(2, 'gradient', GradientDef),
  ])
  constructor(init?: Init<FunctionDefLibrary>) {
    super(init)
  }
}

export interface FunctionDef_Node {
  get ret(): RepeatedField<string>
  set ret(value: Given<RepeatedField<string>>)
  op: string
  get arg(): RepeatedField<string>
  set arg(value: Given<RepeatedField<string>>)
  get dep(): RepeatedField<string>
  set dep(value: Given<RepeatedField<string>>)
  get attr(): MapField<AttrValue>
  set attr(value: Given<MapField<AttrValue>>)
}
export class FunctionDef_Node extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.FunctionDef.Node', () => [
    many(1, 'ret', 'string'),
    one(2, 'op', 'string'),
    many(3, 'arg', 'string'),
    many(4, 'dep', 'string'),
    map(5, 'attr', 'string', AttrValue),
  ])
  constructor(init?: Init<FunctionDef_Node>) {
    super(init)
  }
}

export interface FunctionDef {
  get signature(): OpDef
  set signature(value: Given<OpDef>)
  get attr(): MapField<AttrValue>
  set attr(value: Given<MapField<AttrValue>>)
  get node(): RepeatedField<FunctionDef_Node>
  set node(value: Given<RepeatedField<FunctionDef_Node>>)
  get node_def(): RepeatedField<NodeDef>
  set node_def(value: Given<RepeatedField<NodeDef>>)
  get ret(): MapField<string>
  set ret(value: Given<MapField<string>>)
}
export class FunctionDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.FunctionDef', () => [
    one(1, 'signature', OpDef),
    map(5, 'attr', 'string', AttrValue),
    many(2, 'node', FunctionDef_Node),
    many(3, 'node_def', NodeDef),
    map(4, 'ret', 'string', 'string'),
  ])
  static readonly Node = FunctionDef_Node
  constructor(init?: Init<FunctionDef>) {
    super(init)
  }
}

export interface GradientDef {
  function_name: string
  gradient_func: string
}
export class GradientDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.GradientDef', () => [
    one(1, 'function_name', 'string'),
    one(2, 'gradient_func', 'string'),
  ])
  constructor(init?: Init<GradientDef>) {
    super(init)
  }
}

export interface GraphDef {
  get node(): RepeatedField<NodeDef>
  set node(value: Given<RepeatedField<NodeDef>>)
  get versions(): VersionDef
  set versions(value: Given<VersionDef>)
  version: number
  get library(): FunctionDefLibrary
  set library(value: Given<FunctionDefLibrary>)
}
export class GraphDef extends Message {
  static override readonly DESCRIPTOR = describe('tensorflow.GraphDef', () => [
    many(1, 'node', NodeDef),
    one(4, 'versions', VersionDef),
    one(3, 'version', 'int32'),
    one(2, 'library', FunctionDefLibrary),
  ])
  constructor(init?: Init<GraphDef>) {
    super(init)
  }
}
