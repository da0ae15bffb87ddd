/** Products of matrices and of batches of matrices, for every data type. */
import { invalidArgument } from '../../../errors/status.ts'
import type { BaseDTypeName, Data, DType } from '../../../tensor/dtypes.ts'
import { halfTable, toHalf } from '../../../tensor/half.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import { numElements } from '../../../tensor/shape.ts'
import { transpose } from '../arrays/movement.ts'

export interface MatMulOptions {
  readonly transposeA?: boolean
  readonly transposeB?: boolean
  /** Transposed and conjugated. */
  readonly adjointA?: boolean
  readonly adjointB?: boolean
}

/** One product: out[m, n] = a[m, k] · b[k, n], all contiguous, starting at element `offset` of each. */
interface ProductArgs {
  readonly m: number
  readonly k: number
  readonly n: number
  readonly a: Data
  readonly aAt: number
  readonly b: Data
  readonly bAt: number
  readonly out: Data
  readonly outAt: number
}
type Product = (args: ProductArgs) => void

/** Sums in double precision, and stores each sum rounded once. */
const real: Product = ({ m, k, n, a, aAt, b, bAt, out, outAt }) => {
  const x = a as Float64Array
  const y = b as Float64Array
  const row = new Float64Array(n)
  for (let i = 0; i < m; i++) {
    row.fill(0)
    for (let p = 0; p < k; p++) {
      const factor = x[aAt + i * k + p] as number
      const from = bAt + p * n
      for (let j = 0; j < n; j++) row[j] = (row[j] as number) + factor * (y[from + j] as number)
    }
    ;(out as Float64Array).set(row, outAt + i * n)
  }
}

/** 32-bit and narrower integers: the sum wraps around. */
const integer: Product = ({ m, k, n, a, aAt, b, bAt, out, outAt }) => {
  const x = a as Int32Array
  const y = b as Int32Array
  const row = new Int32Array(n)
  for (let i = 0; i < m; i++) {
    row.fill(0)
    for (let p = 0; p < k; p++) {
      const factor = x[aAt + i * k + p] as number
      const from = bAt + p * n
      for (let j = 0; j < n; j++) row[j] = (row[j] as number) + Math.imul(factor, y[from + j] as number)
    }
    ;(out as Int32Array).set(row, outAt + i * n)
  }
}

const integer64: Product = ({ m, k, n, a, aAt, b, bAt, out, outAt }) => {
  const [x, y, z] = [a, b, out] as [BigInt64Array, BigInt64Array, BigInt64Array]
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0n
      for (let p = 0; p < k; p++) sum += (x[aAt + i * k + p] as bigint) * (y[bAt + p * n + j] as bigint)
      z[outAt + i * n + j] = sum
    }
  }
}

const complex: Product = ({ m, k, n, a, aAt, b, bAt, out, outAt }) => {
  const [x, y, z] = [a, b, out] as [Float64Array, Float64Array, Float64Array]
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let re = 0
      let im = 0
      for (let p = 0; p < k; p++) {
        const at = 2 * (aAt + i * k + p)
        const bt = 2 * (bAt + p * n + j)
        const [ar, ai, br, bi] = [x[at] as number, x[at + 1] as number, y[bt] as number, y[bt + 1] as number]
        re += ar * br - ai * bi
        im += ar * bi + ai * br
      }
      z[2 * (outAt + i * n + j)] = re
      z[2 * (outAt + i * n + j) + 1] = im
    }
  }
}

function productOf(type: BaseDTypeName): Product {
  if (type === 'complex64' || type === 'complex128') return complex
  if (type === 'int64') return integer64
  return type === 'float32' || type === 'float64' || type === 'float16' ? real : integer
}

function conjugate(array: NDArray): NDArray {
  if (!array.dtype.is_complex) return array
  const data = (array.data as Float64Array).slice()
  for (let i = 1; i < data.length; i += 2) data[i] = -(data[i] as number)
  return new NDArray(array.dtype, array.shape, data)
}

/** The operand with its last two dimensions as they enter the product. */
function prepare(array: NDArray, transposed: boolean | undefined, adjoint: boolean | undefined): NDArray {
  if (!transposed && !adjoint) return array
  const rank = array.shape.length
  const axes = array.shape.map((_, axis) => axis)
  const turned = transpose(array, [...axes.slice(0, -2), rank - 1, rank - 2])
  return adjoint ? conjugate(turned) : turned
}

/**
 * a · b over the last two dimensions; the dimensions before them are batches and must be equal. Floats are summed in double
 * precision. Throws InvalidArgument where the inner dimensions differ.
 */
export function matmul(a: NDArray, b: NDArray, options: MatMulOptions = {}): NDArray {
  const type = a.dtype.base_dtype
  if (type.base === 'float16') return halves(a, b, options, type)
  const left = prepare(a, options.transposeA, options.adjointA)
  const right = prepare(b, options.transposeB, options.adjointB)
  const [m, k] = left.shape.slice(-2) as [number, number]
  const [inner, n] = right.shape.slice(-2) as [number, number]
  if (k !== inner)
    throw invalidArgument(`Matrix size-incompatible: In[0]: [${a.shape.join(',')}], In[1]: [${b.shape.join(',')}]`)
  const batches = numElements(left.shape.slice(0, -2))
  const data = type.allocate(batches * m * n)
  const product = productOf(type.base)
  // of products without elements there may be any number
  if (data.length > 0)
    for (let i = 0; i < batches; i++)
      product({ m, k, n, a: left.data, aAt: i * m * k, b: right.data, bAt: i * k * n, out: data, outAt: i * m * n })
  return new NDArray(type, [...left.shape.slice(0, -2), m, n], data)
}

/** float16 through doubles, rounded once. */
function halves(a: NDArray, b: NDArray, options: MatMulOptions, type: DType): NDArray {
  const table = halfTable()
  const wide = (array: NDArray): NDArray =>
    new NDArray(
      'float64',
      array.shape,
      Float64Array.from(array.data as Uint16Array, bits => table[bits] as number),
    )
  const product = matmul(wide(a), wide(b), options)
  return new NDArray(type, product.shape, Uint16Array.from(product.data as Float64Array, toHalf))
}
