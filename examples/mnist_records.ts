/**
 * MNIST as files of records: the images are written as examples, read again by queues, and trained on under a Supervisor, which saves the model
 * and goes on where it was when the program is started again.
 *
 *     npx tsx examples/mnist_records.ts [folder]
 */
import { existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'

const PIXELS = 784
const BATCH_SIZE = 100

const bytes = (value: Uint8Array) => ({ bytes_list: { value: [value] } })
const number = (value: number) => ({ int64_list: { value: [value] } })

/** Writes images, a record each: 784 bytes, and the digit. */
export function write_records(path: string, { images, labels }: { images: tf.NDArray; labels: tf.NDArray }): void {
  using writer = new tf.python_io.TFRecordWriter(path)
  const pixels = images.mul(255).astype('uint8')
  for (let i = 0; i < labels.size; i++) {
    const feature = { image_raw: bytes((pixels.at(i) as tf.NDArray).to_bytes()), label: number(Number(labels.at(i))) }
    writer.write(new tf.train.Example({ features: { feature } }).SerializeToString())
  }
}

/** Batches of images, float32 [batch, 784] from -0.5 to 0.5, and of labels, int32 [batch]: the files again and again, or `epochs` times, shuffled. */
export function inputs(paths: string[], epochs: number | null): [images: tf.Tensor, labels: tf.Tensor] {
  return tf.name_scope('input', () => {
    const files = tf.train.string_input_producer(paths, { num_epochs: epochs })
    const [, record] = new tf.TFRecordReader().read(files)
    const features = tf.parse_single_example(record, {
      features: {
        image_raw: new tf.FixedLenFeature([], tf.string),
        label: new tf.FixedLenFeature([], tf.int64),
      },
    })
    const image = tf.decode_raw(features['image_raw'] as tf.Tensor, tf.uint8)
    image.set_shape([PIXELS])
    const scaled = tf
      .cast(image, tf.float32)
      .mul(1 / 255)
      .sub(0.5)
    const label = tf.cast(features['label'] as tf.Tensor, tf.int32)
    const batch = { batch_size: BATCH_SIZE, capacity: 1000 + 3 * BATCH_SIZE, min_after_dequeue: 1000 }
    return tf.train.shuffle_batch([scaled, label], batch) as [tf.Tensor, tf.Tensor]
  })
}

function logits_of(images: tf.Tensor): tf.Tensor {
  const hidden = tf.contrib.layers.fully_connected(images, 64)
  return tf.contrib.layers.fully_connected(hidden, 10, { activation_fn: null })
}

export interface Training {
  /** The step at which the training began: the last one that was saved. */
  readonly began: number
  readonly steps: number
  readonly loss: number
}

/** Trains on the records until they have been read `epochs` times, or until step `last_step`. */
export function train(
  folder: string,
  records: string[],
  { epochs = 2, last_step = Number.POSITIVE_INFINITY } = {},
): Training {
  return new tf.Graph().as_default(graph => {
    graph.seed = 1
    const [images, labels] = inputs(records, epochs)
    const loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits_of(images), labels))
    const global_step = new tf.Variable(tf.int(0), { name: 'global_step', trainable: false })
    const train_step = new tf.train.AdamOptimizer(0.003).minimize(loss, { global_step })

    const supervisor = new tf.train.Supervisor({ logdir: folder, summary_op: null })
    let [began, step, last_loss] = [-1, 0, Number.NaN]
    // the end of the input ends the training, too
    supervisor.managed_session(session => {
      began = step = session.run(global_step) as number
      while (!supervisor.should_stop() && step < last_step) {
        ;[last_loss, , step] = session.run([loss, train_step, global_step]) as [number, null, number]
        if (step % 100 === 0) tf.logging.info(`step ${step}: loss ${last_loss.toFixed(3)}`)
        if (step % 100 === 0 || step === last_step)
          supervisor.saver?.save(session, supervisor.save_path as string, { global_step })
      }
    })
    return { began, steps: step, loss: last_loss }
  })
}

/** The share of images that the last saved model reads right. */
export function evaluate(folder: string, { images, labels }: { images: tf.NDArray; labels: tf.NDArray }): number {
  return new tf.Graph().as_default(() => {
    const logits = logits_of(tf.constant(images.sub(0.5)))
    const right = tf.nn.in_top_k(logits, tf.constant(labels.astype('int32')), 1)
    const accuracy = tf.reduce_mean(tf.cast(right, tf.float32))
    using session = new tf.Session()
    new tf.train.Saver().restore(session, tf.train.latest_checkpoint(folder) as string)
    return session.run(accuracy) as number
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ?? join(tmpdir(), 'mnist_records')
  mkdirSync(folder, { recursive: true })
  tf.logging.set_verbosity(tf.logging.INFO)
  const mnist = tf.examples.tutorials.mnist.input_data.read_data_sets('MNIST_data')
  const records = join(folder, 'train.tfrecords')
  if (!existsSync(records)) write_records(records, mnist.train)
  const { began, steps, loss } = train(folder, [records])
  console.log(`trained from step ${began} to step ${steps}, where the loss was ${loss.toFixed(3)}`)
  console.log(
    `accuracy on the test images: ${evaluate(folder, mnist.test).toFixed(4)}; model and records are in ${folder}`,
  )
}
