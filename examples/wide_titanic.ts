/**
 * Who survived the Titanic: a wide linear model of feature columns, with and without their crosses.
 *
 *     npx tsx examples/wide_titanic.ts
 *
 * Class, sex and age are columns of categories; a model that only adds their weights cannot say that women of the third class fared far
 * worse than those of the second. Crosses of the columns can. Training is by FTRL, as wide models usually are.
 */
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'

const { layers } = tf.contrib

/** R. J. M. Dawson, "The 'Unusual Episode' Data Revisited", Journal of Statistics Education 3 (1995): of each group, who died and who survived. */
const GROUPS = [
  ['first', 'male', 'child', 0, 5],
  ['second', 'male', 'child', 0, 11],
  ['third', 'male', 'child', 35, 13],
  ['first', 'female', 'child', 0, 1],
  ['second', 'female', 'child', 0, 13],
  ['third', 'female', 'child', 17, 14],
  ['first', 'male', 'adult', 118, 57],
  ['second', 'male', 'adult', 154, 14],
  ['third', 'male', 'adult', 387, 75],
  ['crew', 'male', 'adult', 670, 192],
  ['first', 'female', 'adult', 4, 140],
  ['second', 'female', 'adult', 13, 80],
  ['third', 'female', 'adult', 89, 76],
  ['crew', 'female', 'adult', 3, 20],
] as const

export interface Survival {
  /** The mean logistic loss over all people, every 50 steps. */
  readonly losses: number[]
  /** Of each group: how many of it survived, and how likely the model thinks that it is. */
  readonly groups: readonly { readonly name: string; readonly survived: number; readonly predicted: number }[]
  /** The share of people of whom the model says rightly whether they survived. */
  readonly accuracy: number
}

/** Trains a linear model of class, sex and age; `crossed`: and of their combinations. */
export function survival(crossed: boolean, steps = 300): Survival {
  return new tf.Graph().as_default(() => {
    const keys = { combiner: 'sum' }
    const travelled = layers.sparse_column_with_keys('class', ['first', 'second', 'third', 'crew'], keys)
    const sex = layers.sparse_column_with_keys('sex', ['male', 'female'], keys)
    const age = layers.sparse_column_with_keys('age', ['child', 'adult'], keys)
    const crosses = [
      layers.crossed_column([travelled, sex], 64, keys),
      layers.crossed_column([travelled, age], 64, keys),
      layers.crossed_column([travelled, sex, age], 128, keys),
    ]

    // an example is a group and one of two fates, and weighs as much as there are people with it
    const features = Object.fromEntries(
      ['class', 'sex', 'age'].map((name, i) => [name, tf.constant(GROUPS.map(group => [group[i]]))]),
    )
    const columns = [travelled, sex, age, ...(crossed ? crosses : [])]
    const [logits] = layers.weighted_sum_from_feature_columns(features, columns, 1)
    const died = tf.constant(GROUPS.map(group => [group[3]]))
    const survived = tf.constant(GROUPS.map(group => [group[4]]))
    const people = tf.reduce_sum(died.add(survived))
    const ofSurvivors = tf.nn.sigmoid_cross_entropy_with_logits(logits, tf.ones_like(logits))
    const ofOthers = tf.nn.sigmoid_cross_entropy_with_logits(logits, tf.zeros_like(logits))
    const loss = tf.reduce_sum(ofSurvivors.mul(survived).add(ofOthers.mul(died))).div(people)
    const train = new tf.train.FtrlOptimizer(0.5).minimize(loss)
    const predicted = tf.sigmoid(logits)
    const right = tf.reduce_sum(tf.select(tf.greater(predicted, 0.5), survived, died)).div(people)

    return tf.with(new tf.Session(), sess => {
      sess.run([tf.initialize_all_variables(), tf.initialize_all_tables()])
      const losses: number[] = []
      for (let step = 0; step <= steps; step++) {
        if (step % 50 === 0) losses.push(sess.run(loss))
        sess.run(train)
      }
      const [probabilities, accuracy] = sess.run([predicted, right])
      const groups = GROUPS.map(([travelled, sex, age, dead, alive], i) => ({
        name: `${travelled} ${sex} ${age}`,
        survived: alive / (dead + alive),
        predicted: probabilities.at(i, 0) as number,
      }))
      return { losses, groups, accuracy }
    })
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  tf.logging.set_verbosity(tf.logging.ERROR)
  const models = [survival(false), survival(true)] as const
  console.log('group                 survived   weights added   with crosses')
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`.padStart(6)
  for (const [i, { name, survived }] of models[0].groups.entries()) {
    const [added, crossed] = models.map(model => percent(model.groups[i]?.predicted ?? Number.NaN))
    console.log(`${name.padEnd(22)}${percent(survived).padStart(8)}${added?.padStart(16)}${crossed?.padStart(15)}`)
  }
  const losses = models.map(({ losses }) => losses.at(-1)?.toFixed(4).padStart(16)).join('')
  console.log(`${'loss'.padEnd(29)}${losses}`)
  console.log(`${'right'.padEnd(30)}${models.map(({ accuracy }) => percent(accuracy).padStart(15)).join('')}`)
}
