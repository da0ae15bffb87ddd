/**
 * Lines through Anscombe's quartet: four sets of eleven points that look nothing alike and have the same fitted line.
 *
 *     npx tsx examples/linear_regression.ts
 *
 * One graph fits all four at once: each has a slope and an intercept of its own.
 */
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'

/** F. J. Anscombe, "Graphs in Statistical Analysis", The American Statistician 27 (1973): x and y of sets I to IV. */
const X = [
  [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5],
  [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5],
  [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5],
  [8, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8],
]
const Y = [
  [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68],
  [9.14, 8.14, 8.74, 8.77, 9.26, 8.1, 6.13, 3.1, 9.13, 7.26, 4.74],
  [7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73],
  [6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.5, 5.56, 7.91, 6.89],
]

export interface Line {
  readonly slope: number
  readonly intercept: number
  readonly mean_squared_error: number
}

/** Fits the four lines by gradient descent. */
export function fitLines(steps = 3000): Line[] {
  const graph = new tf.Graph()
  return graph.as_default(() => {
    const x = tf.placeholder(tf.float32, [4, 11], 'x')
    const y = tf.placeholder(tf.float32, [4, 11], 'y')
    const slope = new tf.Variable(tf.zeros([4, 1]), { name: 'slope' })
    const intercept = new tf.Variable(tf.zeros([4, 1]), { name: 'intercept' })
    const errors = tf.reduce_mean(tf.square(x.mul(slope).add(intercept).sub(y)), 1)
    // the sets do not share a parameter, so the gradient of the sum fits each by itself
    const train = new tf.train.GradientDescentOptimizer(0.008).minimize(tf.reduce_sum(errors))

    return tf.with(new tf.Session(), sess => {
      sess.run(tf.initialize_all_variables())
      const feed_dict = [
        [x, X],
        [y, Y],
      ]
      for (let step = 0; step < steps; step++) sess.run(train, { feed_dict })
      const [slopes, intercepts, losses] = sess.run([slope, intercept, errors], { feed_dict })
      return Array.from({ length: 4 }, (_, i) => ({
        slope: slopes.at(i, 0),
        intercept: intercepts.at(i, 0),
        mean_squared_error: losses.at(i),
      }))
    })
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [i, line] of fitLines().entries()) {
    console.log(
      `set ${'I II III IV'.split(' ')[i]}: y = ${line.intercept.toFixed(2)} + ${line.slope.toFixed(3)} x   (mean squared error ${line.mean_squared_error.toFixed(3)})`,
    )
  }
}
