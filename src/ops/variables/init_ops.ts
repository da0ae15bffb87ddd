/** Initializers of variables (ops/init_ops.py). Each is `(shape, { dtype, partition_info })`; get_variable calls it. */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { as_dtype, type DType, type DTypeLike } from '../../tensor/dtypes.ts'
import { float } from '../../tensor/literals.ts'
import { as_shape, type ShapeLike } from '../../tensor/tensor_shape.ts'
import { transpose } from '../array/transpose_ops.ts'
import { svd } from '../linalg/decomposition_ops.ts'
import { constant, zeros } from '../math/constant_op.ts'
import { times } from '../math/operators.ts'
import { reshape } from '../math/shape_ops.ts'
import { random_normal, random_uniform, truncated_normal } from '../random/random_ops.ts'
import type { PartitionInfo } from './partition_info.ts'

export interface InitializerArgs {
  shape: ShapeLike
  dtype: DTypeLike | null
  partition_info: PartitionInfo | null
}

/** An initializer whose dtype is `preset` where the call gives none. */
function initializer(preset: DTypeLike, make: (shape: number[], dtype: DType, info: PartitionInfo | null) => Tensor) {
  return pyfunction(
    '_initializer(shape, dtype=None, partition_info=None)',
    ({ shape, dtype, partition_info }: InitializerArgs) =>
      make(as_shape(shape).as_list() as number[], as_dtype(dtype ?? preset), partition_info),
  )
}
/** The initializer that factories make. */
export type MadeInitializer = ReturnType<typeof initializer>

function floating(dtype: DTypeLike): DType {
  const type = as_dtype(dtype)
  if (!type.is_floating) throw new ValueError(`Expected floating point type, got ${type}.`)
  return type
}

interface ZerosArgs extends Omit<InitializerArgs, 'shape'> {
  shape: TensorLike | ShapeLike
}
/**
 * Zeros. It is an initializer itself, not a function that makes one: `tf.get_variable('b', [10], { initializer:
 * tf.zeros_initializer })`. Called without arguments, as in 1.x, it answers itself.
 */
export const zeros_initializer: ZerosInitializer = pyfunction(
  'zeros_initializer(shape=None, dtype=None, partition_info=None)',
  ({ shape, dtype }: ZerosArgs): Tensor | ZerosInitializer => {
    if (shape === null)
      return dtype === null
        ? zeros_initializer
        : (initializer(dtype, (dims, type) => zeros(dims, type)) as ZerosInitializer)
    return zeros(shape as number[], dtype ?? 'float32')
  },
) as unknown as ZerosInitializer
export interface ZerosInitializer {
  (): ZerosInitializer
  (options: { dtype: DTypeLike }): MadeInitializer
  (
    shape: TensorLike | ShapeLike,
    dtype?: DTypeLike | null | Partial<InitializerArgs>,
    partition_info?: PartitionInfo | null,
  ): Tensor
}

/** Makes an initializer that gives ones. Given a shape, as up to 0.11, it is that initializer itself. */
export const ones_initializer: OnesInitializer = pyfunction(
  'ones_initializer(dtype=float32, partition_info=None, shape=None)',
  ({
    dtype,
    partition_info,
    shape,
  }: {
    dtype: DTypeLike | number[]
    partition_info: unknown
    shape: number[] | null
  }) => {
    if (Array.isArray(dtype))
      return constant(1, { dtype: as_dtype((partition_info ?? 'float32') as DTypeLike), shape: dtype })
    const ones = initializer(dtype as DTypeLike, (dims, type) => constant(1, { dtype: type, shape: dims }))
    return shape === null ? ones : ones(shape)
  },
) as unknown as OnesInitializer
interface OnesInitializer {
  (dtype?: DTypeLike | { dtype?: DTypeLike }): MadeInitializer
  (shape: readonly number[], options?: DTypeLike | Partial<InitializerArgs>): Tensor
}

/** Makes an initializer that gives `value`: one for all elements, or a list that is filled up with its last element. */
export const constant_initializer = pyfunction(
  'constant_initializer(value=0, dtype=float32)',
  ({ value, dtype }: { value: TensorLike; dtype: DTypeLike }) =>
    initializer(dtype, (shape, type) => constant(value, { dtype: type, shape })),
)

interface UniformArgs {
  minval: TensorLike
  maxval: TensorLike | null
  seed: number | null
  dtype: DTypeLike
}
/** Makes an initializer that draws uniformly from [minval, maxval), by default [0, 1). */
export const random_uniform_initializer = pyfunction(
  'random_uniform_initializer(minval=0, maxval=None, seed=None, dtype=float32)',
  ({ minval, maxval, seed, dtype }: UniformArgs) =>
    initializer(dtype, (shape, type) => random_uniform(shape, { minval, maxval, dtype: type, seed })),
)

/** A bare number is a float, as Python's defaults are: an integer dtype refuses it. */
const asFloat = (value: TensorLike): TensorLike => (typeof value === 'number' ? float(value) : value)

interface NormalArgs {
  mean: TensorLike
  stddev: TensorLike
  seed: number | null
  dtype: DTypeLike
}
/** Makes an initializer that draws from a normal distribution. Errors: ValueError where `dtype` is not floating. */
export const random_normal_initializer = pyfunction(
  'random_normal_initializer(mean=0.0, stddev=1.0, seed=None, dtype=float32)',
  ({ mean, stddev, seed, dtype }: NormalArgs) =>
    initializer(floating(dtype), (shape, type) =>
      random_normal(shape, { mean: asFloat(mean), stddev: asFloat(stddev), dtype: type, seed }),
    ),
)
/** Makes an initializer that draws from a normal distribution without what is further than two deviations from the mean. */
export const truncated_normal_initializer = pyfunction(
  'truncated_normal_initializer(mean=0.0, stddev=1.0, seed=None, dtype=float32)',
  ({ mean, stddev, seed, dtype }: NormalArgs) =>
    initializer(floating(dtype), (shape, type) =>
      truncated_normal(shape, { mean: asFloat(mean), stddev: asFloat(stddev), dtype: type, seed }),
    ),
)

interface ScalingArgs {
  factor: number
  seed: number | null
  dtype: DTypeLike
}
/**
 * Makes an initializer that draws uniformly from ±factor·√(3 / inputs), which keeps the scale of what flows through:
 * inputs is the product of all dimensions but the last (those of the whole, for a part of a variable).
 */
export const uniform_unit_scaling_initializer = pyfunction(
  'uniform_unit_scaling_initializer(factor=1.0, seed=None, dtype=float32)',
  ({ factor, seed, dtype }: ScalingArgs) =>
    initializer(floating(dtype), (shape, type, info) => {
      const inputs = (info?.full_shape ?? shape).slice(0, -1).reduce((product, dim) => product * dim, 1)
      const limit = Math.sqrt(3 / Math.max(inputs, 1)) * Number(factor)
      return random_uniform(shape, { minval: -limit, maxval: limit, dtype: type, seed })
    }),
)

/**
 * Makes an initializer that gives an orthogonal matrix, times `gain`: the factor of a random matrix's singular value
 * decomposition. All dimensions but the last count as rows. Errors: ValueError for fewer than two dimensions.
 */
export const orthogonal_initializer = pyfunction(
  'orthogonal_initializer(gain=1.0, dtype=float32, seed=None)',
  ({ gain, dtype, seed }: { gain: number; dtype: DTypeLike; seed: number | null }) =>
    initializer(floating(dtype), (shape, type) => {
      if (shape.length < 2) throw new ValueError('the tensor to initialize must be at least two-dimensional')
      const rows = shape.slice(0, -1).reduce((product, dim) => product * dim, 1)
      const columns = shape.at(-1) as number
      const random = random_uniform([rows, columns], { dtype: type, seed })
      const [, u, v] = svd(random, { full_matrices: false }) as [Tensor, Tensor, Tensor]
      const q = rows > columns ? u : transpose(v)
      return times(gain, reshape(q, shape))
    }),
)
