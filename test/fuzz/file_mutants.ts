/**
 * Damaged and hostile files of records, events, graphs and models: bytes are changed, cut, repeated, become huge numbers; in records most
 * mutants get right checksums again. Each is read whole, and what is a graph is imported: what comes is values or an error on purpose, in
 * bounded time.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { isBug } from '../../src/errors/bug.ts'
import { isDeliberate } from '../../src/errors/deliberate.ts'
import { Status } from '../../src/errors/status.ts'
import type { Compression } from '../../src/formats/compression.ts'
import { SavedModel, Summary } from '../../src/formats/protos/index.ts'
import { encodeRecord, readRecords } from '../../src/formats/records.ts'
import * as tf from '../../src/index.ts'
import { parseEither } from '../../src/meta_graph/import_meta_graph.ts'
import { assetFeeds } from '../../src/saved_model/assets.ts'
import { randomFrom } from '../support/random_numbers.ts'

export type Random = () => number
export const below = (random: Random, limit: number): number => Math.floor(random() * limit)

/** The largest numbers as varints and as they stand in headers, and tags of groups and of unknown fields. */
const EXTREMES = [
  'ffffffffffffffff7f',
  'ffffffffffffffffff01',
  '80808080808080808001',
  'ffffffff07',
  '8080808004',
  '0000000000000080',
  '0b',
  'fa3f',
]
function mutated(bytes: Buffer, random: Random): Buffer {
  const at = below(random, bytes.length)
  const other = at + below(random, Math.min(64, bytes.length - at) + 1)
  const copy = Buffer.from(bytes)
  switch (below(random, 7)) {
    case 0:
      copy[at] = below(random, 256)
      return copy
    case 1:
      copy[at] = (copy[at] ?? 0) ^ (1 << below(random, 8))
      return copy
    case 2:
      return copy.subarray(0, at)
    case 3:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(EXTREMES[below(random, EXTREMES.length)] ?? '', 'hex'),
        bytes.subarray(other),
      ])
    case 4:
      return Buffer.concat([bytes.subarray(0, other), bytes.subarray(at)])
    case 5:
      return copy.fill(random() < 0.5 ? 0xff : 0, at, other)
    default:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(other)])
  }
}
export function changed(bytes: Buffer, random: Random): Buffer {
  let result = bytes
  for (let left = 1 + below(random, 3); left > 0; left--) result = mutated(result, random)
  return result
}
/** Files of records, some of them with right checksums behind the change. */
function changedRecords(bytes: Buffer, random: Random): Buffer {
  if (random() < 0.3) return changed(bytes, random)
  const records = [...readRecords(bytes)]
  const at = below(random, records.length)
  records[at] = changed(records[at] as Buffer, random)
  return Buffer.concat(records.map(encodeRecord))
}

const folder = new URL('../golden/', import.meta.url)
const filesIn = (name: string): Buffer[] =>
  readdirSync(new URL(`${name}/`, folder))
    .filter(file => file !== 'README.md')
    .map(file => readFileSync(new URL(`${name}/${file}`, folder)))
const file = (name: string): Buffer => readFileSync(new URL(name, folder))

export interface FileKind {
  readonly name: string
  readonly bases: readonly Buffer[]
  readonly change: (bytes: Buffer, random: Random) => Buffer
  /** How often it comes, among others. */
  readonly weight: number
  readonly read: (bytes: Buffer, random: Random) => void
}

function importMeta(meta: tf.MetaGraphDef): void {
  const graph = new tf.Graph()
  graph.as_default(() => tf.train.import_meta_graph(meta, { trusted: true }))
}
function readAll(bytes: Buffer, compression: Compression): void {
  for (const record of readRecords(bytes, compression)) tf.train.Example.FromString(record)
}
const records = (compression: Compression, names: readonly string[]): FileKind => ({
  name: `records ${compression}`,
  bases: names.map(name => file(`records/${name}.tfrecord`)),
  change: compression === '' ? changedRecords : changed,
  weight: 4,
  read: bytes => readAll(bytes, compression),
})
export const FILE_KINDS: readonly FileKind[] = [
  records('', ['example_plain', 'sequence_plain', 'raw_lengths']),
  records('ZLIB', ['example_zlib', 'numbers_zlib']),
  records('GZIP', ['example_gzip', 'numbers_gzip']),
  {
    name: 'events',
    bases: filesIn('events'),
    change: changedRecords,
    weight: 4,
    read: bytes => {
      for (const record of readRecords(bytes)) {
        const event = tf.Event.FromString(record)
        Summary.FromString(event.summary.SerializeToString()).toString()
        if (event.WhichOneof('what') === 'graph_def') tf.GraphDef.FromString(event.graph_def)
        if (event.WhichOneof('what') === 'meta_graph_def') tf.MetaGraphDef.FromString(event.meta_graph_def)
      }
    },
  },
  {
    name: 'meta graph',
    bases: [file('graphs/everything.meta')],
    change: changed,
    weight: 1,
    read: bytes => importMeta(tf.MetaGraphDef.FromString(bytes)),
  },
  {
    name: 'saved model',
    bases: ['tf0.12.1', 'tf1.15.5', 'tf2.21.0'].map(name => file(`saved_models/${name}/saved_model.pb`)),
    change: changed,
    weight: 2,
    read: bytes => {
      const model = parseEither(SavedModel as never, bytes, 'saved_model.pb', () => true) as SavedModel
      for (const meta of model.meta_graphs) {
        assetFeeds('model', meta, null)
        importMeta(meta)
      }
    },
  },
  {
    name: 'saved model as text',
    bases: [file('saved_models/tf0.12.1_text/saved_model.pbtxt')],
    change: changed,
    weight: 1,
    read: bytes => {
      const model = parseEither(SavedModel as never, bytes, 'saved_model.pbtxt', () => false) as SavedModel
      for (const meta of model.meta_graphs) importMeta(meta)
    },
  },
]
function kindOf(kinds: readonly FileKind[], random: Random): FileKind {
  let left = random() * kinds.reduce((sum, { weight }) => sum + weight, 0)
  return kinds.find(({ weight }) => (left -= weight) < 0) ?? (kinds[0] as FileKind)
}

/** Processor time, in milliseconds, that a file of some kilobytes may take. */
const MOST_TIME = 4000

export interface Outcome {
  read: number
  refused: number
  longest: number
  readonly complaints: string[]
}
/** Reads the mutants `from` … `to` − 1 of files of some kinds. */
export function readMutants(kinds: readonly FileKind[], from: number, to: number): Outcome {
  const outcome: Outcome = { read: 0, refused: 0, longest: 0, complaints: [] }
  for (let seed = from; seed < to; seed++) {
    // neighbouring seeds far apart
    const random = randomFrom(seed * 0x9e3779b9)
    const kind = kindOf(kinds, random)
    const bytes = kind.change(kind.bases[below(random, kind.bases.length)] as Buffer, random)
    const before = process.cpuUsage()
    try {
      kind.read(bytes, random)
      outcome.read++
    } catch (error) {
      outcome.refused++
      const { message, stack } = error as Error
      if (isBug(error) || !(isDeliberate(error) || error instanceof Status))
        outcome.complaints.push(
          `${seed} (${kind.name}): ${message}\n${((error as Error).cause as Error)?.stack ?? stack}`,
        )
      else if (message.length > 100_000)
        outcome.complaints.push(`${seed} (${kind.name}): an error of ${message.length} characters`)
    }
    const { user, system } = process.cpuUsage(before)
    const took = (user + system) / 1000
    outcome.longest = Math.max(outcome.longest, took)
    if (took > MOST_TIME) outcome.complaints.push(`${seed} (${kind.name}) took ${Math.round(took)} ms`)
  }
  return outcome
}
