/** Joining tensors along a dimension. */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import { convertToTensor, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { IndexedSlices } from '../../graph/indexed_slices.ts'
import { constantValue } from '../../graph/infer.ts'
import { integerOf, integersOf } from '../../graph/kernel_helpers.ts'
import { alongAxis } from '../../graph/movement_lowerings.ts'
import { defineOp, type Gradient, type Lowering, type OpSpec } from '../../graph/op_def.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import { Tensor } from '../../graph/tensor.ts'
import { concat as concatArrays } from '../../kernels/reference/arrays/movement.ts'
import { int32 } from '../../tensor/dtypes.ts'
import { PyInt } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { type Shape, shapeText } from '../../tensor/shape.ts'
import { TensorShape } from '../../tensor/tensor_shape.ts'
import { identity } from '../core/identity_ops.ts'
import { add } from '../math/arithmetic_ops.ts'
import { cast } from '../math/cast_ops.ts'
import { greater_equal, less } from '../math/comparison_ops.ts'
import { constant, fill } from '../math/constant_op.ts'
import { logical_and } from '../math/logical_ops.ts'
import { minus, plus, times } from '../math/operators.ts'
import { expand_dims, integerArray, ShapeN, shape, squeeze } from '../math/shape_ops.ts'
import { gather } from './gather_ops.ts'
import { slice } from './slice_ops.ts'
import { where } from './where_ops.ts'

/**
 * The joined shape; `axisIndex`: the input that says the axis, by default the others are the values. What follows axis -1 is the whole
 * shape in TensorFlow's shape function, which static shapes show; `exact` is right.
 */
export function concatShape(
  c: InferenceContext,
  axisIndex: number,
  exact: boolean,
  values: readonly Shape[] = c.inputs().filter((_, i) => i !== axisIndex),
): readonly Shape[] {
  c.withRank(c.input(axisIndex), 0)
  const axis = c.scalar(axisIndex)
  if (axis === undefined) {
    // the rank is that of any input that has one
    let rank: number | null = null
    for (const value of values) {
      if (value === null) continue
      if (rank === null) rank = value.length
      else c.withRank(value, rank)
    }
    if (rank === 0) throw c.fail(`Can't concatenate scalars (use tf.pack instead)`)
    return [rank === null ? null : c.unknownOfRank(rank)]
  }
  const least = axis < 0 ? -axis : axis + 1
  let before: Shape = null
  let after: Shape = null
  let dim: number | null = 0
  let first = true
  // the last one first: messages name what differs in this order
  for (const value of values.toReversed()) {
    c.withRankAtLeast(value, least)
    const middle = c.dim(value, axis)
    const head = c.subshape(value, 0, axis)
    const tail = axis === -1 && exact ? [] : c.subshape(value, axis + 1)
    if (first) {
      before = value === null ? null : head
      after = value === null ? null : tail
      dim = middle
      first = false
    } else {
      before = c.merge(value === null ? null : head, before)
      after = c.merge(value === null ? null : tail, after)
      dim = c.addDims(middle, dim)
    }
  }
  return [c.concatenate(c.concatenate(before, [dim]), after)]
}

/** Joins arrays along an axis, which may count from the end unless `least` says otherwise; `axisName`: what messages call it. */
export function joined(
  arrays: readonly NDArray[],
  axisInput: NDArray,
  axisName: string,
  least = -(arrays[0] as NDArray).shape.length,
): NDArray {
  if (axisInput.shape.length > 0) {
    throw invalidArgument(`${axisName} tensor should be a scalar integer, but got shape ${shapeText(axisInput.shape)}`)
  }
  const first = arrays[0] as NDArray
  const rank = first.shape.length
  const given = integerOf(axisInput)
  const axis = given < 0 ? given + rank : given
  if (given < least || axis >= rank) {
    throw invalidArgument(
      `ConcatOp : Expected concatenating dimensions in the range [${least}, ${rank}), but got ${given}`,
    )
  }
  for (const [i, array] of arrays.entries()) {
    if (array.shape.length !== rank) {
      throw invalidArgument(
        `ConcatOp : Ranks of all input tensors should match: shape[0] = ${shapeText(first.shape)} vs. shape[${i}] = ${shapeText(array.shape)}`,
      )
    }
    if (array.shape.some((size, d) => d !== axis && size !== first.shape[d])) {
      throw invalidArgument(
        `ConcatOp : Dimensions of inputs should match: shape[0] = ${shapeText(first.shape)} vs. shape[${i}] = ${shapeText(array.shape)}`,
      )
    }
  }
  return concatArrays(arrays, axis)
}

/** The value where axis and parts are known. */
function knownValue(values: readonly (NDArray | undefined)[], axis: NDArray | undefined): NDArray | undefined {
  if (!axis || values.some(value => !value)) return undefined
  return joined(values as NDArray[], axis, 'axis')
}
/** Vectors read as shapes one after another. */
function knownShape(parts: readonly Tensor[], shapeOf: (tensor: Tensor) => Shape): Shape {
  const all: (number | null)[] = []
  let known = true
  for (const part of parts) {
    const next = shapeOf(part)
    if (next === null) known = false
    else for (const dim of next) all.push(dim)
  }
  return known ? all : null
}

const spec = (axisFirst: boolean): OpSpec => {
  const axisOf = (count: number): number => (axisFirst ? 0 : count - 1)
  const parts = <T>(all: readonly T[]): readonly T[] => (axisFirst ? all.slice(1) : all.slice(0, -1))
  return {
    infer: c => concatShape(c, axisOf(c.inputCount), false),
    concreteShapes: c => concatShape(c, axisOf(c.inputCount), true),
    gradient: (op, grad) => {
      const grads = concatGradient(parts(op.inputs), op.inputs[axisOf(op.inputs.length)] as Tensor, grad as Gradient)
      return axisFirst ? [null, ...grads] : [...grads, null]
    },
    kernel: k =>
      joined(parts(k.inputs), k.inputs[axisOf(k.inputs.length)] as NDArray, axisFirst ? 'concat_dim' : 'axis'),
    constantValue: (op, valueOf) =>
      knownValue(parts(op.inputs).map(valueOf), valueOf(op.inputs[axisOf(op.inputs.length)] as Tensor)),
    constantShape: (op, shapeOf) => knownShape(parts(op.inputs), shapeOf),
  }
}

/** Input `axis` (from the end where negative) is the axis, the others are joined. */
function joinLowering(axis: 0 | -1): Lowering {
  return alongAxis(
    'concat',
    count => (axis + count) % count,
    node => (node.outputShapes[0] as readonly number[]).length,
    node => node.inputShapes.map((_, i) => i).slice(axis === 0 ? 1 : 0, axis === 0 ? undefined : -1),
  )
}

export const Concat = defineOp('Concat', {
  inputs: ['concat_dim: int32', 'values: N * T'],
  outputs: ['output: T'],
  attrs: ['N: int >= 2', 'T: type'],
  ...spec(true),
  shapeInputs: [0],
  lower: joinLowering(0),
})
export const ConcatV2 = defineOp('ConcatV2', {
  inputs: ['values: N * T', 'axis: Tidx'],
  outputs: ['output: T'],
  attrs: ['N: int >= 2', 'T: type', 'Tidx: {int32, int64} = DT_INT32'],
  ...spec(false),
  shapeInputs: [-1],
  lower: joinLowering(-1),
})

export const ConcatOffset = defineOp('ConcatOffset', {
  inputs: ['concat_dim: int32', 'shape: N * int32'],
  outputs: ['offset: N * int32'],
  attrs: ['N: int >= 2'],
  infer: c => c.inputs().slice(1),
  gradient: 'none',
  scheduling: 'inexpensive',
  kernel: k => {
    const [axisInput, ...shapes] = k.inputs as [NDArray, ...NDArray[]]
    if (axisInput.shape.length > 0)
      throw invalidArgument(`Concat dim tensor should be a scalar integer, but got shape ${shapeText(axisInput.shape)}`)
    for (const [i, one] of shapes.entries()) {
      if (one.shape.length !== 1)
        throw invalidArgument(`input ${i + 1} should be a vector, but got shape ${shapeText(one.shape)}`)
    }
    const first = shapes[0] as NDArray
    const rank = first.size
    const given = integerOf(axisInput)
    const axis = given
    if (axis < 0 || axis >= rank) throw invalidArgument(`Concat dim is out of range: ${given} vs. ${rank}`)
    let at = 0
    return shapes.map((one, i) => {
      if (one.size !== rank) throw invalidArgument(`input ${i} should contain ${rank} elements, but got${one.size}`)
      const dims = integersOf(one)
      for (const [d, size] of dims.entries()) {
        if (d !== axis && size !== integersOf(first)[d]) {
          throw invalidArgument(
            `All dimensions except ${axis} must match. Input ${i} has shape [${dims.join(' ')}] and doesn't match input 0 with shape [${integersOf(first).join(' ')}].`,
          )
        }
      }
      const offset = dims.map((_, d) => (d === axis ? at : 0))
      at += dims[axis] as number
      return integerArray(offset, [rank], int32)
    })
  },
  lower: { kind: 'reference' },
})

/** The part of `grad` for each value. */
function concatGradient(values: readonly Tensor[], axis: Tensor, grad: Gradient): Gradient[] {
  if (values.length === 1) return [grad]
  if (grad instanceof IndexedSlices) return slicesGradient(values, axis, grad)
  const sizes = inputShapes(values)
  const offsets = applyOp(ConcatOffset, { concat_dim: axis, shape: sizes }).outputs
  return sizes.map((size, i) => slice(grad as Tensor, offsets[i] as Tensor, size))
}
/** The shapes as constants where all are known, else by one node for all. */
function inputShapes(values: readonly Tensor[]): readonly Tensor[] {
  const sizes: Tensor[] = []
  for (const value of values) {
    const one = shape(value)
    if (one.op.type !== 'Const') return applyOp(ShapeN, { input: [...values] }).outputs
    sizes.push(one)
  }
  return sizes
}
function slicesGradient(values: readonly Tensor[], axis: Tensor, grad: IndexedSlices): Gradient[] {
  const known = constantValue(axis)
  if (!known) throw new ValueError('Can only compute IndexedSlices gradient with statically-known concat_dim')
  const sizes = values.map(value => shape(value))
  if (integerOf(known) > 0) {
    // every part has all the rows, and its own columns of them
    const [mask, start] = denseMaskAndBegin(sizes[0] as Tensor, axis)
    let begin = start
    return sizes.map(size => {
      const rows = concat_v2([[tfInt(-1)], slice(size, [1], [-1])], 0)
      const part = slice(grad.values, begin, rows)
      begin = add(begin, times(size, mask))
      return new IndexedSlices(part, grad.indices, size)
    })
  }
  // every part has the rows that fall into it
  const type = grad.indices.dtype.base_dtype
  let start = constant(0, type)
  return sizes.map(size => {
    let length = gather(size, axis)
    if (length.dtype !== type) length = cast(length, type)
    const end = plus(start, length)
    const inside = logical_and(greater_equal(grad.indices, start), less(grad.indices, end))
    const chosen = squeeze(where(inside), { squeeze_dims: [1] })
    const indices = minus(gather(grad.indices, chosen), start)
    const part = gather(grad.values, chosen)
    start = end
    return new IndexedSlices(part, indices, size)
  })
}
const tfInt = (value: number): PyInt => new PyInt(value)

/** A vector with 1 at the axis and 0 elsewhere, and a vector of zeros. */
function denseMaskAndBegin(size: Tensor, axis: Tensor): [Tensor, Tensor] {
  const rank = shape(size)
  const zero = tfInt(0)
  const mask = concat_v2(
    [fill(expand_dims(axis, 0), zero), [tfInt(1)], fill(minus(minus(rank, axis), tfInt(1)), zero)],
    0,
  )
  return [mask, fill(rank, zero)]
}

// --- functions

/** One value: it is passed on under the function's name. */
function passedOn(value: TensorLike, axis: TensorLike, name: string): Tensor {
  return withScope(name, null, [], scope => {
    const dim = convertToTensor(axis, { name: 'concat_dim', dtype: int32 })
    dim.get_shape().assert_is_compatible_with(TensorShape.of([]))
    return identity(value, scope)
  })
}
const isAxis = (value: unknown): boolean =>
  typeof value === 'number' ||
  value instanceof PyInt ||
  (value instanceof Tensor && value.dtype.is_integer && value.staticShape?.length === 0) ||
  (value instanceof NDArray && value.size === 1 && value.shape.length === 0)

interface ConcatArgs {
  concat_dim: TensorLike
  values: TensorLike
  name: string
}
/**
 * `values` one after another along dimension `axis`. Both of TensorFlow's argument orders are taken: `concat(0, [a, b])`
 * as up to 0.12 and `concat([a, b], 0)` as in 1.x.
 */
export const concat = pyfunction(
  'concat(concat_dim, values, name="concat")',
  ({ concat_dim, values, name }: ConcatArgs): Tensor => {
    const later = !isAxis(concat_dim) && (Array.isArray(concat_dim) || isAxis(values))
    const axis = later ? values : concat_dim
    const list = later ? concat_dim : values
    const items = Array.isArray(list) ? list : [list]
    if (items.length === 1) return passedOn(items[0] as TensorLike, axis, name)
    return apply(Concat, { concat_dim: axis, values: items }, name)
  },
)

/** `values` one after another along dimension `axis`, which counts from the end where negative. */
export const concat_v2 = pyfunction(
  'concat_v2(values, axis, name="concat_v2")',
  ({ values, axis, name }: { values: TensorLike; axis: TensorLike; name: string }): Tensor => {
    const items = Array.isArray(values) ? values : [values]
    if (items.length === 1) return passedOn(items[0] as TensorLike, axis, name)
    return apply(ConcatV2, { values: items, axis }, name)
  },
)
