/** Samples of ops on byte strings. */
import { NDArray, Summary } from '../../../src/index.ts'
import type { DTypeLike } from '../../../src/tensor/dtypes.ts'
import type { Sample } from '../sample.ts'

const of = (values: unknown, dtype: DTypeLike): NDArray => NDArray.of(values as never, dtype)
const text = (values: unknown): NDArray => of(values, 'string')
const bytes = (...items: Uint8Array[]): NDArray => new NDArray('string', [items.length], items)
const summary = (tag: string): Uint8Array => new Summary({ value: [{ tag, simple_value: 1.5 }] }).SerializeToString()
const long = text('0123456789'.repeat(13))
const words = text([
  ['hello', 'b'],
  ['', 'caf\u00e9'],
])

export const samples: readonly Sample[] = [
  { op: 'StringJoin', inputs: [words, text('-'), words], attrs: { separator: '+' } },
  { op: 'StringJoin', inputs: [text('a'), text('')], note: 'scalars' },
  { op: 'StringSplit', inputs: [text(['ab', '', 'c', 'd e']), text('')], note: 'into bytes' },
  { op: 'StringSplit', inputs: [text(['a b  c', '', ' d']), text(' ')] },
  { op: 'Substr', inputs: [text(['hello', 'world']), of([1, 2], 'int32'), of([2, 9], 'int32')] },
  { op: 'Substr', inputs: [text(['hello', 'world']), of(1, 'int64'), of(3, 'int64')] },
  { op: 'ReduceJoin', inputs: [words, of([1, 0], 'int32')], attrs: { separator: ',' } },
  { op: 'ReduceJoin', inputs: [words, of(0, 'int32')], attrs: { keep_dims: true } },
  { op: 'AsString', inputs: [of([1.5, -0.25, 1e10], 'float32')], attrs: { precision: 2, width: 8 } },
  { op: 'AsString', inputs: [of([1, -22], 'int32')], attrs: { width: 5, fill: '0' } },
  { op: 'AsString', inputs: [of([true, false], 'bool')] },
  { op: 'StringToNumber', inputs: [text(['1.5', ' -2e3 ', 'inf'])] },
  { op: 'StringToNumber', inputs: [text(['12', '-7'])], attrs: { out_type: NDArray.zeros([0], 'int32').dtype } },
  { op: 'EncodeBase64', inputs: [words], attrs: { pad: true } },
  { op: 'EncodeBase64', inputs: [bytes(Uint8Array.of(0xfb, 0xff, 0))], note: 'bytes, without padding' },
  { op: 'DecodeBase64', inputs: [text('')], note: 'nothing' },
  { op: 'DecodeBase64', inputs: [text(['YWI', 'YWI=', '-_8'])] },
  { op: 'StringToHashBucket', inputs: [words], attrs: { num_buckets: 1000 } },
  { op: 'StringToHashBucketFast', inputs: [words], attrs: { num_buckets: 1000 } },
  ...['StringToHashBucket', 'StringToHashBucketFast', 'StringToHashBucketStrong'].map(
    (op): Sample => ({
      op,
      inputs: [long],
      attrs: { num_buckets: 2 ** 40, ...(op === 'StringToHashBucketStrong' ? { key: [0, -1] } : {}) },
      note: 'long, a scalar',
    }),
  ),
  { op: 'ScalarSummary', inputs: [text(['a', 'b']), of([1.5, -2], 'float32')] },
  { op: 'ScalarSummary', inputs: [text('a'), of(7, 'int64')] },
  {
    op: 'HistogramSummary',
    inputs: [
      text('h'),
      of(
        [
          [1, -2, 0],
          [5e3, 5e3, 1e-13],
        ],
        'float64',
      ),
    ],
  },
  { op: 'HistogramSummary', inputs: [text('h'), NDArray.zeros([0], 'float16')] },
  { op: 'MergeSummary', inputs: [bytes(summary('a'), summary('b')), bytes(summary('c'))], note: 'three tags' },
  { op: 'MergeSummary', inputs: [text(''), text(['', ''])] },
  { op: 'TensorSummary', inputs: [of([[1, 2]], 'int32')] },
  { op: 'TensorSummary', inputs: [words] },
  {
    op: 'ImageSummary',
    inputs: [
      text('i'),
      of(
        [
          [
            [[0], [1]],
            [[2], [255]],
          ],
        ],
        'uint8',
      ),
    ],
  },
  {
    op: 'ImageSummary',
    inputs: [text('i'), of([[[[-1, 0.5, 3]]], [[[1, 2, 4]]]], 'float32')],
    attrs: { max_images: 1 },
  },
  {
    op: 'AudioSummary',
    inputs: [text('s'), of([0.5, -0.5, 2, -2, 0, 1], 'float32').reshape(3, 1, 2)],
    attrs: { sample_rate: 44100, max_outputs: 2 },
    note: 'two of three',
  },
  {
    op: 'AudioSummaryV2',
    inputs: [text('s'), of([[0.5, -0.5, 2]], 'float32'), of(44100.5, 'float32')],
    attrs: { max_outputs: 1 },
    note: 'one channel',
  },
  { op: 'AudioSummary', inputs: [text('s'), of([[0.5, -0.5, 2]], 'float32')], attrs: { sample_rate: 8000 } },
  {
    op: 'AudioSummaryV2',
    inputs: [
      text('s'),
      of(
        [
          [
            [0.5, -0.5],
            [2, -2],
          ],
        ],
        'float32',
      ),
      of(8000, 'float32'),
    ],
  },
  { op: 'StringToHashBucketStrong', inputs: [words], attrs: { num_buckets: 1000, key: [1, 2] } },
]
