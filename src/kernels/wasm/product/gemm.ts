/**
 * The inner parts of matrix products, C[M,N] = A[M,K] · B[K,N] in float32: tiles, strips of tiles and packing.
 *
 * Strides are constants of the code, so A needs neither packing nor row pointers, transposed or not. B is read in panels of
 * `vectors`·4 columns, either where it lies or from packed panels. Loads may run past the end of a row or buffer (into SLACK);
 * what they bring there is never stored.
 *
 * Every element of C is summed in the order of k by the same instructions whatever the tile's size, so results depend neither
 * on the split between threads nor on tails.
 */
import type { Local, ModuleBuilder } from '../assembler/module.ts'
import { type Epilogue, tileSums } from './tile.ts'

export { storeLanes } from './tile.ts'

/** Size of a full tile. */
export interface TileSize {
  readonly rows: number
  readonly vectors: number
}

/** Byte strides of one product; a tile's address of A at (row, k) is a + row·aRow + k·aStep. */
export interface Strides {
  readonly aRow: number
  readonly aStep: number
  /** From one k to the next in the panel that is read. */
  readonly bStep: number
  readonly cRow: number
}

export interface TileCode extends Strides {
  readonly rows: number
  /** Columns: a multiple of 4, or less in the last panel. */
  readonly columns: number
  /** Adds to what C holds. */
  readonly accumulate: boolean
  readonly epilogue?: Epilogue | undefined
  /** Lines of memory behind the panel that a strip reads with each full tile, so that they are near when their turn comes. */
  readonly ahead?: number
}

/** Bytes of a line of the caches. */
export const LINE = 64

const tileKey = (code: TileCode): string =>
  [
    code.rows,
    code.columns,
    code.aRow,
    code.aStep,
    code.bStep,
    code.cRow,
    +code.accumulate,
    code.epilogue?.key ?? '',
  ].join()

/** Parameters behind (a, b, count, c): the addresses of the epilogue's inputs at the tile. */
const epilogueParams = (code: TileCode): 'i32'[] => code.epilogue?.inputs.map(() => 'i32' as const) ?? []

/** (a, b, count, c, …inputs of the epilogue) → (): one tile over `count` > 0 steps of k. */
export function tile(module: ModuleBuilder, code: TileCode): number {
  const { rows, columns, aRow, aStep, bStep, cRow, epilogue } = code
  const vectors = Math.ceil(columns / 4)
  return module.once(`tile ${tileKey(code)}`, () =>
    module.function(['i32', 'i32', 'i32', 'i32', ...epilogueParams(code)], [], f => {
      const [a, b, count, c] = [0, 1, 2, 3]
      const sums = tileSums(f, module.simd, rows, vectors)
      const next = (): undefined => {
        f.increment(a, aStep)
        f.increment(b, bStep)
        return f.tee(count, f.op('i32.sub', f.get(count), f.i32(1)))
      }
      sums.add({ b, next }, i => f.load('v128.load32_splat', f.get(a), i * aRow))
      sums.finish(module, code, {
        c: row => ({ pointer: c, offset: row * cRow }),
        input: (k, row) => ({ pointer: 4 + k, offset: row * (epilogue?.inputs[k]?.rowStride ?? 0) }),
      })
    }),
  )
}

/** (a, b, count, c, rows, …inputs of the epilogue) → (): tiles down one panel. `full` rows a tile; the rest of `rows` in one smaller tile. */
export function strip(module: ModuleBuilder, code: TileCode): number {
  const tiles = Array.from({ length: code.rows }, (_, less) => tile(module, { ...code, rows: code.rows - less }))
  const { ahead = 0 } = code
  return module.once(`strip ${tileKey(code)},${ahead}`, () =>
    module.function(['i32', 'i32', 'i32', 'i32', 'i32', ...epilogueParams(code)], [], f => {
      const [a, b, count, c, rows] = [0, 1, 2, 3, 4]
      const inputs = code.epilogue?.inputs ?? []
      const call = (func: number): void => {
        f.get(a)
        f.get(b)
        f.get(count)
        f.get(c)
        for (const k of inputs.keys()) f.get(5 + k)
        f.call(func)
      }
      const behind = f.local('i32')
      if (ahead > 0) f.set(behind, f.op('i32.add', f.get(b), f.op('i32.mul', f.get(count), f.i32(code.bStep))))
      f.block(done => {
        f.loop(again => {
          f.br_if(done, f.op('i32.lt_s', f.get(rows), f.i32(code.rows)))
          for (let line = 0; line < ahead; line++) f.op('drop', f.load('i32.load', f.get(behind), LINE * line))
          if (ahead > 0) f.increment(behind, LINE * ahead)
          call(tiles[0] as number)
          f.increment(a, code.rows * code.aRow)
          f.increment(c, code.rows * code.cRow)
          for (const [k, input] of inputs.entries()) f.increment(5 + k, code.rows * input.rowStride)
          f.set(rows, f.op('i32.sub', f.get(rows), f.i32(code.rows)))
          f.br(again)
        })
      })
      for (let rest = code.rows - 1; rest > 0; rest--) {
        f.if(f.op('i32.eq', f.get(rows), f.i32(rest)), () => call(tiles[code.rows - rest] as number))
      }
    }),
  )
}

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
      const rows = f.locals('v128', 4) as [Local, Local, Local, Local]
      const halves = f.locals('v128', 4) as [Local, Local, Local, Local]
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
