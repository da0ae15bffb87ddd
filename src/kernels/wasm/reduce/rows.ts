/** Reductions whose innermost loop is reduced: each result from elements that lie side by side. */

import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import type { ModuleBuilder } from '../assembler/module.ts'
import { emitRow } from '../elementwise/loops.ts'
import { NotVectorizable, type Value } from '../elementwise/values.ts'
import type { VectorMath } from '../math/ops.ts'
import type { Place, Step } from '../step.ts'
import { Accumulator, finish, RUN } from './accumulator.ts'
import { emitNested } from './loops.ts'
import type { ReducePlan } from './plan.ts'
import { forUnits, loopsOf, resultSteps, storedBytes } from './units.ts'

/** Each result from elements that lie along the innermost loop. */
export function reduceRows(
  module: ModuleBuilder,
  m: VectorMath,
  f: FunctionBuilder,
  step: Step,
  plan: ReducePlan,
  target: Place,
): void {
  const { length, moving } = plan.inner
  const lengths = plan.kept.map(loop => loop.length)
  const units = {
    lengths,
    steps: [
      resultSteps(lengths, storedBytes(plan)),
      ...step.inputs.map((_, k) => plan.kept.map(loop => loop.steps[k] as number)),
    ],
  }
  const accumulator = new Accumulator(m, plan.reduction, plan.type, plan.vectors, true)
  const cursors = step.inputs.map(() => f.local('i32'))
  const inputs = step.inputs.map((each, k) => ({
    type: each.dtype,
    pointer: cursors[k] as Local,
    moving: moving[k] as boolean,
  }))
  const failing = { any: false }
  const batch = 4 * plan.vectors
  const perRow = Math.ceil(length / batch)
  forUnits({
    f,
    step,
    plan,
    target,
    units,
    grain: 4,
    unit: (to, pointers, count) => {
      accumulator.reset()
      const rowCount = plan.reduced.length === 0 ? count : undefined
      const row = (elements: Local): void =>
        emitRow(
          {
            module,
            m,
            expressions: [{ scalar: plan.expression, type: plan.type }],
            inputs,
            outputs: [],
            unroll: plan.vectors,
            failing,
          },
          elements,
          length,
          ([value], valid, vector) => accumulator.add(vector, value as Value, valid),
        )
      emitNested(
        f,
        loopsOf(plan, count, perRow, accumulator.folds),
        pointers,
        () => accumulator.fold(),
        () => {
          cursors.forEach((cursor, k) => f.set(cursor, f.get(pointers[k] as Local)))
          const elements = rowCount ?? f.let('i32', f.i32(length))
          if (accumulator.folds && perRow > RUN) inBlocks(f, elements, RUN * batch, row, () => accumulator.fold())
          else row(elements)
          if (rowCount === undefined) f.free('i32', elements)
        },
      )
      accumulator.fold()
      m.scope((): readonly Local[] => {
        const single = [accumulator.single()]
        storeFirst(
          m,
          plan.chunks > 1
            ? { type: plan.partial, parts: single }
            : finish(m, plan.reduction, plan.type, single, plan.each),
          to,
        )
        return []
      })
    },
  })
  if (failing.any) throw new NotVectorizable('a failing function in a reduction')
}

/** Runs `body` for `total` elements in blocks, and `after` behind each. */
function inBlocks(
  f: FunctionBuilder,
  total: Local,
  block: number,
  body: (elements: Local) => void,
  after: () => void,
): void {
  const [rest, elements] = f.locals('i32', 2)
  f.set(rest, f.get(total))
  f.loop(again => {
    f.op('select', f.get(rest), f.i32(block), f.op('i32.lt_s', f.get(rest), f.i32(block)))
    f.set(elements)
    body(elements)
    after()
    f.set(rest, f.op('i32.sub', f.get(rest), f.get(elements)))
    f.br_if(again, f.op('i32.gt_s', f.get(rest), f.i32(0)))
  })
  f.free('i32', rest, elements)
}

/** Stores element 0. */
function storeFirst(m: VectorMath, value: Value, to: Local): void {
  const { f } = m
  const part = value.parts[0] as Local
  if (value.type === 'bool')
    f.store('i32.store8', f.get(to), f.op('i32.and', f.lane('i32x4.extract_lane', 0, f.get(part)), f.i32(1)))
  else f.store_lane(value.type === 'float64' ? 'v128.store64_lane' : 'v128.store32_lane', 0, f.get(to), f.get(part))
}
