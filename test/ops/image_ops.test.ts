/** Ops on images that draw random numbers, and what convolutions and pools refuse; the values are TensorFlow 0.12.1's. */
import { describe, expect, it } from 'vitest'
import * as tf from '../../src/index.ts'

// biome-ignore lint/suspicious/noExplicitAny: results of runs
const run = (fetches: unknown): any => tf.with(new tf.Session(), session => session.run(fetches as never))
const inGraph = <R>(body: () => R): R => tf.with(new tf.Graph().as_default(), body)

describe('random ops on images', () => {
  it('draws the windows that TensorFlow draws', () =>
    inGraph(() => {
      const boxes = [[[0.1, 0.2, 0.5, 0.9]]]
      const [begin, size, bboxes] = run(tf.image.sample_distorted_bounding_box([20, 30, 3], boxes, { seed: 1 }))
      expect([begin.tolist(), size.tolist()]).toEqual([
        [2, 4, 0],
        [17, 21, -1],
      ])
      expect(bboxes.shape).toEqual([1, 1, 4])
      const options = { seed: 1, seed2: 5, min_object_covered: 0.5, aspect_ratio_range: [0.5, 2], area_range: [0.1, 1] }
      const other = run(tf.image.sample_distorted_bounding_box([20, 30, 3], boxes, options))
      expect([other[0].tolist(), other[1].tolist()]).toEqual([
        [4, 2, 0],
        [13, 22, -1],
      ])
    }))

  it('pools over the regions that TensorFlow draws', () =>
    inGraph(() => {
      const value = tf.reshape(tf.linspace(0, 71, 72), [1, 8, 9, 1])
      const sequences = (options: Record<string, unknown>) =>
        run(tf.nn.fractional_max_pool(value, [1, 1.44, 1.73, 1], { deterministic: true, seed2: 2, ...options }))
          .slice(1)
          .map((a: tf.NDArray) => Array.from(a.data as BigInt64Array, Number))
      expect(sequences({ seed: 1 })).toEqual([
        [0, 1, 3, 5, 7, 8],
        [0, 2, 3, 5, 7, 9],
      ])
      expect(sequences({ seed: 1, pseudo_random: true })).toEqual([
        [0, 1, 3, 5, 6, 8],
        [0, 2, 3, 5, 7, 9],
      ])
    }))
})

describe('sizes', () => {
  it('no images at all can be made as large as you like', () =>
    inGraph(() => {
      const images = tf.placeholder(tf.float32, [null, 3, 5, 2])
      const size = tf.placeholder(tf.int32, [2])
      for (const resize of [
        tf.image.resize_bicubic,
        tf.image.resize_area,
        tf.image.resize_bilinear,
        tf.image.resize_nearest_neighbor,
      ]) {
        const feeds = new Map<unknown, unknown>([
          [images, tf.np.zeros([0, 3, 5, 2])],
          [size, [4, 2147483647]],
        ])
        const none = tf.with(new tf.Session(), session =>
          session.run(resize(images, size), feeds as never),
        ) as tf.NDArray
        expect(none.shape).toEqual([0, 4, 2147483647, 2])
      }
    }))
})

describe('windows over images', () => {
  const x = () => tf.placeholder(tf.float32, [1, 4, 4, 1])
  it('refuses what does not fit', () =>
    inGraph(() => {
      const filter = tf.placeholder(tf.float32, [5, 2, 1, 1])
      expect(() => tf.nn.conv2d(x(), filter, [1, 1, 1, 1], 'VALID')).toThrow(
        'Negative dimension size caused by subtracting 5 from 4',
      )
      expect(() => tf.nn.max_pool(x(), [1, 2, 2, 1], [1, 0, 1, 1], 'VALID')).toThrow('Stride must be > 0, but got 0')
    }))
  it('never lets NaN win a maximum', () =>
    inGraph(() => {
      const input = tf.constant([
        [
          [[Number.NaN], [1]],
          [[4], [5]],
        ],
      ])
      const pooled = tf.nn.max_pool(input, [1, 2, 2, 1], [1, 2, 2, 1], 'SAME')
      expect(run(pooled).tolist()).toEqual([[[[5]]]])
    }))
})
