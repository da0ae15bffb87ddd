/**
 * Products C[M,N] = A[M,K] · B[K,N] whose A is gathered through tables (see gathered_tile.ts): how they are cut up, and how
 * threads share them.
 *
 * Blocks of rows (so that their part of C stays in the L2 cache) around blocks of k (so that a panel of B stays in the L1 cache)
 * around panels around tiles. Threads share the tiles' rows, or the panels if there are more of these. A long K over a small C is
 * cut into groups, summed by themselves and then added up, so that all threads have work. All cuts depend on the sizes alone.
 */
import { type GatheredTile, gatheredStrip, type RowAddress, rowBytes } from './gathered_tile.ts'
import { ARENA, type FunctionBuilder, type Local, type ModuleBuilder, TABLE, THREAD, THREADS } from './module.ts'
import type { Phase, Place } from './step.ts'
import { type Epilogue, storeLanes } from './tile.ts'

/** Longest block of k: a panel of 12 or 16 columns takes 12 to 16 KiB. */
const K_BLOCK = 256
/** Bytes of C that a block of rows takes. */
const BLOCK_BYTES = 1 << 18
const LEAST_ROW_BLOCK = 96
/** A product of fewer tiles of rows than this is cut along k, if k has some blocks. */
const FEW_TILES = 32
const GROUPS = 16
/** Floating point operations in a nanosecond, for costs. */
const SPEED = 50

/** Sizes of a product, and how it is cut up. */
export interface GatheredLayout {
  readonly m: number
  readonly n: number
  readonly k: number
  readonly rows: number
  /** Columns of a panel. */
  readonly width: number
  readonly panels: number
  /** Columns of the last panel. */
  readonly last: number
  readonly rowBlock: number
  readonly kBlock: number
  /** Parts of k with sums of their own, and their length. */
  readonly groups: number
  readonly groupLength: number
}

/** Where rows lie: `place` is the first row, or the table of their addresses. */
export interface PlacedRows {
  readonly place: Place
  readonly address: RowAddress
}

export interface GatheredProduct {
  readonly layout: GatheredLayout
  /** Tables of addresses, 4 bytes an entry. */
  readonly rowTable: Place
  readonly stepTable: Place
  readonly b: { readonly place: Place; readonly step: number; readonly panel: number }
  readonly c: PlacedRows
  readonly epilogue: Epilogue | undefined
  readonly inputs: readonly PlacedRows[]
  /** Sums of groups, where there are several: groups × M × N. */
  readonly partial: Place | undefined
}

/** Rows and vectors of tiles whose values fit the registers, with and without a multiply-add instruction; and how long a step takes. */
const TILES = [
  { rows: 3, vectors: 3, relaxed: true, factor: 1 },
  { rows: 2, vectors: 4, relaxed: false, factor: 1.05 },
  { rows: 4, vectors: 2, relaxed: false, factor: 1.05 },
  { rows: 7, vectors: 1, relaxed: true, factor: 1.1 },
  { rows: 6, vectors: 1, relaxed: false, factor: 1.1 },
] as const

/** Cycles for one step of k over all of C: two multiply-adds a cycle, but no tile is faster than one's latency of 4. */
function cycles(m: number, n: number, rows: number, vectors: number): number {
  const tileCycles = (r: number, v: number): number => (r === 0 || v === 0 ? 0 : Math.max(4, (r * v) / 2))
  const strip = (v: number): number => Math.floor(m / rows) * tileCycles(rows, v) + tileCycles(m % rows, v)
  return Math.floor(n / (4 * vectors)) * strip(vectors) + strip(Math.ceil((n % (4 * vectors)) / 4))
}

/** The best cut for these sizes; K may be 0. */
export function gatheredLayout(m: number, n: number, k: number, relaxed: boolean): GatheredLayout {
  const usable = TILES.filter(tile => relaxed || !tile.relaxed)
  const costs = usable.map(tile => tile.factor * cycles(m, n, tile.rows, tile.vectors))
  const { rows, vectors } = usable[costs.indexOf(Math.min(...costs))] as (typeof TILES)[number]
  const width = 4 * vectors
  const panels = Math.ceil(n / width)
  const blocks = Math.max(1, Math.ceil(k / K_BLOCK))
  const kBlock = Math.max(1, Math.ceil(k / blocks))
  const rowTiles = Math.ceil(m / rows)
  const groups = rowTiles * panels < FEW_TILES * 4 && rowTiles < FEW_TILES ? Math.min(GROUPS, Math.floor(blocks / 4)) : 1
  const groupLength = groups > 1 ? Math.ceil(blocks / groups) * kBlock : k
  return {
    m,
    n,
    k,
    rows,
    width,
    panels,
    last: n - (panels - 1) * width,
    rowBlock: Math.max(LEAST_ROW_BLOCK, Math.floor(BLOCK_BYTES / (4 * n))),
    kBlock,
    groups: groups > 1 ? Math.ceil(k / groupLength) : 1,
    groupLength,
  }
}

export const partialBytes = ({ m, n, groups }: GatheredLayout): number => (groups > 1 ? 4 * groups * m * n : 0)

/** The phases of products that write different parts of memory: all in one phase, then one for the sums of groups. */
export function gatheredPhases(module: ModuleBuilder, products: readonly GatheredProduct[]): readonly Phase[] {
  const emits = products.map(product => productEmitter(module, product))
  const func = module.phase(f => {
    for (const emit of emits) emit(f)
  })
  const cost = products.reduce((sum, { layout: { m, n, k } }) => sum + (2 * m * n * k) / SPEED + m * n, 0)
  const phases: Phase[] = [{ function: func, parallel: true, cost }]
  for (const product of products) if (product.layout.groups > 1) phases.push(sumOfGroups(module, product))
  return phases
}

/** Pushes base + index · stride. */
function at(f: FunctionBuilder, base: Local, index: Local, stride: number): undefined {
  return f.op('i32.add', f.get(base), f.op('i32.mul', f.get(index), f.i32(stride)))
}

/** local = min(local, limit), signed. */
function minimum(f: FunctionBuilder, local: Local, limit: () => void): void {
  const other = f.local('i32')
  limit()
  f.set(other)
  f.op('select', f.get(local), f.get(other), f.op('i32.lt_s', f.get(local), f.get(other)))
  f.set(local)
  f.free('i32', other)
}

/** Emits a thread's share of the product, in a phase's function. */
function productEmitter(module: ModuleBuilder, product: GatheredProduct): (f: FunctionBuilder) => void {
  const { layout } = product
  const { m, n, k, rows, panels, groups, groupLength } = layout
  const run = region(module, product)
  const rowTiles = Math.ceil(m / rows)
  const byPanels = groups === 1 && panels > rowTiles
  const units = byPanels ? panels : rowTiles
  return f => {
    const { begin, end } = f.share(THREAD, THREADS, groups * units, 1)
    const c = product.partial ?? product.c.place
    const places = [product.rowTable, product.stepTable, product.b.place, c, ...product.inputs.map(input => input.place)]
    const bases = places.map(place => f.let('i32', f.address(place, ARENA, TABLE)))
    const [group, low, high, count] = f.locals('i32', 4) as [Local, Local, Local, Local]
    f.block(done => {
      f.loop(again => {
        f.br_if(done, f.op('i32.ge_s', f.get(begin), f.get(end)))
        // the part of the share that lies in one group
        f.set(group, f.op('i32.div_u', f.get(begin), f.i32(units)))
        f.set(low, f.op('i32.rem_u', f.get(begin), f.i32(units)))
        f.set(high, f.op('i32.add', f.get(low), f.op('i32.sub', f.get(end), f.get(begin))))
        minimum(f, high, () => f.i32(units))
        f.set(count, f.op('i32.sub', f.get(high), f.get(low)))
        for (const [i, base] of bases.entries()) at(f, base, group, i === 3 && groups > 1 ? 4 * m * n : 0)
        if (byPanels) {
          f.i32(0)
          f.i32(m)
          f.get(low)
          f.get(high)
        } else {
          f.op('i32.mul', f.get(low), f.i32(rows))
          f.set(high, f.op('i32.mul', f.get(high), f.i32(rows)))
          minimum(f, high, () => f.i32(m))
          f.get(high)
          f.i32(0)
          f.i32(panels)
        }
        const first = f.let('i32', f.op('i32.mul', f.get(group), f.i32(groupLength)))
        const stop = f.let('i32', f.op('i32.add', f.get(first), f.i32(groupLength)))
        minimum(f, stop, () => f.i32(k))
        f.get(first)
        f.get(stop)
        f.call(run)
        f.set(begin, f.op('i32.add', f.get(begin), f.get(count)))
        f.br(again)
      })
    })
  }
}

/** (row table, step table, b, c, …inputs, r0, r1, p0, p1, k0, k1) → (): rows [r0, r1) of panels [p0, p1) over steps [k0, k1). */
function region(module: ModuleBuilder, product: GatheredProduct): number {
  const { k, kBlock, rowBlock, rows, groups, groupLength } = product.layout
  const step = Math.floor(rowBlock / rows) * rows
  const pointers = 4 + product.inputs.length
  const params = pointers + 6
  const one = k <= kBlock
  const lastGroup = k - (groups - 1) * groupLength
  const only = lastGroup <= kBlock ? block(module, product, false, true) : undefined
  const [first, middle, final] = one
    ? [undefined, undefined, undefined]
    : [block(module, product, false, false), block(module, product, true, false), block(module, product, true, true)]
  return module.function(new Array(params).fill('i32'), [], f => {
    const [r0, r1, k0, k1] = [0, 1, 4, 5].map(i => pointers + i) as [Local, Local, Local, Local]
    const [row, rowEnd, from, to] = f.locals('i32', 4) as [Local, Local, Local, Local]
    const call = (func: number | undefined): void => {
      if (func === undefined) return
      for (let i = 0; i < pointers; i++) f.get(i)
      for (const local of [row, rowEnd, pointers + 2, pointers + 3, from, to]) f.get(local)
      f.call(func)
    }
    const overBlocks = (): void => {
      call(first)
      f.block(done => {
        f.loop(again => {
          f.set(from, f.get(to))
          f.set(to, f.op('i32.add', f.get(to), f.i32(kBlock)))
          f.br_if(done, f.op('i32.ge_s', f.get(to), f.get(k1)))
          call(middle)
          f.br(again)
        })
      })
      f.set(to, f.get(k1))
      call(final)
    }
    f.for(row, { local: r0 }, { local: r1 }, step, () => {
      f.set(rowEnd, f.op('i32.add', f.get(row), f.i32(step)))
      minimum(f, rowEnd, () => f.get(r1))
      f.set(from, f.get(k0))
      f.set(to, f.op('i32.add', f.get(k0), f.i32(kBlock)))
      minimum(f, to, () => f.get(k1))
      if (one) call(only)
      else if (only === undefined) overBlocks()
      else
        f.if(
          f.op('i32.eq', f.get(to), f.get(k1)),
          () => call(only),
          () => overBlocks(),
        )
    })
  })
}

/** (row table, step table, b, c, …inputs, r0, r1, p0, p1, k0, k1) → (): the same in one block of rows and of k. */
function block(module: ModuleBuilder, product: GatheredProduct, accumulate: boolean, last: boolean): number {
  const { layout, b } = product
  const { n, k, rows, width, panels } = layout
  const epilogue = last ? product.epilogue : undefined
  const inputs = epilogue === undefined ? [] : product.inputs.map(input => input.address)
  const c = product.partial === undefined ? product.c.address : 4 * n
  const code: GatheredTile = { rows, columns: width, bStep: b.step, c, accumulate, empty: k === 0, epilogue, inputs }
  const full = gatheredStrip(module, code)
  const tail = layout.last === width ? full : gatheredStrip(module, { ...code, columns: layout.last })
  const pointers = 4 + product.inputs.length
  const key = [full, tail, b.panel, panels, width, pointers].join()
  return module.once(`gathered block ${key}`, () =>
    module.function(new Array(pointers + 6).fill('i32'), [], f => {
      const [rowTable, stepTable, bBase, cBase] = [0, 1, 2, 3]
      const [r0, r1, p0, p1, k0, k1] = [0, 1, 2, 3, 4, 5].map(i => pointers + i) as [Local, Local, Local, Local, Local, Local]
      const panel = f.local('i32')
      f.set(rowTable, at(f, rowTable, r0, 4))
      f.set(cBase, at(f, cBase, r0, rowBytes(c, 1)))
      for (const [i, input] of inputs.entries()) f.set(4 + i, at(f, 4 + i, r0, rowBytes(input, 1)))
      f.set(bBase, at(f, bBase, k0, b.step))
      f.for(panel, { local: p0 }, { local: p1 }, 1, () => {
        const call = (func: number): void => {
          f.get(rowTable)
          at(f, stepTable, k0, 4)
          at(f, stepTable, k1, 4)
          at(f, bBase, panel, b.panel)
          f.op('i32.mul', f.get(panel), f.i32(4 * width))
          f.get(cBase)
          for (const i of inputs.keys()) f.get(4 + i)
          f.op('i32.sub', f.get(r1), f.get(r0))
          f.call(func)
        }
        if (tail === full) call(full)
        else
          f.if(
            f.op('i32.eq', f.get(panel), f.i32(panels - 1)),
            () => call(tail),
            () => call(full),
          )
      })
    }),
  )
}

/** C = the sum of the groups' sums, group after group. */
function sumOfGroups(module: ModuleBuilder, { layout: { m, n, groups }, partial, c }: GatheredProduct): Phase {
  const func = module.phase(f => {
    const { begin, end } = f.share(THREAD, THREADS, m * n, 16)
    const from = f.let('i32', f.address(partial as Place, ARENA, TABLE))
    const to = f.let('i32', f.address(c.place, ARENA, TABLE))
    const [i, g, source, target] = f.locals('i32', 4) as [Local, Local, Local, Local]
    const sum = f.local('v128')
    f.for(i, { local: begin }, { local: end }, 4, () => {
      f.set(source, at(f, from, i, 4))
      f.set(target, at(f, to, i, 4))
      f.set(sum, f.load('v128.load', f.get(source)))
      f.for(g, 1, groups, 1, () => {
        f.increment(source, 4 * m * n)
        f.set(sum, f.op('f32x4.add', f.get(sum), f.load('v128.load', f.get(source))))
      })
      storeTail(f, target, sum, i, m * n)
    })
  })
  return { function: func, parallel: true, cost: 0.3 * groups * m * n }
}

/** Stores four floats at element `index` of `size`: fewer at the end. */
function storeTail(f: FunctionBuilder, target: Local, vector: Local, index: Local, size: number): void {
  const whole = (): void => f.store('v128.store', f.get(target), f.get(vector))
  if (size % 4 === 0) whole()
  else f.if(f.op('i32.le_s', f.get(index), f.i32(size - 4)), whole, () => storeLanes(f, target, vector, size % 4, 0))
}
