/**
 * Tiles of products C[M,N] = A[M,K] · B[K,N] in float32 where the elements of A lie anywhere: A(row, k) is at the address
 * rows[row] + steps[k], both read from tables of 32-bit numbers. That is what convolutions are: rows are pixels and steps are
 * the elements of a window, or the other way round.
 *
 * In a diagonal product every column has an A of its own, whose elements stand one beside the other: C(row, j) is the sum of
 * A(row, k)[j] · B(k, j). So it is where channels are convolved by themselves.
 *
 * With one to three columns most lanes of a vector would be idle. Then, if the steps of k come in fours that lie side by side, a
 * step takes four of them, B has four numbers for each column, and the lanes are added up at the end.
 *
 * The addition in every load costs little, as multiply-adds fill the time; the loop ends at the table's end and so needs no counter.
 */
import type { FunctionBuilder, Local, ModuleBuilder } from '../assembler/module.ts'
import { type Address, addAcross, type Epilogue, finishTile, tileSums } from './tile.ts'

/** How rows follow one another: bytes from one to the next, or the address of each row in a table. */
export type RowAddress = number | 'table'

/** matrix: A times B. diagonal: elements of A and B at the same column. dots: four steps of k at a time, for few columns. */
export type ProductKind = 'matrix' | 'diagonal' | 'dots'

export interface ImplicitGemmTile {
  readonly kind: ProductKind
  readonly rows: number
  /** Columns: a multiple of 4, or less in the last panel. */
  readonly columns: number
  /** Bytes from one k to the next in the panel that is read. */
  readonly bStep: number
  readonly c: RowAddress
  /** Adds to what C holds. */
  readonly accumulate: boolean
  /** There is no k: all sums are zero. */
  readonly empty?: boolean
  readonly epilogue?: Epilogue | undefined
  /** Rows of the epilogue's inputs. */
  readonly inputs: readonly RowAddress[]
}

const tileKey = (code: ImplicitGemmTile): string =>
  [
    code.kind,
    code.rows,
    code.columns,
    code.bStep,
    code.c,
    +code.accumulate,
    +(code.empty ?? false),
    code.inputs.join('+'),
    code.epilogue?.key ?? '',
  ].join()

/** Bytes to move a pointer by for `count` rows. */
export const rowBytes = (address: RowAddress, count: number): number => count * (address === 'table' ? 4 : address)

/**
 * (rows, steps, end, b, column, c, …inputs of the epilogue) → (): one tile over the steps from `steps` to `end`. `column`: bytes
 * from column 0 of C, which `c` and the inputs point to, to the tile's.
 */
function tile(module: ModuleBuilder, code: ImplicitGemmTile): number {
  const { rows, columns, bStep, epilogue } = code
  return module.once(`implicit GEMM tile ${tileKey(code)}`, () =>
    module.function(new Array(6 + code.inputs.length).fill('i32'), [], f => {
      const [row, steps, end, b, column, c] = [0, 1, 2, 3, 4, 5]
      const dots = code.kind === 'dots'
      const sums = tileSums(f, module.simd, rows, dots ? columns : Math.ceil(columns / 4))
      if (!code.empty) {
        const pointers = rowAddresses(f, 'table', rows, row, code.kind === 'diagonal' ? column : undefined).map(
          address => address.pointer,
        )
        const step = f.local('i32')
        const at = (i: number): undefined => f.op('i32.add', f.get(pointers[i] as Local), f.get(step))
        const loop = {
          b,
          before: () => f.set(step, f.load('i32.load', f.get(steps))),
          next: (): undefined => {
            f.increment(steps, 4)
            f.increment(b, bStep)
            return f.op('i32.ne', f.get(steps), f.get(end))
          },
        }
        if (code.kind === 'diagonal') sums.addByVector(loop, (i, j) => f.load('v128.load', at(i), 16 * j))
        else sums.add(loop, i => f.load(dots ? 'v128.load' : 'v128.load32_splat', at(i)))
      }
      const cRows = rowAddresses(f, code.c, rows, c, column)
      const inputs = code.inputs.map((input, k) =>
        rowAddresses(f, input, rows, 6 + k, epilogue?.inputs[k]?.columnStride === 0 ? undefined : column),
      )
      const results = dots ? sums.locals.map(row => [addAcross(f, row)]) : sums.locals
      finishTile(f, results, module, code, { c: i => cRows[i] as Address, input: (k, i) => inputs[k]?.[i] as Address })
    }),
  )
}

/** Where the rows of a tile begin; `column` is added unless it is undefined. */
function rowAddresses(
  f: FunctionBuilder,
  address: RowAddress,
  rows: number,
  pointer: Local,
  column: Local | undefined,
): readonly Address[] {
  const moved = (): void => {
    if (column !== undefined) f.op('i32.add', undefined, f.get(column))
  }
  if (address !== 'table') {
    f.get(pointer)
    moved()
    const base = f.let('i32')
    return Array.from({ length: rows }, (_, i) => ({ pointer: base, offset: i * address }))
  }
  return Array.from({ length: rows }, (_, i) => {
    f.load('i32.load', f.get(pointer), 4 * i)
    moved()
    return { pointer: f.let('i32'), offset: 0 }
  })
}

/** (rows, steps, end, b, column, c, …inputs of the epilogue, count) → (): tiles down one panel, the last one smaller if need be. */
export function implicitGemmStrip(module: ModuleBuilder, code: ImplicitGemmTile): number {
  const tiles = Array.from({ length: code.rows }, (_, less) => tile(module, { ...code, rows: code.rows - less }))
  const params = 6 + code.inputs.length
  return module.once(`implicit GEMM strip ${tileKey(code)}`, () =>
    module.function(new Array(params + 1).fill('i32'), [], f => {
      const [row, c, count] = [0, 5, params]
      const call = (func: number): void => {
        for (let i = 0; i < params; i++) f.get(i)
        f.call(func)
      }
      f.block(done => {
        f.loop(again => {
          f.br_if(done, f.op('i32.lt_s', f.get(count), f.i32(code.rows)))
          call(tiles[0] as number)
          f.increment(row, 4 * code.rows)
          f.increment(c, rowBytes(code.c, code.rows))
          for (const [k, input] of code.inputs.entries()) f.increment(6 + k, rowBytes(input, code.rows))
          f.set(count, f.op('i32.sub', f.get(count), f.i32(code.rows)))
          f.br(again)
        })
      })
      for (let rest = code.rows - 1; rest > 0; rest--) {
        f.if(f.op('i32.eq', f.get(count), f.i32(rest)), () => call(tiles[code.rows - rest] as number))
      }
    }),
  )
}
