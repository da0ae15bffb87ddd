/** Tensors given by the positions and values of their elements. */

import { pythonRepr } from '../../calling/python_repr.ts'
import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { int64 } from '../../tensor/dtypes.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { TensorShape as TensorShapeClass } from '../../tensor/tensor_shape.ts'
import type { Graph } from '../graph.ts'
import { constantShape } from '../infer.ts'
import type { Operation } from '../operation.ts'
import { currentEvaluation, type EvaluationArgs, evaluationArgs, type Tensor } from '../tensor.ts'
import { convertToTensor, type TensorLike, withScope } from './convert.ts'

const SIGNATURE_TEXT = 'SparseTensor(indices, values, shape)'
const VALUE_TEXT = 'SparseTensorValue(indices, values, shape)'
/** 1.x spelling. */
const DENSE_SHAPE = { dense_shape: 'shape' } as const
interface Components<T> {
  indices: T
  values: T
  shape: T
}

/**
 * A sparse tensor: element `indices[i]` (int64 [n, rank]) is `values[i]` ([n]); all others of the dense `shape` (int64
 * [rank]) are zero. Anything that becomes such tensors may be given.
 */
export class SparseTensor {
  /** For the type checker only: sparse tensors do not become tensors by themselves. */
  declare readonly '~sparse': true
  static readonly pythonModule = 'tensorflow.python.framework.sparse_tensor'
  readonly indices: Tensor
  readonly values: Tensor
  /** The dense shape, as a tensor. */
  readonly shape: Tensor
  constructor(
    ...args: PythonArguments<typeof SIGNATURE_TEXT, Components<TensorLike>, { readonly dense_shape: 'shape' }>
  ) {
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
  /** The sparse tensor that a value (or a sparse tensor) stands for. */
  static from_value(sparse_tensor_value: SparseTensor | SparseTensorValue): SparseTensor {
    if (!(sparse_tensor_value instanceof SparseTensor || sparse_tensor_value instanceof SparseTensorValue)) {
      throw new TypeError(`Neither a SparseTensor nor SparseTensorValue: ${sparse_tensor_value}.`)
    }
    const { indices, values, shape } = sparse_tensor_value
    return new SparseTensor(indices, values, shape)
  }
  /** Its value in the default session or the one given: `sp.eval(feed_dict)`, `sp.eval({ feed_dict, session })`. */
  eval(...args: PythonArguments<'eval(feed_dict=None, session=None)', EvaluationArgs>): SparseTensorValue {
    const { feed_dict, session } = evaluationArgs(args)
    return currentEvaluation().evalTensor(this as unknown as Tensor, feed_dict, session) as SparseTensorValue
  }
  toString(): string {
    return `SparseTensor(indices=${this.indices}, values=${this.values}, shape=${this.shape})`
  }
}
// @ts-expect-error the guarded class takes its place
SparseTensor = guardedClass(SparseTensor)
const signature = setSignature(SparseTensor, SIGNATURE_TEXT, DENSE_SHAPE)

function checkShapes({ indices, values, shape }: SparseTensor): void {
  const [i, v, s] = [indices.staticShape, values.staticShape, shape.staticShape]
  const check = (dims: typeof i, rank: number): void => {
    if (dims !== null && dims.length !== rank)
      throw new ValueError(`Shape ${TensorShapeClass.of(dims)} must have rank ${rank}`)
  }
  check(i, 2)
  check(v, 1)
  check(s, 1)
  const agree = (a: number | null | undefined, b: number | null | undefined): void => {
    if (typeof a === 'number' && typeof b === 'number' && a !== b)
      throw new ValueError(`Dimensions ${a} and ${b} are not compatible`)
  }
  agree(i?.[0], v?.[0])
  agree(i?.[1], s?.[0])
}

/** What a sparse tensor is fetched as, and may be fed as: Python's named tuple. */
export class SparseTensorValue {
  static readonly pythonModule = 'tensorflow.python.framework.sparse_tensor'
  // biome-ignore lint/suspicious/noExplicitAny: leaves of results are typed any
  readonly indices: any
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly values: any
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly shape: any
  constructor(...args: PythonArguments<typeof VALUE_TEXT, Components<TensorLike>, { readonly dense_shape: 'shape' }>) {
    const { indices, values, shape } = valueSignature.bind(args)
    this.indices = indices
    this.values = values
    this.shape = shape
  }
  /** 1.x spelling of `shape`. */
  get dense_shape(): unknown {
    return this.shape
  }
  *[Symbol.iterator](): IterableIterator<unknown> {
    yield this.indices
    yield this.values
    yield this.shape
  }
  toString(): string {
    return `SparseTensorValue(indices=${pythonRepr(this.indices)}, values=${pythonRepr(this.values)}, shape=${pythonRepr(this.shape)})`
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}
// @ts-expect-error the guarded class takes its place
SparseTensorValue = guardedClass(SparseTensorValue)
const valueSignature = setSignature(SparseTensorValue, VALUE_TEXT, DENSE_SHAPE)
