/** The largest elements of each row. */
import { int32 } from '../../../tensor/dtypes.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import { realsOf } from '../scalars/reals.ts'

/** Whether element `a` comes before element `b`: it is larger, or equal and stands first. */
type Before = (a: number, b: number) => boolean

/** Moves the element at `at` of a heap of `length` down to its place. The last in order is on top. */
function siftDown(heap: number[], at: number, length: number, before: Before): void {
  // as the C++ library does it: the hole goes down to a leaf, then the element up again
  const value = heap[at] as number
  let hole = at
  for (let child = 2 * hole + 2; child <= length; child = 2 * hole + 2) {
    if (child === length || before(heap[child] as number, heap[child - 1] as number)) child--
    heap[hole] = heap[child] as number
    hole = child
  }
  for (let parent = (hole - 1) >> 1; hole > at && before(heap[parent] as number, value); parent = (hole - 1) >> 1) {
    heap[hole] = heap[parent] as number
    hole = parent
  }
  heap[hole] = value
}
/** Takes the top of a heap of `length` to its end. */
function popHeap(heap: number[], length: number, before: Before): void {
  const top = heap[0] as number
  heap[0] = heap[length - 1] as number
  heap[length - 1] = top
  siftDown(heap, 0, length - 1, before)
}

/** The `k` first of `count` elements in the order in which TensorFlow's selection leaves them. */
function unsorted(count: number, k: number, before: Before): number[] {
  const kept: number[] = []
  if (k === 0) return kept
  let isHeap = false
  for (let i = 0; i < count; i++) {
    if (!isHeap) {
      kept.push(i)
      if (kept.length > k) {
        for (let at = (kept.length - 2) >> 1; at >= 0; at--) siftDown(kept, at, kept.length, before)
        popHeap(kept, kept.length, before)
        isHeap = true
      }
    } else if (before(i, kept[0] as number)) {
      // the last place is free: it holds what was dropped before
      kept[k] = i
      popHeap(kept, k + 1, before)
    }
  }
  return kept.slice(0, k)
}

const float = new Float32Array(1)
const floatBits = new Int32Array(float.buffer)

/** A number of 32 bits that is the smaller the larger a float is; 0 and −0 have the same. */
function descendingFloat(value: number): number {
  float[0] = value + 0
  const bits = floatBits[0] as number
  return bits < 0 ? bits : 2 ** 31 - 1 - bits
}

/** Sorts rows of values that have 32 bits or fewer, by radix: the largest first, and equal ones as they stand. */
class RowSorter {
  readonly #keys: Uint32Array
  readonly #spare: Int32Array
  readonly #counts = new Int32Array(4 * 256)

  constructor(columns: number) {
    this.#keys = new Uint32Array(columns)
    this.#spare = new Int32Array(columns)
  }

  /** Writes the places of a row's values in order to `order`; false where one is no number. */
  sort(values: ArrayLike<number>, start: number, order: Int32Array, isFloat: boolean): boolean {
    const keys = this.#keys
    const counts = this.#counts
    counts.fill(0)
    for (let i = 0; i < order.length; i++) {
      const value = values[start + i] as number
      if (Number.isNaN(value)) return false
      const key = (isFloat ? descendingFloat(value) : 2 ** 31 - 1 - value) >>> 0
      keys[i] = key
      order[i] = i
      for (let digit = 0; digit < 4; digit++) {
        const at = 256 * digit + ((key >>> (8 * digit)) & 255)
        counts[at] = (counts[at] as number) + 1
      }
    }
    for (let digit = 0; digit < 4; digit++) this.#byDigit(digit, order)
    return true
  }

  #byDigit(digit: number, order: Int32Array): void {
    const keys = this.#keys
    const spare = this.#spare
    const counts = this.#counts
    const first = 256 * digit
    let before = 0
    for (let at = first; at < first + 256; at++) {
      const count = counts[at] as number
      // all values have this digit
      if (count === order.length) return
      counts[at] = before
      before += count
    }
    for (let i = 0; i < order.length; i++) {
      const place = order[i] as number
      const at = first + (((keys[place] as number) >>> (8 * digit)) & 255)
      const to = counts[at] as number
      spare[to] = place
      counts[at] = to + 1
    }
    order.set(spare)
  }
}

/** Values and their places: the largest first, of equal ones the first first; or in no particular order. */
export function topK(input: NDArray, k: number, sorted: boolean): [values: NDArray, indices: NDArray] {
  const columns = input.shape.at(-1) as number
  const rows = columns === 0 ? input.shape.slice(0, -1).reduce((a, b) => a * b, 1) : input.size / columns
  const shape = [...input.shape.slice(0, -1), k]
  const data = input.dtype.allocate(rows * k) as Float32Array
  const places = new Int32Array(rows * k)
  // halves are compared as numbers, but copied as they are; 64-bit integers are compared exactly
  const exact = input.data instanceof BigInt64Array ? input.data : realsOf(input)
  const order = new Int32Array(columns)
  const { dtype } = input
  const isFloat = dtype.is_floating
  const sorter = dtype.base === 'float64' || exact instanceof BigInt64Array ? undefined : new RowSorter(columns)
  for (let row = 0; row < rows; row++) {
    const start = row * columns
    const value = (i: number): number => exact[start + i] as number
    const before: Before = (a, b) => value(a) > value(b) || (value(a) === value(b) && a < b)
    let chosen: ArrayLike<number> = order
    if (sorted && sorter?.sort(exact as ArrayLike<number>, start, order, isFloat)) chosen = order
    else if (sorted) {
      for (let i = 0; i < columns; i++) order[i] = i
      order.sort((a, b) => (value(a) > value(b) ? -1 : value(a) < value(b) ? 1 : a - b))
    } else chosen = unsorted(columns, k, before)
    for (let i = 0; i < k; i++) {
      places[row * k + i] = chosen[i] as number
      data[row * k + i] = (input.data as Float32Array)[start + (chosen[i] as number)] as number
    }
  }
  return [new NDArray(input.dtype, shape, data), new NDArray(int32, shape, places)]
}
