/** Entries of checkpoints are written and read without messages; bytes and values are those of BundleEntryProto. */
import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { type Entry, entryBytes, entryIn, shapeIn } from '../../src/formats/checkpoint/entries.ts'
import { BundleEntryProto } from '../../src/formats/protos/checkpoint.generated.ts'
import { shapeProto } from '../../src/formats/tensor_proto.ts'
import { randomFrom } from '../support/random_numbers.ts'

const random = randomFrom(7)
const upTo = (most: number): number => Math.floor(random() * (most + 1))
/** A number of up to 53 bits, often a small one. */
const anyNumber = (bits = 53): number => Math.floor(random() * 2 ** upTo(bits))

function randomEntry(): Entry {
  const shape = Array.from({ length: upTo(4) }, () => anyNumber(10))
  const slices = random() < 0.1 ? [{ extent: [{ start: upTo(3), length: 2 }] }] : []
  const numbers = { dtype: upTo(23), shard: anyNumber(20), offset: anyNumber(), size: anyNumber(), crc: anyNumber(32) }
  return { ...numbers, shape, slices: slices as never }
}
const message = ({ dtype, shape, shard, offset, size, crc, slices }: Entry): BundleEntryProto =>
  new BundleEntryProto({
    ...{ dtype, shape: shapeProto(shape as number[]), shard_id: shard, offset, size },
    ...{ crc32c: crc, slices },
  })
/** What the message of those bytes says; undefined where they are none. */
function saidByMessage(bytes: Buffer): unknown {
  try {
    const { dtype, shape, shard_id: shard, offset, size, crc32c: crc, slices } = BundleEntryProto.FromString(bytes)
    const numbers = { dtype, shard, offset: Number(offset), size: Number(size), crc }
    return { ...numbers, shape: shapeIn(shape) ?? String(shape), slices: Array.from(slices, String) }
  } catch {
    return undefined
  }
}
function said(bytes: Buffer): unknown {
  try {
    const { shape, slices, ...numbers } = entryIn(bytes)
    return { ...numbers, shape: Array.isArray(shape) ? shape : String(shape), slices: slices.map(String) }
  } catch {
    return undefined
  }
}

test('bytes are those of the message', () => {
  for (let i = 0; i < 2000; i++) {
    const entry = randomEntry()
    const bytes = Buffer.from(entryBytes(entry))
    expect(bytes.equals(message(entry).SerializeToString()), bytes.toString('hex')).toBe(true)
    expect(isDeepStrictEqual(said(bytes), saidByMessage(bytes)), bytes.toString('hex')).toBe(true)
  }
  const most = { ...randomEntry(), shape: new Array<number>(254).fill(2 ** 40), slices: [] }
  expect(Buffer.from(entryBytes(most))).toEqual(message(most).SerializeToString())
})

test('damaged entries are what the message says, or refused', () => {
  let read = 0
  for (let i = 0; i < 3000; i++) {
    const bytes = Buffer.from(entryBytes(randomEntry()))
    for (let changes = 1 + upTo(2); changes > 0; changes--) {
      const at = upTo(bytes.length - 1)
      const byte = bytes[at] ?? 0
      bytes[at] = random() < 0.5 ? byte ^ (1 << upTo(7)) : ([0, 8, 0x0a, 0x12, 0x7f, 0x80, 0xff][upTo(6)] as number)
    }
    const cut = random() < 0.3 ? bytes.subarray(0, upTo(bytes.length)) : bytes
    const expected = saidByMessage(cut)
    if (!isDeepStrictEqual(said(cut), expected)) expect(said(cut), cut.toString('hex')).toEqual(expected)
    if (expected !== undefined) read++
  }
  expect(read).toBeGreaterThan(300)
})
