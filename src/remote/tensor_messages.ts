/** Arrays in the messages of a master: sent as raw bytes, received as raw bytes (1.x and later) or element by element (0.x). */
import { WireReader } from '../formats/proto/wire_reader.ts'
import { TensorProto, TensorShapeProto } from '../formats/protos/graph.generated.ts'
import { makeTensorProto, shapeProto, tensorProtoToArray } from '../formats/tensor_proto.ts'
import { as_dtype, type BaseDTypeName, type DType, type TypedArray } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { numElements } from '../tensor/shape.ts'
import { byteLength, lengthPrefix } from './wire.ts'

/** Fields of TensorProto. */
const CONTENT = 4
const DTYPE = 1
const SHAPE = 2
/** Lists whose bytes are those of the elements in memory. */
const PLAIN_LISTS: Readonly<Partial<Record<number, readonly BaseDTypeName[]>>> = {
  5: ['float32'],
  6: ['float64'],
  9: ['complex64'],
  11: ['bool'],
  12: ['complex128'],
}
/** Lists of varints of 32 bits. */
const INT_LISTS: Readonly<Partial<Record<number, readonly BaseDTypeName[]>>> = {
  7: ['int32', 'uint8', 'int16', 'int8', 'uint16', 'qint8', 'quint8', 'qint16', 'quint16', 'qint32'],
  13: ['float16'],
}
const INT64_LIST = 10
/** Bytes. */
const LEAST_IN_PLACE = 2 ** 16

/** A TensorProto as pieces of bytes; the last one is the array's memory. */
export function tensorPieces(array: NDArray): Uint8Array[] {
  const { dtype } = array
  if (!dtype.is_plain) return [makeTensorProto(array).SerializeToString()]
  const header = new TensorProto({
    dtype: dtype.base_dtype.as_datatype_enum,
    tensor_shape: shapeProto(array.shape),
  }).SerializeToString()
  const data = array.data as TypedArray
  const content = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  return content.byteLength === 0 ? [header] : [header, lengthPrefix(CONTENT, content.byteLength), content]
}

/** Field `field` of a message: a NamedTensorProto. */
export function namedTensorPieces(field: number, name: string, array: NDArray): Uint8Array[] {
  const tensor = tensorPieces(array)
  const text = Buffer.from(name)
  const inner = [lengthPrefix(1, text.length), text, lengthPrefix(2, byteLength(tensor)), ...tensor]
  return [lengthPrefix(field, byteLength(inner)), ...inner]
}

/** The array of the TensorProto in `bytes`. */
export function readTensor(bytes: Buffer): NDArray {
  return readFast(bytes) ?? tensorProtoToArray(TensorProto.FromString(bytes))
}

/** Type, shape, and one piece of values: all that servers send. Undefined for everything else. */
function readFast(bytes: Buffer): NDArray | undefined {
  const reader = new WireReader(bytes)
  let dtype: DType | undefined
  let shape: readonly number[] = []
  let values: Buffer | undefined
  let field = 0
  while (reader.position < bytes.length) {
    const tag = reader.uint32()
    const number = tag >>> 3
    if (number === DTYPE && (tag & 7) === 0) dtype = as_dtype(reader.uint32()).base_dtype
    else if (number === SHAPE && (tag & 7) === 2) {
      const { dim, unknown_rank } = TensorShapeProto.FromString(reader.view())
      shape = Array.from(dim, ({ size }) => Number(size))
      if (unknown_rank || shape.some(size => size < 0)) return undefined
    } else if (number >= CONTENT && (tag & 7) === 2 && values === undefined && number !== 8) {
      values = reader.view()
      field = number
    } else reader.skip(tag, 0)
  }
  if (!dtype?.is_plain || !values) return undefined
  return readList(dtype, shape, field, values)
}

/** Values that are worth no memory of their own: they are most of an answer, which nobody else reads, and move by some bytes to where elements may begin. */
function valuesInPlace(dtype: DType, values: Buffer): TypedArray | undefined {
  const { buffer, byteOffset, length } = values
  if (length < LEAST_IN_PLACE || length * 2 < buffer.byteLength) return undefined
  const none = dtype.allocate(0) as TypedArray
  const width = none.BYTES_PER_ELEMENT
  const Elements = none.constructor as new (buffer: ArrayBufferLike, at: number, length: number) => TypedArray
  const at = byteOffset - (byteOffset % width)
  // before the values stand their tag and their length, which have been read
  if (at !== byteOffset) new Uint8Array(buffer).copyWithin(at, byteOffset, byteOffset + length)
  return new Elements(buffer, at, length / width)
}

function readList(dtype: DType, shape: readonly number[], field: number, values: Buffer): NDArray | undefined {
  const { base } = dtype
  const size = numElements(shape)
  const isPlain = field === CONTENT || PLAIN_LISTS[field]?.includes(base)
  if (isPlain) {
    if (values.length !== size * dtype.size) return undefined
    const inPlace = valuesInPlace(dtype, values)
    if (inPlace) return new NDArray(dtype, shape, inPlace)
    const data = dtype.allocateToFill(size, shape) as TypedArray
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength).set(values)
    return new NDArray(dtype, shape, data)
  }
  if (INT_LISTS[field]?.includes(base)) {
    const data = dtype.allocate(size, shape) as Int32Array
    return readVarints(values, size, (reader, i) => {
      data[i] = reader.int32()
    })
      ? new NDArray(dtype, shape, data)
      : undefined
  }
  if (field === INT64_LIST && base === 'int64') {
    const data = dtype.allocate(size, shape) as unknown as BigInt64Array
    return readVarints(values, size, (reader, i) => {
      data[i] = BigInt(reader.int64(true))
    })
      ? new NDArray(dtype, shape, data)
      : undefined
  }
  return undefined
}

/** False where there are not as many numbers as elements. */
function readVarints(bytes: Buffer, size: number, take: (reader: WireReader, index: number) => void): boolean {
  const reader = new WireReader(bytes)
  let i = 0
  for (; i < size && reader.position < bytes.length; i++) take(reader, i)
  return i === size && reader.position === bytes.length
}
