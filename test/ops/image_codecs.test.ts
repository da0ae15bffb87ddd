/** The ops of picture files: their errors are TensorFlow 0.12.1's, and files go through graphs and summaries. */
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

const { image } = tf
const zeros = (...shape: number[]): tf.NDArray => tf.NDArray.zeros(shape, 'uint8')
const anyShape = (value: unknown): tf.Tensor => tf.placeholder_with_default(value as never, null)

const FAILING: readonly (readonly [string, () => tf.Tensor])[] = [
  ['Invalid JPEG data, size 3', () => image.decode_jpeg('abc')],
  ['Invalid JPEG data, size 0', () => image.decode_jpeg('')],
  ['contents must be scalar, got shape [1]', () => image.decode_jpeg(anyShape(['a']))],
  ['channels must be 0, 1, or 3, got 4', () => image.decode_jpeg('', { channels: 4 })],
  ['ratio must be 1, 2, 4, or 8, got 3', () => image.decode_jpeg('', { ratio: 3 })],
  ['Invalid PNG header, data size 0', () => image.decode_png('')],
  ['contents must be scalar, got shape [1]', () => image.decode_png(anyShape(['a']))],
  ['channels must be 0, 1, 3, or 4, got 2', () => image.decode_png('', { channels: 2 })],
  ['Invalid GIF data, size 3', () => image.decode_gif('abc')],
  ['contents must be scalar, got shape [1]', () => image.decode_gif(anyShape(['a']))],
  ['image must have 1 or 3 channels, got [2,2,2]', () => image.encode_jpeg(zeros(2, 2, 2))],
  ['format rgb expects 3 channels, got [2,2,1]', () => image.encode_jpeg(zeros(2, 2, 1), { format: 'rgb' })],
  [
    'format grayscale expects 1 channels, got [2,2,3]',
    () => image.encode_jpeg(zeros(2, 2, 3), { format: 'grayscale' }),
  ],
  ['image must be 3-dimensional[2,2]', () => image.encode_jpeg(anyShape(zeros(2, 2)))],
  ['quality must be in [0,100], got 101', () => image.encode_jpeg(zeros(2, 2, 1), { quality: 101 })],
  ['JPEG encoding failed', () => image.encode_jpeg(zeros(1, 0, 3))],
  ['JPEG encoding failed', () => image.encode_jpeg(zeros(1, 70_000, 1))],
  ['image must have 1, 2, 3, or 4 channels, got 5', () => image.encode_png(zeros(2, 2, 5))],
  ['image must be 3-dimensional[2,2]', () => image.encode_png(anyShape(zeros(2, 2)))],
  ['compression should be in [-1,9], got 10', () => image.encode_png(zeros(2, 2, 3), { compression: 10 })],
  ['PNG encoding failed', () => image.encode_png(zeros(1, 1_000_001, 1))],
]

test('errors of a run', () => {
  using graph = new tf.Graph().as_default()
  expect(graph).toBeDefined()
  const ops = FAILING.map(([message, make]) => [message, make()] as const)
  using session = new tf.Session()
  for (const [message, output] of ops) {
    const expected = message.endsWith('failed') ? tf.errors.InternalError : tf.errors.InvalidArgumentError
    let failure: unknown
    try {
      session.run(output)
    } catch (error) {
      failure = error
    }
    expect(failure).toBeInstanceOf(expected)
    expect((failure as Error).message.split('\n')[0]).toBe(message)
  }
})

test('a picture that is encoded and decoded in one graph', () => {
  const graph = new tf.Graph()
  const pixels = Array.from({ length: 6 * 5 * 3 }, (_, i) => (i * 7) % 256)
  const picture = tf.NDArray.of(pixels, 'uint8').reshape(6, 5, 3)
  const outputs = graph.as_default(() => {
    const input = tf.constant(picture)
    const jpeg = image.decode_jpeg(image.encode_jpeg(input, { quality: 100, chroma_downsampling: false }), {
      channels: 3,
    })
    const half = image.decode_jpeg(image.encode_jpeg(input), { ratio: 2, channels: 1 })
    const near = tf.reduce_max(tf.abs(tf.to_int32(jpeg).sub(tf.to_int32(input))))
    return [image.decode_png(image.encode_png(input)), near, tf.shape(half)]
  })
  expect(outputs[0]?.get_shape().as_list()).toEqual([null, null, null])
  using session = new tf.Session('', { graph })
  const [png, near, half] = session.run(outputs) as tf.NDArray[]
  expect(png?.tolist()).toEqual(picture.tolist())
  expect(Number(near)).toBeLessThan(4)
  expect(half?.tolist()).toEqual([3, 3, 1])
})
