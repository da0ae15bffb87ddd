/** Picking slices by index. */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { IndexedSlices } from '../../graph/indexed_slices.ts'
import { defineOp, type OpDef } from '../../graph/op_def.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { gather as gatherArray } from '../../kernels/reference/arrays/movement.ts'
import { checkAllocation } from '../../tensor/allocation.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { numElements, shapeText } from '../../tensor/shape.ts'
import { expand_dims, reshape, shape, size } from '../math/shape_ops.ts'
import { concat } from './concat_ops.ts'
import { scatter_nd } from './scatter_ops.ts'
import { SliceSpec, sliceHelper } from './slice_ops.ts'

export const Gather = defineOp('Gather', {
  inputs: ['params: Tparams', 'indices: Tindices'],
  outputs: ['output: Tparams'],
  attrs: ['validate_indices: bool = true', 'Tparams: type', 'Tindices: {int32, int64}'],
  infer: c => {
    const params = c.withRankAtLeast(c.input(0), 1)
    return [c.concatenate(c.input(1), params === null ? null : params.slice(1))]
  },
  gradient: (op, grad) => {
    const [params, indices] = op.inputs as [Tensor, Tensor]
    // params can be large: its shape is read where it is
    const paramsShape = op.graph.colocate_with(params, false, () => shape(params))
    const count = expand_dims(size(indices), 0)
    const valuesShape = concat(0, [count, sliceHelper(paramsShape, [new SliceSpec(1, null, null)])])
    const values = reshape(grad as Tensor, valuesShape)
    return [new IndexedSlices(values, reshape(indices, count), paramsShape), null]
  },
  kernel: k => {
    const params = k.input(0)
    if (params.shape.length === 0) throw invalidArgument('params must be at least 1 dimensional')
    return gatherArray(params, k.input(1))
  },
  lower: { kind: 'kernel', kernel: 'gather', checks: true },
})

export const GatherNd: OpDef = defineOp('GatherNd', {
  inputs: ['params: Tparams', 'indices: Tindices'],
  outputs: ['output: Tparams'],
  attrs: ['Tparams: type', 'Tindices: {int32, int64}'],
  infer: c => {
    const params = c.input(0)
    const indices = c.withRankAtLeast(c.input(1), 1)
    const depth = c.dim(indices, -1)
    if (params === null || depth === null) return [null]
    if (depth > params.length)
      throw c.fail(
        `indices.shape[-1] must be <= params.rank, but saw indices shape: ${dims(indices)} and params shape: ${dims(params)}`,
      )
    return [c.concatenate(c.subshape(indices, 0, -1), c.subshape(params, depth))]
  },
  gradient: (op, grad) => {
    const [params, indices] = op.inputs as [Tensor, Tensor]
    // an int32 shape whatever the indices: int64 indices have no gradient in TensorFlow 0.12
    return [scatter_nd(indices, grad as Tensor, shape(params)), null]
  },
  kernel: k => gatherNdArray(k.input(0), k.input(1)),
  lower: {
    kind: 'kernel',
    kernel: 'gather_nd',
    checks: true,
    attrs: ({ inputShapes: [params = [], indices = []] }) => {
      const depth = indices.at(-1) ?? 0
      return depth > 0 && depth <= params.length && !params.includes(0)
        ? { leading: params.slice(0, depth) }
        : undefined
    },
  },
})
const dims = (shape: readonly (number | null)[] | null): string =>
  shape === null ? '?' : `[${shape.map(dim => dim ?? '?').join(',')}]`

function gatherNdArray(params: NDArray, indices: NDArray): NDArray {
  if (params.shape.length === 0) throw invalidArgument('params must be at least a vector')
  if (indices.shape.length === 0) throw invalidArgument('indices must be at least a vector')
  const depth = indices.shape.at(-1) as number
  if (depth > params.shape.length) {
    throw invalidArgument(
      `index innermost dimension length must be <= params rank; saw: ${depth} vs. ${params.shape.length}`,
    )
  }
  const outer = indices.shape.slice(0, -1)
  const inner = params.shape.slice(depth)
  const count = numElements(outer)
  const shape = [...outer, ...inner]
  if (count > 0 && params.size === 0 && numElements(inner) > 0) {
    throw invalidArgument(
      `Requested more than 0 entries, but params is empty.  Params shape: ${shapeText(params.shape)}`,
    )
  }
  checkAllocation(shape, params.dtype)
  if (depth === 0 && params.size === 0) return NDArray.zeros(shape, params.dtype)
  const leading = params.shape.slice(0, depth)
  const flat = new Int32Array(count)
  // the last one is reported
  let wrong = -1
  for (let i = 0; i < count; i++) {
    let at = 0
    let bad = false
    for (let d = 0; d < depth; d++) {
      const index = Number(indices.data[i * depth + d])
      bad ||= index < 0 || index >= (leading[d] as number)
      at = at * (leading[d] as number) + index
    }
    if (bad) wrong = i
    flat[i] = at
  }
  if (wrong >= 0) {
    const index = Array.from({ length: depth }, (_, d) => Number(indices.data[wrong * depth + d]))
    throw invalidArgument(
      `flat indices[${wrong}, :] = [${index.join(', ')}] does not index into param (shape: ${shapeText(params.shape)}).`,
    )
  }
  const rows = new NDArray(params.dtype, [numElements(leading), ...inner], params.data)
  const taken = rows.take(flat)
  return new NDArray(params.dtype, shape, taken.data)
}

// --- functions

interface GatherArgs {
  params: TensorLike
  indices: TensorLike
  name: Name
}
/** Slices of `params` along its first dimension, chosen by `indices`: shape indices.shape + params.shape[1:]. */
export const gather = pyfunction(
  'gather(params, indices, validate_indices=None, name=None)',
  ({ params, indices, validate_indices, name }: GatherArgs & { validate_indices: boolean | null }) =>
    apply(Gather, { params, indices, validate_indices }, name),
)
/** Slices of `params` chosen by the index vectors in the last dimension of `indices`. */
export const gather_nd = pyfunction('gather_nd(params, indices, name=None)', ({ params, indices, name }: GatherArgs) =>
  apply(GatherNd, { params, indices }, name),
)
