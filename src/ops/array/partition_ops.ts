/** Distributing rows over several tensors, and putting them together again (ops/data_flow_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { gradientOfList } from '../../graph/gradient_call.ts'
import { IndexedSlices } from '../../graph/indexed_slices.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { defineOp, type Gradient } from '../../graph/op_def.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { indexText } from '../../kernels/reference/arrays/movement.ts'
import { lanes } from '../../tensor/array_parts.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { copyRows } from '../../tensor/rows.ts'
import { numElements, type Shape, shapeText } from '../../tensor/shape.ts'
import { reduce_prod } from '../math/reduction_ops.ts'
import { range } from '../math/sequence_ops.ts'
import { reshape, shape } from '../math/shape_ops.ts'
import { gather } from './gather_ops.ts'
import { unsorted_segment_sum } from './segment_ops.ts'
import { sliceHelper } from './slice_ops.ts'

export const DynamicPartition = defineOp('DynamicPartition', {
  inputs: ['data: T', 'partitions: int32'],
  outputs: ['outputs: num_partitions * T'],
  attrs: ['num_partitions: int >= 1', 'T: type'],
  infer: c => {
    const count = c.attr('num_partitions')
    const [data, partitions] = [c.input(0), c.input(1)]
    let part: Shape = null
    if (partitions !== null) {
      const merged = c.mergePrefix(data, partitions)
      part = merged === null ? null : [null, ...merged.slice(partitions.length)]
    }
    return new Array<Shape>(count).fill(part)
  },
  gradient: gradientOfList((op, grads) => {
    const [data, partitions] = op.inputs as [Tensor, Tensor]
    const prefix = shape(partitions)
    const all = reduce_prod(prefix)
    const original = reshape(range(all), prefix)
    const indices = dynamic_partition(original, partitions, op.attr('num_partitions') as number)
    const stitched = dynamic_stitch(indices, grads)
    return [reshape(stitched, shape(data)), null]
  }),
  kernel: k => {
    const [data, partitions] = [k.input(0), k.input(1)]
    const count = k.attr('num_partitions')
    const rank = partitions.shape.length
    if (data.shape.slice(0, rank).join() !== partitions.shape.join() || data.shape.length < rank) {
      throw invalidArgument(
        `data.shape must start with partitions.shape, got data.shape = ${shapeText(data.shape)}, partitions.shape = ${shapeText(partitions.shape)}`,
      )
    }
    const numbers = partitions.data as Int32Array
    const lengths = new Int32Array(count)
    for (let i = 0; i < numbers.length; i++) {
      const partition = numbers[i] as number
      if (partition < 0 || partition >= count) {
        throw invalidArgument(`partitions${indexText(partitions.shape, i)} = ${partition} is not in [0, ${count})`)
      }
      lengths[partition] = (lengths[partition] as number) + 1
    }
    const rows = Array.from(lengths, length => new Int32Array(length))
    lengths.fill(0)
    for (let i = 0; i < numbers.length; i++) {
      const partition = numbers[i] as number
      const at = lengths[partition] as number
      ;(rows[partition] as Int32Array)[at] = i
      lengths[partition] = at + 1
    }
    const row = data.shape.slice(rank)
    const width = numElements(row) * lanes(data.dtype)
    return rows.map((list, partition) => {
      const output = k.newOutput(partition, [list.length, ...row])
      copyRows(data.data, output.data, width, list)
      return output
    })
  },
  lower: { kind: 'host' },
})

/** Whether `indices` can be a prefix of the shape of `data`. */
const startsWith = (data: readonly number[], prefix: readonly number[]): boolean =>
  data.length >= prefix.length && prefix.every((size, i) => size === data[i])

export const DynamicStitch = defineOp('DynamicStitch', {
  inputs: ['indices: N * int32', 'data: N * T'],
  outputs: ['merged: T'],
  attrs: ['N: int >= 1', 'T: type'],
  infer: c => {
    const count = c.attr('N')
    let extra: Shape = null
    for (let i = 0; i < count; i++) {
      const [indices, data] = [c.input(i), c.input(count + i)]
      if (indices === null) continue
      const merged = c.mergePrefix(data, indices)
      extra = c.merge(extra, merged === null ? null : merged.slice(indices.length))
    }
    return [c.concatenate([null], extra)]
  },
  gradient: (op, grad) => {
    const count = op.inputs.length / 2
    const indices = op.inputs.slice(0, count)
    let dense = grad as Gradient
    if (dense instanceof IndexedSlices) {
      const rows = sliceHelper(shape(op.outputs[0] as Tensor), [0])
      dense = unsorted_segment_sum(dense.values, dense.indices, rows)
    }
    return [...indices.map(() => null), ...indices.map(index => gather(dense as Tensor, index))]
  },
  kernel: k => {
    const indices = k.list('indices')
    const data = k.list('data')
    const [firstIndices, firstData] = [indices[0] as NDArray, data[0] as NDArray]
    const extra = firstData.shape.slice(firstIndices.shape.length)
    let length = 0
    for (const [i, index] of indices.entries()) {
      const values = data[i] as NDArray
      if (!startsWith(values.shape, index.shape)) {
        throw invalidArgument(
          `data[${i}].shape = ${shapeText(values.shape)} does not start with indices[${i}].shape = ${shapeText(index.shape)}`,
        )
      }
      if (values.shape.slice(index.shape.length).join() !== extra.join()) {
        throw invalidArgument(
          `Need data[0].shape[${firstIndices.shape.length}:] = data[${i}].shape[${index.shape.length}:], got data[0].shape = ${shapeText(firstData.shape)}, data[${i}].shape = ${shapeText(values.shape)}, indices[0].shape = ${shapeText(firstIndices.shape)}, indices[${i}].shape = ${shapeText(index.shape)}`,
        )
      }
      for (const row of integersOf(index)) length = Math.max(length, row + 1)
    }
    const merged = NDArray.zeros([length, ...extra], firstData.dtype)
    const width = length === 0 ? 0 : merged.data.length / length
    for (const [i, index] of indices.entries()) {
      const from = (data[i] as NDArray).data as Float64Array
      for (const [j, row] of integersOf(index).entries()) {
        if (row < 0) throw invalidArgument(`indices[${i}] is out of range`)
        for (let e = 0; e < width; e++) (merged.data as Float64Array)[row * width + e] = from[j * width + e] as number
      }
    }
    return merged
  },
  // mostly shapes are put together this way, which is done when a plan is made
  lower: { kind: 'reference' },
})

// --- functions

interface PartitionArgs {
  data: TensorLike
  partitions: TensorLike
  num_partitions: number
  name: Name
}
/** The rows of `data` whose entry in `partitions` is 0, 1 … `num_partitions` - 1, in their order. */
export const dynamic_partition = pyfunction(
  'dynamic_partition(data, partitions, num_partitions, name=None)',
  ({ data, partitions, num_partitions, name }: PartitionArgs): Tensor[] => [
    ...applyOp(DynamicPartition, { data, partitions, num_partitions }, name).outputs,
  ],
)
/** One tensor whose row indices[m][i, …] is data[m][i, …]; later ones win. */
export const dynamic_stitch = pyfunction(
  'dynamic_stitch(indices, data, name=None)',
  ({ indices, data, name }: { indices: readonly TensorLike[]; data: readonly TensorLike[]; name: Name }) =>
    apply(DynamicStitch, { indices, data }, name),
)
