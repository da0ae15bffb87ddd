/** Sums of the gradients that reach one tensor on several ways. */

import { toNumber } from '../calling/signature.ts'
import { ValueError } from '../errors/python.ts'
import { IndexedSlices } from '../graph/indexed_slices.ts'
import type { Gradient } from '../graph/op_def.ts'
import type { Operation } from '../graph/operation.ts'
import { mergeShapes } from '../graph/shape_inference.ts'
import { Tensor } from '../graph/tensor.ts'
import { concat } from '../ops/array/concat_ops.ts'
import { accumulate_n, add_n } from '../ops/math/add_n_ops.ts'
import { cast } from '../ops/math/cast_ops.ts'
import { range } from '../ops/math/sequence_ops.ts'
import { shape } from '../ops/math/shape_ops.ts'
import { int32, int64 } from '../tensor/dtypes.ts'
import { isFullyDefined } from '../tensor/shape.ts'

/** How several gradients of one tensor are summed. */
export const AggregationMethod = { ADD_N: 0, DEFAULT: 0, EXPERIMENTAL_TREE: 1, EXPERIMENTAL_ACCUMULATE_N: 2 } as const

export function checkAggregation(method: number | null): number {
  const chosen = toNumber(method ?? AggregationMethod.DEFAULT)
  if (chosen !== 0 && chosen !== 1 && chosen !== 2)
    throw new ValueError(`Invalid aggregation_method specified ${String(method)}.`)
  return chosen
}

/** The sum of `grads`, of which there is at least one. */
export function aggregate(op: Operation, grads: readonly (Tensor | IndexedSlices)[], method: number): Gradient {
  if (grads.length < 2) return grads[0] as Tensor | IndexedSlices
  if (!grads.every(grad => grad instanceof Tensor)) return concatSlices(grads)
  if (
    method === AggregationMethod.EXPERIMENTAL_ACCUMULATE_N &&
    grads.length > 2 &&
    isFullyDefined(accumulatorShape(grads))
  )
    return accumulate_n([...grads])
  if (method !== AggregationMethod.DEFAULT) {
    return op.graph.inNameScope(`${op.name}_gradient_sum`, () =>
      grads.reduce((sum, grad) => add_n([sum, grad]) as Tensor),
    )
  }
  return addByDevice(grads)
}

function accumulatorShape(grads: readonly Tensor[]): Tensor['staticShape'] {
  let known: Tensor['staticShape'] = null
  for (const grad of grads) known = mergeShapes(known, grad.staticShape) ?? known
  return known
}

/** Sums on each device first, then the sums. */
function addByDevice(grads: readonly Tensor[]): Tensor {
  const byDevice = new Map<string, Tensor[]>()
  for (const grad of grads) {
    const same = byDevice.get(grad.device)
    if (same) same.push(grad)
    else byDevice.set(grad.device, [grad])
  }
  const sums = [...byDevice]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, tensors]) => {
      const [first] = tensors as [Tensor]
      return first.graph.colocate_with(first.op, true, () => add_n(tensors) as Tensor)
    })
  return add_n(sums) as Tensor
}

/** All rows of all slices, one after the other; a dense gradient gives all of its rows. */
function concatSlices(grads: readonly (Tensor | IndexedSlices)[]): IndexedSlices {
  const slices = sameIndexType(grads.map(asIndexedSlices))
  return new IndexedSlices(
    concat(
      0,
      slices.map(slice => slice.values),
    ),
    concat(
      0,
      slices.map(slice => slice.indices),
    ),
    (slices[0] as IndexedSlices).dense_shape,
  )
}

function asIndexedSlices(grad: Tensor | IndexedSlices): IndexedSlices {
  if (grad instanceof IndexedSlices) return grad
  const s = shape(grad)
  return new IndexedSlices(grad, range(0, s.at(0)), s)
}

/** int32 indices become int64 where both kinds occur. */
function sameIndexType(slices: IndexedSlices[]): IndexedSlices[] {
  const narrow = slices.filter(slice => slice.indices.dtype.base_dtype === int32)
  if (narrow.length === 0 || narrow.length === slices.length) return slices
  return slices.map(slice =>
    slice.indices.dtype.base_dtype === int32
      ? new IndexedSlices(slice.values, cast(slice.indices, int64), slice.dense_shape)
      : slice,
  )
}
