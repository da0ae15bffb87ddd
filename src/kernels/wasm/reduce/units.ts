/** The pieces into which threads share a reduction. */
import { numElements } from '../../../tensor/shape.ts'
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import { ARENA, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import { emitRows } from '../elementwise/loops.ts'
import { elementBytes } from '../elementwise/values.ts'
import type { Place, Step } from '../step.ts'
import { RUN } from './accumulator.ts'
import { blocked, type ReduceLoop } from './loops.ts'
import type { ReducePlan } from './plan.ts'

/** Bytes of an element of what a phase stores: results, or partial ones. */
export function storedBytes(plan: ReducePlan): number {
  return elementBytes(plan.chunks > 1 ? plan.partial : plan.type)
}

/** The loops over units, pieces of work with results of their own. */
export interface Units {
  readonly lengths: readonly number[]
  /** Bytes per iteration of these loops: for the target, then for each input. */
  readonly steps: readonly (readonly number[])[]
}

interface ForUnitsArgs {
  readonly f: FunctionBuilder
  readonly step: Step
  readonly plan: ReducePlan
  readonly target: Place
  readonly units: Units
  readonly grain: number
  readonly unit: (to: Local, pointers: readonly Local[], count: Local | undefined) => void
}

/** Runs `unit` for this thread's share of the units × the chunks; `count`: iterations of the outermost reduced loop in the chunk. */
export function forUnits({ f, step, plan, target, units, grain, unit }: ForUnitsArgs): void {
  const chunked = plan.chunks > 1
  const outermost =
    plan.reduced[0]?.steps ?? step.inputs.map((each, k) => (plan.inner.moving[k] ? elementBytes(each.dtype) : 0))
  const to = f.let('i32', f.address(target, ARENA, TABLE))
  const pointers = step.inputs.map(each => f.let('i32', f.address(each.place, ARENA, TABLE)))
  const start = f.let('i32', f.i32(0))
  const lengths = chunked ? [plan.chunks, ...units.lengths] : units.lengths
  const prefixed = (chunkStep: number, own: readonly number[]): number[] => (chunked ? [chunkStep, ...own] : [...own])
  const moved = [
    { local: to, steps: prefixed(plan.results * storedBytes(plan), units.steps[0] as readonly number[]) },
    ...pointers.map((local, k) => ({
      local,
      steps: prefixed((outermost[k] as number) * plan.chunkLength, units.steps[k + 1] as readonly number[]),
    })),
    {
      local: start,
      steps: prefixed(
        plan.chunkLength,
        units.lengths.map(() => 0),
      ),
    },
  ]
  const { begin, end } = f.share(THREAD, THREADS, numElements(lengths), chunked ? 1 : grain)
  const body = (): void => {
    if (!chunked) {
      unit(to, pointers, undefined)
      return
    }
    const total = plan.reduced[0]?.length ?? plan.inner.length
    const count = f.let('i32', f.op('i32.sub', f.i32(total), f.get(start)))
    f.set(
      count,
      f.op('select', f.get(count), f.i32(plan.chunkLength), f.op('i32.lt_s', f.get(count), f.i32(plan.chunkLength))),
    )
    unit(to, pointers, count)
    f.free('i32', count)
  }
  if (lengths.length === 0) f.if(f.op('i32.lt_s', f.get(begin), f.get(end)), body)
  else emitRows(f, lengths, moved, begin, end, body)
}

/** Reduced loops with the chunk's count in the outermost, and folding where sums need it. */
export function loopsOf(plan: ReducePlan, count: Local | undefined, inner: number, folds: boolean): ReduceLoop[] {
  const loops = plan.reduced.map((loop, i) =>
    i === 0 && count !== undefined ? { ...loop, length: plan.chunkLength, count } : loop,
  )
  return folds ? blocked(loops, inner, RUN) : loops
}

/** Bytes between results along the kept loops. */
export function resultSteps(lengths: readonly number[], last: number): number[] {
  const steps: number[] = []
  let step = last
  for (let i = lengths.length - 1; i >= 0; i--) {
    steps.unshift(step)
    step *= lengths[i] as number
  }
  return steps
}
