/** Reads checkpoints of the first format (core/util/tensor_slice_reader): one table for each file. */
import { dataLoss, internal, notFound, unimplemented } from '../../errors/status.ts'
import { checkAllocation } from '../../tensor/allocation.ts'
import { lanes } from '../../tensor/array_parts.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { numElements, sameShape } from '../../tensor/shape.ts'
import { type ByteSource, FileSource } from '../files/byte_source.ts'
import { matchingFiles } from '../files/matching_files.ts'
import { BYTES, FIXED32, FIXED64, VARINT, WireReader } from '../proto/wire_reader.ts'
import { SavedTensorSlices } from '../protos/checkpoint.generated.ts'
import { type Key, TableReader } from '../table/table_reader.ts'
import { keyOf, nameOf } from './bundle_files.ts'
import { type OpenFile, type SavedTensor, typeIn } from './bundle_reader.ts'
import { copyIntersection, coveringSlices } from './covering.ts'
import { shapeIn } from './entries.ts'
import { sliceKey } from './slice_keys.ts'
import { ENCODINGS } from './slices_writer.ts'
import { memoryOf } from './tensor_bytes.ts'
import { concrete, shapeOfSlice, sliceFromProto, type TensorSlice, wholeSlice } from './tensor_slice.ts'

interface StoredTensor extends SavedTensor {
  /** Each part, and the file that it is in. */
  readonly slices: (readonly [slice: TensorSlice, file: number])[]
}

export class SlicesReader {
  readonly #sources: ByteSource[] = []
  readonly #tables: TableReader[] = []
  readonly #tensors = new Map<Key, StoredTensor>()

  /** `pattern`: a file, or with wild cards several. */
  constructor(pattern: string, open: OpenFile = path => new FileSource(path), files = matchingFiles(pattern)) {
    if (files.length === 0)
      throw notFound(`Unsuccessful TensorSliceReader constructor: Failed to find any matching files for ${pattern}`)
    try {
      for (const file of files) this.#open(file, open)
    } catch (error) {
      this.close()
      throw error
    }
  }
  #open(path: string, open: OpenFile): void {
    let table: TableReader
    try {
      const source = open(path)
      this.#sources.push(source)
      table = new TableReader(source)
    } catch (error) {
      throw dataLoss(
        `Unable to open table file ${path}: ${statusText(error)}: perhaps your file is in a different file format and you need to use a different restore operator?`,
      )
    }
    this.#tables.push(table)
    this.#register(path, table.get(''), this.#tables.length - 1)
  }
  #register(path: string, bytes: Buffer | undefined, file: number): void {
    const lost = () =>
      internal(`Failed to find the saved tensor slices at the beginning of the checkpoint file: ${path}`)
    if (!bytes) throw lost()
    let message: SavedTensorSlices
    try {
      message = SavedTensorSlices.FromString(bytes)
    } catch {
      throw lost()
    }
    for (const meta of message.meta.tensor) {
      const key = keyOf(meta.name)
      const [shape, dtype] = [shapeIn(meta.shape), typeIn(meta.type)]
      if (!shape || !dtype) throw dataLoss(`Tensor ${meta.name} in ${path} has no valid shape or type`)
      let tensor = this.#tensors.get(key)
      if (!tensor) {
        tensor = { shape, dtype, slices: [] }
        this.#tensors.set(key, tensor)
      } else if (!sameShape(tensor.shape, shape))
        throw internal(
          `Incompatible tensor shapes detected for tensor ${meta.name}: existing = [${tensor.shape}], new = [${shape}]`,
        )
      else if (tensor.dtype !== dtype)
        throw internal(
          `Incompatible tensor types detected for tensor ${meta.name}: existing = ${tensor.dtype.cpp_name}, new = ${dtype.cpp_name}`,
        )
      for (const proto of meta.slice) {
        const slice = sliceFromProto(proto, shape)
        if (!slice) throw dataLoss(`Invalid slice of tensor ${meta.name}`)
        tensor.slices.push([slice, file])
      }
    }
  }
  close(): void {
    for (const source of this.#sources) source.close()
    this.#sources.length = 0
  }
  [Symbol.dispose](): void {
    this.close()
  }
  get keys(): Iterable<Key> {
    return this.#tensors.keys()
  }
  has(key: Key): boolean {
    return this.#tensors.has(key)
  }
  /** The type and shape of a tensor. Raises NotFound where there is none of that name. */
  tensor(key: Key): SavedTensor {
    const tensor = this.#tensors.get(key)
    if (!tensor) throw notFound(`${nameOf(key)} not found in checkpoint file`)
    return tensor
  }
  /** All of a tensor, or a part of it. */
  read(key: Key, slice?: TensorSlice): NDArray {
    const { dtype, shape } = this.tensor(key)
    const { slices } = this.tensor(key) as StoredTensor
    if (!ENCODINGS[dtype.base]) throw unimplemented(`Restoring data type ${dtype.cpp_name} not yet supported`)
    const wanted = slice ?? wholeSlice(shape.length)
    const sliceShape = shapeOfSlice(shape, wanted)
    const stored = slices.map(([part]) => part)
    const fileOf = (part: TensorSlice): number => slices[stored.indexOf(part)]?.[1] as number
    const covering = coveringSlices(nameOf(key), shape, stored, wanted)
    const partOf = (part: TensorSlice): NDArray => this.#part(key, part, fileOf(part), dtype, shapeOfSlice(shape, part))
    const [only, ...others] = covering
    if (only && others.length === 0 && concrete(shape, only).join() === concrete(shape, wanted).join())
      return partOf(only)
    checkAllocation(sliceShape, dtype)
    const target = NDArray.zeros(sliceShape, dtype)
    for (const part of covering) copyIntersection(partOf(part), concrete(shape, part), target, concrete(shape, wanted))
    return target
  }
  #part(key: Key, slice: TensorSlice, file: number, dtype: DType, shape: readonly number[]): NDArray {
    const bytes = this.#tables[file]?.get(sliceKey(key, slice))
    if (!bytes) throw internal(`Failed to seek to the record for tensor ${nameOf(key)}, slice of shape [${shape}]`)
    try {
      return elementsIn(bytes, dtype, shape)
    } catch (error) {
      if ((error as Error).name === 'DecodeError')
        throw dataLoss(`Failed to parse the record for tensor ${nameOf(key)}`)
      throw error
    }
  }
}

/** A status with its code in words, as they are in messages. */
function statusText(error: unknown): string {
  const { message, code } = error as { message: string; code?: number }
  return `${code === 9 ? 'Failed precondition' : code === 5 ? 'Not found' : 'Data loss'}: ${message}`
}

/** The message that is field `number` of a message, or an empty one. */
function innerMessage(reader: WireReader, end: number, number: number): readonly [start: number, end: number] {
  let found: readonly [number, number] = [end, end]
  while (reader.position < end) {
    const tag = reader.uint32()
    if (tag >>> 3 === number && (tag & 7) === BYTES) {
      const stop = reader.end()
      found = [reader.position, stop]
      reader.position = stop
    } else reader.skip(tag, 0)
  }
  return found
}

/** The elements of SavedTensorSlices { data: SavedSlice { data: TensorProto } }, without a message of them all. */
function elementsIn(bytes: Buffer, dtype: DType, shape: readonly number[]): NDArray {
  const reader = new WireReader(bytes)
  let end = bytes.length
  for (const field of [2, 3]) {
    const [start, stop] = innerMessage(reader, end, field)
    reader.position = start
    end = stop
  }
  const { field, kind } = ENCODINGS[dtype.base] as NonNullable<(typeof ENCODINGS)['float32']>
  const size = numElements(shape)
  // no element takes less than a byte
  if (size > end - reader.position) throw tooFew(size)
  checkAllocation(shape, dtype)
  const array = NDArray.zeros(shape, dtype)
  const filled =
    kind === 'text'
      ? fillTexts(reader, end, field, array)
      : kind === 'memory'
        ? fillMemory(reader, end, field, array)
        : fillNumbers(reader, end, field, array)
  if (filled !== size) throw tooFew(size)
  return array
}
const tooFew = (size: number) => dataLoss(`A saved slice has not the ${size} elements of its shape`)

function fillTexts(reader: WireReader, end: number, field: number, array: NDArray): number {
  const texts = array.data as Uint8Array[]
  let count = 0
  while (reader.position < end) {
    const tag = reader.uint32()
    if (tag !== field * 8 + BYTES) reader.skip(tag, 0)
    else if (count === array.size) throw tooFew(array.size)
    else texts[count++] = Buffer.from(reader.view())
  }
  return count
}
/** Bytes of memory, in one run or each element with its tag. */
function fillMemory(reader: WireReader, end: number, field: number, array: NDArray): number {
  const target = memoryOf(array)
  const size = array.dtype.size / lanes(array.dtype)
  let at = 0
  while (reader.position < end) {
    const tag = reader.uint32()
    const single = tag === field * 8 + (size === 4 ? FIXED32 : FIXED64)
    if (!single && tag !== field * 8 + BYTES) {
      reader.skip(tag, 0)
      continue
    }
    const length = single ? size : reader.uint32()
    const start = reader.take(length)
    if (length > target.length - at) throw tooFew(array.size)
    target.set(reader.bytes.subarray(start, start + length), at)
    at += length
  }
  return at / array.dtype.size
}
function fillNumbers(reader: WireReader, end: number, field: number, array: NDArray): number {
  const { data } = array
  let count = 0
  const one =
    data instanceof BigInt64Array
      ? () => void (data[count] = BigInt(reader.int64(true)))
      : () => void ((data as Int32Array)[count] = reader.int32())
  const next = (): void => {
    if (count === array.size) throw tooFew(array.size)
    one()
    count++
  }
  while (reader.position < end) {
    const tag = reader.uint32()
    if (tag === field * 8 + VARINT) next()
    else if (tag === field * 8 + BYTES) for (const stop = reader.end(); reader.position < stop; ) next()
    else reader.skip(tag, 0)
  }
  return count
}
