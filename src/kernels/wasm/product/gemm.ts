/**
 * The inner parts of matrix products, C[M,N] = A[M,K] · B[K,N] in float32: tiles and strips of tiles.
 *
 * Strides are constants of the code, so A needs neither packing nor row pointers, transposed or not. B is read in panels of
 * `vectors`·4 columns, either where it lies or from packed panels. Loads may run past the end of a row or buffer (into SLACK);
 * what they bring there is never stored.
 *
 * Every element of C is summed in the order of k by the same instructions whatever the tile's size, so results depend neither
 * on the split between threads nor on tails.
 */
import type { ModuleBuilder } from '../assembler/module.ts'
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
  readonly ahead?: ReadAhead | undefined
}

/** Lines of memory that a strip reads with each full tile, one tile after the other from `distance` bytes behind the panel's beginning on, so that they are near when their turn comes. */
export interface ReadAhead {
  readonly distance: number
  readonly lines: number
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
  const { ahead } = code
  return module.once(`strip ${tileKey(code)},${ahead?.lines},${ahead?.distance}`, () =>
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
      if (ahead) f.set(behind, f.op('i32.add', f.get(b), f.i32(ahead.distance)))
      f.block(done => {
        f.loop(again => {
          f.br_if(done, f.op('i32.lt_s', f.get(rows), f.i32(code.rows)))
          if (ahead) {
            for (let line = 0; line < ahead.lines; line++) f.op('drop', f.load('i32.load', f.get(behind), LINE * line))
            f.increment(behind, LINE * ahead.lines)
          }
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
