/** Blocks of tensors, with and without strides, and indexing. */

import { pythonTypeName } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { guarded } from '../../errors/boundary.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { failedPrecondition, invalidArgument, unimplemented } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { constantValue } from '../../graph/infer.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { knownIntegers, movement } from '../../graph/movement_lowerings.ts'
import { defineOp, type OpDef, type PlanContext } from '../../graph/op_def.ts'
import type { Dim } from '../../graph/shape_inference.ts'
import { Tensor } from '../../graph/tensor.ts'
import {
  rowsAreAligned,
  rowsView,
  slice as sliceArray,
  stridedAssign,
  stridedSlice as stridedSliceArray,
} from '../../kernels/reference/arrays/movement.ts'
import { type DType, int32 } from '../../tensor/dtypes.ts'
import { parseSlice } from '../../tensor/indexing.ts'
import { Complex, PyFloat, PyInt } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { type Shape, shapeText } from '../../tensor/shape.ts'
import { constant } from '../math/constant_op.ts'
import { minus, plus } from '../math/operators.ts'
import { rank, reshape, shape } from '../math/shape_ops.ts'
import { concat } from './concat_ops.ts'
import { pack, packIntegers } from './pack_ops.ts'
import { pad } from './pad_ops.ts'
import { checkBounds, type DenseSlice, denseSlice, MASK_ATTRS, masksOf } from './strided_slice_spec.ts'

/** Whether a range of rows is a view on the input: alignment of 16 bytes decides (measured; see execution-order.md). */
function rowsAreView(inputShape: readonly number[], dtype: DType, start: number, last: number): boolean {
  if (inputShape.length === 0 || !dtype.is_plain) return false
  if (inputShape.length === 1) return (start * dtype.size) % 16 === 0 && (last * dtype.size) % 16 === 0
  return rowsAreAligned(inputShape, dtype)
}

/** Begin and size of a Slice, -1 meaning the rest; checked. */
function sliceBounds(
  input: { readonly shape: readonly number[] },
  begin: NDArray,
  size: NDArray,
): { begin: number[]; size: number[] } {
  const rank = input.shape.length
  if (begin.shape.length !== 1 || size.shape.length !== 1 || begin.size !== rank || size.size !== rank) {
    throw invalidArgument(
      `Expected begin and size arguments to be 1-D tensors of size ${rank}, but got shapes ${shapeText(begin.shape)} and ${shapeText(size.shape)} instead.`,
    )
  }
  const starts = integersOf(begin)
  const sizes = integersOf(size).map((n, i) => (n === -1 ? (input.shape[i] as number) - (starts[i] as number) : n))
  for (let i = 0; i < rank; i++) {
    const [b, s, dim] = [starts[i] as number, sizes[i] as number, input.shape[i] as number]
    if (dim === 0) {
      if (b !== 0 || s !== 0)
        throw invalidArgument(
          `Expected begin[${i}] == 0 (got ${b}) and size[${i}] == 0 (got ${s}) when input.dim_size(${i}) == 0`,
        )
      continue
    }
    if (b < 0 || b > dim) throw invalidArgument(`Expected begin[${i}] in [0, ${dim}], but got ${b}`)
    if (s < 0 || b + s > dim) throw invalidArgument(`Expected size[${i}] in [0, ${dim - b}], but got ${s}`)
  }
  return { begin: starts, size: sizes }
}

/** Where a block begins, if it lies inside of the input; the kernel finds out where that is not known. */
function plannedBlock(node: PlanContext): Record<string, unknown> | undefined {
  const begin = knownIntegers(node, 1)
  const size = node.outputShapes[0] as readonly number[]
  if (!begin) return node.inputShapes[1]?.join() === `${size.length}` ? {} : undefined
  const fits = begin.every((start, i) => start >= 0 && start + (size[i] as number) <= (node.inputShapes[0]?.[i] ?? -1))
  return fits ? { begin } : undefined
}

export const Slice = defineOp('Slice', {
  inputs: ['input: T', 'begin: Index', 'size: Index'],
  outputs: ['output: T'],
  attrs: ['T: type', 'Index: {int32, int64}'],
  infer: c => {
    const [count = null] = c.merge(c.withRank(c.input(1), 1), c.withRank(c.input(2), 1)) ?? []
    const input = count === null ? c.input(0) : c.withRank(c.input(0), count)
    const begin = c.valueAsShape(1)
    const sizes = c.integers(2)
    if (!sizes) return [count !== null ? c.unknownOfRank(count) : input === null ? null : c.unknownOfRank(input.length)]
    const starts = c.withRank(begin, sizes.length)
    return [
      sizes.map((size, i): Dim => {
        const dim = c.dim(input, i)
        if (size >= 0) return size
        if (size < -1)
          throw c.fail(
            `Out of bounds slicing on dimension ${i} of length ${dim ?? -1}: sizes vector cannot be < -1, but was ${size}`,
          )
        const start = starts[i] as Dim
        return start === null ? null : c.subtractDims(dim, start)
      }),
    ]
  },
  concreteShapes: c => {
    const [begin, size] = [c.value(1), c.value(2)]
    if (begin && size) return [sliceBounds({ shape: c.input(0) as readonly number[] }, begin, size).size]
    const sizes = c.integers(2)
    return [sizes?.every(each => each >= 0) ? sizes : null]
  },
  gradient: (op, grad) => {
    const [input, begin] = op.inputs as [Tensor, Tensor]
    // zeros before and after, as the paddings of a Pad
    const inputRank = rank(input)
    const sliceSize = shape(op.outputs[0] as Tensor)
    const column = pack([inputRank, new PyInt(1)])
    const before = reshape(begin, column)
    const after = reshape(minus(minus(shape(input), sliceSize), begin), column)
    const paddings = concat(new PyInt(1), [before, after])
    return [pad(grad as Tensor, paddings), null, null]
  },
  shapeInputs: [1, 2],
  aliases: node => {
    const inputShape = node.inputShapes[0] as readonly number[]
    const [beginValue, out] = [node.value(1), node.outputShapes[0] as readonly number[]]
    if (inputShape.join() === out.join()) return [beginValue ? 0 : undefined]
    const start = beginValue ? (integersOf(beginValue)[0] ?? 0) : 0
    const rows = inputShape.length > 0 && inputShape.slice(1).join() === out.slice(1).join()
    return [rows && rowsAreView(inputShape, node.inputTypes[0] as DType, start, out[0] as number) ? 0 : undefined]
  },
  kernel: k => {
    const input = k.input(0)
    const { begin, size } = sliceBounds(input, k.input(1), k.input(2))
    if (size.join() === input.shape.join()) return input
    const rows = size.slice(1).join() === input.shape.slice(1).join()
    const [start = 0, count = 0] = [begin[0], size[0]]
    return rows && rowsAreView(input.shape, input.dtype, start, count)
      ? rowsView(input, start, count)
      : sliceArray(input, begin, size)
  },
  // where the size says all, the block may begin anywhere
  freeInputs: op => {
    const [begin, sizes] = [1, 2].map(index => constantValue(op.inputs[index] as Tensor))
    return !begin && sizes && integersOf(sizes).every(size => size >= 0) ? [1] : []
  },
  lower: {
    kind: 'kernel',
    kernel: 'slice',
    attrs: plannedBlock,
    operands: node => (node.value(1) ? [0] : [0, 1]),
    checks: node => node.value(1) === undefined,
  },
})

/** The slice that a node with known bounds takes. */
function denseOf(
  inputShape: readonly number[],
  begin: NDArray,
  end: NDArray,
  strides: NDArray,
  node: { attr(name: string): unknown },
): DenseSlice {
  checkBounds(begin.shape, end.shape, strides.shape)
  return denseSlice(inputShape, integersOf(begin), integersOf(end), integersOf(strides), masksOf(node))
}
function plannedSlice(node: PlanContext): DenseSlice | undefined {
  const [begin, end, strides] = [node.value(1), node.value(2), node.value(3)]
  return begin && end && strides
    ? denseOf(node.inputShapes[0] as readonly number[], begin, end, strides, node)
    : undefined
}

/** The same for the kernel. */
function plannedBox(node: PlanContext): Record<string, unknown> | undefined {
  const dense = plannedSlice(node)
  return dense && { begin: dense.begin, strides: dense.strides, sizes: dense.processing }
}

/** The box that takes a value of shape `value`, for the kernel. */
function boxOfDense(
  dense: DenseSlice | undefined,
  value: readonly number[] | undefined,
): Record<string, unknown> | undefined {
  if (!dense || value?.join() !== dense.final.join()) return undefined
  return { begin: dense.begin, strides: dense.strides, sizes: dense.processing }
}

export const StridedSlice: OpDef = defineOp('StridedSlice', {
  inputs: ['input: T', 'begin: Index', 'end: Index', 'strides: Index'],
  outputs: ['output: T'],
  attrs: ['T: type', 'Index: {int32, int64}', ...MASK_ATTRS],
  infer: c => {
    const input = c.input(0)
    const [begin, end, steps] = [1, 2, 3].map(index => c.withRank(c.input(index), 1)) as [Shape, Shape, Shape]
    const bounds = c.merge(c.merge(begin, end), steps) as readonly (number | null)[]
    const strides = c.integers(3)
    if (input === null || bounds[0] === null || !strides) return [null]
    return [denseSlice(input, c.integers(1), c.integers(2), strides, masksOf({ attr: name => c.attr(name) })).final]
  },
  gradient: (op, grad) => {
    const [input, begin, end, strides] = op.inputs as [Tensor, Tensor, Tensor, Tensor]
    return [
      apply(StridedSliceGrad, { shape: shape(input), begin, end, strides, dy: grad, ...masksOf(op) }),
      null,
      null,
      null,
    ]
  },
  shapeInputs: [1, 2, 3],
  aliases: node => {
    const dense = plannedSlice(node)
    const inputShape = node.inputShapes[0] as readonly number[]
    if (!dense) return [undefined]
    const rows =
      dense.isSliceOfRows &&
      rowsAreView(inputShape, node.inputTypes[0] as DType, dense.begin[0] as number, dense.end[0] as number)
    return [dense.isIdentity || rows ? 0 : undefined]
  },
  kernel: k => {
    const input = k.input(0)
    const dense = denseOf(input.shape, k.input(1), k.input(2), k.input(3), k)
    const final = dense.final as readonly number[]
    if (dense.isIdentity) return new NDArray(input.dtype, final, input.data)
    const [start = 0, end = 0] = [dense.begin[0], dense.end[0]]
    const box =
      dense.isSliceOfRows && rowsAreView(input.shape, input.dtype, start, end)
        ? rowsView(input, start, end - start)
        : stridedSliceArray(input, dense.begin, dense.strides, dense.processing as readonly number[])
    return new NDArray(box.dtype, final, box.data)
  },
  lower: movement('strided_slice', node => plannedBox(node)),
})

export const StridedSliceGrad: OpDef = defineOp('StridedSliceGrad', {
  inputs: ['shape: Index', 'begin: Index', 'end: Index', 'strides: Index', 'dy: T'],
  outputs: ['output: T'],
  attrs: ['T: type', 'Index: {int32, int64}', ...MASK_ATTRS],
  infer: c => [c.valueAsShape(0)],
  gradient: (op, grad) => {
    const [, begin, end, strides] = op.inputs as [Tensor, Tensor, Tensor, Tensor]
    return [null, null, null, null, apply(StridedSlice, { input: grad, begin, end, strides, ...masksOf(op) })]
  },
  shapeInputs: [0],
  kernel: k => {
    const shapeInput = k.input(0)
    if (shapeInput.shape.length !== 1)
      throw invalidArgument(`shape must be 1-D, got shape.shape = ${shapeText(shapeInput.shape)}`)
    const inputShape = integersOf(shapeInput)
    const dense = denseOf(inputShape, k.input(1), k.input(2), k.input(3), k)
    const negative = inputShape.find(size => size < 0)
    if (negative !== undefined) throw invalidArgument(`Dimension ${negative} must be >= 0`)
    const dy = k.input(4)
    if (dy.shape.join() !== dense.final.join()) {
      throw invalidArgument(`shape of dy was ${shapeText(dy.shape)} instead of ${shapeText(dense.final)}`)
    }
    const out = NDArray.zeros(inputShape, dy.dtype)
    const box = dense.processing as readonly number[]
    stridedAssign(out, new NDArray(dy.dtype, box, dy.data), dense.begin, dense.strides, box)
    return out
  },
  lower: {
    kind: 'kernel',
    kernel: 'strided_embed',
    operands: [4],
    attrs: node => {
      const [begin, end, strides] = [node.value(1), node.value(2), node.value(3)]
      const dense =
        begin && end && strides
          ? denseOf(node.outputShapes[0] as readonly number[], begin, end, strides, node)
          : undefined
      return boxOfDense(dense, node.inputShapes[4])
    },
  },
})

export const StridedSliceAssign = defineOp('StridedSliceAssign', {
  inputs: ['ref: Ref(T)', 'begin: Index', 'end: Index', 'strides: Index', 'value: T'],
  outputs: ['output_ref: Ref(T)'],
  attrs: ['T: type', 'Index: {int32, int64}', ...MASK_ATTRS],
  infer: c => [c.input(0)],
  gradient: 'unregistered',
  kernel: k => {
    const variable = k.variable(0)
    const { value: target } = variable
    if (!target) throw failedPrecondition(`Attempting to use uninitialized value ${variable.name}`)
    const dense = denseOf(target.shape, k.input(1), k.input(2), k.input(3), k)
    const value = k.input(4)
    // 0.12 knows no broadcasting here, except of a scalar to a scalar
    if (value.shape.join() !== dense.final.join()) {
      const shapes = `sliced l-value shape ${shapeText(dense.final)} does not match r-value shape ${shapeText(value.shape)}`
      throw unimplemented(`${shapes}. Automatic broadcasting not yet implemented.`)
    }
    const box = dense.processing as readonly number[]
    stridedAssign(target, new NDArray(value.dtype, box, value.data), dense.begin, dense.strides, box)
    return variable
  },
  lower: {
    kind: 'kernel',
    kernel: 'strided_assign',
    operands: [0, 4],
    attrs: node => boxOfDense(plannedSlice(node), node.inputShapes[4]),
    inPlace: 0,
  },
})

// --- functions

interface SliceArgs {
  input_: TensorLike
  begin: TensorLike
  size: TensorLike
  name: Name
}
/** The block of `input_` that starts at `begin` and has the shape `size`, where -1 means the rest. */
export const slice = pyfunction('slice(input_, begin, size, name=None)', ({ input_, begin, size, name }: SliceArgs) =>
  apply(Slice, { input: input_, begin, size }, name),
)

/** A slice that may be assigned to, where it is one of a variable. */
export interface SlicedTensor extends Tensor {
  /** Writes `value` into the part of the variable that this is. Errors: ValueError where this is not a part of a variable. */
  assign(value: TensorLike): Tensor
}
interface StridedSliceArgs {
  input_: TensorLike
  begin: TensorLike
  end: TensorLike
  strides: TensorLike
  begin_mask: number
  end_mask: number
  ellipsis_mask: number
  new_axis_mask: number
  shrink_axis_mask: number
  var: unknown
  name: Name
}
/** Elements begin, begin + stride … up to `end` along each dimension; bit i of a mask is about entry i of the bounds. */
export const strided_slice = pyfunction(
  'strided_slice(input_, begin, end, strides, begin_mask=0, end_mask=0, ellipsis_mask=0, new_axis_mask=0, shrink_axis_mask=0, var=None, name=None)',
  ({ input_, begin, end, strides, var: variable, name, ...masks }: StridedSliceArgs): SlicedTensor => {
    const part = apply(StridedSlice, { input: input_, begin, end, strides, ...masks }, name) as SlicedTensor
    part.assign = (value: TensorLike): Tensor => {
      if (variable === null) throw new ValueError('Sliced assignment is only supported for variables')
      return apply(
        StridedSliceAssign,
        { ref: variable, begin, end, strides, value, ...masks },
        name === null ? null : `${name}_assign`,
      )
    }
    return part
  },
)
interface StridedSliceGradArgs extends Omit<StridedSliceArgs, 'input_' | 'var'> {
  shape: TensorLike
  dy: TensorLike
}
/** The gradient of `strided_slice`: `dy` in a tensor of zeros of shape `shape`. */
export const strided_slice_grad = pyfunction(
  'strided_slice_grad(shape, begin, end, strides, dy, begin_mask=None, end_mask=None, ellipsis_mask=None, new_axis_mask=None, shrink_axis_mask=None, name=None)',
  ({ name, ...args }: StridedSliceGradArgs) => apply(StridedSliceGrad, { ...args }, name),
)

type Bound = number | PyInt | PyFloat | Tensor | null
/** Python's `start:stop:step`, of numbers or tensors; null for a bound that is left out. */
export class SliceSpec {
  readonly start: Bound
  readonly stop: Bound
  readonly step: Bound
  constructor(start: Bound, stop: Bound, step: Bound) {
    this.start = start
    this.stop = stop
    this.step = step
  }
}
/** A slice for `t.at(…)`: `tf.s(stop)`, `tf.s(start, stop)`, `tf.s(start, stop, step)`. null leaves a bound out. */
export function s(...bounds: readonly Bound[]): SliceSpec {
  const [first = null, second = null, third = null] = bounds
  return bounds.length === 1 ? new SliceSpec(null, first, null) : new SliceSpec(first, second, third)
}
// @ts-expect-error the guarded function takes its place
s = guarded(s)
/** In `t.at(…)`: a new dimension of 1. */
export const newaxis = null

/** One index: a number or scalar tensor, `'1:3'`, `tf.s(…)`, `'...'`, or null (`tf.newaxis`). */
export type TensorIndex =
  | number
  | PyInt
  | PyFloat
  | string
  | Tensor
  | SliceSpec
  | { readonly start: Bound; readonly stop: Bound; readonly step: Bound }
  | null

/** `tensor[spec]`; `variable`: the variable to which `.assign` writes. */
export function sliceHelper(tensor: Tensor, spec: readonly TensorIndex[], variable: unknown = null): SlicedTensor {
  const begin: unknown[] = []
  const end: unknown[] = []
  const strides: unknown[] = []
  const masks = { begin_mask: 0, end_mask: 0, ellipsis_mask: 0, new_axis_mask: 0, shrink_axis_mask: 0 }
  const add = (from: unknown, to: unknown, step: unknown): void => {
    begin.push(from)
    end.push(to)
    strides.push(step)
  }
  for (const [i, given] of spec.entries()) {
    const bit = 1 << i
    const index = typeof given === 'string' ? parsedIndex(given) : given
    if (index === '...') {
      add(0, 0, 1)
      masks.ellipsis_mask |= bit
    } else if (index === null) {
      add(0, 0, 1)
      masks.new_axis_mask |= bit
    } else if (isSlice(index)) {
      add(plain(index.start ?? 0), plain(index.stop ?? 0), plain(index.step ?? 1))
      if (index.start === null) masks.begin_mask |= bit
      if (index.stop === null) masks.end_mask |= bit
    } else {
      add(plain(index), oneMore(index), 1)
      masks.shrink_axis_mask |= bit
    }
  }
  return withScope(null, 'strided_slice', [tensor, ...begin, ...end, ...strides], scope => {
    if (begin.length === 0) {
      const empty = constant([], int32)
      return strided_slice(tensor, empty, empty, empty, { ...masks, var: variable, name: scope })
    }
    const [b, e, st] = [packIntegers(begin, 'stack'), packIntegers(end, 'stack'), packIntegers(strides, 'stack')]
    return strided_slice(tensor, b as Tensor, e as Tensor, st as Tensor, { ...masks, var: variable, name: scope })
  })
}

/** Integers as bare numbers: indices are whole numbers anyway. */
const plain = (bound: unknown): unknown => (bound instanceof PyInt ? Number(bound.value) : bound)

/** `index + 1`, as Python adds. */
function oneMore(index: unknown): unknown {
  const at = plain(index)
  if (typeof at === 'number' || typeof at === 'boolean') return Number(at) + 1
  if (at instanceof PyFloat) return new PyFloat(at.value + 1)
  if (at instanceof Complex) return new Complex(at.re + 1, at.im)
  if (at instanceof Tensor) return plus(at, 1)
  if (Array.isArray(at)) throw notAdded(pythonTypeName(at))
  // variables, dimensions, arrays
  if (typeof at === 'object' && at !== null && 'add' in at && typeof at.add === 'function') return at.add(1)
  throw new TypeError(`unsupported operand type(s) for +: '${pythonTypeName(at)}' and 'int'`)
}
const notAdded = (type: string): TypeError => new TypeError(`can only concatenate ${type} (not "int") to ${type}`)

const isSlice = (index: unknown): index is { start: Bound; stop: Bound; step: Bound } =>
  typeof index === 'object' && index !== null && 'start' in index && 'stop' in index && 'step' in index

function parsedIndex(text: string): number | '...' | { start: Bound; stop: Bound; step: Bound } {
  if (text.trim() === '...') return '...'
  const parsed = parseSlice(text)
  if (parsed === undefined) throw notAdded('str')
  return parsed
}

declare module '../../graph/tensor.ts' {
  interface Tensor {
    /**
     * Indexing: `t.at(0)`, `t.at('1:3', -1)`, `t.at('...', tf.newaxis)`, `t.at(tf.s(start, stop, step))`, with numbers or
     * tensors.
     */
    at(...index: readonly TensorIndex[]): SlicedTensor
  }
}
Tensor.prototype.at = guarded(function at(this: Tensor, ...index: readonly TensorIndex[]): SlicedTensor {
  const [first] = index
  return sliceHelper(this, index.length === 1 && Array.isArray(first) ? (first as readonly TensorIndex[]) : index)
})
