/** Samples of ops on indices, diagonals, blocks and scattered rows. */
import { NDArray } from '../../../src/index.ts'
import type { DTypeLike } from '../../../src/tensor/dtypes.ts'
import type { Sample } from '../sample.ts'

const of = (values: unknown, dtype: DTypeLike): NDArray => NDArray.of(values as never, dtype)
const int = (values: unknown): NDArray => of(values, 'int32')
const long = (values: unknown): NDArray => of(values, 'int64')
const float = (values: unknown): NDArray => of(values, 'float32')
const ramp = (...shape: number[]): NDArray => {
  const size = shape.reduce((a, b) => a * b, 1)
  return NDArray.of(Float32Array.from({ length: size }, (_, i) => i / 4 - 1)).reshape(...shape)
}
const batch = ramp(2, 3, 4)
const square = ramp(3, 3)
const tall = long([
  [1, 2],
  [3, 4],
  [5, 6],
])
const words = of(['b', 'a', 'b', ''], 'string')
const rows = float([
  [1.5, -2],
  [0.5, 4],
  [3, 1],
])

export const samples: readonly Sample[] = [
  { op: 'OneHot', inputs: [int([0, 2, -1, 5]), int(3), float(5), float(-1)] },
  { op: 'OneHot', inputs: [long([[1], [0]]), int(2), of('on', 'string'), of('off', 'string')], attrs: { axis: 0 } },
  { op: 'OneHot', inputs: [of(1, 'uint8'), int(4), of(true, 'bool'), of(false, 'bool')], note: 'a scalar' },
  {
    op: 'Where',
    inputs: [
      of(
        [
          [true, false],
          [false, true],
          [true, true],
        ],
        'bool',
      ),
    ],
  },
  { op: 'Where', inputs: [of([false, false], 'bool')], note: 'nothing' },
  ...['Unique', 'UniqueWithCounts'].flatMap((op): Sample[] => [
    { op, inputs: [int([3, 1, 3, 2, 1])] },
    { op, inputs: [words] },
    { op, inputs: [NDArray.zeros([0], 'float32')], note: 'nothing' },
  ]),
  { op: 'ListDiff', inputs: [int([1, 2, 3, 4, 2]), int([2, 4])] },
  { op: 'ListDiff', inputs: [words, of(['b'], 'string')] },
  { op: 'Diag', inputs: [float([1.5, -2, 3])] },
  { op: 'Diag', inputs: [ramp(2, 3)] },
  { op: 'DiagPart', inputs: [square] },
  { op: 'DiagPart', inputs: [ramp(2, 3, 2, 3)] },
  { op: 'MatrixDiag', inputs: [ramp(2, 3)] },
  { op: 'MatrixDiag', inputs: [int([1, -2, 3])], differentiable: false },
  { op: 'MatrixDiagPart', inputs: [square] },
  { op: 'MatrixDiagPart', inputs: [batch] },
  { op: 'MatrixSetDiag', inputs: [batch, ramp(2, 3)] },
  { op: 'MatrixSetDiag', inputs: [tall, long([7, -8])], differentiable: false, note: 'more rows than columns' },
  { op: 'MatrixBandPart', inputs: [batch, long(1), long(0)] },
  { op: 'MatrixBandPart', inputs: [batch, long(-1), long(1)] },
  {
    op: 'MatrixBandPart',
    inputs: [
      of(
        [
          [1, 2],
          [3, 4],
        ],
        'int32',
      ),
      long(0),
      long(0),
    ],
    differentiable: false,
  },
  { op: 'BatchMatrixDiag', inputs: [ramp(2, 3)] },
  { op: 'BatchMatrixDiagPart', inputs: [batch] },
  { op: 'BatchMatrixSetDiag', inputs: [batch, ramp(2, 3)] },
  { op: 'BatchMatrixBandPart', inputs: [batch, long(1), long(0)] },
  { op: 'BatchMatrixDiag', inputs: [int([1, -2, 3])] },
  { op: 'BatchMatrixDiagPart', inputs: [tall] },
  { op: 'BatchMatrixSetDiag', inputs: [tall, long([7, -8])] },
  { op: 'BatchMatrixBandPart', inputs: [tall, long(0), long(-1)] },
  {
    op: 'SpaceToBatchND',
    inputs: [
      ramp(1, 4, 5, 2),
      int([2, 3]),
      int([
        [0, 0],
        [1, 0],
      ]),
    ],
  },
  { op: 'SpaceToBatchND', inputs: [ramp(1, 4), int([1]), int([[0, 0]])], note: 'without blocks: a view' },
  {
    op: 'BatchToSpaceND',
    inputs: [
      ramp(6, 2, 2, 1),
      int([2, 3]),
      int([
        [1, 0],
        [0, 2],
      ]),
    ],
  },
  {
    op: 'BatchToSpaceND',
    inputs: [
      int([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
      long([3]),
      long([[1, 2]]),
    ],
    differentiable: false,
    note: 'one block dimension',
  },
  {
    op: 'SpaceToBatch',
    inputs: [
      of(ramp(2, 3, 6, 1), 'int64'),
      long([
        [0, 0],
        [2, 1],
      ]),
    ],
    attrs: { block_size: 3 },
    differentiable: false,
  },
  {
    op: 'BatchToSpace',
    inputs: [
      of(ramp(9, 1, 2, 2), 'float64'),
      long([
        [0, 0],
        [2, 1],
      ]),
    ],
    attrs: { block_size: 3 },
  },
  { op: 'SpaceToDepth', inputs: [of(ramp(2, 3, 6, 1), 'float16')], attrs: { block_size: 3 }, differentiable: false },
  { op: 'DepthToSpace', inputs: [of(ramp(2, 1, 2, 9), 'int64')], attrs: { block_size: 3 }, differentiable: false },
  {
    op: 'SpaceToBatch',
    inputs: [
      ramp(1, 3, 4, 1),
      int([
        [1, 0],
        [0, 0],
      ]),
    ],
    attrs: { block_size: 2 },
  },
  {
    op: 'BatchToSpace',
    inputs: [
      ramp(4, 2, 2, 1),
      int([
        [0, 1],
        [1, 0],
      ]),
    ],
    attrs: { block_size: 2 },
  },
  { op: 'SpaceToDepth', inputs: [ramp(1, 4, 2, 3)], attrs: { block_size: 2 } },
  { op: 'DepthToSpace', inputs: [ramp(1, 2, 1, 8)], attrs: { block_size: 2 } },
  {
    op: 'ExtractImagePatches',
    inputs: [ramp(1, 5, 4, 2)],
    attrs: { ksizes: [1, 3, 2, 1], strides: [1, 2, 1, 1], rates: [1, 1, 2, 1], padding: 'SAME' },
    differentiable: false,
  },
  {
    op: 'ExtractImagePatches',
    inputs: [ramp(1, 4, 4, 1)],
    attrs: { ksizes: [1, 2, 2, 1], strides: [1, 2, 2, 1], rates: [1, 1, 1, 1], padding: 'VALID' },
    differentiable: false,
    note: 'the gradient is float32 only',
  },
  ...['ScatterUpdate', 'ScatterAdd', 'ScatterSub', 'ScatterMul', 'ScatterDiv'].flatMap((op): Sample[] => [
    {
      op,
      inputs: [
        rows,
        int([2, 0]),
        float([
          [2, 4],
          [-1, 0.5],
        ]),
      ],
    },
    {
      op,
      inputs: [
        rows,
        long([1, 1]),
        float([
          [2, 4],
          [-1, 0.5],
        ]),
      ],
      note: 'one row twice',
    },
    { op, inputs: [of([1.5, 3], 'float16'), int(1), of(2, 'float16')], note: 'half, one index' },
  ]),
  ...['ScatterNdUpdate', 'ScatterNdAdd', 'ScatterNdSub'].map(
    (op): Sample => ({
      op,
      inputs: [
        rows,
        int([
          [2, 0],
          [0, 1],
        ]),
        float([2, 4]),
      ],
    }),
  ),
  ...['ScatterNdUpdate', 'ScatterNdAdd', 'ScatterNdSub'].map(
    (op): Sample => ({
      op,
      inputs: [
        tall,
        long([[1], [0], [1]]),
        long([
          [2, 4],
          [-1, 0],
          [8, 16],
        ]),
      ],
      note: 'rows, one of them twice',
    }),
  ),
  { op: 'ScatterNd', inputs: [int([[2], [0], [2]]), float([1.5, 2, -3]), int([4])] },
  { op: 'ScatterNd', inputs: [long([[1]]), float([[1.5, 2]]), long([3, 2])] },
]
