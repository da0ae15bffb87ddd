/** Draws of a distribution whose parameters are numbers or arrays. */
import { ValueError } from '../errors/index.ts'
import { type DType, float64 } from '../tensor/dtypes.ts'
import { broadcastShapes, broadcastStrides, numElements } from '../tensor/shape.ts'
import { elementCount, fromNumbers, newShape, numbersOf, type Result, type ShapeValue, toArray } from './values.ts'

/** One value for each element of `size`, or of the parameters' broadcast shape; a plain number where all of them are numbers. */
export function drawBroadcast(
  parameters: readonly unknown[],
  size: ShapeValue,
  draw: (...values: number[]) => number,
  dtype: DType = float64,
): Result {
  const arrays = parameters.map(value => toArray(value))
  const values = arrays.map(numbersOf)
  let shape: readonly number[] = []
  for (const array of arrays) {
    const wider = broadcastShapes(shape, array.shape)
    if (!wider) throw new ValueError('shape mismatch: objects cannot be broadcast to a single shape')
    shape = wider
  }
  if (size !== null) {
    const asked = newShape(size)
    const both = broadcastShapes(shape, asked)
    if (!both || both.length !== asked.length || both.some((dim, i) => dim !== asked[i])) {
      throw new ValueError('Output size is not compatible with broadcast dimensions of inputs.')
    }
    shape = asked
  }
  const drawn = new Float64Array(elementCount(numElements(shape)))
  if (arrays.every(array => array.size === 1)) {
    const [first, second, third] = values.map(list => list[0] as number) as [number, number, number]
    for (let i = 0; i < drawn.length; i += 1) drawn[i] = draw(first, second, third)
  } else {
    const steps = arrays.map(array => broadcastStrides(array.shape, shape))
    for (let i = 0; i < drawn.length; i += 1) {
      drawn[i] = draw(...values.map((list, k) => list[offsetOf(i, shape, steps[k] as number[])] as number))
    }
  }
  const array = fromNumbers(dtype, shape, drawn)
  return shape.length === 0 ? array.item() : array
}

function offsetOf(flat: number, shape: readonly number[], strides: readonly number[]): number {
  let rest = flat
  let offset = 0
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const dim = shape[axis] as number
    offset += (rest % dim) * (strides[axis] as number)
    rest = Math.floor(rest / dim)
  }
  return offset
}
