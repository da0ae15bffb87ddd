/** How many tensors the input arguments of a node take, where its attributes say so. */
import type { DType } from '../tensor/dtypes.ts'
import type { AttrValue } from './attrs.ts'
import type { ArgDef, OpDef } from './op_def.ts'

const isList = ({ numberAttr, typeListAttr }: ArgDef): boolean => numberAttr !== undefined || typeListAttr !== undefined
/** Lengths of so many arguments of one tensor each, which most ops have: shared by their nodes. */
const SINGLE: readonly (readonly number[])[] = [[], [1], [1, 1], [1, 1, 1], [1, 1, 1, 1]]

/** How many tensors each argument takes, by the node's attributes. */
export function argLengths(def: OpDef, attrs: ReadonlyMap<string, AttrValue>): readonly number[] {
  const count = def.inputs.length
  if (count < SINGLE.length && !def.inputs.some(isList)) return SINGLE[count] as readonly number[]
  const lengths: number[] = []
  for (const { numberAttr, typeListAttr } of def.inputs) {
    if (numberAttr !== undefined) lengths.push(Number(attrs.get(numberAttr)))
    else lengths.push(typeListAttr === undefined ? 1 : (attrs.get(typeListAttr) as readonly DType[]).length)
  }
  return lengths
}
