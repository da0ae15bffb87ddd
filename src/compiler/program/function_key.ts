/** What an operation does to its inputs, as text. */

import { attrsKey } from '../../graph/attrs_key.ts'
import type { Operation } from '../../graph/operation.ts'

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
  const attrs = attrsKey(op, FUNCTION)
  return attrs === undefined ? undefined : `${op.type}|${attrs}`
}

/** Tensors among attributes are values, which have keys of their own. */
const FUNCTION = { mostElements: -1, internal: false }
