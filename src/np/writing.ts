import { IndexError, TypeError, ValueError } from '../errors/index.ts'
import { lanes } from '../tensor/array_parts.ts'
import { forEachOffset } from '../tensor/indexing.ts'
import { mayOverlap } from '../tensor/layout.ts'
import { bufferOf, NDArray, offsetOf, stepsOf } from '../tensor/ndarray.ts'
import { signed } from './arguments.ts'
import { type ArrayValue, numbersOf, type Scalar, toArray } from './values.ts'

function target(name: string, value: unknown): NDArray {
  if (!(value instanceof NDArray))
    throw new TypeError(
      `${name}() argument 1 must be numpy.ndarray, not ${Array.isArray(value) ? 'list' : typeof value}`,
    )
  return value
}

function plainCopyto(dst: NDArray, src: ArrayValue, where: ArrayValue | null = null): void {
  const into = target('copyto', dst)
  const source = toArray(src)
  if (where === null || where === true) {
    into.set(source, '...')
    return
  }
  const mask = toArray(where, 'bool').broadcast_to(into.shape)
  into.set(source.broadcast_to(into.shape).at(mask), mask)
}
/** Writes `src`, cast and broadcast, into `dst`, or where `where` is true. */
export const copyto = signed(
  "copyto(dst, src, casting='same_kind', where=None)",
  (dst: NDArray, src: ArrayValue, _casting?: string, where?: ArrayValue | null) => plainCopyto(dst, src, where),
)

/** Writes to flat positions of an array. */
function putFlat(array: NDArray, positions: ArrayLike<number>, values: NDArray): void {
  const flat = array.reshape(-1)
  const count = positions.length
  if (values.size === 0 || count === 0) return
  const taken = values.ravel().take(Float64Array.from({ length: count }, (_, i) => i % values.size))
  flat.set(taken, new NDArray('float64', [count], Float64Array.from(positions)))
  // a shape that strides can't say was copied
  if (flat.base === null) array.fill(flat.reshape(array.shape))
}

function plainPut(a: NDArray, ind: ArrayValue, v: ArrayValue, mode = 'raise'): void {
  const array = target('put', a)
  const positions = numbersOf(toArray(ind)).map(asked => {
    const at = asked < 0 ? asked + array.size : asked
    if (mode === 'wrap') return ((asked % array.size) + array.size) % array.size
    if (mode === 'clip') return Math.max(0, Math.min(asked, array.size - 1))
    if (!(at >= 0 && at < array.size))
      throw new IndexError(`index ${asked} is out of bounds for axis 0 with size ${array.size}`)
    return at
  })
  putFlat(array, positions, toArray(v, array.dtype))
}
/** Writes `v`, repeated as needed, to the flat positions `ind`. */
export const put = signed("put(a, ind, v, mode='raise')", plainPut)

const whereTrue = (mask: ArrayValue): number[] =>
  [...numbersOf(toArray(mask)).entries()].filter(([, flag]) => flag !== 0).map(([at]) => at)

/** Writes `vals`, one after the other and repeated as needed, where the mask is true. */
export const place = signed('place(arr, mask, vals)', (arr: NDArray, mask: ArrayValue, vals: ArrayValue): void => {
  const array = target('place', arr)
  const values = toArray(vals, array.dtype)
  const positions = whereTrue(mask)
  if (values.size === 0 && positions.length > 0) throw new ValueError('Cannot insert from an empty array!')
  putFlat(array, positions, values)
})

/** Writes the elements of `values` at the same flat positions, where the mask is true. */
export const putmask = signed('putmask(a, mask, values)', (a: NDArray, mask: ArrayValue, values: ArrayValue): void => {
  const array = target('putmask', a)
  const given = toArray(values, array.dtype).ravel()
  const positions = whereTrue(mask)
  if (given.size > 0) putFlat(array, positions, given.take(positions.map(at => at % given.size)))
})

/** Writes `val` to the main diagonal. */
export const fill_diagonal = signed('fill_diagonal(a, val, wrap=False)', (a: NDArray, val: ArrayValue): void => {
  const array = target('fill_diagonal', a)
  if (array.ndim < 2) throw new ValueError('array must be at least 2-d')
  const count = Math.min(...array.shape)
  const diagonal = new NDArray(
    'float64',
    [count],
    Float64Array.from({ length: count }, (_, i) => i),
  )
  const values = toArray(val, array.dtype).ravel()
  if (values.size > 0)
    array.set(values.take(Array.from({ length: count }, (_, i) => i % values.size)), ...array.shape.map(() => diagonal))
})

const boxOf = (array: NDArray) => ({ shape: [...array.shape], steps: [...stepsOf(array)], offset: offsetOf(array) })

/** Whether the memory that two arrays reach over has a part in common. */
export const may_share_memory = signed(
  'may_share_memory(a, b, max_work=None)',
  (a: ArrayValue, b: ArrayValue, _max_work?: Scalar | null): boolean => {
    const [x, y] = [toArray(a), toArray(b)]
    return mayOverlap(bufferOf(x), boxOf(x), bufferOf(y), boxOf(y), lanes(x.dtype))
  },
)

/** The bytes where elements of an array begin. */
function* starts(array: NDArray): IterableIterator<number> {
  const buffer = bufferOf(array)
  const [first, size] = Array.isArray(buffer)
    ? [0, 1]
    : [buffer.byteOffset, buffer.BYTES_PER_ELEMENT * lanes(array.dtype)]
  const found: number[] = []
  forEachOffset(boxOf(array), offset => found.push(first + offset * size))
  yield* found
}

/** Whether two arrays have an element's memory in common. */
export const shares_memory = signed(
  'shares_memory(a, b, max_work=None)',
  (a: ArrayValue, b: ArrayValue, _max_work?: Scalar | null): boolean => {
    if (!may_share_memory(a, b)) return false
    const [x, y] = [toArray(a), toArray(b)]
    const width = Math.min(x.dtype.size, y.dtype.size)
    const units = (array: NDArray): Set<number> => {
      const all = new Set<number>()
      for (const start of starts(array))
        for (let byte = 0; byte < (x.dtype.is_plain ? array.dtype.size : 1); byte += x.dtype.is_plain ? width : 1)
          all.add(start + byte)
      return all
    }
    const reached = units(x)
    for (const unit of units(y)) if (reached.has(unit)) return true
    return false
  },
)
