/** Pooling layers (contrib/layers/python/layers/layers.py). */
import { ValueError } from '../../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { pool as poolWindows } from '../../nn/windows.ts'
import { avg_pool, max_pool } from '../../ops/nn/pool_ops.ts'
import { scopable } from '../framework/arg_scope.ts'
import { aroundSpatial, checkDataFormat } from './layer_parts.ts'
import { type Collections, collectNamedOutputs } from './utils/named_outputs.ts'
import { type Integers, type Pair, pairOf, positiveIntegers } from './utils/sizes.ts'

interface PoolArgs {
  inputs: TensorLike
  kernel_size: Pair
  stride: Pair
  padding: string
  data_format: string
  outputs_collections: Collections
  scope: Name
}
const pool2d = (name: string, pooled: typeof avg_pool) => (args: PoolArgs) => {
  const { padding, data_format } = args
  checkDataFormat(data_format)
  return withScope(args.scope, name, [args.inputs], scope => {
    const inputs = convertToTensor(args.inputs)
    const ksize = aroundSpatial(pairOf(args.kernel_size), data_format)
    const strides = aroundSpatial(pairOf(args.stride), data_format)
    return collectNamedOutputs(
      args.outputs_collections,
      scope,
      pooled(inputs, ksize, strides, padding, { data_format }),
    )
  })
}
const END = "kernel_size, stride=2, padding='VALID', data_format='NHWC', outputs_collections=None, scope=None"

/**
 * The means of windows over rows and columns of images [batch, height, width, channels], or [batch, channels, height, width] in
 * the format NCHW. `kernel_size` and `stride` are one number, or two: of rows and columns.
 *
 *     tf.contrib.layers.avg_pool2d(images, [2, 2])      // half as high and as wide
 *
 * Errors: ValueError for other formats, and for sizes that aren't one number or two.
 */
export const avg_pool2d = scopable(`avg_pool2d(inputs, ${END})` as const, pool2d('AvgPool2D', avg_pool), 5)
/** The maxima of windows (see `avg_pool2d`). */
export const max_pool2d = scopable(`max_pool2d(inputs, ${END})` as const, pool2d('MaxPool2D', max_pool), 5)

interface WindowArgs extends Omit<PoolArgs, 'kernel_size' | 'stride' | 'data_format'> {
  kernel_size: Integers
  stride: Integers
  dilation_rate: Integers
  pooling_type: string
  data_format: string | null
}
/**
 * The maxima ('MAX') or means ('AVG') of windows over one to three spatial dimensions of `inputs` [batch, ...spatial, channels], or
 * [batch, channels, ...spatial] where `data_format` begins with NC. Sizes are one number, or one for each dimension; only one of
 * `stride` and `dilation_rate` may be above 1.
 *
 * Errors: ValueError for inputs of unknown rank or one below 3, and for sizes that don't fit.
 */
export const pool = scopable(
  "pool(inputs, kernel_size, pooling_type, padding='VALID', data_format=None, dilation_rate=1, stride=1, outputs_collections=None, scope=None)",
  (args: WindowArgs): Tensor =>
    withScope(args.scope, `${args.pooling_type.toLowerCase()}_pool`, [args.inputs], scope => {
      const inputs = convertToTensor(args.inputs)
      const { ndims } = inputs.get_shape()
      if (ndims === null) throw new ValueError('Rank of inputs must be known')
      if (ndims < 3) throw new ValueError('Rank of inputs must be >= 3')
      const each = (value: Integers): number[] => positiveIntegers(ndims - 2, value)
      const outputs = poolWindows(inputs, each(args.kernel_size), args.pooling_type, args.padding, {
        dilation_rate: each(args.dilation_rate),
        strides: each(args.stride),
        name: scope,
        data_format: args.data_format,
      })
      return collectNamedOutputs(args.outputs_collections, scope, outputs)
    }),
  4,
)
