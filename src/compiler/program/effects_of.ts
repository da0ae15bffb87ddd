/** What operations do to the buffers of variables. */
import type { Operation } from '../../graph/operation.ts'
import { NO_SOURCES, type Sources, sourceIn } from '../regions/sources.ts'
import type { Effects, EffectsProgram } from '../schedule/effects.ts'
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

/** Operations in their order as a program of effects; its nodes are their positions. `sources`: the names of values. */
export function effectsProgram(
  ops: readonly Operation[],
  sources: Sources = NO_SOURCES,
  effects: (op: Operation) => Effects | undefined = effectsOf,
): EffectsProgram {
  const positions = new Map(ops.map((op, index) => [op, index]))
  return {
    order: ops.map((_, index) => index),
    inputs: node =>
      (ops[node] as Operation).inputs.map(input => {
        const { op, value_index } = sourceIn(sources, input)
        return { node: positions.get(op) ?? -1, slot: value_index }
      }),
    effects: node => effects(ops[node] as Operation),
  }
}
