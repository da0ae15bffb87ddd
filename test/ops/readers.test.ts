/** Readers: what they give, how they count, wait and go on after errors. Expected texts are those of TensorFlow 0.12.1. */
import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { executing } from '../support/environment.ts'

const folder = mkdtempSync(join(tmpdir(), 'tf0-readers-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, bytes: Uint8Array | string): string => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}
const missing = join(folder, 'missing')

type Reader = tf.ReaderBase
interface Reads {
  readonly times: number
  readonly upTo?: number
}
const failure = (error: unknown): string => {
  if (!(error instanceof tf.errors.OpError)) throw error
  return `${error.constructor.name}: ${(error.message.split('\n')[0] as string).replace(/'_\d+_/, "'_N_")}`
}
const attempt = (body: () => string): string => {
  try {
    return body()
  } catch (error) {
    return failure(error)
  }
}
const shown = (value: Buffer | tf.NDArray): string =>
  value instanceof tf.NDArray ? `[${[...value].map(String).join('|')}]` : value.toString()
/** Each read's `key=value` without the folder, or its error; and what the reader counts after it: records, units. */
function reads(make: () => Reader, work: readonly string[], { times, upTo }: Reads): [read: string, counts: string][] {
  return new tf.Graph().as_default(graph => {
    using session = new tf.Session('', { graph })
    const queue = new tf.FIFOQueue(50, [tf.string], { shapes: [[]] })
    const reader = make()
    const read = upTo === undefined ? reader.read(queue) : reader.read_up_to(queue, upTo)
    const counts = [reader.num_records_produced(), reader.num_work_units_completed()]
    session.run(queue.enqueue_many([work]))
    session.run(queue.close())
    return Array.from({ length: times }, () => {
      const text = attempt(() => session.run(read).map(shown).join('=')).replaceAll(`${folder}/`, '')
      return [text, session.run(counts).join()]
    })
  })
}
const END =
  "OutOfRangeError: FIFOQueue '_N_fifo_queue' is closed and has insufficient elements (requested 1, current size 0)"

describe.each(['compiled', 'reference'])('what readers give (%s)', executor => {
  const run = (...args: Parameters<typeof reads>): ReturnType<typeof reads> => {
    using _executor = executing(executor)
    return reads(...args)
  }
  test('lines, without their ends', () => {
    const lines = file('lines', 'a,1\nb,2\r\n\nc\rd\nlast')
    const [none, empty, two, back] = [file('none', ''), file('empty', '\n'), file('two', 'x\ny\n'), file('back', '\r')]
    expect(run(() => new tf.TextLineReader(), [lines, none, empty, two, back], { times: 10 })).toEqual([
      ['lines:1=a,1', '1,0'],
      ['lines:2=b,2', '2,0'],
      ['lines:3=', '3,0'],
      ['lines:4=cd', '4,0'],
      ['lines:5=last', '5,0'],
      ['empty:1=', '6,2'],
      ['two:1=x', '7,3'],
      ['two:2=y', '8,3'],
      [END, '8,5'],
      [END, '8,5'],
    ])
    expect(run(() => new tf.TextLineReader({ skip_header_lines: 4 }), [two, lines], { times: 2 })).toEqual([
      ['lines:5=last', '1,1'],
      [END, '1,2'],
    ])
    expect(run(() => new tf.TextLineReader(), [lines, none, two], { times: 5, upTo: 3 })).toEqual([
      ['[lines:1|lines:2|lines:3]=[a,1|b,2|]', '3,0'],
      ['[lines:4|lines:5]=[cd|last]', '5,1'],
      ['[two:1|two:2]=[x|y]', '7,3'],
      [END, '7,3'],
      [END, '7,3'],
    ])
    expect(run(() => new tf.TextLineReader(), [two], { times: 1, upTo: 0 })).toEqual([['[]=[]', '0,0']])
  })
  test('lines longer than what is read at a time', () => {
    const long = 'é'.repeat(300_000)
    const path = file('long', `${long}\n${'x'.repeat(262_143)}\n\n${long}`)
    expect(run(() => new tf.TextLineReader(), [path], { times: 5 }).map(([text]) => text.length)).toEqual([
      300_007,
      262_150,
      7,
      300_007,
      END.length,
    ])
  })
  test('records of one length', () => {
    const plain = file('plain', 'HEADERaaaabbbbccccFOOT')
    const reader = (): Reader => new tf.FixedLengthRecordReader(4, { header_bytes: 6, footer_bytes: 4 })
    expect(run(reader, [plain, file('none4', 'HEADERFOOT'), plain], { times: 7 })).toEqual([
      ['plain:0=aaaa', '1,0'],
      ['plain:1=bbbb', '2,0'],
      ['plain:2=cccc', '3,0'],
      ['plain:0=aaaa', '4,2'],
      ['plain:1=bbbb', '5,2'],
      ['plain:2=cccc', '6,2'],
      [END, '6,3'],
    ])
    // a record may reach into the footer
    expect(run(reader, [file('part', 'HEADERaaaabbFOOT')], { times: 3 })).toEqual([
      ['part:0=aaaa', '1,0'],
      ['part:1=bbFO', '2,0'],
      [END, '2,1'],
    ])
    expect(run(reader, [file('short', 'HE'), plain], { times: 2 })).toEqual([
      ['OutOfRangeError: Read less bytes than requested', '0,0'],
      ['plain:0=aaaa', '1,0'],
    ])
    const bare =
      (bytes: number): (() => Reader) =>
      () =>
        new tf.FixedLengthRecordReader({ record_bytes: bytes })
    expect(run(bare(11), [file('cut', 'aaaabbbbccccd'), plain], { times: 3 })).toEqual([
      ['cut:0=aaaabbbbccc', '1,0'],
      ['OutOfRangeError: Read less bytes than requested', '1,0'],
      ['plain:0=HEADERaaaab', '2,1'],
    ])
    expect(run(bare(2 ** 40), [plain], { times: 1 })[0]?.[0]).toBe('OutOfRangeError: Read less bytes than requested')
    expect(run(bare(0), [plain], { times: 2 }).map(([text]) => text)).toEqual(['plain:0=', 'plain:1='])
  })
  test('whole files, and the work itself', () => {
    const [one, two] = [file('one', 'x\ny\n'), file('none', '')]
    const whole = (): Reader => new tf.WholeFileReader()
    expect(run(whole, [one, two, missing, one], { times: 4 })).toEqual([
      ['one=x\ny\n', '1,1'],
      ['none=', '2,2'],
      ['NotFoundError: missing', '2,2'],
      ['NotFoundError: missing', '2,2'],
    ])
    expect(run(whole, [one, two], { times: 1, upTo: 9 })).toEqual([['[one]=[x\ny\n]', '1,1']])
    expect(run(() => new tf.IdentityReader(), ['A', '', 'B'], { times: 4 })).toEqual([
      ['A=A', '1,1'],
      ['=', '2,2'],
      ['B=B', '3,3'],
      [END, '3,3'],
    ])
  })
  test('TFRecord files, and damage in them', () => {
    const path = join(folder, 'records')
    tf.with(new tf.python_io.TFRecordWriter(path), writer => ['one', '', 'three'].map(each => writer.write(each)))
    const bytes = readFileSync(path)
    const changed = (name: string, change: (copy: Buffer) => Buffer): string => file(name, change(Buffer.from(bytes)))
    const reader = (): Reader => new tf.TFRecordReader()
    const good = [
      ['records:0=one', '1,0'],
      ['records:19=', '2,0'],
      ['records:35=three', '3,0'],
    ]
    expect(run(reader, [path], { times: 4 })).toEqual([...good, [END, '3,1']])
    expect(run(reader, [path, path], { times: 3, upTo: 2 }).map(([text]) => text)).toEqual([
      '[records:0|records:19]=[one|]',
      '[records:35]=[three]',
      '[records:0|records:19]=[one|]',
    ])
    // what is damaged stays so; the queue is not asked for more
    const truncated = ['DataLossError: truncated record at 35', '2,0']
    expect(run(reader, [changed('cut', copy => copy.subarray(0, -2)), path], { times: 4 }).slice(2)).toEqual([
      truncated,
      truncated,
    ])
    const bad = (name: string, at: number, place: number): void => {
      const damaged = changed(name, copy => copy.fill((copy[at] as number) ^ 1, at, at + 1))
      const corrupted = [`DataLossError: corrupted record at ${place}`, '0,0']
      expect(run(reader, [damaged, path], { times: 2 })).toEqual([corrupted, corrupted])
    }
    bad('length', 1, 0)
    bad('length_checksum', 9, 0)
    bad('data', 13, 12)
    expect(
      run(reader, [changed('tail', copy => Buffer.concat([copy, copy.subarray(0, 5)])), path], { times: 4 })[3],
    ).toEqual(['records:0=one', '4,1'])
  })
  test('compressed records', () => {
    const { TFRecordOptions, TFRecordWriter } = tf.python_io
    const [none, zlib, gzip] = [0, 1, 2].map(type => {
      const path = join(folder, `compressed${type}`)
      tf.with(new TFRecordWriter(path, new TFRecordOptions(type)), writer =>
        ['one', 'two'].map(each => writer.write(each)),
      )
      return path
    }) as [string, string, string]
    const reader = (type: number) => (): Reader => new tf.TFRecordReader({ options: new TFRecordOptions(type) })
    const wrong = ['DataLossError: inflate() failed with error -3: incorrect header check', '2,1']
    expect(run(reader(1), [zlib, gzip, zlib], { times: 4 })).toEqual([
      ['compressed1:0=one', '1,0'],
      ['compressed1:19=two', '2,0'],
      wrong,
      wrong,
    ])
    expect(run(reader(2), [gzip, none], { times: 3 })[2]).toEqual(wrong)
    expect(run(reader(0), [none, zlib], { times: 3 })[2]).toEqual(['DataLossError: corrupted record at 0', '2,1'])
    const cut = file('compressed_cut', readFileSync(zlib).subarray(0, readFileSync(zlib).length >> 1))
    expect(run(reader(1), [cut, zlib], { times: 2 })).toEqual([
      ['DataLossError: truncated record at 0', '0,0'],
      ['compressed1:0=one', '1,1'],
    ])
  })
  test('what cannot be opened is passed over, what cannot be read is not', () => {
    const one = file('one', 'x\ny\n')
    const text = (): Reader => new tf.TextLineReader()
    expect(run(text, [one, missing, one], { times: 4 })).toEqual([
      ['one:1=x', '1,0'],
      ['one:2=y', '2,0'],
      ['NotFoundError: missing', '2,1'],
      ['one:1=x', '3,1'],
    ])
    const within = `FailedPreconditionError: ${folder}`
    for (const make of [text, () => new tf.TFRecordReader(), () => new tf.WholeFileReader()])
      expect(run(make, [folder, one], { times: 2 })).toEqual([
        [within, '0,0'],
        [within, '0,0'],
      ])
    expect(run(text, [''], { times: 1 })).toEqual([['FailedPreconditionError: .', '0,0']])
  })
})

test('a pipe is not waited for', () => {
  const pipe = join(folder, 'pipe')
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0)
  const refused = ['InvalidArgumentError: pipe; Illegal seek', '0,0']
  for (const make of [() => new tf.TextLineReader(), () => new tf.TFRecordReader(), () => new tf.WholeFileReader()])
    expect(reads(make, [pipe], { times: 1 })).toEqual([refused])
})

test('attributes, handles and work that do not fit', () => {
  const first = (make: () => Reader): string => reads(make, ['a'], { times: 1 })[0]?.[0] as string
  expect(() => first(() => new tf.TextLineReader(-1))).toThrow('skip_header_lines must be >= 0 not -1')
  expect(() => first(() => new tf.FixedLengthRecordReader(-1))).toThrow('record_bytes must be >= 0 not -1')
  expect(() => first(() => new tf.FixedLengthRecordReader(1, -2))).toThrow('header_bytes must be >= 0 not -2')
  expect(() => first(() => new tf.FixedLengthRecordReader(1, 2, -3))).toThrow('footer_bytes must be >= 0 not -3')
  expect(() => new tf.FixedLengthRecordReader(null as never)).toThrow(
    "Expected int for argument 'record_bytes' not None.",
  )
  new tf.Graph().as_default(graph => {
    using session = new tf.Session('', { graph })
    const reader = new tf.IdentityReader()
    const from = (dtypes: tf.DType[], value: unknown): string => {
      const queue = new tf.FIFOQueue(5, dtypes)
      session.run(queue.enqueue(value as never))
      return attempt(() => session.run(reader.read(queue)).map(shown).join('='))
    }
    expect(from([tf.string, tf.string], ['a', 'b'])).toBe('InvalidArgumentError: Expected single component queue')
    expect(from([tf.int32], [1])).toBe('InvalidArgumentError: Expected queue with single string component')
    expect(from([tf.string], [['a', 'b']])).toBe(
      'InvalidArgumentError: Expected to dequeue a one-element string tensor',
    )
    expect(from([tf.string], [['a']])).toBe('a=a')
    const queue = new tf.FIFOQueue(5, tf.string)
    const pair = new tf.Variable(['a', 'b'])
    session.run(pair.initializer)
    const bad = (tensor: unknown): string => attempt(() => String(session.run(tensor as never)))
    const kind = (name: string): RegExp =>
      new RegExp(`^NotFoundError: Resource localhost/_\\d+_\\w+/N10tensorflow${name}E does not exist\\.$`)
    expect(bad(reader.read(reader.reader_ref))).toMatch(kind('14QueueInterface'))
    expect(bad(new tf.ReaderBase(queue.queue_ref).reset())).toMatch(kind('15ReaderInterface'))
    expect(bad(reader.read(pair._as_graph_element() as never))).toBe('NotFoundError: Container a does not exist.')
    const n = tf.placeholder(tf.int64)
    const many = reader.read_up_to(queue, n)
    expect(attempt(() => String(session.run(many, [[n, -1]])))).toBe(
      'InvalidArgumentError: num_records must be >= 0 not -1',
    )
    expect(attempt(() => String(session.run(many, [[n, [1, 2]]])))).toMatch(
      'num_records must be a scalar, but had shape: [2]',
    )
    expect(() => reader.read('queue' as never)).toThrow("'str' object has no attribute 'queue_ref'")
    expect(() => reader.read(tf.constant('queue'))).toThrow(
      "Input 'queue_handle' of 'ReaderRead' Op requires l-value input",
    )
  })
})

test('state is saved, restored and reset', () => {
  new tf.Graph().as_default(graph => {
    using session = new tf.Session('', { graph })
    const queue = new tf.FIFOQueue(9, [tf.string], { shapes: [[]] })
    session.run(queue.enqueue_many([['A', 'B', 'C']]))
    const reader = new tf.IdentityReader({ name: 'rr' })
    const [, value] = reader.read(queue)
    const state = tf.placeholder(tf.string)
    const restore = reader.restore_state(state)
    const now = (): string => session.run(reader.serialize_state()).toString('latin1')
    const restored = (bytes: string | string[]): string =>
      attempt(() =>
        String(session.run(restore, [[state, Array.isArray(bytes) ? bytes : Buffer.from(bytes, 'latin1')]])),
      )
    expect(now()).toBe('')
    session.run(value)
    expect(String(session.run(value))).toBe('B')
    const saved = '\x08\x02\x10\x02\x18\x02"\x01B'
    expect(now()).toBe(saved)
    session.run(reader.reset())
    expect(now()).toBe('')
    restored(saved)
    expect([now(), session.run(reader.num_records_produced())]).toEqual([saved, 2])
    expect(String(session.run(value))).toBe('C')
    expect(now()).toBe('\x08\x03\x10\x03\x18\x03"\x01C')
    const expected = 'work_started: 3\nwork_finished: 2\nnum_records_produced: 2\ncurrent_work: "a\\"\\n\\377"\n'
    expect(() =>
      session.run(restore, [[state, Buffer.from('\x08\x03\x10\x02\x18\x02"\x04a"\n\xff', 'latin1')]]),
    ).toThrow(`Inconsistent work started vs. finished when restoring in IdentityReader 'rr': ${expected}`)
    expect(now()).toBe('')
    restored(saved)
    expect(restored('garbage')).toBe("InvalidArgumentError: Could not parse state for IdentityReader 'rr': garbage")
    expect(now()).toBe('')
    const negative = '\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01'
    expect(restored(negative)).toBe(
      "InvalidArgumentError: Unexpected negative value when restoring in IdentityReader 'rr': work_started: -1",
    )
    expect(restored(['', ''])).toBe('InvalidArgumentError: Reader state must be scalar, but had shape: [2]')
    const lines = new tf.TextLineReader()
    expect([reader.supports_serialize, lines.supports_serialize]).toEqual([true, false])
    expect(attempt(() => session.run(lines.serialize_state()))).toBe('UnimplementedError: Reader SerializeState')
    expect(attempt(() => session.run(lines.restore_state('x')))).toBe('UnimplementedError: Reader RestoreState')
  })
})

describe('waiting', () => {
  /** A session with a reader, its next record, and a unit of work for it. */
  function waiting<R extends tf.ReaderBase>(make: () => R, work: string) {
    const graph = new tf.Graph()
    return graph.as_default(() => {
      const queue = new tf.FIFOQueue(9, [tf.string], { shapes: [[]] })
      const reader = make()
      const [key, value] = reader.read(queue)
      const count = reader.num_records_produced()
      return { session: new tf.Session('', { graph }), key, value, count, add: queue.enqueue(work) }
    })
  }
  test('reads of one reader have their turn, whoever came first waits for work', async () => {
    const { session, value, count, add } = waiting(() => new tf.TextLineReader(), file('three', '1\n2\n3\n'))
    const results = [value, value, count, value].map(fetch => session.run_async(fetch))
    await new Promise(resolve => setImmediate(resolve))
    session.run(add)
    expect((await Promise.all(results)).map(String)).toEqual(['1', '2', '2', '3'])
    session.close()
  })
  test('a read that is cancelled leaves the reader and the queue to others', async () => {
    const { session, value, count, add } = waiting(() => new tf.IdentityReader(), 'work')
    const stop = new AbortController()
    const stopped = session.run_async(value, { signal: stop.signal })
    const next = session.run_async(value)
    await new Promise(resolve => setImmediate(resolve))
    stop.abort()
    await expect(stopped).rejects.toThrow(tf.errors.CancelledError)
    session.run(add)
    expect(String(await next)).toBe('work')
    expect(session.run(count)).toBe(1)
    session.close()
  })
  test('a read that nobody can feed says so, one with a timeout ends, and so does one whose session is closed', async () => {
    const { session, key } = waiting(() => new tf.WholeFileReader(), 'x')
    expect(() => session.run(key)).toThrow(/waits? for/i)
    const options = new tf.RunOptions({ timeout_in_ms: 5 })
    await expect(session.run_async(key, null, options)).rejects.toThrow(tf.errors.DeadlineExceededError)
    const closed = session.run_async(key)
    session.close()
    await expect(closed).rejects.toThrow(tf.errors.CancelledError)
  })
})

test('a record that is still being written is read when it is whole', () => {
  const path = join(folder, 'growing')
  tf.with(new tf.python_io.TFRecordWriter(path), writer => ['one', 'two'].map(each => writer.write(each)))
  const bytes = readFileSync(path)
  truncateSync(path, bytes.length - 3)
  new tf.Graph().as_default(graph => {
    using session = new tf.Session('', { graph })
    const queue = new tf.FIFOQueue(9, [tf.string], { shapes: [[]] })
    session.run(queue.enqueue(path))
    const [, value] = new tf.TFRecordReader().read(queue)
    expect(String(session.run(value))).toBe('one')
    expect(() => session.run(value)).toThrow('truncated record at 19')
    appendFileSync(path, bytes.subarray(-3))
    expect(String(session.run(value))).toBe('two')
  })
})

test('readers of one shared name are one; files are closed with the session', () => {
  mkdirSync(join(folder, 'open'))
  const path = file('open/lines', 'a\nb\nc\n')
  const opened = (): number => {
    try {
      return readdirSync('/proc/self/fd').length
    } catch {
      return 0
    }
  }
  const before = opened()
  for (let i = 0; i < 20; i++)
    new tf.Graph().as_default(graph => {
      using session = new tf.Session('', { graph })
      const queue = new tf.FIFOQueue(9, [tf.string], { shapes: [[]] })
      session.run(queue.enqueue(path))
      const [, value] = new tf.TextLineReader().read(queue)
      expect(String(session.run(value))).toBe('a')
    })
  expect(opened()).toBe(before)
  const shared = new tf.Graph()
  const node = (name: string, op: string): string =>
    `node { name: "${name}" op: "${op}" attr { key: "shared_name" value { s: "same" } } attr { key: "container" value { s: "" } } }`
  shared.as_default(graph => {
    using session = new tf.Session('', { graph })
    const parsed = tf.GraphDef.FromText(`${node('a', 'IdentityReader')} ${node('b', 'WholeFileReader')}`)
    const [a, b] = tf.import_graph_def(parsed, { return_elements: ['a:0', 'b:0'], name: '' }) as [tf.Tensor, tf.Tensor]
    const queue = new tf.FIFOQueue(9, [tf.string], { shapes: [[]] })
    session.run(queue.enqueue_many([['x', 'y']]))
    expect([a, b].map(ref => String(session.run(new tf.ReaderBase(ref).read(queue)[1])))).toEqual(['x', 'y'])
  })
})
