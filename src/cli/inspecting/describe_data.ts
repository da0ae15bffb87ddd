/** Files of data: checkpoints, records, events, numpy's arrays. */
import { existsSync, readFileSync } from 'node:fs'
import { indexFile, nameOf } from '../../formats/checkpoint/bundle_files.ts'
import { BundleReader } from '../../formats/checkpoint/bundle_reader.ts'
import { SlicesReader } from '../../formats/checkpoint/slices_reader.ts'
import { RecordIterator } from '../../formats/files/record_files.ts'
import { Example } from '../../formats/protos/example.generated.ts'
import { Event, type Summary } from '../../formats/protos/summary.generated.ts'
import { zipMembers } from '../../python/stdlib/archives.ts'
import { type Description, shapeText, Unknown } from './description.ts'

/** The tensors of a checkpoint of either format. */
export function describeCheckpoint(prefix: string): Description {
  const second = existsSync(indexFile(prefix))
  const reader = second ? new BundleReader(prefix) : new SlicesReader(prefix)
  try {
    const keys = [...reader.keys].filter(key => !(second && key.startsWith('\0')))
    const rows = keys.map(key => {
      const { dtype, shape } = reader.tensor(key)
      return [nameOf(key), dtype.name, shapeText(shape), shape.reduce((a, b) => a * b, 1)] as const
    })
    return {
      kind: 'checkpoint',
      facts: {
        format: second ? 'V2' : 'V1',
        tensors: rows.length,
        elements: rows.reduce((sum, row) => sum + row[3], 0),
      },
      tables: [{ name: 'tensors', columns: ['name', 'type', 'shape', 'elements'], rows }],
    }
  } finally {
    reader.close()
  }
}

type SummaryValue = Summary['value'][number]

/** What a value of a summary is, and its number where it is one. */
function valueParts(value: SummaryValue): [kind: string, shown: string | number] {
  switch (value.WhichOneof('value')) {
    case 'image':
      return ['image', `${value.image?.width} x ${value.image?.height}`]
    case 'histo':
      return ['histogram', `${value.histo?.num} values, ${value.histo?.min} to ${value.histo?.max}`]
    case 'audio':
      return ['audio', `${value.audio?.length_frames} frames`]
    case 'tensor':
      return ['tensor', '']
    default:
      return ['scalar', value.simple_value ?? 0]
  }
}

function describeEvents(records: Iterable<Uint8Array>): Description {
  const values: (string | number)[][] = []
  const tags = new Map<string, { kind: string; count: number; first: number; last: number }>()
  let [count, first, last, version, graphs] = [0, Number.POSITIVE_INFINITY, 0, '', 0]
  for (const record of records) {
    const event = Event.FromString(Buffer.from(record))
    count++
    first = Math.min(first, event.wall_time)
    last = Math.max(last, event.wall_time)
    if (event.file_version) version = event.file_version
    if (event.graph_def?.length) graphs++
    const step = Number(event.step)
    for (const value of event.summary?.value ?? []) {
      const [kind, shown] = valueParts(value)
      values.push([step, value.tag, kind, shown])
      const tag = tags.get(value.tag)
      if (tag) {
        tag.count++
        tag.last = step
      } else tags.set(value.tag, { kind, count: 1, first: step, last: step })
    }
  }
  return {
    kind: 'event file',
    facts: {
      version,
      events: count,
      graphs,
      ...(count > 0 ? { from: new Date(first * 1000).toISOString(), to: new Date(last * 1000).toISOString() } : {}),
    },
    tables: [
      {
        name: 'tags',
        columns: ['tag', 'kind', 'values', 'first step', 'last step'],
        rows: [...tags].map(([tag, { kind, count: many, first: from, last: to }]) => [tag, kind, many, from, to]),
      },
      { name: 'values', columns: ['step', 'tag', 'kind', 'value'], rows: values },
    ],
  }
}

/** The features of a record that is a tf.train.Example. */
function features(record: Uint8Array): string | undefined {
  try {
    const example = Example.FromString(Buffer.from(record))
    const entries = Object.entries(example.features?.feature ?? {})
    if (entries.length === 0) return undefined
    return entries
      .map(([name, feature]) => {
        const kind = feature.WhichOneof('kind') as 'bytes_list' | 'float_list' | 'int64_list' | null
        return kind === null ? name : `${name}: ${kind.replace('_list', '')}[${feature[kind]?.value.length ?? 0}]`
      })
      .sort()
      .join(', ')
  } catch {
    return undefined
  }
}

/** A file of records: events where the first one is one. */
export function describeRecords(path: string): Description {
  const [first] = new RecordIterator(path, '')
  if (first && isEvent(first)) return describeEvents(new RecordIterator(path, ''))
  const rows: (string | number)[][] = []
  let bytes = 0
  let examples = 0
  for (const record of new RecordIterator(path, '')) {
    const found = features(record)
    if (found !== undefined) examples++
    bytes += record.length
    rows.push([rows.length, record.length, found ?? ''])
  }
  return {
    kind: 'file of records',
    facts: { records: rows.length, bytes, examples },
    tables: [{ name: 'records', columns: ['record', 'bytes', 'features'], rows }],
  }
}

function isEvent(record: Uint8Array): boolean {
  try {
    return Event.FromString(Buffer.from(record)).file_version.startsWith('brain.Event:')
  } catch {
    return false
  }
}

export const NUMPY_MAGIC = '\x93NUMPY'

/** Type, shape and order of an array in numpy's format. */
function arrayHeader(bytes: Buffer): { readonly type: string; readonly shape: string; readonly order: string } {
  const long = (bytes[6] ?? 0) > 1
  const start = long ? 12 : 10
  if (bytes.length < start) throw new Unknown('the header of the array is cut off')
  const length = long ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8)
  const header = bytes.subarray(start, start + length).toString('latin1')
  const [, type] = /'descr':\s*('[^']*'|\[.*?\])/.exec(header) ?? []
  const [, shape] = /'shape':\s*\(([^)]*)\)/.exec(header) ?? []
  if (type === undefined || shape === undefined) throw new Unknown('the header of the array says no type and shape')
  const dims = shape
    .split(',')
    .map(dim => dim.trim())
    .filter(dim => dim !== '')
  return {
    type: type.replaceAll("'", ''),
    shape: `[${dims.join(', ')}]`,
    order: /'fortran_order':\s*True/.test(header) ? 'columns' : 'rows',
  }
}

export const describeArray = (bytes: Buffer): Description => ({
  kind: 'numpy array',
  facts: { ...arrayHeader(bytes), bytes: bytes.length },
  tables: [],
})

/** An .npz: arrays in a zip archive. */
export function describeArrays(path: string): Description {
  const members = zipMembers(readFileSync(path)).filter(({ name }) => name.endsWith('.npy'))
  if (members.length === 0) throw new Unknown('an archive without arrays')
  return {
    kind: 'numpy arrays',
    facts: { arrays: members.length },
    tables: [
      {
        name: 'arrays',
        columns: ['name', 'type', 'shape', 'order'],
        rows: members.map(member => {
          const { type, shape, order } = arrayHeader(member.read())
          return [member.name.replace(/\.npy$/, ''), type, shape, order]
        }),
      },
    ],
  }
}
