/** MNIST with two hidden layers, fed batch by batch. */
import * as tf from '../../src/index.ts'
import { evaluation, inference, lossOf, PIXELS, training } from './mnist_model.ts'

const BATCH = 100

export function fullyConnectedFeed(): void {
  const images = tf.placeholder(tf.float32, { shape: [BATCH, PIXELS] })
  const labels = tf.placeholder(tf.int32, { shape: BATCH })
  const logits = inference(images, 128, 32)
  training(lossOf(logits, labels), 0.01)
  evaluation(logits, labels)
  tf.merge_all_summaries()
  new tf.train.Saver()
  tf.initialize_all_variables()
}
