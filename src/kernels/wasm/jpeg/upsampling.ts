/** The triangle filters of formats/jpeg/upsampling.ts, eight samples a turn. What stands behind a row is read and written, too. */
import type { FunctionBuilder, Local, ModuleBuilder } from '../assembler/module.ts'
import { SUMS } from './layout.ts'
import { wordsOf } from './words.ts'

const words = (f: FunctionBuilder, row: Local): undefined => f.load('v128.load8x8_u', f.get(row))

/** From the sums, of which those at both ends are repeated, to two samples each: (3 · sum + its neighbour + rounding) >> shift. */
function spread(
  f: FunctionBuilder,
  count: Local,
  out: Local,
  shift: number,
  roundings: readonly [number, number],
): void {
  const sums = f.local('i32')
  const three = f.local('v128')
  // the sums' own ends
  f.store('i32.store16', f.i32(SUMS - 2), f.load('i32.load16_u', f.i32(SUMS)))
  f.set(sums, f.op('i32.add', f.i32(SUMS), f.op('i32.shl', f.get(count), f.i32(1))))
  f.store('i32.store16', f.get(sums), f.load('i32.load16_u', f.op('i32.sub', f.get(sums), f.i32(2))))
  f.set(sums, f.i32(SUMS))
  f.loop(again => {
    f.set(three, f.op('i16x8.mul', f.load('v128.load', f.get(sums)), wordsOf(f, 3)))
    f.get(out)
    for (const [i, rounding] of roundings.entries()) {
      f.op('i16x8.add', f.get(three), f.load('v128.load', f.op('i32.sub', f.get(sums), f.i32(2)), 4 * i))
      f.op('i16x8.shr_u', f.op('i16x8.add', undefined, wordsOf(f, rounding)), f.i32(shift))
    }
    // samples to the left in the lower bytes of words, those to the right in the upper ones
    f.op('v128.or', undefined, f.op('i16x8.shl', undefined, f.i32(8)))
    f.store('v128.store')
    f.increment(sums, 16)
    f.increment(out, 16)
    f.set(count, f.op('i32.sub', f.get(count), f.i32(8)))
    f.br_if(again, f.op('i32.gt_s', f.get(count), f.i32(0)))
  })
}

/** Writes `count` sums from `SUMS` on. */
function sum(f: FunctionBuilder, count: Local, advance: readonly Local[], push: () => void): void {
  const [sums, end] = f.locals('i32', 2)
  f.set(sums, f.i32(SUMS))
  f.set(end, f.op('i32.add', f.i32(SUMS), f.op('i32.shl', f.get(count), f.i32(1))))
  f.loop(again => {
    f.get(sums)
    push()
    f.store('v128.store')
    for (const row of advance) f.increment(row, 8)
    f.increment(sums, 16)
    f.br_if(again, f.op('i32.lt_u', f.get(sums), f.get(end)))
  })
}

/** (row, count, out). */
export function widened(module: ModuleBuilder): number {
  return module.function(['i32', 'i32', 'i32'], [], f => {
    const [ROW, COUNT, OUT] = [0, 1, 2] as const
    sum(f, COUNT, [ROW], () => words(f, ROW))
    spread(f, COUNT, OUT, 2, [1, 2])
  })
}
/** (nearer row, further row, count, out). */
export function widenedBetween(module: ModuleBuilder): number {
  return module.function(['i32', 'i32', 'i32', 'i32'], [], f => {
    const [NEAR, FAR, COUNT, OUT] = [0, 1, 2, 3] as const
    sum(f, COUNT, [NEAR, FAR], () => f.op('i16x8.add', f.op('i16x8.mul', words(f, NEAR), wordsOf(f, 3)), words(f, FAR)))
    spread(f, COUNT, OUT, 4, [8, 7])
  })
}
