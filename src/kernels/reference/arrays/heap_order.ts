/**
 * Heaps and sorting that leave equal elements in the order in which C++'s standard library (GNU's) leaves them: TensorFlow's
 * results show that order where values tie.
 */

/** Whether `a` comes before `b`. */
export type Before<T> = (a: T, b: T) => boolean

/** Moves `value` up from the hole at `hole`, but not above `top`. */
function siftUp<T>(items: T[], from: number, hole: number, top: number, value: T, before: Before<T>): void {
  let at = hole
  while (at > top) {
    const parent = (at - 1) >> 1
    if (!before(items[from + parent] as T, value)) break
    items[from + at] = items[from + parent] as T
    at = parent
  }
  items[from + at] = value
}
/** Fills the hole at `hole` of a heap of `length` elements with `value`: the hole goes down to a leaf, then the value up. */
function siftDown<T>(items: T[], from: number, hole: number, length: number, value: T, before: Before<T>): void {
  let at = hole
  let child = hole
  while (child < (length - 1) >> 1) {
    child = 2 * (child + 1)
    if (before(items[from + child] as T, items[from + child - 1] as T)) child--
    items[from + at] = items[from + child] as T
    at = child
  }
  if (length % 2 === 0 && child === (length - 2) >> 1) {
    child = 2 * (child + 1)
    items[from + at] = items[from + child - 1] as T
    at = child - 1
  }
  siftUp(items, from, at, hole, value, before)
}

/** The last of `before`'s order comes to the top. */
function makeHeap<T>(items: T[], before: Before<T>, from = 0, to = items.length): void {
  const length = to - from
  for (let parent = (length - 2) >> 1; parent >= 0; parent--)
    siftDown(items, from, parent, length, items[from + parent] as T, before)
}
/** The last element joins the heap of those before it. */
function pushHeap<T>(items: T[], before: Before<T>): void {
  siftUp(items, 0, items.length - 1, 0, items.at(-1) as T, before)
}
/** The top of the heap changes places with the last element, which leaves the heap. */
function popHeap<T>(items: T[], before: Before<T>, from = 0, to = items.length): void {
  if (to - from < 2) return
  const value = items[to - 1] as T
  items[to - 1] = items[from] as T
  siftDown(items, from, 0, to - 1 - from, value, before)
}
function sortHeap<T>(items: T[], before: Before<T>, from = 0, to = items.length): void {
  for (let end = to; end - from > 1; end--) popHeap(items, before, from, end)
}

const SHORT = 16
const swap = <T>(items: T[], i: number, j: number): void => {
  const kept = items[i] as T
  items[i] = items[j] as T
  items[j] = kept
}

function medianToFirst<T>(items: T[], result: number, a: number, b: number, c: number, before: Before<T>): void {
  const less = (i: number, j: number): boolean => before(items[i] as T, items[j] as T)
  if (less(a, b)) swap(items, result, less(b, c) ? b : less(a, c) ? c : a)
  else swap(items, result, less(a, c) ? a : less(b, c) ? c : b)
}
/** Quicksort down to short runs; heap sort where it degenerates. */
function sortRuns<T>(items: T[], from: number, end: number, depth: number, before: Before<T>): void {
  let to = end
  for (let left = depth; to - from > SHORT; left--) {
    if (left === 0) {
      makeHeap(items, before, from, to)
      sortHeap(items, before, from, to)
      return
    }
    medianToFirst(items, from, from + 1, from + ((to - from) >> 1), to - 1, before)
    let low = from + 1
    let high = to
    for (;;) {
      while (before(items[low] as T, items[from] as T)) low++
      high--
      while (before(items[from] as T, items[high] as T)) high--
      if (low >= high) break
      swap(items, low, high)
      low++
    }
    sortRuns(items, low, to, left - 1, before)
    to = low
  }
}
/** Sorts in place, as std::sort does. */
export function sortInPlace<T>(items: T[], before: Before<T>): void {
  const { length } = items
  if (length < 2) return
  sortRuns(items, 0, length, 2 * Math.floor(Math.log2(length)), before)
  for (let i = 1; i < length; i++) {
    const value = items[i] as T
    // within the first run a new first element goes to the front at once
    if (i < SHORT && before(value, items[0] as T)) {
      items.copyWithin(1, 0, i)
      items[0] = value
      continue
    }
    let at = i
    while (at > 0 && before(value, items[at - 1] as T)) {
      items[at] = items[at - 1] as T
      at--
    }
    items[at] = value
  }
}

/** The first `limit` elements of an order, kept as TensorFlow's TopN keeps them. */
export class TopN<T> {
  readonly #limit: number
  readonly #before: Before<T>
  #items: T[] = []
  #state: 'unordered' | 'worst first' | 'heap' = 'unordered'

  constructor(limit: number, before: Before<T>) {
    this.#limit = limit
    this.#before = before
  }
  get size(): number {
    // a heap keeps one place more than it has elements
    return this.#state === 'heap' ? this.#items.length - 1 : this.#items.length
  }
  /** The elements in no particular order. */
  get unsorted(): readonly T[] {
    return this.#items.slice(0, this.size)
  }
  push(item: T): void {
    if (this.#limit === 0) return
    const items = this.#items
    if (this.#state === 'heap') {
      if (!this.#before(item, items[0] as T)) return
      items[items.length - 1] = item
      pushHeap(items, this.#before)
      popHeap(items, this.#before)
      return
    }
    items.push(item)
    if (this.#state === 'worst first' && !this.#before(item, items[0] as T)) swap(items, 0, items.length - 1)
    if (items.length === this.#limit + 1) {
      makeHeap(items, this.#before)
      popHeap(items, this.#before)
      this.#state = 'heap'
    }
  }
  /** The last one of those that are kept. */
  get worst(): T {
    const items = this.#items
    if (this.#state === 'unordered') {
      let worst = 0
      for (let i = 1; i < items.length; i++) if (this.#before(items[worst] as T, items[i] as T)) worst = i
      if (worst !== 0) swap(items, 0, worst)
      this.#state = 'worst first'
    }
    return items[0] as T
  }
  /** All elements in order; none are left. */
  extract(): T[] {
    const items = this.#items
    if (this.#state === 'heap') {
      items.pop()
      sortHeap(items, this.#before)
    } else sortInPlace(items, this.#before)
    this.#items = []
    this.#state = 'unordered'
    return items
  }
}
