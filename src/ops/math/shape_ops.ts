/** What is known of shapes, and changes of shape that move no element (ops/array_ops.py, core/ops/array_ops.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { defineOp, type OpSpec } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import { type Dim, type InferenceContext, printShape } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { as_dtype, type DType, type DTypeLike, int32, int64 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { isFullyDefined, numElements, shapeText } from '../../tensor/shape.ts'
import { Cast } from './cast_ops.ts'
import { constant } from './constant_op.ts'
import { Prod } from './reduction_ops.ts'

/** An int32 or int64 array of plain numbers. */
export function integerArray(values: readonly number[], shape: readonly number[], dtype: DType): NDArray {
  return new NDArray(dtype, shape, dtype === int64 ? BigInt64Array.from(values, BigInt) : Int32Array.from(values))
}
const outType = (op: Operation): DType => (op.attr('out_type') as DType | undefined) ?? int32
const vectorArray = (values: readonly number[], dtype: DType): NDArray => integerArray(values, [values.length], dtype)

const shapeSpec: OpSpec = { gradient: 'none', scheduling: 'inexpensive', shapeOnly: true, lower: { kind: 'reference' } }

export const Shape = defineOp('Shape', {
  ...shapeSpec,
  inputs: ['input: T'],
  outputs: ['output: out_type'],
  attrs: ['T: type', 'out_type: {int32, int64} = DT_INT32'],
  infer: c => [[c.input(0)?.length ?? null]],
  kernel: k => vectorArray(k.input(0).shape, k.attr('out_type')),
  constantValue: op => {
    const shape = (op.inputs[0] as Tensor).staticShape
    return isFullyDefined(shape) ? vectorArray(shape, outType(op)) : undefined
  },
  constantShape: op => (op.inputs[0] as Tensor).staticShape,
})

export const ShapeN = defineOp('ShapeN', {
  ...shapeSpec,
  inputs: ['input: N * T'],
  outputs: ['output: N * out_type'],
  attrs: ['N: int >= 1', 'T: type', 'out_type: {int32, int64} = DT_INT32'],
  infer: c => c.inputs().map(shape => [shape?.length ?? null]),
  kernel: k => k.inputs.map(input => vectorArray(input.shape, k.attr('out_type'))),
})

export const Size = defineOp('Size', {
  ...shapeSpec,
  inputs: ['input: T'],
  outputs: ['output: out_type'],
  attrs: ['T: type', 'out_type: {int32, int64} = DT_INT32'],
  infer: () => [[]],
  kernel: k => integerArray([k.input(0).size], [], k.attr('out_type')),
  constantValue: op => {
    const shape = (op.inputs[0] as Tensor).staticShape
    return isFullyDefined(shape) ? integerArray([numElements(shape)], [], outType(op)) : undefined
  },
})

export const Rank = defineOp('Rank', {
  ...shapeSpec,
  inputs: ['input: T'],
  outputs: ['output: int32'],
  attrs: ['T: type'],
  infer: () => [[]],
  kernel: k => integerArray([k.input(0).shape.length], [], int32),
  constantValue: op => {
    const shape = (op.inputs[0] as Tensor).staticShape
    return shape === null ? undefined : integerArray([shape.length], [], int32)
  },
})

/** The gradient of a change of shape: back to the input's shape. */
const reshapeToInput = (op: Operation, grad: Tensor): Tensor => reshape(grad, shape(op.inputs[0] as Tensor))

/** The number of elements, which may be above what numbers hold exactly. */
const exactly = (shape: readonly Dim[]): bigint => shape.reduce((product, dim) => product * BigInt(dim ?? 1), 1n)

/** What is known of the shape that input 0 gets by the sizes in input 1. */
export function reshapedShape(c: InferenceContext): readonly (readonly Dim[] | null)[] {
  const out = c.valueAsShape(1)
  if (out === null) return [null]
  const elements = c.numElements(c.input(0))
  const open = out.indexOf(null)
  if (open < 0) {
    const asked = c.numElements(out)
    if (elements !== null && elements !== asked) {
      throw c.fail(
        `Cannot reshape a tensor with ${elements} elements to shape ${printShape(out)} (${exactly(out)} elements)`,
      )
    }
  } else if (elements !== null && out.indexOf(null, open + 1) < 0) {
    const known = out.reduce<Dim>(
      (product, dim) => (dim === null ? product : c.multiplyDims(product, dim)),
      1,
    ) as number
    // beside a dimension 0 the missing one is undetermined, and the kernel complains
    if (known === 0) return [out]
    return [out.with(open, c.divideDim(elements, known, true))]
  }
  return [out]
}

export const Reshape = defineOp('Reshape', {
  inputs: ['tensor: T', 'shape: Tshape'],
  outputs: ['output: T'],
  attrs: ['T: type', 'Tshape: {int32, int64} = DT_INT32'],
  infer: reshapedShape,
  gradient: (op, grad) => [reshapeToInput(op, grad as Tensor), null],
  scheduling: 'inexpensive',
  shapeInputs: [1],
  kernel: k => reshaped(k.input(0), k.input(1)),
  lower: { kind: 'view' },
})

/** `tensor` in the shape that `sizes` say. */
export const reshaped = (tensor: NDArray, sizes: NDArray): NDArray =>
  new NDArray(tensor.dtype, reshapedTo(tensor, sizes), tensor.data)

/** The shape that a reshape of `tensor` has. */
function reshapedTo(tensor: NDArray, sizes: NDArray): number[] {
  if (sizes.shape.length !== 1) throw invalidArgument(`sizes input must be 1-D, not shape ${shapeText(sizes.shape)}`)
  const dims = integersOf(sizes)
  let open = -1
  let product = 1
  for (const [d, size] of dims.entries()) {
    if (size === -1) {
      if (open !== -1) throw invalidArgument(`only one input size may be -1, not both ${open} and ${d}`)
      open = d
    } else {
      if (size < 0) throw invalidArgument(`size ${d} must be non-negative, not ${size}`)
      product *= size
    }
  }
  if (open !== -1) {
    if (product <= 0)
      throw invalidArgument(
        'Reshape cannot infer the missing input size for an empty tensor unless all specified input sizes are non-zero',
      )
    const missing = Math.trunc(tensor.size / product)
    if (product * missing !== tensor.size) {
      throw invalidArgument(
        `Input to reshape is a tensor with ${tensor.size} values, but the requested shape requires a multiple of ${product}`,
      )
    }
    dims[open] = missing
  }
  const asked = numElements(dims)
  if (asked !== tensor.size)
    throw invalidArgument(
      `Input to reshape is a tensor with ${tensor.size} values, but the requested shape has ${asked}`,
    )
  return dims
}

export const ExpandDims = defineOp('ExpandDims', {
  inputs: ['input: T', 'dim: Tdim'],
  outputs: ['output: T'],
  attrs: ['T: type', 'Tdim: {int32, int64} = DT_INT32'],
  infer: c => {
    const input = c.input(0)
    const value = c.value(1)
    if (value && value.size !== 1) throw c.fail(`'dim' input must be a tensor with a single value`)
    const dim = c.scalar(1)
    if (input === null || dim === undefined) return [null]
    if (dim < -1 - input.length || dim > input.length)
      throw c.fail(`dim ${dim} not in the interval [${-input.length - 1}, ${input.length}].`)
    return [input.toSpliced(dim < 0 ? dim + input.length + 1 : dim, 0, 1)]
  },
  gradient: (op, grad) => [reshapeToInput(op, grad as Tensor), null],
  scheduling: 'inexpensive',
  shapeInputs: [1],
  kernel: k => {
    const input = k.input(0)
    const rank = input.shape.length
    const dim = integersOf(k.input(1))[0] as number
    if (dim < -1 - rank || dim > rank)
      throw invalidArgument(`Tried to expand dim index ${dim} for tensor with ${rank} dimensions.`)
    return new NDArray(input.dtype, input.shape.toSpliced(dim < 0 ? dim + rank + 1 : dim, 0, 1), input.data)
  },
  lower: { kind: 'view' },
})

export const Squeeze = defineOp('Squeeze', {
  inputs: ['input: T'],
  outputs: ['output: T'],
  attrs: ['T: type', 'squeeze_dims: list(int32) >= 0 = []'],
  infer: c => {
    const input = c.input(0)
    if (input === null) return [null]
    const dims = c.attr('squeeze_dims').map((dim, i) => {
      if (dim < -input.length || dim >= input.length)
        throw c.fail(`squeeze_dims[${i}] not in [${-input.length},${input.length}).`)
      return dim < 0 ? dim + input.length : dim
    })
    const out: Dim[] = []
    let certain = true
    for (const [i, dim] of input.entries()) {
      if (dims.length > 0) {
        if (!dims.includes(i)) out.push(dim)
        else if (dim !== null && dim !== 1)
          throw c.fail(`Can not squeeze dim[${i}], expected a dimension of 1, got ${dim}`)
      } else if (dim === null) certain = false
      else if (dim !== 1) out.push(dim)
    }
    // an unknown dimension may be squeezed away
    return [certain ? out : null]
  },
  gradient: (op, grad) => [reshapeToInput(op, grad as Tensor)],
  scheduling: 'inexpensive',
  kernel: k => {
    const input = k.input(0)
    const rank = input.shape.length
    const dims = k.attr('squeeze_dims').map(dim => {
      if (dim < -rank || dim >= rank)
        throw invalidArgument(`Tried to squeeze dim index ${dim} for tensor with ${rank} dimensions.`)
      return dim < 0 ? dim + rank : dim
    })
    const out = input.shape.filter((size, i) => {
      if (dims.length === 0) return size !== 1
      if (!dims.includes(i)) return true
      if (size !== 1)
        throw invalidArgument(`Tried to explicitly squeeze dimension ${i} but dimension was not 1: ${size}`)
      return false
    })
    return new NDArray(input.dtype, out, input.data)
  },
  lower: { kind: 'view' },
})

// --- functions

interface ShapeArgs {
  input: TensorLike | SparseTensor
  name: Name
  out_type: DTypeLike | null
}
/** The shape as a tensor; `optimize`: a constant where it is fully known. */
export function shapeInternal(
  input: TensorLike | SparseTensor,
  optimize: boolean,
  name: Name = null,
  out_type: DType = int32,
): Tensor {
  return withScope(name, 'Shape', [input], scope => {
    if (input instanceof SparseTensor) return apply(Cast, { x: input.shape, DstT: out_type })
    const tensor = convertToTensor(input)
    const known = tensor.staticShape
    if (optimize && isFullyDefined(known)) return constant(known, out_type, null, scope)
    return apply(Shape, { input: tensor, out_type }, scope)
  })
}
/** The number of elements as a tensor; `optimize`: a constant where it is known. */
export function sizeInternal(
  input: TensorLike | SparseTensor,
  optimize: boolean,
  name: Name = null,
  out_type: DType = int32,
): Tensor {
  return withScope(name, 'Size', [input], scope => {
    if (input instanceof SparseTensor)
      return apply(Prod, { input: apply(Cast, { x: input.shape, DstT: out_type }), reduction_indices: 0 }, scope)
    const tensor = convertToTensor(input)
    const known = tensor.staticShape
    if (optimize && isFullyDefined(known)) return constant(numElements(known), out_type, null, scope)
    return apply(Size, { input: tensor, out_type }, scope)
  })
}
/** The rank as a tensor; `optimize`: a constant where it is known. */
export function rankInternal(input: TensorLike | SparseTensor, optimize: boolean, name: Name = null): Tensor {
  return withScope(name, 'Rank', [input], scope => {
    if (input instanceof SparseTensor) return apply(Size, { input: input.shape }, scope)
    const tensor = convertToTensor(input)
    if (optimize && tensor.staticShape !== null) return constant(tensor.staticShape.length, int32, null, scope)
    return apply(Rank, { input: tensor }, scope)
  })
}

/** The shape of `input` as an int32 (or int64) vector: a constant where it is fully known. */
export const shape = pyfunction('shape(input, name=None, out_type=int32)', ({ input, name, out_type }: ShapeArgs) =>
  shapeInternal(input, true, name, as_dtype(out_type ?? int32)),
)
/** The shapes of tensors of one type, as int32 vectors. */
export const shape_n = pyfunction(
  'shape_n(input, out_type=None, name=None)',
  ({ input, out_type, name }: { input: readonly TensorLike[]; out_type: DTypeLike | null; name: Name }): Tensor[] => [
    ...applyOp(ShapeN, { input, out_type: out_type === null ? null : as_dtype(out_type) }, name).outputs,
  ],
)
/** The number of elements of `input`, an int32 (or int64) scalar: a constant where it is known. */
export const size = pyfunction('size(input, name=None, out_type=int32)', ({ input, name, out_type }: ShapeArgs) =>
  sizeInternal(input, true, name, as_dtype(out_type ?? int32)),
)
/** The number of dimensions of `input`, an int32 scalar: a constant where it is known. */
export const rank = pyfunction('rank(input, name=None)', ({ input, name }: Omit<ShapeArgs, 'out_type'>) =>
  rankInternal(input, true, name),
)

interface ReshapeArgs {
  tensor: TensorLike
  shape: TensorLike
  name: Name
}
/**
 * The elements of `tensor` in another shape; one dimension may be -1. Errors: ValueError or InvalidArgumentError where the
 * number of elements differs.
 *
 *     tf.reshape(t, [-1, 28, 28, 1])
 */
export const reshape = pyfunction('reshape(tensor, shape, name=None)', ({ tensor, shape, name }: ReshapeArgs) =>
  apply(Reshape, { tensor, shape }, name),
)

interface ExpandDimsArgs {
  input: TensorLike
  axis: TensorLike | null
  name: Name
  dim: TensorLike | null
}
/** `input` with a dimension of 1 inserted at `axis`, which counts from the end where negative. */
export const expand_dims = pyfunction(
  'expand_dims(input, axis=None, name=None, dim=None)',
  ({ input, axis, name, dim }: ExpandDimsArgs) => {
    if (dim !== null && axis !== null) throw new ValueError("can't specify both 'dim' and 'axis'")
    return apply(ExpandDims, { input, dim: axis ?? dim }, name)
  },
)

interface SqueezeArgs {
  input: TensorLike
  axis: number | readonly number[] | null
  name: Name
  squeeze_dims: number | readonly number[] | null
}
/** `input` without its dimensions of 1, or without those at `axis`. */
export const squeeze = pyfunction(
  'squeeze(input, axis=None, name=None, squeeze_dims=None)',
  ({ input, axis, name, squeeze_dims }: SqueezeArgs) => {
    if (squeeze_dims !== null && axis !== null) throw new ValueError("Cannot specify both 'squeeze_dims' and 'axis'")
    const dims = axis ?? squeeze_dims
    return apply(Squeeze, { input, squeeze_dims: dims === null || Array.isArray(dims) ? dims : [dims] }, name)
  },
)
