/** Products with one or two rows: nothing is used often enough to pay for tiles. */

import {
  ARENA,
  type FunctionBuilder,
  type Local,
  type ModuleBuilder,
  TABLE,
  THREAD,
  THREADS,
} from '../assembler/module.ts'
import { withConstants } from '../elementwise/vector_expression.ts'
import type { VectorMath } from '../math/ops.ts'
import type { Phase, Place } from '../step.ts'
import { epilogueOf, type Product } from './product.ts'
import { addAcross, applyEpilogue, type Epilogue, storeLanes } from './tile.ts'

/** Columns of C that stay in the L1 cache while the rows of B pass. */
const COLUMN_BLOCK = 4096
/** Rows of B that are added at a time. */
const ROWS_AT_ONCE = 8
/** Bytes of B in a nanosecond, for costs. */
const SPEED = 40

/** C[1,N] = A[1,K] · B[K,N]: adds rows of B, eight at a time, to the part of C at hand. */
export function emitRowVector(module: ModuleBuilder, product: Product): readonly Phase[] {
  const { n, k } = product
  const epilogue = epilogueOf(product)
  const whole = Math.floor(k / ROWS_AT_ONCE) * ROWS_AT_ONCE
  const first = addRows(module, n, Math.min(k, ROWS_AT_ONCE), false)
  const next = k > ROWS_AT_ONCE ? addRows(module, n, ROWS_AT_ONCE, true) : first
  const rest = k % ROWS_AT_ONCE
  const last = rest === 0 || k < ROWS_AT_ONCE ? undefined : addRows(module, n, rest, true)
  const func = module.phase(f => {
    const { begin, end } = f.share(THREAD, THREADS, n, 16)
    const a = f.let('i32', f.address(product.a, ARENA, TABLE))
    const b = f.let('i32', f.address(product.b, ARENA, TABLE))
    const c = f.let('i32', f.address(product.c as Place, ARENA, TABLE))
    const inputs = product.inputs.map(input => f.let('i32', f.address(input.place, ARENA, TABLE)))
    const [columns, row] = f.locals('i32', 2)
    const call = (func: number, rowAt: () => void): void => {
      f.op('i32.add', f.get(a), f.op('i32.shl', f.value(rowAt), f.i32(2)))
      f.op('i32.add', f.get(b), f.op('i32.mul', f.value(rowAt), f.i32(4 * n)))
      f.op('i32.add', undefined, f.op('i32.shl', f.get(begin), f.i32(2)))
      f.op('i32.add', f.get(c), f.op('i32.shl', f.get(begin), f.i32(2)))
      f.get(columns)
      f.call(func)
    }
    f.for(begin, { local: begin }, { local: end }, COLUMN_BLOCK, () => {
      f.set(columns, f.op('i32.sub', f.get(end), f.get(begin)))
      f.op('select', f.get(columns), f.i32(COLUMN_BLOCK), f.op('i32.lt_s', f.get(columns), f.i32(COLUMN_BLOCK)))
      f.set(columns)
      call(first, () => f.i32(0))
      f.for(row, ROWS_AT_ONCE, whole, ROWS_AT_ONCE, () => call(next, () => f.get(row)))
      if (last !== undefined) call(last, () => f.i32(whole))
      if (epilogue !== undefined) {
        f.op('i32.add', f.get(c), f.op('i32.shl', f.get(begin), f.i32(2)))
        f.get(columns)
        for (const [i, input] of inputs.entries()) {
          f.op('i32.add', f.get(input), f.op('i32.mul', f.get(begin), f.i32(epilogue.inputs[i]?.columnStride ?? 0)))
        }
        f.call(finishRow(module, n, epilogue))
      }
    })
  })
  return [{ function: func, parallel: true, cost: (4 * k * n) / SPEED + n }]
}

/** Runs `four` for columns 0, 4, … below `columns`, with the number of lanes to store: less than 4 only at the end of C's row. */
function byFours(
  f: FunctionBuilder,
  columns: Local,
  n: number,
  pointers: readonly (readonly [Local, number])[],
  four: (lanes: number) => void,
): void {
  f.block(done => {
    f.loop(again => {
      f.br_if(done, f.op('i32.lt_s', f.get(columns), f.i32(4)))
      four(4)
      for (const [pointer, step] of pointers) f.increment(pointer, step)
      f.set(columns, f.op('i32.sub', f.get(columns), f.i32(4)))
      f.br(again)
    })
  })
  if (n % 4 !== 0) f.if(f.get(columns), () => four(n % 4))
}

/** (a, b, c, columns) → (): c += (or =) a[0] · row 0 of b + a[1] · row 1 + … */
function addRows(module: ModuleBuilder, n: number, rows: number, accumulate: boolean): number {
  return module.once(`add rows ${n},${rows},${accumulate}`, () =>
    module.function(['i32', 'i32', 'i32', 'i32'], [], f => {
      const [a, b, c, columns] = [0, 1, 2, 3]
      const factors = Array.from({ length: rows }, (_, i) =>
        f.let('v128', f.load('v128.load32_splat', f.get(a), 4 * i)),
      )
      const sum = f.local('v128')
      const pointers = [
        [b, 16],
        [c, 16],
      ] as const
      byFours(f, columns, n, pointers, lanes => {
        f.set(sum, accumulate ? f.load('v128.load', f.get(c)) : f.f32x4(0))
        for (const [i, factor] of factors.entries())
          f.set(sum, f.madd('f32x4', f.get(factor), f.load('v128.load', f.get(b), 4 * n * i), f.get(sum)))
        storeLanes(f, c, sum, lanes, 0)
      })
    }),
  )
}

/** (c, columns, …inputs) → (): the epilogue on a row. */
function finishRow(module: ModuleBuilder, n: number, epilogue: Epilogue): number {
  return module.once(`finish row ${n},${epilogue.key}`, () =>
    module.function(['i32', 'i32', ...epilogue.inputs.map(() => 'i32' as const)], [], f => {
      const [c, columns] = [0, 1]
      const pointers = [
        [c, 16] as const,
        ...epilogue.inputs.map((input, i) => [2 + i, 4 * input.columnStride] as const),
      ]
      withConstants(f, m => {
        const product = m.f.local('v128')
        byFours(m.f, columns, n, pointers, lanes => {
          m.f.set(product, m.f.load('v128.load', m.f.get(c)))
          storeLanes(
            m.f,
            c,
            applyEpilogue(module, m, epilogue, product, i => ({ pointer: 2 + i, offset: 0 }), 0),
            lanes,
            0,
          )
        })
      })
    }),
  )
}

/** C[M,N] = A[M,K] · Bᵀ with B stored [N,K], M 1 or 2: dot products, four columns of C at a time. */
export function emitDots(module: ModuleBuilder, product: Product): readonly Phase[] {
  const { m, n, k } = product
  const epilogue = epilogueOf(product)
  const code = dots(module, product, 4)
  const rest = n % 4 === 0 ? undefined : dots(module, product, n % 4)
  const func = module.phase(f => {
    const { begin, end } = f.share(THREAD, THREADS, n, 4)
    const a = f.let('i32', f.address(product.a, ARENA, TABLE))
    const b = f.let('i32', f.address(product.b, ARENA, TABLE))
    const c = f.let('i32', f.address(product.c as Place, ARENA, TABLE))
    const inputs = product.inputs.map(input => f.let('i32', f.address(input.place, ARENA, TABLE)))
    const call = (func: number): void => {
      f.get(a)
      f.op('i32.add', f.get(b), f.op('i32.mul', f.get(begin), f.i32(4 * k)))
      f.op('i32.add', f.get(c), f.op('i32.shl', f.get(begin), f.i32(2)))
      for (const [i, input] of inputs.entries()) {
        f.op('i32.add', f.get(input), f.op('i32.mul', f.get(begin), f.i32(epilogue?.inputs[i]?.columnStride ?? 0)))
      }
      f.call(func)
    }
    f.for(begin, { local: begin }, { local: end }, 4, () => {
      if (rest === undefined) call(code)
      else
        f.if(
          f.op('i32.gt_s', f.get(begin), f.i32(n - 4)),
          () => call(rest),
          () => call(code),
        )
    })
  })
  return [{ function: func, parallel: true, cost: (4 * k * n * Math.max(1, m / 1.5)) / SPEED + m * n }]
}

/** (a, b, c, …inputs) → (): `columns` columns of all rows of C. */
function dots(module: ModuleBuilder, product: Product, columns: number): number {
  const { m, n, k } = product
  const epilogue = epilogueOf(product)
  const tail = k % 4
  return module.function(['i32', 'i32', 'i32', ...product.inputs.map(() => 'i32' as const)], [], f => {
    const [a, b, c] = [0, 1, 2]
    const sums = Array.from({ length: m }, () => f.locals('v128', columns))
    const left = f.locals('v128', m)
    const right = f.local('v128')
    const mask = f.local('v128')
    const step = (masked: boolean): void => {
      const load = (pointer: Local, offset: number): void => {
        f.load('v128.load', f.get(pointer), offset)
        // what lies behind a row's end may be NaN: clear it on both sides
        if (masked) f.op('v128.and', undefined, f.get(mask))
      }
      for (const [i, part] of left.entries()) f.set(part, load(a, 4 * k * i) as undefined)
      for (let j = 0; j < columns; j++) {
        f.set(right, load(b, 4 * k * j) as undefined)
        for (const [i, part] of left.entries()) {
          const sum = sums[i]?.[j] as Local
          f.set(sum, f.madd('f32x4', f.get(part), f.get(right), f.get(sum)))
        }
      }
    }
    const count = f.local('i32')
    f.for(count, 0, Math.floor(k / 4), 1, () => {
      step(false)
      f.increment(a, 16)
      f.increment(b, 16)
    })
    if (tail > 0) {
      f.set(mask, f.i32x4(-1, tail > 1 ? -1 : 0, tail > 2 ? -1 : 0, 0))
      step(true)
    }
    const store = (m: VectorMath): void => {
      for (const [i, row] of sums.entries()) {
        const sum = addAcross(m.f, row)
        const at = (e: number) => ({ pointer: 3 + e, offset: i * (epilogue?.inputs[e]?.rowStride ?? 0) })
        storeLanes(
          m.f,
          c,
          epilogue === undefined ? sum : applyEpilogue(module, m, epilogue, sum, at, 0),
          columns,
          4 * n * i,
        )
      }
    }
    withConstants(f, store)
  })
}
