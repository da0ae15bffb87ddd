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
import { fillTensor, readStrings, readTensor, type Stored, verifyTensor } from './tensor_bytes.ts'
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

/** What is asked for: a tensor, or a part of it, as values of that type. */
interface Wanted {
  readonly key: Key
  readonly entry: Entry
  /** Of the whole tensor. */
  readonly shape: readonly number[]
  readonly dtype: DType
  readonly slice: TensorSlice
}
/** Bytes that stand together in a file. */
interface Single {
  readonly entry: Entry
  readonly stored: Stored
  readonly shape: readonly number[]
}
const single = (key: Key, entry: Entry, shape: readonly number[]): Single => {
  const { offset, size, crc } = entry
  return { entry, shape, stored: { key, offset, size, crc } }
}
function checkStoredSize({ stored, shape }: Single, dtype: DType): void {
  const expected = numElements(shape) * dtype.size
  if (stored.size !== expected)
    throw dataLoss(
      `Invalid size in bundle entry: key ${nameOf(stored.key)}; stored size ${stored.size}; expected size ${expected}`,
    )
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
  read(key: Key, as?: DType, slice?: TensorSlice): NDArray {
    const wanted = this.#wanted(key, as, slice)
    const single = this.#single(wanted)
    return single ? this.#read(single, wanted.dtype) : this.#stitch(wanted)
  }
  /**
   * The same in two steps: what can fail fails here, and what is returned asks for the tensor's place when it is to be filled. So that may be memory
   * that holds something else until then.
   */
  prepare(key: Key, as?: DType, slice?: TensorSlice): (newArray: NewArray) => NDArray {
    const wanted = this.#wanted(key, as, slice)
    const { dtype } = wanted
    const single = this.#single(wanted)
    if (!single || !dtype.is_plain) {
      const value = single ? this.#read(single, dtype) : this.#stitch(wanted)
      return () => value
    }
    const { stored, shape } = single
    checkStoredSize(single, dtype)
    const source = this.#shard(single.entry)
    verifyTensor(source, stored)
    return newArray => {
      const target = newArray(dtype, shape)
      fillTensor(source, stored, target, this.#isSwapped)
      return target
    }
  }
  get #isSwapped(): boolean {
    return this.#index.header.endianness === BundleHeaderProto.BIG
  }
  #wanted(key: Key, as: DType | undefined, part: TensorSlice | undefined): Wanted {
    const entry = this.entry(key)
    const shape = this.shape(key, entry)
    return { key, entry, shape, dtype: as ?? this.tensor(key).dtype, slice: part ?? wholeSlice(shape.length) }
  }
  /** What is stored just as it is wanted; undefined where it has to be cut or put together. */
  #single({ key, entry, shape, slice }: Wanted): Single | undefined {
    if (entry.slices.length === 0) return isWhole(shape, slice) ? single(key, entry, shape) : undefined
    const [only, ...others] = this.#covering(key, entry, shape, slice)
    return only && others.length === 0 && concrete(shape, only).join() === concrete(shape, slice).join()
      ? this.#part(key, shape, only)
      : undefined
  }
  /** The stored parts that make up a part of a tensor. */
  #covering(key: Key, entry: Entry, shape: readonly number[], slice: TensorSlice): readonly TensorSlice[] {
    const stored = entry.slices.map(proto => {
      const part = sliceFromProto(proto, shape)
      if (!part) throw dataLoss(`Invalid slice of tensor ${nameOf(key)}`)
      return part
    })
    return coveringSlices(nameOf(key), shape, stored, slice)
  }
  #part(key: Key, shape: readonly number[], slice: TensorSlice): Single {
    const name = sliceKey(key, slice)
    const entry = this.entry(name)
    const partShape = this.shape(name, entry)
    if (partShape.join() !== shapeOfSlice(shape, slice).join() || entry.slices.length > 0)
      throw dataLoss(`Slice of tensor ${nameOf(key)} has the shape [${partShape}]`)
    return single(name, entry, partShape)
  }
  /** A part of what is stored, or what is stored in parts. */
  #stitch({ key, entry, shape, dtype, slice }: Wanted): NDArray {
    const target = freshArray(dtype, shapeOfSlice(shape, slice))
    const copy = (from: Single, part: TensorSlice): void =>
      copyIntersection(this.#read(from, dtype), concrete(shape, part), target, concrete(shape, slice))
    if (entry.slices.length === 0) copy(single(key, entry, shape), wholeSlice(shape.length))
    else for (const part of this.#covering(key, entry, shape, slice)) copy(this.#part(key, shape, part), part)
    return target
  }
  #read(single: Single, dtype: DType): NDArray {
    const { entry, stored, shape } = single
    if (!dtype.is_plain) {
      if (dtype.base !== 'string') throw internal(`Values of ${dtype.name} cannot be restored`)
      return new NDArray(dtype, shape, readStrings(this.#shard(entry), stored, numElements(shape)))
    }
    // before there is an array for them
    checkStoredSize(single, dtype)
    const source = this.#shard(entry)
    if (source.size < stored.offset + stored.size) source.readInto(Buffer.alloc(1), source.size)
    const target = freshArray(dtype, shape)
    readTensor(source, stored, target, this.#isSwapped)
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
