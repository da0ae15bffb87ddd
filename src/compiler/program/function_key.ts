/** What an operation does to its inputs, as text. */

import type { Operation } from '../../graph/operation.ts'
import { type AttrValue, TensorValue } from '../../graph/serialize/attrs.ts'

/** Equal keys: equal results of equal inputs. undefined for operations with effects or a state of their own, and those without inputs. */
export function functionKey(op: Operation): string | undefined {
  const { stateful, inputs } = op.op_def
  if (
    stateful ||
    op.inputs.length === 0 ||
    op.outputs.some(output => output.dtype.is_ref) ||
    inputs.some(arg => arg.isRef)
  )
    return undefined
  let key = op.type
  for (const [name, value] of op.attrs) {
    if (name.startsWith('_')) continue
    const text = attrText(value)
    if (text === undefined) return undefined
    key += `|${text}`
  }
  return key
}

function attrText(value: AttrValue): string | undefined {
  if (value instanceof TensorValue || value instanceof Uint8Array) return undefined
  if (Array.isArray(value)) {
    const parts = (value as readonly AttrValue[]).map(item => attrText(item))
    return parts.includes(undefined) ? undefined : `[${parts.join(' ')}]`
  }
  return typeof value === 'object' && !('base' in value) && !('toShape' in value) ? undefined : String(value)
}
