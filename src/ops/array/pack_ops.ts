/** Tensors side by side along a new dimension, and apart again; lists that hold tensors become tensors this way. */

import { pythonRepr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { deeper } from '../../errors/nesting.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import { convertToTensor, registerConversion, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { gradientOfList } from '../../graph/gradient_call.ts'
import { integerOf } from '../../graph/kernel_helpers.ts'
import { alongAxisAttr, rankOf } from '../../graph/movement_lowerings.ts'
import { defineOp } from '../../graph/op_def.ts'
import { Tensor } from '../../graph/tensor.ts'
import { pack as packArrays, rowsAreAligned, unpack as unpackArray } from '../../kernels/reference/arrays/movement.ts'
import { type DType, int32 } from '../../tensor/dtypes.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { type Shape, shapeText } from '../../tensor/shape.ts'
import { constant } from '../math/constant_op.ts'

export const Pack = defineOp('Pack', {
  inputs: ['values: N * T'],
  outputs: ['output: T'],
  attrs: ['N: int >= 1', 'T: type', 'axis: int32 = 0'],
  infer: c => {
    // the last one first, as TensorFlow merges them
    let shape: Shape = c.input(-1)
    for (let i = c.inputCount - 2; i >= 0; i--) {
      const merged = shape
      shape = c.withContext(`From merging shape ${i} with other shapes.`, () => c.merge(c.input(i), merged))
    }
    if (shape === null) return [null]
    const rank = shape.length
    const axis = c.attr('axis')
    const at = axis < 0 ? axis + rank + 1 : axis
    if (at < 0 || at > rank) throw c.fail(`Invalid axis: ${axis}; must be in [${-rank - 1},${rank + 1})`)
    return [shape.toSpliced(at, 0, c.inputCount)]
  },
  gradient: (op, grad) => [...unpack(grad as Tensor, { num: op.inputs.length, axis: op.attr('axis') })],
  aliases: node => [node.inputShapes.length === 1 ? 0 : undefined],
  kernel: k => {
    const first = k.input(0)
    for (const [i, value] of k.inputs.entries()) {
      if (value.shape.join() !== first.shape.join()) {
        throw invalidArgument(
          `Shapes of all inputs must match: values[0].shape = ${shapeText(first.shape)} != values[${i}].shape = ${shapeText(value.shape)}`,
        )
      }
    }
    const axis = k.attr('axis')
    const rank = first.shape.length + 1
    if (axis < -rank || axis >= rank) throw invalidArgument(`axis = ${axis} not in [${-rank}, ${rank})`)
    const at = axis < 0 ? axis + rank : axis
    return k.inputs.length === 1 ? first.reshape(first.shape.toSpliced(at, 0, 1)) : packArrays(k.inputs, at)
  },
  lower: alongAxisAttr('pack', node => rankOf(0)(node) + 1),
  constantValue: (op, valueOf) => {
    const values = op.inputs.map(valueOf)
    if (values.some(value => value === undefined)) return undefined
    const parts = values as NDArray[]
    return parts.every(part => part.shape.join() === parts[0]?.shape.join()) ? packArrays(parts, 0) : undefined
  },
  constantShape: (op, _shapeOf, valueOf) =>
    op.inputs.map(input => {
      const value = valueOf(input)
      return value === undefined || integerOf(value) < 0 ? null : integerOf(value)
    }),
})

export const Unpack = defineOp('Unpack', {
  inputs: ['value: T'],
  outputs: ['output: num * T'],
  attrs: ['num: int >= 0', 'T: type', 'axis: int32 = 0'],
  infer: c => {
    const shape = c.input(0)
    const count = c.attr('num')
    if (shape === null) return new Array<Shape>(count).fill(null)
    const rank = shape.length
    const axis = c.attr('axis')
    const at = axis < 0 ? axis + rank : axis
    if (at < 0 || at >= rank) throw c.fail(`Invalid axis: ${axis}; must be in [${-rank},${rank})`)
    c.withValue(shape[at] as number | null, count)
    return new Array<Shape>(count).fill(shape.toSpliced(at, 1))
  },
  gradient: gradientOfList((op, grads) => [pack(grads, { axis: op.attr('axis') as number })]),
  aliases: node => {
    const [shape = []] = node.inputShapes
    const view = Number(node.attr('axis') ?? 0) === 0 && rowsAreAligned(shape, node.inputTypes[0] as DType)
    return node.outputTypes.map(() => (view ? 0 : undefined))
  },
  kernel: k => {
    const value = k.input(0)
    const rank = value.shape.length
    const given = k.attr('axis')
    if (given < -rank || given >= rank) throw invalidArgument(`axis = ${given} not in [${-rank}, ${rank})`)
    const axis = given < 0 ? given + rank : given
    const count = k.attr('num')
    if (value.shape[axis] !== count)
      throw invalidArgument(`Input shape axis ${axis} must equal ${count}, got shape ${shapeText(value.shape)}`)
    return unpackArray(value, axis, given === 0 && rowsAreAligned(value.shape, value.dtype))
  },
  lower: alongAxisAttr('unpack', rankOf(0)),
})

// --- lists of tensors

const isTensorLike = (value: unknown): value is { readonly dtype: DType } =>
  value instanceof Tensor ||
  (typeof value === 'object' && value !== null && '_as_graph_element' in value && 'dtype' in value)

/** The type of the first tensor in nested lists. */
function tensorType(list: readonly unknown[], depth = 0): DType | null {
  for (const item of list) {
    if (isTensorLike(item)) return item.dtype.base_dtype
    const inner = Array.isArray(item) ? tensorType(item, deeper(depth)) : null
    if (inner) return inner
  }
  return null
}

/** `list` as a Pack node if it holds tensors, else unchanged. */
function autopacked(list: readonly unknown[], dtype: DType, name: string): unknown {
  return withScope(name, null, [], scope => {
    let mustPack = false
    const items = list.map((item, i) => {
      if (isTensorLike(item)) {
        if (item.dtype.base_dtype !== dtype) {
          throw new TypeError(
            `Cannot convert a list containing a tensor of dtype ${item.dtype} to ${dtype} (Tensor is: ${pythonRepr(item)})`,
          )
        }
        mustPack = true
        return item
      }
      if (!Array.isArray(item)) return item
      const inner = autopacked(item, dtype, String(i))
      mustPack ||= isTensorLike(inner)
      return inner
    })
    if (!mustPack) return items
    const values = items.map((item, i) =>
      isTensorLike(item) ? item : constant(item as TensorLike, dtype, null, String(i)),
    )
    return apply(Pack, { values }, scope)
  })
}

registerConversion(
  value => Array.isArray(value),
  (value, { dtype, name, asRef }) => {
    if (asRef) return undefined
    const inferred = tensorType(value as unknown[])
    if (inferred === null || (dtype && dtype !== inferred)) return undefined
    return autopacked(value as unknown[], inferred, name ?? 'packed') as Tensor
  },
  99,
)

// --- functions

interface PackArgs {
  values: readonly TensorLike[] | TensorLike
  axis: number
  name: string
}
function stacked({ values, axis, name }: PackArgs, bare: DType | null = null): Tensor {
  const at = Number(axis)
  if (at === 0) {
    try {
      return convertToTensor(values, { name, bare })
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof ValueError)) throw error
    }
  }
  if (values === null) throw new TypeError("'NoneType' object is not subscriptable")
  const list = values as readonly TensorLike[]
  const { staticShape } = convertToTensor(list[0], { name })
  if (staticShape !== null) {
    const rank = staticShape.length + 1
    if (at < -rank || at >= rank) throw new ValueError(`axis = ${at} not in [${-rank}, ${rank})`)
  }
  return apply(Pack, { values: [...list], axis: at }, name)
}
/**
 * The tensors `values`, which have one shape, side by side along a new dimension at `axis`. Plain values become a constant.
 *
 *     tf.stack([[1, 4], [2, 5]], { axis: 1 })   // [[1, 2], [4, 5]]
 */
export const stack = pyfunction("stack(values, axis=0, name='stack')", (args: PackArgs) => stacked(args))
/** The 0.x name of `stack`. */
export const pack = pyfunction("pack(values, axis=0, name='pack')", (args: PackArgs) => stacked(args))

interface UnpackArgs {
  value: TensorLike
  num: number | null
  axis: number
  name: string
}
function unstacked({ value, num, axis, name }: UnpackArgs): Tensor[] {
  let count = num
  let tensor = value
  if (count === null) {
    const converted = convertToTensor(value)
    const dims = converted.staticShape
    if (dims !== null) {
      if (axis < -dims.length || axis >= dims.length)
        throw new ValueError(`axis = ${axis} not in [${-dims.length}, ${dims.length})`)
      count = dims.at(Number(axis)) as number | null
    }
    if (count === null) throw new ValueError(`Cannot infer num from shape ${converted.get_shape()}`)
    tensor = converted
  }
  return [...applyOp(Unpack, { value: tensor, num: count, axis }, name).outputs]
}
/** The slices of `value` along dimension `axis`, without that dimension; `num` of them where its length is not known. */
export const unstack = pyfunction("unstack(value, num=None, axis=0, name='unstack')", unstacked)
/** The 0.x name of `unstack`. */
export const unpack = pyfunction("unpack(value, num=None, axis=0, name='unpack')", unstacked)

/** A list of numbers and tensors as an int32 (or the tensors' type) vector. */
export const packIntegers = (values: readonly unknown[], name: string): Tensor =>
  stacked({ values: values as TensorLike[], axis: 0, name }, int32)
