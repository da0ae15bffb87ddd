/** How the tensors of a node divide into the arguments of its op: lists have as many as its attributes say. */
import { ValueError } from '../errors/python.ts'
import type { DType } from '../tensor/dtypes.ts'
import type { ArgDef, OpDef } from './op_def.ts'
import type { AttrValue } from './serialize/attrs.ts'

/** Whether an argument is a list of tensors. */
export const isListArg = ({ numberAttr, typeListAttr }: ArgDef): boolean =>
  numberAttr !== undefined || typeListAttr !== undefined

/** The names of the attributes that say how many tensors an argument has, and of which types. */
export const attrsOfArg = ({ numberAttr, typeAttr, typeListAttr }: ArgDef): readonly string[] =>
  [numberAttr, typeAttr, typeListAttr].filter(name => name !== undefined)

/** By their number, the lengths of arguments of one tensor each, which most ops have: shared by their nodes. */
const SINGLE: readonly (readonly number[])[] = [[], [1], [1, 1], [1, 1, 1], [1, 1, 1, 1]]

/**
 * The outputs that a node may have because a count among its attributes says so; TensorFlow makes as many as memory holds. Lists that
 * are as long as a list of inputs may be longer.
 */
export const MOST_OUTPUTS = 2 ** 18

/** How many tensors an argument has. Python repeats a list a negative number of times, too: that makes none. */
function argLength({ numberAttr, typeListAttr }: ArgDef, attrs: ReadonlyMap<string, AttrValue>): number {
  if (numberAttr !== undefined) return Math.max(0, Number(attrs.get(numberAttr)) || 0)
  return typeListAttr === undefined ? 1 : (attrs.get(typeListAttr) as readonly DType[]).length
}

/** How many tensors each argument takes, by the node's attributes. */
export function argLengths(def: OpDef, attrs: ReadonlyMap<string, AttrValue>): readonly number[] {
  const count = def.inputs.length
  if (count < SINGLE.length && !def.inputs.some(isListArg)) return SINGLE[count] as readonly number[]
  return def.inputs.map(arg => argLength(arg, attrs))
}

/** The argument that each input of a node belongs to. `lengths`: how many tensors each argument has. */
export function argOfInputs(def: OpDef, lengths: readonly number[]): readonly ArgDef[] {
  const { inputs } = def
  if (lengths.every(length => length === 1)) return inputs
  return inputs.flatMap((arg, i) => new Array<ArgDef>(lengths[i] as number).fill(arg))
}

/** Where the tensors of the input argument `name` stand among the inputs of a node; undefined where the op has none of that name. */
export function argRange(
  def: OpDef,
  lengths: readonly number[],
  name: string,
): { readonly from: number; readonly length: number } | undefined {
  let from = 0
  for (const [i, arg] of def.inputs.entries()) {
    const length = lengths[i] as number
    if (arg.name === name) return { from, length }
    from += length
  }
  return undefined
}

/** Adds the types of the first `length` tensors of an argument to `types`. */
function addTypes(types: DType[], arg: ArgDef, attrs: ReadonlyMap<string, AttrValue>, length: number): void {
  const { type, typeAttr, typeListAttr, isRef } = arg
  const list = typeListAttr === undefined ? undefined : (attrs.get(typeListAttr) as readonly DType[])
  const single = type ?? (typeAttr === undefined ? undefined : (attrs.get(typeAttr) as DType))
  for (let i = 0; i < length; i++) {
    const each = list?.[i] ?? (single as DType)
    types.push(isRef ? each.ref_dtype : each)
  }
}

/** The types that an op expects of its inputs, lists flattened; of the first `most` of them. */
export function expectedTypes(
  def: OpDef,
  attrs: ReadonlyMap<string, AttrValue>,
  lengths: readonly number[],
  most: number,
): DType[] {
  const types: DType[] = []
  for (const [i, arg] of def.inputs.entries())
    addTypes(types, arg, attrs, Math.min(lengths[i] as number, most - types.length))
  return types
}

/**
 * The types of an op's outputs, lists flattened. `inputs`: how many inputs the node has, which may bound its outputs. Throws ValueError where
 * a count asks for more outputs than a node may have.
 */
export function outputTypes(def: OpDef, attrs: ReadonlyMap<string, AttrValue>, inputs = 0): DType[] {
  const types: DType[] = []
  for (const arg of def.outputs) {
    const { numberAttr } = arg
    const length = argLength(arg, attrs)
    const most = numberAttr === undefined ? length : Math.max(MOST_OUTPUTS, inputs)
    if (length > most)
      throw new ValueError(`Attr '${numberAttr}' of '${def.name}' Op passed ${length} greater than maximum ${most}.`)
    addTypes(types, arg, attrs, length)
  }
  return types
}
