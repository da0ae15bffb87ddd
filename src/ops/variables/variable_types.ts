/** What get_variable's arguments are: initializers, regularizers, partitioners, custom getters. */

import type { TensorLike } from '../../graph/build/convert.ts'
import type { DeviceLike } from '../../graph/device.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { DType, DTypeLike } from '../../tensor/dtypes.ts'
import type { ShapeLike, TensorShape } from '../../tensor/tensor_shape.ts'
import type { PartitionInfo } from './partition_info.ts'
import type { PartitionedVariable } from './partitioned_variable.ts'
import type { InitialValue, Variable } from './variables.ts'

/** The keyword arguments of an initializer. `partition_info` is there where the variable is one part of a larger one. */
// a type, not an interface: those are not assignable to what has an index signature
export type InitializerOptions = {
  readonly dtype?: DTypeLike | null
  readonly partition_info?: PartitionInfo | null
}
/** Makes the initial value of a variable: `(shape, { dtype, partition_info }) => tensor`. */
export type Initializer = (shape: number[], options: InitializerOptions) => TensorLike
/** Makes the penalty (a scalar) of a variable, or null for none. */
export type Regularizer = (weights: Variable) => Tensor | null
/** Into how many parts a variable of that shape is cut along each axis; only one axis may have more than one. */
export type Partitioner = (options: { shape: TensorShape; dtype: DType }) => readonly number[]

/** Arguments of get_variable, after the name. */
export interface VariableArguments {
  shape: ShapeLike | null
  dtype: DTypeLike | null
  initializer: Initializer | Exclude<InitialValue, () => TensorLike> | null
  regularizer: Regularizer | null
  trainable: boolean
  collections: readonly string[] | null
  caching_device: DeviceLike
  partitioner: Partitioner | null
  validate_shape: boolean
  custom_getter: CustomGetter | null
}
/** Arguments of the getter that a custom getter is given. */
export type GetterArguments = Omit<VariableArguments, 'custom_getter'> & { reuse: boolean | null }
export type Getter = (name: string, options: Partial<GetterArguments>) => Variable
/** Stands between get_variable and the variable: `(getter, name, options) => getter(name, options)`. */
export type CustomGetter = (
  getter: Getter,
  name: string,
  options: GetterArguments,
) => Variable | Tensor | PartitionedVariable
