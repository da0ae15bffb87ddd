/** Reductions over axes (kernels/reduction_ops_*.cc, ops/math_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { device } from '../../graph/build/public.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { defineOp, type Gradient, type OpDef, type OpSpec } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import type { TensorValue } from '../../graph/serialize/attrs.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import { Tensor } from '../../graph/tensor.ts'
import type { Kernel } from '../../kernels/kernel.ts'
import { type Reduction, reduce } from '../../kernels/reference/arrays/reduce.ts'
import { int32 } from '../../tensor/dtypes.ts'
import { int } from '../../tensor/literals.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { isFullyDefined, type Shape } from '../../tensor/shape.ts'
import { opNamed } from '../core/operator_nodes.ts'
import { maximum } from './arithmetic_ops.ts'
import { cast, to_int32 } from './cast_ops.ts'
import { equal } from './comparison_ops.ts'
import { constant, fill } from './constant_op.ts'
import { div } from './division_ops.ts'
import { floorOver, modulo, over, plus, times } from './operators.ts'
import { cumprod } from './scan_ops.ts'
import { range } from './sequence_ops.ts'
import { rank, reshape, shape, size } from './shape_ops.ts'

/** The reduced shape, where the axes are known. */
function inferReduction(c: InferenceContext): readonly Shape[] {
  const input = c.input(0)
  c.withRankAtMost(c.input(1), 1)
  const keep = c.attr('keep_dims')
  const axes = c.integers(1)
  if (axes === undefined || input === null) return [keep && input !== null ? c.unknownOfRank(input.length) : null]
  const rank = input.length
  const reduced = new Set(
    axes.map(axis => {
      if (axis < -rank || axis >= rank)
        throw c.fail(`Invalid reduction dimension ${axis} for input with ${rank} dimensions.`)
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
      if (axis < -rank || axis >= rank)
        throw invalidArgument(`Invalid reduction dimension (${axis} for input with ${rank} dimension(s)`)
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
  input_tensor: TensorLike
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
  if (x instanceof SparseTensor && isFullyDefined(x.shape.staticShape))
    return numbered(x.shape.staticShape[0] as number)
  return range(0, rank(x as TensorLike))
}

const reducer =
  (def: OpDef) =>
  ({ input_tensor, axis, keep_dims, name, reduction_indices }: ReduceArgs): Tensor => {
    const axes = reductionAxes(input_tensor, axis, reduction_indices)
    return apply(def, { input: input_tensor, reduction_indices: axes, keep_dims }, name)
  }
/** Sum of `input` over `axes`, for gradients. */
export const reduceSum = (input: Tensor, axes: Tensor): Tensor =>
  apply(Sum, { input, reduction_indices: axes, keep_dims: false })

/**
 * The sum over `axis` (a number or a list; negative ones count from the end; all axes where it is null). Reduced axes go,
 * or stay as 1 with `keep_dims`. Of nothing it is 0.
 */
export const reduce_sum = pyfunction(
  'reduce_sum(input_tensor, axis=None, keep_dims=False, name=None, reduction_indices=None)',
  reducer(Sum),
)
/** The mean over `axis`; integers are divided as C divides them, of nothing it is NaN. */
export const reduce_mean = pyfunction(
  'reduce_mean(input_tensor, axis=None, keep_dims=False, name=None, reduction_indices=None)',
  reducer(Mean),
)
/** The product over `axis`; of nothing it is 1. */
export const reduce_prod = pyfunction(
  'reduce_prod(input_tensor, axis=None, keep_dims=False, name=None, reduction_indices=None)',
  reducer(Prod),
)
/** The largest element over `axis`; of nothing it is −∞ or the smallest integer. */
export const reduce_max = pyfunction(
  'reduce_max(input_tensor, axis=None, keep_dims=False, name=None, reduction_indices=None)',
  reducer(Max),
)
/** The smallest element over `axis`; of nothing it is ∞ or the largest integer. */
export const reduce_min = pyfunction(
  'reduce_min(input_tensor, axis=None, keep_dims=False, name=None, reduction_indices=None)',
  reducer(Min),
)
/** Whether all booleans over `axis` hold. */
export const reduce_all = pyfunction(
  'reduce_all(input_tensor, axis=None, keep_dims=False, name=None, reduction_indices=None)',
  reducer(All),
)
/** Whether any boolean over `axis` holds. */
export const reduce_any = pyfunction(
  'reduce_any(input_tensor, axis=None, keep_dims=False, name=None, reduction_indices=None)',
  reducer(Any),
)

// --- gradients (ops/math_grad.py); what moves elements is looked up by name, for it is made of reductions itself

const repeat = (input: Tensor, multiples: TensorLike): Tensor => apply(opNamed('Tile'), { input, multiples })
const chosen = (params: Tensor, indices: Tensor): Tensor => apply(opNamed('Gather'), { params, indices })
const permute = (x: Tensor, perm: Tensor): Tensor => apply(opNamed('Transpose'), { x, perm }, 'transpose')

/** A quotient of shapes where nothing divides by zero: dimensions of length 0 give 0. */
const safeShapeDiv = (x: Tensor, y: Tensor): Tensor => floorOver(x, maximum(y, 1))

/** The shape with the reduced axes as 1, as an int32 vector (math_ops.reduced_shape). */
export function reducedShape(inputShape: Tensor, axes: Tensor): Tensor {
  const dims = to_int32(inputShape)
  const given = to_int32(axes)
  const inputRank = size(dims)
  const positive = modulo(plus(given, inputRank), inputRank)
  const axesShape = shape(positive)
  const all = range(inputRank)
  return apply(opNamed('DynamicStitch'), { indices: [all, positive], data: [dims, fill(axesShape, int(1))] })
}

/** The value of a Const node. */
const constNode = (tensor: Tensor): NDArray | undefined =>
  tensor.op.type === 'Const' ? (tensor.op.attr('value') as TensorValue).array : undefined

/** Every element of the sum gets the whole gradient: it is repeated along the reduced axes. */
function sumGrad(op: Operation, grad: Tensor): Tensor {
  const [input, axes] = op.inputs as [Tensor, Tensor]
  const known = input.staticShape
  const value = known === null ? undefined : constNode(axes)
  if (
    known !== null &&
    value &&
    value.shape.length === 1 &&
    value.size === known.length &&
    integersOf(value).every((axis, i) => axis === i)
  ) {
    const kept = reshape(
      grad,
      known.map(() => 1),
    )
    return repeat(kept, isFullyDefined(known) ? [...known] : shape(input))
  }
  const inputShape = shape(input)
  const kept = reducedShape(inputShape, axes)
  const scaling = safeShapeDiv(inputShape, kept)
  return repeat(reshape(grad, kept), scaling)
}
function sumGradient(op: Operation, grad: Tensor): Gradient[] {
  return [sumGrad(op, grad), null]
}

function meanGradient(op: Operation, grad: Tensor): Gradient[] {
  const sum = sumGrad(op, grad)
  const inputShape = shape(op.inputs[0] as Tensor)
  const outputShape = shape(op.outputs[0] as Tensor)
  const elements = reduce_prod(inputShape)
  const factor = safeShapeDiv(elements, reduce_prod(outputShape))
  return [over(sum, cast(factor, sum.dtype)), null]
}

/** The elements that are equal to the extreme share the gradient. */
function extremeGradient(op: Operation, gradient: Tensor): Gradient[] {
  const [input, axes] = op.inputs as [Tensor, Tensor]
  const kept = reducedShape(shape(input), axes)
  const y = reshape(op.outputs[0] as Tensor, kept)
  const grad = reshape(gradient, kept)
  const indicators = cast(equal(y, input), grad.dtype)
  const selected = reshape(reduce_sum(indicators, axes), kept)
  return [times(div(indicators, selected), grad), null]
}

/** The product of all other elements, from the products before and after each one. */
function prodGradient(op: Operation, gradient: Tensor): Gradient[] {
  const [input, axes] = op.inputs as [Tensor, Tensor]
  const inputShape = shape(input)
  const indices = reshape(axes, [-1])
  const kept = reducedShape(inputShape, axes)
  const scaling = safeShapeDiv(inputShape, kept)
  const grad = repeat(reshape(gradient, kept), scaling)
  // the shape computations stay on the CPU, as TensorFlow places them
  const { permutation, reducedSize, otherSize } = device('/cpu:0', () => {
    const reduced = cast(indices, int32)
    const all = range(0, rank(input))
    const other = apply(opNamed('ListDiff'), { x: all, y: reduced })
    const permutation = apply(opNamed('Concat'), { concat_dim: 0, values: [reduced, other] }, 'concat')
    const reducedSize = reduce_prod(chosen(inputShape, reduced))
    return { permutation, reducedSize, otherSize: reduce_prod(chosen(inputShape, other)) }
  })
  const permuted = permute(input, permutation)
  const permutedShape = shape(permuted)
  const reshaped = reshape(permuted, [reducedSize, otherSize])
  const left = cumprod(reshaped, { axis: 0, exclusive: true })
  const right = cumprod(reshaped, { axis: 0, exclusive: true, reverse: true })
  const y = reshape(times(left, right), permutedShape)
  const out = times(grad, permute(y, apply(opNamed('InvertPermutation'), { x: permutation })))
  return [reshape(out, inputShape), null]
}
