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
  return new tf.train.AdamOptimizer({ learning_rate }).minimize(loss, {
    global_step: tf.contrib.framework.get_global_step(),
  }) as tf.Operation
}

export function actorCritic() {
  new tf.Variable(tf.int(0), { name: 'global_step', trainable: false })
  const policy = new PolicyEstimator()
  const value = new ValueEstimator()
  return { policy, value, init: tf.initialize_all_variables() }
}

/** The cliff: from one end of the lowest row to the other, past a fall; the index of a state is 12 · row + column. */
const START = 36
const GOAL = 47
const MOVES = [
  [-1, 0],
  [0, 1],
  [1, 0],
  [0, -1],
] as const

function move(state: number, action: number): { next: number; reward: number; done: boolean } {
  const [down, right] = MOVES[action] as (typeof MOVES)[number]
  const row = Math.min(3, Math.max(0, Math.floor(state / 12) + down))
  const column = Math.min(11, Math.max(0, (state % 12) + right))
  const next = 12 * row + column
  const fallen = next > START && next < GOAL
  return { next, reward: fallen ? -100 : -1, done: fallen || next === GOAL }
}

export interface Learned {
  readonly actions: number[]
  readonly valueLosses: number[]
  readonly policyLosses: number[]
  /** The value of each state in the end. */
  readonly values: number[]
}

export function learn(episodes: number): Learned {
  const { policy, value, init } = actorCritic()
  const actions: number[] = []
  const valueLosses: number[] = []
  const policyLosses: number[] = []
  using session = new tf.Session()
  session.run(init)
  const valueOf = (state: number): number => session.run(value.value, { feed_dict: [[value.state, state]] }) as number
  for (let episode = 0; episode < episodes; episode++) {
    let state = START
    for (let done = false; !done; ) {
      const probabilities = session.run(policy.probabilities, { feed_dict: [[policy.state, state]] }) as tf.NDArray
      const action = Number(tf.np.random.choice(ACTIONS, { p: probabilities }))
      actions.push(action)
      const step = move(state, action)
      const target = step.reward + valueOf(step.next)
      const error = target - valueOf(state)
      const critic = [
        [value.state, state],
        [value.target, target],
      ] as const
      valueLosses.push((session.run([value.train, value.loss], { feed_dict: critic }) as [null, number])[1])
      const actor = [
        [policy.state, state],
        [policy.target, error],
        [policy.action, action],
      ] as const
      policyLosses.push((session.run([policy.train, policy.loss], { feed_dict: actor }) as [null, number])[1])
      ;({ next: state, done } = step)
    }
  }
  return { actions, valueLosses, policyLosses, values: Array.from({ length: STATES }, (_, state) => valueOf(state)) }
}
