/** Reductions over axes (kernels/reduction_ops_*.cc, ops/math_ops.py). */
import { ValueError } from '../errors/python.ts'
import { invalidArgument } from '../errors/status.ts'
import { apply } from '../graph/apply_op.ts'
import type { Name, TensorLike } from '../graph/convert.ts'
import { integersOf } from '../graph/kernel_helpers.ts'
import { defineOp, type OpDef, type OpSpec } from '../graph/op_def.ts'
import { pyfunction } from '../graph/signature.ts'
import { SparseTensor } from '../graph/sparse_tensor.ts'
import { Tensor } from '../graph/tensor.ts'
import type { Kernel } from '../kernels/kernel.ts'
import { reduce, type Reduction } from '../kernels/reference/reduce.ts'
import type { InferenceContext } from '../graph/shape_inference.ts'
import { int32 } from '../tensor/dtypes.ts'
import { isFullyDefined, type Shape } from '../tensor/shape.ts'
import { constant } from './constant_op.ts'
import { extremeGradient, meanGradient, prodGradient, sumGradient } from './reduction_gradients.ts'
import { range } from './sequence_ops.ts'
import { rank } from './shape_ops.ts'

/** The reduced shape, where the axes are known. */
function inferReduction(c: InferenceContext): readonly Shape[] {
  const input = c.input(0)
  c.withRankAtMost(c.input(1), 1)
  const keep = c.attr<boolean>('keep_dims')
  const axes = c.integers(1)
  if (axes === undefined || input === null) return [keep && input !== null ? c.unknownOfRank(input.length) : null]
  const rank = input.length
  const reduced = new Set(
    axes.map(axis => {
      if (axis < -rank || axis >= rank) throw c.fail(`Invalid reduction dimension ${axis} for input with ${rank} dimensions.`)
      return axis < 0 ? axis + rank : axis
    }),
  )
  return [keep ? input.map((dim, i) => (reduced.has(i) ? 1 : dim)) : input.filter((_, i) => !reduced.has(i))]
}

const reductionKernel =
  (reduction: Reduction): Kernel =>
  k => {
    const input = k.input(0)
    const rank = input.shape.length
    const axes = integersOf(k.input(1)).map(axis => {
      if (axis < -rank || axis >= rank) throw invalidArgument(`Invalid reduction dimension (${axis} for input with ${rank} dimension(s)`)
      return axis < 0 ? axis + rank : axis
    })
    return reduce(reduction, input, axes, k.attr('keep_dims') === true)
  }

const reduction = (kind: Reduction): OpSpec => ({
  inputs: ['input: T', 'reduction_indices: Tidx'],
  outputs: ['output: T'],
  attrs: ['keep_dims: bool = false', 'T: numbertype', 'Tidx: {int32, int64} = DT_INT32'],
  infer: inferReduction,
  shapeInputs: [1],
  kernel: reductionKernel(kind),
  lower: { kind: 'reduce', reducer: kind },
})
const logical = (kind: 'all' | 'any'): OpSpec => ({
  ...reduction(kind),
  inputs: ['input: bool', 'reduction_indices: Tidx'],
  outputs: ['output: bool'],
  attrs: ['keep_dims: bool = false', 'Tidx: {int32, int64} = DT_INT32'],
  gradient: 'unregistered',
})

export const Sum = defineOp('Sum', { ...reduction('sum'), gradient: sumGradient })
export const Mean = defineOp('Mean', { ...reduction('mean'), gradient: meanGradient })
export const Prod = defineOp('Prod', { ...reduction('prod'), gradient: prodGradient })
export const Max = defineOp('Max', { ...reduction('max'), gradient: extremeGradient })
export const Min = defineOp('Min', { ...reduction('min'), gradient: extremeGradient })
export const All = defineOp('All', logical('all'))
export const Any = defineOp('Any', logical('any'))

// --- functions

export interface ReduceArgs {
  input_tensor: TensorLike | SparseTensor
  axis: TensorLike | null
  keep_dims: boolean
  name: Name
  reduction_indices: TensorLike | null
}

/** The axes as they are given; all of them where they are not. */
export function reductionAxes(x: unknown, axis: TensorLike | null, reduction_indices: TensorLike | null): TensorLike {
  if (reduction_indices !== null) {
    if (axis !== null) throw new ValueError("Can't specify both axis' and 'reduction_indices'.")
    return reduction_indices
  }
  if (axis !== null) return axis
  const numbered = (count: number): Tensor =>
    constant(
      Int32Array.from({ length: count }, (_, i) => i),
      int32,
    )
  if (x instanceof Tensor && x.staticShape !== null) return numbered(x.staticShape.length)
  if (x instanceof SparseTensor && isFullyDefined(x.shape.staticShape)) return numbered(x.shape.staticShape[0] as number)
  return range(0, rank(x as TensorLike))
}

const reducer =
  (def: OpDef) =>
  ({ input_tensor, axis, keep_dims, name, reduction_indices }: ReduceArgs): Tensor => {
    const axes = reductionAxes(input_tensor, axis, reduction_indices)
    return apply(def, { input: input_tensor, reduction_indices: axes, keep_dims }, name)
  }
/** Sum of `input` over `axes`, for gradients. */
export const reduceSum = (input: Tensor, axes: Tensor): Tensor => apply(Sum, { input, reduction_indices: axes, keep_dims: false })

/**
 * The sum over `axis` (a number or a list; negative ones count from the end; all axes where it is null). Reduced axes go,
 * or stay as 1 with `keep_dims`. Of nothing it is 0.
 */
export const reduce_sum = pyfunction('reduce_sum(input_tensor, axis=None, keep_dims=False, name=None, reduction_indices=None)', reducer(Sum))
/** The mean over `axis`; integers are divided as C divides them, of nothing it is NaN. */
export const reduce_mean = pyfunction('reduce_mean(input_tensor, axis=None, keep_dims=False, name=None, reduction_indices=None)', reducer(Mean))
/** The product over `axis`; of nothing it is 1. */
export const reduce_prod = pyfunction('reduce_prod(input_tensor, axis=None, keep_dims=False, name=None, reduction_indices=None)', reducer(Prod))
/** The largest element over `axis`; of nothing it is −∞ or the smallest integer. */
export const reduce_max = pyfunction('reduce_max(input_tensor, axis=None, keep_dims=False, name=None, reduction_indices=None)', reducer(Max))
/** The smallest element over `axis`; of nothing it is ∞ or the largest integer. */
export const reduce_min = pyfunction('reduce_min(input_tensor, axis=None, keep_dims=False, name=None, reduction_indices=None)', reducer(Min))
/** Whether all booleans over `axis` hold. */
export const reduce_all = pyfunction('reduce_all(input_tensor, axis=None, keep_dims=False, name=None, reduction_indices=None)', reducer(All))
/** Whether any boolean over `axis` holds. */
export const reduce_any = pyfunction('reduce_any(input_tensor, axis=None, keep_dims=False, name=None, reduction_indices=None)', reducer(Any))
