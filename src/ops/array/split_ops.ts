/** Cutting tensors into parts along a dimension. */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { invalidArgument } from '../../errors/status.ts'
import { applyOp } from '../../graph/build/apply_op.ts'
import { convertToTensor, type TensorLike } from '../../graph/build/convert.ts'
import { gradientOfList } from '../../graph/gradient_call.ts'
import { integerOf, integersOf } from '../../graph/kernel_helpers.ts'
import { alongAxis, rankOf } from '../../graph/movement_lowerings.ts'
import { defineOp, type PlanContext } from '../../graph/op_def.ts'
import { Tensor } from '../../graph/tensor.ts'
import { rowsAreAligned, split as splitArray } from '../../kernels/reference/arrays/movement.ts'
import { type DType, int32 } from '../../tensor/dtypes.ts'
import { PyInt } from '../../tensor/literals.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import type { Shape } from '../../tensor/shape.ts'
import { concat } from './concat_ops.ts'

/** Parts along dimension 0 are views where the rows are aligned to 16 bytes (measured; see execution-order.md). */
function partsAreViews(node: PlanContext, value: number, axis: number): readonly (number | undefined)[] {
  const shape = node.inputShapes[value] as readonly number[]
  const first = node.value(axis)
  const rows = first !== undefined && integerOf(first) === 0 && rowsAreAligned(shape, node.inputTypes[value] as DType)
  const view = node.outputTypes.length === 1 || rows
  return node.outputTypes.map(() => (view ? value : undefined))
}

export const Split = defineOp('Split', {
  inputs: ['split_dim: int32', 'value: T'],
  outputs: ['output: num_split * T'],
  attrs: ['num_split: int >= 1', 'T: type'],
  infer: c => {
    const count = c.attr('num_split')
    const axis = c.dimFromScalar(0)
    const value = c.input(1)
    let out: Shape
    if (axis === null) {
      out = value === null ? null : c.unknownOfRank(value.length)
    } else {
      const known = c.withRankAtLeast(value, axis + 1)
      const size = c.withContext('Number of ways to split should evenly divide the split dimension', () =>
        c.divideDim(c.dim(known, axis), count, true),
      )
      out = known === null ? null : c.replaceDim(known, axis, size)
    }
    return new Array<Shape>(count).fill(out)
  },
  gradient: gradientOfList((op, grads) => [null, concat(op.inputs[0] as Tensor, grads)]),
  shapeInputs: [0],
  aliases: node => partsAreViews(node, 1, 0),
  kernel: k => {
    const axis = integerOf(k.input(0))
    const value = k.input(1)
    const rank = value.shape.length
    const count = k.attr('num_split')
    if (!(axis >= 0 && axis < rank))
      throw invalidArgument(`0 <= split_dim < number of input dimensions (${rank}), but got ${axis}`)
    const size = value.shape[axis] as number
    if (size % count !== 0) {
      throw invalidArgument(
        `Number of ways to split should evenly divide the split dimension, but got split_dim ${axis} (size = ${size}) and num_split ${count}`,
      )
    }
    return count === 1
      ? value
      : splitArray(
          value,
          axis,
          new Array<number>(count).fill(size / count),
          axis === 0 && rowsAreAligned(value.shape, value.dtype),
        )
  },
  lower: alongAxis('split', () => 0, rankOf(1), [1]),
})

/** The lengths of the parts, an entry of -1 filled in. */
function partSizes(
  value: { readonly shape: readonly number[] },
  sizes: NDArray,
  axis: number,
  count: number,
): number[] {
  if (sizes.shape.length !== 1 || sizes.size !== count) {
    throw invalidArgument(
      `size of the split_tensor must be 1-D and have the same elements as outputs got${sizes.shape.length} -D and ${sizes.size} elements`,
    )
  }
  const rank = value.shape.length
  if (!(axis >= 0 && axis < rank))
    throw invalidArgument(`0 <= split_dim < number of input dimensions (${rank}), but got ${axis}`)
  const total = value.shape[axis] as number
  const parts = integersOf(sizes)
  let open = -1
  let determined = 0
  for (const [i, size] of parts.entries()) {
    if (size === -1) {
      if (open !== -1) throw invalidArgument('There can only be one -1 in the input.')
      open = i
    } else if (size < 0) throw invalidArgument(`Split size at index ${i} must be >= 0. Got: ${size}`)
    else determined += size
  }
  if (open === -1 ? determined !== total : determined > total) {
    throw invalidArgument(
      `Determined shape must either match input shape along split_dim exactly if fully specified, or be less than the size of the input along split_dim if not fully specified.  Got: ${determined}`,
    )
  }
  if (open !== -1) parts[open] = total - determined
  return parts
}

export const SplitV = defineOp('SplitV', {
  inputs: ['value: T', 'size_splits: Tlen', 'split_dim: int32'],
  outputs: ['output: num_split * T'],
  attrs: ['num_split: int >= 1', 'T: type', 'Tlen: {int32, int64} = DT_INT64'],
  infer: c => {
    const value = c.input(0)
    if (value?.length === 0) throw c.fail(`Can't split scalars`)
    return new Array<Shape>(c.attr('num_split')).fill(value === null ? null : c.unknownOfRank(value.length))
  },
  concreteShapes: c => {
    const count = c.attr('num_split')
    const value = c.input(0) as readonly number[]
    const [sizes, dim] = [c.value(1), c.value(2)]
    if (!sizes || !dim) return new Array<Shape>(count).fill(null)
    const axis = integerOf(dim)
    return partSizes({ shape: value }, sizes, axis, count).map(size => value.with(axis, size))
  },
  gradient: gradientOfList((op, grads) => [concat(op.inputs[2] as Tensor, grads), null, null]),
  shapeInputs: [1, 2],
  aliases: node => partsAreViews(node, 0, 2),
  kernel: k => {
    const value = k.input(0)
    const axis = integerOf(k.input(2))
    const count = k.attr('num_split')
    const sizes = partSizes(value, k.input(1), axis, count)
    return count === 1 ? value : splitArray(value, axis, sizes, axis === 0 && rowsAreAligned(value.shape, value.dtype))
  },
  lower: alongAxis('split', () => 2, rankOf(0), [0]),
})

// --- functions

const isInteger = (value: unknown): boolean =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof PyInt

interface SplitArgs {
  split_dim: TensorLike
  num_split: TensorLike
  value: TensorLike
  name: string
}
/**
 * `value` in equal parts along a dimension. 0.x's `split(split_dim, num_split, value)` and 1.x's
 * `split(value, num_or_size_splits, axis)` are both taken; the latter also cuts parts of given sizes.
 */
export const split = pyfunction(
  "split(split_dim, num_split, value=0, name='split')",
  ({ split_dim, num_split, value, name }: SplitArgs): Tensor[] => {
    // 1.x puts the tensor first: what comes last is then an axis
    const later = !isInteger(split_dim) && isAxisLike(value) && !isAxisTensor(split_dim)
    if (!later) return [...applyOp(Split, { split_dim, num_split, value }, name).outputs]
    return split_v(split_dim, num_split, value, null, name)
  },
  { axis: 'value', num_or_size_splits: 'num_split' },
)
const isAxisLike = (value: unknown): boolean => isInteger(value) || isAxisTensor(value)
const isAxisTensor = (value: unknown): boolean =>
  value instanceof Tensor && value.dtype.base === 'int32' && value.staticShape?.length === 0

interface SplitVArgs {
  value: TensorLike
  size_splits: TensorLike
  split_dim: TensorLike
  num: number | null
  name: string
}
/** `value` in parts of the sizes `size_splits` along dimension `split_dim`; a number there means that many equal parts. */
export const split_v = pyfunction(
  "split_v(value, size_splits, split_dim=0, num=None, name='split_v')",
  ({ value, size_splits, split_dim, num, name }: SplitVArgs): Tensor[] => {
    if (isInteger(size_splits)) return [...applyOp(Split, { split_dim, num_split: size_splits, value }, name).outputs]
    const sizes = convertToTensor(size_splits, { bare: int32 })
    const count = num ?? sizes.staticShape?.[0] ?? null
    if (count === null) throw new ValueError(`Cannot infer num from shape ${sizes.get_shape()}`)
    return [...applyOp(SplitV, { value, size_splits: sizes, split_dim, num_split: count }, name).outputs]
  },
)
