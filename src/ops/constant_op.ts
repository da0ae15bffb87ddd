/** Constants, and how plain values become tensors (framework/constant_op.py, tensor_util.py). */
import { ValueError } from '../errors/python.ts'
import { invalidArgument } from '../errors/status.ts'
import { apply } from '../graph/apply_op.ts'
import { TensorValue } from '../graph/attrs.ts'
import { type Conversion, convertToTensor, type Name, registerConversion, type TensorLike, withScope } from '../graph/convert.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import { defineOp } from '../graph/op_def.ts'
import { pythonRepr, pythonTypeName, tupleRepr } from '../graph/python_repr.ts'
import type { Dim } from '../graph/shape_inference.ts'
import { pyfunction } from '../graph/signature.ts'
import { Tensor } from '../graph/tensor.ts'
import { as_dtype, bool, complex128, type DType, type DTypeLike, float32, int32, int64, string } from '../tensor/dtypes.ts'
import { Complex, PyFloat, PyInt } from '../tensor/literals.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { isFullyDefined, numElements, shapeText } from '../tensor/shape.ts'
import { Dimension } from '../tensor/dimension.ts'
import { as_shape, type ShapeLike, TensorShape } from '../tensor/tensor_shape.ts'
import { reduce_sum } from './reduction_ops.ts'

export const Const = defineOp('Const', {
  outputs: ['output: dtype'],
  attrs: ['value: tensor', 'dtype: type'],
  infer: c => [c.attr<TensorValue>('value').shape],
  gradient: 'none',
  scheduling: 'inexpensive',
  kernel: k => (k.attr('value') as TensorValue).array,
  lower: { kind: 'reference' },
  constantValue: op => (op.attr('value') as TensorValue).array,
})

export const Fill = defineOp('Fill', {
  inputs: ['dims: int32', 'value: T'],
  outputs: ['output: T'],
  attrs: ['T: type'],
  infer: c => {
    c.withRank(c.input(1), 0)
    c.withRank(c.input(0), 1)
    if (c.integers(0)?.some(dim => dim < 0)) throw c.fail('Fill dimensions must be >= 0')
    return [c.valueAsShape(0)]
  },
  gradient: (_op, grad) => [null, reduce_sum(grad as Tensor)],
  shapeInputs: [0],
  kernel: k => {
    const value = k.input(1)
    if (k.input(0).shape.length !== 1) throw invalidArgument(`dims must be a vector of int32, got shape ${shapeText(k.input(0).shape)}`)
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
  name: string
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

function constantNode(value: TensorValue, name: string): Tensor {
  const node = {
    def: Const,
    inputs: [],
    argLengths: [],
    outputTypes: [value.dtype],
    attrs: new Map<string, TensorValue | DType>([
      ['value', value],
      ['dtype', value.dtype],
    ]),
    name: String(name),
  }
  return get_default_graph().addNode(node).outputs[0] as Tensor
}

/** `values` as the tensor that a Const node holds (tensor_util.make_tensor_proto). */
export function makeTensorValue(
  values: unknown,
  dtype: DType | null,
  shape: ShapeLike | null,
  verifyShape: boolean,
  bare: DType | null,
): TensorValue {
  const base = dtype?.base_dtype ?? null
  const array = toArray(values, base, shape, bare)
  if (shape === null || shape === undefined) return new TensorValue(array)
  const dims = as_shape(shape).as_list() as number[]
  if (verifyShape && array.shape.join() !== dims.join())
    throw new TypeError(`Expected Tensor's shape: ${tupleRepr(dims)}, got ${tupleRepr(array.shape)}.`)
  const total = numElements(dims)
  if (array.size > total) throw new ValueError(`Too many elements provided. Needed at most ${total}, but received ${array.size}`)
  return new TensorValue(new NDArray(array.dtype, array.size === total ? dims : [array.size], array.data), dims)
}

function toArray(values: unknown, dtype: DType | null, shape: ShapeLike | null, bare: DType | null): NDArray {
  if (values === null || values === undefined) throw new ValueError('None values not supported.')
  if (values instanceof NDArray) return dtype && values.dtype !== dtype ? values.astype(dtype) : values.copy()
  if (ArrayBuffer.isView(values) && !(values instanceof Uint8Array && Buffer.isBuffer(values))) {
    const array = NDArray.of(values)
    return dtype && array.dtype !== dtype ? array.astype(dtype) : array
  }
  if (shape !== null && as_shape(shape).num_elements() === 0) return new NDArray(dtype ?? float32, [0], (dtype ?? float32).allocate(0))
  const leaves = new Leaves(values)
  if (dtype) leaves.check(dtype)
  if (leaves.tensor) throw new TypeError('List of Tensors when single Tensor expected')
  return NDArray.of(values as never, dtype ?? leaves.dtype(bare))
}

/** The kinds of plain values in a nested array. */
class Leaves {
  tensor = false
  readonly #first = new Map<string, unknown>()
  #wide = false
  #arrayType: DType | undefined

  constructor(values: unknown) {
    this.#visit(values)
  }
  #visit(value: unknown): void {
    if (Array.isArray(value)) {
      for (const item of value) this.#visit(item)
      return
    }
    if (value instanceof Tensor) this.tensor = true
    if (value instanceof NDArray) this.#arrayType ??= value.dtype
    const kind = leafKind(value)
    if (kind === 'int') {
      const n = value instanceof PyInt ? value.value : (value as bigint)
      this.#wide ||= typeof value === 'bigint' || n > 0x7fffffff || n < -0x80000000
    }
    if (!this.#first.has(kind)) this.#first.set(kind, value)
  }
  /** TensorFlow's check of Python values against a type (_AssertCompatible). */
  check(dtype: DType): void {
    for (const [kind, value] of this.#first) {
      if (kind === 'array') continue
      if (kind === 'tensor') throw new TypeError(`Expected ${dtype.name}, got ${pythonRepr(value)} of type '${pythonTypeName(value)}' instead.`)
      const whole = kind === 'int' || kind === 'bool' || kind === 'bare'
      const fits =
        dtype.is_integer || dtype.is_quantized
          ? whole
          : dtype.is_floating
            ? kind !== 'str' && kind !== 'complex' && kind !== 'other'
            : dtype.is_complex
              ? kind !== 'str' && kind !== 'other'
              : dtype === bool
                ? kind === 'bool'
                : dtype === string
                  ? kind === 'str'
                  : true
      if (!fits) {
        throw new TypeError(`Expected ${dtype.name}, got ${pythonRepr(value)} of type '${pythonTypeName(value)}' instead.`)
      }
    }
  }
  /** The type that TensorFlow gives such values by itself. */
  dtype(bare: DType | null): DType {
    const has = (kind: string) => this.#first.has(kind)
    if (this.#arrayType) return this.#arrayType
    if (has('str')) return string
    if (has('complex')) return complex128
    if (has('float')) return float32
    if (has('bare')) return has('int') ? float32 : (bare ?? float32)
    if (has('int')) return this.#wide ? int64 : int32
    if (has('bool')) return bool
    return float32
  }
}

function leafKind(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? 'bare' : 'float'
    case 'bigint':
      return 'int'
    case 'boolean':
      return 'bool'
    case 'string':
      return 'str'
    default:
  }
  if (value instanceof PyInt) return 'int'
  if (value instanceof PyFloat) return 'float'
  if (value instanceof Complex) return 'complex'
  if (value instanceof Uint8Array) return 'str'
  if (value instanceof String) return 'str'
  if (value instanceof NDArray || ArrayBuffer.isView(value)) return 'array'
  return value instanceof Tensor ? 'tensor' : 'other'
}

const convertConstant = (value: unknown, { dtype, name, bare }: Conversion): Tensor =>
  constantNode(makeTensorValue(value, dtype, null, false, bare), name ?? 'Const')

registerConversion(
  value => value instanceof TensorShape,
  (value, { dtype, name }) => {
    const shape = value as TensorShape
    const dims = shape.toShape()
    if (!isFullyDefined(dims)) throw new ValueError(`Cannot convert a partially known TensorShape to a Tensor: ${shape}`)
    if (dtype && dtype !== int32 && dtype !== int64) throw new TypeError(`Cannot convert a TensorShape to dtype: ${dtype.name}`)
    return constantNode(makeTensorValue(dims, dtype ?? int32, null, false, null), name ?? 'shape_as_tensor')
  },
)
registerConversion(
  value => value instanceof Dimension,
  (value, { dtype, name }) => {
    const dimension = value as Dimension
    if (dimension.value === null) throw new ValueError(`Cannot convert an unknown Dimension to a Tensor: ${dimension}`)
    if (dtype && dtype !== int32 && dtype !== int64) throw new TypeError(`Cannot convert a TensorShape to dtype: ${dtype.name}`)
    return constantNode(makeTensorValue(dimension.value as number, dtype ?? int32, null, false, null), name ?? 'shape_as_tensor')
  },
)
registerConversion(() => true, convertConstant, 200)

type ShapeArg = ShapeLike | TensorLike

/** The tensor that a shape argument means, as int32. */
function filled(value: number | boolean | string, defaultName: string, shape: ShapeArg, dtypeLike: DTypeLike, name: Name): Tensor {
  const dtype = as_dtype(dtypeLike).base_dtype
  return withScope(name, defaultName, [shape], scope => {
    const known = knownShape(shape)
    if (known) return constant(value as TensorLike, dtype, known, scope)
    const dims = convertToTensor(shape, { dtype: int32, name: 'shape' })
    return apply(Fill, { dims, value: constant(value as TensorLike, dtype) }, scope)
  })
}

/** `shape` as plain numbers where it is fully given by them. */
function knownShape(shape: ShapeArg): readonly Dim[] | undefined {
  if (shape instanceof Tensor || shape instanceof NDArray) return undefined
  try {
    const dims = as_shape(shape as ShapeLike).toShape()
    return isFullyDefined(dims) ? dims : undefined
  } catch (error) {
    if (error instanceof TypeError || error instanceof ValueError) return undefined
    throw error
  }
}

interface FilledArgs {
  shape: ShapeArg
  dtype: DTypeLike
  name: Name
}
/** A tensor of zeros (false, empty strings). */
export const zeros = pyfunction('zeros(shape, dtype=float32, name=None)', ({ shape, dtype, name }: FilledArgs) => {
  const type = as_dtype(dtype).base_dtype
  return filled(type === bool ? false : type === string ? '' : 0, 'zeros', shape, type, name)
})
/** A tensor of ones (true). */
export const ones = pyfunction('ones(shape, dtype=float32, name=None)', ({ shape, dtype, name }: FilledArgs) =>
  filled(as_dtype(dtype).base_dtype === bool ? true : 1, 'ones', shape, dtype, name),
)
/** A tensor of shape `dims` (int32 vector) whose elements are all the scalar `value`. */
export const fill = pyfunction('fill(dims, value, name=None)', ({ dims, value, name }: { dims: TensorLike; value: TensorLike; name: Name }) =>
  apply(Fill, { dims, value }, name),
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
