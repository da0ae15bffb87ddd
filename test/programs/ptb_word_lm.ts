/** A language model: two layers of LSTM cells, unrolled over 20 words; evaluations share its variables. */
import * as tf from '../../src/index.ts'

const HIDDEN = 200
const LAYERS = 2
const VOCABULARY = 10000
const LARGEST_NORM = 5

type Step = readonly [output: tf.Tensor, state: tf.Tensor]

/** [inputs] · matrix + bias. */
function linear(inputs: readonly tf.Tensor[], outputs: number): tf.Tensor {
  const width = inputs.reduce((sum, input) => sum + (input.get_shape().as_list()[1] as number), 0)
  const [product, bias] = tf.variable_scope('Linear', () => {
    const matrix = tf.get_variable('Matrix', [width, outputs])
    const product = tf.matmul(tf.concat(1, inputs), matrix)
    return [
      product,
      tf.get_variable('Bias', [outputs], { initializer: tf.constant_initializer(tf.float(0), tf.float32) }),
    ] as const
  })
  return product.add(bias)
}

/** A cell whose state is [memory, output]. */
const lstm = (input: tf.Tensor, state: tf.Tensor): Step =>
  tf.variable_scope('BasicLSTMCell', () => {
    const [memory, output] = tf.split(1, 2, state) as [tf.Tensor, tf.Tensor]
    const [add, candidate, forget, show] = tf.split(1, 4, linear([input, output], 4 * HIDDEN)) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ]
    const kept = memory.mul(tf.sigmoid(forget.add(tf.float(0))))
    const next = kept.add(tf.sigmoid(add).mul(tf.tanh(candidate)))
    const shown = tf.tanh(next).mul(tf.sigmoid(show))
    return [shown, tf.concat(1, [next, shown])]
  })

/** Cells upon cells; their states stand side by side. */
function stacked(input: tf.Tensor, state: tf.Tensor): Step {
  let current = input
  const states: tf.Tensor[] = []
  tf.variable_scope('MultiRNNCell', () => {
    for (let i = 0; i < LAYERS; i++) {
      tf.variable_scope(`Cell${i}`, () => {
        const own = tf.slice(state, [0, 2 * HIDDEN * i], [-1, 2 * HIDDEN])
        const [output, next] = lstm(current, own)
        states.push(next)
        current = output
      })
    }
  })
  return [current, tf.concat(1, states)]
}

/** The mean loss of each word, as far as `weights` count it. */
const sequenceLoss = (logits: tf.Tensor, targets: tf.Tensor, weights: tf.Tensor): tf.Tensor =>
  tf.name_scope('sequence_loss_by_example', () => {
    const loss = tf.nn.sparse_softmax_cross_entropy_with_logits(logits, tf.reshape(targets, [-1]))
    const weighted = loss.mul(weights)
    return weighted.truediv(weights.add(1e-12))
  })

function model(training: boolean, batch: number, steps: number): tf.Variable | undefined {
  const inputData = tf.placeholder(tf.int32, [batch, steps])
  const targets = tf.placeholder(tf.int32, [batch, steps])
  let state = tf.zeros(tf.pack([tf.int(batch), tf.int(2 * HIDDEN * LAYERS)]))
  const inputs = tf.device('/cpu:0', () =>
    tf.nn.embedding_lookup(tf.get_variable('embedding', [VOCABULARY, HIDDEN]), inputData),
  )
  const outputs: tf.Tensor[] = []
  tf.variable_scope('RNN', () => {
    for (let step = 0; step < steps; step++) {
      if (step > 0) tf.get_variable_scope().reuse_variables()
      const [output, next] = stacked(inputs.at(':', step, ':'), state)
      outputs.push(output)
      state = next
    }
  })
  const output = tf.reshape(tf.concat(1, outputs), [-1, HIDDEN])
  const weights = tf.get_variable('softmax_w', [HIDDEN, VOCABULARY])
  const biases = tf.get_variable('softmax_b', [VOCABULARY])
  const logits = tf.matmul(output, weights).add(biases)
  const loss = sequenceLoss(logits, tf.reshape(targets, [-1]), tf.ones([batch * steps]))
  const cost = tf.reduce_sum(loss).truediv(batch)
  if (!training) return undefined

  const rate = new tf.Variable(tf.float(0), { trainable: false })
  const variables = tf.trainable_variables() as tf.Variable[]
  const [gradients] = tf.clip_by_global_norm(tf.gradients(cost, variables), LARGEST_NORM)
  const pairs = variables.map((variable, i) => [gradients[i] ?? null, variable] as const)
  new tf.train.GradientDescentOptimizer(rate).apply_gradients(pairs)
  return rate
}

export function ptbWordLm(): void {
  const initializer = tf.random_uniform_initializer(-0.1, 0.1)
  const rate = tf.variable_scope('model', { initializer }, () => model(true, 20, 20)) as tf.Variable
  tf.variable_scope('model', { reuse: true, initializer }, () => {
    model(false, 20, 20)
    model(false, 1, 1)
  })
  tf.initialize_all_variables()
  // before the first epoch, and for the evaluations after it
  tf.assign(rate, tf.float(1))
  tf.no_op()
  tf.no_op()
}
