/** Tensors given by the positions and values of their elements. */
import { ValueError } from '../errors/python.ts'
import type { DType } from '../tensor/dtypes.ts'
import { int64 } from '../tensor/dtypes.ts'
import type { TensorShape } from '../tensor/tensor_shape.ts'
import { TensorShape as TensorShapeClass } from '../tensor/tensor_shape.ts'
import { convertToTensor, withScope } from './convert.ts'
import type { Graph } from './graph.ts'
import { constantShape } from './infer.ts'
import type { Operation } from './operation.ts'
import { setSignature } from './signature.ts'
import type { Tensor } from './tensor.ts'

const SIGNATURE_TEXT = 'SparseTensor(indices, values, shape)'

/**
 * A sparse tensor: element `indices[i]` (int64 [n, rank]) is `values[i]` ([n]); all others of the dense `shape` (int64
 * [rank]) are zero. Anything that becomes such tensors may be given.
 */
export class SparseTensor {
  readonly indices: Tensor
  readonly values: Tensor
  /** The dense shape, as a tensor. */
  readonly shape: Tensor
  constructor(...args: unknown[]) {
    const { indices, values, shape } = signature.bind(args)
    const made = withScope(null, 'SparseTensor', [indices, values, shape], () => ({
      indices: convertToTensor(indices, { name: 'indices', dtype: int64 }),
      values: convertToTensor(values, { name: 'values' }),
      shape: convertToTensor(shape, { name: 'shape', dtype: int64 }),
    }))
    this.indices = made.indices
    this.values = made.values
    this.shape = made.shape
    checkShapes(this)
  }
  /** 1.x spelling of `shape`. */
  get dense_shape(): Tensor {
    return this.shape
  }
  get dtype(): DType {
    return this.values.dtype
  }
  /** The operation that makes the values. */
  get op(): Operation {
    return this.values.op
  }
  get graph(): Graph {
    return this.indices.graph
  }
  /** The static shape of the dense tensor. */
  get_shape(): TensorShape {
    return TensorShapeClass.of(constantShape(this.shape))
  }
  toString(): string {
    return `SparseTensor(indices=${this.indices}, values=${this.values}, shape=${this.shape})`
  }
}
const signature = setSignature(SparseTensor, SIGNATURE_TEXT, { dense_shape: 'shape' })

function checkShapes({ indices, values, shape }: SparseTensor): void {
  const [i, v, s] = [indices.staticShape, values.staticShape, shape.staticShape]
  const check = (dims: typeof i, rank: number): void => {
    if (dims !== null && dims.length !== rank) throw new ValueError(`Shape ${TensorShapeClass.of(dims)} must have rank ${rank}`)
  }
  check(i, 2)
  check(v, 1)
  check(s, 1)
  const agree = (a: number | null | undefined, b: number | null | undefined): void => {
    if (typeof a === 'number' && typeof b === 'number' && a !== b) throw new ValueError(`Dimensions ${a} and ${b} are not compatible`)
  }
  agree(i?.[0], v?.[0])
  agree(i?.[1], s?.[0])
}
