/** Samples of binary and unary elementwise ops. */
import { NDArray } from '../../../src/index.ts'
import { as_dtype, type DTypeLike } from '../../../src/tensor/dtypes.ts'
import type { Sample } from '../sample.ts'

const of = (values: unknown, dtype: DTypeLike): NDArray => NDArray.of(values as never, dtype)
/** [3, 1] against [5]: an odd size, both repeated. */
const column = [[1.5], [-2.25], [0.75]]
const row = [0.5, -1.25, 2, 3.5, -0.375]
const positiveColumn = [[1.5], [2.25], [0.75]]
const positiveRow = [0.5, 1.25, 2, 3.5, 0.375]

/** Of every type of number; the samples of an op follow from the list that its name is in. */
const BINARY = ['Add', 'Sub', 'Mul', 'Div', 'RealDiv', 'SquaredDifference']
const REAL_BINARY = [...BINARY, 'Maximum', 'Minimum']
const INTEGER_BINARY = [...REAL_BINARY, 'FloorDiv', 'TruncateDiv', 'Mod', 'FloorMod', 'TruncateMod']
const COMPARISONS = ['Less', 'LessEqual', 'Greater', 'GreaterEqual', 'Equal', 'NotEqual']
const GRADIENT_OPS = ['SqrtGrad', 'RsqrtGrad', 'ReciprocalGrad', 'TanhGrad', 'SigmoidGrad']
const UNARY = [
  'Neg',
  'Abs',
  'Sign',
  'Square',
  'Exp',
  'Tanh',
  'Sigmoid',
  'Sin',
  'Cos',
  'Tan',
  'Atan',
  'Reciprocal',
  'Erf',
  'Erfc',
]
const POSITIVE = ['Sqrt', 'Rsqrt', 'Log', 'Log1p', 'Lgamma', 'Digamma']
const ROUNDING = ['Floor', 'Ceil', 'Round', 'Rint']
const TESTS = ['IsNan', 'IsInf', 'IsFinite']
const INTEGER_UNARY = ['Neg', 'Abs', 'Sign', 'Square']
/** Complex pairs cannot be written as nested numbers of one type: parts are given by the imaginary unit times a float array. */
const complex = (parts: readonly (readonly [number, number])[], dtype: 'complex64' | 'complex128'): NDArray =>
  new NDArray(dtype, [parts.length], (dtype === 'complex64' ? Float32Array : Float64Array).from(parts.flat()))
const Z = complex(
  [
    [1.5, -0.5],
    [-0.25, 2],
    [0.75, 0.125],
  ],
  'complex64',
)
const W = complex(
  [
    [0.5, 1],
    [2, -1.5],
    [-1, 0.25],
  ],
  'complex64',
)
/** Scalars, and more digits. */
const Z128 = complex([[1.5, -0.5]], 'complex128').reshape()
const WIDE_PART: Sample['attrs'] = { Tout: as_dtype('float64') }

export const samples: readonly Sample[] = [
  ...REAL_BINARY.flatMap((op): Sample[] => [
    { op, inputs: [of(column, 'float32'), of(row, 'float32')] },
    { op, inputs: [of(3, 'float32'), of(-1.5, 'float32')], note: 'scalars' },
    { op, inputs: [of([], 'float32'), of(2, 'float32')], note: 'nothing', differentiable: false },
  ]),
  ...['FloorDiv', 'Mod', 'FloorMod', 'TruncateMod'].map(
    (op): Sample => ({ op, inputs: [of(column, 'float32'), of(row, 'float32')] }),
  ),
  ...INTEGER_BINARY.map(
    (op): Sample => ({
      op,
      inputs: [of([7, -7, 8, -8, 3], 'int32'), of([2, 2, -3, -3, 5], 'int32')],
      differentiable: false,
    }),
  ),
  ...INTEGER_BINARY.map(
    (op): Sample => ({ op, inputs: [of([7n, -7n, 2n ** 40n], 'int64'), of(3n, 'int64')], differentiable: false }),
  ),
  ...REAL_BINARY.map(
    (op): Sample => ({ op, inputs: [of([1.5, -2], 'float16'), of([0.5, 4], 'float16')], differentiable: false }),
  ),
  ...BINARY.map((op): Sample => ({ op, inputs: [Z, W], differentiable: false })),
  {
    op: 'Add',
    inputs: [of(['a', 'b'], 'string'), of('c', 'string')],
    differentiable: false,
    note: 'strings are joined',
  },
  { op: 'Add', inputs: [of([250, 3], 'uint8'), of([10, 4], 'uint8')], differentiable: false, note: 'wraps around' },
  {
    op: 'Mul',
    inputs: [of([1 << 20, 3], 'int32'), of([1 << 20, -5], 'int32')],
    differentiable: false,
    note: 'wraps around',
  },
  { op: 'Pow', inputs: [of(positiveColumn, 'float32'), of(row, 'float32')] },
  { op: 'Pow', inputs: [of([2, -3, 5], 'int32'), of([10, 3, 0], 'int32')], differentiable: false },
  { op: 'Pow', inputs: [Z, W], differentiable: false },
  ...COMPARISONS.flatMap((op): Sample[] => [
    { op, inputs: [of([1, 2, Number.NaN, 4, 5], 'float32'), of([2, 2, 2, Number.NaN, 1], 'float32')] },
    { op, inputs: [of([[1], [2]], 'int32'), of([1, 2, 3], 'int32')] },
  ]),
  { op: 'Equal', inputs: [of(['a', 'b'], 'string'), of(['a', 'c'], 'string')] },
  { op: 'NotEqual', inputs: [of(['a', 'b'], 'string'), of('b', 'string')] },
  { op: 'LogicalAnd', inputs: [of([true, true, false, false], 'bool'), of([true, false, true, false], 'bool')] },
  { op: 'LogicalOr', inputs: [of([true, true, false, false], 'bool'), of([true, false, true, false], 'bool')] },
  ...['LogicalAnd', 'LogicalOr'].map(
    (op): Sample => ({
      op,
      inputs: [of([[true], [false]], 'bool'), of([false, true, true], 'bool')],
      note: 'repeated',
    }),
  ),
  { op: 'LogicalNot', inputs: [of([true, false, true], 'bool')] },
  { op: 'LogicalNot', inputs: [of(false, 'bool')], note: 'a scalar' },
  ...UNARY.flatMap((op): Sample[] => [
    { op, inputs: [of(row, 'float32')] },
    { op, inputs: [of(0.625, 'float64')], note: 'a scalar' },
    { op, inputs: [of([], 'float32')], note: 'nothing', differentiable: false },
  ]),
  ...POSITIVE.map((op): Sample => ({ op, inputs: [of(positiveRow, 'float32')] })),
  { op: 'Log1p', inputs: [of([[-0.875], [1e-9], [3]], 'float64')], note: 'near nothing' },
  ...['Lgamma', 'Digamma'].flatMap((op): Sample[] => [
    { op, inputs: [of([[-0.5], [-1.75], [-3.25]], 'float64')], note: 'between the poles' },
    {
      op,
      inputs: [of([0, 1, 1e10, Number.POSITIVE_INFINITY], 'float64')],
      differentiable: false,
      note: 'a pole, and large',
    },
  ]),
  ...['Asin', 'Acos'].flatMap((op): Sample[] => [
    { op, inputs: [of([0.5, -0.25, 0.125, 0.875, -0.75], 'float32')] },
    {
      op,
      inputs: [
        of(
          [
            [1, -1],
            [1.5, -0],
          ],
          'float64',
        ),
      ],
      differentiable: false,
      note: 'at the ends and beyond',
    },
  ]),
  ...['Neg', 'Square', 'Exp', 'Tanh', 'Sigmoid', 'Sin', 'Cos', 'Sqrt', 'Rsqrt', 'Log', 'Reciprocal', 'Sign'].map(
    (op): Sample => ({ op, inputs: [Z], differentiable: false }),
  ),
  ...INTEGER_UNARY.flatMap((op): Sample[] => [
    { op, inputs: [of([3, -4, 0], 'int32')], differentiable: false },
    { op, inputs: [of([3n, -4n, 0n], 'int64')], differentiable: false },
  ]),
  ...ROUNDING.map(
    (op): Sample => ({ op, inputs: [of([0.5, 1.5, -0.5, 2.25, -2.75], 'float32')], differentiable: false }),
  ),
  ...ROUNDING.map(
    (op): Sample => ({
      op,
      inputs: [
        of(
          [-0.25, 0.49999999999999994, 4503599627370495.5, -1e300, Number.NaN, Number.NEGATIVE_INFINITY],
          'float64',
        ).reshape(2, 3),
      ],
      differentiable: false,
      note: 'next to a half, large, no numbers',
    }),
  ),
  { op: 'Round', inputs: [of([3, -4], 'int32')], differentiable: false, note: 'integers' },
  ...TESTS.map(
    (op): Sample => ({
      op,
      inputs: [of([1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0], 'float32')],
    }),
  ),
  ...TESTS.map(
    (op): Sample => ({ op, inputs: [of([[65504], [1e6], [Number.NaN]], 'float16')], note: 'the largest half' }),
  ),
  ...GRADIENT_OPS.map(
    (op): Sample => ({
      op,
      inputs: [
        of(
          positiveRow.map(x => x / 4),
          'float32',
        ),
        of(row, 'float32'),
      ],
    }),
  ),
  ...GRADIENT_OPS.map((op): Sample => ({ op, inputs: [Z, W], differentiable: false })),
  { op: 'Igamma', inputs: [of(positiveRow, 'float32'), of([0.25, 1, 3, 2, 0.5], 'float32')], differentiable: false },
  { op: 'Igammac', inputs: [of(positiveRow, 'float32'), of([0.25, 1, 3, 2, 0.5], 'float32')], differentiable: false },
  ...['Igamma', 'Igammac'].map(
    (op): Sample => ({
      op,
      inputs: [of([[0.5], [20], [-1]], 'float64'), of([0, 15, 30, -1], 'float64')],
      note: 'no domain',
    }),
  ),
  { op: 'Zeta', inputs: [of([1.5, 2.5, 4], 'float32'), of([0.5, 1.25, 2], 'float32')], differentiable: false },
  {
    op: 'Zeta',
    inputs: [of([[1], [2], [0.5], [2.5]], 'float64'), of([3, -1, -0.5], 'float64')],
    note: 'poles, no domain',
  },
  { op: 'Polygamma', inputs: [of([1, 2, 3], 'float32'), of([0.5, 1.25, 2], 'float32')], differentiable: false },
  {
    op: 'Polygamma',
    inputs: [of([[0], [1], [1.5]], 'float64'), of([3, 0, -0.5], 'float64')],
    note: 'digamma, poles, no order',
  },
  {
    op: 'Betainc',
    inputs: [of([0.5, 2, 3], 'float32'), of([1.5, 1, 0.5], 'float32'), of([0.25, 0.5, 0.75], 'float32')],
  },
  {
    op: 'Betainc',
    inputs: [
      of(2, 'float64'),
      of(0.5, 'float64'),
      of(
        [
          [0, 1],
          [0.125, 0.875],
        ],
        'float64',
      ),
    ],
    note: 'the same function everywhere',
  },
  { op: 'Complex', inputs: [of([1, 2, 3], 'float32'), of([4, -5, 6], 'float32')], differentiable: false },
  {
    op: 'Complex',
    inputs: [of([1, 2], 'float64'), of(2, 'float64')],
    attrs: { Tout: complex([[0, 0]], 'complex128').dtype },
    differentiable: false,
  },
  { op: 'Real', inputs: [Z], differentiable: false },
  { op: 'Imag', inputs: [Z], differentiable: false },
  { op: 'Conj', inputs: [Z], differentiable: false },
  { op: 'ComplexAbs', inputs: [Z], differentiable: false },
  ...['Real', 'Imag', 'ComplexAbs'].map(
    (op): Sample => ({ op, inputs: [Z128], attrs: WIDE_PART, differentiable: false, note: 'a scalar' }),
  ),
  { op: 'Conj', inputs: [Z128], differentiable: false, note: 'a scalar' },
  { op: 'Select', inputs: [of([true, false, true], 'bool'), of([1, 2, 3], 'float32'), of([4, 5, 6], 'float32')] },
  {
    op: 'Select',
    inputs: [
      of([true, false], 'bool'),
      of(
        [
          [1, 2],
          [3, 4],
        ],
        'float32',
      ),
      of(
        [
          [5, 6],
          [7, 8],
        ],
        'float32',
      ),
    ],
    note: 'rows',
  },
  {
    op: 'Select',
    inputs: [of(false, 'bool'), of(['a', 'b'], 'string'), of(['c', 'd'], 'string')],
    note: 'a scalar condition',
    differentiable: false,
  },
  { op: 'AddN', inputs: [of(row, 'float32'), of(row, 'float32'), of(row, 'float32')] },
  { op: 'AddN', inputs: [of([1n, 2n], 'int64'), of([3n, 4n], 'int64')], differentiable: false },
  { op: 'AddN', inputs: [of([[1, 2]], 'float32')], note: 'one' },
  {
    op: 'AddN',
    inputs: Array.from({ length: 20 }, (_, i) => of([i / 3, 1, -i], 'float32')),
    note: 'many: a few at a time',
  },
  {
    op: 'Cast',
    inputs: [of([1.75, -1.75, 300, 0], 'float32')],
    attrs: { DstT: of(0, 'int32').dtype },
    differentiable: false,
  },
  { op: 'Cast', inputs: [of([1, 0, -3], 'int32')], attrs: { DstT: of(0, 'float32').dtype }, differentiable: false },
  { op: 'Cast', inputs: [of([0.5, 0, 2], 'float32')], attrs: { DstT: of(true, 'bool').dtype }, differentiable: false },
  { op: 'Cast', inputs: [of([true, false], 'bool')], attrs: { DstT: of(0, 'float32').dtype }, differentiable: false },
  { op: 'Cast', inputs: [of([0.1, 2], 'float32')], attrs: { DstT: of(0, 'float16').dtype }, differentiable: false },
]

/** TensorFlow 0.12.1 refuses to make these; their kernels are those of their successors. */
export const unsampled = [
  { op: 'Inv', reason: 'deprecated: Reciprocal, of the same scalar expression, is sampled' },
  { op: 'InvGrad', reason: 'deprecated: ReciprocalGrad, of the same scalar expression, is sampled' },
]
