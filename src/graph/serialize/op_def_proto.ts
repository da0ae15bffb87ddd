/** Definitions of ops as protocol messages, as a meta graph lists those that its graph uses. */
import { AttrValue as AttrValueProto, OpDef as OpDefProto } from '../../formats/protos/graph.generated.ts'
import { DType } from '../../tensor/dtypes.ts'
import type { ArgDef, AttrDef, OpDef } from '../op_def.ts'
import { attrProto } from './node_def.ts'

/** An op's definition without its texts. */
export function opDefProto(def: OpDef): OpDefProto {
  const proto = new OpDefProto({ name: def.name })
  for (const arg of def.inputs) proto.input_arg.push(argProto(arg) as never)
  for (const arg of def.outputs) proto.output_arg.push(argProto(arg) as never)
  // attributes are sorted by name in TensorFlow's registry only where a definition says so: its order is kept
  for (const attr of def.attrs.values()) proto.attr.push(attrDefProto(attr) as never)
  const { deprecated, commutative, aggregate, allowsUninitialized } = def.spec
  if (deprecated) proto.deprecation = { version: deprecated.version, explanation: deprecated.explanation } as never
  if (commutative) proto.is_commutative = true
  if (aggregate) proto.is_aggregate = true
  if (def.stateful) proto.is_stateful = true
  if (allowsUninitialized) proto.allows_uninitialized_input = true
  return proto
}

function argProto(arg: ArgDef): object {
  return {
    name: arg.name,
    ...(arg.type ? { type: arg.type.as_datatype_enum } : {}),
    ...(arg.typeAttr === undefined ? {} : { type_attr: arg.typeAttr }),
    ...(arg.numberAttr === undefined ? {} : { number_attr: arg.numberAttr }),
    ...(arg.typeListAttr === undefined ? {} : { type_list_attr: arg.typeListAttr }),
    ...(arg.isRef ? { is_ref: true } : {}),
  }
}

function attrDefProto(attr: AttrDef): object {
  const { name, kind, isList, defaultValue, allowed, minimum } = attr
  const types = allowed?.every(item => item instanceof DType)
  return {
    name,
    type: isList ? `list(${kind})` : kind,
    ...(defaultValue === undefined ? {} : { default_value: attrProto(defaultValue, attr) }),
    ...(minimum === undefined ? {} : { has_minimum: true, minimum }),
    ...(allowed === undefined
      ? {}
      : {
          allowed_values: new AttrValueProto({
            list: (types
              ? { type: (allowed as DType[]).map(item => item.as_datatype_enum) }
              : { s: allowed.map(item => Buffer.from(String(item))) }) as never,
          }),
        }),
  }
}
