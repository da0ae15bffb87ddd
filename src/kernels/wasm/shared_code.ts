/**
 * Steps that differ in nothing but where their operands lie share code: those of the copies of a cell, in a net that is unrolled. The code of
 * such a step finds all of its operands by the table, and each step calls it with a table of its own, a part of the plan's: its slots stand
 * one after the other, and the address of that part is that of the plan's table, moved on.
 */
import { type Place, type Step, samePlace } from './step.ts'

/** A slot of the table that holds the address of a place. */
export interface OperandSlot {
  readonly slot: number
  readonly place: Place
}

export interface SharedStep {
  /** Steps with equal keys have equal code. */
  readonly key: string
  /** The step with its operands in slots 0, 1, … */
  readonly form: Step
  /** The slot of the plan's table that is slot 0 of this step. */
  readonly first: number
}

/** Which steps share code, and the slots that they need, from number `from` on. */
export function shareCode(
  steps: readonly (Step | null)[],
  from: number,
): { readonly shared: readonly (SharedStep | undefined)[]; readonly slots: readonly OperandSlot[] } {
  const forms = steps.map(step => (step === null || step.kept !== undefined ? undefined : formOf(step)))
  const count = new Map<string, number>()
  for (const form of forms) if (form) count.set(form.key, (count.get(form.key) ?? 0) + 1)
  const slots: OperandSlot[] = []
  const shared = forms.map((each): SharedStep | undefined => {
    if (!each || (count.get(each.key) as number) < 2) return undefined
    const first = from + slots.length
    for (const [i, place] of each.places.entries()) slots.push({ slot: first + i, place })
    return { key: each.key, form: each.form, first }
  })
  return { shared, slots }
}

function formOf(
  step: Step,
): { readonly key: string; readonly form: Step; readonly places: readonly Place[] } | undefined {
  const places: Place[] = []
  const placed = (place: Place): Place => {
    const known = places.findIndex(other => samePlace(other, place))
    return { base: 'table', slot: known >= 0 ? known : places.push(place) - 1 }
  }
  const form: Step = {
    ...step,
    inputs: step.inputs.map(operand => ({ ...operand, place: placed(operand.place) })),
    outputs: step.outputs.map(operand => ({ ...operand, place: placed(operand.place) })),
    ...(step.scratch ? { scratch: placed(step.scratch) } : {}),
  }
  const key = textOf(form)
  return key === undefined ? undefined : { key, form, places }
}

/** Plain data as text, in which different data differ; undefined where something is not plain. */
function textOf(data: unknown): string | undefined {
  let plain = true
  const text = JSON.stringify(data, (_, value: unknown) => {
    switch (typeof value) {
      case 'number':
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : { number: Object.is(value, -0) ? '-0' : `${value}` }
      case 'bigint':
        return { bigint: `${value}` }
      case 'object':
        if (value !== null && !Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) plain = false
        return value
      case 'function':
      case 'symbol':
        plain = false
        return undefined
      default:
        return value
    }
  })
  return plain ? text : undefined
}
