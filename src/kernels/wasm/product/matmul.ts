/**
 * Products of float32 matrices, any transposes, single (`matmul`) or in batches (`batch_matmul`), with a fused epilogue; those of
 * float64 and int32 are in plain_product.ts.
 *
 * Blocks of rows (so that their part of A stays in the L2 cache) around panels around blocks of k around tiles: what C holds is
 * added to while it is still in the L2 cache, for waiting for it is dear. Where k is so long that few rows of A would fit there, blocks
 * of k go around the panels. A long A that is stored transposed is turned first. B is packed into panels where it is stored transposed, or
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
import { emitTransposed } from '../movement/transpose.ts'
import { type Kept, type Phase, type Place, SLACK, type Step, type WasmKernel, within } from '../step.ts'
import { LINE, type ReadAhead, type Strides, strip } from './gemm.ts'
import { ceil4, type Layout, layoutOf, WHOLE_K } from './matmul_layout.ts'
import { emitDots, emitRowVector } from './matmul_vector.ts'
import { packColumns, packRows } from './packing.ts'
import { emitPlainProduct, plainKept, plainProductOf, plainScratch } from './plain_product.ts'
import { epilogueOf, type Product, productOf } from './product.ts'
import { overShare } from './share.ts'

/** Rows and columns of products that end in updates. */
const LEAST_UPDATED = 3
/** Floating point operations in a nanosecond, for costs. */
const SPEED = 55

const usesDots = ({ batch, m, transposeA, transposeB, c }: Product): boolean =>
  c !== undefined && batch === 1 && transposeB && (m === 1 || (m === 2 && !transposeA))
const usesRowVector = ({ batch, m, transposeB, c }: Product): boolean =>
  c !== undefined && batch === 1 && m === 1 && !transposeB

/** Bytes of packed panels. */
const packedBytes = ({ batch }: Product, { pack, panelBytes, panels }: Layout): number =>
  pack === 'none' ? 0 : panelBytes * panels * (pack === 'before' ? batch : 1)
/** Bytes of a block of k of a packed panel. */
const blockBytes = ({ kc, width, lastWidth }: Layout): number => 4 * kc * Math.max(width, lastWidth)
/** A product over panels that are packed before it reads a little further than they reach: what lies there would be next. */
const beyondPanels = (layout: Layout): number => (layout.blocksAround ? layout.panelBytes : 0) + 2 * blockBytes(layout)
/** Whether sums of blocks of k need a place of their own: there is no C that could take them. */
const keepsSums = ({ c, k }: Product, { kc }: Layout): boolean => c === undefined && k > kc

/** Parts of scratch: packed panels, sums that have no C, A turned. */
interface Places {
  readonly packed: Place | undefined
  readonly sums: Place | undefined
  readonly turned: Place | undefined
}

/** Bytes of those parts. */
function partBytes(product: Product, layout: Layout): { packed: number; sums: number; turned: number } {
  const { batch, m, n, k, kept } = product
  return {
    packed: kept ? 0 : packedBytes(product, layout) + (layout.pack === 'before' ? beyondPanels(layout) : 0),
    sums: keepsSums(product, layout) ? 4 * batch * m * n + SLACK : 0,
    turned: layout.turnsA ? 4 * batch * m * k + SLACK : 0,
  }
}

function placesOf(product: Product, layout: Layout, scratch: Place | undefined): Places {
  const { packed, sums } = partBytes(product, layout)
  return {
    packed: product.kept?.place ?? scratch,
    sums: scratch && within(scratch, packed),
    turned: scratch && within(scratch, packed + sums),
  }
}

function scratchOf(product: Product, simd: Simd): number {
  if (usesDots(product) || usesRowVector(product)) return 0
  const { packed, sums, turned } = partBytes(product, layoutOf(product, simd))
  return packed + sums + turned
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
    ...layouts.map(layout => packedBytes(kept, layout) + beyondPanels({ ...layout, kc: ceil4(Math.min(k, WHOLE_K)) })),
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
  const places = placesOf(product, layout, step.scratch)
  const phases: Phase[] = []
  if (layout.turnsA) phases.push(turnPhase(module, product, places.turned as Place))
  if (layout.pack === 'before') phases.push(packPhase(module, product, layout, places.packed as Place))
  const turned = layout.turnsA ? { ...product, a: places.turned as Place, transposeA: false } : product
  phases.push(productPhase(module, turned, layout, places))
  return phases
}

/** Copies A, stored [k][m], to [m][k]. */
function turnPhase(module: ModuleBuilder, { batch, m, k, a }: Product, to: Place): Phase {
  const nest = {
    lengths: [batch, m, k],
    steps: [
      [m * k, k, 1],
      [m * k, 1, m],
    ],
  }
  const func = module.phase(f => {
    const [target, source] = [to, a].map(place => f.let('i32', f.address(place, ARENA, TABLE))) as [Local, Local]
    emitTransposed(f, 4, nest, 1, target, source)
  })
  return { function: func, parallel: true, cost: 0.5 * batch * m * k }
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
    const [from, target, panel, count] = f.locals('i32', 4)
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

function productPhase(module: ModuleBuilder, product: Product, layout: Layout, places: Places): Phase {
  const { batch, m, n, k, inputs } = product
  const run = region(module, product, layout)
  const bytes = matrixBytes(product)
  const func = module.phase(f => {
    const { packed, sums } = places
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

/** A block of k. */
interface Block {
  /** Adds to what C holds. */
  readonly accumulate: boolean
  readonly last: boolean
  readonly steps: number
}

/** Emits `visit` for all blocks of k in their order; `first` holds a block's first step. */
function overBlocks(f: FunctionBuilder, k: number, kc: number, first: Local, visit: (block: Block) => void): void {
  const before = kc * (Math.ceil(k / kc) - 1)
  if (before > 0) {
    f.set(first, f.i32(0))
    visit({ accumulate: false, last: false, steps: kc })
    f.for(first, kc, before, kc, () => visit({ accumulate: true, last: false, steps: kc }))
  }
  f.set(first, f.i32(before))
  visit({ accumulate: before > 0, last: true, steps: k - before })
}

/** (a, b, c, scratch, …inputs, r0, r1, p0, p1) → (): rows [r0, r1) of panels [p0, p1) of one product. */
function region(module: ModuleBuilder, product: Product, layout: Layout): number {
  const { n, k, transposeA, inputs } = product
  const { width, panels, pack, panelBytes, blocksAround, kc } = layout
  const codeOf = (block: Block | undefined) => {
    const code = (columns: number, rows: number): number =>
      block === undefined
        ? panelProduct(module, product, layout, columns, rows)
        : panelBlock(module, product, layout, columns, rows, block)
    const full = code(width, layout.rows)
    return { full, last: layout.last === width ? full : code(layout.last, layout.lastRows) }
  }
  return module.function(new Array(4 + inputs.length + 4).fill('i32'), [], f => {
    const [a, b, c, scratch] = [0, 1, 2, 3]
    const [r0, r1, p0, p1] = [0, 1, 2, 3].map(i => 4 + inputs.length + i) as [Local, Local, Local, Local]
    const [row, rows, panel, first] = f.locals('i32', 4)
    const overPanels = (block?: Block): void => {
      const { full, last } = codeOf(block)
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
        if (block !== undefined) f.get(first)
        f.call(func)
      }
      f.for(panel, { local: p0 }, { local: p1 }, 1, () => {
        if (last === full) call(full)
        else
          f.if(
            f.op('i32.eq', f.get(panel), f.i32(panels - 1)),
            () => call(last),
            () => call(full),
          )
      })
    }
    f.for(row, { local: r0 }, { local: r1 }, layout.rowBlock, () => {
      f.set(rows, f.op('i32.sub', f.get(r1), f.get(row)))
      f.limit(rows, layout.rowBlock)
      if (blocksAround) overBlocks(f, k, kc, first, overPanels)
      else overPanels()
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
  const params = 5 + product.inputs.length
  return module.function(new Array(params).fill('i32'), [], f => {
    const first = f.local('i32')
    overBlocks(f, product.k, layout.kc, first, block => {
      for (let param = 0; param < params; param++) f.get(param)
      f.get(first)
      f.call(panelBlock(module, product, layout, columns, tileRows, block))
    })
  })
}

/** (a, b, c, packed, …inputs, rows, first step) → (): rows of one panel, over one block of k. */
function panelBlock(
  module: ModuleBuilder,
  product: Product,
  layout: Layout,
  columns: number,
  tileRows: number,
  { accumulate, last, steps }: Block,
): number {
  const { m, n, k, transposeA, transposeB, inputs } = product
  const { pack } = layout
  const width = ceil4(columns)
  const bRow = transposeB ? 4 : 4 * n
  const strides: Strides = {
    aRow: transposeA ? 4 : 4 * k,
    aStep: transposeA ? 4 * m : 4,
    bStep: pack === 'none' ? bRow : 4 * width,
    cRow: 4 * n,
  }
  const code = strip(module, {
    ...strides,
    rows: tileRows,
    columns,
    accumulate,
    ahead: readAhead(product, layout, tileRows, layout.blocksAround ? layout.panelBytes : steps * strides.bStep),
    epilogue: last ? epilogueOf(product) : undefined,
  })
  return module.function(new Array(6 + inputs.length).fill('i32'), [], f => {
    const [a, b, c, packed, rows, first] = [0, 1, 2, 3, 4 + inputs.length, 5 + inputs.length]
    if (k > steps) {
      f.set(a, f.at(a, first, strides.aStep))
      f.set(b, f.at(b, first, bRow))
      if (pack === 'before') f.set(packed, f.at(packed, first, strides.bStep))
    }
    if (pack === 'inside') f.call(packing(module, product, columns), f.get(b), f.get(packed), f.i32(steps))
    f.get(a)
    f.get(pack === 'none' ? b : packed)
    f.i32(steps)
    f.get(c)
    f.get(rows)
    if (last && product.scalar !== undefined) for (const i of inputs.keys()) f.get(4 + i)
    f.call(code)
  })
}

/** The next block of k lies behind this one, or the next panel's a panel further: its lines are read while the tiles of this one run. */
function readAhead({ m }: Product, layout: Layout, tileRows: number, distance: number): ReadAhead | undefined {
  const tiles = Math.max(1, Math.floor(layout.rowBlock / tileRows))
  const lines = Math.ceil(blockBytes(layout) / LINE)
  // short blocks need no help
  return layout.pack === 'before' && m >= layout.rowBlock && lines >= tiles
    ? { distance, lines: Math.ceil(lines / tiles) }
    : undefined
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
