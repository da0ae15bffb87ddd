/**
 * Folds the windows of a gradient to the input into the images that they lie on: every pixel is the sum of what the windows over it have
 * for it, rows of windows in order, and the windows of a row in order.
 */

import {
  ARENA,
  type FunctionBuilder,
  type Local,
  type ModuleBuilder,
  TABLE,
  THREAD,
  THREADS,
} from '../assembler/module.ts'
import { storeLanes } from '../product/tile.ts'
import type { Phase, Place } from '../step.ts'
import type { Axis } from './geometry.ts'

/** Windows [batch, rows.output, columns.output, rows.size, columns.size, depth] over images [batch, rows.input, columns.input, depth]. */
export interface Fold {
  readonly batch: number
  readonly depth: number
  readonly rows: Axis
  readonly columns: Axis
}

/** Nanoseconds to write a number of a window and to add it. */
const COST = 0.45
/** Nanoseconds to find the windows over four numbers of an image. */
const FOUR_COST = 4

export const foldedFloats = ({ batch, depth, rows, columns }: Fold): number =>
  batch * rows.output * columns.output * rows.size * columns.size * depth

export const foldCost = (fold: Fold): number =>
  COST * foldedFloats(fold) + (FOUR_COST * fold.batch * fold.rows.input * fold.columns.input * fold.depth) / 4

/**
 * Sets `first` to the first window whose `length` elements, every `step` elements, have one at `at` or behind it, and `end` behind the
 * last window that begins at `at` + `more` or before it, of `count` windows.
 */
function windowsOver(
  f: FunctionBuilder,
  at: Local,
  [first, end]: readonly [Local, Local],
  step: number,
  length: number,
  count: number,
  more = 0,
): void {
  f.op('i32.add', f.op('i32.div_u', f.op('i32.sub', f.get(at), f.i32(length)), f.i32(step)), f.i32(1))
  f.op('select', undefined, f.i32(0), f.op('i32.ge_s', f.get(at), f.i32(length)))
  f.set(first)
  f.set(end, f.op('i32.add', f.op('i32.div_u', f.op('i32.add', f.get(at), f.i32(more)), f.i32(step)), f.i32(1)))
  f.limit(end, count)
}

/** A phase that adds up the windows at `from` into the images at `to`. */
export function foldPhase(module: ModuleBuilder, fold: Fold, from: Place, to: Place): Phase {
  const { batch, depth, rows, columns } = fold
  const width = columns.input * depth
  // elements of a row of the window, and from one window to the next: in the image's row, in memory, and in that of windows
  const run = columns.size * depth
  const step = columns.stride * depth
  const window = rows.size * run
  const windowRow = columns.output * window
  const aligned = depth % 4 === 0
  const func = module.phase(f => {
    const { begin: unit, end: units } = f.share(THREAD, THREADS, batch * rows.input, 1)
    const source = f.let('i32', f.address(from, ARENA, TABLE))
    const target = f.let('i32', f.address(to, ARENA, TABLE))
    const [y, top, bottom, row, q, x, first, end, pointer, line, left] = f.locals('i32', 11)
    const [sum, value, distance] = f.locals('v128', 3)
    f.set(target, f.at(target, unit, 4 * width))

    /** Adds four numbers of each of the windows from `pointer` on. */
    const addRun = (): void => {
      f.set(left, f.op('i32.sub', f.get(end), f.get(first)))
      if (!aligned) {
        f.op('i32x4.splat', f.op('i32.sub', f.get(x), f.op('i32.mul', f.get(first), f.i32(step))))
        f.set(distance, f.op('i32x4.add', undefined, f.i32x4(0, 1, 2, 3)))
      }
      f.loop(again => {
        f.set(value, f.load('v128.load', f.get(pointer)))
        if (!aligned) {
          // numbers before and behind a run are those of others
          f.set(value, f.op('v128.and', f.get(value), f.op('i32x4.lt_u', f.get(distance), f.i32x4(run))))
          f.set(distance, f.op('i32x4.sub', f.get(distance), f.i32x4(step)))
        }
        f.set(sum, f.op('f32x4.add', f.get(sum), f.get(value)))
        f.increment(pointer, 4 * (window - step))
        f.br_if(again, f.tee(left, f.op('i32.sub', f.get(left), f.i32(1))))
      })
    }
    const addRuns = (): void => {
      f.set(x, f.op('i32.add', f.get(q), f.i32(columns.before * depth)))
      windowsOver(f, x, [first, end], step, run, columns.output, aligned ? 0 : 3)
      f.if(f.op('i32.lt_s', f.get(first), f.get(end)), () => {
        f.set(pointer, f.op('i32.add', f.get(row), f.op('i32.mul', f.get(first), f.i32(4 * (window - step)))))
        f.set(pointer, f.at(pointer, x, 4))
        f.set(line, f.get(top))
        f.loop(again => {
          addRun()
          // back to the first window, and a row of windows further
          f.set(
            pointer,
            f.op(
              'i32.sub',
              f.get(pointer),
              f.op('i32.mul', f.op('i32.sub', f.get(end), f.get(first)), f.i32(4 * (window - step))),
            ),
          )
          f.increment(pointer, 4 * (windowRow - rows.stride * run))
          f.increment(line, 1)
          f.br_if(again, f.op('i32.lt_s', f.get(line), f.get(bottom)))
        })
      })
    }
    const four = (lanes: number): void => {
      f.set(sum, f.f32x4(0))
      f.if(f.op('i32.lt_s', f.get(top), f.get(bottom)), addRuns)
      storeLanes(f, target, sum, lanes, 0)
      f.increment(target, 4 * lanes)
    }
    f.for(unit, { local: unit }, { local: units }, 1, () => {
      f.set(y, f.op('i32.add', f.op('i32.rem_u', f.get(unit), f.i32(rows.input)), f.i32(rows.before)))
      windowsOver(f, y, [top, bottom], rows.stride, rows.size, rows.output)
      // where the row of the first window over this one would be for its first column
      f.set(row, f.op('i32.mul', f.op('i32.div_u', f.get(unit), f.i32(rows.input)), f.i32(4 * rows.output * windowRow)))
      f.set(row, f.op('i32.add', f.get(row), f.op('i32.mul', f.get(top), f.i32(4 * (windowRow - rows.stride * run)))))
      f.set(row, f.op('i32.add', f.at(row, y, 4 * run), f.get(source)))
      const whole = width - (width % 4)
      f.for(q, 0, whole, 4, () => four(4))
      if (width % 4 !== 0) {
        f.set(q, f.i32(whole))
        four(width % 4)
      }
    })
  })
  return { function: func, parallel: true, cost: foldCost(fold) }
}
