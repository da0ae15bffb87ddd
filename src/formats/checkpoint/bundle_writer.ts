/** Writes checkpoints of the second format (core/util/tensor_bundle: BundleWriter, MergeBundles). */
import { mkdirSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { internal, invalidArgument } from '../../errors/status.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { sameShape } from '../../tensor/shape.ts'
import { AtomicFile } from '../files/atomic_file.ts'
import { withFile } from '../files/system_errors.ts'
import { BundleHeaderProto } from '../protos/checkpoint.generated.ts'
import { VersionDef } from '../protos/graph.generated.ts'
import type { Key } from '../table/table_reader.ts'
import { TableWriter } from '../table/table_writer.ts'
import { dataFile, indexFile, nameOf } from './bundle_files.ts'
import { readEntries } from './bundle_reader.ts'
import { type Entry, entryBytes } from './entries.ts'
import { sliceKey } from './slice_keys.ts'
import { writeTensor } from './tensor_bytes.ts'
import { isWhole, sliceProto, type TensorSlice } from './tensor_slice.ts'

/** Of the format. */
const VERSION = 1

type Entries = Map<Key, Entry>

/** A checkpoint that is being written; it has its names when `finish` returns, and until then what was there before is there. */
export class BundleWriter {
  readonly #prefix: string
  readonly #data: AtomicFile
  readonly #entries: Entries = new Map()

  constructor(prefix: string) {
    this.#prefix = prefix
    makeFolder(dirname(prefix))
    this.#data = new AtomicFile(dataFile(prefix, 0, 1))
  }
  add(key: Key, tensor: NDArray): void {
    if (key === '') throw invalidArgument('A tensor in a checkpoint must have a name')
    if (this.#entries.has(key)) throw invalidArgument(`Adding duplicate key: ${nameOf(key)}`)
    const offset = this.#data.size
    const { size, crc } = writeTensor(tensor, bytes => this.#data.write(bytes))
    const dtype = tensor.dtype.base_dtype.as_datatype_enum
    this.#entries.set(key, { dtype, shape: tensor.shape, shard: 0, offset, size, crc, slices: [] })
  }
  /** A part of a tensor: it has an entry of its own, and the whole has one that lists its parts. */
  addSlice(key: Key, shape: readonly number[], slice: TensorSlice, tensor: NDArray): void {
    if (isWhole(shape, slice)) {
      this.add(key, tensor)
      return
    }
    if (key === '') throw invalidArgument('A tensor in a checkpoint must have a name')
    const dtype = tensor.dtype.base_dtype.as_datatype_enum
    let whole = this.#entries.get(key)
    if (whole) {
      if (whole.slices.length === 0) throw invalidArgument(`Adding duplicate key: ${nameOf(key)}`)
      if (whole.dtype !== dtype || !sameShape(whole.shape as readonly number[], shape))
        throw invalidArgument(`Slices of ${nameOf(key)} differ in the type or shape of the whole`)
    } else {
      whole = { dtype, shape, shard: 0, offset: 0, size: 0, crc: 0, slices: [] }
      this.#entries.set(key, whole)
    }
    whole.slices.push(sliceProto(slice))
    this.add(sliceKey(key, slice), tensor)
  }
  /** The data file gets its name first: an index never names data that are not there. */
  finish(): void {
    const index = new AtomicFile(indexFile(this.#prefix))
    try {
      writeIndex(index, this.#entries, 1)
      index.close()
      this.#data.commit()
      index.commit()
    } catch (error) {
      index.abandon()
      throw error
    }
  }
  abandon(): void {
    this.#data.abandon()
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder)
  } catch {
    // it is there; or what is written into it fails
  }
}

function writeIndex(file: AtomicFile, entries: ReadonlyMap<Key, Entry>, shards: number): void {
  const table = new TableWriter(file)
  const version = new VersionDef({ producer: VERSION })
  table.add('', new BundleHeaderProto({ num_shards: shards, version }).SerializeToString())
  // texts of one character a byte: the order of JavaScript's texts is that of the bytes
  for (const key of [...entries.keys()].sort()) table.add(key, entryBytes(entries.get(key) as Entry))
  table.finish()
}

/** Makes one checkpoint of several, whose data files are moved to it. */
export function mergeBundles(prefixes: readonly string[], destination: string): void {
  const merged: Entries = new Map()
  const shards: (readonly [from: string, shard: number])[] = []
  for (const prefix of prefixes) {
    const { header, entries } = readEntries(prefix)
    const base = shards.length
    if (header.endianness !== BundleHeaderProto.LITTLE)
      throw invalidArgument('Merging bundles with conflicting endianness; inputs corrupted?')
    // each shard has a data file of its own, which must be there
    for (let shard = 0; shard < header.num_shards; shard++)
      shards.push([dataFile(prefix, shard, header.num_shards), base + shard])
    for (const [key, entry] of entries) mergeEntry(merged, key, entry, base, prefix)
  }
  makeFolder(dirname(destination))
  const index = new AtomicFile(indexFile(destination))
  try {
    writeIndex(index, merged, shards.length)
    index.close()
    for (const [from, shard] of shards)
      withFile(from, () => renameSync(from, dataFile(destination, shard, shards.length)))
    index.commit()
  } catch (error) {
    index.abandon()
    throw error
  }
  for (const prefix of prefixes) rmSync(indexFile(prefix), { force: true })
}
function mergeEntry(merged: Entries, key: Key, entry: Entry, base: number, prefix: string): void {
  const other = merged.get(key)
  if (!other) {
    entry.shard += base
    merged.set(key, entry)
    return
  }
  if (entry.slices.length === 0)
    throw invalidArgument(`Duplicate tensor keyed by ${nameOf(key)} encountered, when merging prefix: ${prefix}`)
  if (other.slices.length === 0)
    throw internal(`Duplicate tensor keyed by ${nameOf(key)}; attempting to merge in a non-slice bundle entry`)
  for (const slice of entry.slices) other.slices.push(slice)
}

/** Removes the folders of checkpoints that were merged, where nothing else is in them. */
export function removeFolders(prefixes: readonly string[]): void {
  for (const folder of new Set(prefixes.map(prefix => dirname(prefix)))) {
    try {
      rmdirSync(folder)
    } catch {
      // somebody else's files are there
    }
  }
}
