/** Arrays as TensorProtos and back, in the encodings that TensorFlow writes and reads. */
import { ValueError } from '../errors/index.ts'
import { isStackOverflow } from '../errors/stack_overflow.ts'
import { invalidArgument } from '../errors/status.ts'
import { lanes } from '../tensor/array_parts.ts'
import { as_dtype, type BaseDTypeName, type Data, type DType, type TypedArray } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { numElements } from '../tensor/shape.ts'
import { registerShapeProto } from '../tensor/tensor_shape.ts'
import { type ResourceHandle, TensorProto, TensorShapeProto } from './protos/graph.generated.ts'

/** Types whose arrays of two or more elements are written as raw bytes; the others are always written element by element. */
const CONTENT_TYPES: ReadonlySet<BaseDTypeName> = new Set([
  'float32',
  'float64',
  'int32',
  'uint8',
  'int16',
  'int8',
  'int64',
  'qint8',
  'quint8',
  'qint16',
  'quint16',
  'qint32',
])

type ValueField =
  | 'half_val'
  | 'float_val'
  | 'double_val'
  | 'int_val'
  | 'string_val'
  | 'scomplex_val'
  | 'int64_val'
  | 'bool_val'
  | 'dcomplex_val'
  | 'resource_handle_val'

/** The list that holds the elements of each type. */
const VALUE_FIELDS: Readonly<Record<BaseDTypeName, ValueField>> = {
  float16: 'half_val',
  float32: 'float_val',
  float64: 'double_val',
  bfloat16: 'int_val',
  complex64: 'scomplex_val',
  complex128: 'dcomplex_val',
  int8: 'int_val',
  uint8: 'int_val',
  int16: 'int_val',
  uint16: 'int_val',
  int32: 'int_val',
  int64: 'int64_val',
  bool: 'bool_val',
  string: 'string_val',
  qint8: 'int_val',
  quint8: 'int_val',
  qint16: 'int_val',
  quint16: 'int_val',
  qint32: 'int_val',
  resource: 'resource_handle_val',
}

const MAX_CONTENT = 2 ** 31

/**
 * The TensorProto of an array, as Python's `make_tensor_proto` writes it: raw bytes for two or more elements of a number type, else a typed list.
 * With a larger `shape` than the array has elements, only the array's elements are written, and the last of them stands for the rest.
 */
export function makeTensorProto(array: NDArray, shape: readonly number[] = array.shape): TensorProto {
  const { dtype, data } = array
  const size = numElements(shape)
  if (array.size > size)
    throw new ValueError(`Too many elements provided. Needed at most ${size}, but received ${array.size}`)
  const proto = new TensorProto({ dtype: dtype.base_dtype.as_datatype_enum, tensor_shape: shapeProto(shape) })
  if (size > 1 && array.size === size && CONTENT_TYPES.has(dtype.base)) {
    if (size * dtype.size >= MAX_CONTENT)
      throw new ValueError('Cannot create a tensor proto whose content is larger than 2GB.')
    proto.tensor_content = rawBytes(data as TypedArray)
    return proto
  }
  switch (VALUE_FIELDS[dtype.base]) {
    case 'string_val':
      proto.string_val = data as Uint8Array[] as Buffer[]
      break
    case 'resource_handle_val':
      proto.resource_handle_val = data as ResourceHandle[]
      break
    case 'bool_val':
      proto.bool_val = Array.from(data as Uint8Array, value => value !== 0)
      break
    case 'int64_val':
      proto.int64_val = Array.from(data as BigInt64Array)
      break
    default:
      proto[VALUE_FIELDS[dtype.base] as 'float_val'] = Array.from(data as Float32Array)
  }
  return proto
}

registerShapeProto(fields => new TensorShapeProto(fields as never))

/** The shape of an array as proto. */
export function shapeProto(shape: readonly number[]): TensorShapeProto {
  return new TensorShapeProto({ dim: shape.map(size => ({ size })) })
}

/** A copy of the elements' memory. */
function rawBytes(data: TypedArray): Buffer {
  return Buffer.from(Buffer.from(data.buffer, data.byteOffset, data.byteLength))
}

/**
 * The array of a TensorProto, whichever way it is encoded. A typed list that is shorter than the shape repeats its last value; an empty one is
 * all zeros. Raises InvalidArgument where the proto holds no tensor.
 */
export function tensorProtoToArray(proto: TensorProto): NDArray {
  const dtype = readType(proto)
  const shape = proto.tensor_shape.dim.map(dim => Number(dim.size))
  if (proto.tensor_shape.unknown_rank || shape.some(size => size < 0)) throw unreadable(proto)
  const size = numElements(shape)
  const content = proto.tensor_content
  const data = content.length > 0 ? readContent(proto, dtype, size, content) : readValues(proto, dtype, size, shape)
  return new NDArray(dtype, shape, data)
}

function readType(proto: TensorProto): DType {
  if (proto.dtype === 0) throw unreadable(proto)
  try {
    return as_dtype(proto.dtype).base_dtype
  } catch (error) {
    if (isStackOverflow(error)) throw error
    throw unreadable(proto)
  }
}

function readContent(proto: TensorProto, dtype: DType, size: number, content: Buffer): Data {
  if (dtype.base === 'string') return readStrings(proto, size, content)
  if (!dtype.is_plain || content.length !== size * dtype.size) throw unreadable(proto)
  const data = dtype.allocate(size) as TypedArray
  // A copy also because the content may start at an address that numbers cannot start at.
  new Uint8Array(data.buffer).set(content)
  return data
}

/** Strings in one piece: the lengths of all as varints, then all bytes. Later servers send them so. */
function readStrings(proto: TensorProto, size: number, content: Buffer): Uint8Array[] {
  const lengths: number[] = []
  let position = 0
  while (lengths.length < size) {
    let length = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = content[position++]
      if (byte === undefined) throw unreadable(proto)
      length += (byte & 0x7f) * scale
      if (byte < 0x80) break
    }
    lengths.push(length)
  }
  const strings = lengths.map(length => content.subarray(position, (position += length)))
  if (position !== content.length) throw unreadable(proto)
  return strings
}

function readValues(proto: TensorProto, dtype: DType, size: number, shape: readonly number[]): Data {
  const values = listOf(proto, dtype)
  const data = dtype.allocate(size, shape) as unknown[]
  const width = lanes(dtype)
  const given = Math.floor(values.length / width)
  const last = given - 1
  const convert: (value: unknown) => unknown =
    dtype.base === 'int64' ? value => BigInt(value as number | bigint) : value => value
  const listed = Math.min(size, given) * width
  for (let i = 0; i < listed; i++) data[i] = convert(values[i])
  if (given > 0 && size > given) repeatLast(data as TypedArray | unknown[], last * width, width)
  return data as Data
}

/** Fills `data` behind its element at `from`, which is `width` entries long, with copies of it. */
function repeatLast(data: TypedArray | unknown[], from: number, width: number): void {
  if (width === 1) {
    const value = data[from] as never
    data.fill(value, from)
  } else
    for (let filled = width; from + filled < data.length; filled *= 2)
      data.copyWithin(from + filled, from, from + filled)
}

function listOf(proto: TensorProto, dtype: DType): readonly unknown[] {
  // TensorFlow 0.12.1 keeps the bits of a bfloat16 in int_val, later versions in half_val.
  if (dtype.base === 'bfloat16' && proto.int_val.length === 0) return proto.half_val
  return proto[VALUE_FIELDS[dtype.base]]
}

function unreadable(proto: TensorProto): Error {
  return invalidArgument(`Cannot parse tensor from proto: ${proto.ToText()}`)
}
