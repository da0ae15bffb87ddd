/**
 * Products of float32 matrices, any transposes, single (`matmul`) or in batches (`batch_matmul`), with a fused epilogue; those of
 * float64 and int32 are in plain_product.ts.
 *
 * Blocks of rows (so that their part of A stays in the L2 cache) around panels around blocks of k around tiles: what C holds is
 * added to while it is still in the L2 cache, for waiting for it is dear. B is packed into panels where it is stored transposed, or
 * where its rows are long and used by many rows of A: then reading it in place would miss the cache and the TLB. Where A is one block
 * and there are many panels, threads share the panels and each packs its own, one block of k after the other; otherwise a phase of
 * its own packs all of B and threads share the rows. Where the plan keeps the panels of a B that does not change, that phase is left out.
 */
import { SIMD, type Simd } from '../assembler/features.ts'
import {
  ARENA,
  type FunctionBuilder,
  type Local,
  type ModuleBuilder,
  TABLE,
  THREAD,
  THREADS,
} from '../assembler/module.ts'
import { type Kept, type Phase, type Place, SLACK, type Step, type WasmKernel, within } from '../step.ts'
import { LINE, packColumns, packRows, type Strides, strip } from './gemm.ts'
import { emitDots, emitRowVector } from './matmul_vector.ts'
import { emitPlainProduct, plainKept, plainProductOf, plainScratch } from './plain_product.ts'
import { epilogueOf, type Product, productOf } from './product.ts'
import { overShare } from './share.ts'

/** Bytes of A that a block of rows takes, the second where k is far, and its fewest rows. */
const ROW_BLOCK_BYTES = 1 << 19
const FAR_ROW_BLOCK_BYTES = 5 << 18
const LEAST_ROW_BLOCK = 64
/** Where A has no more bytes than this, or rows, it is one block if that spares the memory for all of B packed. */
const ONE_BLOCK_BYTES = 3 << 18
const ONE_BLOCK_ROWS = 128
/**
 * Longest block of k; the second where A is large: more digits are lost, but C, far away, is added to less often. There a k that is no
 * longer than `WHOLE_K` is one block. From `FAR_K` on even longer blocks pay, with more rows that use them.
 */
const K_BLOCK = 256
const LONG_K_BLOCK = 384
const FAR_K_BLOCK = 520
const WHOLE_K = 1024
const FAR_K = 1700
/** So many panels are shared evenly enough. */
const EVEN_PANELS = 24
/** Rows and columns of products that end in updates. */
const LEAST_UPDATED = 3
/** Rows of A that pay for packing B even if its rows are short. */
const PACK_ROWS = 96
/** Floating point operations in a nanosecond, for costs. */
const SPEED = 55

/** How one product is cut up. */
interface Layout {
  readonly rows: number
  /** Columns of a panel. */
  readonly width: number
  readonly panels: number
  /** Columns of the last panel: at most one vector more than the others have. Its own width, and the rows of its tiles. */
  readonly last: number
  readonly lastWidth: number
  readonly lastRows: number
  readonly kc: number
  readonly rowBlock: number
  /** inside: by the thread that uses the panel, block after block; before: all of B in a phase of its own. */
  readonly pack: 'none' | 'inside' | 'before'
  readonly shareBy: 'panels' | 'rows'
  /** Bytes of scratch from one packed panel to the next. */
  readonly panelBytes: number
}

const ceil4 = (n: number): number => Math.ceil(n / 4) * 4

/** Cycles for one row of C and one step of k: two multiply-adds a cycle, but no tile is faster than one's latency of 4. */
function cyclesPerRow(n: number, rows: number, vectors: number): number {
  const [panels, rest] = [Math.floor(n / (4 * vectors)), Math.ceil((n % (4 * vectors)) / 4)]
  const cycles = (width: number): number => (width === 0 ? 0 : Math.max(4, (rows * width) / 2))
  return (panels * cycles(vectors) + cycles(rest)) / rows
}

/**
 * Rows and vectors of a tile. 2 × 5 has the ten sums that fill the time; 3 × 3 and 2 × 4 fit fewer columns better. Without relaxed SIMD only 2 × 4
 * fits the registers. Wide code pairs vectors, so that 6 × 4 takes the registers of 6 × 2.
 */
function tileSize(m: number, n: number, simd: Simd): readonly [number, number] {
  if (simd === 'wide' && m >= 4 && n >= 16) return [6, 4]
  if (simd === 'plain') return [2, 4]
  if (simd === 'relaxed' && n >= 20) return [2, 5]
  if (m === 1 || m === 2 || m === 4) return [2, 4]
  return cyclesPerRow(n, 2, 4) < 0.97 * cyclesPerRow(n, 3, 3) ? [2, 4] : [3, 3]
}

/** Rows of a tile of one or more vectors that fills the registers. */
const ROWS_OF: Readonly<Record<Simd, readonly number[]>> = {
  plain: [6, 4, 2, 2],
  relaxed: [7, 4, 3, 2, 2, 2],
  wide: [7, 6, 3, 6],
}

function layoutOf({ m, n, k, batch, transposeB, updates, kept }: Product, host: Simd): Layout {
  // updates keep many values beside the sums: large tiles would spill
  const simd = host === 'wide' && updates.length > 0 ? 'relaxed' : host
  const [rows, vectors] = tileSize(m, n, simd)
  const width = 4 * vectors
  // one vector by itself is slow: the panel before takes it where a tile is made for that
  const joined = (vectors === 3 || vectors === 5) && n > width && n % width > 0 && n % width <= 4
  const panels = joined ? Math.floor(n / width) : Math.ceil(n / width)
  const last = n - (panels - 1) * width
  const lastWidth = ceil4(last)
  const rowTiles = Math.ceil(m / rows)
  const packed = transposeB || (m > 4 && n > 256) || (m >= PACK_ROWS && n > 16)
  const oneBlock = m <= ONE_BLOCK_ROWS || 4 * m * k <= ONE_BLOCK_BYTES
  // panels that are kept need not be packed where they are used: then threads may share whatever there is more of
  const manyPanels = kept ? panels >= EVEN_PANELS || panels > rowTiles : panels >= 8
  const shareBy = packed
    ? manyPanels && batch === 1 && oneBlock
      ? 'panels'
      : 'rows'
    : panels > rowTiles
      ? 'panels'
      : 'rows'
  const pack = !packed ? 'none' : shareBy === 'panels' && kept === undefined ? 'inside' : 'before'
  const far = !oneBlock && k > FAR_K
  const longest = oneBlock ? K_BLOCK : k <= WHOLE_K ? WHOLE_K : far ? FAR_K_BLOCK : LONG_K_BLOCK
  const kc = ceil4(Math.ceil(k / Math.ceil(k / longest)))
  return {
    rows,
    width,
    panels,
    last,
    lastWidth,
    lastRows: lastWidth === width ? rows : (ROWS_OF[simd][lastWidth / 4 - 1] as number),
    kc,
    rowBlock:
      packed && shareBy === 'panels'
        ? m
        : Math.ceil(
            Math.max(LEAST_ROW_BLOCK, Math.floor((far ? FAR_ROW_BLOCK_BYTES : ROW_BLOCK_BYTES) / (4 * k))) / rows,
          ) * rows,
    pack,
    shareBy,
    panelBytes: 4 * Math.max(width, lastWidth) * (pack === 'inside' ? kc : ceil4(k)),
  }
}

const usesDots = ({ batch, m, transposeA, transposeB, c }: Product): boolean =>
  c !== undefined && batch === 1 && transposeB && (m === 1 || (m === 2 && !transposeA))
const usesRowVector = ({ batch, m, transposeB, c }: Product): boolean =>
  c !== undefined && batch === 1 && m === 1 && !transposeB

/** Bytes of packed panels. */
const packedBytes = ({ batch }: Product, { pack, panelBytes, panels }: Layout): number =>
  pack === 'none' ? 0 : panelBytes * panels * (pack === 'before' ? batch : 1)
/** Bytes of a block of k of a packed panel. */
const blockBytes = ({ kc, width, lastWidth }: Layout): number => 4 * kc * Math.max(width, lastWidth)
/** Whether sums of blocks of k need a place of their own: there is no C that could take them. */
const keepsSums = ({ c, k }: Product, { kc }: Layout): boolean => c === undefined && k > kc

/** Where packed panels begin, and where sums that have no C do. */
function placesOf(
  product: Product,
  layout: Layout,
  scratch: Place | undefined,
): { readonly packed: Place | undefined; readonly sums: Place | undefined } {
  if (product.kept) return { packed: product.kept.place, sums: scratch }
  return { packed: scratch, sums: scratch && within(scratch, packedBytes(product, layout)) }
}

/** Bytes for packed panels; a product over panels that are packed before it reads a little further. */
const panelsBytes = (product: Product, layout: Layout): number =>
  packedBytes(product, layout) + (layout.pack === 'before' ? blockBytes(layout) : 0)

function scratchOf(product: Product, simd: Simd): number {
  if (usesDots(product) || usesRowVector(product)) return 0
  const layout = layoutOf(product, simd)
  const sums = keepsSums(product, layout) ? 4 * product.batch * product.m * product.n + SLACK : 0
  return sums + (product.kept ? 0 : panelsBytes(product, layout))
}

/** The panels of B, where it is packed at all. */
function keptOf(product: Product): Kept | undefined {
  const { batch, m, n, k, transposeB, bInput } = product
  if (batch * m * n * k === 0 || usesDots(product) || usesRowVector(product)) return undefined
  // the places do not matter: only that there are some
  const kept = { ...product, kept: { place: product.b, fresh: 0 } }
  const layouts = SIMD.map(simd => layoutOf(kept, simd))
  if (layouts.some(({ pack }) => pack === 'none')) return undefined
  const widths = layouts.map(({ width }) => width).join()
  // products of other rows share the panels: there is room to read ahead for all
  const bytes = Math.max(
    ...layouts.map(layout => packedBytes(kept, layout) + blockBytes({ ...layout, kc: ceil4(Math.min(k, WHOLE_K)) })),
  )
  return { input: bInput, bytes, layout: `panels ${batch} ${k} ${n} ${transposeB} ${widths}` }
}

function emit(module: ModuleBuilder, step: Step, product: Product | undefined): readonly Phase[] | undefined {
  if (product === undefined) return undefined
  const { batch, m, n, k } = product
  if (batch * m * n === 0) return []
  if (k === 0) return undefined
  if (usesDots(product)) return emitDots(module, product)
  if (usesRowVector(product)) return emitRowVector(module, product)
  const layout = layoutOf(product, module.simd)
  if (scratchOf(product, module.simd) > 0 && step.scratch === undefined) return undefined
  const phases: Phase[] = []
  if (layout.pack === 'before')
    phases.push(packPhase(module, product, layout, placesOf(product, layout, step.scratch).packed as Place))
  phases.push(productPhase(module, product, layout, step.scratch))
  return phases
}

/** Bytes from one matrix of the batch to the next. */
const matrixBytes = (product: Product): { a: number; b: number; c: number } => ({
  a: 4 * product.m * product.k,
  b: 4 * product.k * product.n,
  c: 4 * product.m * product.n,
})

/** (from, to, count) → (): packs rows of a panel of B with `panel` columns. */
const packing = (module: ModuleBuilder, { transposeB, k, n }: Product, columns: number): number =>
  transposeB ? packColumns(module, ceil4(columns), columns, 4 * k) : packRows(module, ceil4(columns), 4 * n)

interface PackPanelArgs {
  readonly module: ModuleBuilder
  readonly f: FunctionBuilder
  readonly product: Product
  readonly layout: Layout
  readonly from: Local
  readonly to: Local
  readonly count: Local
  readonly panel: Local
}

/** Packs the parts of panel `panel` that lie in rows [k0, k0 + count) of B. */
function packPanel({ module, f, product, layout, from, to, count, panel }: PackPanelArgs): void {
  const call = (columns: number): undefined =>
    f.call(packing(module, product, columns), f.get(from), f.get(to), f.get(count))
  if (layout.last === layout.width) call(layout.width)
  else
    f.if(
      f.op('i32.eq', f.get(panel), f.i32(layout.panels - 1)),
      () => call(layout.last),
      () => call(layout.width),
    )
}

/** Bytes from one panel of B to the next where it lies. */
const panelStep = (product: Product, layout: Layout): number => 4 * layout.width * (product.transposeB ? product.k : 1)

function packPhase(module: ModuleBuilder, product: Product, layout: Layout, to: Place): Phase {
  const { batch, k, n } = product
  const func = module.phase(f => {
    const { begin, end } = f.share(THREAD, THREADS, batch * layout.panels, 1)
    const b = f.let('i32', f.address(product.b, ARENA, TABLE))
    const packed = f.let('i32', f.address(to, ARENA, TABLE))
    const [from, target, panel, count] = f.locals('i32', 4) as [Local, Local, Local, Local]
    f.for(begin, { local: begin }, { local: end }, 1, () => {
      f.set(panel, f.op('i32.rem_u', f.get(begin), f.i32(layout.panels)))
      f.set(from, f.at(b, panel, panelStep(product, layout)))
      f.set(
        from,
        f.op(
          'i32.add',
          f.get(from),
          f.op('i32.mul', f.op('i32.div_u', f.get(begin), f.i32(layout.panels)), f.i32(matrixBytes(product).b)),
        ),
      )
      f.set(target, f.at(packed, begin, layout.panelBytes))
      f.set(count, f.i32(k))
      packPanel({ module, f, product, layout, from, to: target, count, panel })
    })
  })
  return {
    function: func,
    parallel: true,
    cost: 0.5 * batch * k * n,
    ...(product.kept ? { unless: product.kept.fresh } : {}),
  }
}

function productPhase(module: ModuleBuilder, product: Product, layout: Layout, scratch: Place | undefined): Phase {
  const { batch, m, n, k, inputs } = product
  const run = region(module, product, layout)
  const bytes = matrixBytes(product)
  const func = module.phase(f => {
    const { packed, sums } = placesOf(product, layout, scratch)
    const bases = [
      product.a,
      product.b,
      keepsSums(product, layout) ? sums : product.c,
      packed,
      ...inputs.map(input => input.place),
    ].map(place => (place === undefined ? f.local('i32') : f.let('i32', f.address(place, ARENA, TABLE))))
    const steps = [
      bytes.a,
      bytes.b,
      bytes.c,
      layout.pack === 'before' ? layout.panels * layout.panelBytes : 0,
      ...inputs.map(input => input.batchStride),
    ]
    const cut = { byPanels: layout.shareBy === 'panels', m, rows: layout.rows, panels: layout.panels }
    overShare(f, batch, cut, (matrix, pushPart) => {
      for (const [i, base] of bases.entries()) f.at(base, matrix, steps[i] ?? 0)
      pushPart()
      f.call(run)
    })
  })
  return { function: func, parallel: true, cost: (2 * batch * m * n * k) / SPEED + batch * m * n }
}

/** (a, b, c, scratch, …inputs, r0, r1, p0, p1) → (): rows [r0, r1) of panels [p0, p1) of one product. */
function region(module: ModuleBuilder, product: Product, layout: Layout): number {
  const { n, k, transposeA, inputs } = product
  const { width, panels, pack, panelBytes } = layout
  const full = panelProduct(module, product, layout, width, layout.rows)
  const last = layout.last === width ? full : panelProduct(module, product, layout, layout.last, layout.lastRows)
  return module.function(new Array(4 + inputs.length + 4).fill('i32'), [], f => {
    const [a, b, c, scratch] = [0, 1, 2, 3]
    const [r0, r1, p0, p1] = [0, 1, 2, 3].map(i => 4 + inputs.length + i) as [Local, Local, Local, Local]
    const [row, rows, panel] = f.locals('i32', 3) as [Local, Local, Local]
    const call = (func: number): void => {
      f.at(a, row, transposeA ? 4 : 4 * k)
      f.at(b, panel, panelStep(product, layout))
      f.at(c, row, 4 * n)
      f.op('i32.add', undefined, f.op('i32.mul', f.get(panel), f.i32(4 * width)))
      // blocks of panels that are packed one after the other lie where the thread's first panel would
      f.at(scratch, pack === 'inside' ? p0 : panel, panelBytes)
      for (const [i, input] of inputs.entries()) {
        f.at(4 + i, row, input.rowStride)
        f.op('i32.add', undefined, f.op('i32.mul', f.get(panel), f.i32(width * input.columnStride)))
      }
      f.get(rows)
      f.call(func)
    }
    f.for(row, { local: r0 }, { local: r1 }, layout.rowBlock, () => {
      f.set(rows, f.op('i32.sub', f.get(r1), f.get(row)))
      f.limit(rows, layout.rowBlock)
      f.for(panel, { local: p0 }, { local: p1 }, 1, () => {
        if (last === full) call(full)
        else
          f.if(
            f.op('i32.eq', f.get(panel), f.i32(panels - 1)),
            () => call(last),
            () => call(full),
          )
      })
    })
  })
}

/** (a, b, c, packed, …inputs, rows) → (): rows of one panel, over all of k. */
function panelProduct(
  module: ModuleBuilder,
  product: Product,
  layout: Layout,
  columns: number,
  tileRows: number,
): number {
  const { m, n, k, transposeA, transposeB, inputs } = product
  const { kc, pack } = layout
  const width = ceil4(columns)
  const bRow = transposeB ? 4 : 4 * n
  const strides: Strides = {
    aRow: transposeA ? 4 : 4 * k,
    aStep: transposeA ? 4 * m : 4,
    bStep: pack === 'none' ? bRow : 4 * width,
    cRow: 4 * n,
  }
  // the next block of k, or the next panel, lies behind this one
  const ahead =
    pack === 'before' && m >= layout.rowBlock ? Math.ceil(blockBytes(layout) / LINE / (layout.rowBlock / tileRows)) : 0
  const stripOf = (accumulate: boolean, last: boolean): number =>
    strip(module, {
      ...strides,
      rows: tileRows,
      columns,
      accumulate,
      ahead,
      epilogue: last ? epilogueOf(product) : undefined,
    })
  return module.function(new Array(5 + inputs.length).fill('i32'), [], f => {
    const [a, b, c, packed, rows] = [0, 1, 2, 3, 4 + inputs.length]
    const block = (accumulate: boolean, last: boolean, count: number): void => {
      if (pack === 'inside') f.call(packing(module, product, columns), f.get(b), f.get(packed), f.i32(count))
      f.get(a)
      f.get(pack === 'none' ? b : packed)
      f.i32(count)
      f.get(c)
      f.get(rows)
      if (last && product.scalar !== undefined) for (const i of inputs.keys()) f.get(4 + i)
      f.call(stripOf(accumulate, last))
      if (last) return
      f.increment(a, count * strides.aStep)
      if (pack === 'before') f.increment(packed, count * strides.bStep)
      else f.increment(b, count * bRow)
    }
    const blocks = Math.ceil(k / kc)
    if (blocks > 1) block(false, false, kc)
    const next = f.local('i32')
    f.for(next, 1, blocks - 1, 1, () => block(true, false, kc))
    block(blocks > 1, true, k - (blocks - 1) * kc)
  })
}

function kernel(transposes: (step: Step) => readonly [boolean, boolean]): WasmKernel {
  const product = (step: Step): Product | undefined => productOf(step, ...transposes(step))
  return {
    scratchBytes: step => {
      const plain = plainProductOf(step, ...transposes(step))
      if (plain) return plainScratch(plain)
      const asked = product(step)
      // enough for any width of tile
      return asked === undefined || asked.batch * asked.m * asked.n * asked.k === 0
        ? 0
        : Math.max(...SIMD.map(simd => scratchOf(asked, simd)))
    },
    keeps: step => {
      const plain = plainProductOf(step, ...transposes(step))
      if (plain) return plainKept(plain)
      const asked = product(step)
      return asked && keptOf(asked)
    },
    takesEpilogue: step => {
      const asked = product(step)
      // vectors have kernels of their own, which need a place for their sums
      return asked !== undefined && (asked.c !== undefined || Math.min(asked.m, asked.n) >= LEAST_UPDATED)
    },
    emit: (module, step) => {
      const plain = plainProductOf(step, ...transposes(step))
      return plain ? emitPlainProduct(module, plain, step.scratch) : emit(module, step, product(step))
    },
  }
}

export const MATMUL_KERNELS: readonly (readonly [string, WasmKernel])[] = [
  ['matmul', kernel(({ attrs }) => [attrs['transpose_a'] === true, attrs['transpose_b'] === true])],
  ['batch_matmul', kernel(({ attrs }) => [attrs['adj_x'] === true, attrs['adj_y'] === true])],
]
