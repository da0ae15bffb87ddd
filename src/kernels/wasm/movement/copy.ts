/** Emits copies between buffers that are walked with different strides; what movement.ts's kernels are made of. */
import { numElements } from '../../../tensor/shape.ts'
import { collapse, outerLoops } from '../../reference/scalars/loop_nest.ts'
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import { THREAD, THREADS } from '../assembler/module.ts'
import { emitRows } from '../elementwise/loops.ts'
import { copyElement, type Width, zeroElement } from './element.ts'
import { emitTransposed, transposedLoop } from './transpose.ts'

/** Where one side of a copy starts (a local, which stays), and how far it moves along each dimension, in elements. */
export interface Side {
  readonly start: Local
  readonly steps: readonly number[]
}

export interface StridedCopy {
  /** Bytes of an element: 1, 2, 4, 8 or 16. */
  readonly bytes: number
  readonly lengths: readonly number[]
  /** null: zeros. */
  readonly from: Side | null
  readonly to: Side
}

const SPLATS = {
  1: 'v128.load8_splat',
  2: 'v128.load16_splat',
  4: 'v128.load32_splat',
  8: 'v128.load64_splat',
  16: 'v128.load',
} as const
const LANES = { 1: 'v128.store8_lane', 2: 'v128.store16_lane', 4: 'v128.store32_lane', 8: 'v128.store64_lane' } as const
/** Above this a row is copied by memory.copy. */
const BULK = 1024
/** Up to this a row is copied without a loop. */
const STRAIGHT = 64

/** Copies `bytes` bytes, a constant; both pointers stay. Reads up to 15 bytes more, writes none. */
export function emitRowCopy(f: FunctionBuilder, bytes: number, to: Local, from: Local): void {
  if (bytes > BULK) {
    f.copy(f.get(to), f.get(from), f.i32(bytes))
    return
  }
  emitVectors(f, bytes, to, (at, index) => {
    f.get(from)
    if (index !== undefined) f.op('i32.add', undefined, f.get(index))
    f.load('v128.load', undefined, at)
  })
}

/** Stores `bytes` bytes from `to` on in vectors: `value(at, index)` emits the one for byte at + index. */
function emitVectors(
  f: FunctionBuilder,
  bytes: number,
  to: Local,
  value: (at: number, index: Local | undefined) => void,
): void {
  const store = (at: number): void => {
    f.get(to)
    value(at, undefined)
    f.store('v128.store', undefined, undefined, at)
  }
  if (bytes < 16) {
    if (bytes === 0) return
    const vector = f.local('v128')
    value(0, undefined)
    f.set(vector)
    let at = 0
    for (const width of [8, 4, 2, 1] as const) {
      if ((bytes & width) === 0) continue
      f.store_lane(LANES[width], at / width, f.get(to), f.get(vector), at)
      at += width
    }
    f.free('v128', vector)
    return
  }
  const whole = bytes - (bytes % 16)
  if (whole <= STRAIGHT) for (let at = 0; at < whole; at += 16) store(at)
  else {
    const index = f.local('i32')
    f.for(index, 0, whole, 16, () => {
      f.op('i32.add', f.get(to), f.get(index))
      value(0, index)
      f.store('v128.store')
    })
    f.free('i32', index)
  }
  // the last vector ends with the row and may overlap the one before
  if (whole < bytes) store(bytes - 16)
}

interface EmitRowArgs {
  readonly f: FunctionBuilder
  readonly bytes: number
  readonly count: number
  readonly to: Local
  readonly toStep: number
  readonly from: Local | null
  readonly fromStep: number
}

/** A row of `count` elements; both pointers stay. Steps in bytes. */
function emitRow({ f, bytes, count, to, toStep, from, fromStep }: EmitRowArgs): void {
  if (toStep === bytes && from !== null && fromStep === bytes) emitRowCopy(f, bytes * count, to, from)
  else if (toStep === bytes && (from === null || fromStep === 0)) {
    const value = f.local('v128')
    if (from === null) f.i32x4(0)
    else f.load(SPLATS[bytes as Width], f.get(from))
    f.set(value)
    emitVectors(f, bytes * count, to, () => f.get(value))
    f.free('v128', value)
  } else {
    const [source, target, left] = f.locals('i32', 3)
    if (from !== null) f.set(source, f.get(from))
    f.set(target, f.get(to))
    f.for(left, 0, count, 1, () => {
      if (from !== null) copyElement(f, bytes, target, source)
      else zeroElement(f, bytes, target)
      if (from !== null) f.increment(source, fromStep)
      f.increment(target, toStep)
    })
    f.free('i32', source, target, left)
  }
}

/** Bytes of a single row that threads share out in parts of this size. */
const PART = 4096

/** Emits this thread's share of the copy. */
export function emitStridedCopy(f: FunctionBuilder, copy: StridedCopy): void {
  const { bytes } = copy
  if (numElements(copy.lengths) === 0) return
  let nest = collapse(copy.lengths, [copy.to.steps, copy.from?.steps ?? copy.lengths.map(() => 0)])
  if (nest.lengths.length === 1) nest = parts(nest, PART / bytes)
  const turned = copy.from === null ? -1 : transposedLoop(nest)
  if (copy.from !== null && turned >= 0) {
    emitTransposed(f, bytes, nest, turned, copy.to.start, copy.from.start)
    return
  }
  const outer = outerLoops(nest)
  const rows = numElements(outer.lengths)
  const count = nest.lengths.at(-1) ?? 1
  const to = f.let('i32', f.get(copy.to.start))
  const from = copy.from === null ? null : f.let('i32', f.get(copy.from.start))
  const step = (side: number): number => (nest.steps[side]?.at(-1) ?? 1) * bytes
  const row = (): void => emitRow({ f, bytes, count, to, toStep: step(0), from, fromStep: step(1) })
  const moved = [to, ...(from === null ? [] : [from])].map((local, side) => ({
    local,
    steps: (outer.steps[side] as number[]).map(own => own * bytes),
  }))
  const { begin, end } = f.share(THREAD, THREADS, rows, rowsPerShare(count * bytes))
  if (outer.lengths.length === 0) f.if(f.op('i32.lt_s', f.get(begin), f.get(end)), row)
  else emitRows(f, outer.lengths, moved, begin, end, row)
  // what one row of equal parts leaves over
  const done = rows * count
  const total = numElements(copy.lengths)
  if (done < total) {
    f.if(f.op('i32.eqz', f.get(THREAD)), () => {
      f.set(to, f.op('i32.add', f.get(copy.to.start), f.i32(done * step(0))))
      if (from !== null && copy.from !== null)
        f.set(from, f.op('i32.add', f.get(copy.from.start), f.i32(done * step(1))))
      emitRow({ f, bytes, count: total - done, to, toStep: step(0), from, fromStep: step(1) })
    })
  }
  f.free('i32', to, begin, end, ...(from === null ? [] : [from]))
}

/** Neighbouring rows that one thread should take together, so that no two threads store into one cache line. */
function rowsPerShare(rowBytes: number): number {
  return rowBytes >= 1024 ? 1 : Math.ceil(1024 / rowBytes)
}

/** A single loop as a loop over parts of `length` elements; the rest is left out. */
function parts(nest: ReturnType<typeof collapse>, length: number): ReturnType<typeof collapse> {
  const [total] = nest.lengths as [number]
  if (total < 2 * length) return nest
  return {
    lengths: [Math.floor(total / length), length],
    steps: nest.steps.map(([own]) => [(own as number) * length, own as number]),
  }
}
