/** Sums and other reductions of rows that belong together (kernels/segment_reduction_ops.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { type Name, registerConversion, type TensorLike } from '../../graph/build/convert.ts'
import { IndexedSlices } from '../../graph/indexed_slices.ts'
import { knownIntegers } from '../../graph/movement_lowerings.ts'
import { defineOp, type GradientFunction, type OpDef, type OpSpec } from '../../graph/op_def.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { type SegmentReduction, segmentReduce, unsortedSegmentSum } from '../../kernels/reference/arrays/segments.ts'
import { PyInt } from '../../tensor/literals.ts'
import { type Shape, sameShape } from '../../tensor/shape.ts'
import { cast } from '../math/cast_ops.ts'
import { equal } from '../math/comparison_ops.ts'
import { constant, fill, zeros } from '../math/constant_op.ts'
import { div } from '../math/division_ops.ts'
import { minus } from '../math/operators.ts'
import { select } from '../math/select_ops.ts'
import { expand_dims, rank, shape } from '../math/shape_ops.ts'
import { concat } from './concat_ops.ts'
import { gather } from './gather_ops.ts'

/** One row per segment: how many is not known before a run. */
function inferSegments(c: InferenceContext): readonly Shape[] {
  const data = c.withRankAtLeast(c.input(0), 1)
  c.withRank(c.input(1), 1)
  return [c.concatenate([null], c.subshape(data, 1))]
}
const segments = (kind: SegmentReduction, types: string): OpSpec => ({
  inputs: ['data: T', 'segment_ids: Tindices'],
  outputs: ['output: T'],
  attrs: [`T: ${types}`, 'Tindices: {int32, int64}'],
  infer: inferSegments,
  kernel: k => segmentReduce(kind, k.input(0), k.input(1)),
  lower: { kind: 'host' },
})

/** Whether ids start at 0 and grow by 0 or 1. */
const areSegments = (ids: readonly number[]): boolean =>
  ids.every((id, i) => (i === 0 ? id === 0 : id === ids[i - 1] || id === (ids[i - 1] as number) + 1))

/** The rows that are equal to the extreme of their segment share its gradient. */
const extremeGradient: GradientFunction = (op, grad) => {
  const [data, ids] = op.inputs as [Tensor, Tensor]
  const g = grad as Tensor
  const zero = zeros(shape(data), data.dtype)
  const taken = gather(op.outputs[0] as Tensor, ids)
  const selected = equal(data, taken)
  const count = segment_sum(cast(selected, g.dtype), ids)
  const weighted = div(g, count)
  return [select(selected, gather(weighted, ids), zero), null]
}

export const SegmentSum = defineOp('SegmentSum', {
  ...segments('sum', 'numbertype'),
  shapeInputs: [1],
  concreteShapes: c => {
    const [shape = null] = inferSegments(c)
    const ids = c.integers(1)
    return [ids && shape ? [ids.length === 0 ? 0 : (ids.at(-1) as number) + 1, ...shape.slice(1)] : shape]
  },
  lower: {
    kind: 'kernel',
    kernel: 'unsorted_segment_sum',
    operands: [0, 1],
    attrs: node => {
      const ids = knownIntegers(node, 1)
      return ids && areSegments(ids) && node.inputShapes[0]?.[0] === ids.length ? {} : undefined
    },
  },
  gradient: (op, grad) => [gather(grad as Tensor, op.inputs[1] as Tensor), null],
})
export const SegmentMean = defineOp('SegmentMean', {
  ...segments('mean', 'realnumbertype'),
  gradient: (op, grad) => {
    const [data, ids] = op.inputs as [Tensor, Tensor]
    const g = grad as Tensor
    const inputRank = rank(data)
    const idsShape = shape(ids)
    const others = fill(expand_dims(minus(inputRank, 1), 0), new PyInt(1))
    const ones = fill(concat(0, [idsShape, others]), constant(1, g.dtype))
    const scaled = div(g, segment_sum(ones, ids))
    return [gather(scaled, ids), null]
  },
})
export const SegmentProd = defineOp('SegmentProd', { ...segments('prod', 'numbertype'), gradient: 'unregistered' })
export const SegmentMin = defineOp('SegmentMin', { ...segments('min', 'realnumbertype'), gradient: extremeGradient })
export const SegmentMax = defineOp('SegmentMax', { ...segments('max', 'realnumbertype'), gradient: extremeGradient })

export const UnsortedSegmentSum = defineOp('UnsortedSegmentSum', {
  inputs: ['data: T', 'segment_ids: Tindices', 'num_segments: int32'],
  outputs: ['output: T'],
  attrs: ['T: numbertype', 'Tindices: {int32, int64}'],
  infer: c => {
    const [data, ids] = [c.input(0), c.input(1)]
    c.withRank(c.input(2), 0)
    const rows = c.dimFromScalar(2)
    if (ids === null || data === null) {
      if (ids !== null) c.mergePrefix(data, ids)
      return [null]
    }
    c.mergePrefix(data, ids)
    return [c.concatenate([rows], c.subshape(data, ids.length))]
  },
  gradient: (op, grad) => [gather(grad as Tensor, op.inputs[1] as Tensor), null, null],
  shapeInputs: [2],
  kernel: k => unsortedSegmentSum(k.input(0), k.input(1), k.input(2)),
  lower: {
    kind: 'kernel',
    kernel: 'unsorted_segment_sum',
    checks: true,
    operands: [0, 1],
    attrs: ({ inputShapes: [data = [], ids = []] }) => (sameShape(data.slice(0, ids.length), ids) ? {} : undefined),
  },
})

/** Slices as the tensor that they are part of: rows that occur several times are added. */
registerConversion(
  value => value instanceof IndexedSlices,
  (value, { dtype, name }) => {
    const slices = value as IndexedSlices
    if (dtype && !dtype.is_compatible_with(slices.dtype)) {
      throw new ValueError(
        `Tensor conversion requested dtype ${dtype.name} for IndexedSlices with dtype ${slices.dtype.name}`,
      )
    }
    if (!slices.dense_shape)
      throw new ValueError(`Tensor conversion requested for IndexedSlices without dense_shape: ${slices}`)
    return unsorted_segment_sum(slices.values, slices.indices, slices.dense_shape.at(0), { name })
  },
)

// --- functions

interface SegmentArgs {
  data: TensorLike
  segment_ids: TensorLike
  name: Name
}
const bySegment =
  (def: OpDef) =>
  ({ data, segment_ids, name }: SegmentArgs) =>
    apply(def, { data, segment_ids }, name)

/**
 * Sums of the rows of each segment. `segment_ids` (int32 or int64 vector, one id a row) starts at 0 and grows by 0 or 1;
 * else the run ends in InvalidArgument.
 */
export const segment_sum = pyfunction('segment_sum(data, segment_ids, name=None)', bySegment(SegmentSum))
/** Means of the rows of each segment, see `segment_sum`. */
export const segment_mean = pyfunction('segment_mean(data, segment_ids, name=None)', bySegment(SegmentMean))
/** Products of the rows of each segment, see `segment_sum`. */
export const segment_prod = pyfunction('segment_prod(data, segment_ids, name=None)', bySegment(SegmentProd))
/** The smallest elements in the rows of each segment, see `segment_sum`. */
export const segment_min = pyfunction('segment_min(data, segment_ids, name=None)', bySegment(SegmentMin))
/** The largest elements in the rows of each segment, see `segment_sum`. */
export const segment_max = pyfunction('segment_max(data, segment_ids, name=None)', bySegment(SegmentMax))
/** Sums of the parts of `data` with each id from 0 to `num_segments` − 1; the shape of the ids is a prefix of the data's. */
export const unsorted_segment_sum = pyfunction(
  'unsorted_segment_sum(data, segment_ids, num_segments, name=None)',
  ({ data, segment_ids, num_segments, name }: SegmentArgs & { num_segments: TensorLike }) =>
    apply(UnsortedSegmentSum, { data, segment_ids, num_segments }, name),
)
