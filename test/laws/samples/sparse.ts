/** Samples of ops on sparse tensors: [[1.5, 0, -2], [0, 3, 0]] and another one of the same shape. */
import { NDArray } from '../../../src/index.ts'
import type { DTypeLike } from '../../../src/tensor/dtypes.ts'
import type { Sample } from '../sample.ts'

const of = (values: unknown, dtype: DTypeLike): NDArray => NDArray.of(values as never, dtype)
const int = (values: unknown): NDArray => of(values, 'int32')
const long = (values: unknown): NDArray => of(values, 'int64')
const float = (values: unknown): NDArray => of(values, 'float32')
const indices = long([
  [0, 0],
  [0, 2],
  [1, 1],
])
const values = float([1.5, -2, 3])
const shape = long([2, 3])
const a = [indices, values, shape]
const b = [
  long([
    [0, 0],
    [1, 2],
  ]),
  float([0.5, 4]),
  shape,
]
const dense = float([
  [1, 2, 3],
  [4, 5, 6],
])
const line = [long([[0], [1]]), int([2, 1]), long([3])]
const cell = long([[0, 0, 1]])
const twoRows = [
  long([
    [0, 1, 0],
    [0, 1, 1],
    [1, 0, 1],
  ]),
  of([0.5, -2, 3], 'float64'),
]
const serialized = [indices, values, shape]

export const samples: readonly Sample[] = [
  {
    op: 'SparseToDense',
    inputs: [
      int([
        [0, 1],
        [1, 0],
      ]),
      int([2, 2]),
      float([1.5, 2]),
      float(-1),
    ],
  },
  {
    op: 'SparseToDense',
    inputs: [int([1, 3]), int([5]), of('x', 'string'), of('', 'string')],
    note: 'one value for all',
  },
  { op: 'SparseConcat', inputs: [indices, indices, values, values, shape, shape], attrs: { concat_dim: 1 } },
  {
    op: 'SparseConcat',
    inputs: [cell, long([[1, 0, 0]]), of(['a'], 'string'), of(['b'], 'string'), long([1, 1, 2]), long([3, 1, 2])],
    attrs: { concat_dim: 0 },
    note: 'words in three dimensions',
  },
  {
    op: 'SparseSplit',
    inputs: [long(0), long([[0], [2], [4]]), of(['a', 'b', 'c'], 'string'), long([5])],
    attrs: { num_split: 2 },
    note: 'a word more',
  },
  { op: 'SparseSplit', inputs: [long(1), ...a], attrs: { num_split: 2 } },
  {
    op: 'SparseReorder',
    inputs: [
      long([
        [1, 1],
        [0, 2],
        [0, 0],
      ]),
      values,
      shape,
    ],
    differentiable: false,
  },
  {
    op: 'SparseReorder',
    inputs: [long([[4], [0]]), of(['b', 'a'], 'string'), long([5])],
    differentiable: false,
    note: 'words',
  },
  { op: 'SparseReshape', inputs: [cell, long([1, 1, 2]), long([2])] },
  { op: 'SparseReshape', inputs: [indices, shape, long([3, -1])] },
  { op: 'SparseAdd', inputs: [...a, ...b, float(0.75)], differentiable: false },
  {
    op: 'SparseAdd',
    inputs: [...line, long([[1], [2]]), int([-1, 4]), long([3]), int(1)],
    differentiable: false,
    note: 'integers: one is nothing',
  },
  {
    op: 'SparseAddGrad',
    inputs: [int([1, 2, 4]), long([[0]]), long([[1], [2]]), long([[0], [1], [2]])],
    note: 'apart',
  },
  { op: 'SparseAddGrad', inputs: [values, indices, long([[0, 2]]), indices] },
  { op: 'SparseTensorDenseAdd', inputs: [...a, dense] },
  {
    op: 'SparseTensorDenseAdd',
    inputs: [int([[1], [1]]), int([1, 2]), int([3]), int([4, 5, 6])],
    differentiable: false,
    note: 'one element twice',
  },
  {
    op: 'SparseTensorDenseMatMul',
    inputs: [
      ...a,
      float([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
    ],
  },
  {
    op: 'SparseTensorDenseMatMul',
    inputs: [
      ...a,
      float([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
    ],
    attrs: { adjoint_a: true, adjoint_b: true },
  },
  { op: 'SparseDenseCwiseAdd', inputs: [...a, dense], differentiable: false },
  { op: 'SparseDenseCwiseMul', inputs: [...a, dense] },
  { op: 'SparseDenseCwiseDiv', inputs: [...a, float([2, 4, 8])] },
  ...['SparseDenseCwiseAdd', 'SparseDenseCwiseMul', 'SparseDenseCwiseDiv'].map(
    (op): Sample => ({
      op,
      inputs: [indices, int([7, -7, 9]), shape, int([[2], [-3]])],
      differentiable: false,
      note: 'a repeated column of integers',
    }),
  ),
  { op: 'SparseSoftmax', inputs: a },
  { op: 'SparseSoftmax', inputs: [...twoRows, long([2, 3, 2])], note: 'a batch with empty rows' },
  { op: 'SparseReduceSum', inputs: [...a, int([0])] },
  {
    op: 'SparseReduceSum',
    inputs: [...twoRows, long([2, 3, 2]), int([-1, 0])],
    attrs: { keep_dims: true },
    differentiable: false,
    note: 'from behind',
  },
  { op: 'SparseReduceSumSparse', inputs: [...line, int([])], note: 'everything' },
  { op: 'SparseReduceSumSparse', inputs: [...a, int([1])], attrs: { keep_dims: true } },
  { op: 'SparseSparseMaximum', inputs: [...a, ...b], differentiable: false },
  { op: 'SparseSparseMinimum', inputs: [...a, ...b], differentiable: false },
  ...['SparseSparseMaximum', 'SparseSparseMinimum'].map(
    (op): Sample => ({
      op,
      inputs: [...line, long([[1], [2]]), int([-1, 4]), long([3])],
      differentiable: false,
      note: 'integers',
    }),
  ),
  ...['SerializeSparse', 'AddSparseToTensorsMap'].map(
    (op): Sample => ({ op, inputs: [long([[4], [0]]), of(['b', 'a'], 'string'), long([5])], note: 'words' }),
  ),
  ...['SerializeManySparse', 'AddManySparseToTensorsMap'].map(
    (op): Sample => ({ op, inputs: [...twoRows, long([3, 3, 2])], note: 'the last is empty' }),
  ),
  { op: 'SerializeSparse', inputs: serialized },
  { op: 'SerializeManySparse', inputs: serialized },
  { op: 'AddSparseToTensorsMap', inputs: serialized },
  { op: 'AddManySparseToTensorsMap', inputs: serialized },
  {
    op: 'EditDistance',
    inputs: [
      long([
        [0, 0],
        [0, 1],
      ]),
      of(['a', 'b'], 'string'),
      long([1, 2]),
      long([[0, 0]]),
      of(['b'], 'string'),
      long([2, 1]),
    ],
  },
  {
    op: 'EditDistance',
    inputs: [
      long([
        [0, 0],
        [1, 1],
      ]),
      int([3, 4]),
      long([2, 2]),
      long([
        [1, 0],
        [1, 1],
      ]),
      int([4, 5]),
      long([2, 2]),
    ],
    attrs: { normalize: false },
    note: 'integers; nothing is wanted',
  },
]

export const unsampled = [
  {
    op: 'DeserializeManySparse',
    reason: 'its input is what SerializeManySparse makes; test/ops/sparse_ops.test.ts goes there and back',
  },
  {
    op: 'TakeManySparseFromTensorsMap',
    reason: 'its handles are what another op has put into a map; test/ops/sparse_ops.test.ts does both',
  },
]
