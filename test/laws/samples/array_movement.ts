/** Samples of ops that move elements: joining, cutting, padding, permuting, picking. */
import { NDArray } from '../../../src/index.ts'
import type { DTypeLike } from '../../../src/tensor/dtypes.ts'
import type { Sample } from '../sample.ts'

const of = (values: unknown, dtype: DTypeLike): NDArray => NDArray.of(values as never, dtype)
const int = (values: unknown): NDArray => of(values, 'int32')
const long = (values: unknown): NDArray => of(values, 'int64')
/** 3 by 5: an odd size. */
const matrix = of(
  [
    [0.5, -1.25, 2, 3.5, -0.375],
    [1, 4.5, -2, 0.25, 8],
    [-6, 7.5, 0.125, -3, 2.5],
  ],
  'float32',
)
const row = of([1.5, -2, 0.25], 'float32')
const words = of(
  [
    ['a', 'bc'],
    ['', 'def'],
  ],
  'string',
)
const flags = of([[true, false, true]], 'bool')
const empty = NDArray.zeros([0, 3], 'float32')
const wide = NDArray.of(Float64Array.from({ length: 24 }, (_, i) => i / 4 - 2)).reshape(2, 3, 4)
const complex = new NDArray('complex64', [3], Float32Array.of(1, 2, -3, 0.5, 0, -1))
const masks = { begin_mask: 0, end_mask: 0, ellipsis_mask: 0, new_axis_mask: 0, shrink_axis_mask: 0 }

const unchanged = ['Reshape', 'ExpandDims'] as const

export const samples: readonly Sample[] = [
  ...unchanged.flatMap((op): Sample[] => {
    const second = op === 'Reshape' ? [5, -1] : -1
    return [
      { op, inputs: [matrix, int(second)] },
      { op, inputs: [of([[1, 2, 3, 4, 5]], 'int64'), long(op === 'Reshape' ? [5] : 0)], differentiable: false },
    ]
  }),
  { op: 'Reshape', inputs: [words, int([4])], differentiable: false },
  { op: 'Reshape', inputs: [empty, int([3, 0])], differentiable: false, note: 'nothing' },
  { op: 'Squeeze', inputs: [of([[[1.5], [2]]], 'float32')] },
  { op: 'Squeeze', inputs: [of([[[1.5], [2]]], 'float32')], attrs: { squeeze_dims: [-1] } },
  { op: 'Squeeze', inputs: [words.reshape(1, 4)], attrs: { squeeze_dims: [0] }, differentiable: false },
  ...['Shape', 'Size'].flatMap((op): Sample[] => [
    { op, inputs: [matrix] },
    { op, inputs: [empty], attrs: {} },
    { op, inputs: [of(2, 'int32')], note: 'a scalar' },
  ]),
  { op: 'Rank', inputs: [matrix] },
  { op: 'Rank', inputs: [of('word', 'string')], note: 'a scalar' },
  { op: 'ShapeN', inputs: [matrix, empty] },
  {
    op: 'ShapeN',
    inputs: [words, of('x', 'string'), words.reshape(4)],
    attrs: { out_type: long(0).dtype },
    note: 'in 64 bits',
  },
  { op: 'ZerosLike', inputs: [matrix] },
  { op: 'ZerosLike', inputs: [words] },
  { op: 'Concat', inputs: [int(1), matrix, matrix] },
  { op: 'Concat', inputs: [int(0), empty, of([[1.5, 2, 3]], 'float32'), empty], note: 'with nothing' },
  {
    op: 'Concat',
    inputs: [int(-2), wide, wide, wide],
    differentiable: false,
    note: 'the gradient refuses negative axes, as in TensorFlow',
  },
  { op: 'ConcatV2', inputs: [row, of([4.5], 'float32'), int(0)], lengths: { values: 2 } },
  { op: 'ConcatV2', inputs: [words, words, int(1)], lengths: { values: 2 }, differentiable: false },
  { op: 'ConcatOffset', inputs: [int(1), int([2, 3, 5]), int([2, 7, 5])] },
  { op: 'ConcatOffset', inputs: [int(0), int([4]), int([0]), int([1])], note: 'three, one of them nothing' },
  { op: 'Tile', inputs: [matrix, int([2, 3])] },
  { op: 'Tile', inputs: [of(3, 'int32'), int([])], differentiable: false, note: 'a scalar' },
  { op: 'Tile', inputs: [flags, int([3, 0])], differentiable: false, note: 'to nothing' },
  { op: 'TileGrad', inputs: [wide, int([2, 1, 2])] },
  { op: 'TileGrad', inputs: [int([1, 2, 3, 4]), int([4])], note: 'all of it one element' },
  { op: 'Transpose', inputs: [matrix, int([1, 0])] },
  { op: 'Transpose', inputs: [wide, int([2, 0, 1])] },
  { op: 'Transpose', inputs: [words, int([1, 0])], differentiable: false },
  { op: 'Transpose', inputs: [row, int([0])], note: 'a view' },
  { op: 'InvertPermutation', inputs: [int([3, 0, 2, 1])] },
  { op: 'InvertPermutation', inputs: [long([1, 0])] },
  { op: 'Slice', inputs: [matrix, int([1, 1]), int([2, -1])] },
  { op: 'Slice', inputs: [matrix, int([0, 0]), int([3, 5])], note: 'all of it' },
  { op: 'Slice', inputs: [words, int([0, 1]), int([2, 1])], differentiable: false },
  { op: 'Slice', inputs: [row, int([3]), int([0])], differentiable: false, note: 'nothing' },
  { op: 'StridedSlice', inputs: [matrix, int([0, 4]), int([3, 0]), int([2, -2])], attrs: masks },
  {
    op: 'StridedSlice',
    inputs: [matrix, int([1, 0]), int([2, 0]), int([1, 1])],
    attrs: { ...masks, shrink_axis_mask: 1, new_axis_mask: 2 },
  },
  { op: 'StridedSlice', inputs: [wide, int([0, 1]), int([0, 3]), int([1, 1])], attrs: { ...masks, ellipsis_mask: 1 } },
  { op: 'StridedSlice', inputs: [words, int([0]), int([1]), int([1])], attrs: masks, differentiable: false },
  {
    op: 'StridedSliceGrad',
    inputs: [
      int([3, 5]),
      int([0, 4]),
      int([3, 0]),
      int([2, -2]),
      of(
        [
          [1, 2],
          [3, 4],
        ],
        'float32',
      ),
    ],
    attrs: masks,
  },
  {
    op: 'StridedSliceGrad',
    inputs: [long([3, 5]), long([1, 0]), long([2, 0]), long([1, 1]), int([[7, -8, 9, 10, 11]])],
    attrs: { ...masks, shrink_axis_mask: 1, new_axis_mask: 2 },
    differentiable: false,
    note: 'a row as a matrix',
  },
  {
    op: 'StridedSliceAssign',
    inputs: [matrix, int([0, 1]), int([2, 2]), int([1, 1]), of([[9], [8]], 'float32')],
    attrs: masks,
  },
  {
    op: 'StridedSliceAssign',
    inputs: [int([1, 2, 3, 4, 5]), long([4]), long([0]), long([-2]), int([-9, -8, -7])],
    attrs: { ...masks, end_mask: 1 },
    note: 'backwards to the begin',
  },
  { op: 'Pack', inputs: [matrix, matrix], attrs: { axis: 1 } },
  { op: 'Pack', inputs: [row], note: 'one: a view' },
  { op: 'Pack', inputs: [words, words], attrs: { axis: -1 }, differentiable: false },
  { op: 'Unpack', inputs: [matrix], attrs: { num: 5, axis: 1 } },
  { op: 'Unpack', inputs: [words], attrs: { num: 2 }, differentiable: false },
  {
    op: 'Unpack',
    inputs: [NDArray.zeros([0, 2], 'float32')],
    attrs: { num: 0 },
    differentiable: false,
    note: 'nothing',
  },
  {
    op: 'Split',
    inputs: [
      int(1),
      of(
        [
          [1, 2, 3, 4],
          [5, 6, 7, 8],
        ],
        'float32',
      ),
    ],
    attrs: { num_split: 2 },
  },
  { op: 'Split', inputs: [int(0), row], attrs: { num_split: 3 } },
  { op: 'SplitV', inputs: [matrix, long([1, -1, 2]), int(1)], attrs: { num_split: 3 } },
  {
    op: 'SplitV',
    inputs: [words, int([1, 0, 1]), int(0)],
    attrs: { num_split: 3 },
    differentiable: false,
    note: 'a part without elements',
  },
  {
    op: 'Pad',
    inputs: [
      matrix,
      int([
        [1, 0],
        [2, 1],
      ]),
    ],
  },
  {
    op: 'Pad',
    inputs: [
      words,
      int([
        [0, 0],
        [0, 0],
      ]),
    ],
    differentiable: false,
    note: 'without padding',
  },
  { op: 'Pad', inputs: [complex, int([[1, 1]])], differentiable: false },
  ...(['REFLECT', 'SYMMETRIC'] as const).flatMap((mode): Sample[] => [
    {
      op: 'MirrorPad',
      inputs: [
        matrix,
        int([
          [2, 1],
          [1, 3],
        ]),
      ],
      attrs: { mode },
    },
    { op: 'MirrorPad', inputs: [int([1, 2, 3]), int([[1, 2]])], attrs: { mode }, differentiable: false },
    {
      op: 'MirrorPadGrad',
      inputs: [
        matrix,
        int([
          [0, 1],
          [1, 1],
        ]),
      ],
      attrs: { mode },
    },
  ]),
  { op: 'Reverse', inputs: [matrix, of([true, false], 'bool')] },
  {
    op: 'Reverse',
    inputs: [
      int([
        [1, 2],
        [3, 4],
      ]),
      of([true, true], 'bool'),
    ],
    differentiable: false,
  },
  { op: 'ReverseV2', inputs: [wide, int([-1, 0])] },
  { op: 'ReverseV2', inputs: [matrix, int([1])] },
  { op: 'ReverseSequence', inputs: [matrix, long([2, 5, 0])], attrs: { seq_dim: 1, batch_dim: 0 } },
  { op: 'ReverseSequence', inputs: [words, int([1, 2])], attrs: { seq_dim: 0, batch_dim: 1 }, differentiable: false },
  {
    op: 'Gather',
    inputs: [
      matrix,
      int([
        [2, 0],
        [2, 1],
      ]),
    ],
  },
  { op: 'Gather', inputs: [words, long(1)], differentiable: false },
  {
    op: 'GatherNd',
    inputs: [
      matrix,
      int([
        [2, 0],
        [0, 4],
        [2, 0],
      ]),
    ],
  },
  // TensorFlow 0.12 has no gradient for int64 indices
  { op: 'GatherNd', inputs: [wide, long([[1], [0]])], differentiable: false },
  { op: 'DynamicPartition', inputs: [matrix, int([1, 0, 1])], attrs: { num_partitions: 3 } },
  {
    op: 'DynamicPartition',
    inputs: [
      words,
      int([
        [1, 0],
        [1, 1],
      ]),
    ],
    attrs: { num_partitions: 2 },
    differentiable: false,
    note: 'single elements',
  },
  {
    op: 'DynamicStitch',
    inputs: [
      int(1),
      int([0, 1]),
      long([1, 2]),
      long([
        [3, 4],
        [5, 6],
      ]),
    ],
    differentiable: false,
    note: 'a row that comes twice',
  },
  {
    op: 'DynamicStitch',
    inputs: [int([0, 3]), int([[2], [1]]), of([1.5, 2.5], 'float32'), of([[3.5], [4.5]], 'float32')],
  },
  { op: 'Bitcast', inputs: [row], attrs: { type: NDArray.zeros([0], 'int32').dtype } },
  { op: 'Bitcast', inputs: [of([[1, 2, 3, 4]], 'uint8')], attrs: { type: NDArray.zeros([0], 'int32').dtype } },
]
