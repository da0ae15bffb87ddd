/**
 * Products of float64 matrices, any transposes, single or in batches; no epilogues.
 *
 * Panels of eight columns of B are packed one behind the other (where a few rows of A use them, or B is stored transposed); rows of A are
 * read where they lie. Every sum is one chain over k, whatever the tile, so results depend neither on the split between threads nor on
 * tails.
 */
import { ARENA, type Local, type ModuleBuilder, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import { type Factors, factorsOf } from './product.ts'
import type { Kept, Operand, Phase, Place, Step } from '../step.ts'
import { overShare } from './share.ts'

/** Columns of a panel: four vectors. */
const WIDTH = 8
/** Rows of a tile of one to four vectors, so that its values fit fifteen registers. */
const ROWS = [6, 4, 3, 2] as const
/** Fewer rows of A do not pay for packing B. */
const PACK_ROWS = 8
/** Bytes of A that a block of rows takes: they stay in the second cache while the panels pass. */
const ROW_BLOCK_BYTES = 1 << 19
/** Floating point operations in a nanosecond, for costs. */
const SPEED = 20

interface Doubles extends Factors {
  readonly c: Place
}

/** The product that a step asks for; undefined where it is not one of doubles. */
export function doublesOf(step: Step, transposeA: boolean, transposeB: boolean): Doubles | undefined {
  const factors = step.inputs.length > 2 || step.outputs.length > 1 || step.scalar ? undefined : factorsOf(step, 'float64', transposeA, transposeB)
  return factors && { ...factors, c: (step.outputs[0] as Operand).place }
}

const isEmpty = ({ batch, m, n, k }: Doubles): boolean => batch * m * n * k === 0
const isPacked = ({ m, transposeB }: Doubles): boolean => transposeB || m >= PACK_ROWS
const panelsOf = ({ n }: Doubles): number => Math.ceil(n / WIDTH)
const panelBytes = ({ k }: Doubles): number => 8 * WIDTH * k
const packedBytes = (product: Doubles): number => product.batch * panelsOf(product) * panelBytes(product)

export const doublesScratch = (product: Doubles): number => (isEmpty(product) || !isPacked(product) || product.kept ? 0 : packedBytes(product))

export function doublesKept(product: Doubles): Kept | undefined {
  if (isEmpty(product) || !isPacked(product)) return undefined
  const { batch, k, n, transposeB, bInput } = product
  return { input: bInput, bytes: packedBytes(product), layout: `doubles ${batch} ${k} ${n} ${transposeB}` }
}

export function emitDoubles(module: ModuleBuilder, product: Doubles, scratch: Place | undefined): readonly Phase[] | undefined {
  const { batch, m, n, k, kept } = product
  if (batch * m * n === 0) return []
  if (k === 0) return undefined
  if (!isPacked(product)) return [productPhase(module, product, undefined)]
  const packed = kept?.place ?? scratch
  if (packed === undefined) return undefined
  return [packPhase(module, product, packed), productPhase(module, product, packed)]
}

/** Copies the panels of B, a row of eight numbers for each k. What lies beyond the last column is not stored in C. */
function packPhase(module: ModuleBuilder, product: Doubles, to: Place): Phase {
  const { batch, n, k, transposeB, kept } = product
  const panels = panelsOf(product)
  const func = module.phase(f => {
    const { begin, end } = f.share(THREAD, THREADS, batch * panels, 1)
    const b = f.let('i32', f.address(product.b, ARENA, TABLE))
    const packed = f.let('i32', f.address(to, ARENA, TABLE))
    const [from, target, panel, row] = f.locals('i32', 4) as [Local, Local, Local, Local]
    f.for(begin, { local: begin }, { local: end }, 1, () => {
      f.set(panel, f.op('i32.rem_u', f.get(begin), f.i32(panels)))
      f.set(from, f.at(b, panel, 8 * WIDTH * (transposeB ? k : 1)))
      f.set(from, f.op('i32.add', f.get(from), f.op('i32.mul', f.op('i32.div_u', f.get(begin), f.i32(panels)), f.i32(8 * k * n))))
      f.set(target, f.at(packed, begin, panelBytes(product)))
      const copy = (columns: number): void =>
        f.for(row, 0, k, 1, () => {
          if (transposeB) for (let j = 0; j < columns; j++) f.store('f64.store', f.get(target), f.load('f64.load', f.get(from), 8 * j * k), 8 * j)
          else for (let j = 0; j < columns; j += 2) f.store('v128.store', f.get(target), f.load('v128.load', f.get(from), 8 * j), 8 * j)
          f.increment(from, transposeB ? 8 : 8 * n)
          f.increment(target, 8 * WIDTH)
        })
      const last = n - (panels - 1) * WIDTH
      if (last === WIDTH) copy(WIDTH)
      else
        f.if(
          f.op('i32.eq', f.get(panel), f.i32(panels - 1)),
          () => copy(last),
          () => copy(WIDTH),
        )
    })
  })
  return { function: func, parallel: true, cost: batch * k * n, ...(kept ? { unless: kept.fresh } : {}) }
}

function productPhase(module: ModuleBuilder, product: Doubles, packed: Place | undefined): Phase {
  const { batch, m, n, k, transposeA } = product
  const panels = panelsOf(product)
  const last = n - (panels - 1) * WIDTH
  const rows = ROWS[Math.ceil(Math.min(n, WIDTH) / 2) - 1] as number
  const full = strip(module, product, Math.min(n, WIDTH), packed !== undefined)
  const narrow = last === WIDTH || panels === 1 ? full : strip(module, product, last, packed !== undefined)
  const rowBlock = Math.max(rows, Math.floor(ROW_BLOCK_BYTES / (8 * k) / rows) * rows)
  const func = module.phase(f => {
    const bases = [product.a, packed ?? product.b, product.c].map(place => f.let('i32', f.address(place, ARENA, TABLE)))
    const [a, b, c] = bases as [Local, Local, Local]
    const [r0, r1, p0, p1, row, count, panel, base] = f.locals('i32', 8) as [Local, Local, Local, Local, Local, Local, Local, Local]
    overShare(f, batch, { byPanels: panels > Math.ceil(m / rows), m, rows, panels }, (matrix, pushPart) => {
      pushPart()
      for (const edge of [p1, p0, r1, r0]) f.set(edge)
      f.for(row, { local: r0 }, { local: r1 }, rowBlock, () => {
        f.set(count, f.op('i32.sub', f.get(r1), f.get(row)))
        f.limit(count, rowBlock)
        const call = (func: number): void => {
          f.set(base, f.at(a, matrix, 8 * m * k))
          f.at(base, row, transposeA ? 8 : 8 * k)
          f.set(base, f.at(b, matrix, packed ? panels * panelBytes(product) : 8 * k * n))
          f.at(base, panel, packed ? panelBytes(product) : 8 * WIDTH)
          f.set(base, f.at(c, matrix, 8 * m * n))
          f.set(base, f.at(base, row, 8 * n))
          f.at(base, panel, 8 * WIDTH)
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
  return { function: func, parallel: true, cost: (2 * batch * m * n * k) / SPEED + batch * m * n }
}

/** (a, b, c, rows) → (): rows of one panel of so many columns, tile after tile. */
function strip(module: ModuleBuilder, product: Doubles, columns: number, packed: boolean): number {
  const { k, n, transposeA } = product
  const rows = ROWS[Math.ceil(columns / 2) - 1] as number
  const tiles = Array.from({ length: rows }, (_, less) => tile(module, product, rows - less, columns, packed))
  return module.once(`doubles strip ${[rows, columns, k, n, product.m, transposeA, packed]}`, () =>
    module.function(['i32', 'i32', 'i32', 'i32'], [], f => {
      const [a, b, c, left] = [0, 1, 2, 3]
      const call = (func: number): undefined => f.call(func, f.get(a), f.get(b), f.get(c))
      f.block(done => {
        f.loop(again => {
          f.br_if(done, f.op('i32.lt_s', f.get(left), f.i32(rows)))
          call(tiles[0] as number)
          f.increment(a, rows * (transposeA ? 8 : 8 * k))
          f.increment(c, rows * 8 * n)
          f.set(left, f.op('i32.sub', f.get(left), f.i32(rows)))
          f.br(again)
        })
      })
      for (let rest = rows - 1; rest > 0; rest--) f.if(f.op('i32.eq', f.get(left), f.i32(rest)), () => call(tiles[rows - rest] as number))
    }),
  )
}

/** (a, b, c) → (): one tile over all of k. */
function tile(module: ModuleBuilder, { m, n, k, transposeA }: Doubles, rows: number, columns: number, packed: boolean): number {
  const vectors = Math.ceil(columns / 2)
  const [aRow, aStep] = transposeA ? [8, 8 * m] : [8 * k, 8]
  return module.once(`doubles tile ${[rows, columns, k, n, m, transposeA, packed]}`, () =>
    module.function(['i32', 'i32', 'i32'], [], f => {
      const [a, b, c] = [0, 1, 2]
      const sums = Array.from({ length: rows }, () => f.locals('v128', vectors))
      const parts = f.locals('v128', vectors)
      const factor = f.local('v128')
      const step = f.local('i32')
      f.for(step, 0, k, 1, () => {
        for (const [j, part] of parts.entries()) f.set(part, f.load('v128.load', f.get(b), 16 * j))
        for (const [i, row] of sums.entries()) {
          f.set(factor, f.load('v128.load64_splat', f.get(a), i * aRow))
          for (const [j, sum] of row.entries()) f.set(sum, f.madd('f64x2', f.get(factor), f.get(parts[j] as Local), f.get(sum)))
        }
        f.increment(a, aStep)
        f.increment(b, packed ? 8 * WIDTH : 8 * n)
      })
      for (const [i, row] of sums.entries()) {
        for (const [j, sum] of row.entries()) {
          const at = i * 8 * n + 16 * j
          if (2 * j + 2 <= columns) f.store('v128.store', f.get(c), f.get(sum), at)
          else f.store_lane('v128.store64_lane', 0, f.get(c), f.get(sum), at)
        }
      }
    }),
  )
}
