/** How many tensors the arguments of a node have, where its attributes say so. */
import { ValueError } from '../errors/python.ts'
import type { DType } from '../tensor/dtypes.ts'
import type { ArgDef, OpDef } from './op_def.ts'
import type { AttrValue } from './serialize/attrs.ts'

const isList = ({ numberAttr, typeListAttr }: ArgDef): boolean => numberAttr !== undefined || typeListAttr !== undefined
/** Lengths of so many arguments of one tensor each, which most ops have: shared by their nodes. */
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
  if (count < SINGLE.length && !def.inputs.some(isList)) return SINGLE[count] as readonly number[]
  return def.inputs.map(arg => argLength(arg, attrs))
}

/**
 * The types of an op's outputs, lists flattened. `inputs`: how many inputs the node has, which may bound its outputs. Throws ValueError where
 * a count asks for more outputs than a node may have.
 */
export function outputTypes(def: OpDef, attrs: ReadonlyMap<string, AttrValue>, inputs = 0): DType[] {
  const types: DType[] = []
  for (const arg of def.outputs) {
    const { type, typeAttr, typeListAttr, numberAttr, isRef } = arg
    const list = typeListAttr === undefined ? undefined : (attrs.get(typeListAttr) as readonly DType[])
    const length = argLength(arg, attrs)
    const most = numberAttr === undefined ? length : Math.max(MOST_OUTPUTS, inputs)
    if (length > most)
      throw new ValueError(`Attr '${numberAttr}' of '${def.name}' Op passed ${length} greater than maximum ${most}.`)
    for (let i = 0; i < length; i++) {
      const each = list?.[i] ?? type ?? (attrs.get(typeAttr as string) as DType)
      types.push(isRef ? each.ref_dtype : each)
    }
  }
  return types
}
