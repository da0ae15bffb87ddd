/**
 * - `top_k`: float32 [.., columns] → the largest elements of each row and their places (int32), largest first, of equal ones the first first
 * - `in_top_k`: predictions, targets → whether fewer than attrs.k predictions of the row are larger than the target's and all are finite. A
 *   target that is no class fails the step.
 */
import { numElements } from '../../../tensor/shape.ts'
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import { ARENA, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import { indexCheck } from '../movement/scatter.ts'
import type { WasmKernel } from '../step.ts'

/** A longer list is sorted faster by the reference kernel: each new element moves half of it. */
const LONGEST = 64
/** Nanoseconds to look at an element, and to move one of the list. */
const LOOK_COST = 0.8
const MOVE_COST = 1

export const topK: WasmKernel = {
  emit(module, step) {
    const [input] = step.inputs
    const [values, places] = step.outputs
    if (input?.dtype !== 'float32' || values === undefined || places === undefined) return undefined
    const columns = input.shape.at(-1) ?? 0
    const k = values.shape.at(-1) ?? 0
    const rows = numElements(values.shape.slice(0, -1))
    if (k > LONGEST && k > columns / 16) return undefined
    if (rows === 0 || k === 0) return []
    const func = module.phase(f => {
      const { begin, end } = f.share(THREAD, THREADS, rows, 1)
      const start = (operand: typeof input, width: number): Local =>
        f.let(
          'i32',
          f.op('i32.add', f.address(operand.place, ARENA, TABLE), f.op('i32.mul', f.get(begin), f.i32(4 * width))),
        )
      const row = start(input, columns)
      const best = start(values, k)
      const where = start(places, k)
      f.for(begin, { local: begin }, { local: end }, 1, () => {
        emitTop(f, row, columns, k, best, where)
        f.increment(row, 4 * columns)
        f.increment(best, 4 * k)
        f.increment(where, 4 * k)
      })
    })
    const expected = Math.min(columns, k * (1 + Math.log(columns / k)))
    return [{ function: func, parallel: true, cost: rows * (columns * LOOK_COST + (expected * k * MOVE_COST) / 2) }]
  },
}

/** One row: the list so far is in the results' places; an element that is larger than its last one moves up to its place. */
function emitTop(f: FunctionBuilder, row: Local, columns: number, k: number, best: Local, where: Local): void {
  const value = f.local('f32')
  const [from, index, at, count] = f.locals('i32', 4)
  const place = (base: Local): undefined => f.op('i32.add', f.get(base), f.get(at))
  f.set(from, f.get(row))
  f.set(count, f.i32(0))
  f.for(index, 0, columns, 1, () => {
    f.set(value, f.load('f32.load', f.get(from)))
    f.op('i32.lt_s', f.get(count), f.i32(4 * k))
    f.op('f32.gt', f.get(value), f.load('f32.load', f.get(best), 4 * (k - 1)))
    f.if(f.op('i32.or'), () => {
      // the hole at the end: the last element falls out of a full list
      f.if(
        f.op('i32.lt_s', f.get(count), f.i32(4 * k)),
        () => {
          f.set(at, f.get(count))
          f.increment(count, 4)
        },
        () => f.set(at, f.i32(4 * (k - 1))),
      )
      f.block(found => {
        f.loop(again => {
          f.br_if(found, f.op('i32.eqz', f.get(at)))
          f.br_if(
            found,
            f.op('i32.eqz', f.op('f32.gt', f.get(value), f.load('f32.load', f.op('i32.sub', place(best), f.i32(4))))),
          )
          f.store('f32.store', place(best), f.load('f32.load', f.op('i32.sub', place(best), f.i32(4))))
          f.store('i32.store', place(where), f.load('i32.load', f.op('i32.sub', place(where), f.i32(4))))
          f.increment(at, -4)
          f.br(again)
        })
      })
      f.store('f32.store', place(best), f.get(value))
      f.store('i32.store', place(where), f.get(index))
    })
    f.increment(from, 4)
  })
  f.free('f32', value)
  f.free('i32', from, index, at, count)
}

export const inTopK: WasmKernel = {
  emit(module, step) {
    const [predictions, targets] = step.inputs
    const [output] = step.outputs
    if (predictions?.dtype !== 'float32' || targets === undefined || output === undefined) return undefined
    const [rows, classes] = predictions.shape as [number, number]
    if (rows === 0) return []
    const check = indexCheck(module, targets, classes)
    if (classes === 0) return [check]
    const wide = targets.dtype === 'int64'
    const k = step.attrs['k'] as number
    const func = module.phase(f => {
      const { begin, end } = f.share(THREAD, THREADS, rows, 64)
      const row = f.let(
        'i32',
        f.op('i32.add', f.address(predictions.place, ARENA, TABLE), f.op('i32.mul', f.get(begin), f.i32(4 * classes))),
      )
      const target = f.let(
        'i32',
        f.op('i32.add', f.address(targets.place, ARENA, TABLE), f.op('i32.mul', f.get(begin), f.i32(wide ? 8 : 4))),
      )
      const to = f.let('i32', f.op('i32.add', f.address(output.place, ARENA, TABLE), f.get(begin)))
      const [wanted, better, larger, values, strange] = f.locals('v128', 5)
      const [at, column] = f.locals('i32', 2)
      f.for(begin, { local: begin }, { local: end }, 1, () => {
        f.set(
          wanted,
          f.load(
            'v128.load32_splat',
            f.op('i32.add', f.get(row), f.op('i32.shl', f.load('i32.load', f.get(target)), f.i32(2))),
          ),
        )
        f.set(better, f.i32x4(0))
        f.set(strange, f.i32x4(0))
        f.set(at, f.get(row))
        const vector = (): void => {
          f.set(values, f.load('v128.load', f.get(at)))
          f.set(larger, f.op('f32x4.gt', f.get(values), f.get(wanted)))
          // the difference of an infinity or a NaN and itself is a NaN
          f.set(values, f.op('f32x4.sub', f.get(values), f.get(values)))
          f.set(values, f.op('f32x4.ne', f.get(values), f.get(values)))
        }
        const count = (): void => {
          f.set(better, f.op('i32x4.sub', f.get(better), f.get(larger)))
          f.set(strange, f.op('v128.or', f.get(strange), f.get(values)))
        }
        f.for(column, 0, classes - (classes % 4), 4, () => {
          vector()
          count()
          f.increment(at, 16)
        })
        if (classes % 4 > 0) {
          vector()
          for (const mask of [larger, values])
            f.set(
              mask,
              f.op('v128.and', f.get(mask), f.i32x4(-1, classes % 4 > 1 ? -1 : 0, classes % 4 > 2 ? -1 : 0, 0)),
            )
          count()
        }
        f.get(to)
        for (let lane = 0; lane < 4; lane++) {
          f.lane('i32x4.extract_lane', lane, f.get(better))
          if (lane > 0) f.op('i32.add')
        }
        f.op('i32.lt_s', undefined, f.i32(k))
        f.store(
          'i32.store8',
          undefined,
          f.op('i32.and', undefined, f.op('i32.eqz', f.op('v128.any_true', f.get(strange)))),
        )
        f.increment(row, 4 * classes)
        f.increment(target, wide ? 8 : 4)
        f.increment(to, 1)
      })
    })
    return [check, { function: func, parallel: true, cost: rows * (8 + classes * 0.3) }]
  },
}
