/** Constants, variables and the ops that pass values on. */
import { TensorValue } from '../../../src/graph/serialize/attrs.ts'
import { bool, float32, int32, string } from '../../../src/tensor/dtypes.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { TensorShape } from '../../../src/tensor/tensor_shape.ts'
import type { Sample, Unsampled } from '../sample.ts'

const floats = NDArray.of(
  [
    [1.5, -2, 0.25],
    [3, 0, -0.5],
  ],
  'float32',
)
const others = NDArray.of(
  [
    [0.5, 1, -4],
    [2, -1, 8],
  ],
  'float32',
)
const numbers = NDArray.of([7, -3, 0, 2147483647], 'int32')
const words = NDArray.of(['a', '', 'bytes'], 'string')
const empty = new NDArray('float32', [0, 3], new Float32Array(0))
const scalar = NDArray.of(2.5, 'float32')

export const samples: readonly Sample[] = [
  { op: 'Const', inputs: [], attrs: { value: new TensorValue(floats), dtype: float32 } },
  { op: 'Const', inputs: [], attrs: { value: new TensorValue(NDArray.of([true, false], 'bool')), dtype: bool } },
  {
    op: 'Const',
    inputs: [],
    attrs: { value: new TensorValue(NDArray.of([3], 'int32'), [2, 2]), dtype: int32 },
    note: 'one value for all elements',
  },
  { op: 'Const', inputs: [], attrs: { value: new TensorValue(words), dtype: string } },
  { op: 'Fill', inputs: [NDArray.of([2, 3], 'int32'), scalar] },
  { op: 'Fill', inputs: [NDArray.of([], 'int32'), NDArray.of(4, 'int32')], note: 'a scalar' },
  { op: 'Fill', inputs: [NDArray.of([0, 3], 'int32'), scalar], note: 'no elements' },
  { op: 'Fill', inputs: [NDArray.of([2], 'int32'), NDArray.of('x', 'string')] },
  ...[floats, numbers, words, empty, scalar].flatMap((value): Sample[] => [
    { op: 'Identity', inputs: [value] },
    { op: 'StopGradient', inputs: [value] },
    { op: 'RefIdentity', inputs: [value], differentiable: false },
    { op: 'PlaceholderWithDefault', inputs: [value], attrs: { shape: new TensorShape(null) } },
    { op: 'Assign', inputs: [value, value] },
    { op: 'IsVariableInitialized', inputs: [value] },
  ]),
  { op: 'NoOp', inputs: [] },
  { op: 'AssignAdd', inputs: [floats, others] },
  { op: 'AssignAdd', inputs: [numbers, NDArray.of([1, 2, 3, 1], 'int32')], note: 'wraps around' },
  { op: 'AssignAdd', inputs: [empty, empty] },
  { op: 'AssignSub', inputs: [floats, others] },
  { op: 'AssignSub', inputs: [NDArray.of([1.5, 2], 'float64'), NDArray.of([1, 0.25], 'float64')] },
]

export const unsampled: readonly Unsampled[] = [
  { op: 'Variable', reason: 'it is uninitialised by itself; every sample with a reference input makes one' },
  { op: 'Placeholder', reason: 'it has no value of its own; every sample feeds some' },
  { op: 'PlaceholderV2', reason: 'as Placeholder' },
  { op: 'ZeroInitializer', reason: 'it refuses variables that have a value, as those of samples do' },
]
