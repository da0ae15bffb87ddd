/** Samples of ops that read records: bytes, separated values, JSON, examples. */
import { writeJpeg } from '../../../src/formats/jpeg/jpeg_writer.ts'
import { writePng } from '../../../src/formats/png/png_writer.ts'
import * as tf from '../../../src/index.ts'
import type { Sample, Unsampled } from '../sample.ts'

const text = (values: unknown): tf.NDArray => tf.NDArray.of(values as never, 'string')
const bytes = (...values: Uint8Array[]): tf.NDArray => new tf.NDArray('string', [values.length], values)
const scalar = (value: Uint8Array): tf.NDArray => new tf.NDArray('string', [], [value])
const f32 = (values: unknown): tf.NDArray => tf.NDArray.of(values as never, 'float32')
const i64 = (values: unknown): tf.NDArray => tf.NDArray.of(values as never, 'int64')
const none = new tf.NDArray('string', [0], [])

const example = (features: object): Uint8Array =>
  new tf.train.Example({ features: { feature: features as never } }).SerializeToString()
const first = example({ a: { int64_list: { value: [1, 2] } }, b: { float_list: { value: [0.5] } } })
const second = example({ a: { int64_list: { value: [3, 4] } }, b: { float_list: { value: [1.5, 2.5] } } })
const sequence = new tf.train.SequenceExample({
  context: { feature: { n: { int64_list: { value: [7] } } } },
  feature_lists: {
    feature_list: { s: { feature: [{ float_list: { value: [1, 2] } }, { float_list: { value: [3] } }] } },
  },
} as never).SerializeToString()

const picture = (channels: number, type: 'uint8' | 'uint16'): tf.NDArray =>
  tf.NDArray.of(
    Array.from({ length: 5 }, (_, y) =>
      Array.from({ length: 7 }, (_, x) => Array.from({ length: channels }, (_, c) => 9 * x + 20 * y + 60 * c)),
    ) as never,
    type,
  )
const pngOf = (depth: 8 | 16, channels: 1 | 3): Uint8Array =>
  writePng({ width: 7, height: 5, channels, depth, data: picture(channels, `uint${depth}`).data as Uint8Array })
const jpegOf = (channels: 1 | 3): Uint8Array =>
  writeJpeg(
    { width: 7, height: 5, channels, data: picture(channels, 'uint8').data as Uint8Array },
    {
      quality: 90,
      progressive: channels === 3,
      optimizeSize: false,
      chromaDownsampling: true,
      densityUnit: 1,
      xDensity: 300,
      yDensity: 300,
      xmpMetadata: new Uint8Array(0),
    },
  ) as Uint8Array
/** Frames of one pixel of red. */
const gif = (frames: number): Uint8Array =>
  Buffer.from(`47494638396101000100800000ff0000000000${'2c0000000001000100000202440100'.repeat(frames)}3b`, 'hex')

export const samples: readonly Sample[] = [
  { op: 'DecodeRaw', inputs: [text(['abcd', 'efgh'])], attrs: { out_type: tf.int16 } },
  { op: 'DecodeRaw', inputs: [none], attrs: { out_type: tf.float32 } },
  { op: 'DecodeCSV', inputs: [text(['1,x', '2,"y,""z"""', '3,']), i64([0]), text(['d'])], attrs: {} },
  { op: 'DecodeCSV', inputs: [text('1;2.5'), i64([0]), f32([0])], attrs: { field_delim: ';' } },
  { op: 'DecodeJSONExample', inputs: [text(['{}', '{"features":{"feature":{"a":{"floatList":{"value":[1.5]}}}}}'])] },
  {
    op: 'DecodeJSONExample',
    inputs: [
      text([['{"features":{"feature":{"b":{"bytesList":{"value":["aGk="]}},"i":{"int64List":{"value":["-7"]}}}}}']]),
    ],
  },
  { op: 'DecodePng', inputs: [scalar(pngOf(8, 3))] },
  { op: 'DecodePng', inputs: [scalar(pngOf(16, 1))], attrs: { channels: 3, dtype: tf.uint16 } },
  { op: 'DecodeJpeg', inputs: [scalar(jpegOf(3))] },
  { op: 'DecodeJpeg', inputs: [scalar(jpegOf(1))], attrs: { channels: 3, ratio: 2 } },
  { op: 'DecodeGif', inputs: [scalar(gif(1))] },
  { op: 'DecodeGif', inputs: [scalar(gif(2))], note: 'two frames' },
  { op: 'EncodePng', inputs: [picture(3, 'uint8')] },
  { op: 'EncodePng', inputs: [picture(2, 'uint16')], attrs: { T: tf.uint16, compression: 9 } },
  { op: 'EncodeJpeg', inputs: [picture(3, 'uint8')] },
  { op: 'EncodeJpeg', inputs: [picture(1, 'uint8')], attrs: { quality: 50, progressive: true, format: 'grayscale' } },
  {
    op: 'ParseTensor',
    inputs: [
      scalar(
        tf.contrib.util
          .make_tensor_proto([
            ['a', ''],
            ['bc', 'd'],
          ])
          .SerializeToString(),
      ),
    ],
    attrs: { out_type: tf.string },
  },
  {
    op: 'ParseTensor',
    inputs: [scalar(tf.contrib.util.make_tensor_proto([1.5, 2]).SerializeToString())],
    attrs: { out_type: tf.float32 },
  },
  {
    op: 'ParseExample',
    inputs: [bytes(first, second), none, text('b'), text('a'), text('z'), i64([]), f32([9])],
    lengths: { sparse_keys: 1, dense_keys: 2, dense_defaults: 2 },
    attrs: { sparse_types: [tf.float32], dense_shapes: [new tf.TensorShape([2]), new tf.TensorShape([1])] },
  },
  {
    op: 'ParseExample',
    inputs: [bytes(second), text(['name']), text('a'), text('none'), text('b'), f32([])],
    lengths: { sparse_keys: 2, dense_keys: 1, dense_defaults: 1 },
    attrs: { sparse_types: [tf.int64, tf.string], dense_shapes: [new tf.TensorShape([1, 2])] },
    note: 'with a name; nothing of one key, no default of another',
  },
  {
    op: 'ParseSingleSequenceExample',
    inputs: [scalar(sequence), text(['q']), text('none'), text('q'), text('name')],
    lengths: {
      context_sparse_keys: 1,
      context_dense_keys: 0,
      feature_list_sparse_keys: 0,
      feature_list_dense_keys: 1,
      context_dense_defaults: 0,
    },
    attrs: {
      context_sparse_types: [tf.int64],
      feature_list_dense_types: [tf.float32],
      feature_list_dense_shapes: [new tf.TensorShape([2])],
    },
    note: 'a list that may be missing, and is',
  },
  {
    op: 'ParseSingleSequenceExample',
    inputs: [scalar(sequence), none, text('n'), text('s'), i64([]), text('name')],
    lengths: {
      context_sparse_keys: 0,
      context_dense_keys: 1,
      feature_list_sparse_keys: 1,
      feature_list_dense_keys: 0,
      context_dense_defaults: 1,
    },
    attrs: { feature_list_sparse_types: [tf.float32], context_dense_shapes: [new tf.TensorShape([1])] },
    note: 'a sequence of two steps',
  },
  { op: 'ShardedFilename', inputs: [text('model'), tf.NDArray.of(3, 'int32'), tf.NDArray.of(12, 'int32')] },
  {
    op: 'ShardedFilename',
    inputs: [text(''), tf.NDArray.of(123456, 'int32'), tf.NDArray.of(1234567, 'int32')],
    note: 'more than five digits',
  },
  { op: 'ShardedFilespec', inputs: [text('a/b'), tf.NDArray.of(1234567, 'int32')], note: 'more than five digits' },
  { op: 'ShardedFilespec', inputs: [text('model'), tf.NDArray.of(12, 'int32')] },
]

const TABLES =
  'the recorded programs of test/python/tensorflow and test/ops/lookup_ops.test.ts test it: what it does depends on the table'
const CHECKPOINTS = ['MergeV2Checkpoints', 'Restore', 'RestoreSlice', 'RestoreV2', 'Save', 'SaveSlices', 'SaveV2']
export const unsampled: readonly Unsampled[] = [
  ...CHECKPOINTS.map(op => ({ op, reason: 'writes or reads checkpoints: test/train/checkpoints.test.ts' })),
  ...[
    'HashTable',
    'InitializeTable',
    'InitializeTableFromTextFile',
    'LookupTableExport',
    'LookupTableFind',
    'LookupTableImport',
    'LookupTableInsert',
    'LookupTableSize',
    'MutableDenseHashTable',
    'MutableHashTable',
    'MutableHashTableOfTensors',
  ].map(op => ({ op, reason: TABLES })),
]
