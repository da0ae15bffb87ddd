/** Rows of a larger tensor: what the gradient of a gather is. */

import { pythonRepr } from '../calling/python_repr.ts'
import { type PythonArguments, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import type { DType } from '../tensor/dtypes.ts'
import type { Shape } from '../tensor/shape.ts'
import { TensorShape } from '../tensor/tensor_shape.ts'
import type { Graph } from './graph.ts'
import type { Operation } from './operation.ts'
import type { Tensor } from './tensor.ts'

const SLICES_TEXT = 'IndexedSlices(values, indices, dense_shape=None)'
const VALUE_TEXT = 'IndexedSlicesValue(values, indices, dense_shape)'
interface SlicesArgs {
  values: Tensor
  indices: Tensor
  dense_shape: Tensor | null
}
interface ValueArgs {
  values: unknown
  indices: unknown
  dense_shape: unknown
}

/** `values[i]` belongs to row `indices[i]` of a tensor of shape `dense_shape` (null where unknown). */
export class IndexedSlices {
  static readonly pythonModule = 'tensorflow.python.framework.ops'
  readonly values: Tensor
  readonly indices: Tensor
  readonly dense_shape: Tensor | null
  constructor(...args: PythonArguments<typeof SLICES_TEXT, SlicesArgs>) {
    const { values, indices, dense_shape } = signature.bind(args) as unknown as SlicesArgs
    this.values = values
    this.indices = indices
    this.dense_shape = dense_shape
  }
  get name(): string {
    return this.values.name
  }
  get device(): string {
    return this.values.device
  }
  get op(): Operation {
    return this.values.op
  }
  get dtype(): DType {
    return this.values.dtype
  }
  get graph(): Graph {
    return this.values.graph
  }
  /** Static shape of the dense tensor, as far as the slices say it. */
  get denseStaticShape(): Shape {
    return null
  }
  get_shape(): TensorShape {
    return TensorShape.of(null)
  }
  toString(): string {
    const shape = this.dense_shape ? `, dense_shape=${this.dense_shape}` : ''
    return `IndexedSlices(indices=${this.indices}, values=${this.values}${shape})`
  }
}
// @ts-expect-error the guarded class takes its place
IndexedSlices = guardedClass(IndexedSlices)
const signature = setSignature(IndexedSlices, SLICES_TEXT)

/** What IndexedSlices are fetched as, and may be fed as: Python's named tuple. */
export class IndexedSlicesValue {
  static readonly pythonModule = 'tensorflow.python.framework.ops'
  // biome-ignore lint/suspicious/noExplicitAny: leaves of results are typed any
  readonly values: any
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly indices: any
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly dense_shape: any
  constructor(...args: PythonArguments<typeof VALUE_TEXT, ValueArgs>) {
    const { values, indices, dense_shape } = valueSignature.bind(args)
    this.values = values
    this.indices = indices
    this.dense_shape = dense_shape
  }
  *[Symbol.iterator](): IterableIterator<unknown> {
    yield this.values
    yield this.indices
    yield this.dense_shape
  }
  toString(): string {
    return `IndexedSlicesValue(values=${pythonRepr(this.values)}, indices=${pythonRepr(this.indices)}, dense_shape=${pythonRepr(this.dense_shape)})`
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}
// @ts-expect-error the guarded class takes its place
IndexedSlicesValue = guardedClass(IndexedSlicesValue)
const valueSignature = setSignature(IndexedSlicesValue, VALUE_TEXT)
