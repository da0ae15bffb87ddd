/** numpy's orders of sorting: its quicksort leaves equal elements as it finds them, its merge sort in their order. */

/** NaN stands behind all numbers. */
// biome-ignore lint/suspicious/noSelfCompare: the shortest test for NaN, in the innermost loop
const less = (a: number, b: number): boolean => a < b || (b !== b && a === a)

const SMALL = 16

/** Sorts `order`, positions of `keys`, from `first` to `last`, as numpy's argsort (npysort/quicksort.c) does it. */
export function quickOrder(keys: Float64Array, order: Int32Array, first: number, last: number): void {
  const stack: number[] = []
  let [low, high] = [first, last]
  let depth = 2 * (31 - Math.clz32(Math.max(1, last - first + 1)))
  const swap = (i: number, j: number): void => {
    const kept = order[i] as number
    order[i] = order[j] as number
    order[j] = kept
  }
  const key = (i: number): number => keys[order[i] as number] as number
  for (;;) {
    if (depth < 0) {
      // numpy's heap sort, where quicksort goes wrong: equal elements may stand in another order there
      stableOrder(keys, order, low, high)
    } else {
      while (high - low > SMALL) {
        const middle = low + ((high - low) >> 1)
        if (less(key(middle), key(low))) swap(middle, low)
        if (less(key(high), key(middle))) swap(high, middle)
        if (less(key(middle), key(low))) swap(middle, low)
        const pivot = key(middle)
        let i = low
        let j = high - 1
        swap(middle, j)
        for (;;) {
          do i++
          while (less(key(i), pivot))
          do j--
          while (less(pivot, key(j)))
          if (i >= j) break
          swap(i, j)
        }
        swap(i, high - 1)
        if (i - low < high - i) {
          stack.push(i + 1, high)
          high = i - 1
        } else {
          stack.push(low, i - 1)
          low = i + 1
        }
        stack.push(--depth)
      }
      insertionOrder(keys, order, low, high)
    }
    if (stack.length === 0) return
    depth = stack.pop() as number
    high = stack.pop() as number
    low = stack.pop() as number
  }
}

function insertionOrder(keys: Float64Array, order: Int32Array, low: number, high: number): void {
  for (let i = low + 1; i <= high; i++) {
    const at = order[i] as number
    const value = keys[at] as number
    let j = i
    for (; j > low && less(value, keys[order[j - 1] as number] as number); j--) order[j] = order[j - 1] as number
    order[j] = at
  }
}

/** Sorts positions of `keys` so that equal ones keep their order. */
export function stableOrder(keys: Float64Array, order: Int32Array, low: number, high: number): void {
  if (high - low <= SMALL) {
    insertionOrder(keys, order, low, high)
    return
  }
  const middle = (low + high) >> 1
  stableOrder(keys, order, low, middle)
  stableOrder(keys, order, middle + 1, high)
  const left = order.slice(low, middle + 1)
  for (let i = 0, j = middle + 1, to = low; i < left.length; ) {
    if (j <= high && less(keys[order[j] as number] as number, keys[left[i] as number] as number))
      order[to++] = order[j++] as number
    else order[to++] = left[i++] as number
  }
}
