/**
 * Columns of large arrays. Strips that go far down through wide rows would miss the caches and the TLB at every step; here a block of
 * rows is read along its rows, several at a time, into a row of partial results that stays in the cache.
 */

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
import type { Step } from '../step.ts'
import { combineInto, neutralValue } from './accumulator.ts'
import type { ReducePlan } from './plan.ts'

/** Columns of one piece of work: its row of partial results takes a part of the first cache. */
export const PANEL = 1024

interface EmitBlockArgs {
  readonly module: ModuleBuilder
  readonly m: VectorMath
  readonly f: FunctionBuilder
  readonly step: Step
  readonly plan: ReducePlan
  readonly columns: number
  readonly pointers: readonly Local[]
  readonly to: Local
  readonly count: Local
}

/** Reduces `count` (a local) rows of `columns` (a constant) columns into the partial results at `to`. The pointers stay. */
export function emitBlock({ module, m, f, step, plan, columns, pointers, to, count }: EmitBlockArgs): void {
  const moving = plan.inner.moving
  const bytes = step.inputs.map((each, k) => (moving[k] ? elementBytes(each.dtype) : 0))
  const rowSteps = plan.reduced[0]?.steps ?? []
  const group = plan.vectors
  const rows = step.inputs.map((_, k) => f.let('i32', f.get(pointers[k] as Local)))
  const cursors = rows.map(() => f.local('i32'))
  const target = f.local('i32')
  const [left, column] = f.locals('i32', 2)
  const outBytes = elementBytes(plan.type)
  const whole = columns - (columns % 4)

  const context = (row: number, base: readonly Local[]): VectorContext => ({
    m,
    module,
    inputs: step.inputs.map(each => each.dtype),
    load: index => {
      const type = step.inputs[index]?.dtype as Value['type']
      const offset = row * (rowSteps[index] as number)
      return moving[index]
        ? loadValue(m, type, base[index] as Local, offset)
        : splatValue(m, type, rows[index] as Local, offset)
    },
    fail: () => {
      throw new NotVectorizable('a failing function in a reduction')
    },
  })
  const still = invariants(plan.expression, index => moving[index] === false)

  /** For each vector of the panel: `body`, and the store of what it gives. */
  const overPanel = (body: () => Value): void => {
    cursors.forEach((cursor, k) => f.set(cursor, f.get(rows[k] as Local)))
    f.set(target, f.get(to))
    f.for(column, 0, whole, 4, () => {
      m.scope((): readonly Local[] => {
        storeValue(m, body(), target, 0)
        return []
      })
      cursors.forEach((cursor, k) => f.increment(cursor, 4 * (bytes[k] as number)))
      f.increment(target, 4 * outBytes)
    })
    if (whole === columns) return
    m.scope((): readonly Local[] => {
      const value = body()
      f.set(column, f.i32(columns - whole))
      storePartial(m, value, target, column)
      return []
    })
  }
  /** Takes in the next `height` rows. */
  const takeRows = (height: number): void => {
    m.scope((): readonly Local[] => {
      const known = Array.from({ length: height }, (_, row) => {
        const before = new VectorCompiler(context(row, rows))
        return new Map(still.map(scalar => [scalar, before.value(scalar, plan.type)] as const))
      })
      overPanel(() => {
        const values = known.map((each, row) =>
          new VectorCompiler(context(row, cursors), each).compile(plan.expression, plan.type),
        )
        return combineInto(m, plan.reduction, loadValue(m, plan.type, target, 0), values)
      })
      return []
    })
    rows.forEach((pointer, k) => f.increment(pointer, height * (rowSteps[k] as number)))
    f.increment(left, -height)
  }

  overPanel(() => neutralValue(m, plan.reduction, plan.type))
  f.set(left, f.get(count))
  for (const height of group > 1 ? [group, 1] : [1]) {
    f.block(done =>
      f.loop(again => {
        f.br_if(done, f.op('i32.lt_s', f.get(left), f.i32(height)))
        takeRows(height)
        f.br(again)
      }),
    )
  }
  f.free('i32', target, left, column, ...rows, ...cursors)
}
