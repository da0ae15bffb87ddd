/** Rows of a larger tensor: what the gradient of a gather is. */
import type { DType } from '../tensor/dtypes.ts'
import type { Shape } from '../tensor/shape.ts'
import { TensorShape } from '../tensor/tensor_shape.ts'
import type { Graph } from './graph.ts'
import type { Operation } from './operation.ts'
import type { Tensor } from './tensor.ts'

/** `values[i]` belongs to row `indices[i]` of a tensor of shape `dense_shape` (null where unknown). */
export class IndexedSlices {
  readonly values: Tensor
  readonly indices: Tensor
  readonly dense_shape: Tensor | null
  constructor(values: Tensor, indices: Tensor, dense_shape: Tensor | null = null) {
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
