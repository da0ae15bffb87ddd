/** Parts of arrays by their positions along an axis: what numpy's functions are made of. */
import { IndexError } from '../errors/index.ts'
import { lanes } from '../tensor/array_parts.ts'
import { contiguous, NDArray } from '../tensor/ndarray.ts'
import { copyRows } from '../tensor/rows.ts'
import { numElements } from '../tensor/shape.ts'

/** Picks positions along one axis; a copy. */
export function takeAxis(a: NDArray, positions: ArrayLike<number>, axis: number): NDArray {
  if (axis === 0) return a.take(positions)
  const length = a.shape[axis] as number
  const outer = numElements(a.shape.slice(0, axis))
  const shape = a.shape.toSpliced(axis, 1, positions.length)
  const rows = new Float64Array(outer * positions.length)
  for (let j = 0; j < positions.length; j += 1) {
    const asked = positions[j] as number
    const at = asked < 0 ? asked + length : asked
    if (!(at >= 0 && at < length))
      throw new IndexError(`index ${asked} is out of bounds for axis ${axis} with size ${length}`)
    for (let i = 0; i < outer; i += 1) rows[i * positions.length + j] = i * length + at
  }
  const data = a.dtype.allocateToFill(numElements(shape), shape)
  copyRows(contiguous(a).data, data, numElements(a.shape.slice(axis + 1)) * lanes(a.dtype), rows)
  return new NDArray(a.dtype, shape, data)
}
