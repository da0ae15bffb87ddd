/** Reads checkpoints of the second format (core/util/tensor_bundle: BundleReader). */
import { dataLoss, internal, invalidArgument, notFound } from '../../errors/status.ts'
import { checkAllocation } from '../../tensor/allocation.ts'
import { as_dtype, type DType } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { numElements } from '../../tensor/shape.ts'
import { type ByteSource, FileSource } from '../files/byte_source.ts'
import { BundleHeaderProto } from '../protos/checkpoint.generated.ts'
import { TensorShapeProto } from '../protos/graph.generated.ts'
import { type Key, TableReader } from '../table/table_reader.ts'
import { dataFile, indexFile, nameOf } from './bundle_files.ts'
import { copyIntersection, coveringSlices } from './covering.ts'
import { type Entry, entryIn } from './entries.ts'
import { sliceKey } from './slice_keys.ts'
import { readStrings, readTensor, type Stored } from './tensor_bytes.ts'
import { concrete, isWhole, shapeOfSlice, sliceFromProto, type TensorSlice, wholeSlice } from './tensor_slice.ts'

const VERSION = 1

/** The type and the shape of a saved tensor. */
export interface SavedTensor {
  readonly dtype: DType
  readonly shape: readonly number[]
}

/** A type in a file; undefined for those that 0.12.1 does not know. */
export function typeIn(number: number): DType | undefined {
  try {
    const type = as_dtype(number)
    return type.is_ref ? undefined : type
  } catch {
    return undefined
  }
}

interface Index {
  readonly header: BundleHeaderProto
  readonly values: ReadonlyMap<Key, Buffer>
}
function readIndex(source: ByteSource): Index {
  const values = new Map<Key, Buffer>()
  for (const [key, value] of new TableReader(source).entries()) values.set(key, value)
  const bytes = values.get('')
  if (!bytes) throw dataLoss(`${source.name} has no header`)
  values.delete('')
  const header = parsed(() => BundleHeaderProto.FromString(bytes), '')
  const { producer, min_consumer, bad_consumers } = header.version
  if (producer < 0 || min_consumer > VERSION)
    throw invalidArgument(
      `Checkpoint min consumer version ${min_consumer} above current version ${VERSION} for TensorFlow 0.12.1.  Please upgrade TensorFlow.`,
    )
  if (Array.from(bad_consumers).includes(VERSION))
    throw invalidArgument(
      `Checkpoint disallows consumer version ${VERSION}.  Please upgrade TensorFlow: this version is likely buggy.`,
    )
  if (header.num_shards < 0) throw dataLoss(`${source.name} has ${header.num_shards} shards`)
  return { header, values }
}
function parsed<T>(parse: () => T, key: Key): T {
  try {
    return parse()
  } catch {
    throw dataLoss(`Entry for key ${nameOf(key)} not parseable.`)
  }
}
const parsedEntry = (bytes: Buffer, key: Key): Entry => parsed(() => entryIn(bytes), key)

/** The entries of a checkpoint's index. */
export function readEntries(prefix: string): { header: BundleHeaderProto; entries: Map<Key, Entry> } {
  const source = new FileSource(indexFile(prefix))
  try {
    const { header, values } = readIndex(source)
    return { header, entries: new Map([...values].map(([key, bytes]) => [key, parsedEntry(bytes, key)])) }
  } finally {
    source.close()
  }
}

export type OpenFile = (path: string) => ByteSource
/** A place for a tensor that is read: of that type and shape. */
export type NewArray = (dtype: DType, shape: readonly number[]) => NDArray
const freshArray: NewArray = (dtype, shape) => {
  checkAllocation(shape, dtype)
  return NDArray.zeros(shape, dtype)
}

export class BundleReader {
  readonly #prefix: string
  readonly #open: OpenFile
  readonly #index: Index
  readonly #shards = new Map<number, ByteSource>()
  /** Its shape is asked for before its value. */
  #last: { readonly key: Key; readonly entry: Entry } | undefined

  constructor(prefix: string, open: OpenFile = path => new FileSource(path)) {
    this.#prefix = prefix
    this.#open = open
    const source = open(indexFile(prefix))
    try {
      this.#index = readIndex(source)
    } finally {
      source.close()
    }
  }
  close(): void {
    for (const shard of this.#shards.values()) shard.close()
    this.#shards.clear()
  }
  [Symbol.dispose](): void {
    this.close()
  }
  /** Names of tensors, and of parts of tensors, in their order. */
  get keys(): Iterable<Key> {
    return this.#index.values.keys()
  }
  has(key: Key): boolean {
    return this.#index.values.has(key)
  }
  entry(key: Key): Entry {
    if (this.#last?.key === key) return this.#last.entry
    const bytes = this.#index.values.get(key)
    if (!bytes) throw notFound(`Key ${nameOf(key)} not found in checkpoint`)
    const entry = parsedEntry(bytes, key)
    this.#last = { key, entry }
    return entry
  }
  shape(key: Key, { shape } = this.entry(key)): readonly number[] {
    if (shape instanceof TensorShapeProto)
      throw dataLoss(`Invaid tensor shape: ${nameOf(key)} ${shape.ToText({ as_one_line: true } as never).trim()}`)
    return shape
  }
  /** The type and shape of the tensor of that name. Raises NotFound where there is none. */
  tensor(key: Key): SavedTensor {
    const entry = this.entry(key)
    const dtype = typeIn(entry.dtype)
    if (!dtype) throw dataLoss(`Tensor ${nameOf(key)} has the type ${entry.dtype}, which is not known`)
    return { dtype, shape: this.shape(key, entry) }
  }

  /**
   * All of a tensor, or a part of it. `as`: the type that is expected; as in TensorFlow, bytes are taken for numbers of that type where
   * there are as many.
   */
  read(key: Key, as?: DType, slice?: TensorSlice, newArray: NewArray = freshArray): NDArray {
    const entry = this.entry(key)
    const shape = this.shape(key, entry)
    const dtype = as ?? this.tensor(key).dtype
    const wanted = slice ?? wholeSlice(shape.length)
    if (entry.slices.length === 0) {
      if (isWhole(shape, wanted)) return this.#read(key, entry, dtype, shape, newArray)
      const target = this.#target(dtype, shapeOfSlice(shape, wanted), newArray)
      const whole = this.#read(key, entry, dtype, shape, freshArray)
      copyIntersection(whole, concrete(shape, wholeSlice(shape.length)), target, concrete(shape, wanted))
      return target
    }
    return this.#stitch(key, entry, dtype, shape, wanted, newArray)
  }
  #target(dtype: DType, shape: readonly number[], newArray: NewArray): NDArray {
    return dtype.is_plain ? newArray(dtype, shape) : freshArray(dtype, shape)
  }
  /** A tensor that is stored in parts. */
  #stitch(
    key: Key,
    entry: Entry,
    dtype: DType,
    shape: readonly number[],
    wanted: TensorSlice,
    newArray: NewArray,
  ): NDArray {
    const stored = Array.from(entry.slices, proto => {
      const slice = sliceFromProto(proto, shape)
      if (!slice) throw dataLoss(`Invalid slice of tensor ${nameOf(key)}`)
      return slice
    })
    const sliceShape = shapeOfSlice(shape, wanted)
    const covering = coveringSlices(nameOf(key), shape, stored, wanted)
    const partOf = (slice: TensorSlice, make: NewArray): NDArray => {
      const name = sliceKey(key, slice)
      const part = this.entry(name)
      const partShape = this.shape(name, part)
      if (partShape.join() !== shapeOfSlice(shape, slice).join() || part.slices.length > 0)
        throw dataLoss(`Slice of tensor ${nameOf(key)} has the shape [${partShape}]`)
      return this.#read(name, part, dtype, partShape, make)
    }
    const [only, ...others] = covering
    if (only && others.length === 0 && concrete(shape, only).join() === concrete(shape, wanted).join())
      return partOf(only, newArray)
    const target = this.#target(dtype, sliceShape, newArray)
    for (const slice of covering)
      copyIntersection(partOf(slice, freshArray), concrete(shape, slice), target, concrete(shape, wanted))
    return target
  }
  #read(key: Key, entry: Entry, dtype: DType, shape: readonly number[], newArray: NewArray): NDArray {
    const stored: Stored = {
      key: nameOf(key),
      offset: entry.offset,
      size: entry.size,
      crc: entry.crc,
    }
    const count = numElements(shape)
    if (!dtype.is_plain) {
      if (dtype.base !== 'string') throw internal(`Values of ${dtype.name} cannot be restored`)
      return new NDArray(dtype, shape, readStrings(this.#shard(entry), stored, count))
    }
    // before there is an array for them
    if (stored.size !== count * dtype.size)
      throw dataLoss(
        `Invalid size in bundle entry: key ${stored.key}; stored size ${stored.size}; expected size ${count * dtype.size}`,
      )
    const source = this.#shard(entry)
    const target = source.size >= stored.offset + stored.size ? newArray(dtype, shape) : freshArray(dtype, [0])
    if (target.size !== count) source.readInto(Buffer.alloc(1), source.size)
    readTensor(source, stored, target, this.#index.header.endianness === BundleHeaderProto.BIG)
    return target
  }
  #shard({ shard }: Entry): ByteSource {
    let source = this.#shards.get(shard)
    if (!source) {
      source = this.#open(dataFile(this.#prefix, shard, this.#index.header.num_shards))
      this.#shards.set(shard, source)
    }
    return source
  }
}
