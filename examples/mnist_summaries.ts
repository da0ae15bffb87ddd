/**
 * Summaries for TensorBoard: softmax regression on MNIST that reports what it does.
 *
 *     npx tsx examples/mnist_summaries.ts [folder]          # then: tensorboard --logdir folder
 *
 * The folder, by default `mnist_logs`, gets two event files: `train` with the loss, the weights as histograms and as images, the graph and,
 * now and then, what a step took; `test` with the accuracy on the test images.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'

/** Trains for `steps` steps; returns the last accuracy on the test images. */
export function trainWithSummaries(logdir: string, steps = 500): number {
  tf.np.random.seed(0)
  const mnist = tf.examples.tutorials.mnist.input_data.read_data_sets('MNIST_data', { one_hot: true })
  const graph = new tf.Graph()
  return graph.as_default(() => {
    const x = tf.placeholder(tf.float32, [null, 784], { name: 'x' })
    const labels = tf.placeholder(tf.float32, [null, 10], { name: 'labels' })
    const logits = tf.name_scope('layer', () => {
      const W = new tf.Variable(tf.zeros([784, 10]), { name: 'W' })
      const b = new tf.Variable(tf.zeros([10]), { name: 'b' })
      tf.summary.histogram('weights', W)
      tf.summary.histogram('biases', b)
      tf.summary.image('digits', tf.reshape(tf.transpose(W), [10, 28, 28, 1]), { max_outputs: 10 })
      return tf.matmul(x, W).add(b)
    })
    const loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits, labels), { name: 'loss' })
    tf.summary.scalar('cross_entropy', loss)
    const reports = tf.summary.merge_all()
    const train_step = new tf.train.GradientDescentOptimizer(0.5).minimize(loss)
    const accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(logits, 1), tf.argmax(labels, 1)), tf.float32))
    const accuracy_report = tf.summary.scalar('accuracy', accuracy, { collections: [] })
    const init = tf.global_variables_initializer()

    using train_writer = new tf.summary.FileWriter(join(logdir, 'train'), graph)
    using test_writer = new tf.summary.FileWriter(join(logdir, 'test'))
    using sess = tf.with(new tf.Session())
    sess.run(init)
    let last = 0
    for (let step = 0; step < steps; step++) {
      const [images, digits] = mnist.train.next_batch(100)
      const feed_dict = [
        [x, images],
        [labels, digits],
      ]
      if (step % 100 === 99) {
        const run_metadata = new tf.RunMetadata()
        const options = new tf.RunOptions({ trace_level: tf.RunOptions.FULL_TRACE })
        sess.run(train_step, { feed_dict, options, run_metadata })
        train_writer.add_run_metadata(run_metadata, `step ${step}`, step)
      } else if (step % 10 === 0) {
        const [report] = sess.run([reports, train_step], { feed_dict })
        train_writer.add_summary(report, step)
      } else sess.run(train_step, { feed_dict })
      if (step % 50 === 49) {
        const test_feed = [
          [x, mnist.test.images],
          [labels, mnist.test.labels],
        ]
        const [report, value] = sess.run([accuracy_report, accuracy], { feed_dict: test_feed })
        test_writer.add_summary(report, step)
        last = value
      }
    }
    return last
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const logdir = process.argv[2] ?? 'mnist_logs'
  const accuracy = trainWithSummaries(logdir)
  console.log(`test accuracy ${accuracy.toFixed(4)}; see it with: tensorboard --logdir ${logdir}`)
}
