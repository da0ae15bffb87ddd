/** How get_variable makes a variable in parts (ops/variable_scope.py, _get_partitioned_variable). */

import { pythonRepr } from '../../calling/python_repr.ts'
import { ValueError } from '../../errors/python.ts'
import { convertToTensor } from '../../graph/build/convert.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { Tensor } from '../../graph/tensor.ts'
import { as_dtype, type DType } from '../../tensor/dtypes.ts'
import { as_shape, type TensorShape } from '../../tensor/tensor_shape.ts'
import { slice } from '../array/slice_ops.ts'
import { uniform_unit_scaling_initializer } from './init_ops.ts'
import { PartitionInfo } from './partition_info.ts'
import { PartitionedVariable } from './partitioned_variable.ts'
import { SaveSliceInfo } from './save_slice_info.ts'
import type { VariableStore } from './variable_store.ts'
import type { GetterArguments, Initializer, Partitioner } from './variable_types.ts'
import type { Variable } from './variables.ts'

export type PartitionedArguments = GetterArguments & { name: string }

/** The parts that the partitioner asks for, checked. */
function partitionsOf(name: string, partitioner: Partitioner, shape: TensorShape, dtype: DType): number[] {
  if (!shape.is_fully_defined()) {
    throw new ValueError(
      `Shape of a new partitioned variable (${name}) must be fully defined, but instead was ${shape}.`,
    )
  }
  if (shape.length < 1) throw new ValueError(`A partitioned Variable must have rank at least 1, shape: ${shape}`)
  const given: unknown = partitioner({ shape, dtype })
  if (!Array.isArray(given)) throw new ValueError(`Partitioner must return a sequence, but saw: ${pythonRepr(given)}`)
  const partitions = given.map(Number)
  if (partitions.length !== shape.length) {
    throw new ValueError(
      `Partitioner returned a partition list that does not match the Variable's rank: ${pythonRepr(partitions)} vs. ${shape}`,
    )
  }
  if (partitions.some(count => count < 1)) {
    throw new ValueError(`Partitioner returned zero partitions for some axes: ${pythonRepr(partitions)}`)
  }
  return partitions
}

/** The axis that is cut, and the shape of a part without what is left over. */
function sliceAxisAndShape(shape: readonly number[], slicing: readonly number[]): [axis: number, shape: number[]] {
  let axis: number | null = null
  const sizes = slicing.map((count, dim) => {
    const size = shape[dim] as number
    if (count <= 0 || size < count) {
      throw new ValueError(
        `Cannot create ${count} slices for size ${size}. shape: ${pythonRepr(shape)}, slicing: ${pythonRepr(slicing)}`,
      )
    }
    if (count === 1) return size
    if (axis !== null) {
      throw new ValueError(
        `Can only slice a variable along one dimension: shape: ${pythonRepr(shape)}, slicing: ${pythonRepr(slicing)}`,
      )
    }
    axis = dim
    return Math.floor(size / count)
  })
  return [axis ?? 0, sizes]
}

function existing(
  found: PartitionedVariable,
  args: PartitionedArguments,
  shape: TensorShape,
  dtype: DType,
  partitions: number[] | null,
): PartitionedVariable {
  const { name } = args
  if (args.reuse === false) {
    throw new ValueError(
      `Partitioned variable with name ${name} already exists. Did you mean to set reuse=True in VarScope?`,
    )
  }
  const what = `Trying to reuse partitioned variable ${name}, but specified`
  if (!shape.is_compatible_with(found.get_shape()))
    throw new ValueError(`${what} shape ${shape} and found shape ${found.get_shape()}.`)
  if (!dtype.is_compatible_with(found.dtype))
    throw new ValueError(`${what} dtype ${dtype.name} and found dtype ${found.dtype.name}.`)
  const before = found._get_partitions()
  if (partitions && pythonRepr(before) !== pythonRepr(partitions)) {
    throw new ValueError(`${what} partitions ${pythonRepr(partitions)} and found partitions ${pythonRepr(before)}.`)
  }
  return found
}

/** Parts of that name that exist must be as many as are asked for now. */
function checkShards(store: VariableStore, name: string, count: number): void {
  if (!store.variables.has(`${name}/part_0`)) return
  const message = `Partitioner returned a different partitioning than what was already found.  Partitioner returned ${count} shards, and shard ${name}/part_0 was found, but`
  if (!store.variables.has(`${name}/part_${count - 1}`))
    throw new ValueError(`${message} ${name}/part_${count - 1} was not.`)
  if (store.variables.has(`${name}/part_${count}`))
    throw new ValueError(`${message} so was the extra shard ${name}/part_${count}.`)
}

/** An existing partitioned variable, or a new one cut as the partitioner says. Without a partitioner it must exist. */
export function getPartitionedVariable(store: VariableStore, args: PartitionedArguments): PartitionedVariable {
  const { name, reuse, partitioner, initializer } = args
  if (store.variables.has(name)) {
    throw new ValueError(
      `A partitioner was provided, but an unpartitioned version of the variable was found: ${name}.  Perhaps a variable of the same name was already created without partitioning?`,
    )
  }
  let dtype = as_dtype(args.dtype ?? 'float32')
  let shape = as_shape(args.shape)
  if (initializer instanceof Tensor) shape = shape.merge_with(initializer.get_shape())
  const partitions =
    reuse === true && partitioner === null ? null : partitionsOf(name, partitioner as Partitioner, shape, dtype)
  const found = store.partitioned.get(name)
  if (found) return existing(found, args, shape, dtype, partitions)
  if (reuse) {
    throw new ValueError(
      `PartitionedVariable ${name} does not exist, or was not created with tf.get_variable(). Did you mean to set reuse=None in VarScope?`,
    )
  }
  const whole = shape.as_list() as number[]
  const counts = partitions as number[]
  const [axis, sizes] = sliceAxisAndShape(whole, counts)
  const count = counts[axis] as number
  checkShards(store, name, count)
  const graph = get_default_graph()
  const larger = (whole[axis] as number) % count
  let start = 0
  const parts: Variable[] = []
  for (let i = 0; i < count; i++) {
    const offset = whole.map((_, dim) => (dim === axis ? start : 0))
    const size = sizes.map((dim, at) => (at === axis && i < larger ? dim + 1 : dim))
    start += size[axis] as number
    const part = `${name}/part_${i}`
    const value = graph.inNameScope(`${part}/PartitionedInitializer`, (): Initializer | Tensor => {
      if (initializer === null) return uniform_unit_scaling_initializer() as unknown as Initializer
      if (typeof initializer === 'function') return initializer as Initializer
      const constant = initializer instanceof Tensor ? initializer : convertToTensor(initializer, { dtype })
      const cut = slice(constant, offset, size)
      if (initializer instanceof Tensor) dtype = cut.dtype.base_dtype
      return cut
    })
    const variable = graph.inNameScope(null, () =>
      store.getSingleVariable({
        ...args,
        name: part,
        shape: value instanceof Tensor ? null : size,
        dtype,
        initializer: value,
        partition_info: new PartitionInfo(whole, offset),
      }),
    )
    variable._set_save_slice_info(new SaveSliceInfo(name, whole, offset, size))
    parts.push(variable)
  }
  const made = new PartitionedVariable({ name, shape, dtype, variable_list: parts, partitions: counts })
  store.partitioned.set(name, made)
  return made
}
