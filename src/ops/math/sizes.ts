/** Sizes that are known while the graph is built, or tensors: Python computes with both by the same operators. */
import { Tensor } from '../../graph/tensor.ts'
import { floorOver, minus, modulo, plus, times } from './operators.ts'

export type Size = number | Tensor

const combine =
  (plain: (a: number, b: number) => number, built: (a: unknown, b: unknown) => Tensor) =>
  (a: Size, b: Size): Size =>
    typeof a === 'number' && typeof b === 'number' ? plain(a, b) : built(a, b)

export const addSizes = combine((a, b) => a + b, plus)
export const subtractSizes = combine((a, b) => a - b, minus)
export const multiplySizes = combine((a, b) => a * b, times)
/** Rounded down. */
export const divideSizes = combine((a, b) => Math.floor(a / b), floorOver)
/** With the sign of the divisor, where both are known. */
export const remainderOfSizes = combine((a, b) => ((a % b) + b) % b, modulo)
export const isTensor = (value: unknown): value is Tensor => value instanceof Tensor
