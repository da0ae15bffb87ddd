/** Samples of linear algebra and Fourier transforms. */
import { NDArray } from '../../../src/index.ts'
import type { DTypeLike } from '../../../src/tensor/dtypes.ts'
import type { Sample, Unsampled } from '../sample.ts'

const of = (values: unknown, dtype: DTypeLike = 'float32'): NDArray => NDArray.of(values as never, dtype)
const definite = [
  [4, 1, 0.5],
  [1, 3, -0.25],
  [0.5, -0.25, 2],
]
const general = [
  [2, 1, -1],
  [0.5, 3, 1],
  [1, -2, 4],
]
const lower = [
  [2, 0, 0],
  [1, 3, 0],
  [-1, 0.5, 1.5],
]
const right = [
  [1, 2],
  [0.5, -1],
  [3, 0],
]
const tall = [
  [1, 2],
  [0.5, -1],
  [3, 0],
  [2, 2],
]
const tallRight = [[1], [2], [-1], [0.5]]
const zeros = (...shape: number[]): NDArray =>
  new NDArray('float32', shape, new Float32Array(shape.reduce((a, b) => a * b, 1)))
const complex = (...shape: number[]): NDArray => {
  const size = shape.reduce((a, b) => a * b, 1)
  return new NDArray(
    'complex64',
    shape,
    Float32Array.from({ length: 2 * size }, (_, i) => ((i * 7) % 11) / 4 - 1),
  )
}

export const samples: readonly Sample[] = [
  { op: 'Cholesky', inputs: [of(definite)], differentiable: false },
  { op: 'Cholesky', inputs: [of([definite, definite], 'float64')], differentiable: false, note: 'a batch' },
  { op: 'CholeskyGrad', inputs: [of(lower), of(general)] },
  {
    op: 'CholeskyGrad',
    inputs: [of([[[0.5]], [[2]]], 'float64'), of([[[3]], [[-1]]], 'float64')],
    note: 'a batch of numbers',
  },
  { op: 'MatrixDeterminant', inputs: [of(general)] },
  { op: 'MatrixDeterminant', inputs: [of([general, definite])], note: 'a batch' },
  { op: 'MatrixDeterminant', inputs: [zeros(0, 0)], note: 'nothing', differentiable: false },
  { op: 'MatrixInverse', inputs: [of(general)] },
  { op: 'MatrixInverse', inputs: [of([general, definite])], attrs: { adjoint: true }, differentiable: false },
  { op: 'MatrixSolve', inputs: [of(general), of(right)] },
  { op: 'MatrixSolve', inputs: [of(general), of(right)], attrs: { adjoint: true } },
  { op: 'MatrixSolve', inputs: [complex(3, 3), complex(3, 2)], differentiable: false },
  { op: 'MatrixTriangularSolve', inputs: [of(lower), of(right)] },
  { op: 'MatrixTriangularSolve', inputs: [of(general), of(right)], attrs: { lower: false, adjoint: true } },
  {
    op: 'MatrixSolveLs',
    inputs: [of(tall), of(tallRight), of(0.5, 'float64')],
    differentiable: false,
    note: 'the regulariser has no gradient',
  },
  {
    op: 'MatrixSolveLs',
    inputs: [of(right), of([[1], [2], [3]]), of(0, 'float64')],
    attrs: { fast: false },
    differentiable: false,
  },
  { op: 'SelfAdjointEigV2', inputs: [of(definite)], differentiable: false, note: 'only the lower triangle is read' },
  { op: 'SelfAdjointEigV2', inputs: [of(definite)], attrs: { compute_v: false }, differentiable: false },
  { op: 'Svd', inputs: [of(tall)] },
  { op: 'Svd', inputs: [of([right, right])], attrs: { full_matrices: true } },
  { op: 'Svd', inputs: [complex(2, 3)], attrs: { compute_uv: false } },
  ...['FFT', 'IFFT'].flatMap((op): Sample[] => [
    { op, inputs: [complex(2, 8)], differentiable: false },
    { op, inputs: [complex(7)], differentiable: false, note: 'an odd length' },
  ]),
  ...['FFT2D', 'IFFT2D'].map((op): Sample => ({ op, inputs: [complex(2, 4, 3)], differentiable: false })),
  ...['FFT2D', 'IFFT2D'].map(
    (op): Sample => ({ op, inputs: [complex(5, 1)], differentiable: false, note: 'a column of odd length' }),
  ),
  ...['FFT3D', 'IFFT3D'].map((op): Sample => ({ op, inputs: [complex(2, 3, 4)], differentiable: false })),
  ...['FFT3D', 'IFFT3D'].map(
    (op): Sample => ({ op, inputs: [complex(2, 1, 2, 7)], differentiable: false, note: 'a batch' }),
  ),
]

const OLD = [
  'BatchCholesky',
  'BatchCholeskyGrad',
  'BatchMatrixDeterminant',
  'BatchMatrixInverse',
  'BatchMatrixSolve',
  'BatchMatrixSolveLs',
  'BatchMatrixTriangularSolve',
  'BatchSelfAdjointEig',
  'BatchSelfAdjointEigV2',
  'BatchSvd',
  'BatchFFT',
  'BatchIFFT',
  'BatchFFT2D',
  'BatchIFFT2D',
  'BatchFFT3D',
  'BatchIFFT3D',
  'SelfAdjointEig',
]
export const unsampled: readonly Unsampled[] = OLD.map(op => ({
  op,
  reason: 'deprecated: its kernel is that of its successor, which is sampled',
}))
