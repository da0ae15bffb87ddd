/**
 * Roots by Newton's method, as one loop in the graph that goes on until it is close enough. The derivative goes back through the loop, as
 * many times as the loop has run: at the root of x it is the derivative of the root.
 *
 *     npx tsx examples/while_loop.ts [DEGREE]
 */
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'
import { argument } from './support/arguments.ts'

const CLOSE = 1e-6
const MOST = 100

export interface Roots {
  readonly roots: number[]
  readonly iterations: number
  /** d root / d x, by the gradient of the loop. */
  readonly derivatives: number[]
  /** The same by the formula root / (degree · x). */
  readonly expected: number[]
}

/** The roots of that degree of positive numbers, all in one loop. */
export function roots(values: readonly number[], degree: number): Roots {
  return new tf.Graph().as_default(() => {
    const x = tf.placeholder(tf.float32, [null])
    const error = (root: tf.Tensor): tf.Tensor => tf.pow(root, degree).sub(x)
    const [iterations, root] = tf.while_loop(
      (i: tf.Tensor, root: tf.Tensor) =>
        tf.logical_and(tf.reduce_max(tf.abs(tf.div(error(root), x))).gt(CLOSE), i.lt(MOST)),
      (i: tf.Tensor, root: tf.Tensor) => [i.add(1), root.sub(error(root).div(tf.pow(root, degree - 1).mul(degree)))],
      [tf.constant(0), tf.maximum(x, 1)],
    ) as [tf.Tensor, tf.Tensor]
    const [derivative] = tf.gradients(root, x) as [tf.Tensor]
    return tf.with(new tf.Session(), sess => {
      const [found, count, slopes] = sess.run([root, iterations, derivative], { feed_dict: [[x, values]] as never })
      const list = (found as tf.NDArray).tolist() as number[]
      return {
        roots: list,
        iterations: count,
        derivatives: slopes.tolist(),
        expected: list.map((one, i) => one / (degree * (values[i] as number))),
      }
    }) as Roots
  }) as Roots
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const degree = argument('DEGREE', 2)
  const values = [0.25, 1, 2, 3, 10, 1000]
  const { roots: found, iterations, derivatives, expected } = roots(values, degree)
  console.log(`after ${iterations} iterations`)
  for (const [i, value] of values.entries())
    console.log(
      `x = ${String(value).padEnd(6)} root ${found[i]?.toFixed(5).padEnd(10)} derivative ${derivatives[i]?.toFixed(5)} (formula: ${expected[i]?.toFixed(5)})`,
    )
}
