import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeRecord, readRecords } from '../../src/formats/records.ts'
import * as tf from '../../src/index.ts'
import { built } from '../support/built_package.ts'

const golden = (name: string): string => new URL(`../golden/records/${name}`, import.meta.url).pathname
const { TFRecordCompressionType, TFRecordOptions, TFRecordWriter, tf_record_iterator } = tf.python_io
const [ZLIB, GZIP] = [
  new TFRecordOptions(TFRecordCompressionType.ZLIB),
  new TFRecordOptions(TFRecordCompressionType.GZIP),
]

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tf0-records-'))
})
afterAll(() => rmSync(folder, { recursive: true }))
const failure = (body: () => unknown): Error => {
  try {
    body()
  } catch (error) {
    return error as Error
  }
  throw new tf.AssertionError('nothing was thrown')
}
const outcome = (path: string, options?: tf.python_io.TFRecordOptions): [records: number, error: string | null] => {
  let count = 0
  try {
    for (const _ of tf_record_iterator(path, { options: options ?? null })) count++
    return [count, null]
  } catch (error) {
    return [count, `${(error as Error).constructor.name}: ${(error as Error).message}`]
  }
}
const written = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

describe('files that TensorFlow wrote', () => {
  it.each([
    ['example_plain', undefined],
    ['raw_lengths', undefined],
    ['example_zlib', ZLIB],
    ['example_gzip', GZIP],
    ['numbers_zlib', ZLIB],
    ['numbers_gzip', GZIP],
  ])('%s is read, and written with the same bytes', (name, options) => {
    const from = golden(`${name}.tfrecord`)
    const records = [...tf_record_iterator(from, { options: options ?? null })]
    expect(records.length).toBeGreaterThan(3)
    const to = join(folder, `${name}.again`)
    tf.with(new TFRecordWriter(to, { options: options ?? null }), writer => {
      for (const record of records) writer.write(record)
    })
    expect(readFileSync(to).equals(readFileSync(from))).toBe(true)
  })
  it('an empty compressed file has the stream of no bytes', () => {
    for (const [options, size] of [
      [ZLIB, 8],
      [GZIP, 20],
    ] as const) {
      const path = join(folder, 'none')
      new TFRecordWriter(path, options).close()
      expect(readFileSync(path).length).toBe(size)
      expect(outcome(path, options)).toEqual([0, null])
    }
  })
})

describe('the iterator', () => {
  it('opens the file when the first record is asked for, as a generator of Python', () => {
    const records = tf_record_iterator(join(folder, 'absent'))
    const error = failure(() => records.next())
    expect(error).toBeInstanceOf(tf.errors.NotFoundError)
    expect(error.message).toBe(join(folder, 'absent'))
    expect(records.next().done).toBe(true)
  })
  it('takes a folder for an empty file, as TensorFlow', () => {
    expect(outcome(folder)).toEqual([0, null])
  })
  it('closes the file at `break`', () => {
    const records = tf_record_iterator(golden('example_plain.tfrecord'))
    for (const _ of records) break
    expect(records.next().done).toBe(true)
  })
  it('reads records that are longer than its pieces', () => {
    const long = Buffer.alloc(1_000_003, 'tf0')
    for (const options of [null, ZLIB, GZIP]) {
      const path = join(folder, 'long')
      const writer = new TFRecordWriter(path, { options })
      for (const record of ['a', long, '', long]) writer.write(record)
      writer.close()
      expect([...tf_record_iterator(path, { options })].map(each => each.length)).toEqual([1, 1_000_003, 0, 1_000_003])
    }
  })
  it('begins its errors at the line of the program', () => {
    const path = written('bad', Buffer.alloc(100))
    const { stack } = failure(() => tf_record_iterator(path).next())
    expect(stack?.split('\n')[1]).toContain('python_io.test.ts')
  })
})

describe('damaged files', () => {
  // What TensorFlow 0.12.1's TFRecordReader said; its iterator ends without an error.
  it('of every kind', () => {
    const plain = readFileSync(golden('example_plain.tfrecord'))
    const zlib = readFileSync(golden('example_zlib.tfrecord'))
    const data = (bytes: Uint8Array, options?: tf.python_io.TFRecordOptions) => outcome(written('cut', bytes), options)
    expect(outcome(golden('zlib_corrupt.tfrecord'), ZLIB)).toEqual([
      0,
      'DataLossError: inflate() failed with error -3: incorrect data check',
    ])
    expect(data(plain, GZIP)).toEqual([0, 'DataLossError: inflate() failed with error -3: incorrect header check'])
    expect(data(zlib)).toEqual([0, 'DataLossError: corrupted record at 0'])
    for (const [cut, ...expected] of [
      [0, 0, null],
      [1, 0, null],
      [3, 0, null],
      [10, 0, 'truncated record at 0'],
      [50, 0, 'truncated record at 0'],
      [100, 1, 'truncated record at 84'],
      [300, 4, 'truncated record at 187'],
      [480, 4, 'truncated record at 187'],
      [489, 5, null],
      [494, 5, null],
    ] as const) {
      const [count, message] = expected
      expect(data(zlib.subarray(0, cut), ZLIB), String(cut)).toEqual([count, message && `DataLossError: ${message}`])
    }
    expect(data(Buffer.concat([zlib, Buffer.from('garbage')]), ZLIB)).toEqual([5, null])
  })

  /** The header of a record that says it has `length` bytes. */
  const header = (length: bigint): Buffer => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64LE(length)
    return Buffer.concat([bytes, encodeRecord(bytes).subarray(-4)])
  }
  it.each([2n ** 63n, 2n ** 64n - 1n, 2n ** 64n - 4n, 2n ** 40n, 2n ** 31n, 1000n])(
    'a length of %d is not believed',
    length => {
      const bytes = Buffer.concat([encodeRecord(Buffer.from('ab')), header(length), Buffer.alloc(500)])
      expect(() => [...readRecords(bytes)]).toThrow('truncated record at 18')
      expect(outcome(written('long', bytes))).toEqual([1, 'DataLossError: truncated record at 18'])
      expect(outcome(written('long', deflateSync(bytes)), ZLIB)).toEqual([1, 'DataLossError: truncated record at 18'])
    },
  )
  it('a bomb takes no memory', () => {
    // 600 MB of zeros in 3 MB, behind a record; and 100 KB that claim to hold 2 GB
    const claim = Buffer.concat([header(2n ** 31n - 20n), Buffer.alloc(2e7)])
    writeFileSync(join(folder, 'claim'), deflateSync(claim, { level: 9 }))
    const script = `
      import { readFileSync } from 'node:fs'
      import { deflateSync } from 'node:zlib'
      import { encodeRecord, readRecords } from '${built('formats/records.ts')}'
      const bomb = deflateSync(Buffer.concat([encodeRecord(Buffer.from('a')), Buffer.alloc(6e8)]), { level: 1 })
      const before = process.resourceUsage().maxRSS
      const messages = [bomb, readFileSync('${join(folder, 'claim')}')].map(bytes => {
        try { for (const _ of readRecords(bytes, 'ZLIB')); } catch (error) { return error.message }
      })
      console.log(JSON.stringify([messages, (process.resourceUsage().maxRSS - before) / 1024]))`
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      cwd: new URL('../..', import.meta.url).pathname,
    })
    expect(stderr).toBe('')
    const [messages, megabytes] = JSON.parse(stdout)
    expect(messages).toEqual(['corrupted record at 17', 'truncated record at 0'])
    expect(megabytes).toBeLessThan(100)
  })
})

describe('the writer', () => {
  it('says what it cannot open', () => {
    for (const [path, type] of [
      [join(folder, 'a', 'b'), tf.errors.NotFoundError],
      [folder, tf.errors.FailedPreconditionError],
    ] as const) {
      const error = failure(() => new TFRecordWriter(path))
      expect(error).toBeInstanceOf(type)
      expect(error.message).toBe(path)
    }
  })
  it.skipIf(!existsSync('/dev/full'))('says that the disk is full', () => {
    const writer = new TFRecordWriter('/dev/full')
    expect(failure(() => writer.write(Buffer.alloc(1e6)))).toBeInstanceOf(tf.errors.ResourceExhaustedError)
    writer.close()
  })
  it('takes texts and bytes, nothing else, and ignores writes after its end', () => {
    const path = join(folder, 'texts')
    const writer = new TFRecordWriter(path)
    writer.write('é')
    writer.write(new Uint8Array([1, 2]))
    expect(failure(() => writer.write(5 as never)).message).toBe('expected bytes, int found')
    expect(failure(() => writer.write(new tf.train.Example() as never)).message).toBe('expected bytes, Example found')
    writer.close()
    writer.write('later')
    writer.close()
    expect([...tf_record_iterator(path)]).toEqual([Buffer.from('é'), Buffer.from([1, 2])])
  })
  it('knows three kinds of compression', () => {
    expect(TFRecordOptions.get_compression_type_string(null)).toBe('')
    expect(TFRecordOptions.get_compression_type_string(GZIP)).toBe('GZIP')
    expect(failure(() => new TFRecordWriter(join(folder, 'x'), new TFRecordOptions(5)))).toBeInstanceOf(tf.KeyError)
    expect(failure(() => new TFRecordWriter(join(folder, 'x'), 5 as never)).message).toBe(
      "'int' object has no attribute 'compression_type'",
    )
    expect(failure(() => new TFRecordOptions(...([] as unknown as [number]))).message).toBe(
      "__init__() missing 1 required positional argument: 'compression_type'",
    )
  })
  it('that nobody closes is whole when the process ends', () => {
    const path = join(folder, 'open')
    const script = `
      import * as tf from '${built('index.ts')}'
      const writer = new tf.python_io.TFRecordWriter(${JSON.stringify(path)}, { options: new tf.python_io.TFRecordOptions(1) })
      writer.write('a'); writer.write('b')
      throw new Error('stop')`
    const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: new URL('../..', import.meta.url).pathname,
    })
    expect(status).toBe(1)
    expect([...tf_record_iterator(path, ZLIB)].map(String)).toEqual(['a', 'b'])
  })
})
