/** The place of the largest or smallest element along an axis. */
import { invalidArgument } from '../../../errors/status.ts'
import { fromBfloat16, halfTable } from '../../../tensor/half.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import { numElements, shapeText } from '../../../tensor/shape.ts'
import { reducedShape } from './reduce.ts'

/** The order of the elements as numbers: 16-bit floats decoded, everything else as it is stored. */
function comparable(array: NDArray): ArrayLike<number | bigint> {
  const data = array.data as Uint16Array
  if (array.dtype.base === 'float16') {
    const table = halfTable()
    return Float32Array.from(data, bits => table[bits] as number)
  }
  return array.dtype.base === 'bfloat16' ? Float32Array.from(data, fromBfloat16) : data
}

/**
 * The index (int64) of the largest or smallest element along `axis`, which goes; the first where several are equal. NaN is passed over;
 * a run of NaN alone gives 0. Throws InvalidArgument where there is nothing to choose from.
 */
export function argReduce(which: 'max' | 'min', array: NDArray, axis: number): NDArray {
  const length = array.shape[axis] as number
  if (length === 0) throw invalidArgument(`Reduction axis ${axis} is empty in shape ${shapeText(array.shape)}`)
  const inner = numElements(array.shape.slice(axis + 1))
  const outer = numElements(array.shape.slice(0, axis))
  const values = comparable(array)
  const out = new BigInt64Array(outer * inner)
  for (let i = 0; i < outer; i++) {
    for (let j = 0; j < inner; j++) {
      let best: number | bigint = which === 'max' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
      let at = 0
      for (let k = 0; k < length; k++) {
        const value = values[(i * length + k) * inner + j] as number | bigint
        if (which === 'max' ? value > best : value < best) {
          best = value
          at = k
        }
      }
      out[i * inner + j] = BigInt(at)
    }
  }
  return new NDArray('int64', reducedShape(array.shape, [axis], false), out)
}
