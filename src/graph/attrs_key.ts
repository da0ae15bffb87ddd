/** Attributes of a node as text: equal texts, equal attributes. */
import { numElements } from '../tensor/shape.ts'
import type { Operation } from './operation.ts'
import { type AttrValue, TensorValue } from './serialize/attrs.ts'
import { attrSummary } from './serialize/node_summary.ts'

/**
 * All attributes of `op`, in the order of their names; undefined where one is a tensor of more than `mostElements`. `internal`: also those
 * whose names begin with an underscore, which say nothing of what the op computes.
 */
export function attrsKey(
  op: Operation,
  { mostElements, internal }: { readonly mostElements: number; readonly internal: boolean },
): string | undefined {
  const parts: string[] = []
  for (const name of [...op.attrs.keys()].sort()) {
    if (!internal && name.startsWith('_')) continue
    const value = op.attrs.get(name) as AttrValue
    const isTensor = value instanceof TensorValue
    if (isTensor && numElements(value.shape) > mostElements) return undefined
    // the summary of a tensor has its first elements only
    parts.push(`${name}=${attrSummary(value, op.op_def.attrs.get(name))}${isTensor ? String(value.array.data) : ''}`)
  }
  return parts.join()
}
