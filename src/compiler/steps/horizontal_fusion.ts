/**
 * Puts neighbouring elementwise steps of one shape into one step with several outputs, where they share operands or one needs
 * another's result: every element is then loaded once, and a result that only they needed is not stored at all.
 */
import { input, type Scalar } from '../../kernels/scalar.ts'
import { sameDims, sameValue, shapeOf, type Value } from '../expressions/plan_values.ts'
import { inputReplacer } from '../expressions/substitute.ts'
import type { PlacedStep } from './draft_step.ts'
import { intersects, keyOf, type ReadWriteSets, readWriteSets } from './read_write_sets.ts'

/** Steps that are looked back over for one to join. */
const REACH = 8
/** More operands or operations than these spill registers. */
const MOST_OPERANDS = 8
const MOST_OPS = 32

const isExpression = (step: PlacedStep): boolean =>
  step.kernel === 'elementwise' && step.mayFail !== true && step.scalar !== undefined && step.scalar.kind !== 'literal'

/** Whether a step can do its work before `other`, which stands before it. */
function mayPass(step: PlacedStep, mine: ReadWriteSets, other: PlacedStep, theirs: ReadWriteSets): boolean {
  if (
    intersects(mine.reads, theirs.writes) ||
    intersects(mine.writes, theirs.reads) ||
    intersects(mine.writes, theirs.writes)
  )
    return false
  // a variable must not have changed already when an earlier step fails
  return step.pure || other.kernel === 'reduce' || isExpression(other)
}

/** `steps` with joined siblings. `outputs`: buffers that the plan's caller reads. */
export function fuseHorizontally(steps: readonly PlacedStep[], outputs: ReadonlySet<number>): PlacedStep[] {
  const readers = new Map<string, number>()
  for (const step of steps) for (const key of readWriteSets(step).reads) readers.set(key, (readers.get(key) ?? 0) + 1)
  const kept: { step: PlacedStep; readWriteSets: ReadWriteSets }[] = []
  for (const step of steps) {
    const mine = readWriteSets(step)
    const at = isExpression(step) ? siblingOf(step, mine, kept) : undefined
    const joined = at === undefined ? undefined : join((kept[at] as (typeof kept)[number]).step, step)
    if (joined === undefined || at === undefined) {
      kept.push({ step, readWriteSets: mine })
      continue
    }
    const before = (kept[at] as (typeof kept)[number]).readWriteSets.reads
    const after = readWriteSets(joined).reads
    for (const key of mine.reads) if (before.has(key) || !after.has(key)) readers.set(key, (readers.get(key) ?? 1) - 1)
    const whole = withoutUnused(joined, readers, outputs)
    kept[at] = { step: whole, readWriteSets: readWriteSets(whole) }
  }
  return kept.map(({ step }) => step)
}

/** The position of the step that this one joins. */
function siblingOf(
  step: PlacedStep,
  mine: ReadWriteSets,
  kept: readonly { readonly step: PlacedStep; readonly readWriteSets: ReadWriteSets }[],
): number | undefined {
  for (let at = kept.length - 1; at >= 0 && at >= kept.length - REACH; at--) {
    const { step: other, readWriteSets: theirs } = kept[at] as (typeof kept)[number]
    if (isExpression(other) && isSibling(step, mine, other, theirs)) return at
    if (!mayPass(step, mine, other, theirs)) return undefined
  }
  return undefined
}

function isSibling(step: PlacedStep, mine: ReadWriteSets, other: PlacedStep, theirs: ReadWriteSets): boolean {
  const shape = other.outputs[0]?.shape
  if (shape === undefined || !sameDims(shape, step.outputs[0]?.shape ?? [])) return false
  const whole = (value: Value): boolean => sameDims(shapeOf(value), shape)
  const shares = step.inputs.some(
    value =>
      value.buffer && whole(value) && (theirs.writes.has(keyOf(value.buffer)) || theirs.reads.has(keyOf(value.buffer))),
  )
  if (!shares || intersects(mine.writes, theirs.writes)) return false
  // what one of them writes is read by both element by element, in elements of one size
  const written = new Map<string, number>()
  for (const each of [other, step])
    for (const [i, result] of each.results.entries())
      if (result) written.set(keyOf(result), each.outputs[i]?.dtype.size ?? 0)
  return [...other.inputs, ...step.inputs].every(value => {
    const size = value.buffer && written.get(keyOf(value.buffer))
    return size === undefined || (whole(value) && value.dtype.size === size)
  })
}

/** One step that does what `first` and then `second` do. */
function join(first: PlacedStep, second: PlacedStep): PlacedStep | undefined {
  const inputs = [...first.inputs]
  const scalars = [first.scalar as Scalar, ...(first.further ?? [])]
  const madeBy = new Map(first.results.flatMap((result, i) => (result ? [[keyOf(result), i] as const] : [])))
  let mismatch = false
  const replacement = (index: number): Scalar => {
    const value = second.inputs[index] as Value
    const made = value.buffer && madeBy.get(keyOf(value.buffer))
    if (made !== undefined) {
      if (first.outputs[made]?.dtype.base_dtype !== value.dtype.base_dtype) mismatch = true
      return scalars[made] as Scalar
    }
    const at = inputs.findIndex(other => sameValue(other, value))
    return input(at >= 0 ? at : inputs.push(value) - 1)
  }
  const added = [second.scalar as Scalar, ...(second.further ?? [])].map(inputReplacer(replacement))
  const ops = [...first.ops, ...second.ops]
  if (mismatch || inputs.length > MOST_OPERANDS || ops.length > MOST_OPS) return undefined
  return {
    ...first,
    op: second.op,
    inputs,
    outputs: [...first.outputs, ...second.outputs],
    results: [...first.results, ...second.results],
    further: [...scalars.slice(1), ...added],
    ops,
    pure: first.pure && second.pure,
  }
}

/** The step without outputs that nothing reads. */
function withoutUnused(
  step: PlacedStep,
  readers: ReadonlyMap<string, number>,
  outputs: ReadonlySet<number>,
): PlacedStep {
  const scalars = [step.scalar as Scalar, ...(step.further ?? [])]
  const used = scalars.flatMap((_, i) => {
    const result = step.results[i]
    const unused = result?.kind === 'arena' && !outputs.has(result.id) && (readers.get(keyOf(result)) ?? 0) === 0
    return unused ? [] : [i]
  })
  const pick = <T>(list: readonly T[]): T[] => used.map(i => list[i] as T)
  const [scalar, ...further] = pick(scalars) as [Scalar, ...Scalar[]]
  const { further: _, ...rest } = step
  return {
    ...rest,
    scalar,
    ...(further.length > 0 ? { further } : {}),
    outputs: pick(step.outputs),
    results: pick(step.results),
  }
}
