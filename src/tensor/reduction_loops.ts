/** The loops of reductions, one copy for each storage. Axes that are reduced together lie in the middle: [outer, reduced, inner]. */
import { type Entries, entriesOf, type Storage, storageLoop, storageOf } from './compiled_loops.ts'
import type { Data, DType } from './dtypes.ts'
import { LEAST_FOR_VECTORS, vectorLoops } from './vector_loops.ts'

/** How an array is seen by a reduction over axes that follow each other. */
export interface Middle {
  readonly outer: number
  readonly reduced: number
  readonly inner: number
}

/** The view of a shape whose reduced axes follow each other; undefined for others. Axes of length 1 are not there. */
export function middleOf(shape: readonly number[], reduced: readonly boolean[]): Middle | undefined {
  const middle = { outer: 1, reduced: 1, inner: 1 }
  let part: keyof Middle = 'outer'
  for (let axis = 0; axis < shape.length; axis++) {
    const dim = shape[axis] as number
    if (dim === 1) continue
    if (reduced[axis]) {
      if (part === 'inner') return undefined
      part = 'reduced'
    } else if (part === 'reduced') part = 'inner'
    middle[part] *= dim
  }
  return middle
}

/**
 * Summation by halves, as numpy does it to keep rounding errors small: blocks of at most 128 numbers in eight running sums. ROUND is what a
 * sum is stored as.
 */
const PAIRWISE = `
  const block = (from, count) => {
    if (count < 8) {
      let sum = ROUND(READ(from))
      for (let i = 1; i < count; i++) sum = ROUND(sum + READ(from + i))
      return sum
    }
    if (count > 128) {
      let half = count >> 1
      half -= half % 8
      return ROUND(block(from, half) + block(from + half, count - half))
    }
    let r0 = READ(from), r1 = READ(from + 1), r2 = READ(from + 2), r3 = READ(from + 3)
    let r4 = READ(from + 4), r5 = READ(from + 5), r6 = READ(from + 6), r7 = READ(from + 7)
    let i = 8
    for (; i + 8 <= count; i += 8) {
      const at = from + i
      r0 = ROUND(r0 + READ(at)); r1 = ROUND(r1 + READ(at + 1)); r2 = ROUND(r2 + READ(at + 2)); r3 = ROUND(r3 + READ(at + 3))
      r4 = ROUND(r4 + READ(at + 4)); r5 = ROUND(r5 + READ(at + 5)); r6 = ROUND(r6 + READ(at + 6)); r7 = ROUND(r7 + READ(at + 7))
    }
    let sum = ROUND(ROUND(ROUND(r0 + r1) + ROUND(r2 + r3)) + ROUND(ROUND(r4 + r5) + ROUND(r6 + r7)))
    for (; i < count; i++) sum = ROUND(sum + READ(from + i))
    return sum
  }
  for (let o = 0; o < outer; o++) out[o] = ROUND(out[o] + block(o * reduced, reduced))`

type Loop = (a: Entries, out: Entries, outer: number, reduced: number, inner: number) => void
const PARAMETERS = 'a, out, outer, reduced, inner'
const loop = (name: string, storage: Storage, text: string): Loop => storageLoop<Loop>(name, storage, PARAMETERS, text)
const rounding = (text: string, storage: Storage): string =>
  text.replaceAll('ROUND', storage === 'f4' ? 'Math.fround' : '')

/** Sums of floats in their own precision, into `out`, which is zeroed; undefined for other storage. */
export function floatSums(dtype: DType, data: Data, out: Data, { outer, reduced, inner }: Middle): boolean {
  const storage = storageOf(dtype.base)
  if (storage !== 'f4' && storage !== 'f8') return false
  if (reduced === 0) return true
  const [a, r] = [entriesOf(data), entriesOf(out)]
  const total = inner === 1 && reduced >= LEAST_FOR_VECTORS ? vectorLoops()?.sum(storage) : undefined
  const addRows = inner >= LEAST_COLUMNS && reduced > 1 ? vectorLoops()?.addRows(storage) : undefined
  if (total !== undefined)
    // the sum of a zero and the sum, as the loops make it
    for (let o = 0; o < outer; o++) r[o] = 0 + total(a, o * reduced, reduced)
  else if (addRows !== undefined)
    for (let o = 0; o < outer; o++) addRows(a, o * reduced * inner, reduced, r, o * inner, inner)
  else if (inner === 1) loop('pairwise', storage, rounding(PAIRWISE, storage))(a, r, outer, reduced, inner)
  else
    loop(
      'sums',
      storage,
      `for (let o = 0; o < outer; o++) for (let k = 0; k < reduced; k++) {
         const from = (o * reduced + k) * inner, to = o * inner
         for (let i = 0; i < inner; i++) out[to + i] += READ(from + i)
       }`,
    )(a, r, outer, reduced, inner)
  return true
}

/** Columns of fewer are not worth vectors. */
const LEAST_COLUMNS = 32

/** Numbers of the longest run whose low words add up exactly. */
const RUN = 2 ** 20

/** Numbers of a row as which a long run is added up before the row itself is. */
const ROW = 512

/** Sums of int64s by vectors; false where there are none, or too few numbers. */
function wideSums(a: Entries, out: BigInt64Array, { outer, reduced, inner }: Middle): boolean {
  const addRows = vectorLoops()?.addRows('i8')
  if (addRows === undefined || reduced * inner < LEAST_FOR_VECTORS) return false
  if (inner >= LEAST_COLUMNS) {
    for (let o = 0; o < outer; o++) addRows(a, o * reduced * inner, reduced, entriesOf(out), o * inner, inner)
    return true
  }
  if (inner !== 1) return false
  const row = new BigInt64Array(ROW)
  for (let o = 0; o < outer; o++) {
    const from = o * reduced
    const rows = Math.floor(reduced / ROW)
    addRows(a, from, rows, entriesOf(row.fill(0n)), 0, ROW)
    addRows(a, from + rows * ROW, 1, entriesOf(row), 0, reduced - rows * ROW)
    let sum = 0n
    for (const number of row) sum += number
    out[o] = sum
  }
  return true
}

/** Sums of whole numbers as int64, modulo 2^64, into `out`, which is zeroed. */
export function wholeSums(dtype: DType, data: Data, out: BigInt64Array, { outer, reduced, inner }: Middle): boolean {
  const storage = storageOf(dtype.base)
  if (storage === undefined || storage === 'f4' || storage === 'f8') return false
  const a = entriesOf(data)
  if (storage === 'i8' && wideSums(a, out, { outer, reduced, inner })) return true
  const [low, high] = storage === 'i8' ? ['a[2 * (AT)] >>> 0', 'a[2 * (AT) + 1]'] : ['a[AT]', '0']
  const add = storageLoop<(a: Entries, from: number, step: number, count: number, sums: Float64Array) => void>(
    'whole sums',
    storage,
    'a, from, step, count, sums',
    `let low = 0, high = 0
     for (let i = 0; i < count; i++) { const at = from + i * step; low += ${low.replaceAll('AT', 'at')}; high += ${high.replaceAll('AT', 'at')} }
     sums[0] = low; sums[1] = high`,
  )
  const sums = new Float64Array(2)
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      for (let k = 0; k < reduced; k += RUN) {
        add(a, (o * reduced + k) * inner + i, inner, Math.min(RUN, reduced - k), sums)
        out[o * inner + i] =
          (out[o * inner + i] as bigint) + BigInt(sums[0] as number) + (BigInt(sums[1] as number) << 32n)
      }
    }
  }
  return true
}

/** The largest or smallest, the first NaN before all; `out` is of the same type. At least one element is reduced. */
export function extremes(
  dtype: DType,
  data: Data,
  out: Data,
  { outer, reduced, inner }: Middle,
  largest: boolean,
): boolean {
  const storage = storageOf(dtype.base)
  if (storage === undefined) return false
  if (inner === 1 && reduced >= LEAST_FOR_VECTORS) {
    const find = vectorLoops()?.extreme(storage, largest)
    if (find !== undefined && storage !== 'i8') {
      const a = entriesOf(data)
      const found = out as Float64Array
      let isKnown = true
      for (let o = 0; o < outer && isKnown; o++) {
        const best = find(a, o * reduced, reduced) as number
        // the loop says which zero of floats it is
        isKnown = best !== 0 || (storage !== 'f4' && storage !== 'f8')
        found[o] = best
      }
      if (isKnown) return true
    } else if (find !== undefined) {
      for (let o = 0; o < outer; o++) (out as BigInt64Array)[o] = find(entriesOf(data), o * reduced, reduced) as bigint
      return true
    }
  }
  if (storage === 'i8') return false
  const better = largest ? 'v > b' : 'v < b'
  loop(
    largest ? 'max' : 'min',
    storage,
    `if (inner === 1) {
       for (let o = 0; o < outer; o++) {
         const from = o * reduced
         let b = READ(from)
         for (let k = 1; k < reduced; k++) { const v = READ(from + k); if (${better} || v !== v) { b = v; if (v !== v) break } }
         out[o] = b
       }
     } else for (let o = 0; o < outer; o++) {
       const to = o * inner
       for (let i = 0; i < inner; i++) out[to + i] = READ(o * reduced * inner + i)
       for (let k = 1; k < reduced; k++) {
         const from = (o * reduced + k) * inner
         for (let i = 0; i < inner; i++) { const v = READ(from + i), b = out[to + i]; if (b === b && (${better} || v !== v)) out[to + i] = v }
       }
     }`,
  )(entriesOf(data), entriesOf(out), outer, reduced, inner)
  return true
}

/** Positions of the first largest or smallest element, or the first NaN, of each row. */
export function positions(
  dtype: DType,
  data: Data,
  out: Float64Array,
  rows: number,
  length: number,
  largest: boolean,
): boolean {
  const storage = storageOf(dtype.base)
  if (storage === undefined || storage === 'i8') return false
  loop(
    largest ? 'argmax' : 'argmin',
    storage,
    `for (let o = 0; o < outer; o++) {
       const from = o * reduced
       let b = READ(from), at = 0
       for (let k = 1; k < reduced && b === b; k++) { const v = READ(from + k); if (${largest ? 'v > b' : 'v < b'} || v !== v) { b = v; at = k } }
       out[o] = at
     }`,
  )(entriesOf(data), out, rows, length, 1)
  return true
}

/** Whether all, or any, of the elements are true, into bytes. */
export function truths(
  dtype: DType,
  data: Data,
  out: Uint8Array,
  { outer, reduced, inner }: Middle,
  all: boolean,
): boolean {
  const storage = storageOf(dtype.base)
  if (storage === undefined) return false
  loop(
    all ? 'all' : 'any',
    storage,
    `for (let o = 0; o < outer; o++) for (let i = 0; i < inner; i++) {
       let k = 0
       for (; k < reduced; k++) { const at = (o * reduced + k) * inner + i; if ((READ(at) === 0) === ${all}) break }
       out[o * inner + i] = (k === reduced) === ${all} ? 1 : 0
     }`,
  )(entriesOf(data), out, outer, reduced, inner)
  return true
}
