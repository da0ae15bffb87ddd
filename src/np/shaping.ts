/** The same elements in another shape or order. */
import { guarded } from '../errors/boundary.ts'
import { ValueError } from '../errors/index.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { broadcastShapes, numElements } from '../tensor/shape.ts'
import { Sharing } from '../tensor/sharing.ts'
import { alongAxis } from '../tensor/views.ts'
import { computed, signed } from './arguments.ts'
import { takeAxis } from './positions_along_axis.ts'
import {
  type ArrayValue,
  integer,
  listLength,
  newShape,
  normalizeAxis,
  type Scalar,
  type ShapeValue,
  shapeOf,
  toArray,
} from './values.ts'

export const shape = signed('shape(a)', (a: ArrayValue): readonly number[] => toArray(a).shape)
export const ndim = signed('ndim(a)', (a: ArrayValue): number => toArray(a).shape.length)
function plainSize(a: ArrayValue, axis: number | null = null): number {
  const given = toArray(a)
  return axis === null ? given.size : (given.shape[normalizeAxis(axis, given.shape.length)] as number)
}
/** Number of elements, or the length of one axis. */
export const size = signed('size(a, axis=None)', plainSize)

/** One dimension may be -1. Shares the elements with an array that is given. */
export const reshape = signed(
  "reshape(a, newshape, order='C')",
  (a: ArrayValue, newshape: ShapeValue): NDArray => toArray(a).reshape(shapeOf(newshape)),
)
export const ravel = signed("ravel(a, order='C')", (a: ArrayValue): NDArray => toArray(a).ravel())
function plainTranspose(a: ArrayValue, axes: readonly number[] | null = null): NDArray {
  return axes === null ? toArray(a).transpose() : toArray(a).transpose(axes)
}
export const transpose = signed('transpose(a, axes=None)', plainTranspose)
export function swapaxes(a: ArrayValue, axis1: number, axis2: number): NDArray {
  const given = toArray(a)
  const order = given.shape.map((_, i) => i)
  const first = normalizeAxis(axis1, order.length, 'axis1: ')
  const second = normalizeAxis(axis2, order.length, 'axis2: ')
  order[first] = second
  order[second] = first
  return given.transpose(order)
}
// @ts-expect-error the guarded function takes its place
swapaxes = signed('swapaxes(a, axis1, axis2)', swapaxes)
export function moveaxis(a: ArrayValue, source: number, destination: number): NDArray {
  const given = toArray(a)
  const rank = given.shape.length
  const from = normalizeAxis(source, rank)
  const order = given.shape.map((_, i) => i).filter(i => i !== from)
  order.splice(normalizeAxis(destination, rank), 0, from)
  return given.transpose(order)
}
// @ts-expect-error the guarded function takes its place
moveaxis = signed('moveaxis(a, source, destination)', moveaxis)
/** Moves `axis` back until it stands before `start`. */
export function rollaxis(a: ArrayValue, axis: number, start = 0): NDArray {
  const given = toArray(a)
  const rank = given.shape.length
  const from = normalizeAxis(axis, rank)
  const before = start < 0 ? start + rank : start
  return moveaxis(given, from, from < before ? before - 1 : before)
}
// @ts-expect-error the guarded function takes its place
rollaxis = signed('rollaxis(a, axis, start=0)', rollaxis)
function plainExpandDims(a: ArrayValue, axis: number): NDArray {
  const given = toArray(a)
  const dims = given.shape.slice()
  dims.splice(normalizeAxis(axis, dims.length + 1), 0, 1)
  return given.reshape(dims)
}
/** Inserts an axis of length 1. */
export const expand_dims = signed('expand_dims(a, axis)', plainExpandDims)
function plainSqueeze(a: ArrayValue, axis: number | readonly number[] | null = null): NDArray {
  const given = toArray(a)
  return axis === null ? given.squeeze() : given.squeeze(axis)
}
export const squeeze = signed('squeeze(a, axis=None)', plainSqueeze)
export const broadcast_to = signed(
  'broadcast_to(array, shape, subok=False)',
  (a: ArrayValue, to: ShapeValue): NDArray => toArray(a).broadcast_to(shapeOf(to)),
)
export function broadcast_arrays(...arrays: readonly ArrayValue[]): NDArray[] {
  const given = arrays.map(value => toArray(value))
  const common = given.reduce<readonly number[]>((dims, item) => {
    const wider = broadcastShapes(dims, item.shape)
    if (!wider) throw new ValueError('shape mismatch: objects cannot be broadcast to a single shape')
    return wider
  }, [])
  return given.map(item => {
    const view = item.broadcast_to(common)
    Sharing.setWriteable(view, true)
    return view
  })
}
// @ts-expect-error the guarded function takes its place
broadcast_arrays = guarded(broadcast_arrays)
export function atleast_1d(a: ArrayValue): NDArray {
  const given = toArray(a)
  return given.shape.length === 0 ? given.reshape(1) : given
}
// @ts-expect-error the guarded function takes its place
atleast_1d = guarded(atleast_1d)
export function atleast_2d(a: ArrayValue): NDArray {
  const given = toArray(a)
  return given.shape.length >= 2 ? given : given.reshape(1, given.size)
}
// @ts-expect-error the guarded function takes its place
atleast_2d = guarded(atleast_2d)
export function atleast_3d(a: ArrayValue): NDArray {
  const given = toArray(a)
  if (given.shape.length >= 3) return given
  return given.shape.length === 2 ? given.reshape(...given.shape, 1) : given.reshape(1, given.size, 1)
}
// @ts-expect-error the guarded function takes its place
atleast_3d = guarded(atleast_3d)

function plainTake(a: ArrayValue, positions: ArrayValue, axis: number | null = null): NDArray {
  const given = toArray(a)
  const where = toArray(positions)
  const source = axis === null ? given.ravel() : given
  const at = axis === null ? 0 : normalizeAxis(axis, given.shape.length)
  const picked = takeAxis(source, where.astype('float64').data as Float64Array, at)
  return picked.reshape([...source.shape.slice(0, at), ...where.shape, ...source.shape.slice(at + 1)])
}
export const take = computed("take(a, indices, axis=None, out=None, mode='raise')", plainTake)

function plainFlip(a: ArrayValue, axis: number | null = null): NDArray {
  const given = toArray(a)
  const axes = axis === null ? given.shape.map((_, i) => i) : [normalizeAxis(axis, given.shape.length)]
  return axes.reduce(
    (item, at) => alongAxis(item, at, (item.shape[at] as number) - 1, item.shape[at] as number, -1),
    given,
  )
}
/** Reverses the order along `axis`, or along all axes; a view. */
export const flip = signed('flip(m, axis=None)', plainFlip)
export const flipud = signed('flipud(m)', (a: ArrayValue): NDArray => {
  if (toArray(a).ndim < 1) throw new ValueError('Input must be >= 1-d.')
  return flip(a, 0)
})
export const fliplr = signed('fliplr(m)', (a: ArrayValue): NDArray => {
  if (toArray(a).ndim < 2) throw new ValueError('Input must be >= 2-d.')
  return flip(a, 1)
})
function plainRot90(a: ArrayValue, k = 1): NDArray {
  const given = toArray(a)
  if (given.ndim < 2)
    throw new ValueError(
      given.ndim === 1 ? 'Axes must be different.' : `Axes=(0, 1) out of range for array of ndim=${given.ndim}.`,
    )
  const turns = ((k % 4) + 4) % 4
  if (turns === 0) return given.reshape(given.shape)
  if (turns === 2) return flip(flip(given, 0), 1)
  return turns === 1 ? flip(swapaxes(given, 0, 1), 0) : flip(swapaxes(given, 0, 1), 1)
}
/** Turns the first two axes by 90 degrees, `k` times, from the first towards the second; a view. */
export const rot90 = signed('rot90(m, k=1)', plainRot90)
function plainRoll(
  a: ArrayValue,
  shift: Scalar | readonly number[],
  axis: number | readonly number[] | null = null,
): NDArray {
  const given = toArray(a)
  if (axis === null) return rollOne(given.ravel(), integer(shift), 0).reshape(given.shape)
  const axes = [axis].flat() as number[]
  const shifts = Array.isArray(shift) ? (shift as number[]) : axes.map(() => integer(shift))
  return axes.reduce((item, at, i) => rollOne(item, shifts[i] as number, normalizeAxis(at, item.shape.length)), given)
}
/** Shifts the elements; those that fall off come back at the other end. */
export const roll = signed('roll(a, shift, axis=None)', plainRoll)
function rollOne(a: NDArray, shift: number, axis: number): NDArray {
  const length = a.shape[axis] as number
  return takeAxis(
    a,
    Float64Array.from({ length }, (_, i) => (((i - shift) % length) + length) % length),
    axis,
  )
}
/** The elements repeated or cut to fill `newshape`. */
export function resize(a: ArrayValue, newshape: ShapeValue): NDArray {
  const flat = toArray(a).ravel()
  const dims = newShape(newshape)
  const count = listLength(numElements(dims))
  if (flat.size === 0) return NDArray.zeros(dims, flat.dtype)
  return flat.take(Float64Array.from({ length: count }, (_, i) => i % flat.size)).reshape(dims)
}
// @ts-expect-error the guarded function takes its place
resize = signed('resize(a, new_shape)', resize)
