/**
 * Products C[M,N] = A[M,K] · B[K,N] whose A is gathered through tables (see implicit_gemm_tile.ts).
 *
 * Blocks of rows (so that their part of C stays in the L2 cache) around blocks of k (so that a panel of B stays in the L1 cache)
 * around panels around tiles. Threads share the tiles' rows, or the panels if there are more of these. A long K over a small C is
 * cut into groups, summed by themselves and then added up, so that all threads have work. All cuts depend on the sizes alone.
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
import type { Phase, Place } from '../step.ts'
import { type ImplicitGemmLayout, panelBytes } from './implicit_gemm_layout.ts'
import { type ImplicitGemmTile, implicitGemmStrip, type RowAddress, rowBytes } from './implicit_gemm_tile.ts'
import { overShare } from './share.ts'
import { type Epilogue, storeLanes } from './tile.ts'

/** Floating point operations in a nanosecond, for costs. */
const SPEED = 50
const DIAGONAL_SPEED = 20

const flops = ({ kind, m, n, k }: ImplicitGemmLayout): number => 2 * m * n * k * (kind === 'dots' ? 4 : 1)

/** Where rows lie: `place` is the first row, or the table of their addresses. */
export interface PlacedRows {
  readonly place: Place
  readonly address: RowAddress
}

export interface ImplicitGemm {
  readonly layout: ImplicitGemmLayout
  /** Tables of addresses, 4 bytes an entry. */
  readonly rowTable: Place
  readonly stepTable: Place
  /** B where it lies, or packed into panels of `rows`. */
  readonly b:
    | { readonly place: Place; readonly rowBytes: number }
    | { readonly place: Place; readonly packedRows: number }
  readonly c: PlacedRows
  readonly epilogue: Epilogue | undefined
  readonly inputs: readonly PlacedRows[]
  /** Sums of groups, where there are several: groups × M × N. */
  readonly partial: Place | undefined
}

/** The phases of products that write different parts of memory: all in one phase, then one for the sums of groups. */
export function implicitGemmPhases(module: ModuleBuilder, products: readonly ImplicitGemm[]): readonly Phase[] {
  const emits = products.map(product => productEmitter(module, product))
  const func = module.phase(f => {
    for (const emit of emits) emit(f)
  })
  const cost = products.reduce(
    (sum, { layout }) =>
      sum + flops(layout) / (layout.kind === 'diagonal' ? DIAGONAL_SPEED : SPEED) + layout.m * layout.n,
    0,
  )
  const phases: Phase[] = [{ function: func, parallel: true, cost }]
  for (const product of products) if (product.layout.groups > 1) phases.push(sumOfGroups(module, product))
  return phases
}

/** Emits a thread's share of the product, in a phase's function. */
function productEmitter(module: ModuleBuilder, product: ImplicitGemm): (f: FunctionBuilder) => void {
  const { layout } = product
  const { m, n, k, unit, panels, groups, groupLength } = layout
  const run = region(module, product)
  const byPanels = groups === 1 && panels.count > Math.ceil(m / unit)
  return f => {
    const c = product.partial ?? product.c.place
    const places = [
      product.rowTable,
      product.stepTable,
      product.b.place,
      c,
      ...product.inputs.map(input => input.place),
    ]
    const bases = places.map(place => f.let('i32', f.address(place, ARENA, TABLE)))
    const [first, stop] = f.locals('i32', 2)
    overShare(f, groups, { byPanels, m, rows: unit, panels: panels.count }, (group, pushPart) => {
      for (const [i, base] of bases.entries()) f.at(base, group, i === 3 && groups > 1 ? 4 * m * n : 0)
      pushPart()
      f.set(first, f.op('i32.mul', f.get(group), f.i32(groupLength)))
      f.set(stop, f.op('i32.add', f.get(first), f.i32(groupLength)))
      f.limit(stop, k)
      f.get(first)
      f.get(stop)
      f.call(run)
    })
  }
}

/** (row table, step table, b, c, …inputs, r0, r1, p0, p1, k0, k1) → (): rows [r0, r1) of panels [p0, p1) over steps [k0, k1). */
function region(module: ModuleBuilder, product: ImplicitGemm): number {
  const { k, kc, rowBlock, groups, groupLength } = product.layout
  const pointers = 4 + product.inputs.length
  const params = pointers + 6
  const one = k <= kc
  const lastGroup = k - (groups - 1) * groupLength
  const only = lastGroup <= kc ? block(module, product, false, true) : undefined
  const [first, middle, final] = one
    ? [undefined, undefined, undefined]
    : [block(module, product, false, false), block(module, product, true, false), block(module, product, true, true)]
  return module.function(new Array(params).fill('i32'), [], f => {
    const [r0, r1, k0, k1] = [0, 1, 4, 5].map(i => pointers + i) as [Local, Local, Local, Local]
    const [row, rowEnd, from, to] = f.locals('i32', 4)
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
          f.set(to, f.op('i32.add', f.get(to), f.i32(kc)))
          f.br_if(done, f.op('i32.ge_s', f.get(to), f.get(k1)))
          call(middle)
          f.br(again)
        })
      })
      f.set(to, f.get(k1))
      call(final)
    }
    f.for(row, { local: r0 }, { local: r1 }, rowBlock, () => {
      f.set(rowEnd, f.op('i32.add', f.get(row), f.i32(rowBlock)))
      f.limit(rowEnd, { local: r1 })
      f.set(from, f.get(k0))
      f.set(to, f.op('i32.add', f.get(k0), f.i32(kc)))
      f.limit(to, { local: k1 })
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
function block(module: ModuleBuilder, product: ImplicitGemm, accumulate: boolean, last: boolean): number {
  const { layout, b } = product
  const { n, k, panels } = layout
  const epilogue = last ? product.epilogue : undefined
  const inputs = epilogue === undefined ? [] : product.inputs.map(input => input.address)
  const c = product.partial === undefined ? product.c.address : 4 * n
  const groups = panels.groups.map(({ rows, width, columns, count }) => {
    const bStep = 'rowBytes' in b ? b.rowBytes : 4 * width
    const code: ImplicitGemmTile = {
      kind: layout.kind,
      rows,
      columns,
      bStep,
      c,
      accumulate,
      empty: k === 0,
      epilogue,
      inputs,
    }
    return { strip: implicitGemmStrip(module, code), bStep, count }
  })
  const pointers = 4 + product.inputs.length
  const panelStep = 'rowBytes' in b ? 4 * panels.step : panelBytes(panels, b.packedRows)
  const key = [...groups.map(group => [group.strip, group.count]), panelStep, panels.step, pointers].join()
  return module.once(`implicit GEMM block ${key}`, () =>
    module.function(new Array(pointers + 6).fill('i32'), [], f => {
      const [rowTable, stepTable, bBase, cBase] = [0, 1, 2, 3]
      const [r0, r1, p0, p1, k0, k1] = [0, 1, 2, 3, 4, 5].map(i => pointers + i) as [
        Local,
        Local,
        Local,
        Local,
        Local,
        Local,
      ]
      const end = f.local('i32')
      f.set(rowTable, f.at(rowTable, r0, 4))
      f.set(cBase, f.at(cBase, r0, rowBytes(c, 1)))
      for (const [i, input] of inputs.entries()) f.set(4 + i, f.at(4 + i, r0, rowBytes(input, 1)))
      let before = 0
      for (const { strip, bStep, count } of groups) {
        before += count
        f.set(end, f.get(p1))
        f.limit(end, before)
        f.for(p0, { local: p0 }, { local: end }, 1, () => {
          f.get(rowTable)
          f.at(stepTable, k0, 4)
          f.at(stepTable, k1, 4)
          f.at(bBase, p0, panelStep)
          f.op('i32.add', undefined, f.op('i32.mul', f.get(k0), f.i32(bStep)))
          f.op('i32.mul', f.get(p0), f.i32(4 * panels.step))
          f.get(cBase)
          for (const i of inputs.keys()) f.get(4 + i)
          f.op('i32.sub', f.get(r1), f.get(r0))
          f.call(strip)
        })
      }
    }),
  )
}

/** C = the sum of the groups' sums, group after group. */
function sumOfGroups(module: ModuleBuilder, { layout: { m, n, groups }, partial, c }: ImplicitGemm): Phase {
  const func = module.phase(f => {
    const { begin, end } = f.share(THREAD, THREADS, m * n, 16)
    const from = f.let('i32', f.address(partial as Place, ARENA, TABLE))
    const to = f.let('i32', f.address(c.place, ARENA, TABLE))
    const [i, g, source, target] = f.locals('i32', 4)
    const sum = f.local('v128')
    f.for(i, { local: begin }, { local: end }, 4, () => {
      f.set(source, f.at(from, i, 4))
      f.set(target, f.at(to, i, 4))
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
