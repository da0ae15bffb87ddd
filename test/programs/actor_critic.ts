/** An actor and a critic for a grid world of 48 states, each a linear layer trained by Adam within its own scope. */
import * as tf from '../../src/index.ts'

const STATES = 48
const ACTIONS = 4

class PolicyEstimator {
  readonly state: tf.Tensor
  readonly action: tf.Tensor
  readonly target: tf.Tensor
  readonly probabilities: tf.Tensor
  readonly loss: tf.Tensor
  readonly train: tf.Operation

  constructor(learning_rate = 0.01, scope = 'policy_estimator') {
    using _ = tf.variable_scope(scope)
    this.state = tf.placeholder(tf.int32, [], 'state')
    this.action = tf.placeholder(tf.int32, { name: 'action' })
    this.target = tf.placeholder(tf.float32, { name: 'target' })
    const output = estimate(this.state, ACTIONS)
    this.probabilities = tf.squeeze(tf.nn.softmax(output))
    const picked = tf.gather(this.probabilities, this.action)
    this.loss = tf.log(picked).neg().mul(this.target)
    this.train = minimize(this.loss, learning_rate)
  }
}

class ValueEstimator {
  readonly state: tf.Tensor
  readonly target: tf.Tensor
  readonly value: tf.Tensor
  readonly loss: tf.Tensor
  readonly train: tf.Operation

  constructor(learning_rate = 0.1, scope = 'value_estimator') {
    using _ = tf.variable_scope(scope)
    this.state = tf.placeholder(tf.int32, [], 'state')
    this.target = tf.placeholder(tf.float32, { name: 'target' })
    this.value = tf.squeeze(estimate(this.state, 1))
    this.loss = tf.squared_difference(this.value, this.target)
    this.train = minimize(this.loss, learning_rate)
  }
}

/** A linear layer over the state, which starts with zeros. */
function estimate(state: tf.Tensor, outputs: number): tf.Tensor {
  const oneHot = tf.one_hot(state, STATES)
  return tf.contrib.layers.fully_connected(tf.expand_dims(oneHot, 0), {
    num_outputs: outputs,
    activation_fn: null,
    weights_initializer: tf.zeros_initializer,
  })
}

function minimize(loss: tf.Tensor, learning_rate: number): tf.Operation {
  return new tf.train.AdamOptimizer({ learning_rate }).minimize(loss, { global_step: tf.contrib.framework.get_global_step() }) as tf.Operation
}

export function actorCritic() {
  new tf.Variable(tf.int(0), { name: 'global_step', trainable: false })
  const policy = new PolicyEstimator()
  const value = new ValueEstimator()
  return { policy, value, init: tf.initialize_all_variables() }
}
