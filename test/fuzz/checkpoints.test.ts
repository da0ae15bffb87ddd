/** Damaged and hostile checkpoints give TensorFlow's errors, in bounded time and memory. scripts/checkpoint_mutants.ts reads a million of them. */
import { closeSync, ftruncateSync, openSync, readdirSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Status } from '../../src/errors/status.ts'
import { BundleReader } from '../../src/formats/checkpoint/bundle_reader.ts'
import { maskedCrc32c } from '../../src/formats/crc32c.ts'
import { MemorySource } from '../../src/formats/files/byte_source.ts'
import { BundleEntryProto, BundleHeaderProto, TensorSliceProto } from '../../src/formats/protos/checkpoint.generated.ts'
import { pushVarint } from '../../src/formats/table/coding.ts'
import { uncompressSnappy } from '../../src/formats/table/snappy.ts'
import { TableReader } from '../../src/formats/table/table_reader.ts'
import { TableWriter } from '../../src/formats/table/table_writer.ts'
import * as tf from '../../src/index.ts'
import { documents, inFolder, unpack } from '../train/checkpoint_files.ts'
import { readMutants } from './checkpoint_mutants.ts'

test('mutants are read or refused', () => {
  const { read, refused } = readMutants(1, 1000)
  expect(read).toBeGreaterThan(50)
  expect(refused).toBeGreaterThan(500)
})

function tableOf(entries: readonly (readonly [string, Uint8Array])[]): Buffer {
  const parts: Uint8Array[] = []
  const writer = new TableWriter({ write: bytes => void parts.push(Buffer.from(bytes)) })
  for (const [key, value] of entries) writer.add(key, value)
  writer.finish()
  return Buffer.concat(parts)
}
const header = new BundleHeaderProto({ num_shards: 1, version: { producer: 1 } as never }).SerializeToString()
/** A checkpoint of one entry, read. */
function readEntry(entry: object, data = Buffer.alloc(16)): unknown {
  const index = tableOf([
    ['', header],
    ['v', new BundleEntryProto(entry as never).SerializeToString()],
  ])
  using reader = new BundleReader('p', path => new MemorySource(path === 'p.index' ? index : data, path))
  try {
    return reader.read('v')
  } catch (error) {
    if (!(error instanceof Status)) throw error
    return error.message
  }
}
const shape = (...sizes: (number | bigint)[]): object => ({ dim: sizes.map(size => ({ size })) })

describe('an index that lies', () => {
  const crc32c = maskedCrc32c(Buffer.alloc(16))
  test.each([
    ['nothing wrong', { dtype: 1, shape: shape(4), size: 16, crc32c }, expect.any(tf.NDArray)],
    [
      'a shape of 2^62',
      { dtype: 1, shape: shape(2n ** 62n), size: 16, crc32c },
      expect.stringContaining('Invaid tensor shape: v'),
    ],
    [
      'a product past 2^64',
      { dtype: 1, shape: shape(2 ** 40, 2 ** 40), size: 16, crc32c },
      expect.stringContaining('Invaid tensor shape: v'),
    ],
    [
      'a negative dimension',
      { dtype: 1, shape: shape(-4), size: 16, crc32c },
      expect.stringContaining('Invaid tensor shape: v'),
    ],
    ['2^50 bytes', { dtype: 4, shape: shape(2 ** 50), size: 2 ** 50, crc32c }, 'Read less bytes than requested'],
    [
      'a size of 2^62',
      { dtype: 1, shape: shape(4), size: 2n ** 62n, crc32c },
      expect.stringContaining('Invalid size in bundle entry: key v'),
    ],
    [
      'a negative size',
      { dtype: 1, shape: shape(4), size: -16, crc32c },
      expect.stringContaining('Invalid size in bundle entry: key v'),
    ],
    [
      'an offset of 2^62',
      { dtype: 1, shape: shape(4), size: 16, offset: 2n ** 62n, crc32c },
      'Read less bytes than requested',
    ],
    [
      'a negative offset',
      { dtype: 1, shape: shape(4), size: 16, offset: -8, crc32c },
      'Read less bytes than requested',
    ],
    [
      'another checksum',
      { dtype: 1, shape: shape(4), size: 16, crc32c: 1 },
      expect.stringContaining('Checksum does not match'),
    ],
    ['a type that is none', { dtype: 99, shape: shape(4), size: 16, crc32c }, expect.stringContaining('the type 99')],
    [
      '2^40 strings',
      { dtype: 7, shape: shape(2 ** 40), size: 16, crc32c },
      expect.stringContaining('Invalid size in bundle entry: key v'),
    ],
    [
      'strings longer than the file',
      { dtype: 7, shape: shape(1), size: 2 ** 40, crc32c },
      'Read less bytes than requested',
    ],
    [
      'a million slices that overlap',
      {
        dtype: 1,
        shape: shape(4),
        slices: Array.from({ length: 1e5 }, () => new TensorSliceProto({ extent: [{ start: 1, length: 2 }] as never })),
      },
      'Overlapping slices: existing slice = 1,2, new slice = 1,2',
    ],
    [
      'slices that leave a gap',
      { dtype: 1, shape: shape(4), slices: [{ extent: [{ start: 1, length: 2 }] }] },
      'Does not have sufficient slices for partitioned tensor v to restore in slice_spec: -',
    ],
    [
      'a slice outside',
      { dtype: 1, shape: shape(4), slices: [{ extent: [{ start: 3, length: 2 }] }] },
      'Invalid slice of tensor v',
    ],
  ])('%s', (_, entry, expected) => {
    expect(readEntry(entry)).toEqual(expected)
  })
})

test('keys that share a long beginning take no more memory than the limit', () => {
  // each entry is four bytes and spells out a hundred thousand
  const block: number[] = [0]
  pushVarint(block, 100000)
  block.push(0)
  for (let i = 0; i < 100000; i++) block.push(97)
  for (let i = 0; i < 30000; i++) {
    pushVarint(block, 100000 + i)
    block.push(1, 0, 97)
  }
  block.push(0, 0, 0, 0, 1, 0, 0, 0)
  const bytes = Buffer.from(block)
  const parts: Buffer[] = []
  const put = (contents: Buffer): Buffer => {
    const offset = Buffer.concat(parts).length
    const trailer = Buffer.alloc(5)
    trailer.writeUInt32LE(maskedCrc32c(Buffer.concat([contents, Buffer.alloc(1)])), 1)
    parts.push(contents, trailer)
    const handle: number[] = []
    pushVarint(handle, offset)
    pushVarint(handle, contents.length)
    return Buffer.from(handle)
  }
  const data = put(bytes)
  const index = put(
    Buffer.concat([Buffer.from([0, 1, data.length, 0xff]), data, Buffer.from([0, 0, 0, 0, 1, 0, 0, 0])]),
  )
  const footer = Buffer.alloc(48)
  footer.set([0, 0, ...index])
  footer.writeBigUInt64LE(0xdb4775248b80fb57n, 40)
  const table = new TableReader(new MemorySource(Buffer.concat([...parts, footer])))
  expect(() => [...table.entries()]).toThrow('bad entry in block')
})

describe('compressed blocks', () => {
  const literal = (text: string): Buffer => Buffer.concat([Buffer.from([(text.length - 1) << 2]), Buffer.from(text)])
  test('literals and copies', () => {
    // abcd, four from four back, eleven from one back
    const bytes = Buffer.concat([Buffer.from([19]), literal('abcd'), Buffer.from([0x01, 4, (10 << 2) | 2, 1, 0])])
    expect(uncompressSnappy(bytes).toString()).toBe('abcdabcdddddddddddd')
  })
  test.each([
    ['a length of 2^32', [0xff, 0xff, 0xff, 0xff, 0x0f, 0]],
    ['a copy from before the beginning', [4, 0x01, 4]],
    ['a copy of nothing', [4, 0, 97, 0x01, 0]],
    ['more than was said', [1, 4, 97, 97]],
    ['less than was said', [9, 4, 97, 97]],
    ['an end in a literal', [4, 12, 97]],
  ])('%s is refused', (_, bytes) => {
    expect(() => uncompressSnappy(Buffer.from(bytes))).toThrow(Status)
  })
})

test('files that are none, empty, folders or huge', () => {
  inFolder(folder => {
    const path = join(folder, 'm')
    const open = (): unknown => {
      try {
        return tf.train.NewCheckpointReader(path)
      } catch (error) {
        return `${(error as Error).constructor.name}: ${(error as Error).message}`
      }
    }
    writeFileSync(`${path}.index`, '')
    expect(open()).toBe('DataLossError: file is too short to be an sstable')
    writeFileSync(`${path}.index`, Buffer.alloc(100))
    expect(open()).toBe('DataLossError: not an sstable (bad magic number)')
    // a file of 2^42 bytes without any, whose footer says that the index is all of it
    const file = openSync(`${path}.index`, 'w')
    ftruncateSync(file, 2 ** 42)
    const footer = Buffer.alloc(48)
    const handle: number[] = [0, 0, 0]
    pushVarint(handle, 2 ** 42 - 53)
    footer.set(handle)
    footer.writeBigUInt64LE(0xdb4775248b80fb57n, 40)
    writeSync(file, footer, 0, 48, 2 ** 42 - 48)
    closeSync(file)
    expect(open()).toBe('DataLossError: truncated block read')
    tf.gfile.Remove(`${path}.index`)
    tf.gfile.MkDir(path)
    expect(open()).toBe(
      `DataLossError: Unable to open table file ${path}: Failed precondition: ${path}: perhaps your file is in a different file format and you need to use a different restore operator?`,
    )
  })
})

test('names of variables are no paths', () => {
  inFolder(folder => {
    new tf.Graph().as_default(() => {
      const v = new tf.Variable([1, 2], { name: 'v' })
      const names = ['../../outside', '/etc/passwd', 'a/../../b', '..']
      using session = new tf.Session()
      session.run(tf.global_variables_initializer())
      for (const write_version of [1, 2])
        for (const name of names) {
          const saver = new tf.train.Saver({ var_list: new Map([[name, v]]), write_version })
          tf.gfile.MkDir(join(folder, 'in'))
          saver.restore(session, saver.save(session, join(folder, 'in', `m${write_version}`)) as string)
        }
    })
    expect(readdirSync(folder)).toEqual(['in'])
  })
})

test('a saved file that is cut or changed anywhere is never taken for another', () => {
  const saved = documents[0]?.cases.find(({ name, format }) => name === 'shapes' && format === 'V2')
  if (!saved) throw new Error('no such case')
  inFolder(folder => {
    unpack(saved, folder)
    const index = Buffer.from(saved.files['model.index'] as string, 'base64')
    for (let i = 0; i < index.length; i++) {
      const changed = Buffer.from(index)
      changed[i] = (changed[i] as number) ^ 0x55
      writeFileSync(join(folder, 'model.index'), changed)
      let shapes: unknown
      try {
        shapes = tf.train.NewCheckpointReader(join(folder, 'model')).get_variable_to_shape_map()
      } catch (error) {
        expect(error).toBeInstanceOf(tf.errors.DataLossError)
        continue
      }
      // the footer's padding says nothing
      expect(shapes).toEqual(
        Object.fromEntries(Object.entries(saved.tensors).map(([name, { shape }]) => [name, shape])),
      )
    }
  })
})
