import { ValueError } from '../errors/index.ts'
import { binary } from '../tensor/arithmetic.ts'
import { denseData, elementReader } from '../tensor/array_parts.ts'
import { storageOf } from '../tensor/compiled_loops.ts'
import { type Data, float64, int64 } from '../tensor/dtypes.ts'
import { PyInt } from '../tensor/literals.ts'
import { chosenOf } from '../tensor/masks.ts'
import { contiguous, NDArray } from '../tensor/ndarray.ts'
import { broadcastShapes, sameShape } from '../tensor/shape.ts'
import { tupleText } from '../tensor/shape_arguments.ts'
import { computed, signed } from './arguments.ts'
import { concatenate } from './concatenation.ts'
import { atleast_1d, broadcast_arrays, moveaxis } from './shaping.ts'
import { quickOrder, stableOrder } from './sort_order.ts'
import {
  type ArrayValue,
  elementCount,
  fromNumbers,
  indices,
  integer,
  isScalar,
  normalizeAxis,
  numbersOf,
  type Result,
  type Scalar,
  toArray,
} from './values.ts'

/** NaN stands behind all numbers. */
function compareNumbers(a: number, b: number): number {
  if (a < b) return -1
  if (a > b) return 1
  if (a === b) return 0
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
}

/** Compares two elements by their flat index. */
function comparer(a: NDArray): (i: number, j: number) => number {
  if (a.dtype.base === 'string') {
    const texts = denseData(a) as Uint8Array[]
    return (i, j) => Buffer.compare(texts[i] as Uint8Array, texts[j] as Uint8Array)
  }
  const values = numbersOf(a)
  return (i, j) => compareNumbers(values[i] as number, values[j] as number)
}

/** Flat positions of each row along the last axis, sorted; `stable`: equal elements keep their order. */
function sortedPositions(a: NDArray, stable = true): Int32Array {
  const length = a.shape.at(-1) ?? 1
  const rows = length === 0 ? 0 : a.size / length
  const positions = new Int32Array(rows * length)
  for (let i = 0; i < positions.length; i++) positions[i] = i
  if (a.dtype.base === 'string') {
    const compared = comparer(a)
    for (let row = 0; row < rows; row += 1) positions.subarray(row * length, (row + 1) * length).sort(compared)
    return positions
  }
  const keys = numbersOf(a)
  const order = stable ? stableOrder : quickOrder
  for (let row = 0; row < rows; row += 1) order(keys, positions, row * length, (row + 1) * length - 1)
  return positions
}

/** The rows along the last axis of a copy of an array of numbers, sorted. */
function sortedRows(a: NDArray): NDArray {
  const length = a.shape.at(-1) ?? 1
  const made = a.copy()
  const data = made.data as Float64Array
  for (let start = 0; start < made.size; start += length) data.subarray(start, start + length).sort()
  return made
}

function plainSort(a: ArrayValue, axis: number | null = -1): NDArray {
  const given = axis === null ? toArray(a).ravel() : toArray(a)
  const at = normalizeAxis(axis ?? -1, given.shape.length)
  const moved = moveaxis(given, at, -1)
  const sorted =
    storageOf(given.dtype.base) === undefined
      ? moved.ravel().take(sortedPositions(moved)).reshape(moved.shape)
      : sortedRows(moved)
  return contiguous(moveaxis(sorted, -1, at))
}
/** Sorted along an axis (the last by default); null flattens. A copy. Equal elements keep their order, of whatever `kind` the sort is. */
export const sort = signed(
  "sort(a, axis=-1, kind='quicksort', order=None)",
  (a: ArrayValue, axis?: number | null, _kind?: string | null): NDArray => plainSort(a, axis),
)
/** Flat positions as positions within their rows, in place. */
function withinRows(positions: Int32Array, length: number): Int32Array {
  if (positions.length > length)
    for (let i = 0; i < positions.length; i++) positions[i] = (positions[i] as number) % length
  return positions
}
function plainArgsort(a: ArrayValue, axis: number | null = -1, kind: string | null = 'quicksort'): NDArray {
  const given = axis === null || toArray(a).ndim === 0 ? toArray(a).ravel() : toArray(a)
  const at = normalizeAxis(axis ?? -1, given.shape.length)
  const moved = moveaxis(given, at, -1)
  const length = moved.shape.at(-1) as number
  const positions = indices(
    withinRows(sortedPositions(moved, kind === 'mergesort' || kind === 'stable'), length),
    moved.shape,
  )
  return contiguous(moveaxis(positions, -1, at))
}
/** The order that sorts: positions along the axis. Equal elements stand as numpy's quicksort leaves them; a merge sort keeps their order. */
export const argsort = signed(
  "argsort(a, axis=-1, kind='quicksort', order=None)",
  (a: ArrayValue, axis?: number | null, kind?: string | null): NDArray => plainArgsort(a, axis, kind),
)
/** A full sort is a partition too. */
export const argpartition = signed(
  "argpartition(a, kth, axis=-1, kind='introselect', order=None)",
  (a: ArrayValue, _kth: number, axis: number | null = -1): NDArray => argsort(a, axis),
)
export const partition = signed(
  "partition(a, kth, axis=-1, kind='introselect', order=None)",
  (a: ArrayValue, _kth: number, axis: number | null = -1): NDArray => sort(a, axis),
)

/** What `unique` found: the positions of the first ones among the elements, sorted, and the like. */
function plainUnique(a: ArrayValue, return_index = false, return_inverse = false, return_counts = false): Result {
  const flat = toArray(a).ravel()
  const order = sortedPositions(flat)
  const compared = comparer(flat)
  const first: number[] = []
  const counts: number[] = []
  const inverse = new Float64Array(flat.size)
  order.forEach((at, i) => {
    if (i === 0 || compared(order[i - 1] as number, at) !== 0) {
      first.push(at)
      counts.push(0)
    }
    counts[counts.length - 1] = (counts.at(-1) as number) + 1
    inverse[at] = first.length - 1
  })
  const values = flat.take(first)
  const extras = [
    ...(return_index ? [indices(first)] : []),
    ...(return_inverse ? [indices(inverse)] : []),
    ...(return_counts ? [indices(counts)] : []),
  ]
  return extras.length === 0 ? values : [values, ...extras]
}
/** The different elements, sorted; on request with their first positions, the inverse and counts, in a list. */
export const unique = signed(
  'unique(ar, return_index=False, return_inverse=False, return_counts=False, axis=None)',
  plainUnique,
)

/** The elements of `a`, as keys of a set. */
const keys = (a: NDArray): unknown[] => {
  const read = elementReader(a.dtype, denseData(a))
  return Array.from({ length: a.size }, (_, i) => (a.dtype.base === 'string' ? String(read(i)) : Number(read(i))))
}
/** Whether each element of `a` is one of `values`. */
export function in1d(a: ArrayValue, values: ArrayValue): NDArray {
  const known = new Set(keys(toArray(values)))
  return NDArray.of(
    keys(toArray(a)).map(key => known.has(key)),
    'bool',
  )
}
// @ts-expect-error the guarded function takes its place
in1d = signed('in1d(ar1, ar2, assume_unique=False, invert=False)', in1d)
const chosen = (a: NDArray, flags: NDArray, wanted: number): NDArray =>
  a.take(Array.from(flags.data as Uint8Array, (flag, i) => (flag === wanted ? i : -1)).filter(i => i >= 0))
/** Different elements of `a` that are not in `b`, sorted. */
export function setdiff1d(a: ArrayValue, b: ArrayValue): NDArray {
  const different = unique(a)
  return chosen(different, in1d(different, b), 0)
}
// @ts-expect-error the guarded function takes its place
setdiff1d = signed('setdiff1d(ar1, ar2, assume_unique=False)', setdiff1d)
export function intersect1d(a: ArrayValue, b: ArrayValue): NDArray {
  const different = unique(a)
  return chosen(different, in1d(different, b), 1)
}
// @ts-expect-error the guarded function takes its place
intersect1d = signed('intersect1d(ar1, ar2, assume_unique=False, return_indices=False)', intersect1d)
export const union1d = signed(
  'union1d(ar1, ar2)',
  (a: ArrayValue, b: ArrayValue): NDArray => unique(concatenate([toArray(a).ravel(), toArray(b).ravel()])),
)

function plainSearchsorted(a: ArrayValue, v: ArrayValue, side: 'left' | 'right' = 'left'): Result {
  const right = side === 'right'
  const values = numbersOf(toArray(a))
  const wanted = toArray(v)
  const found = numbersOf(wanted).map(limit => {
    let low = 0
    let high = values.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const order = compareNumbers(values[middle] as number, limit)
      if (order < 0 || (right && order === 0)) low = middle + 1
      else high = middle
    }
    return low
  })
  return fromNumbers(int64, wanted.shape, found)
}
/** Where in the ascending `a` each of `v` belongs: before equal elements ('left') or after them. */
export const searchsorted = computed("searchsorted(a, v, side='left', sorter=None)", plainSearchsorted)
/** The bin of each element between ascending (or descending) edges. */
export function digitize(x: ArrayValue, bins: ArrayValue, right = false): Result {
  return searchsorted(bins, x, right ? 'left' : 'right')
}
// @ts-expect-error the guarded function takes its place
digitize = computed('digitize(x, bins, right=False)', digitize)

/** The positions of all elements that are not zero: one array for each axis. */
export function nonzero(a: ArrayValue): NDArray[] {
  const given = atleast_1d(toArray(a))
  const flat = flatNonzero(given)
  let step = given.size
  return given.shape.map(dim => {
    step /= dim
    const stride = step
    return indices(flat.map(at => Math.floor(at / stride) % dim))
  })
}
// @ts-expect-error the guarded function takes its place
nonzero = signed('nonzero(a)', nonzero)
function flatNonzero(a: NDArray): number[] {
  const found: number[] = []
  numbersOf(a).forEach((value, i) => {
    if (value !== 0) found.push(i)
  })
  return found
}
export const flatnonzero = signed('flatnonzero(a)', (a: ArrayValue): NDArray => indices(flatNonzero(toArray(a))))
/** The positions of all elements that are not zero, as rows. */
export function argwhere(a: ArrayValue): NDArray {
  const given = toArray(a)
  const found = nonzero(given)
  const count = found[0]?.size ?? 0
  const values = Array.from({ length: count * found.length }, (_, i) =>
    Number(found[i % found.length]?.item(Math.floor(i / found.length))),
  )
  return indices(values, [count, found.length])
}
// @ts-expect-error the guarded function takes its place
argwhere = signed('argwhere(a)', argwhere)
function plainWhere(condition: ArrayValue, x: ArrayValue | null = null, y: ArrayValue | null = null): Result {
  if (x === null && y === null) return nonzero(condition)
  if (x === null || y === null) throw new ValueError('either both or neither of x and y should be given')
  const empty = (value: ArrayValue): ArrayValue => {
    if (isScalar(value)) return value
    const given = toArray(value)
    return given.shape.length === 0 ? given : NDArray.zeros([0], given.dtype)
  }
  const text = [x, y].some(value => !isScalar(value) && toArray(value).dtype.base === 'string')
  const { dtype } = text ? toArray(x) : binary('add', empty(x), empty(y))
  const [flags, a, b] = [toArray(condition, 'bool'), toArray(x, dtype), toArray(y, dtype)]
  if (storageOf(dtype.base) === undefined) return slowWhere(flags, a, b)
  const shape = [a.shape, b.shape].reduce<readonly number[]>((common, one) => {
    const wider = broadcastShapes(common, one)
    if (!wider)
      throw new ValueError(
        `operands could not be broadcast together with shapes ${[flags, a, b].map(array => tupleText(array.shape).replace(/, /g, ',')).join(' ')} `,
      )
    return wider
  }, flags.shape)
  const out = NDArray.zeros(shape, dtype)
  const given = (array: NDArray): readonly [Data, number] =>
    array.size === 1
      ? [denseData(array), 0]
      : [denseData(sameShape(array.shape, shape) ? array : array.broadcast_to(shape)), 1]
  chosenOf(dtype, out.data, given(flags) as readonly [Uint8Array, number], given(a), given(b))
  return out
}
/** Of complex numbers, halves and text. */
function slowWhere(condition: NDArray, x: NDArray, y: NDArray): NDArray {
  const [flags, a, b] = broadcast_arrays(condition, x, y) as [NDArray, NDArray, NDArray]
  const chosenElements = a.copy()
  const target = chosenElements.data as unknown[]
  const others = denseData(b) as readonly unknown[]
  const width = target.length / Math.max(flags.size, 1)
  numbersOf(flags).forEach((flag, i) => {
    if (flag === 0) for (let lane = 0; lane < width; lane += 1) target[i * width + lane] = others[i * width + lane]
  })
  return chosenElements
}
/** `x` where the condition holds, else `y`; without them the positions where it does. */
export const where = computed('where(condition, x=None, y=None)', plainWhere)

function plainBincount(x: ArrayValue, weights: ArrayValue | null = null, minlength: Scalar = 0): NDArray {
  const values = numbersOf(toArray(x))
  if (values.some(value => value < 0)) throw new ValueError("'list' argument must have no negative elements")
  const counts = new Float64Array(
    elementCount(values.reduce((length, value) => Math.max(length, value + 1), integer(minlength))),
  )
  const added = weights === null ? undefined : numbersOf(toArray(weights))
  values.forEach((value, i) => {
    counts[value] = (counts[value] as number) + (added ? (added[i] as number) : 1)
  })
  return fromNumbers(weights === null ? int64 : float64, [counts.length], counts)
}
/** How often each of 0, 1, 2 … occurs, or the sum of its weights. */
export const bincount = signed('bincount(x, weights=None, minlength=0)', plainBincount)
function plainHistogram(
  a: ArrayValue,
  given: number | PyInt | ArrayValue = 10,
  range: readonly [number, number] | null = null,
  normed: boolean | null = null,
  weighted: ArrayValue | null = null,
  density: boolean | null = null,
): [counts: NDArray, edges: NDArray] {
  const values = numbersOf(toArray(a))
  const bins = given instanceof PyInt ? integer(given) : given
  const limits = range && ([integer(range[0]), integer(range[1])] as const)
  const edges = typeof bins === 'number' ? evenEdges(values, bins, limits) : numbersOf(toArray(bins)).slice()
  const count = edges.length - 1
  const weights = weighted === null ? undefined : numbersOf(toArray(weighted))
  const counts = new Float64Array(count)
  const last = edges[count] as number
  const places = numbersOf(
    toArray(
      searchsorted(new NDArray(float64, [edges.length], edges), new NDArray(float64, [values.length], values), 'right'),
    ),
  )
  values.forEach((value, i) => {
    const bin = value === last ? count - 1 : (places[i] as number) - 1
    if (bin >= 0 && bin < count) counts[bin] = (counts[bin] as number) + (weights ? (weights[i] as number) : 1)
  })
  const edgeArray = typeof bins === 'number' ? new NDArray(float64, [edges.length], edges) : toArray(bins)
  if (!(density ?? normed)) return [fromNumbers(weights ? float64 : int64, [count], counts), edgeArray]
  const total = counts.reduce((sum, value) => sum + value, 0)
  const densities = counts.map((value, i) => value / ((edges[i + 1] as number) - (edges[i] as number)) / total)
  return [new NDArray(float64, [count], densities), edgeArray]
}
/** Counts of elements in bins, and the bins' edges; the last bin includes its upper edge. */
export const histogram = signed(
  'histogram(a, bins=10, range=None, normed=None, weights=None, density=None)',
  plainHistogram,
)
function evenEdges(values: Float64Array, bins: number, range: readonly [number, number] | null): Float64Array {
  if (bins < 1) throw new ValueError('`bins` must be positive, when an integer')
  let [low, high] =
    range ??
    (values.length === 0 ? [0, 1] : [values.reduce((x, y) => Math.min(x, y)), values.reduce((x, y) => Math.max(x, y))])
  if (low === high) {
    low -= 0.5
    high += 0.5
  }
  const step = (high - low) / bins
  elementCount(bins)
  return Float64Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : i * step + low))
}
