/**
 * A genetic algorithm inside of a graph: the population is a variable, a generation is one `sess.run`.
 *
 *     npx tsx examples/genetic_algorithm.ts
 *
 * It packs a knapsack: which of the parcels have the greatest value and weigh no more than the limit? Parents are chosen by
 * tournaments, children take each gene from either parent, and now and then a gene flips. The best always survives.
 */
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'

/** Weights and values of the 24 parcels of Kreher and Stinson's instance P08 ("Combinatorial Algorithms"), and its limit. */
export const WEIGHTS = [
  382745, 799601, 909247, 729069, 467902, 44328, 34610, 698150, 823460, 903959, 853665, 551830, 610856, 670702, 488960,
  951111, 323046, 446298, 931161, 31385, 496951, 264724, 224916, 169684,
]
export const VALUES = [
  825594, 1677009, 1676628, 1523970, 943972, 97426, 69666, 1296457, 1679693, 1902996, 1844992, 1049289, 1252836,
  1319836, 953277, 2067538, 675367, 853655, 1826027, 65731, 901489, 577243, 466257, 369261,
]
export const LIMIT = 6404180
/** The best packing's value, by dynamic programming. */
export const OPTIMUM = 13549094

const POPULATION = 400
const GENES = WEIGHTS.length

export interface Packing {
  readonly value: number
  readonly weight: number
  readonly parcels: number[]
  /** The best value of every generation. */
  readonly history: number[]
}

/** Evolves for `generations`; the seed decides everything. */
export function evolve(generations = 150, seed = 1): Packing {
  const graph = new tf.Graph()
  return graph.as_default(() => {
    tf.set_random_seed(seed)
    const weights = tf.constant(WEIGHTS, tf.float32, [GENES, 1])
    const values = tf.constant(VALUES, tf.float32, [GENES, 1])
    const population = new tf.Variable(tf.cast(tf.random_uniform([POPULATION, GENES]).lt(0.5), tf.float32), {
      trainable: false,
    })

    const weight = tf.squeeze(tf.matmul(population, weights), [1])
    const value = tf.squeeze(tf.matmul(population, values), [1])
    // what is too heavy is worth less, the more so the heavier it is
    const overweight = tf.maximum(weight.sub(LIMIT), 0)
    const fitness = tf.select(overweight.gt(0), overweight.neg(), value)

    /** The winners of duels between random pairs. */
    const parents = (): tf.Tensor => {
      const pick = (): tf.Tensor => tf.random_uniform([POPULATION], tf.int(0), tf.int(POPULATION), tf.int32)
      const [a, b] = [pick(), pick()]
      return tf.gather(population, tf.select(tf.gather(fitness, a).gt(tf.gather(fitness, b)), a, b))
    }
    const fromFirst = tf.random_uniform([POPULATION, GENES]).lt(0.5)
    const children = tf.select(fromFirst, parents(), parents())
    const flips = tf.cast(tf.random_uniform([POPULATION, GENES]).lt(0.02), tf.float32)
    const mutated = tf.abs(children.sub(flips))
    const greatest = tf.reduce_max(fitness)
    const best = tf.cast(tf.argmax(fitness, 0), tf.int32)
    const elite = tf.gather(population, tf.expand_dims(best, 0))
    const next = tf.concat(0, [elite, tf.slice(mutated, [1, 0], [POPULATION - 1, GENES])])
    const generation = population.assign(next)

    return tf.with(new tf.Session(), sess => {
      sess.run(tf.initialize_all_variables())
      const history: number[] = []
      for (let i = 0; i < generations; i++) {
        history.push(sess.run(greatest))
        sess.run(generation)
      }
      const [at, all] = sess.run([best, population])
      const genes = all.at(at).tolist() as number[]
      const total = (list: readonly number[]): number => list.reduce((sum, x, i) => sum + x * (genes[i] as number), 0)
      return {
        value: total(VALUES),
        weight: total(WEIGHTS),
        parcels: genes.flatMap((gene, i) => (gene ? [i] : [])),
        history,
      }
    })
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { value, weight, parcels, history } = evolve()
  for (let i = 0; i < history.length; i += 15) console.log(`generation ${i}: ${history[i]}`)
  console.log(
    `packed parcels ${parcels.join(', ')}: value ${value} (the optimum is ${OPTIMUM}), weight ${weight} of ${LIMIT}`,
  )
}
