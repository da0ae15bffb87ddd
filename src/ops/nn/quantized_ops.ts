/** Arithmetic on quantized tensors (core/ops/nn_ops.cc, math_ops.cc, array_ops.cc). Kernels of quantized types are missing yet. */
import { invalidArgument } from '../../errors/status.ts'
import type { AttrsOf, AttrTable } from '../../graph/attr_types.ts'
import { opFunction, opFunctionOfOutputs } from '../../graph/build/op_function.ts'
import { defineOp } from '../../graph/op_def.ts'
import { type Dim, type InferenceContext, unchanged } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { roundedToLevels } from '../../kernels/reference/nn/quantize_levels.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { float32Text } from '../../tensor/number_text.ts'
import type { Shape } from '../../tensor/shape.ts'
import { concatShape } from '../array/concat_ops.ts'
import { pooledShape } from '../core/sliding_windows.ts'
import { matMulShape } from '../math/matmul_ops.ts'
import { reshapedShape } from '../math/shape_ops.ts'
import { inferBiasAdd } from './bias_ops.ts'
import { conv2dShape } from './conv2d_ops.ts'

const SLIDING = ['strides: list(int)', "padding: {'SAME', 'VALID'}"] as const
const WINDOW = ['ksize: list(int)', ...SLIDING] as const

/** The ends of ranges are scalars. */
const scalars = <Attrs>(c: InferenceContext<Attrs>, ...inputs: readonly number[]): void => {
  for (const i of inputs) c.withRank(c.input(i), 0)
}
/** A result with the ends of its range. */
const ranged =
  <Attrs extends AttrTable>(result: (c: InferenceContext<Attrs>) => readonly Shape[], ...ends: readonly number[]) =>
  (c: InferenceContext<NoInfer<Attrs>>): readonly Shape[] => {
    const [shape = null] = result(c)
    scalars(c, ...ends)
    return [shape, [], []]
  }

export const QuantizeV2 = defineOp('QuantizeV2', {
  inputs: ['input: float', 'min_range: float', 'max_range: float'],
  outputs: ['output: T', 'output_min: float', 'output_max: float'],
  attrs: ['T: {qint8, quint8, qint16, quint16, qint32}', "mode: {'MIN_COMBINED', 'MIN_FIRST'} = 'MIN_COMBINED'"],
  infer: ranged(unchanged, 1, 2),
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const Dequantize = defineOp('Dequantize', {
  inputs: ['input: T', 'min_range: float', 'max_range: float'],
  outputs: ['output: float'],
  attrs: ['T: {qint8, quint8, qint16, quint16, qint32}', "mode: {'MIN_COMBINED', 'MIN_FIRST'} = 'MIN_COMBINED'"],
  infer: c => {
    scalars(c, 1, 2)
    return [c.input(0)]
  },
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const QuantizeDownAndShrinkRange = defineOp('QuantizeDownAndShrinkRange', {
  inputs: ['input: Tinput', 'input_min: float', 'input_max: float'],
  outputs: ['output: out_type', 'output_min: float', 'output_max: float'],
  attrs: ['Tinput: {qint8, quint8, qint16, quint16, qint32}', 'out_type: {qint8, quint8, qint16, quint16, qint32}'],
  infer: ranged(unchanged, 1, 2),
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const RequantizationRange = defineOp('RequantizationRange', {
  inputs: ['input: Tinput', 'input_min: float', 'input_max: float'],
  outputs: ['output_min: float', 'output_max: float'],
  attrs: ['Tinput: {qint8, quint8, qint16, quint16, qint32}'],
  infer: c => {
    scalars(c, 1, 2)
    return [[], []]
  },
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const Requantize = defineOp('Requantize', {
  inputs: [
    'input: Tinput',
    'input_min: float',
    'input_max: float',
    'requested_output_min: float',
    'requested_output_max: float',
  ],
  outputs: ['output: out_type', 'output_min: float', 'output_max: float'],
  attrs: ['Tinput: {qint8, quint8, qint16, quint16, qint32}', 'out_type: {qint8, quint8, qint16, quint16, qint32}'],
  infer: ranged(unchanged, 1, 2, 3, 4),
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const QuantizedMatMul = defineOp('QuantizedMatMul', {
  inputs: ['a: T1', 'b: T2', 'min_a: float', 'max_a: float', 'min_b: float', 'max_b: float'],
  outputs: ['out: Toutput', 'min_out: float', 'max_out: float'],
  attrs: [
    'T1: {qint8, quint8, qint16, quint16, qint32}',
    'T2: {qint8, quint8, qint16, quint16, qint32}',
    'Toutput: {qint8, quint8, qint16, quint16, qint32} = DT_QINT32',
    'transpose_a: bool = false',
    'transpose_b: bool = false',
  ],
  infer: ranged(matMulShape, 2, 3, 4, 5),
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const QuantizedConv2D = defineOp('QuantizedConv2D', {
  inputs: [
    'input: Tinput',
    'filter: Tfilter',
    'min_input: float',
    'max_input: float',
    'min_filter: float',
    'max_filter: float',
  ],
  outputs: ['output: out_type', 'min_output: float', 'max_output: float'],
  attrs: [
    'Tinput: {qint8, quint8, qint16, quint16, qint32}',
    'Tfilter: {qint8, quint8, qint16, quint16, qint32}',
    'out_type: {qint8, quint8, qint16, quint16, qint32} = DT_QINT32',
    'strides: list(int)',
    "padding: {'SAME', 'VALID'}",
  ],
  infer: ranged<AttrsOf<typeof SLIDING>>(c => conv2dShape(c, false), 2, 3, 4, 5),
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const QuantizedBiasAdd = defineOp('QuantizedBiasAdd', {
  inputs: ['input: T1', 'bias: T2', 'min_input: float', 'max_input: float', 'min_bias: float', 'max_bias: float'],
  outputs: ['output: out_type', 'min_out: float', 'max_out: float'],
  attrs: [
    'T1: {qint8, quint8, qint16, quint16, qint32}',
    'T2: {qint8, quint8, qint16, quint16, qint32}',
    'out_type: {qint8, quint8, qint16, quint16, qint32}',
  ],
  infer: ranged(c => inferBiasAdd(c, false), 2, 3, 4, 5),
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const QuantizedAvgPool = defineOp('QuantizedAvgPool', {
  inputs: ['input: T', 'min_input: float', 'max_input: float'],
  outputs: ['output: T', 'min_output: float', 'max_output: float'],
  attrs: ['T: {qint8, quint8, qint16, quint16, qint32}', ...WINDOW],
  infer: ranged<AttrsOf<typeof WINDOW>>(pooledShape('AvgPool', false, false), 1, 2),
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const QuantizedMaxPool = defineOp('QuantizedMaxPool', {
  inputs: ['input: T', 'min_input: float', 'max_input: float'],
  outputs: ['output: T', 'min_output: float', 'max_output: float'],
  attrs: ['T: {qint8, quint8, qint16, quint16, qint32}', ...WINDOW],
  infer: ranged<AttrsOf<typeof WINDOW>>(pooledShape('MaxPool', true, false), 1, 2),
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const QuantizedRelu = defineOp('QuantizedRelu', {
  inputs: ['features: Tinput', 'min_features: float', 'max_features: float'],
  outputs: ['activations: out_type', 'min_activations: float', 'max_activations: float'],
  attrs: [
    'Tinput: {qint8, quint8, qint16, quint16, qint32}',
    'out_type: {qint8, quint8, qint16, quint16, qint32} = DT_QUINT8',
  ],
  infer: ranged(unchanged, 1, 2),
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const QuantizedRelu6 = defineOp('QuantizedRelu6', {
  inputs: ['features: Tinput', 'min_features: float', 'max_features: float'],
  outputs: ['activations: out_type', 'min_activations: float', 'max_activations: float'],
  attrs: [
    'Tinput: {qint8, quint8, qint16, quint16, qint32}',
    'out_type: {qint8, quint8, qint16, quint16, qint32} = DT_QUINT8',
  ],
  infer: ranged(unchanged, 1, 2),
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const QuantizedReluX = defineOp('QuantizedReluX', {
  inputs: ['features: Tinput', 'max_value: float', 'min_features: float', 'max_features: float'],
  outputs: ['activations: out_type', 'min_activations: float', 'max_activations: float'],
  attrs: [
    'Tinput: {qint8, quint8, qint16, quint16, qint32}',
    'out_type: {qint8, quint8, qint16, quint16, qint32} = DT_QUINT8',
  ],
  infer: ranged(unchanged, 1, 2),
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const QuantizedReshape = defineOp('QuantizedReshape', {
  inputs: ['tensor: T', 'shape: Tshape', 'input_min: float', 'input_max: float'],
  outputs: ['output: T', 'output_min: float', 'output_max: float'],
  attrs: ['T: type', 'Tshape: {int32, int64} = DT_INT32'],
  infer: ranged(reshapedShape, 2, 3),
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const QuantizedConcat = defineOp('QuantizedConcat', {
  inputs: ['concat_dim: int32', 'values: N * T', 'input_mins: N * float', 'input_maxes: N * float'],
  outputs: ['output: T', 'output_min: float', 'output_max: float'],
  attrs: ['N: int >= 2', 'T: type'],
  infer: c => {
    const [mins, maxes] = [c.list('input_mins'), c.list('input_maxes')]
    const [shape = null] = concatShape(c, 0, false, c.list('values'))
    for (const end of [...mins, ...maxes]) c.withRank(end, 0)
    return [shape, [], []]
  },
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const QuantizedBatchNormWithGlobalNormalization = defineOp('QuantizedBatchNormWithGlobalNormalization', {
  inputs: [
    't: Tinput',
    't_min: float',
    't_max: float',
    'm: Tinput',
    'm_min: float',
    'm_max: float',
    'v: Tinput',
    'v_min: float',
    'v_max: float',
    'beta: Tinput',
    'beta_min: float',
    'beta_max: float',
    'gamma: Tinput',
    'gamma_min: float',
    'gamma_max: float',
  ],
  outputs: ['result: out_type', 'result_min: float', 'result_max: float'],
  attrs: [
    'Tinput: {qint8, quint8, qint16, quint16, qint32}',
    'out_type: {qint8, quint8, qint16, quint16, qint32}',
    'variance_epsilon: float',
    'scale_after_normalization: bool',
  ],
  infer: c => {
    const input = [...c.withRank(c.input(0), 4)]
    let depth = input[3] as Dim
    // the ends of ranges are not looked at
    for (const i of [3, 6, 9, 12]) depth = c.mergeDim(depth, c.withRank(c.input(i), 1)[0] as Dim)
    return [[...input.slice(0, 3), depth], [], []]
  },
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

/** Values rounded to the levels of a range and back: what quantization would make of them. */
export const QuantizeAndDequantize = defineOp('QuantizeAndDequantize', {
  inputs: ['input: T'],
  outputs: ['output: T'],
  attrs: [
    'signed_input: bool = true',
    'num_bits: int32 = 8',
    'range_given: bool = false',
    'input_min: float = 0',
    'input_max: float = 0',
    'T: {float, double}',
  ],
  infer: unchanged,
  // as if nothing were rounded
  gradient: (_, grad) => [grad as Tensor],
  kernel: k => {
    const [bits, signed, given] = [k.attr('num_bits'), k.attr('signed_input') === true, k.attr('range_given') === true]
    if (bits <= 0 || bits >= (signed ? 62 : 63))
      throw invalidArgument(`num_bits is out of range: ${bits} with signed_input_ ${signed ? 1 : 0}`)
    const [low, high] = [Math.fround(k.attr('input_min')), Math.fround(k.attr('input_max'))]
    if (given && !(low <= high))
      throw invalidArgument(`Invalid range: input_min ${float32Text(low)} > input_max ${float32Text(high)}`)
    const { dtype, shape, data } = k.input(0)
    return new NDArray(
      dtype,
      shape,
      roundedToLevels(data as Float32Array | Float64Array, bits, signed, given ? [low, high] : undefined),
    )
  },
  lower: { kind: 'reference' },
})

// --- functions

/** A float tensor quantized to `T`, with the ends of the range that its numbers stand for. */
export const quantize_v2 = opFunctionOfOutputs(
  'quantize_v2(input, min_range, max_range, T, mode=None, name=None)',
  QuantizeV2,
)
/** Quantized numbers as floats. */
export const dequantize = opFunction('dequantize(input, min_range, max_range, mode=None, name=None)', Dequantize)
/** Quantized tensors joined along a dimension, in the range that covers all of theirs. */
export const quantized_concat = opFunctionOfOutputs(
  'quantized_concat(concat_dim, values, input_mins, input_maxes, name=None)',
  QuantizedConcat,
)
export const quantized_avg_pool = opFunctionOfOutputs(
  'quantized_avg_pool(input, min_input, max_input, ksize, strides, padding, name=None)',
  QuantizedAvgPool,
)
export const quantized_max_pool = opFunctionOfOutputs(
  'quantized_max_pool(input, min_input, max_input, ksize, strides, padding, name=None)',
  QuantizedMaxPool,
)
export const quantized_batch_norm_with_global_normalization = opFunctionOfOutputs(
  'quantized_batch_norm_with_global_normalization(t, t_min, t_max, m, m_min, m_max, v, v_min, v_max, beta, beta_min, beta_max, gamma, gamma_min, gamma_max, out_type, variance_epsilon, scale_after_normalization, name=None)',
  QuantizedBatchNormWithGlobalNormalization,
)
export const quantized_bias_add = opFunctionOfOutputs(
  'quantized_bias_add(input, bias, min_input, max_input, min_bias, max_bias, out_type, name=None)',
  QuantizedBiasAdd,
)
export const quantized_conv2d = opFunctionOfOutputs(
  'quantized_conv2d(input, filter, min_input, max_input, min_filter, max_filter, strides, padding, out_type=None, name=None)',
  QuantizedConv2D,
)
export const quantized_relu = opFunctionOfOutputs(
  'quantized_relu(features, min_features, max_features, out_type=None, name=None)',
  QuantizedRelu,
)
export const quantized_relu6 = opFunctionOfOutputs(
  'quantized_relu6(features, min_features, max_features, out_type=None, name=None)',
  QuantizedRelu6,
)
export const quantized_relu_x = opFunctionOfOutputs(
  'quantized_relu_x(features, max_value, min_features, max_features, out_type=None, name=None)',
  QuantizedReluX,
)
