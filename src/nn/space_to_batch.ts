/** Dilation by rearrangement: a sliding-window op on blocks of an image, put back together (nn_ops.with_space_to_batch). */

import { pythonRepr } from '../calling/python_repr.ts'
import { pyfunction, toNumber } from '../calling/signature.ts'
import { ValueError } from '../errors/python.ts'
import { convertToTensor, type TensorLike } from '../graph/build/convert.ts'
import { constantValue } from '../graph/infer.ts'
import { integersOf } from '../graph/kernel_helpers.ts'
import type { Tensor } from '../graph/tensor.ts'
import { concat } from '../ops/array/concat_ops.ts'
import { gather } from '../ops/array/gather_ops.ts'
import { pack } from '../ops/array/pack_ops.ts'
import { s, sliceHelper } from '../ops/array/slice_ops.ts'
import {
  batch_to_space_nd,
  required_space_to_batch_paddings,
  space_to_batch_nd,
} from '../ops/array/space_to_batch_ops.ts'
import { floorOver, minus, plus, times } from '../ops/math/operators.ts'
import { integerArray, shape } from '../ops/math/shape_ops.ts'
import { int32 } from '../tensor/dtypes.ts'
import type { NDArray } from '../tensor/ndarray.ts'

export interface Dilated {
  readonly input: Tensor
  readonly dilation_rate: TensorLike
  readonly padding: string
  /** The window's sizes come first in it; needed for SAME. */
  readonly filter_shape: TensorLike | null
  /** Which dimensions of the input the window slides over, ascending. */
  readonly spatial_dims: readonly number[]
  readonly op: (input: Tensor, padding: string) => Tensor
}

const ints = (values: readonly number[], dims: readonly number[] = [values.length]): NDArray =>
  integerArray(values, dims, int32)

/** Borders that turn SAME into VALID, [count, 2]. */
function sameBorders(filterShape: TensorLike, rate: number[] | undefined, rates: Tensor, count: number): Tensor {
  const filter = convertToTensor(filterShape, { name: 'filter_shape', bare: int32 })
  const known = constantValue(filter)
  if (known && rate) {
    const borders = integersOf(known)
      .slice(0, count)
      .flatMap((size, i) => {
        const total = size + (size - 1) * ((rate[i] as number) - 1) - 1
        return [Math.floor(total / 2), total - Math.floor(total / 2)]
      })
    return pack(ints(borders, [count, 2]), { name: 'pack' })
  }
  const sizes: Tensor | NDArray = known
    ? ints(integersOf(known).slice(0, count))
    : sliceHelper(filter, [s(null, count)])
  const lessOne = known
    ? ints(
        integersOf(known)
          .slice(0, count)
          .map(size => size - 1),
      )
    : minus(sizes, 1)
  const total = minus(plus(sizes, times(lessOne, rate ? ints(rate.map(value => value - 1)) : minus(rates, 1))), 1)
  const before = floorOver(total, 2)
  const after = minus(total, before)
  return pack(
    Array.from({ length: count }, (_, i) => [sliceHelper(before, [i]), sliceHelper(after, [i])]),
    { name: 'pack' },
  )
}

/** Rows for all dimensions from 1 to the last spatial one, from rows for the spatial ones: `fill` where a dimension is not spatial. */
function adjusted(rows: Tensor, dims: readonly number[], fill: number): TensorLike {
  const inner = (rows.staticShape as readonly number[]).slice(1)
  const width = inner.reduce((a, b) => a * b, 1)
  const known = constantValue(rows)
  const parts: { readonly fill: number; readonly from: number; readonly to: number }[] = []
  let previous = 0
  for (let i = 0; i < dims.length; i++) {
    const from = i
    const first = dims[i] as number
    while (i + 1 < dims.length && dims[i + 1] === (dims[i] as number) + 1) i++
    parts.push({ fill: first > 1 ? first - 1 - previous : 0, from, to: i + 1 })
    previous = dims[i] as number
  }
  if (known) {
    const values = integersOf(known)
    const all = parts.flatMap(part => [
      ...new Array<number>(part.fill * width).fill(fill),
      ...values.slice(part.from * width, part.to * width),
    ])
    return integerArray(all, [all.length / width, ...inner], rows.dtype.base_dtype)
  }
  const tensors = parts.flatMap(part => [
    ...(part.fill > 0
      ? [integerArray(new Array<number>(part.fill * width).fill(fill), [part.fill, ...inner], rows.dtype.base_dtype)]
      : []),
    sliceHelper(rows, [s(part.from, part.to)]),
  ])
  return concat(0, tensors)
}

/** How many rates there are. */
function rateCount(rates: Tensor): number {
  const dims = rates.staticShape
  if (dims !== null && dims.length !== 1) throw new ValueError('rate must be rank 1')
  if (dims === null || dims[0] === null) throw new ValueError('rate must have known shape')
  return dims[0] as number
}

/** Applies a sliding-window op with holes of `dilation_rate − 1` between the elements of its window. */
export function withSpaceToBatch({ input, dilation_rate, padding, filter_shape, spatial_dims, op }: Dilated): Tensor {
  const rates = convertToTensor(dilation_rate, { dtype: int32, name: 'dilation_rate' })
  const count = rateCount(rates)
  const known = constantValue(rates)
  const rate = known && integersOf(known)
  if (rate?.some(value => value < 1)) throw new ValueError('dilation_rate must be positive')
  if (rate?.every(value => value === 1)) return op(input, padding)
  if (padding !== 'SAME' && padding !== 'VALID') throw new ValueError(`Invalid padding method ${pythonRepr(padding)}`)
  if (padding === 'SAME' && filter_shape === null)
    throw new ValueError('filter_shape must be specified for SAME padding')
  const base =
    padding === 'SAME'
      ? sameBorders(filter_shape as TensorLike, rate, rates, count)
      : ints(new Array<number>(2 * count).fill(0), [count, 2])
  const sizes =
    input.staticShape === null
      ? [null]
      : spatial_dims.map(dim => (input.staticShape as readonly (number | null)[])[dim] ?? null)
  const spatial: TensorLike = sizes.includes(null) ? gather(shape(input), ints(spatial_dims)) : ints(sizes as number[])
  const [paddings, crops] = required_space_to_batch_paddings(spatial, rates, base)
  const block = adjusted(rates, spatial_dims, 1)
  const adjustedPaddings = adjusted(paddings, spatial_dims, 0)
  const adjustedCrops = adjusted(crops, spatial_dims, 0)
  const result = op(space_to_batch_nd(input, block, adjustedPaddings), 'VALID')
  return batch_to_space_nd(result, block, adjustedCrops)
}

interface WithSpaceToBatchArgs {
  readonly input: TensorLike
  readonly dilation_rate: TensorLike
  readonly padding: string
  readonly op: (input: Tensor, num_spatial_dims: number, padding: string) => Tensor
  readonly filter_shape: TensorLike | null
  readonly spatial_dims: readonly number[] | null
}
/**
 * `op(input, count, padding)`, which slides a window over `count` dimensions, as if there were dilation_rate − 1 holes between the
 * elements of its window. `filter_shape`: the window's sizes, needed for SAME; `spatial_dims`: 1 to `count` where left out.
 */
export const with_space_to_batch = pyfunction(
  'with_space_to_batch(input, dilation_rate, padding, op, filter_shape=None, spatial_dims=None)',
  ({ input: given, dilation_rate, padding, op, filter_shape, spatial_dims }: WithSpaceToBatchArgs): Tensor => {
    const input = convertToTensor(given, { name: 'input' })
    const rates = convertToTensor(dilation_rate, { dtype: int32, name: 'dilation_rate' })
    const count = rateCount(rates)
    const dims = spatial_dims?.map(toNumber) ?? Array.from({ length: count }, (_, i) => i + 1)
    if (dims.some((dim, i) => dim < 1 || dim <= (dims[i - 1] ?? 0)))
      throw new ValueError('spatial_dims must be a montonically increasing sequence of positive integers')
    const slide = (blocks: Tensor, blockPadding: string): Tensor => op(blocks, count, blockPadding)
    return withSpaceToBatch({ input, dilation_rate: rates, padding, filter_shape, spatial_dims: dims, op: slide })
  },
)
