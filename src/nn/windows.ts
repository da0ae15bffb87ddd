/** Convolutions and pools over one to three dimensions, with strides or with dilation. */

import { pythonTypeName } from '../calling/python_repr.ts'
import { pyfunction } from '../calling/signature.ts'
import { TypeError, ValueError } from '../errors/python.ts'
import { apply } from '../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../graph/build/convert.ts'
import type { Tensor } from '../graph/tensor.ts'
import { expand_dims, shape, squeeze } from '../ops/math/shape_ops.ts'
import { Conv2D } from '../ops/nn/conv2d_ops.ts'
import { Conv3D } from '../ops/nn/conv3d_ops.ts'
import { avg_pool, max_pool } from '../ops/nn/pool_ops.ts'
import { avg_pool3d, max_pool3d } from '../ops/nn/pool3d_ops.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { conv1d } from './convolution.ts'
import { withSpaceToBatch } from './space_to_batch.ts'

/** `sizes`, if they have a length at all. */
function sequence(sizes: readonly number[] | null): readonly number[] | null {
  if (sizes === null || Array.isArray(sizes)) return sizes
  if (sizes instanceof NDArray || typeof sizes === 'string') return [...(sizes as Iterable<number>)]
  throw new TypeError(`object of type '${pythonTypeName(sizes)}' has no len()`)
}

/** Strides and dilation rates, one for each spatial dimension; only one of them may be above 1. */
function stepsOf(count: number, strides: readonly number[] | null, rates: readonly number[] | null) {
  const dilation = sequence(rates)?.map(Number) ?? new Array<number>(count).fill(1)
  if (dilation.length !== count) throw new ValueError(`len(dilation_rate)=${dilation.length} but should be ${count}`)
  if (dilation.some(rate => rate < 1)) throw new ValueError('all values of dilation_rate must be positive')
  const steps = sequence(strides)?.map(Number) ?? new Array<number>(count).fill(1)
  if (steps.length !== count) throw new ValueError(`len(strides)=${steps.length} but should be ${count}`)
  if (steps.some(step => step < 1)) throw new ValueError('all values of strides must be positive')
  if (steps.some(step => step > 1) && dilation.some(rate => rate > 1))
    throw new ValueError('strides > 1 not supported in conjunction with dilation_rate > 1')
  return { steps, dilation }
}

const spatialFrom = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i)
const channelsFirst = (format: string | null): boolean => format?.startsWith('NC') ?? false

interface PlainArgs {
  readonly input: Tensor
  readonly filter: Tensor
  readonly padding: string
  readonly data_format: string | null
  readonly steps: readonly number[]
  readonly name: string
}
function plainConvolution({ input, filter, padding, data_format, steps, name }: PlainArgs): Tensor {
  return withScope(name, 'non_atrous_convolution', [input, filter], scope => {
    const known = filter.get_shape().with_rank(input.get_shape().ndims ?? filter.get_shape().length)
    const { ndims } = input.get_shape().with_rank(known.length)
    if (ndims === null) throw new ValueError('Rank of convolution must be known')
    if (ndims < 3 || ndims > 5) throw new ValueError('`input` and `filter` must have rank at least 3 and at most 5')
    if (ndims === 3) {
      if (data_format !== null && data_format !== 'NWC' && data_format !== 'NCW')
        throw new ValueError('data_format must be "NWC" or "NCW".')
      return conv1d(input, filter, steps[0] as number, padding, {
        data_format: data_format === 'NCW' ? 'NCHW' : 'NHWC',
        name: scope,
      })
    }
    if (ndims === 4) {
      if (data_format !== null && data_format !== 'NHWC' && data_format !== 'NCHW')
        throw new ValueError('data_format must be "NHWC" or "NCHW".')
      const strides = data_format === 'NCHW' ? [1, 1, ...steps] : [1, ...steps, 1]
      return apply(Conv2D, { input, filter, strides, padding, data_format: data_format ?? 'NHWC' }, name)
    }
    if (data_format !== null && data_format !== 'NDHWC') throw new ValueError('data_format must be "NDHWC".')
    return apply(Conv3D, { input, filter, strides: [1, ...steps, 1], padding }, name)
  })
}

interface ConvolutionArgs {
  input: TensorLike
  filter: TensorLike
  padding: string
  strides: readonly number[] | null
  dilation_rate: readonly number[] | null
  name: Name
  data_format: string | null
}
/**
 * Convolution over one to three spatial dimensions: `input` [batch, ...spatial, channels], `filter` [...spatial, channels, out].
 * `strides` and `dilation_rate` have one number for each spatial dimension; only one of them may be above 1.
 */
export const convolution = pyfunction(
  'convolution(input, filter, padding, strides=None, dilation_rate=None, name=None, data_format=None)',
  (args: ConvolutionArgs): Tensor =>
    withScope(args.name, 'convolution', [args.input, args.filter], scope => {
      const { padding, data_format } = args
      const input = convertToTensor(args.input, { name: 'input' })
      const filter = convertToTensor(args.filter, { name: 'filter' })
      const rank = filter.get_shape().ndims ?? input.get_shape().ndims
      if (rank === null) throw new ValueError('rank of input or filter must be known')
      const count = rank - 2
      const first = channelsFirst(data_format)
      const have = input.get_shape().at(first ? 1 : count + 1)
      const want = filter.get_shape().at(count)
      if (!have.is_compatible_with(want))
        throw new ValueError(
          `number of input channels does not match corresponding dimension of filter, ${have} != ${want}`,
        )
      const { steps, dilation } = stepsOf(count, args.strides, args.dilation_rate)
      return withSpaceToBatch({
        input,
        filter_shape: shape(filter),
        spatial_dims: spatialFrom(first ? 2 : 1, count),
        dilation_rate: dilation,
        padding,
        op: (converted, convertedPadding) =>
          plainConvolution({ input: converted, filter, padding: convertedPadding, data_format, steps, name: scope }),
      })
    }),
)

interface PoolArgs {
  input: TensorLike
  window_shape: readonly number[]
  pooling_type: string
  padding: string
  dilation_rate: readonly number[] | null
  strides: readonly number[] | null
  name: Name
  data_format: string | null
}

/** The pool over `count` dimensions as a function of its input; one dimension is pooled as images of height 1. */
function poolOf(
  type: string,
  count: number,
  format: string | null,
  window: readonly number[],
  steps: readonly number[],
  name: string,
) {
  if (type !== 'MAX' && type !== 'AVG') throw new ValueError(`${count}-D ${type} pooling is not supported.`)
  const first = channelsFirst(format)
  const around = (values: readonly number[]) => (first ? [1, 1, ...values] : [1, ...values, 1])
  const [ksize, strides] = [around(window), around(steps)]
  if (count === 3) {
    if (format !== null && format !== 'NDHWC') throw new ValueError('data_format must be "NDHWC".')
    const pool3d = type === 'MAX' ? max_pool3d : avg_pool3d
    return (input: Tensor, padding: string): Tensor => pool3d(input, ksize, strides, padding, { name })
  }
  const pool2d = type === 'MAX' ? max_pool : avg_pool
  if (count === 2)
    return (input: Tensor, padding: string): Tensor =>
      pool2d(input, ksize, strides, padding, { name, data_format: format })
  if (format !== null && format !== 'NWC' && format !== 'NCW')
    throw new ValueError('data_format must be either "NWC" or "NCW".')
  const axis = first ? 2 : 1
  return (input: Tensor, padding: string): Tensor => {
    const pooled = pool2d(expand_dims(input, axis), [1, ...ksize], [1, ...strides], padding, {
      name,
      data_format: format === 'NCW' ? 'NCHW' : 'NHWC',
    })
    return squeeze(pooled, [axis])
  }
}

/**
 * The maxima ('MAX') or means ('AVG') of windows over one to three spatial dimensions of `input` [batch, ...spatial, channels].
 * `strides` and `dilation_rate` have one number for each spatial dimension; only one of them may be above 1.
 */
export const pool = pyfunction(
  'pool(input, window_shape, pooling_type, padding, dilation_rate=None, strides=None, name=None, data_format=None)',
  (args: PoolArgs): Tensor =>
    withScope(args.name, `${args.pooling_type.toLowerCase()}_pool`, [args.input], scope => {
      const { padding, data_format } = args
      const window = (sequence(args.window_shape) ?? []).map(Number)
      const input = convertToTensor(args.input, { name: 'input' })
      const count = window.length
      if (count < 1 || count > 3) throw new ValueError('It is required that 1 <= num_spatial_dims <= 3.')
      input.get_shape().with_rank(count + 2)
      const { steps, dilation } = stepsOf(count, args.strides, args.dilation_rate)
      if (padding === 'SAME' && dilation.some(rate => rate > 1))
        throw new ValueError('pooling with SAME padding is not implemented for dilation_rate > 1')
      if (steps.some((step, i) => step > (window[i] as number))) {
        throw new ValueError(
          'strides > window_shape not supported due to inconsistency between CPU and GPU implementations',
        )
      }
      const op = poolOf(args.pooling_type, count, data_format, window, steps, scope)
      return withSpaceToBatch({
        input,
        dilation_rate: dilation,
        padding,
        op,
        spatial_dims: spatialFrom(channelsFirst(data_format) ? 2 : 1, count),
        filter_shape: window,
      })
    }),
)
