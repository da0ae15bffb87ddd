/** Convolution layers of other kinds: in planes, separable, transposed (contrib/layers/python/layers/layers.py). */
import { ValueError } from '../../errors/python.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { depthwise_conv2d, separable_conv2d, conv2d_transpose as transposedConvolution } from '../../nn/convolution.ts'
import { pack } from '../../ops/array/pack_ops.ts'
import { sliceHelper } from '../../ops/array/slice_ops.ts'
import { tile } from '../../ops/array/tile_ops.ts'
import { mul } from '../../ops/math/arithmetic_ops.ts'
import { plus } from '../../ops/math/operators.ts'
import { shape } from '../../ops/math/shape_ops.ts'
import { variable_scope } from '../../ops/variables/variable_scope.ts'
import { int, type PyInt } from '../../tensor/literals.ts'
import { scopable } from '../framework/arg_scope.ts'
import {
  activated,
  aroundSpatial,
  checkDataFormat,
  LAYER_END,
  type LayerArgs,
  normalizedOrBiased,
  sizeOf,
  typeOf,
  weightsOf,
} from './layer_parts.ts'
import { collectNamedOutputs } from './utils/named_outputs.ts'
import { lastDimension, type Pair, pairOf } from './utils/sizes.ts'

interface PlaneArgs extends LayerArgs {
  inputs: Tensor
  kernel_size: Pair
  stride: Pair
  padding: string
}
/**
 * A convolution of each channel of images [batch, height, width, channels] with the same filter of one plane:
 * activation(inputs ∗ weights + biases), where the output has as many channels. See `conv2d`.
 *
 * Errors: ValueError for inputs of a rank below 4 or with an unknown number of channels.
 */
export const convolution2d_in_plane = scopable(
  `convolution2d_in_plane(inputs, kernel_size, stride=1, padding='SAME', activation_fn=relu, ${LAYER_END})` as const,
  (args: PlaneArgs): Tensor =>
    variable_scope(args.scope, { default_name: 'ConvInPlane', values: [args.inputs], reuse: args.reuse }, scope => {
      const { inputs } = args
      const dtype = typeOf(inputs)
      const window = pairOf(args.kernel_size)
      const stride = pairOf(args.stride)
      const channels = lastDimension(inputs.get_shape(), 4)
      const weights = weightsOf(args, 'weights', [...window, 1, 1], dtype)
      const repeated = tile(weights, [1, 1, channels, 1])
      const products = depthwise_conv2d(inputs, repeated, [1, ...stride, 1], args.padding)
      const outputs = activated(normalizedOrBiased(args, products, { size: channels, dtype }), args.activation_fn)
      return collectNamedOutputs(args.outputs_collections, scope.original_name_scope, outputs)
    }),
  15,
)

interface SeparableArgs extends PlaneArgs {
  num_outputs: number | PyInt | null
  depth_multiplier: number | PyInt
}
/**
 * A convolution of each channel of images [batch, height, width, channels] by itself, to `depth_multiplier` channels each, then one of
 * 1×1 filters to `num_outputs` channels (null: without that second one). The variables are `depthwise_weights`, `pointwise_weights`
 * and `biases`. See `conv2d`.
 *
 * Errors: ValueError for inputs of a rank below 4 or with an unknown number of channels, and where there would be more channels in
 * between than in the end.
 */
export const separable_convolution2d = scopable(
  `separable_convolution2d(inputs, num_outputs, kernel_size, depth_multiplier, stride=1, padding='SAME', activation_fn=relu, ${LAYER_END})` as const,
  (args: SeparableArgs): Tensor =>
    variable_scope(args.scope, { default_name: 'SeparableConv2d', values: [args.inputs], reuse: args.reuse }, scope => {
      const { inputs, padding } = args
      const dtype = typeOf(inputs)
      const window = pairOf(args.kernel_size)
      const strides = [1, ...pairOf(args.stride), 1]
      const channels = lastDimension(inputs.get_shape(), 4)
      const multiplier = Number(args.depth_multiplier)
      const depthwise = weightsOf(args, 'depthwise_weights', [...window, channels, multiplier], dtype)
      let size = multiplier * channels
      let products: Tensor
      if (args.num_outputs === null) products = depthwise_conv2d(inputs, depthwise, strides, padding)
      else {
        const pointwise = weightsOf(args, 'pointwise_weights', [1, 1, size, Number(args.num_outputs)], dtype)
        products = separable_conv2d(inputs, depthwise, pointwise, strides, padding)
        size = Number(args.num_outputs)
      }
      const outputs = activated(
        normalizedOrBiased(args, products, { size, dtype, alwaysTrained: true }),
        args.activation_fn,
      )
      return collectNamedOutputs(args.outputs_collections, scope.original_name_scope, outputs)
    }),
  16,
)

interface TransposeArgs extends PlaneArgs {
  num_outputs: number | PyInt
  data_format: string
}
/** How large a transposed convolution makes a dimension: a tensor, a number, or null where it isn't known. */
function enlarged<S extends Tensor | number | null>(size: S, stride: number, window: number, padding: string): S {
  const more = padding === 'VALID' ? Math.max(window - stride, 0) : null
  if (size === null) return size
  if (typeof size === 'number') return (size * stride + (more ?? 0)) as S
  const product = mul(size as Tensor, int(stride))
  return (more === null ? product : plus(product, int(more))) as S
}
/**
 * The transpose of `conv2d` with one filter for each output: images [batch, height, width, channels], or [batch, channels, height, width]
 * in the format NCHW, become `stride` times as high and as wide; with the padding VALID, the filter's overlap more. See `conv2d`.
 *
 *     tf.contrib.layers.conv2d_transpose(features, 3, [4, 4], { stride: 2 })      // twice as high and as wide, 3 channels
 *
 * Errors: ValueError for other formats and an unknown number of channels.
 */
export const convolution2d_transpose = scopable(
  `convolution2d_transpose(inputs, num_outputs, kernel_size, stride=1, padding='SAME', data_format='NHWC', activation_fn=relu, ${LAYER_END})` as const,
  (args: TransposeArgs): Tensor =>
    variable_scope(
      args.scope,
      { default_name: 'Conv2d_transpose', values: [args.inputs], reuse: args.reuse },
      scope => {
        const { inputs, padding, data_format } = args
        checkDataFormat(data_format)
        const dtype = typeOf(inputs)
        const window = pairOf(args.kernel_size)
        const stride = pairOf(args.stride)
        const first = data_format === 'NCHW'
        const rows = first ? 2 : 1
        const channels = inputs.get_shape().at(first ? 1 : 3).value
        if (channels === null) throw new ValueError('`C` dimension of `inputs` must be known but is None.')
        const size = sizeOf(args.num_outputs)
        const weights = weightsOf(args, 'weights', [...window, size, channels], dtype)

        const dynamic = shape(inputs)
        const [batch, height, width] = [0, rows, rows + 1].map(axis => sliceHelper(dynamic, [axis]) as Tensor) as [
          Tensor,
          Tensor,
          Tensor,
        ]
        const spatial = [height, width].map((dim, i) =>
          enlarged(dim, stride[i] as number, window[i] as number, padding),
        )
        const filters = int(size)
        const output_shape = pack(first ? [batch, filters, ...spatial] : [batch, ...spatial, filters])
        const products = transposedConvolution(inputs, weights, output_shape, aroundSpatial(stride, data_format), {
          padding,
          data_format,
        })
        const known = inputs.get_shape().as_list()
        const knownSpatial = [0, 1].map(i =>
          enlarged(known[rows + i] as number | null, stride[i] as number, window[i] as number, padding),
        )
        products.set_shape(
          first
            ? [known[0] as number | null, size, ...knownSpatial]
            : [known[0] as number | null, ...knownSpatial, size],
        )

        const outputs = activated(
          normalizedOrBiased(args, products, { size, dtype, data_format, alwaysTrained: true }),
          args.activation_fn,
        )
        return collectNamedOutputs(args.outputs_collections, scope.original_name_scope, outputs)
      },
    ),
  16,
)
