/** Positions in arrays: of flat indices, of triangles and diagonals, of open grids. */
import { listOf } from '../calling/python_repr.ts'
import { TypeError, ValueError } from '../errors/index.ts'
import { type DTypeLike, int64 } from '../tensor/dtypes.ts'
import { PyInt } from '../tensor/literals.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { numElements } from '../tensor/shape.ts'
import { computed, signed } from './arguments.ts'
import { nonzero } from './sorting.ts'
import {
  type ArrayValue,
  fromNumbers,
  indices,
  integer,
  listLength,
  normalizeAxis,
  numbersOf,
  type Result,
  type Scalar,
  type ShapeValue,
  shapeOf,
  toArray,
} from './values.ts'

/** The position along each axis of flat indices into an array of shape `dims`. */
export const unravel_index = signed(
  "unravel_index(indices, shape, order='C')",
  (flat: ArrayValue, shape: ShapeValue, order = 'C'): Result[] => {
    const dims = shapeOf(shape)
    const given = toArray(flat)
    const size = numElements(dims)
    const rest = numbersOf(given).slice()
    for (const value of rest)
      if (!(value >= 0 && value < size))
        throw new ValueError(`index ${value} is out of bounds for array with size ${size}`)
    const axes = order === 'F' ? dims : [...dims].reverse()
    const found = axes.map(dim => {
      const along = rest.map(value => value % dim)
      for (let i = 0; i < rest.length; i++) rest[i] = Math.floor((rest[i] as number) / dim)
      return fromNumbers(int64, given.shape, along)
    })
    const all: Result[] = given.ndim === 0 ? found.map(position => position.item()) : found
    return order === 'F' ? all : all.reverse()
  },
)

/** The flat index of positions along each axis. */
export const ravel_multi_index = computed(
  "ravel_multi_index(multi_index, dims, mode='raise', order='C')",
  (positions: readonly ArrayValue[], shape: ShapeValue): Result => {
    const dims = shapeOf(shape)
    const given = listOf(positions).map(position => toArray(position))
    if (given.length !== dims.length)
      throw new ValueError(`parameter multi_index must be a sequence of length ${dims.length}`)
    let flat = toArray(0, int64)
    for (const [axis, position] of given.entries()) {
      const dim = dims[axis] as number
      if (numbersOf(position).some(value => !(value >= 0 && value < dim)))
        throw new ValueError('invalid entry in coordinates array')
      flat = flat.mul(BigInt(dim)).add(position)
    }
    return flat.astype(int64)
  },
)

/** Vectors shaped so that together they index a grid: `a.at(...ix_([0, 2], [1]))`. */
export const ix_ = signed('ix_(*args)', (...vectors: ArrayValue[]): NDArray[] =>
  vectors.map((vector, axis) => {
    const given = toArray(vector)
    if (given.ndim !== 1) throw new ValueError('Cross index must be 1 dimensional')
    const positions =
      given.dtype.base === 'bool' ? (nonzero(given)[0] as NDArray) : given.size === 0 ? given.astype(int64) : given
    return positions.reshape(vectors.map((_, i) => (i === axis ? positions.size : 1)))
  }),
)

/** Rows and columns of the elements of an [n, m] matrix that `keep` takes. */
function triangle(n: Scalar, m: Scalar | null, keep: (column: number, row: number) => boolean): NDArray[] {
  const [rows, columns] = [integer(n), integer(m ?? n)]
  listLength(rows * columns)
  const found: [number, number][] = []
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) if (keep(j, i)) found.push([i, j])
  return [indices(found.map(([i]) => i)), indices(found.map(([, j]) => j))]
}
export const triu_indices = signed(
  'triu_indices(n, k=0, m=None)',
  (n: Scalar, k: Scalar = 0, m: Scalar | null = null) => triangle(n, m, (column, row) => column >= row + integer(k)),
)
export const tril_indices = signed(
  'tril_indices(n, k=0, m=None)',
  (n: Scalar, k: Scalar = 0, m: Scalar | null = null) => triangle(n, m, (column, row) => column <= row + integer(k)),
)
/** Ones on and below diagonal `k`. */
export const tri = signed(
  'tri(N, M=None, k=0, dtype=float64)',
  (n: Scalar, m: Scalar | null = null, k: Scalar = 0, dtype?: DTypeLike): NDArray => {
    const [rows, columns] = [integer(n), integer(m ?? n)]
    const made = NDArray.zeros([rows, columns], 'float64')
    const data = made.data as Float64Array
    for (let at = 0; at < data.length; at++) data[at] = at % columns <= Math.floor(at / columns) + integer(k) ? 1 : 0
    return made.astype(dtype ?? 'float64')
  },
)
export const diag_indices = signed('diag_indices(n, ndim=2)', (n: Scalar, ndim: Scalar = 2): NDArray[] => {
  const line = indices(Array.from({ length: listLength(integer(n)) }, (_, i) => i))
  return Array.from({ length: integer(ndim) }, () => line)
})

/** The order that sorts by the last key, of equal ones by the one before it … */
export const lexsort = computed('lexsort(keys, axis=-1)', (keys: readonly ArrayValue[] | NDArray): NDArray => {
  const given = listOf(keys as Iterable<ArrayValue>).map(key => toArray(key))
  const [first] = given
  if (!first) throw new TypeError('need sequence of keys with len > 0 in lexsort')
  const length = first.shape.at(-1) ?? 1
  const found = new Float64Array(first.size)
  const values = given.map(numbersOf)
  for (let start = 0; start < first.size; start += length) {
    const order = Array.from({ length }, (_, i) => i)
    for (const key of values) order.sort((i, j) => (key[start + i] as number) - (key[start + j] as number))
    found.set(order, start)
  }
  return indices(found, first.shape)
})

/** For each element that of the first list of choices whose condition holds, else `default`. */
export const select = signed(
  'select(condlist, choicelist, default=0)',
  (listed: readonly ArrayValue[], options: readonly ArrayValue[], otherwise: ArrayValue = 0): Result => {
    const [conditions, choices] = [listOf(listed), listOf(options)]
    if (conditions.length === 0) throw new ValueError('select with an empty condition list is not possible')
    if (conditions.length !== choices.length)
      throw new ValueError('list of cases must be same length as list of conditions')
    const all = [...choices, otherwise === 0 ? new PyInt(0) : otherwise].map(choice => toArray(choice))
    const common = all.reduce((sum, choice) => sum.add(choice.reshape(choice.shape)))
    const shape = conditions
      .map(condition => toArray(condition))
      .reduce((sum, one) => sum.add(one.astype('int64')), common).shape
    const made = toArray(otherwise).astype(common.dtype).broadcast_to(shape).copy()
    for (let i = conditions.length - 1; i >= 0; i--) {
      const mask = toArray(conditions[i], 'bool').broadcast_to(shape).copy()
      const chosen = (all[i] as NDArray).astype(common.dtype).broadcast_to(shape)
      made.set(chosen.at(mask), mask)
    }
    return made
  },
)
/** The elements of `arr` where the condition is true, as one row. */
export const extract = signed(
  'extract(condition, arr)',
  (condition: ArrayValue, a: ArrayValue): NDArray =>
    toArray(a).ravel().at(toArray(condition, 'bool').ravel()) as NDArray,
)
/** Slices along an axis where the condition is true. */
export const compress = signed(
  'compress(condition, a, axis=None)',
  (condition: ArrayValue, a: ArrayValue, axis: number | null = null): NDArray => {
    const flags = toArray(condition, 'bool')
    const given = axis === null ? toArray(a).ravel() : toArray(a)
    const places = nonzero(flags)[0] as NDArray
    const before = new Array<string>(normalizeAxis(axis ?? 0, given.ndim)).fill(':')
    return given.at(...before, places) as NDArray
  },
)

/** The bits of whole numbers 0 … 255, eight to a byte. */
export const packbits = signed('packbits(myarray)', (a: ArrayValue): NDArray => {
  const bits = numbersOf(toArray(a))
  const out = new Uint8Array(Math.ceil(bits.length / 8))
  for (let i = 0; i < bits.length; i++) if (bits[i] !== 0) out[i >> 3] = (out[i >> 3] as number) | (128 >> (i & 7))
  return new NDArray('uint8', [out.length], out)
})
export const unpackbits = signed('unpackbits(myarray)', (a: ArrayValue): NDArray => {
  const given = toArray(a)
  if (given.dtype.base !== 'uint8') throw new TypeError('Expected an input array of unsigned byte data type')
  const bytes = given.ravel().copy().data as Uint8Array
  const out = Uint8Array.from({ length: bytes.length * 8 }, (_, i) => ((bytes[i >> 3] as number) >> (7 - (i & 7))) & 1)
  return new NDArray('uint8', [out.length], out)
})
