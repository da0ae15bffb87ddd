/**
 * What is done to the steps of a plan before they get their places: passes in their order, each a function of the steps. Between two of them
 * the steps are verified.
 */
import { bug } from '../../errors/bug.ts'
import type { PlacedStep } from './draft_step.ts'
import { fuseEpilogues } from './epilogues.ts'
import { fuseHorizontally } from './horizontal_fusion.ts'
import { arenaReads, arenaWrites } from './read_write_sets.ts'
import { fuseUpdateEpilogues } from './update_epilogues.ts'

export interface PassContext {
  /** Buffers that are written before the first step. */
  readonly given: ReadonlySet<number>
  /** Buffers that are read after the last one. */
  readonly wanted: ReadonlySet<number>
  /** Whether a kernel takes a step whose expressions are of its result (input 0) and further operands. */
  readonly takes: (step: PlacedStep) => boolean
}
export interface Pass {
  readonly name: string
  readonly run: (steps: readonly PlacedStep[], context: PassContext) => PlacedStep[]
}

/** Without the steps that no effect and no output depends on. */
function neededSteps(steps: readonly PlacedStep[], outputs: ReadonlySet<number>): PlacedStep[] {
  const wanted = new Set(outputs)
  const kept: PlacedStep[] = []
  for (const step of steps.toReversed()) {
    if (step.pure && !arenaWrites(step).some(id => wanted.has(id))) continue
    kept.push(step)
    for (const id of arenaReads(step)) wanted.add(id)
  }
  return kept.reverse()
}

const NEEDED: Pass = { name: 'needed steps', run: (steps, { wanted }) => neededSteps(steps, wanted) }
const FUSING: readonly Pass[] = [
  { name: 'epilogues', run: (steps, { wanted, takes }) => fuseEpilogues(steps, wanted, takes) },
  { name: 'update epilogues', run: (steps, { wanted, takes }) => fuseUpdateEpilogues(steps, wanted, takes) },
  { name: 'horizontal fusion', run: (steps, { wanted }) => fuseHorizontally(steps, wanted) },
]

/** `fuse`: whether kernels take elementwise work on their results. */
export const passesFor = (fuse: boolean): readonly Pass[] => (fuse ? [NEEDED, ...FUSING] : [NEEDED])

/** Runs passes one after the other. */
export function runPasses(
  steps: readonly PlacedStep[],
  passes: readonly Pass[],
  context: PassContext,
): readonly PlacedStep[] {
  let current = steps
  for (const { name, run } of passes) {
    current = run(current, context)
    verifySteps(current, context, name)
  }
  return current
}

/** Every buffer is written by one step, before it is read; what is wanted at the end is there. */
function verifySteps(steps: readonly PlacedStep[], { given, wanted }: PassContext, pass: string): void {
  const fail = (what: string): never => {
    throw bug(`The compiler made wrong steps (${pass}): ${what}`)
  }
  const written = new Set(given)
  for (const { op, results, ...step } of steps) {
    for (const id of arenaReads(step))
      if (!written.has(id)) fail(`the step of ${op.name} reads buffer ${id} before it is written`)
    for (const id of arenaWrites({ results })) {
      if (written.has(id)) fail(`the step of ${op.name} writes buffer ${id} again`)
      written.add(id)
    }
  }
  for (const id of wanted) if (!written.has(id)) fail(`buffer ${id} is wanted, but never written`)
}
