/** numpy's indexing by arrays: `a[[2, 0]]`, `a[mask]`, `a[rows, columns]`. */
import { IndexError } from '../../errors/index.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { broadcastShapes, numElements } from '../../tensor/shape.ts'
import { indexNumber, optionalIndex } from '../runtime/convert.ts'
import { NumpyScalar } from '../values/numpy_scalar.ts'
import { PySlice, sliceIndices } from '../values/slice.ts'

/** Whether an index picks by an array. */
export const isFancy = (index: unknown): boolean => Array.isArray(index) || (index instanceof NDArray && !(index instanceof NumpyScalar))

/** Row-major coordinates of a mask's true elements, one array per axis. */
function nonzero(mask: NDArray): number[][] {
  const out = mask.shape.map((): number[] => [])
  const flat = mask.data as Uint8Array
  for (let i = 0; i < flat.length; i++) {
    if (!flat[i]) continue
    let rest = i
    for (let axis = mask.ndim - 1; axis >= 0; axis--) {
      const dim = mask.shape[axis] as number
      ;(out[axis] as number[]).push(rest % dim)
      rest = Math.floor(rest / dim)
    }
  }
  return out
}

/** Positions along one axis: of an index array with its shape, or of a slice, which keeps an axis of its own. */
type AxisIndex = { readonly kind: 'array'; readonly array: NDArray } | { readonly kind: 'slice'; readonly positions: number[] }

function axisIndices(array: NDArray, indices: readonly unknown[]): AxisIndex[] {
  const out: AxisIndex[] = []
  for (const index of indices) {
    const length = array.shape[out.length] ?? 0
    if (index instanceof PySlice) {
      const [start, stop, step] = sliceIndices(optionalIndex(index.start), optionalIndex(index.stop), optionalIndex(index.step), length)
      const positions: number[] = []
      for (let i = start; step > 0 ? i < stop : i > stop; i += step) positions.push(i)
      out.push({ kind: 'slice', positions })
      continue
    }
    const plain = indexNumber(index)
    const given = plain === undefined ? NDArray.of(index) : NDArray.of(plain, 'int64')
    if (given.dtype.base === 'bool')
      for (const positions of nonzero(given)) out.push({ kind: 'array', array: NDArray.of(positions, 'int64').reshape(positions.length) })
    else out.push({ kind: 'array', array: given.size === 0 ? given.astype('int64') : given })
  }
  while (out.length < array.ndim) out.push({ kind: 'slice', positions: Array.from({ length: array.shape[out.length] as number }, (_, i) => i) })
  return out
}

/** The shape of what is picked and the flat position of each element. Axes of index arrays come where the first one stood. */
function picked(array: NDArray, indices: readonly unknown[]): { shape: number[]; positions: number[] } {
  const axes = axisIndices(array, indices)
  const arrays = axes.filter(axis => axis.kind === 'array').map(axis => axis.array)
  const common = arrays.reduce<number[] | null>((shape, one) => shape && broadcastShapes(shape, one.shape), [])
  if (!common) throw new IndexError('shape mismatch: indexing arrays could not be broadcast together')
  const spread = arrays.map(one => one.broadcast_to(common).astype('float64').data as Float64Array)
  const first = axes.findIndex(axis => axis.kind === 'array')
  const shape = axes.flatMap((axis, i) => (axis.kind === 'slice' ? [axis.positions.length] : i === first ? common : []))
  const strides = array.shape.map((_, axis) => numElements(array.shape.slice(axis + 1)))
  const positions: number[] = []
  const visit = (axis: number, at: number, element: number): void => {
    const index = axes[axis]
    if (!index) {
      positions.push(at)
      return
    }
    const stride = strides[axis] as number
    if (index.kind === 'slice') {
      for (const position of index.positions) visit(axis + 1, at + position * stride, element)
      return
    }
    const which = arrays.indexOf(index.array)
    const step = (which_: number, chosen: number): void => {
      const length = array.shape[axis] as number
      const asked = (spread[which_] as Float64Array)[chosen] as number
      const position = asked < 0 ? asked + length : asked
      if (position < 0 || position >= length) throw new IndexError(`index ${asked} is out of bounds for axis ${axis} with size ${length}`)
      visit(axis + 1, at + position * stride, chosen)
    }
    if (axis === first) for (let chosen = 0; chosen < numElements(common); chosen++) step(which, chosen)
    else step(which, element)
  }
  visit(0, 0, 0)
  return { shape, positions }
}

/** `array[indices]`. */
export function gather(array: NDArray, indices: readonly unknown[]): NDArray {
  const { shape, positions } = picked(array, indices)
  return array.reshape(array.size).take(positions).reshape(shape)
}

/** `array[indices] = value`. */
export function scatter(array: NDArray, indices: readonly unknown[], value: unknown): void {
  const { shape, positions } = picked(array, indices)
  const source = NDArray.of(value, array.dtype).broadcast_to(shape)
  const flat = array.reshape(array.size)
  const items = source.reshape(source.size)
  for (const [i, position] of positions.entries()) flat.set(items.at(i), position)
}
