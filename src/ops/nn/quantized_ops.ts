/** Arithmetic on quantized tensors (core/ops/nn_ops.cc, math_ops.cc, array_ops.cc). */
import { invalidArgument, type Status } from '../../errors/status.ts'
import type { AttrsOf } from '../../graph/attr_types.ts'
import { opFunctionOfOutputs } from '../../graph/build/op_function.ts'
import { defineOp } from '../../graph/op_def.ts'
import { type Dim, unchanged } from '../../graph/shape_inference.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import {
  highestLevel,
  isSigned,
  larger,
  levelOf,
  numberOf,
  productRange,
  requantized,
  smaller,
  zeroLevel,
} from '../../kernels/reference/nn/quantization.ts'
import { quantizedConv2d, quantizedMatMul } from '../../kernels/reference/nn/quantized_products.ts'
import { type Padding, slidingWindow } from '../../kernels/reference/nn/windows.ts'
import { qint8, qint32, quint8 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { shapeText } from '../../tensor/shape.ts'
import { concatShape, joined } from '../array/concat_ops.ts'
import { kernelsOnly } from '../core/registered_kernels.ts'
import { pooledShape } from '../core/sliding_windows.ts'
import { matMulShape } from '../math/matmul_ops.ts'
import { reshaped, reshapedShape } from '../math/shape_ops.ts'
import { inferBiasAdd } from './bias_ops.ts'
import { conv2dShape } from './conv2d_ops.ts'
import { maxima, means } from './pool_ops.ts'
import { endOf, type Meaning, ranged, rangeOf, withRange } from './quantized_ranges.ts'

const { fround } = Math
const SLIDING = ['strides: list(int32)', "padding: {'SAME', 'VALID'}"] as const
const WINDOW = ['ksize: list(int32)', ...SLIDING] as const

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
  refuses: kernelsOnly('QuantizedMatMul', [{ T1: quint8, T2: quint8, Toutput: qint32 }]),
  kernel: k => {
    const [a, b] = [k.input(0), k.input(1)]
    const [rangeA, rangeB] = [rangeOf(k, 2), rangeOf(k, 4)]
    if (!(rangeA[1] > rangeA[0])) throw invalidArgument('max_a must be larger than min_a.')
    if (!(rangeB[1] > rangeB[0])) throw invalidArgument('max_b must be larger than min_b.')
    if (a.shape.length !== 2) throw invalidArgument('In[0] is not a matrix')
    if (b.shape.length !== 2) throw invalidArgument('In[1] is not a matrix')
    const [turnA, turnB] = [k.attr('transpose_a'), k.attr('transpose_b')]
    const [m, inner] = (turnA ? a.shape.toReversed() : a.shape) as [number, number]
    const [other, n] = (turnB ? b.shape.toReversed() : b.shape) as [number, number]
    if (inner !== other)
      throw invalidArgument(`Matrix size-compatible: In[0]: ${shapeText(a.shape)}, In[1]: ${shapeText(b.shape)}`)
    const product = quantizedMatMul(
      { levels: a.data as Uint8Array, zero: zeroLevel(quint8, rangeA), transposed: turnA },
      { levels: b.data as Uint8Array, zero: zeroLevel(quint8, rangeB), transposed: turnB },
      [m, inner, n],
    )
    return withRange(new NDArray(qint32, [m, n], product), productRange([quint8, rangeA], [quint8, rangeB], qint32))
  },
  lower: { kind: 'reference' },
})

const CONV_KERNELS = kernelsOnly('QuantizedConv2D', [{ Tinput: quint8, Tfilter: quint8, out_type: qint32 }])

/** TensorFlow's complaint of strides as it makes the kernel. */
function wrongStrides(strides: readonly number[]): Status | undefined {
  const [batch, rows, columns, depth] = strides
  if (strides.length !== 4) return invalidArgument('Sliding window strides field must specify 4 dimensions')
  if (rows !== columns)
    return invalidArgument(
      'Current implementation only supports equal length strides in the row and column dimensions.',
    )
  if (batch !== 1 || depth !== 1)
    return invalidArgument('Current implementation does not yet support strides in the batch and depth dimensions.')
  return undefined
}

/** Windows that share out what is left over to both ends, with either padding. */
function centered(input: number, size: number, stride: number, padding: Padding) {
  const window = slidingWindow(input, size, stride, padding)
  return { ...window, before: Math.trunc(((window.output - 1) * stride + size - input) / 2) }
}

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
    ...SLIDING,
  ],
  infer: ranged<AttrsOf<typeof SLIDING>>(c => conv2dShape(c, false), 2, 3, 4, 5),
  gradient: 'unregistered',
  refuses: node => CONV_KERNELS(node) ?? wrongStrides(node.attr('strides') as readonly number[]),
  kernel: k => {
    const [input, filter] = [k.input(0), k.input(1)]
    if (input.shape.length !== 4) throw invalidArgument(`input must be 4-dimensional${shapeText(input.shape)}`)
    if (filter.shape.length !== 4) throw invalidArgument(`filter must be 4-dimensional: ${shapeText(filter.shape)}`)
    const [rangeIn, rangeFilter] = [rangeOf(k, 2), rangeOf(k, 4)]
    const [batch, inRows, inColumns, depth] = input.shape as [number, number, number, number]
    const [rows, columns, filterDepth, count] = filter.shape as [number, number, number, number]
    if (depth !== filterDepth)
      throw invalidArgument(`input and filter must have the same depth: ${depth} vs ${filterDepth}`)
    const stride = k.attr('strides')[1] as number
    const geometry = {
      batch,
      depth,
      count,
      rows: centered(inRows, rows, stride, k.attr('padding')),
      columns: centered(inColumns, columns, stride, k.attr('padding')),
    }
    const out = quantizedConv2d(
      { levels: input.data as Uint8Array, zero: zeroLevel(quint8, rangeIn) },
      { levels: filter.data as Uint8Array, zero: zeroLevel(quint8, rangeFilter) },
      geometry,
    )
    const shape = [batch, geometry.rows.output, geometry.columns.output, count]
    return withRange(new NDArray(qint32, shape, out), productRange([quint8, rangeIn], [quint8, rangeFilter], qint32))
  },
  lower: { kind: 'reference' },
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
  refuses: kernelsOnly('QuantizedBiasAdd', [
    { T1: qint8, T2: qint8, out_type: qint32 },
    { T1: quint8, T2: quint8, out_type: qint32 },
  ]),
  kernel: k => {
    const [input, bias] = [k.input(0), k.input(1)]
    if (input.shape.length < 2) throw invalidArgument(`Input tensor must be at least 2D: ${shapeText(input.shape)}`)
    if (bias.shape.length !== 1) throw invalidArgument(`Biases must be 1D: ${shapeText(bias.shape)}`)
    if (bias.shape[0] !== input.shape.at(-1))
      throw invalidArgument(
        `Must provide as many biases as the last dimension of the input tensor: ${shapeText(bias.shape)} vs. ${shapeText(input.shape)}`,
      )
    const [rangeIn, rangeBias] = [rangeOf(k, 2), rangeOf(k, 4)]
    // room for sums: 17 bits above the largest end of both ranges
    const [minIn, maxIn] = rangeIn
    const [minBias, maxBias] = rangeBias
    const most = fround(larger(maxIn, larger(-minIn, larger(maxBias, -minBias))) * 2 ** 17)
    const sum: Meaning = [qint32, [-most, most]]
    const values = requantized([input.dtype, rangeIn], input.data as Uint8Array, sum, new Int32Array(input.size))
    const biases = requantized([bias.dtype, rangeBias], bias.data as Uint8Array, sum, new Int32Array(bias.size))
    const zero = levelOf(qint32, 0, sum[1])
    const out = k.newOutput(0, input.shape)
    const levels = out.data as Int32Array
    for (let i = 0, c = 0; i < levels.length; i++, c = c + 1 === biases.length ? 0 : c + 1)
      levels[i] = (values[i] as number) + (biases[c] as number) + zero
    return withRange(out, sum[1])
  },
  lower: { kind: 'reference' },
})

export const QuantizedAvgPool = defineOp('QuantizedAvgPool', {
  inputs: ['input: T', 'min_input: float', 'max_input: float'],
  outputs: ['output: T', 'min_output: float', 'max_output: float'],
  attrs: ['T: {qint8, quint8, qint16, quint16, qint32}', ...WINDOW],
  infer: ranged<AttrsOf<typeof WINDOW>>(pooledShape('AvgPool', false, false), 1, 2),
  gradient: 'unregistered',
  refuses: kernelsOnly('QuantizedAvgPool', [{ T: quint8 }]),
  kernel: k => withRange(means(k), rangeOf(k, 1)),
  lower: { kind: 'reference' },
})

export const QuantizedMaxPool = defineOp('QuantizedMaxPool', {
  inputs: ['input: T', 'min_input: float', 'max_input: float'],
  outputs: ['output: T', 'min_output: float', 'max_output: float'],
  attrs: ['T: {qint8, quint8, qint16, quint16, qint32}', ...WINDOW],
  infer: ranged<AttrsOf<typeof WINDOW>>(pooledShape('MaxPool', true, false), 1, 2),
  gradient: 'unregistered',
  refuses: kernelsOnly('QuantizedMaxPool', [{ T: quint8 }]),
  kernel: k => withRange(maxima(k, 0), rangeOf(k, 1)),
  lower: { kind: 'reference' },
})

/** TensorFlow 0.12.1 has none for QuantizedReluX, by mistake: later versions have these. */
const RECTIFIERS = (op: string) =>
  kernelsOnly(op, [
    { Tinput: quint8, out_type: quint8 },
    { Tinput: qint32, out_type: qint32 },
  ])

/** Input 0 with its levels kept between those of zero and of `top`. */
function rectified(k: Pick<KernelContext, 'input' | 'newOutput'>, top: number | undefined, ends: number): NDArray[] {
  const { dtype, shape, data } = k.input(0)
  const range = rangeOf(k, ends)
  const low = levelOf(dtype, 0, range)
  const high = top === undefined ? highestLevel(dtype) : levelOf(dtype, top, range)
  const out = k.newOutput(0, shape)
  const [from, to] = [data as Int32Array, out.data as Int32Array]
  for (let i = 0; i < to.length; i++) to[i] = Math.min(Math.max(from[i] as number, low), high)
  return withRange(out, range)
}

export const QuantizedRelu = defineOp('QuantizedRelu', {
  inputs: ['features: Tinput', 'min_features: float', 'max_features: float'],
  outputs: ['activations: out_type', 'min_activations: float', 'max_activations: float'],
  attrs: [
    'Tinput: {qint8, quint8, qint16, quint16, qint32}',
    'out_type: {qint8, quint8, qint16, quint16, qint32} = DT_QUINT8',
  ],
  infer: ranged(unchanged, 1, 2),
  gradient: 'unregistered',
  refuses: RECTIFIERS('QuantizedRelu'),
  kernel: k => rectified(k, undefined, 1),
  lower: { kind: 'reference' },
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
  refuses: RECTIFIERS('QuantizedRelu6'),
  kernel: k => rectified(k, 6, 1),
  lower: { kind: 'reference' },
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
  refuses: RECTIFIERS('QuantizedReluX'),
  kernel: k => rectified(k, endOf(k, 1), 2),
  lower: { kind: 'reference' },
})

export const QuantizedReshape = defineOp('QuantizedReshape', {
  inputs: ['tensor: T', 'shape: Tshape', 'input_min: float', 'input_max: float'],
  outputs: ['output: T', 'output_min: float', 'output_max: float'],
  attrs: ['T: type', 'Tshape: {int32, int64} = DT_INT32'],
  infer: ranged(reshapedShape, 2, 3),
  gradient: 'unregistered',
  scheduling: 'inexpensive',
  shapeInputs: [1],
  refuses: kernelsOnly('QuantizedReshape', [{ T: qint32 }, { T: quint8 }]),
  kernel: k => withRange(reshaped(k.input(0), k.input(1)), rangeOf(k, 2)),
  lower: { kind: 'reference' },
})

/** The largest float32. */
const LARGEST = fround(3.4028234663852886e38)

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
  shapeInputs: [0],
  refuses: kernelsOnly('QuantizedConcat', [{ T: qint32 }, { T: quint8 }]),
  kernel: k => {
    const values = k.list('values')
    const type = (values[0] as NDArray).dtype
    const ranges = values.map((_, i) => {
      const end = (of: readonly NDArray[]): number => endOf({ input: at => of[at] as NDArray }, i)
      return [end(k.list('input_mins')), end(k.list('input_maxes'))] as const
    })
    let [min, max] = [LARGEST, -LARGEST]
    for (const [low, high] of ranges) [min, max] = [smaller(min, low), larger(max, high)]
    const size = larger(Math.abs(min), Math.abs(max))
    // signed levels lie around zero
    const range = isSigned(type) ? ([-size, size] as const) : ([min, max] as const)
    // TensorFlow counts the ranges without looking at pieces that are empty
    let filled = 0
    const pieces = values.map(({ shape, size: length, data }) => {
      const given = ranges[length > 0 ? filled++ : filled] as readonly [number, number]
      const same = given[0] === range[0] && given[1] === range[1]
      const out = type.allocate(length) as Uint8Array
      return new NDArray(type, shape, same ? data : requantized([type, given], data as Uint8Array, [type, range], out))
    })
    return withRange(joined(pieces, k.input(0), 'Concat dim', 0), range)
  },
  lower: { kind: 'reference' },
})

/** The range of normalized values: 11 bits behind the point. */
const SUMS = [-(2 ** 20), 2 ** 20] as const

/** (t − m) / √(v + epsilon), perhaps times gamma, plus beta, in fixed point. */
function normalized(k: Pick<KernelContext, 'input' | 'newOutput'>, epsilon: number, scaled: boolean): NDArray {
  const input = k.input(0)
  const channels = input.shape[3] as number
  const numbers = (at: number) => {
    const range = rangeOf(k, at + 1)
    const levels = k.input(at).data as Uint8Array
    return (channel: number): number => numberOf(quint8, levels[channel] as number, range)
  }
  const [mean, variance, beta, gamma] = [numbers(3), numbers(6), numbers(9), numbers(12)]
  const scales = new Int32Array(channels)
  const offsets = new Int32Array(channels)
  for (let c = 0; c < channels; c++) {
    const inverse = fround(1 / fround(Math.sqrt(fround(variance(c) + fround(epsilon)))))
    const scale = scaled ? fround(inverse * gamma(c)) : inverse
    scales[c] = levelOf(qint32, scale, SUMS)
    offsets[c] = levelOf(qint32, fround(fround(-mean(c) * scale) + beta(c)), SUMS)
  }
  const one = levelOf(qint32, 1, SUMS)
  const range = rangeOf(k, 1)
  const fixed = Int32Array.from({ length: 256 }, (_, level) => levelOf(qint32, numberOf(quint8, level, range), SUMS))
  const out = k.newOutput(0, input.shape)
  const [from, to] = [input.data as Uint8Array, out.data as Int32Array]
  for (let i = 0, c = 0; i < to.length; i++, c = c + 1 === channels ? 0 : c + 1) {
    const product = Math.imul(fixed[from[i] as number] as number, scales[c] as number)
    to[i] = Math.trunc(product / one) + (offsets[c] as number)
  }
  return out
}

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
  refuses: kernelsOnly('QuantizedBatchNormWithGlobalNormalization', [{ Tinput: quint8, out_type: qint32 }]),
  kernel: k => {
    const input = k.input(0)
    if (input.shape.length !== 4) throw invalidArgument(`input must be 4-dimensional${shapeText(input.shape)}`)
    for (const [at, name] of ['mean', 'var', 'beta', 'gamma'].entries()) {
      const { shape } = k.input(3 * at + 3)
      if (shape.length !== 1) throw invalidArgument(`${name} must be 1-dimensional${shapeText(shape)}`)
    }
    for (const [at, name] of ['mean', 'var', 'beta', 'gamma'].entries()) {
      const { shape } = k.input(3 * at + 3)
      if (shape[0] !== input.shape[3])
        throw invalidArgument(
          `${name} must have as many elements as the last dimension of the input: ${shapeText(shape)} vs. ${shapeText(input.shape)}`,
        )
    }
    return withRange(normalized(k, k.attr('variance_epsilon'), k.attr('scale_after_normalization')), SUMS)
  },
  lower: { kind: 'reference' },
})

// --- functions

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
