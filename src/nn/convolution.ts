/** Convolutions put together from the ops: transposed, one-dimensional, depthwise, separable, dilated. */

import { pyfunction } from '../calling/signature.ts'
import { ValueError } from '../errors/python.ts'
import { apply } from '../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../graph/build/convert.ts'
import type { Tensor } from '../graph/tensor.ts'
import { sliceHelper } from '../ops/array/slice_ops.ts'
import { batch_to_space, space_to_batch } from '../ops/array/space_to_batch_ops.ts'
import { expand_dims, shape, squeeze } from '../ops/math/shape_ops.ts'
import { addSizes, divideSizes, multiplySizes, remainderOfSizes, type Size, subtractSizes } from '../ops/math/sizes.ts'
import { Conv2D, Conv2DBackpropInput } from '../ops/nn/conv2d_ops.ts'
import { Conv3DBackpropInputV2 } from '../ops/nn/conv3d_ops.ts'
import { DepthwiseConv2dNative } from '../ops/nn/depthwise_ops.ts'
import { int32 } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'

interface TransposeArgs {
  value: TensorLike
  filter: TensorLike
  output_shape: TensorLike
  strides: readonly number[]
  padding: string
  name: Name
}

/** The inputs of a transposed convolution, checked. `channels`: where they stand in the value; `rank`: of all shapes. */
function transposed({ value, filter, output_shape, padding }: TransposeArgs, rank: number, channels: number) {
  const input = convertToTensor(value, { name: 'value' })
  const weights = convertToTensor(filter, { name: 'filter' })
  const last = rank - 1
  if (!input.get_shape().at(channels).is_compatible_with(weights.get_shape().at(last))) {
    throw new ValueError(
      `input channels does not match filter's input channels, ${input.get_shape().at(last)} != ${weights.get_shape().at(last)}`,
    )
  }
  const sizes = convertToTensor(output_shape, { name: 'output_shape', bare: int32 })
  if (!sizes.get_shape().is_compatible_with([rank]))
    throw new ValueError(`output_shape must have shape (${rank},), got ${sizes.get_shape()}`)
  const given = output_shape instanceof NDArray ? output_shape.tolist() : output_shape
  if (Array.isArray(given)) {
    const depth = given[channels]
    const expected = weights.get_shape().at(rank - 2)
    if (!expected.is_compatible_with(depth))
      throw new ValueError(`output_shape does not match filter's output channels, ${depth} != ${expected}`)
  }
  if (padding !== 'VALID' && padding !== 'SAME')
    throw new ValueError(`padding must be either VALID or SAME: ${padding ?? 'None'}`)
  return { input_sizes: sizes, filter: weights, out_backprop: input }
}

/**
 * The transpose of `conv2d`, also called a deconvolution: from `value` [batch, height, width, in] and a filter
 * [height, width, out, in] to `output_shape` [batch, out_height, out_width, out].
 * Errors: ValueError where the channels do not fit.
 */
export const conv2d_transpose = pyfunction(
  "conv2d_transpose(value, filter, output_shape, strides, padding='SAME', data_format='NHWC', name=None)",
  (args: TransposeArgs & { data_format: string }): Tensor =>
    withScope(args.name, 'conv2d_transpose', [args.value, args.filter, args.output_shape], scope => {
      const { strides, padding, data_format } = args
      if (data_format !== 'NCHW' && data_format !== 'NHWC')
        throw new ValueError('data_format has to be either NCHW or NHWC.')
      const inputs = transposed(args, 4, data_format === 'NHWC' ? 3 : 1)
      return apply(Conv2DBackpropInput, { ...inputs, strides, padding, data_format }, scope)
    }),
)

/** The transpose of `conv3d`: from `value` [batch, planes, height, width, in] and a filter [planes, height, width, out, in] to `output_shape`. */
export const conv3d_transpose = pyfunction(
  "conv3d_transpose(value, filter, output_shape, strides, padding='SAME', name=None)",
  (args: TransposeArgs): Tensor =>
    withScope(args.name, 'conv3d_transpose', [args.value, args.filter, args.output_shape], scope =>
      apply(Conv3DBackpropInputV2, { ...transposed(args, 5, 4), strides: args.strides, padding: args.padding }, scope),
    ),
)

interface Conv1DArgs {
  value: TensorLike
  filters: TensorLike
  stride: number
  padding: string
  use_cudnn_on_gpu: boolean | null
  data_format: string | null
  name: Name
}
/** Convolution of sequences [batch, width, channels] with filters [width, channels, out]. */
export const conv1d = pyfunction(
  'conv1d(value, filters, stride, padding, use_cudnn_on_gpu=None, data_format=None, name=None)',
  ({ value, filters, stride, padding, use_cudnn_on_gpu, data_format, name }: Conv1DArgs): Tensor =>
    withScope(name, 'conv1d', [value, filters], () => {
      if (data_format !== null && data_format !== 'NHWC' && data_format !== 'NCHW')
        throw new ValueError('data_format must be "NHWC" or "NCHW".')
      const first = data_format === 'NCHW'
      const axis = first ? 2 : 1
      const input = expand_dims(value, axis)
      const filter = expand_dims(filters, 0)
      const strides = first ? [1, 1, 1, stride] : [1, 1, stride, 1]
      return squeeze(
        apply(Conv2D, { input, filter, strides, padding, use_cudnn_on_gpu, data_format: data_format ?? 'NHWC' }),
        [axis],
      )
    }),
)

interface DepthwiseArgs {
  input: TensorLike
  filter: TensorLike
  strides: readonly number[]
  padding: string
  name: Name
}
/** `depthwise_conv2d_native` under the name that programs use. */
export const depthwise_conv2d = pyfunction(
  'depthwise_conv2d(input, filter, strides, padding, name=None)',
  ({ input, filter, strides, padding, name }: DepthwiseArgs): Tensor =>
    withScope(name, 'depthwise', [input, filter], scope => {
      const images = convertToTensor(input, { name: 'tensor_in' })
      return apply(
        DepthwiseConv2dNative,
        { input: images, filter: convertToTensor(filter, { name: 'filter_in' }), strides, padding },
        scope,
      )
    }),
)

interface SeparableArgs extends Omit<DepthwiseArgs, 'filter'> {
  depthwise_filter: TensorLike
  pointwise_filter: TensorLike
}
/**
 * A depthwise convolution, then one with windows of one pixel, `pointwise_filter` [1, 1, channels·multiplier, out].
 * Errors: ValueError where it would have more channels in between than it gives.
 */
export const separable_conv2d = pyfunction(
  'separable_conv2d(input, depthwise_filter, pointwise_filter, strides, padding, name=None)',
  ({ input, depthwise_filter, pointwise_filter, strides, padding, name }: SeparableArgs): Tensor =>
    withScope(name, 'separable_conv2d', [input, depthwise_filter, pointwise_filter], scope => {
      const images = convertToTensor(input, { name: 'tensor_in' })
      const depthwise = convertToTensor(depthwise_filter, { name: 'depthwise_filter' })
      const pointwise = convertToTensor(pointwise_filter, { name: 'pointwise_filter' })
      const pointwiseShape = pointwise.get_shape().with_rank(4)
      pointwiseShape.at(0).assert_is_compatible_with(1)
      pointwiseShape.at(1).assert_is_compatible_with(1)
      const multiplier = depthwise.get_shape().with_rank(4).at(3).value
      const channels = images.get_shape().with_rank(4).at(3).value
      const out = pointwiseShape.at(3).value
      if (multiplier !== null && channels !== null && out !== null && multiplier * channels > out) {
        throw new ValueError(
          `Refusing to perform an overparameterized separable convolution: channel_multiplier * in_channels = ${multiplier} * ${channels} = ${multiplier * channels} > ${out} = out_channels`,
        )
      }
      const middle = apply(DepthwiseConv2dNative, { input: images, filter: depthwise, strides, padding }, 'depthwise')
      return apply(Conv2D, { input: middle, filter: pointwise, strides: [1, 1, 1, 1], padding: 'VALID' }, scope)
    }),
)

interface AtrousArgs {
  value: TensorLike
  filters: TensorLike
  rate: number
  padding: string
  name: Name
}

const element = (tensor: Tensor, index: number): Tensor => sliceHelper(tensor, [index])

/** Rows and columns of a tensor: `axes` of its static shape where that is all known, else of its shape at run time. */
function sizesOf(tensor: Tensor, axes: readonly [number, number]): readonly [Size, Size] {
  if (tensor.get_shape().is_fully_defined()) return axes.map(axis => tensor.staticShape?.[axis]) as [number, number]
  const dynamic = shape(tensor)
  return [element(dynamic, axes[0]), element(dynamic, axes[1])]
}

/** Borders before and after rows and columns that make a convolution with dilated filters give as many pixels as it gets. */
function dilatedBorders(filters: Tensor, rate: number): readonly [readonly [Size, Size], readonly [Size, Size]] {
  const both = (map: (index: 0 | 1) => Size): readonly [Size, Size] => [map(0), map(1)]
  const sizes = sizesOf(filters, [0, 1])
  const dilated = both(i => addSizes(sizes[i], multiplySizes(subtractSizes(sizes[i], 1), rate - 1)))
  const total = both(i => subtractSizes(dilated[i], 1))
  const border = (i: 0 | 1): readonly [Size, Size] => {
    const before = divideSizes(total[i], 2)
    return [before, subtractSizes(total[i], before)]
  }
  return [border(0), border(1)]
}

/**
 * A convolution whose filters have `rate − 1` holes between their elements, all strides 1. `value`: images
 * [batch, height, width, channels]; `filters`: [height, width, channels, out].
 */
export const atrous_conv2d = pyfunction(
  'atrous_conv2d(value, filters, rate, padding, name=None)',
  ({ value, filters, rate: given, padding, name }: AtrousArgs): Tensor =>
    withScope(name, 'atrous_conv2d', [value, filters], scope => {
      const input = convertToTensor(value, { name: 'value' })
      const filter = convertToTensor(filters, { name: 'filters' })
      const [have, want] = [input.get_shape().at(3), filter.get_shape().at(2)]
      if (!have.is_compatible_with(want))
        throw new ValueError(`value's input channels does not match filters' input channels, ${have} != ${want}`)
      const rate = Number(given)
      if (rate < 1) throw new ValueError(`rate ${rate} cannot be less than one`)
      const strides = [1, 1, 1, 1]
      if (rate === 1) return apply(Conv2D, { input, filter, strides, padding })
      if (padding !== 'SAME' && padding !== 'VALID') throw new ValueError('Invalid padding')
      const [rows, columns] =
        padding === 'SAME'
          ? dilatedBorders(filter, rate)
          : ([
              [0, 0],
              [0, 0],
            ] as const)
      let full: readonly [Size, Size]
      if (input.get_shape().is_fully_defined()) {
        const [height, width] = sizesOf(input, [1, 2])
        full = [addSizes(addSizes(height, rows[0]), rows[1]), addSizes(addSizes(width, columns[0]), columns[1])]
      } else {
        const dynamic = shape(input)
        const height = addSizes(addSizes(element(dynamic, 1), rows[0]), rows[1])
        full = [height, addSizes(addSizes(element(dynamic, 2), columns[0]), columns[1])]
      }
      // more border, so that the rate divides both sizes
      const more = (size: Size): Size => remainderOfSizes(subtractSizes(rate, remainderOfSizes(size, rate)), rate)
      const [moreRows, moreColumns] = [more(full[0]), more(full[1])]
      const ends = [addSizes(rows[1], moreRows), addSizes(columns[1], moreColumns)]
      const blocks = space_to_batch(
        input,
        [
          [rows[0], ends[0]],
          [columns[0], ends[1]],
        ],
        rate,
      )
      const convolved = apply(Conv2D, { input: blocks, filter, strides, padding: 'VALID' }, scope)
      return batch_to_space(
        convolved,
        [
          [0, moreRows],
          [0, moreColumns],
        ],
        rate,
      )
    }),
)
