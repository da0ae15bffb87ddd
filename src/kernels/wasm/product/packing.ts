/** Copies of operands of products in the order in which tiles read them. */
import type { Local, ModuleBuilder } from '../assembler/module.ts'

/** (from, to, count) → (): packs `count` rows of a panel, B row-major with rows `bRow` bytes apart: to[k][0 … width). */
export function packRows(module: ModuleBuilder, width: number, bRow: number): number {
  return module.once(`pack rows ${width},${bRow}`, () =>
    module.function(['i32', 'i32', 'i32'], [], f => {
      const [from, to, count] = [0, 1, 2]
      f.loop(again => {
        for (let j = 0; j < width; j += 4)
          f.store('v128.store', f.get(to), f.load('v128.load', f.get(from), 4 * j), 4 * j)
        f.increment(from, bRow)
        f.increment(to, 4 * width)
        f.br_if(again, f.tee(count, f.op('i32.sub', f.get(count), f.i32(1))))
      })
    }),
  )
}

/**
 * (from, to, count) → (): packs a panel of B that is stored transposed, its columns `bRow` bytes apart, in blocks of 4 × 4. Only
 * `columns` of the panel's `width` exist. Writes a multiple of 4 rows.
 */
export function packColumns(module: ModuleBuilder, width: number, columns: number, bRow: number): number {
  return module.once(`pack columns ${width},${columns},${bRow}`, () =>
    module.function(['i32', 'i32', 'i32'], [], f => {
      const [from, to, count] = [0, 1, 2]
      const rows = f.locals('v128', 4)
      const halves = f.locals('v128', 4)
      f.loop(again => {
        for (let j = 0; j < width; j += 4) {
          // a column that does not exist is read from the last one that does
          for (const [i, row] of rows.entries())
            f.set(row, f.load('v128.load', f.get(from), Math.min(j + i, columns - 1) * bRow))
          for (const [h, half] of halves.entries()) {
            const low = (h & 1) * 2
            f.set(
              half,
              f.shuffle32(
                [low, low + 4, low + 1, low + 5],
                f.get(rows[h & 2] as Local),
                f.get(rows[(h & 2) + 1] as Local),
              ),
            )
          }
          for (let k = 0; k < 4; k++) {
            const first = (k & 1) * 2
            const pair = f.shuffle32(
              [first, first + 1, first + 4, first + 5],
              f.get(halves[k >> 1] as Local),
              f.get(halves[(k >> 1) + 2] as Local),
            )
            const packed = f.let('v128', pair)
            f.store('v128.store', f.get(to), f.get(packed), 4 * (k * width + j))
            f.free('v128', packed)
          }
        }
        f.increment(from, 16)
        f.increment(to, 16 * width)
        f.br_if(again, f.op('i32.gt_s', f.tee(count, f.op('i32.sub', f.get(count), f.i32(4))), f.i32(0)))
      })
    }),
  )
}
