/** Samples of ops that tf.contrib.metrics brings. */
import { NDArray } from '../../../src/index.ts'
import type { DTypeLike } from '../../../src/tensor/dtypes.ts'
import type { Sample } from '../sample.ts'

const of = (values: unknown, dtype: DTypeLike = 'int64'): NDArray => NDArray.of(values as never, dtype)
const empty = (shape: readonly number[], dtype: DTypeLike = 'int64'): NDArray => NDArray.zeros(shape, dtype)

const numbers = of(
  [
    [1, 2, 2],
    [9, -1, 3],
    [4, 4, 4],
  ],
  'int32',
)
const words = of(
  [
    ['b', 'a'],
    ['c', 'c'],
  ],
  'string',
)
const sparse = [
  of([
    [0, 0],
    [0, 2],
    [2, 1],
  ]),
  of([2, 1, 7], 'int32'),
  of([3, 3]),
] as const
const other = [
  of([
    [0, 1],
    [1, 0],
  ]),
  of([1, 5], 'int32'),
  of([3, 2]),
] as const
const nothing = [empty([0, 2]), empty([0], 'int32'), of([3, 4])] as const
const cube = [
  of([
    [0, 0, 1],
    [1, 1, 0],
    [1, 1, 1],
  ]),
  of([1, 2, 2]),
  of([2, 2, 3]),
] as const

/** TensorFlow says that there are as many results as the first dimension is long. */
const WRONG = 'TensorFlow takes the first dimension of the sets for the number of results'

const OPERATIONS = ['intersection', 'a-b', 'b-a', 'union']

export const samples: readonly Sample[] = [
  ...OPERATIONS.flatMap((set_operation): Sample[] => [
    {
      op: 'DenseToDenseSetOperation',
      inputs: [numbers, of([[2], [3], [5]], 'int32')],
      attrs: { set_operation, validate_indices: true },
      note: set_operation,
      wrongShapes: WRONG,
    },
    {
      op: 'DenseToSparseSetOperation',
      inputs: [numbers, ...sparse],
      attrs: { set_operation, validate_indices: true },
      note: set_operation,
      wrongShapes: WRONG,
    },
    {
      op: 'SparseToSparseSetOperation',
      inputs: [...sparse, ...other],
      attrs: { set_operation, validate_indices: true },
      note: set_operation,
    },
    {
      op: 'SparseToSparseSetOperation',
      inputs: [...sparse, ...nothing],
      attrs: { set_operation, validate_indices: true },
      note: `${set_operation}, with nothing`,
    },
  ]),
  {
    op: 'DenseToDenseSetOperation',
    inputs: [words, of([['a'], ['']], 'string')],
    attrs: { set_operation: 'UNION', validate_indices: false },
    note: 'words',
    wrongShapes: WRONG,
  },
  {
    op: 'DenseToDenseSetOperation',
    inputs: [empty([0, 3], 'uint8'), empty([0, 2], 'uint8')],
    attrs: { set_operation: 'union', validate_indices: true },
    note: 'no sets',
  },
  { op: 'SetSize', inputs: [...sparse], attrs: { validate_indices: true } },
  { op: 'SetSize', inputs: [...cube], attrs: { validate_indices: false }, note: 'three dimensions' },
  { op: 'SetSize', inputs: [...nothing], attrs: { validate_indices: true }, note: 'no elements' },
]
