/** Reductions of gathered rows by segment, and the ops of their gradients (kernels/segment_reduction_ops.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { defineOp, type OpDef, type OpSpec } from '../../graph/op_def.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import {
  type SparseReduction,
  sparseSegmentGradient,
  sparseSegmentReduce,
} from '../../kernels/reference/arrays/segments.ts'
import type { Shape } from '../../tensor/shape.ts'
import { gather } from '../array/gather_ops.ts'
import { unsorted_segment_sum } from '../array/segment_ops.ts'
import { shape } from '../math/shape_ops.ts'

/** Checks the ids; the rows of `data` without their first dimension. */
function rowShape(c: InferenceContext, gradient = false): Shape {
  const data = c.withRankAtLeast(c.input(0), 1)
  const indices = c.withRank(c.input(1), 1)
  // which of the two comes first shows in messages
  if (gradient) c.merge(c.input(2), indices)
  else c.merge(indices, c.withRank(c.input(2), 1))
  return c.subshape(data, 1)
}

const sparseSegment = (kind: SparseReduction, types: string): OpSpec => ({
  inputs: ['data: T', 'indices: Tidx', 'segment_ids: int32'],
  outputs: ['output: T'],
  attrs: [`T: ${types}`, 'Tidx: {int32, int64} = DT_INT32'],
  infer: c => [c.concatenate([null], rowShape(c))],
  kernel: k => sparseSegmentReduce(kind, k.input(0), k.input(1), k.input(2), shape => k.newOutput(0, shape)),
  lower: { kind: 'host' },
})
const sparseSegmentGrad = (kind: SparseReduction): OpSpec => ({
  inputs: ['grad: T', 'indices: Tidx', 'segment_ids: int32', 'output_dim0: int32'],
  outputs: ['output: T'],
  attrs: ['T: {float, double}', 'Tidx: {int32, int64} = DT_INT32'],
  infer: c => {
    const row = rowShape(c, true)
    c.withRank(c.input(3), 0)
    const rows = c.scalar(3)
    if (rows !== undefined && rows < 0) throw c.fail('Cannot specify a negative value for output_dim0')
    return [c.concatenate([rows ?? null], row)]
  },
  gradient: 'unregistered',
  shapeInputs: [3],
  kernel: k => sparseSegmentGradient(kind, k.input(0), k.input(1), k.input(2), k.input(3)),
  lower: {
    kind: 'kernel',
    kernel: 'sparse_segment_grad',
    checks: true,
    operands: [0, 1, 2],
    attrs: node => {
      const [grad = [], indices = [], ids = [], rows = []] = node.inputShapes
      const vectors = indices.length === 1 && ids.length === 1 && indices[0] === ids[0]
      return vectors && grad.length > 0 && rows.length === 0 ? { root: kind === 'sqrtn' } : undefined
    },
  },
})

export const SparseSegmentSum = defineOp('SparseSegmentSum', {
  ...sparseSegment('sum', 'realnumbertype'),
  gradient: (op, grad) => {
    const [data, indices, ids] = op.inputs as [Tensor, Tensor, Tensor]
    const rows = shape(data).at(0)
    return [unsorted_segment_sum(gather(grad as Tensor, ids), indices, rows), null, null]
  },
})
const gradientBy =
  (def: () => OpDef): OpSpec['gradient'] & {} =>
  (op, grad) => {
    const [data, indices, segment_ids] = op.inputs as [Tensor, Tensor, Tensor]
    const output_dim0 = shape(data).at(0)
    return [apply(def(), { grad, indices, segment_ids, output_dim0 }), null, null]
  }
export const SparseSegmentMean = defineOp('SparseSegmentMean', {
  ...sparseSegment('mean', '{float, double}'),
  gradient: gradientBy(() => SparseSegmentMeanGrad),
})
export const SparseSegmentSqrtN = defineOp('SparseSegmentSqrtN', {
  ...sparseSegment('sqrtn', '{float, double}'),
  gradient: gradientBy(() => SparseSegmentSqrtNGrad),
})
export const SparseSegmentMeanGrad = defineOp('SparseSegmentMeanGrad', sparseSegmentGrad('mean'))
export const SparseSegmentSqrtNGrad = defineOp('SparseSegmentSqrtNGrad', sparseSegmentGrad('sqrtn'))

// --- functions

interface SparseSegmentArgs {
  data: TensorLike
  indices: TensorLike
  segment_ids: TensorLike
  name: Name
}
interface SparseSegmentGradArgs {
  grad: TensorLike
  indices: TensorLike
  segment_ids: TensorLike
  output_dim0: TensorLike
  name: Name
}
const bySegment =
  (def: OpDef) =>
  ({ data, indices, segment_ids, name }: SparseSegmentArgs) =>
    apply(def, { data, indices, segment_ids }, name)
const gradientOf =
  (def: OpDef) =>
  ({ grad, indices, segment_ids, output_dim0, name }: SparseSegmentGradArgs) =>
    apply(def, { grad, indices, segment_ids, output_dim0 }, name)

/** `segment_sum` of the rows `indices` of `data`, without gathering them first. */
export const sparse_segment_sum = pyfunction(
  'sparse_segment_sum(data, indices, segment_ids, name=None)',
  bySegment(SparseSegmentSum),
)
/** `segment_mean` of the rows `indices` of `data`. */
export const sparse_segment_mean = pyfunction(
  'sparse_segment_mean(data, indices, segment_ids, name=None)',
  bySegment(SparseSegmentMean),
)
/** Sums of the rows `indices` of `data` by segment, over the square root of their number. */
export const sparse_segment_sqrt_n = pyfunction(
  'sparse_segment_sqrt_n(data, indices, segment_ids, name=None)',
  bySegment(SparseSegmentSqrtN),
)
/** The gradient of `sparse_segment_mean` with respect to data of `output_dim0` rows. */
export const sparse_segment_mean_grad = pyfunction(
  'sparse_segment_mean_grad(grad, indices, segment_ids, output_dim0, name=None)',
  gradientOf(SparseSegmentMeanGrad),
)
/** The gradient of `sparse_segment_sqrt_n` with respect to data of `output_dim0` rows. */
export const sparse_segment_sqrt_n_grad = pyfunction(
  'sparse_segment_sqrt_n_grad(grad, indices, segment_ids, output_dim0, name=None)',
  gradientOf(SparseSegmentSqrtNGrad),
)
