/**
 * Copies that a loop's iterations can do without. What is popped from a history, or read from an array, is used where it lies; what is to be
 * pushed is written there at once; and a value that goes round only to be added to is added to in its place, where else two places would
 * change with each iteration.
 */
import type { Flow, FlowLoop, Move } from '../../kernels/wasm/flow.ts'
import { scratchBytes, takesEpilogue } from '../../kernels/wasm/plan_code.ts'
import { type Operand, type Step, samePlace } from '../../kernels/wasm/step.ts'
import { sameDims } from '../expressions/plan_values.ts'
import type { PlanStep } from '../steps/plan.ts'

/** The flow with fewer copies; steps that now write elsewhere are replaced in `steps`. */
export function spareCopies(flow: readonly Flow[], steps: PlanStep[]): Flow[] {
  const all = everything(flow)
  const pushed = new Set(all.flatMap(each => (each.kind === 'push' ? [each.stack.number] : [])))
  const visit = (part: readonly Flow[], inBody: boolean): Flow[] =>
    part.map((each): Flow => {
      switch (each.kind) {
        case 'pop':
          // a stack that grows moves
          return inBody && each.value && !pushed.has(each.stack.number) ? { ...each, borrows: true } : each
        case 'read':
          // an element that was read is never written again
          return inBody ? { ...each, borrows: true } : each
        case 'cond':
          return { ...each, branches: [visit(each.branches[0], inBody), visit(each.branches[1], inBody)] }
        case 'loop': {
          const loop = addInPlace(each, steps)
          return {
            ...loop,
            condition: visit(loop.condition, inBody),
            body: visit(pushInPlace(loop.body, all, steps), true),
            // what it gives outlives the loop
            last: visit(loop.last, inBody),
          }
        }
        default:
          return each
      }
    })
  return visit(flow, false)
}

/** All that a flow does, and what is in it. */
function everything(flow: readonly Flow[]): Flow[] {
  return flow.flatMap(each => {
    if (each.kind === 'cond') return [each, ...everything(each.branches.flat())]
    return each.kind === 'loop' ? [each, ...everything([...each.condition, ...each.body, ...each.last])] : [each]
  })
}

/** Values that change places with a loop variable at the end of an iteration are written in its place at once, where nothing needs the old one. */
function addInPlace(loop: FlowLoop, steps: PlanStep[]): FlowLoop {
  const round = loop.body.at(-1)
  if (round?.kind !== 'moves') return loop
  const before = loop.body.slice(0, -1)
  const moves = round.moves.filter((move, i) => {
    if (!move.swap) return true
    const others = [...before, { kind: 'moves', moves: round.moves.filter((_, k) => k !== i) } as const]
    return !writeInPlace(move, others, loop, steps)
  })
  return { ...loop, body: moves.length > 0 ? [...before, { ...round, moves }] : before }
}

function writeInPlace({ from, to }: Move, body: readonly Flow[], loop: FlowLoop, steps: PlanStep[]): boolean {
  const writes = (at: number): boolean => outputsOf(steps[at]).some(output => samePlace(output.place, from.place))
  const runs = body.findIndex(each => each.kind === 'steps' && stepsOf(each).some(writes))
  const range = body[runs]
  if (range?.kind !== 'steps') return false
  const writers = everything([...loop.condition, ...body, ...loop.last]).flatMap(each => stepsOf(each).filter(writes))
  const [writer, ...more] = writers as [number]
  const after = [{ ...range, begin: writer + 1 }, ...body.slice(runs + 1)]
  if (more.length > 0 || !stepsOf(range).includes(writer)) return false
  if (touches(after, to, steps) || touches([...loop.condition, ...body, ...loop.last], from, steps, writer))
    return false
  const planned = retargeted(steps[writer] as PlanStep, from, to)
  if (planned) steps[writer] = planned
  return planned !== undefined
}

/** What an iteration makes only to push it is made on top of the stack. */
function pushInPlace(body: readonly Flow[], all: readonly Flow[], steps: readonly PlanStep[]): Flow[] {
  const tops: Flow[] = []
  const pushes = body.map((each, i): Flow => {
    if (each.kind !== 'push' || !isMadeFor(each, body.slice(0, i), all, steps)) return each
    const { stack, value } = each
    tops.push({ kind: 'top', stack, value })
    return { ...each, isThere: true }
  })
  return [...tops, ...pushes]
}

/** Whether the value has a place of its own, which one step of what runs `before` writes, and nothing else is done with the stack. */
function isMadeFor(
  { stack, value }: Extract<Flow, { kind: 'push' }>,
  before: readonly Flow[],
  all: readonly Flow[],
  steps: readonly PlanStep[],
): boolean {
  if (value.place.base !== 'table') return false
  const isIt = (other: Operand): boolean => inOneSlot(value, other)
  const writes = (each: Flow): number[] => stepsOf(each).filter(at => outputsOf(steps[at]).some(isIt))
  const places = all.some(each => {
    if (each.kind === 'moves') return each.moves.some(({ from, to, swap }) => isIt(to) || (swap && isIt(from)))
    return (each.kind === 'pop' || each.kind === 'read') && each.value !== undefined && isIt(each.value)
  })
  const uses = all.filter(each => (each.kind === 'push' || each.kind === 'pop') && each.stack.number === stack.number)
  const pushes = all.filter(each => each.kind === 'push' && isIt(each.value))
  return (
    !places &&
    uses.length === 1 &&
    pushes.length === 1 &&
    all.flatMap(writes).length === 1 &&
    before.flatMap(writes).length === 1
  )
}

/** Whether two operands lie, wholly or in part, behind one address of the table. */
const inOneSlot = ({ place }: Operand, { place: other }: Operand): boolean =>
  place.base === 'table' && other.base === 'table' && place.slot === other.slot
const stepsOf = (each: Flow): number[] =>
  each.kind === 'steps' ? Array.from({ length: each.end - each.begin }, (_, i) => each.begin + i) : []
const outputsOf = (planned: PlanStep | undefined): readonly Operand[] =>
  planned?.outputs.filter(output => output !== undefined) ?? []

/** Whether anything in the flow reads or writes what lies at the operand's place; the step `apart` doesn't count. */
function touches(flow: readonly Flow[], value: Operand, steps: readonly PlanStep[], apart = -1): boolean {
  const isIt = (other: Operand): boolean => inOneSlot(value, other)
  return everything(flow).some(each => {
    switch (each.kind) {
      case 'steps':
        return stepsOf(each).some(at => at !== apart && operandsOf(steps[at] as PlanStep).some(isIt))
      case 'moves':
        return each.moves.some(({ from, to, where = [] }) =>
          [from, to, ...where.map(({ predicate }) => predicate)].some(isIt),
        )
      case 'top':
      case 'push':
      case 'pop':
        return each.value !== undefined && isIt(each.value)
      case 'read':
      case 'write':
        return isIt(each.value) || isIt(each.index)
      case 'cond':
        return isIt(each.predicate)
      case 'loop':
        return isIt(each.test)
      default:
        return each satisfies never
    }
  })
}

function operandsOf(planned: PlanStep): Operand[] {
  const given = planned.inputs.flatMap(source => (source.kind === 'operand' ? [source.operand] : []))
  return [...given, ...(planned.step?.inputs ?? []), ...outputsOf(planned)]
}

/** The step with its result in another place, which it may read; undefined where it can't read and write there. */
function retargeted(planned: PlanStep, from: Operand, to: Operand): PlanStep | undefined {
  const { step } = planned
  if (!step) return undefined
  const own = step.kernel === 'elementwise' ? 0 : step.inputs.length - (planned.epilogue?.length ?? 0)
  const isTarget = ({ place }: Operand): boolean => samePlace(place, to.place)
  const reads = step.inputs.flatMap((operand, i) => (isTarget(operand) ? [{ operand, at: i }] : []))
  // element by element, once each is there
  if (reads.some(({ operand, at }) => at < own || !sameDims(operand.shape, from.shape))) return undefined
  const moved = (operand: Operand): Operand =>
    samePlace(operand.place, from.place) ? { ...operand, place: to.place } : operand
  const next: Step = { ...step, outputs: step.outputs.map(moved) }
  if (own > 0 && reads.length > 0 && (!takesEpilogue(next) || scratchBytes(next) > scratchBytes(step))) return undefined
  return Object.freeze({ ...planned, step: next, outputs: planned.outputs.map(output => output && moved(output)) })
}
