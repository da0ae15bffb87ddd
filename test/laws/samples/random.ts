/** Samples of random ops and candidate samplers, with seeds: their numbers are the same every time. */
import { NDArray } from '../../../src/index.ts'
import { as_dtype, type DTypeLike } from '../../../src/tensor/dtypes.ts'
import type { Sample } from '../sample.ts'

const of = (values: unknown, dtype: DTypeLike): NDArray => NDArray.of(values as never, dtype)
const shape = of([3, 5], 'int32')
const seeds = { seed: 7, seed2: 11 }
const classes = of(
  [
    [1, 4],
    [0, 6],
  ],
  'int64',
)
const one = of([[1], [3], [3]], 'int64')
const repeated = { num_true: 1, num_sampled: 9, unique: false }
const counts = { num_true: 2, num_sampled: 4, unique: true }

export const samples: readonly Sample[] = [
  ...['RandomUniform', 'RandomStandardNormal', 'TruncatedNormal'].flatMap((op): Sample[] => [
    ...(['float32', 'float64', 'float16'] as const).map(
      (dtype): Sample => ({ op, inputs: [shape], attrs: { ...seeds, dtype: as_dtype(dtype) } }),
    ),
    { op, inputs: [of([], 'int32')], attrs: { ...seeds, dtype: as_dtype('float32') }, note: 'a scalar' },
    { op, inputs: [of([0, 3], 'int64')], attrs: { ...seeds, dtype: as_dtype('float32') }, note: 'nothing' },
  ]),
  { op: 'RandomUniformInt', inputs: [shape, of(-3, 'int32'), of(9, 'int32')], attrs: seeds },
  { op: 'RandomUniformInt', inputs: [shape, of(-3, 'int64'), of(9, 'int64')], attrs: seeds },
  {
    op: 'ParameterizedTruncatedNormal',
    inputs: [shape, of(0, 'float32'), of(1, 'float32'), of(-1, 'float32'), of(2, 'float32')],
    attrs: seeds,
  },
  {
    op: 'ParameterizedTruncatedNormal',
    inputs: [
      of([3, 2, 2], 'int32'),
      ...[
        [0, 5, -1],
        [1, 0.5, 2],
        [3, 4, -2],
        [4, 5, 9],
      ].map(each => of(each, 'float64')),
    ],
    attrs: seeds,
    note: 'a batch: a tail, a half, nearly all',
  },
  {
    op: 'RandomShuffle',
    inputs: [
      of(
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        'float32',
      ),
    ],
    attrs: seeds,
  },
  { op: 'RandomShuffle', inputs: [of(5, 'int32')], attrs: seeds, note: 'a scalar' },
  {
    op: 'Multinomial',
    inputs: [
      of(
        [
          [1, 2, 0.5],
          [0, 0, 0],
        ],
        'float32',
      ),
      of(4, 'int32'),
    ],
    attrs: seeds,
  },
  {
    op: 'Multinomial',
    inputs: [of([[0, Number.NEGATIVE_INFINITY, 3, 1e3]], 'float64'), of(3, 'int32')],
    attrs: seeds,
    note: 'surely the last',
  },
  { op: 'RandomGamma', inputs: [of([2, 2], 'int64'), of(0.25, 'float64')], attrs: seeds, note: 'one shape for all' },
  { op: 'RandomGamma', inputs: [of([3], 'int32'), of([0.5, 2], 'float32')], attrs: seeds },

  ...[
    'UniformCandidateSampler',
    'LogUniformCandidateSampler',
    'LearnedUnigramCandidateSampler',
    'ThreadUnsafeUnigramCandidateSampler',
  ].map((op): Sample => ({ op, inputs: [classes], attrs: { ...counts, ...seeds, range_max: 8 } })),
  ...[
    'UniformCandidateSampler',
    'LogUniformCandidateSampler',
    'LearnedUnigramCandidateSampler',
    'ThreadUnsafeUnigramCandidateSampler',
  ].map(
    (op): Sample => ({
      op,
      inputs: [one],
      attrs: { ...repeated, ...seeds, range_max: 5 },
      note: 'more than there are',
    }),
  ),
  {
    op: 'FixedUnigramCandidateSampler',
    inputs: [one],
    attrs: { ...repeated, ...seeds, range_max: 7, unigrams: [1, 0.5, 4, 2, 8], distortion: 0.5, num_reserved_ids: 2 },
    note: 'flattened, after two ids without a weight',
  },
  {
    op: 'FixedUnigramCandidateSampler',
    inputs: [classes],
    attrs: { ...counts, ...seeds, range_max: 8, unigrams: [1, 2, 3, 4, 5, 6, 7, 8] },
  },
  { op: 'AllCandidateSampler', inputs: [classes], attrs: { ...counts, ...seeds, num_sampled: 8 } },
  { op: 'AllCandidateSampler', inputs: [one], attrs: { ...repeated, ...seeds }, note: 'one label each' },
  { op: 'ComputeAccidentalHits', inputs: [classes, of([4, 2, 0, 7], 'int64')], attrs: { num_true: 2 } },
  { op: 'ComputeAccidentalHits', inputs: [one, of([0, 2], 'int64')], attrs: { num_true: 1 }, note: 'none' },
]
