/**
 * Products of float64 and of int32 matrices, any transposes, single or in batches; no epilogues. Sums of integers wrap around.
 *
 * Panels of columns of B, four vectors wide, are packed one behind the other (where a few rows of A use them, or B is stored transposed); rows of A are
 * read where they lie. Every sum is one chain over k, whatever the tile, so results depend neither on the split between threads nor on
 * tails.
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
import type { Kept, Phase, Place, Step } from '../step.ts'
import { type Factors, factorsOf } from './product.ts'
import { overShare } from './share.ts'
import { storeLanes } from './tile.ts'

/** What differs between the types. */
interface NumberType {
  readonly dtype: 'float64' | 'int32'
  readonly bytes: number
  readonly splat: 'v128.load64_splat' | 'v128.load32_splat'
  readonly load: 'f64.load' | 'i32.load'
  readonly store: 'f64.store' | 'i32.store'
  /** sum += factor · part */
  readonly multiplyAdd: (f: FunctionBuilder, factor: Local, part: Local, sum: Local) => void
  /** Operations in a nanosecond, for costs. */
  readonly speed: number
}

const FLOAT64: NumberType = {
  dtype: 'float64',
  bytes: 8,
  splat: 'v128.load64_splat',
  load: 'f64.load',
  store: 'f64.store',
  multiplyAdd: (f, factor, part, sum) => f.set(sum, f.madd('f64x2', f.get(factor), f.get(part), f.get(sum))),
  speed: 20,
}
const INT32: NumberType = {
  dtype: 'int32',
  bytes: 4,
  splat: 'v128.load32_splat',
  load: 'i32.load',
  store: 'i32.store',
  multiplyAdd: (f, factor, part, sum) =>
    f.set(sum, f.op('i32x4.add', f.get(sum), f.op('i32x4.mul', f.get(factor), f.get(part)))),
  speed: 20,
}

/** Bytes of a row of a panel: four vectors. */
const PANEL_ROW = 64
/** Rows of a tile of one to four vectors, so that its values fit fifteen registers. */
const ROWS = [6, 4, 3, 2] as const
/** Fewer rows of A do not pay for packing B. */
const PACK_ROWS = 8
/** Bytes of A that a block of rows takes: they stay in the second cache while the panels pass. */
const ROW_BLOCK_BYTES = 1 << 19

interface PlainProduct extends Factors {
  readonly type: NumberType
  readonly c: Place
}

/** The product that a step asks for; undefined where it is not one of these types. */
export function plainProductOf(step: Step, transposeA: boolean, transposeB: boolean): PlainProduct | undefined {
  const [output] = step.outputs
  const type = output?.dtype === 'float64' ? FLOAT64 : output?.dtype === 'int32' ? INT32 : undefined
  if (output === undefined || type === undefined || step.inputs.length > 2 || step.outputs.length > 1 || step.scalar)
    return undefined
  const factors = factorsOf(step, type.dtype, transposeA, transposeB)
  return factors && { ...factors, type, c: output.place }
}

/** Columns of a panel. */
const widthOf = ({ type }: PlainProduct): number => PANEL_ROW / type.bytes
const isEmpty = ({ batch, m, n, k }: PlainProduct): boolean => batch * m * n * k === 0
const isPacked = ({ m, transposeB }: PlainProduct): boolean => transposeB || m >= PACK_ROWS
const panelsOf = (product: PlainProduct): number => Math.ceil(product.n / widthOf(product))
const panelBytes = ({ k }: PlainProduct): number => PANEL_ROW * k
const packedBytes = (product: PlainProduct): number => product.batch * panelsOf(product) * panelBytes(product)

export const plainScratch = (product: PlainProduct): number =>
  isEmpty(product) || !isPacked(product) || product.kept ? 0 : packedBytes(product)

export function plainKept(product: PlainProduct): Kept | undefined {
  if (isEmpty(product) || !isPacked(product)) return undefined
  const { batch, k, n, transposeB, bInput, type } = product
  return { input: bInput, bytes: packedBytes(product), layout: `${type.dtype} ${batch} ${k} ${n} ${transposeB}` }
}

export function emitPlainProduct(
  module: ModuleBuilder,
  product: PlainProduct,
  scratch: Place | undefined,
): readonly Phase[] | undefined {
  const { batch, m, n, k, kept } = product
  if (batch * m * n === 0) return []
  if (k === 0) return undefined
  if (!isPacked(product)) return [productPhase(module, product, undefined)]
  const packed = kept?.place ?? scratch
  if (packed === undefined) return undefined
  return [packPhase(module, product, packed), productPhase(module, product, packed)]
}

/** Copies the panels of B, a row of numbers for each k. What lies beyond the last column is not stored in C. */
function packPhase(module: ModuleBuilder, product: PlainProduct, to: Place): Phase {
  const { batch, n, k, transposeB, kept, type } = product
  const { bytes } = type
  const width = widthOf(product)
  const panels = panelsOf(product)
  const func = module.phase(f => {
    const { begin, end } = f.share(THREAD, THREADS, batch * panels, 1)
    const b = f.let('i32', f.address(product.b, ARENA, TABLE))
    const packed = f.let('i32', f.address(to, ARENA, TABLE))
    const [from, target, panel, row] = f.locals('i32', 4)
    f.for(begin, { local: begin }, { local: end }, 1, () => {
      f.set(panel, f.op('i32.rem_u', f.get(begin), f.i32(panels)))
      f.set(from, f.at(b, panel, PANEL_ROW * (transposeB ? k : 1)))
      f.set(
        from,
        f.op(
          'i32.add',
          f.get(from),
          f.op('i32.mul', f.op('i32.div_u', f.get(begin), f.i32(panels)), f.i32(bytes * k * n)),
        ),
      )
      f.set(target, f.at(packed, begin, panelBytes(product)))
      const copy = (columns: number): void =>
        f.for(row, 0, k, 1, () => {
          if (transposeB)
            for (let j = 0; j < columns; j++)
              f.store(type.store, f.get(target), f.load(type.load, f.get(from), bytes * j * k), bytes * j)
          else
            for (let at = 0; at < bytes * columns; at += 16)
              f.store('v128.store', f.get(target), f.load('v128.load', f.get(from), at), at)
          f.increment(from, transposeB ? bytes : bytes * n)
          f.increment(target, PANEL_ROW)
        })
      const last = n - (panels - 1) * width
      if (last === width) copy(width)
      else
        f.if(
          f.op('i32.eq', f.get(panel), f.i32(panels - 1)),
          () => copy(last),
          () => copy(width),
        )
    })
  })
  return { function: func, parallel: true, cost: batch * k * n, ...(kept ? { unless: kept.fresh } : {}) }
}

function productPhase(module: ModuleBuilder, product: PlainProduct, packed: Place | undefined): Phase {
  const { batch, m, n, k, transposeA, type } = product
  const { bytes } = type
  const width = widthOf(product)
  const panels = panelsOf(product)
  const last = n - (panels - 1) * width
  const rows = rowsFor(product, Math.min(n, width))
  const full = strip(module, product, Math.min(n, width), packed !== undefined)
  const narrow = last === width || panels === 1 ? full : strip(module, product, last, packed !== undefined)
  const rowBlock = Math.max(rows, Math.floor(ROW_BLOCK_BYTES / (bytes * k) / rows) * rows)
  const func = module.phase(f => {
    const bases = [product.a, packed ?? product.b, product.c].map(place => f.let('i32', f.address(place, ARENA, TABLE)))
    const [a, b, c] = bases as [Local, Local, Local]
    const [r0, r1, p0, p1, row, count, panel, base] = f.locals('i32', 8)
    overShare(f, batch, { byPanels: panels > Math.ceil(m / rows), m, rows, panels }, (matrix, pushPart) => {
      pushPart()
      for (const edge of [p1, p0, r1, r0]) f.set(edge)
      f.for(row, { local: r0 }, { local: r1 }, rowBlock, () => {
        f.set(count, f.op('i32.sub', f.get(r1), f.get(row)))
        f.limit(count, rowBlock)
        const call = (func: number): void => {
          f.set(base, f.at(a, matrix, bytes * m * k))
          f.at(base, row, transposeA ? bytes : bytes * k)
          f.set(base, f.at(b, matrix, packed ? panels * panelBytes(product) : bytes * k * n))
          f.at(base, panel, packed ? panelBytes(product) : PANEL_ROW)
          f.set(base, f.at(c, matrix, bytes * m * n))
          f.set(base, f.at(base, row, bytes * n))
          f.at(base, panel, PANEL_ROW)
          f.get(count)
          f.call(func)
        }
        f.for(panel, { local: p0 }, { local: p1 }, 1, () => {
          if (narrow === full) call(full)
          else
            f.if(
              f.op('i32.eq', f.get(panel), f.i32(panels - 1)),
              () => call(narrow),
              () => call(full),
            )
        })
      })
    })
  })
  return { function: func, parallel: true, cost: (2 * batch * m * n * k) / type.speed + batch * m * n }
}

/** Rows of a tile, by its columns. */
const rowsFor = ({ type }: PlainProduct, columns: number): number =>
  ROWS[Math.ceil((columns * type.bytes) / 16) - 1] as number

/** (a, b, c, rows) → (): rows of one panel of `columns`, tile after tile. */
function strip(module: ModuleBuilder, product: PlainProduct, columns: number, packed: boolean): number {
  const { k, n, transposeA, type } = product
  const { bytes } = type
  const rows = rowsFor(product, columns)
  const tiles = Array.from({ length: rows }, (_, less) => tile(module, product, rows - less, columns, packed))
  return module.once(`plain strip ${[type.dtype, rows, columns, k, n, product.m, transposeA, packed]}`, () =>
    module.function(['i32', 'i32', 'i32', 'i32'], [], f => {
      const [a, b, c, left] = [0, 1, 2, 3]
      const call = (func: number): undefined => f.call(func, f.get(a), f.get(b), f.get(c))
      f.block(done => {
        f.loop(again => {
          f.br_if(done, f.op('i32.lt_s', f.get(left), f.i32(rows)))
          call(tiles[0] as number)
          f.increment(a, rows * (transposeA ? bytes : bytes * k))
          f.increment(c, rows * bytes * n)
          f.set(left, f.op('i32.sub', f.get(left), f.i32(rows)))
          f.br(again)
        })
      })
      for (let rest = rows - 1; rest > 0; rest--)
        f.if(f.op('i32.eq', f.get(left), f.i32(rest)), () => call(tiles[rows - rest] as number))
    }),
  )
}

/** (a, b, c) → (): one tile over all of k. */
function tile(
  module: ModuleBuilder,
  { m, n, k, transposeA, type }: PlainProduct,
  rows: number,
  columns: number,
  packed: boolean,
): number {
  const { bytes } = type
  const vectors = Math.ceil((columns * bytes) / 16)
  const [aRow, aStep] = transposeA ? [bytes, bytes * m] : [bytes * k, bytes]
  return module.once(`plain tile ${[type.dtype, rows, columns, k, n, m, transposeA, packed]}`, () =>
    module.function(['i32', 'i32', 'i32'], [], f => {
      const [a, b, c] = [0, 1, 2]
      const sums = Array.from({ length: rows }, () => f.locals('v128', vectors))
      const parts = f.locals('v128', vectors)
      const factor = f.local('v128')
      const step = f.local('i32')
      f.for(step, 0, k, 1, () => {
        for (const [j, part] of parts.entries()) f.set(part, f.load('v128.load', f.get(b), 16 * j))
        for (const [i, row] of sums.entries()) {
          f.set(factor, f.load(type.splat, f.get(a), i * aRow))
          for (const [j, sum] of row.entries()) type.multiplyAdd(f, factor, parts[j] as Local, sum)
        }
        f.increment(a, aStep)
        f.increment(b, packed ? PANEL_ROW : bytes * n)
      })
      for (const [i, row] of sums.entries()) {
        for (const [j, sum] of row.entries())
          storeLanes(f, c, sum, Math.min(4, (columns * bytes) / 4 - 4 * j), i * bytes * n + 16 * j)
      }
    }),
  )
}
