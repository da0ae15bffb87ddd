/** Writes checkpoints of the first format: one table for each file (core/util/tensor_slice_writer). */
import { internal, invalidArgument, unimplemented } from '../../errors/status.ts'
import { denseData } from '../../tensor/array_parts.ts'
import type { BaseDTypeName } from '../../tensor/dtypes.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { shapeText } from '../../tensor/shape.ts'
import { AtomicFile } from '../files/atomic_file.ts'
import { SavedSliceMeta, SavedTensorSliceMeta, SavedTensorSlices } from '../protos/checkpoint.generated.ts'
import { VersionDef } from '../protos/graph.generated.ts'
import { pushVarint, putVarint } from '../table/coding.ts'
import type { Key } from '../table/table_reader.ts'
import { TableWriter } from '../table/table_writer.ts'
import { shapeProto } from '../tensor_proto.ts'
import { nameOf } from './bundle_files.ts'
import { sliceKey } from './slice_keys.ts'
import { memoryOf } from './tensor_bytes.ts'
import { sliceProto, sliceText, type TensorSlice } from './tensor_slice.ts'

const VERSION = 1
/** Of a protocol message. */
const MOST_BYTES = 2 ** 31
/** What names and the like take at most beside the elements. */
const HEADER_BYTES = 2 ** 10

/**
 * How elements stand in a TensorProto: the number of its field; bytes that one may take; and whether they are written as they are in memory.
 * What is neither memory nor text is written seven bits to a byte.
 */
interface Encoding {
  readonly field: number
  readonly most: number
  readonly kind: 'memory' | 'number' | 'text'
}
const memory = (field: number, most: number): Encoding => ({ field, most, kind: 'memory' })
const number = (field: number, most: number): Encoding => ({ field, most, kind: 'number' })
/** Types in tables of the first format. */
export const ENCODINGS: Readonly<Partial<Record<BaseDTypeName, Encoding>>> = {
  float32: memory(5, 4),
  float64: memory(6, 8),
  int32: number(7, 10),
  int16: number(7, 10),
  int8: number(7, 10),
  uint8: number(7, 2),
  uint16: number(7, 3),
  qint32: number(7, 10),
  qint8: number(7, 10),
  quint8: number(7, 2),
  qint16: number(7, 10),
  quint16: number(7, 3),
  string: { field: 8, most: 0, kind: 'text' },
  complex64: memory(9, 8),
  int64: number(10, 10),
  bool: number(11, 1),
  complex128: memory(12, 16),
  float16: number(13, 3),
}

const WIRE_BYTES = 2
const tag = (field: number): number => field * 8 + WIRE_BYTES

/** The elements as a message's bytes, in parts of which large ones are views on the array's memory. */
function elementParts(array: NDArray, { field, kind, most }: Encoding): Uint8Array[] {
  if (kind === 'text') return (array.data as Uint8Array[]).flatMap(bytes => [header(field, bytes.length), bytes])
  if (array.size === 0) return []
  if (kind === 'memory') {
    const bytes = memoryOf(array)
    return [header(field, bytes.length), bytes]
  }
  const bytes = numberBytes(array, most)
  return [header(field, bytes.length), bytes]
}
function header(field: number, length: number): Buffer {
  const bytes = [tag(field)]
  pushVarint(bytes, length)
  return Buffer.from(bytes)
}
function numberBytes(array: NDArray, most: number): Buffer {
  const data = denseData(array)
  const bytes = Buffer.allocUnsafeSlow(most * array.size)
  let at = 0
  if (data instanceof BigInt64Array) for (const value of data) at = putInt64(bytes, at, value)
  else
    for (const value of data as Int32Array)
      at = value >= 0 ? putVarint(bytes, at, value) : putNegative(bytes, at, value)
  return bytes.subarray(0, at)
}
/** A negative number is written as one of 64 bits, in ten bytes. */
function putNegative(bytes: Buffer, at: number, value: number): number {
  bytes[at] = (value & 127) | 128
  bytes[at + 1] = ((value >> 7) & 127) | 128
  bytes[at + 2] = ((value >> 14) & 127) | 128
  bytes[at + 3] = ((value >> 21) & 127) | 128
  bytes[at + 4] = ((value >> 28) & 127) | 128
  bytes.fill(0xff, at + 5, at + 9)
  bytes[at + 9] = 1
  return at + 10
}
function putInt64(bytes: Buffer, at: number, value: bigint): number {
  if (value >= 0n && value <= 0x1fffffffffffffn) return putVarint(bytes, at, Number(value))
  let [low, high] = [Number(value & 0xffffffffn), Number((value >> 32n) & 0xffffffffn)]
  let end = at
  while (high > 0 || low > 127) {
    bytes[end++] = (low & 127) | 128
    low = ((low >>> 7) | (high << 25)) >>> 0
    high >>>= 7
  }
  bytes[end++] = low
  return end
}

interface Slice {
  readonly key: Key
  readonly slice: TensorSlice
  readonly array: NDArray
}

/** Collects tensors, or parts of them, and writes them all at the end: the table is sorted by their keys. */
export class SlicesWriter {
  readonly #path: string
  readonly #metas = new Map<Key, SavedSliceMeta>()
  readonly #slices = new Map<Key, Slice>()

  constructor(path: string) {
    this.#path = path
  }
  add(key: Key, shape: readonly number[], slice: TensorSlice, array: NDArray): void {
    if (shape.length !== slice.length)
      throw internal(`Incompatible tensor shape and slice: shape = ${shapeText(shape)}, slice = ${sliceText(slice)}`)
    const { dtype } = array
    const encoding = ENCODINGS[dtype.base]
    if (!encoding) throw unimplemented(`Saving data type ${dtype.cpp_name} not yet supported`)
    const type = dtype.base_dtype.as_datatype_enum
    let meta = this.#metas.get(key)
    if (meta) {
      const known = Array.from(meta.shape.dim, ({ size }) => Number(size))
      const adding = `trying to add name ${nameOf(key)}`
      if (known.join() !== shape.join())
        throw internal(
          `Mismatching shapes: existing tensor = ${shapeText(known)}, ${adding}, shape = ${shapeText(shape)}`,
        )
      if (meta.type !== type)
        throw internal(`Mismatching types: existing type = ${meta.type}, ${adding}, type = ${type}`)
    } else {
      meta = new SavedSliceMeta({ name: nameOf(key), shape: shapeProto(shape), type })
      this.#metas.set(key, meta)
    }
    const bound = HEADER_BYTES + elementBound(array, encoding)
    if (bound > MOST_BYTES)
      throw invalidArgument(`Tensor slice is too large to serialize (conservative estimate: ${bound} bytes)`)
    meta.slice.push(sliceProto(slice))
    this.#slices.set(sliceKey(key, slice), { key, slice, array })
  }
  finish(): void {
    const file = new AtomicFile(this.#path)
    try {
      const table = new TableWriter(file)
      const meta = new SavedTensorSliceMeta({
        tensor: [...this.#metas.values()] as never,
        versions: new VersionDef({ producer: VERSION }),
      })
      table.add('', new SavedTensorSlices({ meta }).SerializeToString())
      for (const name of [...this.#slices.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))) {
        table.add(name, ...sliceParts(this.#slices.get(name) as Slice))
        this.#slices.delete(name)
      }
      table.finish()
      file.commit()
    } catch (error) {
      file.abandon()
      throw error
    }
  }
}

const elementBound = (array: NDArray, { kind, most }: Encoding): number =>
  kind === 'text' ? (array.data as Uint8Array[]).reduce((sum, { length }) => sum + length + 10, 0) : array.size * most

/** SavedTensorSlices { data: SavedSlice { name, slice, data: TensorProto } } */
function sliceParts({ key, slice, array }: Slice): Uint8Array[] {
  const elements = elementParts(array, ENCODINGS[array.dtype.base] as Encoding)
  const length = elements.reduce((sum, part) => sum + part.length, 0)
  const name = Buffer.from(key, 'latin1')
  const extents = sliceProto(slice).SerializeToString()
  const before = [header(1, name.length), name, header(2, extents.length), extents, header(3, length)]
  const inner = before.reduce((sum, part) => sum + part.length, 0)
  return [Buffer.concat([header(2, inner + length), ...before]), ...elements]
}
