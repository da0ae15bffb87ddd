/** How variables are cut into parts (ops/partitioned_variables.py). */

import { pythonRepr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { DType, string } from '../../tensor/dtypes.ts'
import { TensorShape } from '../../tensor/tensor_shape.ts'
import { partitionedVariable, variable_scope } from './variable_scope.ts'
import type { VariableArguments } from './variable_types.ts'
import type { Variable } from './variables.ts'

export interface PartitionerArgs {
  shape: TensorShape
  dtype: DType
}
const partitioner = (partition: (shape: TensorShape, dtype: DType) => number[]) =>
  pyfunction('_partitioner(shape, dtype=None)', ({ shape, dtype }: PartitionerArgs) => partition(shape, dtype))

/** One part along all axes but `axis`, which has `count`. */
function cutAt(shape: TensorShape, axis: number, count: number): number[] {
  const partitions: number[] = new Array(shape.length).fill(1)
  partitions[axis < 0 ? axis + shape.length : axis] = count
  return partitions
}
const sizeAt = (shape: TensorShape, axis: number): number => shape.at(axis).value as number

/** `num_shards` parts along `axis`, or as many as the axis is long. */
export const fixed_size_partitioner = pyfunction(
  'fixed_size_partitioner(num_shards, axis=0)',
  ({ num_shards, axis }: { num_shards: number; axis: number }) =>
    partitioner(shape => cutAt(shape, Number(axis), Math.min(Number(num_shards), sizeAt(shape, Number(axis))))),
)

interface AxisSizeArgs {
  max_shard_bytes: number
  axis: number
  bytes_per_string_element: number
  max_shards: number | null
}
/** As many parts along `axis` as keep each at most `max_shard_bytes` large, but not more than `max_shards`. */
export const variable_axis_size_partitioner = pyfunction(
  'variable_axis_size_partitioner(max_shard_bytes, axis=0, bytes_per_string_element=16, max_shards=None)',
  (args: AxisSizeArgs) => {
    const [axis, max_shard_bytes, bytes_per_string_element] = [
      Number(args.axis),
      Number(args.max_shard_bytes),
      Number(args.bytes_per_string_element),
    ]
    const max_shards = args.max_shards === null ? null : Number(args.max_shards)
    if (max_shard_bytes < 1 || bytes_per_string_element < 1) {
      throw new ValueError('Both max_shard_bytes and bytes_per_string_element must be positive.')
    }
    if (max_shards && max_shards < 1) throw new ValueError('max_shards must be positive.')
    return partitioner((shape, dtype) => {
      if (!(shape instanceof TensorShape)) throw new ValueError(`shape is not a TensorShape: ${pythonRepr(shape)}`)
      if (!shape.is_fully_defined()) throw new ValueError(`shape is not fully defined: ${shape}`)
      if (!(dtype instanceof DType)) throw new ValueError(`dtype is not a DType: ${pythonRepr(dtype)}`)
      const elementSize = dtype.base_dtype === string ? bytes_per_string_element : dtype.size
      const length = sizeAt(shape, axis)
      const bytesPerSlice = ((shape.num_elements() as number) / length) * elementSize
      const slicesPerShard = Math.max(1, Math.floor(max_shard_bytes / bytesPerSlice))
      const shards = Math.ceil(length / slicesPerShard)
      return cutAt(shape, axis, max_shards ? Math.min(max_shards, shards) : shards)
    })
  },
)

interface MinMaxArgs {
  max_partitions: number
  axis: number
  min_slice_size: number
  bytes_per_string_element: number
}
/** Parts along `axis` of at least `min_slice_size` bytes each, at most `max_partitions`. */
export const min_max_variable_partitioner = pyfunction(
  'min_max_variable_partitioner(max_partitions=1, axis=0, min_slice_size=262144, bytes_per_string_element=16)',
  (args: MinMaxArgs) => {
    const axis = Number(args.axis)
    return partitioner((shape, dtype) => {
      if (axis >= shape.length)
        throw new ValueError(`Can not partition variable along axis ${axis} when shape is only ${shape}`)
      const bytes =
        (shape.num_elements() as number) *
        (dtype.base_dtype === string ? Number(args.bytes_per_string_element) : dtype.size)
      const wanted = Math.ceil(bytes / Number(args.min_slice_size))
      return cutAt(shape, axis, Math.max(1, Math.min(sizeAt(shape, axis), Number(args.max_partitions), wanted)))
    })
  },
)

interface CreateArgs extends Pick<VariableArguments, 'dtype' | 'initializer' | 'trainable' | 'collections'> {
  shape: readonly number[]
  slicing: readonly number[]
  name: string | null
  reuse: boolean | null
}
/** The parts of a variable of shape `shape`, cut along each axis into as many as `slicing` says; one axis at most is cut. */
export const create_partitioned_variables = pyfunction(
  'create_partitioned_variables(shape, slicing, initializer, dtype=float32, trainable=True, collections=None, name=None, reuse=None)',
  ({ shape, slicing, initializer, dtype, trainable, collections, name, reuse }: CreateArgs): Variable[] => {
    if (shape.length !== slicing.length) {
      throw new ValueError(
        `The 'shape' and 'slicing' of a partitioned Variable must have the length: shape: ${pythonRepr(shape)}, slicing: ${pythonRepr(slicing)}`,
      )
    }
    if (shape.length < 1)
      throw new ValueError(`A partitioned Variable must have rank at least 1: shape: ${pythonRepr(shape)}`)
    return variable_scope(name, 'PartitionedVariable', { reuse }, () => [
      ...partitionedVariable({
        name: null,
        shape,
        dtype,
        initializer,
        regularizer: null,
        trainable,
        collections,
        caching_device: null,
        partitioner: () => slicing,
        validate_shape: true,
      }),
    ])
  },
)
