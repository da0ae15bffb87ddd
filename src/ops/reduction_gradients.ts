/** Gradients of reductions (ops/math_grad.py). */
import { apply } from '../graph/apply_op.ts'
import type { Gradient } from '../graph/op_def.ts'
import type { TensorValue } from '../graph/attrs.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { device } from '../graph/public.ts'
import { int32 } from '../tensor/dtypes.ts'
import type { NDArray } from '../tensor/ndarray.ts'
import { isFullyDefined } from '../tensor/shape.ts'
import { integersOf } from '../graph/kernel_helpers.ts'
import { maximum } from './arithmetic_ops.ts'
import { cast, to_int32 } from './cast_ops.ts'
import { equal } from './comparison_ops.ts'
import { concat } from './concat_ops.ts'
import { fill } from './constant_op.ts'
import { div } from './division_ops.ts'
import { gather } from './gather_ops.ts'
import { opNamed } from './operator_nodes.ts'
import { floorOver, modulo, over, plus, times } from './operators.ts'
import { dynamic_stitch } from './partition_ops.ts'
import { reduce_prod, reduce_sum } from './reduction_ops.ts'
import { cumprod } from './scan_ops.ts'
import { range } from './sequence_ops.ts'
import { int } from '../tensor/literals.ts'
import { rank, reshape, shape, size } from './shape_ops.ts'
import { tile } from './tile_ops.ts'
import { invert_permutation, transpose } from './transpose_ops.ts'

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
  return dynamic_stitch([all, positive], [dims, fill(axesShape, int(1))])
}

/** The value of a Const node. */
const constNode = (tensor: Tensor): NDArray | undefined => (tensor.op.type === 'Const' ? (tensor.op.attr('value') as TensorValue).array : undefined)

/** Every element of the sum gets the whole gradient: it is repeated along the reduced axes. */
function sumGrad(op: Operation, grad: Tensor): Tensor {
  const [input, axes] = op.inputs as [Tensor, Tensor]
  const known = input.staticShape
  const value = known === null ? undefined : constNode(axes)
  if (known !== null && value && value.shape.length === 1 && value.size === known.length && integersOf(value).every((axis, i) => axis === i)) {
    const kept = reshape(
      grad,
      known.map(() => 1),
    )
    return tile(kept, isFullyDefined(known) ? [...known] : shape(input))
  }
  const inputShape = shape(input)
  const kept = reducedShape(inputShape, axes)
  const scaling = safeShapeDiv(inputShape, kept)
  return tile(reshape(grad, kept), scaling)
}
export function sumGradient(op: Operation, grad: Tensor): Gradient[] {
  return [sumGrad(op, grad), null]
}

export function meanGradient(op: Operation, grad: Tensor): Gradient[] {
  const sum = sumGrad(op, grad)
  const inputShape = shape(op.inputs[0] as Tensor)
  const outputShape = shape(op.outputs[0] as Tensor)
  const elements = reduce_prod(inputShape)
  const factor = safeShapeDiv(elements, reduce_prod(outputShape))
  return [over(sum, cast(factor, sum.dtype)), null]
}

/** The elements that are equal to the extreme share the gradient. */
export function extremeGradient(op: Operation, gradient: Tensor): Gradient[] {
  const [input, axes] = op.inputs as [Tensor, Tensor]
  const kept = reducedShape(shape(input), axes)
  const y = reshape(op.outputs[0] as Tensor, kept)
  const grad = reshape(gradient, kept)
  const indicators = cast(equal(y, input), grad.dtype)
  const selected = reshape(reduce_sum(indicators, axes), kept)
  return [times(div(indicators, selected), grad), null]
}

/** The product of all other elements, from the products before and after each one. */
export function prodGradient(op: Operation, gradient: Tensor): Gradient[] {
  const [input, axes] = op.inputs as [Tensor, Tensor]
  const inputShape = shape(input)
  const indices = reshape(axes, [-1])
  const kept = reducedShape(inputShape, axes)
  const scaling = safeShapeDiv(inputShape, kept)
  const grad = tile(reshape(gradient, kept), scaling)
  // the shape computations stay on the CPU, as TensorFlow places them
  const { permutation, reducedSize, otherSize } = device('/cpu:0', () => {
    const reduced = cast(indices, int32)
    const all = range(0, rank(input))
    const other = apply(opNamed('ListDiff'), { x: all, y: reduced })
    const permutation = concat(0, [reduced, other])
    const reducedSize = reduce_prod(gather(inputShape, reduced))
    return { permutation, reducedSize, otherSize: reduce_prod(gather(inputShape, other)) }
  })
  const permuted = transpose(input, permutation)
  const permutedShape = shape(permuted)
  const reshaped = reshape(permuted, [reducedSize, otherSize])
  const left = cumprod(reshaped, { axis: 0, exclusive: true })
  const right = cumprod(reshaped, { axis: 0, exclusive: true, reverse: true })
  const y = reshape(times(left, right), permutedShape)
  const out = times(grad, transpose(y, invert_permutation(permutation)))
  return [reshape(out, inputShape), null]
}
