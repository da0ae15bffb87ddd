/** Word embeddings by noise contrastive estimation, and the nearest words of a few. */
import * as tf from '../../src/index.ts'

const VOCABULARY = 5000
const BATCH = 128
const EMBEDDING = 128
const SAMPLED = 64

export function word2vecBasic(): void {
  const validExamples = tf.np.random.choice(100, 16, { replace: false })
  const inputs = tf.placeholder(tf.int32, { shape: [BATCH] })
  const labels = tf.placeholder(tf.int32, { shape: [BATCH, 1] })
  const validDataset = tf.constant(validExamples, { dtype: tf.int32 })

  const { embeddings, embed, weights, biases } = tf.device('/cpu:0', () => {
    const embeddings = new tf.Variable(tf.random_uniform([VOCABULARY, EMBEDDING], -1, 1))
    const embed = tf.nn.embedding_lookup(embeddings, inputs)
    const weights = new tf.Variable(tf.truncated_normal([VOCABULARY, EMBEDDING], { stddev: 1 / Math.sqrt(EMBEDDING) }))
    const biases = new tf.Variable(tf.zeros([VOCABULARY]))
    return { embeddings, embed, weights, biases }
  })
  const loss = tf.reduce_mean(tf.nn.nce_loss(weights, biases, embed, labels, SAMPLED, VOCABULARY))
  new tf.train.GradientDescentOptimizer(1).minimize(loss)

  const norm = tf.sqrt(tf.reduce_sum(tf.square(embeddings), 1, { keep_dims: true }))
  const normalized = embeddings.div(norm)
  const valid = tf.nn.embedding_lookup(normalized, validDataset)
  tf.matmul(valid, normalized, { transpose_b: true })
  tf.initialize_all_variables()
}
