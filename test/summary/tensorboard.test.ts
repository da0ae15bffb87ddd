/**
 * TensorBoard's own loader reads event files written here. Needs a Python that has TensorBoard: the one that TENSORBOARD_PYTHON names, else
 * `python3` or `python`; without it the test says that it was skipped.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

const HAS_TENSORBOARD = `
try:
    from tensorboard.backend.event_processing import event_accumulator
except ImportError:
    from tensorflow.python.summary import event_accumulator`
const python = [process.env['TENSORBOARD_PYTHON'], 'python3', 'python']
  .filter(name => name !== undefined)
  .find(name => spawnSync(name, ['-c', HAS_TENSORBOARD]).status === 0)
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

test.skipIf(python === undefined)(
  `TensorBoard reads what is written here${python === undefined ? ' (skipped: no Python with TensorBoard)' : ''}`,
  () => {
    const logdir = mkdtempSync(join(tmpdir(), 'tf0-tensorboard-'))
    try {
      tf.reset_default_graph()
      const x = tf.placeholder(tf.float32, [null], { name: 'x' })
      tf.name_scope('net', () => {
        const w = new tf.Variable(3, { name: 'w' })
        tf.summary.scalar('loss', tf.reduce_mean(tf.mul(x, w)))
      })
      tf.summary.histogram('values', x)
      const images = tf.reshape(tf.tile(x, [12]), [1, 6, -1, 1])
      tf.summary.image('picture', images)
      tf.summary.audio('sound', tf.reshape(tf.tile(x, [100]), [1, -1]), 8000)
      const merged = tf.summary.merge_all()
      const init = tf.initialize_all_variables()
      const writer = new tf.summary.FileWriter(logdir, tf.get_default_graph())
      const metadata = new tf.RunMetadata()
      tf.with(new tf.Session(), sess => {
        sess.run(init)
        const options = new tf.RunOptions({ trace_level: tf.RunOptions.FULL_TRACE })
        for (let step = 0; step < 3; step++)
          writer.add_summary(
            sess.run(merged, { feed_dict: [[x, [0.25 * step, -0.5]]], options, run_metadata: metadata }),
            step * 10,
          )
        writer.add_run_metadata(metadata, 'step20', 20)
      })
      writer.add_summary(new tf.Summary({ value: [{ tag: 'by_hand', simple_value: 0.5 }] }), 2 ** 40)
      writer.close()

      const { stdout, stderr, status } = spawnSync(
        python as string,
        [new URL('read_by_tensorboard.py', import.meta.url).pathname, logdir],
        { encoding: 'utf8', env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' } },
      )
      expect(status, stderr).toBe(0)
      const found = JSON.parse(stdout.trim().split('\n').at(-1) as string)
      expect(found.scalars).toEqual({
        by_hand: [[2 ** 40, 0.5]],
        'net/loss': [
          [0, -0.75],
          [10, -0.375],
          [20, 0],
        ],
      })
      const events = [...tf.train.summary_iterator(join(logdir, readdirSync(logdir)[0] as string))]
      const ours = (tag: string): [step: number, value: tf.Summary['value'][number]][] =>
        events.flatMap(event =>
          Array.from(event.summary.value)
            .filter(value => value.tag === tag)
            .map((value): [number, tf.Summary['value'][number]] => [Number(event.step), value]),
        )
      expect(found.histograms).toEqual({
        values: ours('values').map(([step, { histo }]) => [
          step,
          {
            min: histo.min,
            max: histo.max,
            num: histo.num,
            sum: histo.sum,
            limits: [...histo.bucket_limit],
            counts: [...histo.bucket],
          },
        ]),
      })
      expect(found.images).toEqual({
        'picture/image/0': ours('picture/image/0').map(([step, { image }]) => [
          step,
          image.width,
          image.height,
          digest(image.encoded_image_string),
        ]),
      })
      expect(found.audio).toEqual({
        'sound/audio/0': ours('sound/audio/0').map(([step, { audio }]) => [
          step,
          audio.sample_rate,
          Number(audio.length_frames),
          audio.content_type,
          digest(audio.encoded_audio_string),
        ]),
      })
      expect(found.graph).toEqual(
        tf
          .get_default_graph()
          .get_operations()
          .map(op => [op.name, op.type]),
      )
      expect(found.meta_graph).toBe(found.graph.length)
      expect(found.run_metadata['step20']).toBeGreaterThan(5)
      for (const tag of ['net/loss', 'values', 'picture/image/0', 'sound/audio/0']) expect(ours(tag).length).toBe(3)
    } finally {
      rmSync(logdir, { recursive: true })
    }
  },
  120_000,
)
