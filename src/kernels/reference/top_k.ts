/** The largest elements of each row. */
import { int32 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { realsOf } from './reals.ts'

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
  for (let row = 0; row < rows; row++) {
    const start = row * columns
    const value = (i: number): number => exact[start + i] as number
    const before: Before = (a, b) => value(a) > value(b) || (value(a) === value(b) && a < b)
    let chosen: ArrayLike<number> = order
    if (sorted) {
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
