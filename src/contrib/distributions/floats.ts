/** Neighbours of numbers in floating point types (numpy.nextafter). */
import { ValueError } from '../../errors/python.ts'
import type { DType } from '../../tensor/dtypes.ts'

/** Of each type: the bits of the fraction, and of the smallest number the exponent. */
const TYPES: Readonly<Record<string, readonly [fraction: number, smallest: number]>> = {
  float16: [10, -24],
  float32: [23, -149],
  float64: [52, -1074],
}
function traits(dtype: DType): readonly [fraction: number, smallest: number] {
  const found = TYPES[dtype.base]
  if (!found) throw new ValueError(`${dtype} is not a floating point type`)
  return found
}

/** The distance of 1 to the next number of a type. */
export const epsilon = (dtype: DType): number => 2 ** -traits(dtype)[0]
/** The smallest positive number of a type. */
export const smallestPositive = (dtype: DType): number => 2 ** traits(dtype)[1]
/** The number of a type that follows −1. */
export const afterMinusOne = (dtype: DType): number => -(1 - epsilon(dtype) / 2)
