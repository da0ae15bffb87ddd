/** Reductions whose innermost loop is kept: results that lie side by side, as their elements do. */

import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import type { ModuleBuilder } from '../assembler/module.ts'
import { VectorCompiler, type VectorContext } from '../elementwise/compiler.ts'
import { invariants } from '../elementwise/loops.ts'
import {
  elementBytes,
  loadValue,
  NotVectorizable,
  splatValue,
  storePartial,
  storeValue,
  type Value,
} from '../elementwise/values.ts'
import type { VectorMath } from '../math/ops.ts'
import type { Place, Step } from '../step.ts'
import { Accumulator, finish } from './accumulator.ts'
import { emitBlock, PANEL } from './blocks.ts'
import { emitNested } from './loops.ts'
import type { ReducePlan } from './plan.ts'
import { forUnits, loopsOf, resultSteps, storedBytes } from './units.ts'

/** Results side by side along the innermost loop: strips of a few vectors, each going down all reduced loops. */
export function reduceColumns(
  module: ModuleBuilder,
  m: VectorMath,
  f: FunctionBuilder,
  step: Step,
  plan: ReducePlan,
  target: Place,
): void {
  const { length } = plan.inner
  const width = plan.blocks ? PANEL : 4 * plan.vectors
  const bytes = storedBytes(plan)
  const keptLengths = plan.kept.map(loop => loop.length)
  const keptSteps = resultSteps(keptLengths, bytes * length)
  const strips = Math.floor(length / width)
  const emitStrips = (count: number, first: number, columns: number): void => {
    const along = (step0: number): number => first * width * step0
    const lengths = [...keptLengths, count]
    const inputBytes = step.inputs.map((each, k) => (plan.inner.moving[k] ? elementBytes(each.dtype) : 0))
    const steps = [
      [...keptSteps, width * bytes],
      ...step.inputs.map((_, k) => [
        ...plan.kept.map(loop => loop.steps[k] as number),
        width * (inputBytes[k] as number),
      ]),
    ]
    forUnits({
      f,
      step,
      plan,
      target,
      units: { lengths, steps },
      grain: 1,
      unit: (to, pointers, chunk) => {
        const shifted = pointers.map((pointer, k) =>
          f.let('i32', f.op('i32.add', f.get(pointer), f.i32(along(inputBytes[k] as number)))),
        )
        const place = f.let('i32', f.op('i32.add', f.get(to), f.i32(along(bytes))))
        if (plan.blocks && chunk !== undefined)
          emitBlock({ module, m, f, step, plan, columns, pointers: shifted, to: place, count: chunk })
        else emitStrip({ module, m, f, step, plan, columns, pointers: shifted, to: place, count: chunk })
        f.free('i32', place, ...shifted)
      },
    })
  }
  if (strips > 0) emitStrips(strips, 0, width)
  if (strips * width < length) emitStrips(1, strips, length - strips * width)
}

interface EmitStripArgs {
  readonly module: ModuleBuilder
  readonly m: VectorMath
  readonly f: FunctionBuilder
  readonly step: Step
  readonly plan: ReducePlan
  readonly columns: number
  readonly pointers: readonly Local[]
  readonly to: Local
  readonly count: Local | undefined
}

/** One strip of `columns` results. */
function emitStrip({ module, m, f, step, plan, columns, pointers, to, count }: EmitStripArgs): void {
  const vectors = Math.ceil(columns / 4)
  const accumulator = new Accumulator(m, plan.reduction, plan.type, vectors, false)
  accumulator.reset()
  const context = (vector: number): VectorContext => ({
    m,
    module,
    inputs: step.inputs.map(each => each.dtype),
    load: index => {
      const type = step.inputs[index]?.dtype as Value['type']
      const pointer = pointers[index] as Local
      return plan.inner.moving[index]
        ? loadValue(m, type, pointer, 4 * vector * elementBytes(type))
        : splatValue(m, type, pointer)
    },
    fail: () => {
      throw new NotVectorizable('a failing function in a reduction')
    },
  })
  const still = invariants(plan.expression, index => plan.inner.moving[index] === false)
  emitNested(
    f,
    loopsOf(plan, count, 1, accumulator.folds),
    pointers,
    () => accumulator.fold(),
    () => {
      m.scope((): readonly Local[] => {
        const before = new VectorCompiler(context(0))
        const known = new Map(still.map(scalar => [scalar, before.value(scalar, plan.type)] as const))
        for (let vector = 0; vector < vectors; vector++) {
          m.scope((): readonly Local[] => {
            accumulator.add(
              vector,
              new VectorCompiler(context(vector), known).compile(plan.expression, plan.type),
              undefined,
            )
            return []
          })
        }
        return []
      })
    },
  )
  accumulator.fold()
  storeColumns(
    m,
    columns,
    vector => {
      const parts = accumulator.several(vector)
      return plan.chunks > 1 ? { type: plan.partial, parts } : finish(m, plan.reduction, plan.type, parts, plan.each)
    },
    to,
  )
  accumulator.free()
}

/** Stores `columns` (a constant) elements from `to` on, vector by vector. */
function storeColumns(m: VectorMath, columns: number, value: (vector: number) => Value, to: Local): void {
  const { f } = m
  for (let vector = 0; 4 * vector < columns; vector++) {
    m.scope((): readonly Local[] => {
      const result = value(vector)
      const offset = 4 * vector * elementBytes(result.type)
      const left = columns - 4 * vector
      if (left >= 4) storeValue(m, result, to, offset)
      else {
        const pointer = f.let('i32', f.op('i32.add', f.get(to), f.i32(offset)))
        const count = f.let('i32', f.i32(left))
        storePartial(m, result, pointer, count)
        f.free('i32', pointer, count)
      }
      return []
    })
  }
}
