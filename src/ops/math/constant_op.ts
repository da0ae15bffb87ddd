/** Constants, and how plain values become tensors (framework/constant_op.py, tensor_util.py). */

import { pythonRepr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import {
  type Conversion,
  convertToTensor,
  type Name,
  registerConversion,
  type TensorLike,
  withScope,
} from '../../graph/build/convert.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { defineOp } from '../../graph/op_def.ts'
import { Operation } from '../../graph/operation.ts'
import { nameText } from '../../graph/scope_names.ts'
import { TensorValue } from '../../graph/serialize/attrs.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { Dimension } from '../../tensor/dimension.ts'
import { as_dtype, bool, type DType, type DTypeLike, int32, int64, string } from '../../tensor/dtypes.ts'
import { int, type PyInt } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { isFullyDefined, shapeText } from '../../tensor/shape.ts'
import { as_shape, type ShapeLike, TensorShape } from '../../tensor/tensor_shape.ts'
import { makeTensorValue } from '../core/constant_value.ts'
import { reduce_sum } from './reduction_ops.ts'

export const Const = defineOp('Const', {
  outputs: ['output: dtype'],
  attrs: ['value: tensor', 'dtype: type'],
  infer: c => [c.attr('value').shape],
  gradient: 'none',
  scheduling: 'inexpensive',
  refuses: node => {
    const value = node.attr('value')
    const declared = node.attr('dtype') as DType
    if (!(value instanceof TensorValue) || value.dtype === declared) return undefined
    return invalidArgument(`Type mismatch between value (${value.dtype.cpp_name}) and dtype (${declared.cpp_name})`)
  },
  kernel: k => k.attr('value').array,
  lower: { kind: 'reference' },
  constantValue: op => op.attr('value').array,
})

export const Fill = defineOp('Fill', {
  inputs: ['dims: int32', 'value: T'],
  outputs: ['output: T'],
  attrs: ['T: type'],
  infer: c => {
    c.withRank(c.input(0), 1)
    c.withRank(c.input(1), 0)
    // sizes below -1 are refused as it is read
    const shape = c.valueAsShape(0)
    if (c.integers(0)?.some(dim => dim < 0)) throw c.fail('Fill dimensions must be >= 0')
    return [shape]
  },
  gradient: (_op, grad) => [null, reduce_sum(grad as Tensor)],
  shapeInputs: [0],
  kernel: k => {
    const value = k.input(1)
    if (k.input(0).shape.length !== 1)
      throw invalidArgument(`dims must be a vector of int32, got shape ${shapeText(k.input(0).shape)}`)
    if (value.shape.length !== 0) throw invalidArgument(`value must be a scalar, got shape ${shapeText(value.shape)}`)
    const dims = Array.from(k.input(0).data as Int32Array)
    const negative = dims.find(dim => dim < 0)
    if (negative !== undefined) throw invalidArgument(`Dimension ${negative} must be >= 0`)
    return new TensorValue(new NDArray(value.dtype, [1], value.data), dims).array
  },
  lower: { kind: 'kernel', kernel: 'fill', operands: [1] },
})

export interface ConstantArgs {
  value: TensorLike | null
  dtype: DTypeLike | null
  shape: ShapeLike | null
  name: Name
  verify_shape: boolean
}

/**
 * A constant tensor. `value`: a number, string, nested arrays, typed array or NDArray. With `shape`, fewer values are
 * filled up with the last one. Without `dtype`, bare JavaScript numbers are float32; `tf.int(3)` is int32.
 *
 *     tf.constant([[1, 2], [3, 4]], tf.float32)
 */
export const constant = pyfunction(
  "constant(value, dtype=None, shape=None, name='Const', verify_shape=False)",
  ({ value, dtype, shape, name, verify_shape }: ConstantArgs) =>
    constantNode(makeTensorValue(value, dtype === null ? null : as_dtype(dtype), shape, verify_shape, null), name),
)

function constantNode(value: TensorValue, name: Name): Tensor {
  const node = {
    def: Const,
    inputs: [],
    argLengths: [],
    outputTypes: [value.dtype],
    attrs: new Map<string, TensorValue | DType>([
      ['value', value],
      ['dtype', value.dtype],
    ]),
    name: nameText(name) ?? 'Const',
  }
  return get_default_graph().addNode(node).outputs[0] as Tensor
}

const convertConstant = (value: unknown, { dtype, name, bare }: Conversion): Tensor =>
  constantNode(makeTensorValue(value, dtype, null, false, bare), name ?? 'Const')

registerConversion(
  value => value instanceof TensorShape,
  (value, { dtype, name }) => {
    const shape = value as TensorShape
    const dims = shape.toShape()
    if (!isFullyDefined(dims))
      throw new ValueError(`Cannot convert a partially known TensorShape to a Tensor: ${shape}`)
    if (dtype && dtype !== int32 && dtype !== int64)
      throw new TypeError(`Cannot convert a TensorShape to dtype: ${dtype}`)
    return constantNode(makeTensorValue(dims, dtype ?? int32, null, false, null), name ?? 'shape_as_tensor')
  },
)
registerConversion(
  value => value instanceof Dimension,
  (value, { dtype, name }) => {
    const dimension = value as Dimension
    if (dimension.value === null) throw new ValueError(`Cannot convert an unknown Dimension to a Tensor: ${dimension}`)
    if (dtype && dtype !== int32 && dtype !== int64)
      throw new TypeError(`Cannot convert a TensorShape to dtype: ${dtype}`)
    return constantNode(
      makeTensorValue(dimension.value as number, dtype ?? int32, null, false, null),
      name ?? 'shape_as_tensor',
    )
  },
)
registerConversion(
  value => value instanceof Operation,
  (value, { dtype, name, asRef }) => {
    const described = [pythonRepr(dtype), pythonRepr(name), pythonRepr(asRef)]
    throw new TypeError(
      `Can't convert Operation '${(value as Operation).name}' to Tensor (target dtype=${described[0]}, name=${described[1]}, as_ref=${described[2]})`,
    )
  },
)
registerConversion(() => true, convertConstant, 200)

type ShapeArg = ShapeLike | TensorLike

/** A tensor of the given shape whose elements are all `value`: a constant where the shape is fully known. */
function filled(
  value: number | boolean | PyInt,
  defaultName: string,
  shape: ShapeArg,
  dtypeLike: DTypeLike,
  name: Name,
): Tensor {
  const dtype = as_dtype(dtypeLike).base_dtype
  return withScope(name, defaultName, [shape], scope => {
    let given: unknown = shape
    try {
      given = as_shape(shape as ShapeLike)
      if (isFullyDefined((given as TensorShape).toShape()))
        return constant(value as TensorLike, dtype, given as TensorShape, scope)
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof ValueError)) throw error
    }
    const dims = convertToTensor(given, { dtype: int32, name: 'shape' })
    return apply(Fill, { dims, value: constant(value as TensorLike, dtype) }, scope)
  })
}

interface FilledArgs {
  shape: ShapeArg
  dtype: DTypeLike
  name: Name
}
/** A tensor of zeros (false). Error: TypeError for strings, of which there are none. */
export const zeros = pyfunction('zeros(shape, dtype=float32, name=None)', ({ shape, dtype, name }: FilledArgs) => {
  const type = as_dtype(dtype).base_dtype
  return filled(type === bool ? false : type === string ? int(0) : 0, 'zeros', shape, type, name)
})
/** A tensor of ones (true). */
export const ones = pyfunction('ones(shape, dtype=float32, name=None)', ({ shape, dtype, name }: FilledArgs) =>
  filled(as_dtype(dtype).base_dtype === bool ? true : 1, 'ones', shape, dtype, name),
)
/** A tensor of shape `dims` (int32 vector) whose elements are all the scalar `value`. */
export const fill = pyfunction(
  'fill(dims, value, name=None)',
  ({ dims, value, name }: { dims: TensorLike; value: TensorLike; name: Name }) => apply(Fill, { dims, value }, name),
)
/** `value` as a tensor: a constant is added to the graph where it is none. */
export const convert_to_tensor = pyfunction(
  'convert_to_tensor(value, dtype=None, name=None, as_ref=False, preferred_dtype=None)',
  ({
    value,
    dtype,
    name,
    as_ref,
    preferred_dtype,
  }: {
    value: TensorLike
    dtype: DTypeLike | null
    name: Name
    as_ref: boolean
    preferred_dtype: DTypeLike | null
  }) =>
    convertToTensor(value, {
      dtype: dtype === null ? null : as_dtype(dtype),
      name,
      asRef: as_ref,
      preferred: preferred_dtype === null ? null : as_dtype(preferred_dtype),
    }),
)
