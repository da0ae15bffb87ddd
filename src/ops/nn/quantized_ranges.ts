/** What ops on quantized tensors share: the ends of ranges, which go in and come out as scalars beside the levels. */
import { invalidArgument } from '../../errors/status.ts'
import type { AttrTable } from '../../graph/attr_types.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import type { Range } from '../../kernels/reference/nn/quantization.ts'
import { type DType, float32 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { type Shape, shapeText } from '../../tensor/shape.ts'

/** The ends of ranges are scalars. */
export const scalars = <Attrs>(c: InferenceContext<Attrs>, ...inputs: readonly number[]): void => {
  for (const i of inputs) c.withRank(c.input(i), 0)
}
/** A result with the ends of its range. */
export const ranged =
  <Attrs extends AttrTable>(result: (c: InferenceContext<Attrs>) => readonly Shape[], ...ends: readonly number[]) =>
  (c: InferenceContext<NoInfer<Attrs>>): readonly Shape[] => {
    const [shape = null] = result(c)
    scalars(c, ...ends)
    return [shape, [], []]
  }

type Inputs = Pick<KernelContext, 'input'>

/** The number in input `index`: the first, as in TensorFlow, which reads what lies behind an empty one. */
export function endOf(k: Inputs, index: number): number {
  const { data, size, shape } = k.input(index)
  if (size === 0)
    throw invalidArgument(`The end of a range must be a scalar, but input ${index} has shape ${shapeText(shape)}`)
  return (data as Float32Array)[0] as number
}
/** The range whose ends are input `index` and the one behind it. */
export const rangeOf = (k: Inputs, index: number): Range => [endOf(k, index), endOf(k, index + 1)]

/** A type with a range: what levels mean. */
export type Meaning = readonly [type: DType, range: Range]

/** A float32 scalar. */
export const scalar = (x: number): NDArray => new NDArray(float32, [], Float32Array.of(x))
/** A result and the ends of its range, as outputs. */
export const withRange = (result: NDArray, [min, max]: Range): NDArray[] => [result, scalar(min), scalar(max)]
