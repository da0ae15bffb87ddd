/** Samples of ops that tf.contrib.layers brings. */
import { int64, NDArray, string } from '../../../src/index.ts'
import type { DTypeLike } from '../../../src/tensor/dtypes.ts'
import type { Sample } from '../sample.ts'

const of = (values: unknown, dtype: DTypeLike): NDArray => NDArray.of(values as never, dtype)
const long = (values: unknown): NDArray => of(values, 'int64')
const text = (values: unknown): NDArray => of(values, 'string')

const words = [
  long([
    [0, 0],
    [0, 1],
    [2, 0],
  ]),
  text(['red', 'blue', 'green']),
  long([3, 2]),
] as const
const sizes = long([
  [1, 2],
  [3, 4],
  [5, -6],
])
const lengths = { indices: 1, values: 1, shapes: 1, dense: 1 }

export const samples: readonly Sample[] = [
  {
    op: 'SparseFeatureCross',
    inputs: [...words, sizes],
    lengths,
    attrs: { hashed_output: true, num_buckets: 100, out_type: int64, internal_type: int64 },
  },
  {
    op: 'SparseFeatureCross',
    inputs: [...words, sizes],
    lengths,
    attrs: { hashed_output: false, num_buckets: 0, out_type: string, internal_type: int64 },
    note: 'joined',
  },
  {
    op: 'SparseFeatureCrossV2',
    inputs: [...words, text([['a'], ['b'], ['']])],
    lengths,
    attrs: { hashed_output: true, num_buckets: 0, hash_key: 0xdecafcaffe, out_type: int64, internal_type: string },
  },
  {
    op: 'SparseFeatureCrossV2',
    inputs: [...words.flatMap(each => [each, each]), sizes],
    lengths: { indices: 2, values: 2, shapes: 2, dense: 1 },
    attrs: { hashed_output: true, num_buckets: 10, hash_key: 1, out_type: int64, internal_type: int64 },
    note: 'three columns, ten buckets',
  },
  {
    op: 'SparseFeatureCross',
    inputs: [],
    lengths: { indices: 0, values: 0, shapes: 0, dense: 0 },
    attrs: { hashed_output: true, num_buckets: 0, out_type: int64, internal_type: string },
    note: 'nothing to cross',
  },
  {
    op: 'Bucketize',
    inputs: [
      of(
        [
          [-5, 1e4],
          [150, 10],
          [5, 100],
        ],
        'float32',
      ),
    ],
    attrs: { boundaries: [0, 10, 100] },
  },
  { op: 'Bucketize', inputs: [long([0, 1, 2, 3])], attrs: { boundaries: [1, 1, 2.5] } },
  { op: 'Bucketize', inputs: [of([], 'float64')], attrs: { boundaries: [] }, note: 'nothing, nowhere' },
]
