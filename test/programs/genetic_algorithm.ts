/** A genetic algorithm that evolves a population towards a given vector; a generation is one run of `step`. */
import * as tf from '../../src/index.ts'

const POPULATION = 100
const FEATURES = 50
const PARENTS = 20
const CHILDREN = POPULATION - PARENTS

export function geneticAlgorithm() {
  const population = new tf.Variable(tf.np.random.randn(POPULATION, FEATURES), { dtype: tf.float32 })
  const truth = tf.placeholder(tf.float32, [1, FEATURES])
  const crossover = tf.placeholder(tf.float32, [CHILDREN, FEATURES])
  const mutation = tf.placeholder(tf.float32, [CHILDREN, FEATURES])

  const fitness = tf.reduce_mean(tf.square(tf.sub(population, truth)), 1).neg()
  const [topValues, topIndices] = tf.nn.top_k(fitness, { k: POPULATION })
  const bestValue = tf.reduce_min(topValues)
  const bestIndividual = tf.gather(population, tf.arg_min(topValues, 0))

  const parents = tf.slice(tf.gather(population, topIndices), [0, 0], [PARENTS, FEATURES])
  const firstParents = tf.np.random.choice(PARENTS, CHILDREN)
  const secondParents = tf.np.random.choice(PARENTS, CHILDREN)
  const first = tf.gather(parents, firstParents)
  const second = tf.gather(parents, secondParents)
  const children = tf.add(tf.mul(first, crossover), tf.mul(second, tf.sub(1, crossover)))
  const mutated = tf.add(children, mutation)
  const step = tf.group(population.assign(tf.concat(0, [parents, mutated])))
  tf.initialize_all_variables()
  return { step, truth, crossover, mutation, bestValue, bestIndividual }
}
