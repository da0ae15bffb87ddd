/** Reads files that TensorFlow wrote, and writes them again. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, extname, join } from 'node:path'
import { nameOf } from '../../src/formats/checkpoint/bundle_files.ts'
import { readEntries } from '../../src/formats/checkpoint/bundle_reader.ts'
import { sliceKey } from '../../src/formats/checkpoint/slice_keys.ts'
import { sliceFromProto } from '../../src/formats/checkpoint/tensor_slice.ts'
import { FileSource } from '../../src/formats/files/byte_source.ts'
import { matchingFiles } from '../../src/formats/files/matching_files.ts'
import type { Descriptor, Field } from '../../src/formats/proto/fields.ts'
import { BYTES, WireReader } from '../../src/formats/proto/wire_reader.ts'
import {
  CheckpointState,
  SavedTensorSlices,
  type TensorSliceProto,
} from '../../src/formats/protos/checkpoint.generated.ts'
import { SavedModel } from '../../src/formats/protos/meta_graph.generated.ts'
import { TableReader } from '../../src/formats/table/table_reader.ts'
import * as tf from '../../src/index.ts'

/** Whether a file comes out with the same bytes; the order of a map's entries in a message is nobody's choice. */
export type Rewritten = 'equal' | 'maps in another order' | 'only read'
export interface Fixture {
  readonly kind: string
  readonly writer: string
  readonly files: Readonly<Record<string, unknown>>
  /** Of damaged records: what TensorFlow's readers gave. */
  readonly reader_op?: ReadRecords
  readonly iterator?: ReadRecords
}
interface ReadRecords {
  readonly records_before: number
  readonly error: { readonly class: string; readonly message: string } | null
}
type MessageClass = {
  readonly DESCRIPTOR: Descriptor
  FromString(bytes: Uint8Array): { SerializeToString(): Buffer; toString(): string }
  FromText(text: string, options?: { allow_unknown_field?: boolean }): { toString(): string }
}

/** The same message with the entries of each map by ascending key. */
function withSortedMaps(type: MessageClass, bytes: Uint8Array): Buffer {
  type.FromString(bytes)
  const reader = new WireReader(bytes)
  const parts: { readonly bytes: Buffer; readonly key?: string; readonly field?: Field }[] = []
  while (reader.position < bytes.length) {
    const start = reader.position
    const tag = reader.uint32()
    const field = type.DESCRIPTOR.by_number[tag >>> 3]
    const inner = (tag & 7) === BYTES && field && (field.kind === 'message' || field.cardinality === 'map')
    if (!inner) {
      reader.skip(tag, 0)
      parts.push({ bytes: reader.bytes.subarray(start, reader.position) })
      continue
    }
    const content = reader.view()
    const head = reader.bytes.subarray(start, reader.position - content.length)
    const child = field.message_type as MessageClass | undefined
    if (field.cardinality === 'map') parts.push({ ...sortedEntry(child, head, content), field })
    else parts.push({ bytes: Buffer.concat([head, withSortedMaps(child as MessageClass, content)]) })
  }
  const order = parts.map((_, i) => i)
  order.sort((a, b) => {
    const [first, second] = [parts[a]!, parts[b]!]
    if (!first.field || first.field !== second.field) return a - b
    return first.key! < second.key! ? -1 : 1
  })
  return Buffer.concat(order.map(i => parts[i]!.bytes))
}
function sortedEntry(type: MessageClass | undefined, head: Buffer, content: Buffer): { bytes: Buffer; key: string } {
  const reader = new WireReader(content)
  const parts = [head]
  let key = ''
  while (reader.position < content.length) {
    const start = reader.position
    const tag = reader.uint32()
    if (tag >>> 3 === 2 && type) {
      const value = reader.view()
      parts.push(content.subarray(start, reader.position - value.length), withSortedMaps(type, value))
    } else {
      if (tag >>> 3 === 1) key = reader.view().toString()
      else reader.skip(tag, 0)
      parts.push(content.subarray(start, reader.position))
    }
  }
  return { bytes: Buffer.concat(parts), key }
}

function sameBytes(ours: Uint8Array, theirs: Uint8Array, what: string): Rewritten {
  if (Buffer.compare(ours, theirs) !== 0) throw new Error(`${what} is written with other bytes`)
  return 'equal'
}
function rewriteMessage(type: MessageClass, path: string): Rewritten {
  const bytes = readFileSync(path)
  const ours = type.FromString(bytes).SerializeToString()
  if (ours.equals(bytes)) return 'equal'
  sameBytes(ours, withSortedMaps(type, bytes), path)
  return 'maps in another order'
}
function rewriteText(type: MessageClass, path: string, writer: string): Rewritten {
  const text = readFileSync(path, 'utf8')
  if (type.FromText(text, { allow_unknown_field: true }).toString() === text) return 'equal'
  // Python 3 and later libraries print other digits and fields
  if (writer.includes('0.12')) throw new Error(`${path} is written as another text`)
  return 'only read'
}

function rewriteRecords(path: string, output: string): Rewritten {
  const kind = /_(zlib|gzip)\./.exec(path)?.[1]?.toUpperCase() as 'ZLIB' | 'GZIP' | undefined
  const options = new tf.python_io.TFRecordOptions(tf.python_io.TFRecordCompressionType[kind ?? 'NONE'])
  const records = [...tf.python_io.tf_record_iterator(path, options)]
  tf.with(new tf.python_io.TFRecordWriter(output, options), writer => {
    for (const record of records) writer.write(record)
  })
  return sameBytes(readFileSync(output), readFileSync(path), path)
}
/** As many records as TensorFlow read before the damage, and its error. */
function readCorruptRecords(path: string, { records_before, error }: ReadRecords): Rewritten {
  const kind = /plain_read_as_gzip/.test(path) ? 'GZIP' : /zlib_corrupt/.test(path) ? 'ZLIB' : 'NONE'
  const options = new tf.python_io.TFRecordOptions(tf.python_io.TFRecordCompressionType[kind])
  const raised: string[] = []
  let count = 0
  try {
    for (const _ of tf.python_io.tf_record_iterator(path, options)) count++
  } catch (caught) {
    raised.push((caught as Error).constructor.name, (caught as Error).message)
  }
  // a reader op at the end says that its queue has ended
  const expected = error?.class === 'OutOfRangeError' ? undefined : error?.class
  if (count !== records_before || raised[0] !== expected) throw new Error(`${path}: ${count} records, then ${raised}`)
  return 'only read'
}
function rewriteEvents(path: string, output: string): Rewritten {
  tf.with(new tf.python_io.TFRecordWriter(output), writer => {
    for (const event of tf.train.summary_iterator(path)) writer.write(event.SerializeToString())
  })
  return sameBytes(readFileSync(output), readFileSync(path), path)
}

interface SavedPart {
  readonly device: number
  readonly start: readonly number[]
  readonly shape: readonly number[]
}
interface SavedVariable {
  readonly dtype: number
  readonly shape: readonly number[]
  readonly device: number
  /** In the order in which they are saved. */
  readonly parts: readonly SavedPart[]
}
const extents = (slice: TensorSliceProto, shape: readonly number[]): Pick<SavedPart, 'start' | 'shape'> => ({
  start: Array.from(slice.extent, ({ start }) => Number(start)),
  shape: Array.from(slice.extent, (extent, axis) => (extent.HasField('length') ? Number(extent.length) : shape[axis]!)),
})
const dimensions = ({ dim }: { readonly dim: Iterable<{ readonly size: number | bigint }> }): number[] =>
  Array.from(dim, ({ size }) => Number(size))

function savedBySecondFormat(prefix: string): Map<string, SavedVariable> {
  const { entries } = readEntries(prefix)
  const saved = new Map<string, SavedVariable>()
  for (const [key, { dtype, shape, slices, shard }] of entries) {
    if (key.startsWith('\0')) continue
    const whole = shape as readonly number[]
    const parts = Array.from(slices, slice => {
      const part = sliceFromProto(slice, whole)!
      return { ...extents(slice as unknown as TensorSliceProto, whole), entry: entries.get(sliceKey(key, part))! }
    })
    parts.sort((a, b) => a.entry.shard - b.entry.shard || a.entry.offset - b.entry.offset)
    saved.set(nameOf(key), {
      dtype,
      shape: whole,
      device: shard,
      parts: parts.map(({ start, shape, entry }) => ({ start, shape, device: entry.shard })),
    })
  }
  return saved
}
function savedByFirstFormat(pattern: string): Map<string, SavedVariable> {
  const saved = new Map<string, SavedVariable>()
  for (const [device, path] of matchingFiles(pattern).entries()) {
    const source = new FileSource(path)
    const [[, meta]] = [...new TableReader(source).entries()] as [[string, Buffer]]
    source.close()
    for (const { name, shape: proto, type, slice } of SavedTensorSlices.FromString(meta).meta.tensor) {
      const shape = dimensions(proto)
      const parts = Array.from(slice, each => ({ ...extents(each, shape), device }))
      const isWhole = parts.length === 1 && parts[0]!.shape.join() === shape.join()
      saved.set(name, { dtype: type, shape, device, parts: isWhole ? [] : parts })
    }
  }
  return saved
}
/** Variables without values, on their devices and in parts as they were saved. */
function variablesOf(saved: ReadonlyMap<string, SavedVariable>): Map<string, tf.Variable | tf.Variable[]> {
  let count = 0
  const variable = (dtype: number, { shape, device }: Omit<SavedPart, 'start'>): tf.Variable =>
    tf.device(
      `/cpu:${device}`,
      () => new tf.Variable(tf.placeholder(tf.as_dtype(dtype), [...shape]), { name: `v${count++}` }),
    )
  return new Map(
    Array.from(saved, ([name, { dtype, parts, ...whole }]): [string, tf.Variable | tf.Variable[]] => {
      if (parts.length === 0) return [name, variable(dtype, whole)]
      const list = parts.map(part => {
        const made = variable(dtype, part)
        made._set_save_slice_info(new tf.Variable.SaveSliceInfo(name, whole.shape, part.start, part.shape))
        return made
      })
      return [name, list]
    }),
  )
}
/** Files with variables: of the second format, or of the first, which have no ending. */
const DATA = /\.(index|data-\d+-of-\d+)$|\/model(-\d+)?(-of-\d+)?$/
/** Restores checkpoints and saves them again. */
function* rewriteCheckpoints(folder: string, files: readonly string[], output: string): Generator<[string, Rewritten]> {
  const second = files.some(file => file.endsWith('.index'))
  const sharded = files.some(file => /-of-0*[2-9]$/.test(file))
  const names = new Set(
    files.map(file => file.replace(/\.(index|data.*)$/, '').replace(/-\d+-of-(\d+)$/, '-?????-of-$1')),
  )
  const target = join(output, 'saved')
  mkdirSync(target)
  for (const name of names) {
    const prefix = join(folder, name)
    new tf.Graph().as_default(() => {
      const saver = new tf.train.Saver({
        var_list: variablesOf(second ? savedBySecondFormat(prefix) : savedByFirstFormat(prefix)),
        write_version: second ? tf.train.SaverDef.V2 : tf.train.SaverDef.V1,
        sharded,
      })
      using session = new tf.Session('', { config: new tf.ConfigProto({ device_count: { CPU: 2 } }) })
      saver.restore(session, prefix)
      const path = join(target, basename(name).replace(/-\?.*/, ''))
      saver.save(session, path, { write_meta_graph: false, write_state: false })
    })
  }
  if (readdirSync(target).length !== files.length) throw new Error(`${readdirSync(target)} instead of ${files}`)
  for (const file of files)
    yield [file, sameBytes(readFileSync(join(target, basename(file))), readFileSync(join(folder, file)), file)]
}

const MESSAGES: Readonly<Record<string, unknown>> = {
  'saved_model.pb': SavedModel,
  '.pb': tf.GraphDef,
  '.meta': tf.MetaGraphDef,
  '.pbtxt': tf.GraphDef,
  '.txt': tf.MetaGraphDef,
}
function rewriteFile(
  folder: string,
  file: string,
  { kind, writer, reader_op, iterator }: Fixture,
  output: string,
): Rewritten {
  const path = join(folder, file)
  const type = (MESSAGES[basename(file)] ?? MESSAGES[extname(file)]) as MessageClass | undefined
  if (basename(file) === 'checkpoint') return rewriteText(CheckpointState as never, path, '0.12')
  if (type) return /txt$/.test(file) ? rewriteText(type, path, writer) : rewriteMessage(type, path)
  if (kind === 'tfrecord-corrupt') return readCorruptRecords(path, reader_op ?? iterator!)
  if (kind === 'tfrecord') return rewriteRecords(path, output)
  if (kind === 'events') return rewriteEvents(path, output)
  throw new Error(`no program reads ${file}, ${kind}`)
}

/** Reads and writes the files of a fixture. Raises an error where a file cannot be read, or is written otherwise. */
export function* rewriteFixture(folder: string, fixture: Fixture): Generator<[file: string, outcome: Rewritten]> {
  const output = mkdtempSync(join(tmpdir(), 'rewritten-'))
  try {
    const files = Object.keys(fixture.files)
    const data = files.filter(file => DATA.test(file))
    if (data.length > 0) yield* rewriteCheckpoints(folder, data, output)
    for (const file of files)
      if (!DATA.test(file)) yield [file, rewriteFile(folder, file, fixture, join(output, 'file'))]
  } finally {
    rmSync(output, { recursive: true })
  }
}
