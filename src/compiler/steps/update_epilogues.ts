/** Puts updates of variables into the product that gives them their gradient: it is used while it is in registers, and never stored. */
import { input, type Scalar } from '../../kernels/scalar.ts'
import { sameDims, shapeOf, type Value } from '../expressions/plan_values.ts'
import { inputReplacer } from '../expressions/substitute.ts'
import type { PlacedStep } from './draft_step.ts'
import { intersects, keyOf, type ReadWriteSets, readWriteSets } from './read_write_sets.ts'

/** An elementwise step that does nothing but update variables, element by element. */
function isUpdate(step: PlacedStep): boolean {
  if (step.kernel !== 'elementwise' || step.mayFail === true || step.scalar === undefined) return false
  return step.results.every((result, i) => {
    const shape = step.outputs[i]?.shape ?? []
    return (
      result?.kind === 'slot' &&
      step.inputs.some(
        value => value.buffer && keyOf(value.buffer) === keyOf(result) && sameDims(shapeOf(value), shape),
      )
    )
  })
}

/**
 * `steps` with products put off until the update that needs them. `outputs`: buffers that the plan's caller reads. `takes`: whether
 * a kernel takes a step whose expressions are of its result (input 0) and further operands, in the places of some of which they are stored.
 */
export function fuseUpdateEpilogues(
  steps: readonly PlacedStep[],
  outputs: ReadonlySet<number>,
  takes: (step: PlacedStep) => boolean,
): PlacedStep[] {
  const access = steps.map(readWriteSets)
  const readers = new Map<string, number>()
  const writer = new Map<string, number>()
  for (const [i, { reads, writes }] of access.entries()) {
    for (const key of reads) readers.set(key, (readers.get(key) ?? 0) + 1)
    for (const key of writes) writer.set(key, i)
  }
  const result: (PlacedStep | undefined)[] = [...steps]
  for (const [i, step] of steps.entries()) {
    if (!isUpdate(step)) continue
    for (const [j, value] of step.inputs.entries()) {
      if (value.buffer?.kind !== 'arena' || outputs.has(value.buffer.id) || readers.get(keyOf(value.buffer)) !== 1)
        continue
      const at = writer.get(keyOf(value.buffer))
      const product = at === undefined ? undefined : result[at]
      if (at === undefined || !product || !isGradient(product, step, value) || !canWait(at, i, access)) continue
      const whole = joined(product, step, j)
      if (!takes(whole)) continue
      result[at] = undefined
      result[i] = whole
      break
    }
  }
  return result.filter(step => step !== undefined)
}

function isGradient(product: PlacedStep, step: PlacedStep, value: Value): boolean {
  const shape = product.outputs[0]?.shape
  if (
    product.kernel === undefined ||
    product.epilogueAt !== undefined ||
    product.outputs.length !== 1 ||
    shape === undefined
  )
    return false
  const uses = step.inputs.filter(other => other.buffer && value.buffer && keyOf(other.buffer) === keyOf(value.buffer))
  return (
    uses.length === 1 && sameDims(shapeOf(value), shape) && step.outputs.every(output => sameDims(output.shape, shape))
  )
}

/** Whether the step at `at` finds at `until` what it finds now, and does not read what is updated there. */
function canWait(at: number, until: number, access: readonly ReadWriteSets[]): boolean {
  const { reads } = access[at] as ReadWriteSets
  for (let i = at + 1; i <= until; i++) if (intersects(reads, (access[i] as ReadWriteSets).writes)) return false
  return true
}

function joined(product: PlacedStep, step: PlacedStep, index: number): PlacedStep {
  const renumber = inputReplacer(k => input(k === index ? 0 : 1 + (k < index ? k : k - 1)))
  return {
    ...product,
    inputs: [...product.inputs, ...step.inputs.filter((_, k) => k !== index)],
    outputs: step.outputs,
    results: step.results,
    scalar: renumber(step.scalar as Scalar),
    ...(step.further ? { further: step.further.map(renumber) } : {}),
    ops: [...product.ops, ...step.ops],
    pure: false,
    epilogueAt: product.inputs.length,
  }
}
