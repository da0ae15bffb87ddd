/** The steps of a plan as the main thread runs them: ranges of compiled steps in one call each, and steps of the reference kernels between. */
import { Irregular } from '../compiler/program/irregular.ts'
import type { Plan, PlanStep } from '../compiler/steps/plan.ts'
import type { Flow } from '../kernels/wasm/flow.ts'
import { compileFlow } from '../kernels/wasm/flow_code.ts'
import { type CodeOptions, compilePlan, type PlanCode } from '../kernels/wasm/plan_code.ts'

/** What runs next: a range of compiled steps, or one step of the reference kernels. `first`: the number of its first step. */
export type Dispatch =
  | { readonly kind: 'range'; readonly first: number; readonly index: number }
  | { readonly kind: 'step'; readonly first: number; readonly step: PlanStep }

export interface DispatchList {
  readonly code: PlanCode
  readonly dispatches: readonly Dispatch[]
  /** The plan's step that the code numbers so. */
  stepOf(number: number): number
}

/** As few calls as can be. Throws Irregular where a step of a plan with loops has no code. */
export function dispatchList(plan: Plan, options: Partial<CodeOptions>): DispatchList {
  if (plan.flow) return loopDispatch(plan, plan.flow, options)
  const code = compilePlan(
    plan.steps.map(step => step.step ?? null),
    { ...options, freeSlot: plan.slots.length },
  )
  const dispatches: Dispatch[] = []
  let range = 0
  for (let i = 0; i < plan.steps.length; ) {
    const next = code.ranges[range]
    if (next && next.begin === i) {
      dispatches.push({ kind: 'range', first: i, index: range++ })
      i = next.end
    } else {
      dispatches.push({ kind: 'step', first: i, step: plan.steps[i] as PlanStep })
      i++
    }
  }
  return { code, dispatches, stepOf: number => number }
}

/** A plan with loops is one call. */
function loopDispatch(plan: Plan, flow: readonly Flow[], options: Partial<CodeOptions>): DispatchList {
  const outcome = compileFlow(
    plan.steps.map(step => step.step ?? null),
    flow,
    options,
  )
  if (typeof outcome === 'number')
    throw new Irregular((plan.steps[outcome] as PlanStep).op, false, 'a step without compiled code')
  return { code: outcome, dispatches: [{ kind: 'range', first: 0, index: 0 }], stepOf: number => number }
}

/** Each step by itself, so that the clock can be read between steps. */
export function separateDispatches(plan: Plan, options: Partial<CodeOptions>): DispatchList {
  // a gap behind every step ends its range; a first run of code that is not optimised yet would tell nothing of the runs before it
  const code = compilePlan(
    plan.steps.flatMap(step => [step.step ?? null, null]),
    { ...options, optimise: true },
  )
  const ranges = new Map(code.ranges.map((range, index) => [range.begin / 2, index]))
  const dispatches = plan.steps.map((step, i): Dispatch => {
    const index = ranges.get(i)
    return index === undefined ? { kind: 'step', first: i, step } : { kind: 'range', first: i, index }
  })
  return { code, dispatches, stepOf: number => number / 2 }
}
