/** A set of labelled images, served in batches. */
import { guardedClass } from '../../../errors/boundary.ts'
import { AssertionError, TypeError } from '../../../errors/index.ts'
import { shuffle } from '../../../np/random.ts'
import { as_dtype, type DTypeLike, type TypedArray } from '../../../tensor/dtypes.ts'
import { contiguous, NDArray } from '../../../tensor/ndarray.ts'

/** Number of examples that a fake data set claims to have, and pixels of its images. */
const FAKE_EXAMPLES = 10000
const FAKE_PIXELS = 784
const SCALE = Math.fround(1 / 255)

export interface DataSetOptions {
  /** Serve made-up examples; `images` and `labels` are then ignored. */
  readonly fake_data?: boolean
  /** Whether fake labels are one-hot; real labels are served as they were given. */
  readonly one_hot?: boolean
  /** `float32` scales pixels from [0, 255] to [0, 1]; `uint8` leaves them. */
  readonly dtype?: DTypeLike
  /** Serve images `[n, y, x, 1]` as rows of pixels `[n, y * x]`. */
  readonly reshape?: boolean
}

/** `(3, 2)`: a shape as Python prints it. */
const tuple = (shape: readonly number[]): string => (shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`)

/** Rows `start` to `end` of `array`, a copy; row i is row `order[i]` of the array where an order is given. */
function takeRows(array: NDArray, order: Int32Array | undefined, start: number, end: number): NDArray {
  const rowSize = array.size / (array.shape[0] || 1)
  const source = array.data as Float32Array
  const rows = Math.max(0, end - start)
  const shape = [rows, ...array.shape.slice(1)]
  if (!order) return new NDArray(array.dtype, shape, source.slice(start * rowSize, end * rowSize))
  const taken = array.dtype.allocate(rows * rowSize) as Float32Array
  for (let row = 0; row < rows; row++) {
    const from = (order[start + row] as number) * rowSize
    taken.set(source.subarray(from, from + rowSize), row * rowSize)
  }
  return new NDArray(array.dtype, shape, taken)
}

/** Pixels in [0, 1]: float32 products, as numpy's. */
function scaled(pixels: NDArray): NDArray {
  const source = (pixels.dtype.name === 'uint8' ? pixels : pixels.astype('float32')).data as TypedArray
  const data = new Float32Array(pixels.size)
  for (let i = 0; i < data.length; i++) data[i] = (source[i] as number) * SCALE
  return new NDArray('float32', pixels.shape, data)
}

/**
 * Images and labels of the same order, as TensorFlow 0.12's reader serves them: the first epoch unshuffled, then
 * reshuffled by `np.random` whenever too few examples are left for a batch. The rest of an epoch is dropped.
 */
export class DataSet {
  readonly num_examples: number
  readonly one_hot: boolean
  /** Pixels as given, scaled batch by batch, until `images` asks for all of them. */
  #images: NDArray
  #labels: NDArray
  #imagesToScale: boolean
  /** Example i of this epoch is row #order[i] of the arrays; undefined while they are in order. */
  #order: Int32Array | undefined
  #epochsCompleted = 0
  #indexInEpoch = 0

  /** `images` is `[n, y, x, 1]`, `labels` has the same first axis. TypeError for other dtypes than uint8 and float32, AssertionError for other shapes. */
  constructor(
    images: NDArray,
    labels: NDArray,
    { fake_data = false, one_hot = false, dtype = 'float32', reshape = true }: DataSetOptions = {},
  ) {
    const type = as_dtype(dtype).base_dtype
    if (type.name !== 'uint8' && type.name !== 'float32')
      throw new TypeError(`Invalid image dtype ${type.repr()}, expected uint8 or float32`)
    this.one_hot = one_hot
    this.#images = contiguous(images)
    this.#labels = contiguous(labels)
    this.#imagesToScale = !fake_data && type.name === 'float32'
    if (fake_data) {
      this.num_examples = FAKE_EXAMPLES
      return
    }
    if (images.shape[0] !== labels.shape[0])
      throw new AssertionError(`images.shape: ${tuple(images.shape)} labels.shape: ${tuple(labels.shape)}`)
    this.num_examples = images.shape[0] as number
    if (reshape) {
      if (images.shape[3] !== 1)
        throw new AssertionError(`images of shape ${tuple(images.shape)} have no single channel`)
      this.#images = this.#images.reshape([
        this.num_examples,
        (images.shape[1] as number) * (images.shape[2] as number),
      ])
    }
  }

  /** All images in the order of this epoch. Scales them all on first use; batches don't need that. */
  get images(): NDArray {
    this.#settle()
    return this.#images
  }

  /** All labels in the order of this epoch. */
  get labels(): NDArray {
    this.#settle()
    return this.#labels
  }

  get epochs_completed(): number {
    return this.#epochsCompleted
  }

  /** The next `batch_size` examples: `const [batch_xs, batch_ys] = mnist.train.next_batch(100)`. AssertionError if there are fewer in all. */
  next_batch(batch_size: number, fake_data?: false): [NDArray, NDArray]
  /** Made-up examples, as nested lists. */
  next_batch(batch_size: number, fake_data: boolean): [NDArray, NDArray] | [number[][], (number | number[])[]]
  next_batch(batch_size: number, fake_data = false): [NDArray, NDArray] | [number[][], (number | number[])[]] {
    if (fake_data) {
      const label = (): number | number[] => (this.one_hot ? [1, 0, 0, 0, 0, 0, 0, 0, 0, 0] : 0)
      const images = Array.from({ length: batch_size }, () => new Array<number>(FAKE_PIXELS).fill(1))
      return [images, Array.from({ length: batch_size }, label)]
    }
    let start = this.#indexInEpoch
    this.#indexInEpoch += batch_size
    if (this.#indexInEpoch > this.num_examples) {
      this.#epochsCompleted++
      this.#shuffle()
      start = 0
      this.#indexInEpoch = batch_size
      if (batch_size > this.num_examples)
        throw new AssertionError(`a batch of ${batch_size} from ${this.num_examples} examples`)
    }
    // a fake data set has no rows to serve
    const end = Math.min(this.#indexInEpoch, this.#images.shape[0] as number)
    const pixels = takeRows(this.#images, this.#order, start, end)
    return [this.#imagesToScale ? scaled(pixels) : pixels, takeRows(this.#labels, this.#order, start, end)]
  }

  /** One draw of numpy's generator per epoch, the same as TensorFlow's reader makes. */
  #shuffle(): void {
    const order = Int32Array.from({ length: this.num_examples }, (_, i) => i)
    shuffle(order)
    const before = this.#order
    this.#order = before ? order.map(row => before[row] as number) : order
  }

  /** Puts the arrays themselves into this epoch's order, in their final type. */
  #settle(): void {
    if (this.#order) {
      this.#images = takeRows(this.#images, this.#order, 0, this.num_examples)
      this.#labels = takeRows(this.#labels, this.#order, 0, this.num_examples)
      this.#order = undefined
    }
    if (this.#imagesToScale) this.#images = scaled(this.#images)
    this.#imagesToScale = false
  }
}
// @ts-expect-error the guarded class takes its place
DataSet = guardedClass(DataSet)
