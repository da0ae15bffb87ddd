/**
 * A folder of pictures, a folder for each class: digits of MNIST are saved as PNG and JPEG files, read by a WholeFileReader, decoded, labelled by the
 * name of their folder, and trained on.
 *
 *     npx tsx examples/image_folder.ts [folder]
 */
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'

interface Images {
  readonly images: tf.NDArray
  readonly labels: tf.NDArray
}

/** Saves the first `count` images as `folder/DIGIT/NUMBER.png`, every second one as a JPEG file. */
export function save_pictures(folder: string, { images, labels }: Images, count: number): void {
  new tf.Graph().as_default(() => {
    const picture = tf.placeholder(tf.uint8, [28, 28, 1])
    const path = tf.placeholder(tf.string, [])
    const [png, jpeg] = [tf.image.encode_png(picture), tf.image.encode_jpeg(picture, { quality: 95 })]
    const [write_png, write_jpeg] = [tf.write_file(path, png), tf.write_file(path, jpeg)]
    using session = new tf.Session()
    for (let i = 0; i < count; i++) {
      const label = join(folder, String(labels.at(i)))
      mkdirSync(label, { recursive: true })
      const [write, name] = i % 2 === 0 ? [write_png, `${i}.png`] : [write_jpeg, `${i}.jpeg`]
      const pixels = (images.at(i) as tf.NDArray).reshape(28, 28, 1).mul(255).astype('uint8')
      session.run(write, { feed_dict: [[picture, pixels], [path, join(label, name)]] }) // biome-ignore format: pairs
    }
  })
}

/** The files of one kind as batches of images, float32 [batch, 784] from 0 to 1, and of labels, int32 [batch]; `epochs` times, in any order. */
function pictures(
  folder: string,
  kind: 'png' | 'jpeg',
  epochs: number,
  batch_size: number,
): [images: tf.Tensor, labels: tf.Tensor] {
  const classes = readdirSync(folder).sort()
  const paths = classes.flatMap(name =>
    readdirSync(join(folder, name))
      .filter(file => file.endsWith(`.${kind}`))
      .map(file => join(folder, name, file)),
  )
  const files = tf.train.string_input_producer(paths, { num_epochs: epochs, seed: 1 })
  const [path, contents] = new tf.WholeFileReader().read(files)
  const picture =
    kind === 'png' ? tf.image.decode_png(contents, { channels: 1 }) : tf.image.decode_jpeg(contents, { channels: 1 })
  picture.set_shape([28, 28, 1])
  const image = tf.reshape(tf.image.convert_image_dtype(picture, tf.float32), [784])
  // the part of the path before the last is the class
  const parts = tf.string_split([path], { delimiter: '/' }).values
  const name = tf.gather(parts, tf.size(parts).sub(tf.int(2)))
  const label = tf.cast(tf.reshape(tf.where(tf.equal(tf.constant(classes), name)), []), tf.int32)
  return tf.train.batch([image, label], { batch_size, capacity: 4 * batch_size }) as [tf.Tensor, tf.Tensor]
}

/** Runs `step` until the input ends; gives what each run gave. */
function run_to_end<Value>(session: tf.Session, step: () => Value): Value[] {
  const coordinator = new tf.train.Coordinator()
  const threads = tf.train.start_queue_runners({ sess: session, coord: coordinator })
  const values: Value[] = []
  try {
    for (;;) values.push(step())
  } catch (error) {
    if (!(error instanceof tf.errors.OutOfRangeError)) throw error
  }
  coordinator.request_stop()
  coordinator.join(threads)
  return values
}

const logits_of = (images: tf.Tensor, W: tf.TensorLike, b: tf.TensorLike): tf.Tensor => tf.add(tf.matmul(images, W), b)

export interface Model {
  readonly losses: readonly number[]
  readonly W: tf.NDArray
  readonly b: tf.NDArray
}

/** Trains softmax regression on the PNG files of a folder, read `epochs` times. */
export function train(folder: string, epochs: number): Model {
  return new tf.Graph().as_default(() => {
    const [images, labels] = pictures(folder, 'png', epochs, 50)
    const W = new tf.Variable(tf.zeros([784, 10]))
    const b = new tf.Variable(tf.zeros([10]))
    const logits = logits_of(images, W, b)
    const loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits, labels))
    const step = new tf.train.GradientDescentOptimizer(0.5).minimize(loss)
    using session = new tf.Session()
    session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    const losses = run_to_end(session, () => (session.run([loss, step]) as [number, null])[0])
    const [weights, biases] = session.run([W, b]) as [tf.NDArray, tf.NDArray]
    return { losses, W: weights, b: biases }
  })
}

/** The share of the JPEG files of a folder that a model reads right. */
export function accuracy(folder: string, { W, b }: Model): number {
  return new tf.Graph().as_default(() => {
    const [images, labels] = pictures(folder, 'jpeg', 1, 50)
    const right = tf.reduce_mean(tf.cast(tf.nn.in_top_k(logits_of(images, W, b), labels, 1), tf.float32))
    using session = new tf.Session()
    session.run(tf.local_variables_initializer())
    const shares = run_to_end(session, () => session.run(right) as number)
    return shares.reduce((sum, share) => sum + share, 0) / shares.length
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ?? join(tmpdir(), 'digits')
  if (!existsSync(folder)) {
    const mnist = tf.examples.tutorials.mnist.input_data.read_data_sets('MNIST_data')
    save_pictures(folder, mnist.train, 4000)
  }
  const model = train(folder, 5)
  const [first = 0, last = 0] = [model.losses[0], model.losses.at(-1)]
  console.log(
    `${model.losses.length} steps on the PNG files of ${folder}: loss ${first.toFixed(3)} to ${last.toFixed(3)}`,
  )
  console.log(`accuracy on the JPEG files: ${accuracy(folder, model).toFixed(4)}`)
}
