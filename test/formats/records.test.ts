import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { crc32c, maskCrc, unmaskCrc } from '../../src/formats/crc32c.ts'
import { Event, Example, SequenceExample } from '../../src/formats/protos/index.ts'
import { encodeRecord, readRecords } from '../../src/formats/records.ts'

const golden = (name: string): Buffer => readFileSync(new URL(`../golden/records/${name}`, import.meta.url))

describe('crc32c', () => {
  it('has the published values', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
    expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa)
    expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43)
    expect(crc32c(Buffer.alloc(0))).toBe(0)
  })

  it('continues, and masks', () => {
    const bytes = Buffer.from(Array.from({ length: 100 }, (_, i) => (i * 37) & 0xff))
    for (let cut = 0; cut <= 100; cut++)
      expect(crc32c(bytes.subarray(cut), crc32c(bytes.subarray(0, cut)))).toBe(crc32c(bytes))
    for (const value of [0, 1, 0xffffffff, 0x80000000, 0xe3069283]) expect(unmaskCrc(maskCrc(value))).toBe(value)
  })
})

describe('records that TensorFlow 0.12.1 wrote', () => {
  it.each(['example_plain.tfrecord', 'sequence_plain.tfrecord'])('%s', name => {
    const file = golden(name)
    const records = [...readRecords(file)]
    expect(Buffer.concat(records.map(encodeRecord)).equals(file)).toBe(true)
  })

  it('hold examples and events', () => {
    const examples = [...readRecords(golden('example_plain.tfrecord'))].map(bytes => Example.FromString(bytes))
    expect(examples.length).toBe(5)
    expect(examples[0]?.features.feature['i']?.int64_list.value).toEqual([1, -2, 4611686018427387904n])
    expect(examples[0]?.features.feature['f']?.float_list.value).toEqual([0.5, -1.25])
    const [first] = [...readRecords(golden('sequence_plain.tfrecord'))].map(bytes => SequenceExample.FromString(bytes))
    expect(first?.feature_lists.feature_list['tok']?.feature.map(each => each.int64_list.value)).toEqual([
      [1, 2],
      [],
      [3],
    ])
    const events = [
      ...readRecords(readFileSync(new URL('../golden/events/events.out.tfevents.0000000000.audio', import.meta.url))),
    ].map(bytes => Event.FromString(bytes))
    expect(events[0]?.WhichOneof('what')).toBe('file_version')
    expect(events[0]?.file_version).toBe('brain.Event:2')
  })
})

describe('damaged records', () => {
  const file = golden('example_plain.tfrecord')
  const outcome = (bytes: Uint8Array): [records: number, error: string | null] => {
    let count = 0
    try {
      for (const _ of readRecords(bytes)) count++
      return [count, null]
    } catch (error) {
      return [count, (error as Error).message]
    }
  }
  const flipped = (at: number): Buffer => {
    const copy = Buffer.from(file)
    copy[at] = (copy[at] as number) ^ 0xff
    return copy
  }

  // What TensorFlow 0.12.1's reader said of these files.
  it.each([
    ['length checksum', flipped(8), 0, 'corrupted record at 0'],
    ['data checksum', flipped(80), 0, 'corrupted record at 12'],
    ['data', flipped(14), 0, 'corrupted record at 12'],
    ['data of the second', flipped(97), 1, 'corrupted record at 96'],
    ['cut in the length', file.subarray(0, 5), 0, null],
    ['cut in the length checksum', file.subarray(0, 10), 0, null],
    ['cut in the data', file.subarray(0, 46), 0, 'truncated record at 0'],
    ['cut in the data checksum', file.subarray(0, 82), 0, 'truncated record at 0'],
    ['cut in the second', file.subarray(0, 104), 1, 'truncated record at 84'],
    ['empty file', Buffer.alloc(0), 0, null],
  ])('%s', (_, bytes, records, error) => {
    expect(outcome(bytes)).toEqual([records, error])
  })
})
