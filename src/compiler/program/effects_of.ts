/** What operations do to the buffers of variables. */
import type { Operation } from '../../graph/operation.ts'
import type { Effects } from '../schedule/effects.ts'
import { isView, passesReference, referenceInput, variableName, writtenInputs } from './aliases.ts'

export function effectsOf(op: Operation): Effects | undefined {
  if (op.inputs.length === 0) return op.outputs[0]?.dtype.is_ref ? { variable: variableName(op) } : undefined
  if (op.op_def.spec.shapeOnly) return { reads: [] }
  const aliases = op.outputs.flatMap((output, index) => {
    if (output.dtype.is_ref && passesReference(op))
      return [{ output: index, input: op.inputs.indexOf(referenceInput(output)) }]
    return index === 0 && isView(op) ? [{ output: 0, input: 0 }] : []
  })
  const writes = writtenInputs(op)
  return aliases.length + writes.length === 0 ? undefined : { aliases, writes }
}
