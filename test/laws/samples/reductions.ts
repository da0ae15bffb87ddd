/** Samples of reductions, scans, segments, sequences and products. */
import { NDArray } from '../../../src/index.ts'
import type { DTypeLike } from '../../../src/tensor/dtypes.ts'
import type { Sample, Unsampled } from '../sample.ts'

const of = (values: unknown, dtype: DTypeLike): NDArray => NDArray.of(values as never, dtype)
const ints = (...values: number[]): NDArray => new NDArray('int32', [values.length], Int32Array.from(values))
const cube = [
  [
    [1.5, -2, 0.25],
    [3, 0.5, -1],
  ],
  [
    [-0.75, 2.5, 4],
    [1.25, -3.5, 0.125],
  ],
]
const matrix = [
  [1.5, -2, 0.25],
  [3, 0.5, -1],
]
const none = (...shape: number[]): NDArray => new NDArray('float32', shape, new Float32Array(0))

const REDUCTIONS = ['Sum', 'Mean', 'Prod', 'Max', 'Min']
const INTEGER_REDUCTIONS = REDUCTIONS

export const samples: readonly Sample[] = [
  ...REDUCTIONS.flatMap((op): Sample[] => [
    { op, inputs: [of(cube, 'float32'), ints(0, 2)] },
    {
      op,
      inputs: [of(cube, 'float32'), ints(-2)],
      attrs: { keep_dims: true },
      differentiable: op !== 'Prod',
      note: 'a negative axis, which the gradient of Prod does not take',
    },
    { op, inputs: [of(cube, 'float32'), ints(0, 1, 2)], note: 'everything' },
    { op, inputs: [of(cube, 'float32'), of(1, 'int32')], note: 'a scalar axis' },
    { op, inputs: [none(0, 3), ints(0)], differentiable: false, note: 'nothing' },
    { op, inputs: [of(5, 'float32'), ints()], note: 'a scalar' },
  ]),
  ...INTEGER_REDUCTIONS.map(
    (op): Sample => ({
      op,
      inputs: [
        of(
          [
            [7, -3, 2],
            [5, 1, 9],
          ],
          'int32',
        ),
        ints(1),
      ],
      differentiable: false,
    }),
  ),
  ...INTEGER_REDUCTIONS.map(
    (op): Sample => ({
      op,
      inputs: [
        of(
          [
            [7n, -3n],
            [5n, 1n],
          ],
          'int64',
        ),
        ints(0),
      ],
      differentiable: false,
    }),
  ),
  ...REDUCTIONS.map(
    (op): Sample => ({
      op,
      inputs: [
        of(
          [
            [1.5, 2],
            [-3, 0.5],
          ],
          'float16',
        ),
        ints(0),
      ],
      differentiable: false,
    }),
  ),
  ...['All', 'Any'].flatMap((op): Sample[] => [
    {
      op,
      inputs: [
        of(
          [
            [true, false, true],
            [true, true, true],
          ],
          'bool',
        ),
        ints(1),
      ],
    },
    { op, inputs: [new NDArray('bool', [0, 2], new Uint8Array(0)), ints(0)], note: 'nothing' },
  ]),
  ...['Cumsum', 'Cumprod'].flatMap((op): Sample[] => [
    { op, inputs: [of(cube, 'float32'), of(2, 'int32')] },
    { op, inputs: [of(matrix, 'float32'), of(0, 'int32')], attrs: { exclusive: true, reverse: true } },
    { op, inputs: [of([1, 2, 3], 'int32'), of(-1, 'int32')], attrs: { reverse: true }, differentiable: false },
    { op, inputs: [of([1n, 2n, 3n], 'int64'), of(0, 'int32')], differentiable: false },
  ]),
  ...['ArgMax', 'ArgMin'].flatMap((op): Sample[] => [
    { op, inputs: [of(matrix, 'float32'), of(1, 'int32')] },
    {
      op,
      inputs: [
        of(
          [
            [3, 1],
            [3, 5],
          ],
          'int32',
        ),
        of(0, 'int32'),
      ],
      note: 'ties',
    },
  ]),
  { op: 'BroadcastGradientArgs', inputs: [ints(2, 1, 3), ints(5, 1)] },
  { op: 'BroadcastGradientArgs', inputs: [ints(), ints(1, 0)], note: 'a scalar and nothing' },
  { op: 'Range', inputs: [of(1, 'int32'), of(10, 'int32'), of(3, 'int32')] },
  { op: 'Range', inputs: [of(1, 'float32'), of(-1, 'float32'), of(-0.5, 'float32')] },
  { op: 'LinSpace', inputs: [of(1, 'float32'), of(4, 'float32'), of(7, 'int32')] },
  { op: 'LinSpace', inputs: [of(1, 'float64'), of(4, 'float64'), of(1, 'int32')] },
  ...['SegmentSum', 'SegmentMean', 'SegmentMin', 'SegmentMax', 'SegmentProd'].flatMap((op): Sample[] => [
    {
      op,
      inputs: [
        of(
          [
            [1, 2.5],
            [3, -4],
            [-5, 6.25],
            [7, 8],
          ],
          'float32',
        ),
        ints(0, 0, 1, 2),
      ],
    },
    { op, inputs: [of([4, 5, 6], 'int32'), ints(0, 1, 1)], differentiable: false },
  ]),
  {
    op: 'UnsortedSegmentSum',
    inputs: [
      of(
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        'float32',
      ),
      ints(2, 0, 2),
      of(4, 'int32'),
    ],
  },
  {
    op: 'UnsortedSegmentSum',
    inputs: [
      of(
        [
          [1, 2],
          [3, 4],
        ],
        'int32',
      ),
      of(
        [
          [1, 0],
          [1, 1],
        ],
        'int32',
      ),
      of(2, 'int32'),
    ],
    differentiable: false,
    note: 'ids of rank 2',
  },
  ...['SparseSegmentSum', 'SparseSegmentMean', 'SparseSegmentSqrtN'].map(
    (op): Sample => ({
      op,
      inputs: [
        of(
          [
            [1, 2.5],
            [3, -4],
            [-5, 6.25],
          ],
          'float32',
        ),
        ints(2, 0, 0, 1),
        ints(0, 0, 1, 1),
      ],
    }),
  ),
  ...['SparseSegmentMeanGrad', 'SparseSegmentSqrtNGrad'].map(
    (op): Sample => ({
      op,
      inputs: [
        of(
          [
            [1, 2.5],
            [3, -4],
          ],
          'float32',
        ),
        ints(2, 0, 0, 1),
        ints(0, 0, 1, 1),
        of(4, 'int32'),
      ],
    }),
  ),
  ...['SparseSegmentSum', 'SparseSegmentMean', 'SparseSegmentSqrtN'].map(
    (op): Sample => ({
      op,
      inputs: [of([1, 2.5, -4], 'float64'), ints(2, 2, 1), ints(0, 1, 1)],
      note: 'single elements',
    }),
  ),
  { op: 'SparseSegmentSum', inputs: [of([[7, -8]], 'int32'), ints(), ints()], differentiable: false, note: 'nothing' },
  ...['SparseSegmentMeanGrad', 'SparseSegmentSqrtNGrad'].map(
    (op): Sample => ({
      op,
      inputs: [of([1, 2.5, -4], 'float64'), ints(3, 3, 1), ints(0, 2, 2), of(5, 'int32')],
      note: 'a segment without elements',
    }),
  ),
  {
    op: 'MatMul',
    inputs: [
      of(matrix, 'float32'),
      of(
        [
          [1, 2],
          [0.5, -1],
          [3, 0],
        ],
        'float32',
      ),
    ],
  },
  { op: 'MatMul', inputs: [of(matrix, 'float32'), of(matrix, 'float32')], attrs: { transpose_a: true } },
  { op: 'MatMul', inputs: [of(matrix, 'float64'), of(matrix, 'float64')], attrs: { transpose_b: true } },
  {
    op: 'MatMul',
    inputs: [
      of(
        [
          [1, 2],
          [3, 4],
        ],
        'int32',
      ),
      of(
        [
          [1, 2],
          [3, 4],
        ],
        'int32',
      ),
    ],
    attrs: { transpose_a: true, transpose_b: true },
    differentiable: false,
  },
  { op: 'MatMul', inputs: [none(2, 0), none(0, 3)], differentiable: false, note: 'nothing' },
  {
    op: 'BatchMatMul',
    inputs: [
      of(cube, 'float32'),
      of(
        [
          [
            [1, 2],
            [0.5, -1],
            [3, 0],
          ],
          [
            [2, 1],
            [1, 0],
            [0, 1],
          ],
        ],
        'float32',
      ),
    ],
  },
  { op: 'BatchMatMul', inputs: [of(cube, 'float32'), of(cube, 'float32')], attrs: { adj_x: true } },
  { op: 'BatchMatMul', inputs: [of(cube, 'float32'), of(cube, 'float32')], attrs: { adj_y: true } },
  {
    op: 'SparseMatMul',
    inputs: [
      of(matrix, 'float32'),
      of(
        [
          [1, 2],
          [0.5, -1],
          [3, 0],
        ],
        'float32',
      ),
    ],
    attrs: { a_is_sparse: true },
    differentiable: false,
    note: 'it has no float64',
  },
  {
    op: 'SparseMatMul',
    inputs: [of(matrix, 'bfloat16'), of(matrix, 'float32')],
    attrs: { transpose_b: true, b_is_sparse: true },
    differentiable: false,
    note: 'two types',
  },
  {
    op: 'SparseMatMul',
    inputs: [of(matrix, 'float32'), of(matrix, 'float32')],
    attrs: { transpose_a: true },
    differentiable: false,
  },
  {
    op: 'Cross',
    inputs: [
      of(
        [
          [1, 2, 3],
          [0.5, -1, 2],
        ],
        'float32',
      ),
      of(
        [
          [4, 5, -6],
          [1, 0, 3],
        ],
        'float32',
      ),
    ],
  },
  { op: 'Cross', inputs: [of([1, 2, 3], 'int32'), of([4, 5, 6], 'int32')], differentiable: false },
  { op: 'CheckNumerics', inputs: [of(matrix, 'float32')], attrs: { message: 'matrix' } },
  { op: 'CheckNumerics', inputs: [of(-65504, 'float16')], attrs: { message: 'the least half' }, differentiable: false },
  { op: 'Assert', inputs: [of(true, 'bool'), of([1, 2], 'float32')] },
  {
    op: 'Assert',
    inputs: [of(true, 'bool'), of('x is', 'string'), of([[1], [2]], 'int64'), none(0)],
    attrs: { summarize: 1 },
    note: 'data of three types',
  },
  {
    op: 'Print',
    inputs: [of(matrix, 'float32'), of('shown', 'string')],
    attrs: { first_n: 0 },
    note: 'prints nothing',
  },
  {
    op: 'Print',
    inputs: [of('text', 'string'), of(1, 'int64'), none(0)],
    attrs: { first_n: 0, message: 'two' },
    differentiable: false,
  },
]
export const unsampled: readonly Unsampled[] = [
  { op: 'TemporaryVariable', reason: 'it gives a reference; accumulate_n is tested in test/ops/add_n_ops.test.ts' },
  { op: 'DestroyTemporaryVariable', reason: 'it needs the reference of TemporaryVariable; see there' },
]
