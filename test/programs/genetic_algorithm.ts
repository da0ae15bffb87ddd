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
  return { step, truth, crossover, mutation, bestValue, bestIndividual, init: tf.initialize_all_variables() }
}

/** Evolves towards a sine; the best fitness of every fifth generation. */
export function evolve(generations: number): number[] {
  const { step, truth, crossover, mutation, bestValue, bestIndividual, init } = geneticAlgorithm()
  const sine = Array.from({ length: FEATURES }, (_, i) => Math.sin((2 * Math.PI * i) / FEATURES))
  const points = Array.from({ length: FEATURES - 2 }, (_, i) => i + 1)
  const rate = 1 / POPULATION
  const history: number[] = []
  using session = new tf.Session()
  session.run(init)
  for (let generation = 0; generation < generations; generation++) {
    const crossed = tf.np.random.choice(points, CHILDREN).tolist() as number[]
    const genes = crossed.map(point => Array.from({ length: FEATURES }, (_, i) => (i < point ? 0 : 1)))
    const chances = tf.np.random.uniform({ size: [CHILDREN, FEATURES] }).data as Float64Array
    const values = tf.np.random.normal({ size: [CHILDREN, FEATURES] }).data as Float64Array
    const changes = tf.NDArray.of(values.map((value, i) => ((chances[i] as number) >= rate ? 0 : value))).reshape(
      CHILDREN,
      FEATURES,
    )
    const feed_dict = [
      [truth, [sine]],
      [crossover, genes],
      [mutation, changes],
    ] as const
    session.run(step, { feed_dict })
    session.run(bestIndividual, { feed_dict })
    if (generation % 5 === 0) history.push(session.run(bestValue, { feed_dict }) as number)
  }
  return history
}
