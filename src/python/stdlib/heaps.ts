/** heapq and bisect: lists kept in order. */
import { IndexError } from '../../errors/index.ts'
import { sort } from '../builtins/sequence_types.ts'
import { compare } from '../objects/compare.ts'
import { requireIndex } from '../objects/convert.ts'
import { toArray } from '../objects/iteration.ts'
import { truth } from '../objects/truth.ts'
import { allKeepUnicode, native } from '../objects/values/callable.ts'
import { done } from '../objects/values/none.ts'
import { int } from '../objects/values/numbers.ts'

const less = (a: unknown, b: unknown): boolean => truth(compare('<', a, b))

/** Moves the item at `at` towards the root, as far as its parents are larger. */
function towardsRoot(heap: unknown[], start: number, at: number): void {
  const item = heap[at]
  while (at > start) {
    const parent = (at - 1) >> 1
    if (!less(item, heap[parent])) break
    heap[at] = heap[parent]
    at = parent
  }
  heap[at] = item
}

/** Moves the smaller children up to a leaf, then the item back to its place: the steps, and so the order of equals, are Python's. */
function towardsLeaves(heap: unknown[], start: number): void {
  const item = heap[start]
  let at = start
  for (let child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && !less(heap[child], heap[child + 1])) child++
    heap[at] = heap[child]
    at = child
  }
  heap[at] = item
  towardsRoot(heap, start, at)
}

function push(heap: unknown[], item: unknown): void {
  heap.push(item)
  towardsRoot(heap, 0, heap.length - 1)
}

function pop(heap: unknown[]): unknown {
  if (heap.length === 0) throw new IndexError('index out of range')
  const last = heap.pop()
  return heap.length === 0 ? last : replace(heap, last)
}

function replace(heap: unknown[], item: unknown): unknown {
  if (heap.length === 0) throw new IndexError('index out of range')
  const smallest = heap[0]
  heap[0] = item
  towardsLeaves(heap, 0)
  return smallest
}

function heapify(heap: unknown[]): void {
  for (let i = (heap.length >> 1) - 1; i >= 0; i--) towardsLeaves(heap, i)
}

function first(n: unknown, items: unknown, key: unknown, reverse: boolean): unknown[] {
  const sorted = toArray(items)
  sort(sorted, key, reverse, null)
  return sorted.slice(0, Math.max(0, requireIndex(n)))
}

export const HEAPQ: Readonly<Record<string, unknown>> = allKeepUnicode({
  heappush: native('heappush(heap, item)', (heap: unknown[], item: unknown) => done(push(heap, item))),
  heappop: native('heappop(heap)', pop),
  heapify: native('heapify(heap)', (heap: unknown[]) => done(heapify(heap))),
  heapreplace: native('heapreplace(heap, item)', replace),
  heappushpop: native('heappushpop(heap, item)', (heap: unknown[], item: unknown) =>
    heap.length > 0 && less(heap[0], item) ? replace(heap, item) : item,
  ),
  nlargest: native('nlargest(n, iterable, key=None)', (n: unknown, items: unknown, key: unknown) =>
    first(n, items, key, true),
  ),
  nsmallest: native('nsmallest(n, iterable, key=None)', (n: unknown, items: unknown, key: unknown) =>
    first(n, items, key, false),
  ),
})

/** How many items stand before `item`; those that are equal to it count on the right side. */
function place(items: readonly unknown[], item: unknown, low: unknown, high: unknown, right: boolean): number {
  let from = requireIndex(low)
  let to = high === null ? items.length : requireIndex(high)
  while (from < to) {
    const middle = (from + to) >> 1
    if (right ? !less(item, items[middle]) : less(items[middle], item)) from = middle + 1
    else to = middle
  }
  return from
}

const bisect = (right: boolean): unknown =>
  native('bisect(a, x, lo=0, hi=None)', (items: unknown[], item: unknown, low: unknown, high: unknown) =>
    int(place(items, item, low, high, right)),
  )
const insort = (right: boolean): unknown =>
  native('insort(a, x, lo=0, hi=None)', (items: unknown[], item: unknown, low: unknown, high: unknown) =>
    done(void items.splice(place(items, item, low, high, right), 0, item)),
  )

export const BISECT: Readonly<Record<string, unknown>> = allKeepUnicode({
  bisect: bisect(true),
  bisect_left: bisect(false),
  bisect_right: bisect(true),
  insort: insort(true),
  insort_left: insort(false),
  insort_right: insort(true),
})
