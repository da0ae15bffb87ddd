/**
 * Damaged and hostile checkpoints: bytes are changed, cut, repeated, numbers in them become huge; and, as the checksums would find all of that,
 * most mutants have their checksums made anew. Each is read whole: what comes is values or an error of TensorFlow's, in bounded time.
 */

import { Status } from '../../src/errors/status.ts'
import { BundleReader } from '../../src/formats/checkpoint/bundle_reader.ts'
import { SlicesReader } from '../../src/formats/checkpoint/slices_reader.ts'
import { maskedCrc32c } from '../../src/formats/crc32c.ts'
import { type ByteSource, MemorySource } from '../../src/formats/files/byte_source.ts'
import { TableReader, TRAILER_BYTES } from '../../src/formats/table/table_reader.ts'
import { TableWriter } from '../../src/formats/table/table_writer.ts'
import { randomFrom } from '../support/random_numbers.ts'
import { documents } from '../train/checkpoint_files.ts'

/** Files by name: those of one checkpoint. */
type Files = Map<string, Buffer>
const bases: readonly { readonly format: string; readonly files: Files }[] = (documents[0]?.cases ?? [])
  .filter(({ name }) => name !== 'long')
  .map(({ format, files }) => ({
    format,
    files: new Map(Object.entries(files).map(([name, data]) => [name, Buffer.from(data, 'base64')])),
  }))

const HUGE = [
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
  [0xff, 0xff, 0xff, 0xff, 0x07],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x04],
]
function mutated(bytes: Buffer, random: () => number): Buffer {
  const at = Math.floor(random() * bytes.length)
  const other = Math.floor(random() * bytes.length)
  const changed = Buffer.from(bytes)
  switch (Math.floor(random() * 7)) {
    case 0:
      changed[at] = Math.floor(random() * 256)
      return changed
    case 1:
      changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(random() * 8))
      return changed
    case 2:
      return Buffer.from(bytes.subarray(0, at))
    case 3:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(HUGE[Math.floor(random() * HUGE.length)] ?? []),
        bytes.subarray(at + 1),
      ])
    case 4:
      return Buffer.concat([
        bytes.subarray(0, at),
        bytes.subarray(Math.min(at, other), Math.max(at, other)),
        bytes.subarray(at),
      ])
    case 5:
      changed.fill(random() < 0.5 ? 0xff : 0, at, Math.min(changed.length, at + 8))
      return changed
    default:
      return Buffer.concat([bytes.subarray(0, Math.min(at, other)), bytes.subarray(Math.max(at, other))])
  }
}

/** A table whose entries are changed, with right checksums. */
function changedEntries(table: Buffer, random: () => number): Buffer {
  const entries = [...new TableReader(new MemorySource(table)).entries()].map(
    ([key, value]) => [key, value] as [string, Buffer],
  )
  const changes = 1 + Math.floor(random() * 2)
  for (let i = 0; i < changes; i++) {
    const entry = entries[Math.floor(random() * Math.min(entries.length, 12))] as [string, Buffer]
    if (random() < 0.15) entry[0] = mutated(Buffer.from(entry[0], 'latin1'), random).toString('latin1')
    else if (entry[1].length > 0) entry[1] = mutated(entry[1], random)
  }
  const parts: Uint8Array[] = []
  const writer = new TableWriter({ write: bytes => void parts.push(Buffer.from(bytes)) })
  const sorted = new Map(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
  for (const [key, value] of sorted) writer.add(key, value)
  writer.finish()
  return Buffer.concat(parts)
}
/** A table whose first block is changed, with the right checksum. */
function changedBlock(table: Buffer, random: () => number): Buffer {
  const [block] = blocks(table)
  if (!block) return table
  const changed = mutated(table.subarray(block.offset, block.offset + block.size), random).subarray(0, block.size)
  const copy = Buffer.from(table)
  copy.set(changed, block.offset)
  copy.writeUInt32LE(
    maskedCrc32c(copy.subarray(block.offset, block.offset + block.size + 1)),
    block.offset + block.size + 1,
  )
  return copy
}
function blocks(table: Buffer): { offset: number; size: number }[] {
  for (let size = 8; size + TRAILER_BYTES <= table.length; size++)
    if (table[size] === 0 && table.readUInt32LE(size + 1) === maskedCrc32c(table.subarray(0, size + 1)))
      return [{ offset: 0, size }]
  return []
}

function readAll(format: string, files: Files): void {
  const open = (path: string): ByteSource => {
    const bytes = files.get(path)
    if (!bytes) throw new Status(5, path)
    return new MemorySource(bytes, path)
  }
  using reader = format === 'V2' ? new BundleReader('model', open) : new SlicesReader('model', open, [...files.keys()])
  let failed: unknown
  for (const key of reader.keys) {
    try {
      reader.tensor(key)
      reader.read(key)
    } catch (error) {
      if (!(error instanceof Status)) throw error
      failed ??= error
    }
  }
  if (failed) throw failed
}

export interface Outcome {
  read: number
  refused: number
  /** The longest that one took, in milliseconds. */
  longest: number
}
/** Reads `count` mutants; throws where one gives anything but values or an error of TensorFlow's. */
export function readMutants(seed: number, count: number): Outcome {
  const random = randomFrom(seed)
  const outcome: Outcome = { read: 0, refused: 0, longest: 0 }
  for (let i = 0; i < count; i++) {
    const { format, files } = bases[Math.floor(random() * bases.length)] as (typeof bases)[number]
    const mutant: Files = new Map(files)
    const names = [...files.keys()]
    const name = names[Math.floor(random() * names.length)] as string
    const bytes = files.get(name) as Buffer
    const isTable = format === 'V1' || name.endsWith('.index')
    const kind = random()
    const change = !isTable || kind < 0.2 ? mutated : kind < 0.6 ? changedEntries : changedBlock
    mutant.set(name, bytes.length === 0 ? bytes : change(bytes, random))
    const start = performance.now()
    try {
      readAll(format, mutant)
      outcome.read++
    } catch (error) {
      if (!(error instanceof Status))
        throw new Error(`mutant ${i} of seed ${seed} (${format} ${name})`, { cause: error })
      outcome.refused++
    }
    outcome.longest = Math.max(outcome.longest, performance.now() - start)
  }
  return outcome
}
