/** Convolution layers (contrib/layers/python/layers/layers.py). */

import { pythonRepr } from '../../calling/python_repr.ts'
import { ValueError } from '../../errors/python.ts'
import { convertToTensor } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { convolution as convolve } from '../../nn/windows.ts'
import { variable_scope } from '../../ops/variables/variable_scope.ts'
import type { PyInt } from '../../tensor/literals.ts'
import { scopable } from '../framework/arg_scope.ts'
import { activated, LAYER_END, type LayerArgs, normalizedOrBiased, sizeOf, weightsOf } from './layer_parts.ts'
import { collectNamedOutputs } from './utils/named_outputs.ts'
import { type Integers, positiveIntegers } from './utils/sizes.ts'

interface ConvolutionArgs extends LayerArgs {
  num_outputs: number | PyInt
  kernel_size: Integers
  stride: Integers
  padding: string
  data_format: string | null
  rate: Integers
}
const FORMATS: readonly (string | null)[] = [null, 'NWC', 'NCW', 'NHWC', 'NCHW', 'NDHWC']

function channelsOf(inputs: Tensor, format: string | null): number {
  const { ndims } = inputs.get_shape()
  if (ndims === null) throw new ValueError('Rank of inputs must be known')
  if (ndims < 3 || ndims > 5) throw new ValueError(`Rank of inputs is ${ndims}, which is not >= 3 and <= 5`)
  const channels = inputs.get_shape().at(format === null || format.endsWith('C') ? ndims - 1 : 1).value
  if (channels === null) throw new ValueError('Number of in_channels must be known.')
  return channels
}

/**
 * A convolution over one to three spatial dimensions of `inputs` [batch, ...spatial, channels], or [batch, channels, ...spatial] where
 * `data_format` begins with NC: activation(inputs ∗ weights + biases), in a variable scope of its own. With a `normalizer_fn` there are
 * no biases: its result takes their place. `kernel_size`, `stride` and `rate`, by which the filters are dilated, are one number, or one
 * for each spatial dimension; only one of stride and rate may be above 1.
 *
 *     const net = tf.contrib.layers.conv2d(images, 64, [3, 3], { scope: 'conv1' })
 *
 * Errors: ValueError for inputs of unknown rank or number of channels, and for formats and sizes that don't fit.
 */
export const convolution = scopable(
  `convolution(inputs, num_outputs, kernel_size, stride=1, padding='SAME', data_format=None, rate=1, activation_fn=relu, ${LAYER_END})` as const,
  (args: ConvolutionArgs): Tensor => {
    const { data_format, padding } = args
    if (!FORMATS.includes(data_format)) throw new ValueError(`Invalid data_format: ${pythonRepr(data_format)}`)
    return variable_scope(args.scope, { default_name: 'Conv', values: [args.inputs], reuse: args.reuse }, scope => {
      const inputs = convertToTensor(args.inputs)
      const dtype = inputs.dtype.base_dtype
      const filters = sizeOf(args.num_outputs)
      const count = (inputs.get_shape().ndims ?? 0) - 2
      const channels = (): number => channelsOf(inputs, data_format)
      if (count < 1 || count > 3) channels()
      const each = (value: Integers): number[] => positiveIntegers(count, value)
      const [window, strides, dilation_rate] = [each(args.kernel_size), each(args.stride), each(args.rate)]
      const weights = weightsOf(args, 'weights', [...window, channels(), filters], dtype)
      const products = convolve(inputs, weights, padding, { strides, dilation_rate, data_format })
      const outputs = activated(
        normalizedOrBiased(args, products, { size: filters, dtype, data_format }),
        args.activation_fn,
      )
      return collectNamedOutputs(args.outputs_collections, scope.original_name_scope, outputs)
    })
  },
  11,
)
