import { TypeError, ValueError } from '../errors/index.ts'
import { binary } from '../tensor/arithmetic.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { promoteTypes } from '../tensor/promotion.ts'
import { broadcastShapes } from '../tensor/shape.ts'
import { tupleText } from '../tensor/shape_arguments.ts'
import { computed, signed } from './arguments.ts'
import { concatenate } from './concatenation.ts'
import { kernelProduct } from './matrix_kernel.ts'
import { finished } from './out.ts'
import { moveaxis } from './shaping.ts'
import {
  type ArrayValue,
  arrayOf,
  fromNumbers,
  isScalar,
  normalizeAxis,
  numbersOf,
  type Result,
  toArray,
} from './values.ts'

/** [rows, inner] x [inner, columns], summed in double precision. */
function product(
  a: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
  out: Float64Array,
): void {
  const made = kernelProduct(a, b, rows, inner, columns)
  if (made) {
    out.set(made)
    return
  }
  for (let i = 0; i < rows; i += 1) {
    for (let k = 0; k < inner; k += 1) {
      const factor = a[i * inner + k] as number
      const from = k * columns
      const to = i * columns
      // onto zeros, so that a sum of negative zeros is 0
      for (let j = 0; j < columns; j += 1) out[to + j] = (out[to + j] as number) + factor * (b[from + j] as number)
    }
  }
}

const WORD_LIMIT = 2 ** 53
const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

/** Whether sums of products of whole numbers are exact as doubles; otherwise they are made with bigints, modulo 2^64. */
const isExact = (a: Float64Array, b: Float64Array, inner: number): boolean =>
  largest(a) * largest(b) * Math.max(inner, 1) < WORD_LIMIT

function wholeProduct(a: NDArray, b: NDArray, rows: number, inner: number, columns: number): NDArray {
  const [x, y] = [a, b].map(array => array.astype('int64').copy().data as BigInt64Array) as [
    BigInt64Array,
    BigInt64Array,
  ]
  const out = new BigInt64Array(rows * columns)
  for (let i = 0; i < rows; i += 1)
    for (let k = 0; k < inner; k += 1)
      for (let j = 0; j < columns; j += 1)
        out[i * columns + j] =
          (out[i * columns + j] as bigint) + (x[i * inner + k] as bigint) * (y[k * columns + j] as bigint)
  return new NDArray('int64', [rows, columns], out)
}

const shapesText = (a: NDArray, b: NDArray, axis: number, other: number): string =>
  `shapes ${tupleText(a.shape)} and ${tupleText(b.shape)} not aligned: ${a.shape[axis]} (dim ${axis}) != ${b.shape[other]} (dim ${other})`

const times = (a: ArrayValue, b: ArrayValue): NDArray =>
  arrayOf(binary('mul', isScalar(a) ? a : toArray(a), isScalar(b) ? b : toArray(b)))

function dotted(a: ArrayValue, b: ArrayValue, into: NDArray | null = null): Result {
  if (into !== null) return finished('dot', dotted(a, b), into)
  if (isScalar(a) || isScalar(b)) return times(a, b)
  const x = toArray(a)
  const y = toArray(b)
  if (x.shape.length === 0 || y.shape.length === 0) return times(x, y)
  const inner = x.shape.at(-1) as number
  const axis = Math.max(0, y.shape.length - 2)
  if (inner !== y.shape[axis]) throw new ValueError(shapesText(x, y, x.shape.length - 1, axis))
  const right = moveaxis(y, axis, 0)
  const rest = right.shape.slice(1)
  const columns = rest.reduce((size, dim) => size * dim, 1)
  const rows = x.shape.slice(0, -1).reduce((size, dim) => size * dim, 1)
  const type = promoteTypes(x.dtype, y.dtype)
  const shape = [...x.shape.slice(0, -1), ...rest]
  const [lefts, rights] = [numbersOf(x), numbersOf(right)]
  if (type.is_integer && !isExact(lefts, rights, inner))
    return wholeProduct(x, right, rows, inner, columns).astype(type).reshape(shape)
  const out = new Float64Array(rows * columns)
  product(lefts, rights, rows, inner, columns, out)
  return fromNumbers(type, shape, out)
}
/** Sum over the last axis of `a` and the second last of `b` (or its only one). */
export const dot = computed('dot(a, b, out=None)', dotted)

/** Matrix product of the last two axes; the axes before them broadcast. Scalars are refused. */
export function matmul(a: ArrayValue, b: ArrayValue, into: NDArray | null = null): Result {
  if (into !== null) return finished('matmul', matmul(a, b), into)
  const x = toArray(a)
  const y = toArray(b)
  if (x.shape.length === 0 || y.shape.length === 0)
    throw new ValueError('matmul: Input operand does not have enough dimensions')
  if (x.shape.length <= 2 && y.shape.length <= 2) return dotted(x, y)
  const left = x.shape.length === 1 ? x.reshape(1, -1) : x
  const right = y.shape.length === 1 ? y.reshape(-1, 1) : y
  const [rows, inner] = left.shape.slice(-2) as [number, number]
  const [depth, columns] = right.shape.slice(-2) as [number, number]
  if (inner !== depth) throw new ValueError(shapesText(left, right, left.shape.length - 1, right.shape.length - 2))
  const batch = broadcastShapes(left.shape.slice(0, -2), right.shape.slice(0, -2))
  if (!batch) throw new ValueError('operands could not be broadcast together')
  const lefts = numbersOf(left.broadcast_to([...batch, rows, inner]))
  const rights = numbersOf(right.broadcast_to([...batch, inner, columns]))
  const count = batch.reduce((size, dim) => size * dim, 1)
  const out = new Float64Array(count * rows * columns)
  for (let i = 0; i < count; i += 1) {
    product(
      lefts.subarray(i * rows * inner, (i + 1) * rows * inner),
      rights.subarray(i * inner * columns, (i + 1) * inner * columns),
      rows,
      inner,
      columns,
      out.subarray(i * rows * columns, (i + 1) * rows * columns),
    )
  }
  const shape = [...batch, ...(x.shape.length === 1 ? [] : [rows]), ...(y.shape.length === 1 ? [] : [columns])]
  return fromNumbers(promoteTypes(x.dtype, y.dtype), shape, out)
}
// @ts-expect-error the guarded function takes its place
matmul = computed('matmul(a, b, out=None)', matmul)

/** Every element of `a` times every element of `b`. */
export function outer(a: ArrayValue, b: ArrayValue, out: NDArray | null = null): NDArray {
  const x = toArray(a).ravel()
  const y = toArray(b).ravel()
  return finished('multiply', x.reshape(x.size, 1).mul(y.reshape(1, y.size)), out)
}
// @ts-expect-error the guarded function takes its place
outer = signed('outer(a, b, out=None)', outer)
/** Sum over the last axes. */
export function inner(a: ArrayValue, b: ArrayValue): Result {
  const y = toArray(b)
  return dotted(a, y.shape.length > 1 ? moveaxis(y, -1, -2) : y)
}
// @ts-expect-error the guarded function takes its place
inner = computed('inner(a, b)', inner)
export function vdot(a: ArrayValue, b: ArrayValue): Result {
  return dotted(toArray(a).ravel(), toArray(b).ravel())
}
// @ts-expect-error the guarded function takes its place
vdot = computed('vdot(a, b)', vdot)
/** Sum over the given axes of both, or the last and first `axes` ones. */
export function tensordot(
  a: ArrayValue,
  b: ArrayValue,
  axes: number | readonly [number | readonly number[], number | readonly number[]] = 2,
): Result {
  const x = toArray(a)
  const y = toArray(b)
  if (typeof axes !== 'number' && !Array.isArray(axes))
    throw new TypeError('axes must be an integer or two lists of axes')
  const [first, second] =
    typeof axes === 'number'
      ? [Array.from({ length: axes }, (_, i) => x.shape.length - axes + i), Array.from({ length: axes }, (_, i) => i)]
      : axes.map((side, i) => [side].flat().map(axis => normalizeAxis(axis as number, (i === 0 ? x : y).shape.length)))
  const left = first as number[]
  const right = second as number[]
  const freeLeft = x.shape.map((_, i) => i).filter(i => !left.includes(i))
  const freeRight = y.shape.map((_, i) => i).filter(i => !right.includes(i))
  const depth = left.reduce((size, axis) => size * (x.shape[axis] as number), 1)
  const matrix = dotted(
    x.transpose([...freeLeft, ...left]).reshape(-1, depth),
    y.transpose([...right, ...freeRight]).reshape(depth, -1),
  ) as NDArray
  return matrix.reshape([...freeLeft.map(i => x.shape[i] as number), ...freeRight.map(i => y.shape[i] as number)])
}
// @ts-expect-error the guarded function takes its place
tensordot = signed('tensordot(a, b, axes=2)', tensordot)

/** Every element of `a` times the whole of `b`, as blocks. */
export const kron = computed('kron(a, b)', (a: ArrayValue, b: ArrayValue): Result => {
  const [x, y] = [toArray(a), toArray(b)]
  const rank = Math.max(x.ndim, y.ndim)
  const padded = (array: NDArray): NDArray =>
    array.reshape([...new Array<number>(rank - array.ndim).fill(1), ...array.shape])
  const [left, right] = [padded(x), padded(y)]
  const blocks = left
    .reshape(left.shape.flatMap(dim => [dim, 1]))
    .mul(right.reshape(right.shape.flatMap(dim => [1, dim])))
  return blocks.reshape(left.shape.map((dim, axis) => dim * (right.shape[axis] as number)))
})

/** The vector product of vectors of two or three elements along the last axis. */
export const cross = computed('cross(a, b)', (a: ArrayValue, b: ArrayValue): Result => {
  const [x, y] = [toArray(a), toArray(b)]
  const parts = (array: NDArray): (NDArray | undefined)[] => {
    const count = array.shape.at(-1)
    if (count !== 2 && count !== 3)
      throw new ValueError('incompatible dimensions for cross product\n(dimension must be 2 or 3)')
    return [0, 1, 2].map(i => (i < count ? toArray(array.at('...', i)) : undefined))
  }
  const [a0, a1, a2] = parts(x) as [NDArray, NDArray, NDArray?]
  const [b0, b1, b2] = parts(y) as [NDArray, NDArray, NDArray?]
  const plane = a0.mul(b1).sub(a1.mul(b0))
  if (!a2 && !b2) return plane
  const none = plane.mul(0).astype(plane.dtype)
  const [third, other] = [a2 ?? none, b2 ?? none]
  const rows = [a1.mul(other).sub(third.mul(b1)), third.mul(b0).sub(a0.mul(other)), plane].map(part =>
    part.reshape([...part.shape, 1]),
  )
  return concatenate(rows, -1)
})
