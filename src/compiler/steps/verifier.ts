/** Checks that hold for every plan; a broken one is a bug of the compiler and must not reach memory. */
import { bug } from '../../errors/bug.ts'
import type { Operation } from '../../graph/operation.ts'
import { ALIGNMENT, type Operand } from '../../kernels/wasm/step.ts'
import { as_dtype } from '../../tensor/dtypes.ts'
import { numElements } from '../../tensor/shape.ts'
import type { Sources } from '../regions/sources.ts'
import type { Plan } from './plan.ts'
import { misordered } from './step_order.ts'

/** `ops`: the operations that the plan computes, in the order in which they take effect. */
export function verifyPlan(plan: Plan, ops: readonly Operation[], sources?: Sources): void {
  const written = new Set<string>()
  for (const { operand } of [...plan.inputs, ...plan.streams]) {
    checkOperand(plan, operand)
    written.add(key(operand))
  }
  for (const [i, slot] of plan.slots.entries()) {
    if (slot.kind !== 'kept') continue
    if (slot.offset % ALIGNMENT !== 0 || slot.offset + slot.bytes > plan.arenaBytes)
      fail(`what slot ${i} keeps has no place in the arena`)
    if (plan.slots[i + 1]?.kind !== 'fresh' || !['variable', 'constant'].includes(plan.slots[slot.from]?.kind ?? ''))
      fail(`slot ${i} keeps nothing`)
  }
  for (const [i, { step, inputs, outputs, op }] of plan.steps.entries()) {
    const reads = [
      ...(step?.inputs ?? []),
      ...inputs.flatMap(source => (source.kind === 'operand' ? [source.operand] : [])),
    ]
    for (const operand of reads) {
      checkOperand(plan, operand)
      if (operand.place.base === 'arena' && !written.has(key(operand)))
        fail(`step ${i} (${op.name}) reads a buffer before it is written`)
    }
    for (const operand of outputs) {
      if (!operand) continue
      checkOperand(plan, operand)
      written.add(key(operand))
    }
    if (step?.scratch?.base === 'arena' && step.scratch.offset >= plan.arenaBytes)
      fail(`step ${i} (${op.name}) has scratch outside of the arena`)
  }
  for (const { source, tensor } of plan.outputs) {
    if (source.kind === 'operand' && source.operand.place.base === 'arena' && !written.has(key(source.operand)))
      fail(`output ${tensor.name} is never written`)
  }
  const wrong = misordered(plan, ops, sources)
  if (wrong)
    fail(`${wrong.second.name} comes before ${wrong.first.name}, though both touch the variable ${wrong.variable}`)
}

function checkOperand(plan: Plan, { place, dtype, shape }: Operand): void {
  const bytes = numElements(shape) * as_dtype(dtype).size
  if (place.base === 'table') {
    if (place.slot >= plan.slots.length) fail(`slot ${place.slot} does not exist`)
    return
  }
  if (place.offset % ALIGNMENT !== 0) fail(`offset ${place.offset} is not aligned`)
  if (place.offset + bytes > plan.arenaBytes)
    fail(`a buffer of ${bytes} bytes at ${place.offset} ends behind the arena`)
}

const key = ({ place }: Operand): string => (place.base === 'arena' ? `@${place.offset}` : `s${place.slot}`)

function fail(message: string): never {
  throw bug(`The compiler made a wrong plan: ${message}`)
}
