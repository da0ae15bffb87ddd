/** Attributes of imported nodes whose values are of another kind than their ops say (AttrValueHasType). */
import { TypeError } from '../errors/python.ts'
import type { AttrValue as AttrValueProto } from '../formats/protos/graph.generated.ts'
import { DType } from '../tensor/dtypes.ts'
import { attrsOfArg } from './arg_lengths.ts'
import type { AttrDef, OpDef } from './op_def.ts'
import type { AttrValue } from './serialize/attrs.ts'

/** The fields of a message that hold the kinds of attributes. */
const FIELDS = {
  string: 's',
  int: 'i',
  float: 'f',
  bool: 'b',
  type: 'type',
  shape: 'shape',
  tensor: 'tensor',
  func: 'func',
} as const
const KINDS = Object.entries(FIELDS) as readonly (readonly [AttrDef['kind'], (typeof FIELDS)[AttrDef['kind']]])[]

/** What the message holds: `int`, `list(shape)`; `list()` where it holds an empty list. */
function kindOf(proto: AttrValueProto): string {
  const held = proto.WhichOneof('value')
  if (held !== 'list') return KINDS.find(([, field]) => field === held)?.[0] ?? String(held)
  const { list } = proto
  const item = KINDS.find(([, field]) => field !== 'func' && list[field].length > 0)
  return `list(${item?.[0] ?? ''})`
}

/** TensorFlow's complaint of a value of another kind; undefined where it is of the right one. */
export function kindError(
  proto: AttrValueProto,
  { kind, isList }: Pick<AttrDef, 'kind' | 'isList'>,
): string | undefined {
  const expected = isList ? `list(${kind})` : kind
  const found = kindOf(proto)
  if (found === expected || (isList && found === 'list()')) return undefined
  return `AttrValue had value with type '${found}' when '${expected}' expected`
}

/** The runtime's complaint of a reference type, alone or in a list, which the client takes; undefined where there is none. */
export function referenceTypeError(value: AttrValue): string | undefined {
  const reference = (Array.isArray(value) ? (value as readonly unknown[]) : [value]).find(
    (each): each is DType => each instanceof DType && each.is_ref,
  )
  return reference && `AttrValue must not have reference type value of ${reference.cpp_name}`
}

/**
 * What TensorFlow's Python reads where an attribute of another kind says the types of tensors, or how many there are: nothing. Undefined
 * where it says neither.
 */
export function insteadOfWrongKind(def: OpDef, { name, kind, isList }: AttrDef): AttrValue | undefined {
  if (![...def.inputs, ...def.outputs].some(arg => attrsOfArg(arg).includes(name))) return undefined
  if (kind === 'type' && !isList) throw new TypeError('Cannot convert 0 to a dtype. data type not understood')
  return isList ? [] : 0
}
