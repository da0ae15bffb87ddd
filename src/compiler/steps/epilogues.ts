/** Puts elementwise work on a kernel's result into the kernel itself: each element is finished while it is in a register. */
import { input } from '../../kernels/scalar.ts'
import { numElements } from '../../tensor/shape.ts'
import { sameDims, shapeOf, type Value } from '../expressions/plan_values.ts'
import { inputReplacer } from '../expressions/substitute.ts'
import type { PlacedStep } from './draft_step.ts'
import { arenaReads } from './read_write_sets.ts'

/** More operands than this beside the product spill registers in the inner loop. */
const EPILOGUE_INPUTS = 3

const arenaId = (value: Value): number | undefined => (value.buffer?.kind === 'arena' ? value.buffer.id : undefined)

/**
 * `steps` with fused epilogues. `outputs`: buffers that the plan's caller reads. `takes`: whether a kernel takes a step whose
 * expression is one of its result (input 0) and further operands.
 */
export function fuseEpilogues(
  steps: readonly PlacedStep[],
  outputs: ReadonlySet<number>,
  takes: (step: PlacedStep) => boolean,
): PlacedStep[] {
  const result: (PlacedStep | undefined)[] = [...steps]
  const writer = new Map<number, number>()
  const readers = new Map<number, number>()
  for (const [i, step] of steps.entries()) {
    for (const buffer of step.results) if (buffer?.kind === 'arena') writer.set(buffer.id, i)
    for (const id of new Set(arenaReads(step))) readers.set(id, (readers.get(id) ?? 0) + 1)
  }
  for (const [i, step] of steps.entries()) {
    if (step.kernel !== 'elementwise' || !step.scalar || step.further || step.results[0]?.kind !== 'arena') continue
    for (const [j, value] of step.inputs.entries()) {
      const id = arenaId(value)
      const at = id === undefined ? undefined : writer.get(id)
      const product = at === undefined ? undefined : result[at]
      if (id === undefined || at === undefined || !product || !isCandidate(product, step, value, id, readers, outputs))
        continue
      const whole = (product.outputs[0] as PlacedStep['outputs'][number]).shape
      const others = operandsFor(
        step.inputs.filter((_, k) => k !== j),
        shapeOf(value),
        whole,
      )
      if (!others?.every(other => availableAt(other, at, i, writer, steps))) continue
      const fused = {
        ...product,
        inputs: [...product.inputs, ...others],
        outputs: step.outputs.map(output => ({ ...output, shape: whole })),
        results: step.results,
        scalar: inputReplacer(k => input(k === j ? 0 : 1 + (k < j ? k : k - 1)))(step.scalar),
        ops: [...product.ops, ...step.ops],
        epilogueAt: product.inputs.length,
      }
      if (!takes(fused)) continue
      result[at] = fused
      result[i] = undefined
      writer.set((step.results[0] as { id: number }).id, at)
      break
    }
  }
  return result.filter(step => step !== undefined)
}

function isCandidate(
  product: PlacedStep,
  step: PlacedStep,
  value: Value,
  id: number,
  readers: ReadonlyMap<number, number>,
  outputs: ReadonlySet<number>,
): boolean {
  const [output] = step.outputs
  return (
    product.kernel !== undefined &&
    product.epilogueAt === undefined &&
    readers.get(id) === 1 &&
    !outputs.has(id) &&
    output !== undefined &&
    output.dtype === value.dtype &&
    sameDims(shapeOf(value), output.shape) &&
    step.inputs.length - 1 <= EPILOGUE_INPUTS &&
    step.inputs.filter(other => arenaId(other) === id).length === 1
  )
}

/**
 * Operands of an expression over `shape`, for the same one over `whole`, which has as many elements; undefined where they
 * broadcast in a way that the other shape has not.
 */
function operandsFor(
  operands: readonly Value[],
  shape: readonly number[],
  whole: readonly number[],
): readonly Value[] | undefined {
  if (sameDims(shape, whole)) return operands
  if (!operands.every(value => numElements(shapeOf(value)) === 1 || sameDims(shapeOf(value), shape))) return undefined
  return operands.map(value => ({ ...value, shape: numElements(shapeOf(value)) === 1 ? [] : whole }))
}

/** Whether an operand has the same value at step `at` as at step `now`. */
function availableAt(
  value: Value,
  at: number,
  now: number,
  writer: ReadonlyMap<number, number>,
  steps: readonly PlacedStep[],
): boolean {
  const { buffer } = value
  if (buffer?.kind === 'arena') return (writer.get(buffer.id) ?? -1) < at
  if (value.variable === undefined) return true
  for (let i = at; i < now; i++) {
    const step = steps[i] as PlacedStep
    if (step.results.some(result => result?.kind === 'slot' && result.slot === value.variable)) return false
    if (step.sources.some(source => source.kind === 'variable' && source.reference && source.slot === value.variable))
      return false
  }
  return true
}
