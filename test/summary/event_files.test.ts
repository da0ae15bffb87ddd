import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { encodeRecord } from '../../src/formats/records.ts'
import * as tf from '../../src/index.ts'

const golden = (name: string): string =>
  new URL(`../golden/events/events.out.tfevents.0000000000.${name}`, import.meta.url).pathname
const eventsOf = (path: string): tf.Event[] => [...tf.train.summary_iterator(path)]

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tf0-events-'))
})
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => tf.reset_default_graph())

/** The events of the one file in a folder. */
function written(logdir: string): tf.Event[] {
  const [name, ...others] = readdirSync(logdir)
  expect(others).toEqual([])
  return eventsOf(join(logdir, name as string))
}
/** Events as bytes, without their times. */
const timeless = (events: readonly tf.Event[]): string[] =>
  events.map(event => {
    const copy = tf.Event.FromString(event.SerializeToString())
    copy.wall_time = 0
    // means of numbers of different size are equal but for rounding
    return copy
      .toString()
      .replace(/(simple_value: \d\.\d{6})\d+e/, '$1e')
      .replace('value: 1.000000e+20', 'value: 1e+20')
  })

const metaGraphText = (bytes: Uint8Array): string => tf.MetaGraphDef.FromString(bytes).toString()

describe.each(['scalars', 'images', 'audio', 'dtypes'])('the file %s of TensorFlow 0.12.1', name => {
  it('is read, and written with the same bytes', () => {
    const file = readFileSync(golden(name))
    const events = eventsOf(golden(name))
    expect(events.length).toBeGreaterThan(4)
    expect(Buffer.concat(events.map(event => encodeRecord(event.SerializeToString()))).equals(file)).toBe(true)
    const logdir = join(folder, name)
    tf.with(new tf.summary.FileWriter(logdir), writer => {
      for (const event of events.slice(1)) writer.add_event(event)
    })
    const [path] = readdirSync(logdir)
    const ours = readFileSync(join(logdir, path as string))
    const start = encodeRecord(events[0]!.SerializeToString()).length
    expect(ours.subarray(start).equals(file.subarray(start))).toBe(true)
  })
})

describe('the same program writes the same events', () => {
  const linspace = (from: number, to: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => Math.fround(from + ((to - from) / (count - 1)) * i))
  const range = (count: number, change: (i: number) => number = i => i): number[] =>
    Array.from({ length: count }, (_, i) => change(i))

  it('scalars, histograms, the graph, logs', () => {
    const x = tf.placeholder(tf.float32, { name: 'x' })
    tf.summary.scalar('loss', tf.reduce_mean(x))
    tf.summary.histogram('hist', x)
    tf.name_scope('scope', () => tf.summary.scalar('loss', tf.reduce_max(x)))
    const merged = tf.summary.merge_all()
    const logdir = join(folder, 'ours', 'scalars')
    const writer = new tf.summary.FileWriter(logdir, tf.get_default_graph())
    const metadata = new tf.RunMetadata()
    tf.with(new tf.Session(), sess => {
      for (const [i, v] of [
        [1, 2, 3],
        [-1.5, 0, 0.25, 100],
        [0],
        range(50),
        [1e-13, -1e-13, 1e30, -1e30, 5e20],
      ].entries())
        writer.add_summary(sess.run(merged, { feed_dict: [[x, v]] }), i * 10)
      const options = new tf.RunOptions({ trace_level: tf.RunOptions.FULL_TRACE })
      sess.run(merged, { feed_dict: [[x, [1]]], options, run_metadata: metadata })
      writer.add_run_metadata(metadata, 'step_40', 40)
    })
    writer.add_session_log(new tf.train.SessionLog({ status: tf.train.SessionLog.START, msg: 'go' }), 41)
    writer.add_session_log(
      new tf.train.SessionLog({ status: tf.train.SessionLog.CHECKPOINT, checkpoint_path: 'model-41' }),
      { global_step: 41 },
    )
    new tf.Variable([1], { name: 'v' })
    writer.add_meta_graph(tf.train.export_meta_graph(), 42)
    const summary = new tf.Summary({
      value: [
        { tag: 'manual', simple_value: 2.5 },
        { tag: 'manual2', simple_value: Number.NaN },
      ],
    })
    writer.add_summary(summary, 43)
    writer.add_summary(summary)
    writer.close()
    const [ours, theirs] = [written(logdir), eventsOf(golden('scalars'))]
    expect(ours.map(event => event.WhichOneof('what'))).toEqual(theirs.map(event => event.WhichOneof('what')))
    for (const [i, event] of ours.entries()) {
      const other = theirs[i]!
      // what a run took is its own
      if (event.WhichOneof('what') === 'tagged_run_metadata') {
        expect([event.step, event.tagged_run_metadata.tag]).toEqual([other.step, other.tagged_run_metadata.tag])
        const { step_stats } = tf.RunMetadata.FromString(event.tagged_run_metadata.run_metadata)
        expect(step_stats.dev_stats.length).toBeGreaterThan(0)
        continue
      }
      // maps stand in these bytes in whatever order
      if (event.WhichOneof('what') === 'graph_def')
        expect(tf.GraphDef.FromString(event.graph_def).toString()).toBe(
          tf.GraphDef.FromString(other.graph_def).toString(),
        )
      else if (event.WhichOneof('what') === 'meta_graph_def')
        expect(metaGraphText(event.meta_graph_def)).toBe(metaGraphText(other.meta_graph_def))
      else expect(timeless([event])).toEqual(timeless([other]))
    }
  })

  it('scalars and histograms of all types', () => {
    const scalars: [string, number, tf.DType][] = [
      ['f32', 0.1, tf.float32],
      ['f64', 0.1, tf.float64],
      ['i32', -5, tf.int32],
      ['i64', 2 ** 40, tf.int64],
      ['u8', 200, tf.uint8],
      ['i16', -3, tf.int16],
      ['i8', -4, tf.int8],
      ['half', 0.5, tf.float16],
    ]
    const histograms: [string, number | number[], tf.DType][] = [
      ['f64', [0.1, 5], tf.float64],
      ['i32', [1, 1, 2, 3, 5, 8], tf.int32],
      ['u8', [0, 255], tf.uint8],
      ['empty', [], tf.float32],
      ['scalar', 3, tf.float32],
    ]
    expectEvents('dtypes', [
      ...scalars.map(([name, value, dtype]) => tf.summary.scalar(name, tf.constant(value, dtype))),
      ...histograms.map(([name, value, dtype]) => tf.summary.histogram(`h_${name}`, tf.constant(value, dtype))),
      tf.scalar_summary(['t1', 't2'], [1, 2]),
      tf.histogram_summary('old hist', [1, 2]),
    ])
  })
  it('images', () => {
    const cases: [string, number[], tf.DType, number[]][] = [
      ['gray_uint8', range(24, i => i * 10), tf.uint8, [2, 4, 3, 1]],
      ['rgb_uint8', range(36, i => i * 7), tf.uint8, [1, 3, 4, 3]],
      ['rgba_uint8', range(32, i => i * 8), tf.uint8, [1, 2, 4, 4]],
      ['gray_float', range(24), tf.float32, [2, 4, 3, 1]],
      ['gray_float_negative', range(24, i => i - 12), tf.float32, [2, 4, 3, 1]],
      ['rgb_float_01', linspace(0, 1, 36), tf.float32, [1, 3, 4, 3]],
      ['rgba_float', linspace(-1, 2, 32), tf.float32, [1, 2, 4, 4]],
      ['float_nan_inf', [0, 1, Number.NaN, 2, Number.POSITIVE_INFINITY, 0.5], tf.float32, [1, 2, 3, 1]],
      ['float_zero', [0, 0, 0, 0], tf.float32, [1, 2, 2, 1]],
      ['max_images_2', range(20, i => i * 12), tf.uint8, [5, 2, 2, 1]],
      ['gray_half', range(24), tf.float16, [2, 4, 3, 1]],
    ]
    expectEvents(
      'images',
      cases.map(([name, values, dtype, shape]) =>
        tf.summary.image(name, tf.constant(values, dtype, shape), { max_outputs: name === 'max_images_2' ? 2 : 3 }),
      ),
    )
  })
  it('images whose data take several chunks', () => {
    // the digests of what TensorFlow 0.12.1 wrote for the same pixels
    const digests = [
      'a2627877cd6c25fd82dfc9b7403b2765275b83bb6473ed0c721867dd418067b0',
      'd7098d0e365e1ad2f2c9120b7b6bd5492bfda45a37d0a6bdb8f1d97da108747a',
    ]
    const noise = new tf.np.random.RandomState(0).randint(0, 256, [1, 60, 80, 3])
    const pixels = [noise, tf.np.array(range(60 * 80 * 3, i => i % 251)).reshape([1, 60, 80, 3])]
    const summaries = pixels.map(each => tf.summary.image('i', tf.constant(each.astype('uint8')), 1))
    const found = tf.with(new tf.Session(), sess => summaries.map(each => tf.Summary.FromString(sess.run(each))))
    const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
    expect(found.map(summary => digest(summary.value[0]!.image.encoded_image_string))).toEqual(digests)
  })
  it('sounds', () => {
    const t = range(40, i => Math.fround(Math.sin(i / 5)))
    const cases: [string, number[], number[]][] = [
      ['mono_2d', t, [1, 40]],
      ['stereo_3d', t.flatMap(v => [v, -v]), [1, 40, 2]],
      ['two_clips', [...t.slice(0, 8), ...t.slice(8, 16).map(v => v * 3)], [2, 8, 1]],
      ['clipped', [-2, -1, -0.5, 0, 0.5, 1, 2], [1, 7]],
    ]
    expectEvents(
      'audio',
      cases.map(([name, values, shape]) => tf.summary.audio(name, tf.constant(values, tf.float32, shape), 8000)),
    )
  })

  function expectEvents(name: string, summaries: readonly tf.Tensor[]): void {
    const logdir = join(folder, 'ours', name)
    const writer = new tf.summary.FileWriter(logdir)
    tf.with(new tf.Session(), sess => {
      for (const [i, summary] of summaries.entries()) writer.add_summary(sess.run(summary), i)
    })
    writer.close()
    const [ours, theirs] = [timeless(written(logdir)), timeless(eventsOf(golden(name)))]
    expect(ours.length).toBe(theirs.length)
    for (const [i, event] of ours.entries()) expect(event).toBe(theirs[i])
  }
})
