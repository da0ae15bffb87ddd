/** Samples of quantized arithmetic. */
import { NDArray } from '../../../src/index.ts'
import { as_dtype } from '../../../src/tensor/dtypes.ts'
import type { Sample, Unsampled } from '../sample.ts'

const f32 = (values: unknown): NDArray => NDArray.of(values as never, 'float32')
const i32 = (values: unknown): NDArray => NDArray.of(values as never, 'int32')
/** The k-th byte of numbers that look random. */
const byte = (k: number): number => (k * 37 + 11) % 256
const ELEMENTS = {
  quint8: byte,
  qint8: (k: number): number => byte(k) - 128,
  quint16: (k: number): number => 256 * byte(k) + k,
  // as sums of products are
  qint32: (k: number): number => byte(k) * 4001 - 400_000,
} as const
/** Levels of a type. */
function levels(type: keyof typeof ELEMENTS, ...shape: number[]): NDArray {
  const dtype = as_dtype(type)
  const data = dtype.allocate(shape.reduce((a, b) => a * b, 1)) as Int32Array
  for (let i = 0; i < data.length; i++) data[i] = ELEMENTS[type](i)
  return new NDArray(dtype, shape, data)
}
const range = (min: number, max: number): readonly NDArray[] => [f32(min), f32(max)]
const numbers = f32([
  [1.3, -2.7, 0.2],
  [3.1, -0.9, 5.5],
])
const WINDOWS = [
  { ksize: [1, 2, 2, 1], strides: [1, 1, 1, 1], padding: 'VALID' },
  { ksize: [1, 3, 2, 1], strides: [1, 2, 2, 1], padding: 'SAME' },
]

export const samples: readonly Sample[] = [
  { op: 'QuantizeV2', inputs: [numbers, ...range(-3, 6)], attrs: { T: as_dtype('quint8') } },
  { op: 'QuantizeV2', inputs: [numbers, ...range(-1, 1)], attrs: { T: as_dtype('qint16'), mode: 'MIN_FIRST' } },
  { op: 'Dequantize', inputs: [levels('qint8', 3, 5), ...range(-3, 6)] },
  { op: 'Dequantize', inputs: [levels('qint32', 7), ...range(-1e6, 1e6)], attrs: { mode: 'MIN_FIRST' } },
  ...['QuantizeDownAndShrinkRange', 'Requantize'].flatMap((op): Sample[] => {
    const more = op === 'Requantize' ? range(-0.5, 0.25) : []
    const attrs = { out_type: as_dtype('quint8') }
    return [
      { op, inputs: [levels('qint32', 4, 3), ...range(-1000, 1000), ...more], attrs },
      { op, inputs: [levels('qint32', 5), ...range(-7, 2500), ...more], attrs },
    ]
  }),
  { op: 'RequantizationRange', inputs: [levels('qint32', 4, 3), ...range(-1000, 1000)] },
  { op: 'RequantizationRange', inputs: [levels('qint32', 5), ...range(-7, 2500)] },
  { op: 'QuantizedMatMul', inputs: [levels('quint8', 2, 3), levels('quint8', 3, 4), ...range(-1, 1), ...range(0, 5)] },
  {
    op: 'QuantizedMatMul',
    inputs: [levels('quint8', 5, 2), levels('quint8', 3, 5), ...range(-1, 3), ...range(-0.5, 0.25)],
    attrs: { transpose_a: true, transpose_b: true },
  },
  {
    op: 'QuantizedConv2D',
    inputs: [levels('quint8', 2, 4, 5, 3), levels('quint8', 2, 3, 3, 2), ...range(-1, 1), ...range(-2, 5)],
    attrs: { strides: [1, 1, 1, 1], padding: 'SAME' },
  },
  {
    op: 'QuantizedConv2D',
    inputs: [levels('quint8', 1, 5, 5, 1), levels('quint8', 2, 2, 1, 3), ...range(0, 1), ...range(-2, 5)],
    attrs: { strides: [1, 2, 2, 1], padding: 'VALID' },
  },
  {
    op: 'QuantizedBiasAdd',
    inputs: [levels('quint8', 2, 3), levels('quint8', 3), ...range(-1, 1), ...range(-9, 2)],
    attrs: { out_type: as_dtype('qint32') },
  },
  {
    op: 'QuantizedBiasAdd',
    inputs: [levels('qint8', 1, 2, 3, 4), levels('qint8', 4), ...range(0, 1), ...range(-1, 0)],
    attrs: { out_type: as_dtype('qint32') },
  },
  ...['QuantizedAvgPool', 'QuantizedMaxPool'].flatMap(op =>
    WINDOWS.map((attrs): Sample => ({ op, inputs: [levels('quint8', 2, 4, 5, 3), ...range(-1, 2)], attrs })),
  ),
  ...['QuantizedRelu', 'QuantizedRelu6', 'QuantizedReluX'].flatMap((op): Sample[] => {
    const top = op === 'QuantizedReluX' ? [f32(1.5)] : []
    const attrs = { out_type: as_dtype('qint32') }
    return [
      { op, inputs: [levels('quint8', 3, 4), ...top, ...range(-2, 9)] },
      { op, inputs: [levels('qint32', 7), ...top, ...range(-9000, 9000)], attrs },
    ]
  }),
  { op: 'QuantizedReshape', inputs: [levels('quint8', 3, 4), i32([2, -1]), ...range(-2, 9)] },
  { op: 'QuantizedReshape', inputs: [levels('qint32', 6), i32([2, 3]), ...range(-2, 9)] },
  {
    op: 'QuantizedConcat',
    inputs: [i32(0), levels('quint8', 2, 3), levels('quint8', 1, 3), f32(-1), f32(-4), f32(1), f32(5)],
    lengths: { values: 2, input_mins: 2, input_maxes: 2 },
  },
  {
    op: 'QuantizedConcat',
    inputs: [i32(1), levels('qint32', 2, 3), levels('qint32', 2, 2), f32(-1), f32(-1), f32(1), f32(1)],
    lengths: { values: 2, input_mins: 2, input_maxes: 2 },
  },
  ...[true, false].map(
    (scale_after_normalization): Sample => ({
      op: 'QuantizedBatchNormWithGlobalNormalization',
      inputs: [
        levels('quint8', 2, 1, 3, 4),
        ...range(-1, 5),
        ...[levels('quint8', 4), ...range(-1, 1)],
        ...[levels('quint8', 4), ...range(0, 4)],
        ...[levels('quint8', 4), ...range(-2, 2)],
        ...[levels('quint8', 4), ...range(0, 3)],
      ],
      attrs: { out_type: as_dtype('qint32'), variance_epsilon: Math.fround(0.001), scale_after_normalization },
    }),
  ),
]

export const unsampled: readonly Unsampled[] = []
