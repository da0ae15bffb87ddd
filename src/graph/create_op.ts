/** Nodes made from what a NodeDef says of them (Graph.create_op). */

import { listOf, pythonStr } from '../calling/python_repr.ts'
import { NotFoundError } from '../errors/op_errors.ts'
import { TypeError } from '../errors/python.ts'
import type { AttrValue as AttrValueProto } from '../formats/protos/index.ts'
import { as_dtype, type DType, type DTypeLike } from '../tensor/dtypes.ts'
import { argLengths } from './arg_lengths.ts'
import type { OpDef } from './op_def.ts'
import type { AttrValue } from './serialize/attrs.ts'
import { attrOfProto } from './serialize/node_def.ts'
import { Tensor } from './tensor.ts'

export type AttrProtos = Readonly<Record<string, AttrValueProto>> | ReadonlyMap<string, AttrValueProto>

/** What the graph adds: the op, its inputs, its attributes with their defaults, and the types of its outputs. */
export interface CreatedNode {
  readonly def: OpDef
  readonly inputs: readonly Tensor[]
  readonly argLengths: readonly number[]
  readonly attrs: Map<string, AttrValue>
  readonly outputTypes: readonly DType[]
}

export function createdNode(
  def: OpDef | undefined,
  opType: string,
  inputs: readonly unknown[],
  dtypes: readonly DTypeLike[],
  protos: AttrProtos | null,
): CreatedNode {
  for (const [i, input] of listOf(inputs).entries()) {
    if (!(input instanceof Tensor)) throw new TypeError(`Input #${i} is not a tensor: ${pythonStr(input)}`)
  }
  if (!def) throw new NotFoundError(null, null, `Op type not registered '${opType}'`)
  const attrs = new Map<string, AttrValue>()
  for (const [name, proto] of protos instanceof Map ? protos : Object.entries(protos ?? {})) {
    const value = attrOfProto(proto as never)
    if (value !== undefined) attrs.set(name as string, value)
  }
  for (const { name, defaultValue } of def.attrs.values())
    if (!attrs.has(name) && defaultValue !== undefined) attrs.set(name, defaultValue)
  return {
    def,
    inputs: inputs as readonly Tensor[],
    argLengths: argLengths(def, attrs),
    attrs,
    outputTypes: dtypes.map(type => as_dtype(type)),
  }
}
