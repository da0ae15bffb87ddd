/** The Mandelbrot set of the tutorial: a grid of complex numbers, iterated in place. */
import * as tf from '../../src/index.ts'

/** Re and Im from `from` in steps of `step`, as numpy's mgrid counts them. */
function grid(): tf.Complex[][] {
  const count = (from: number, to: number): number => Math.ceil((to - from) / 0.005)
  const at = (from: number, i: number): number => from + i * 0.005
  return Array.from({ length: count(-1.3, 1.3) }, (_, row) =>
    Array.from({ length: count(-2, 1) }, (_, column) => new tf.Complex(at(-2, column), at(-1.3, row))),
  )
}

export function mandelbrot(): void {
  const xs = tf.constant(grid(), { dtype: tf.complex64 })
  const zs = new tf.Variable(xs)
  const ns = new tf.Variable(tf.zeros_like(xs, tf.float32))
  tf.initialize_all_variables()
  const next = zs.mul(zs).add(xs)
  const bounded = tf.complex_abs(next).lt(4)
  tf.group(zs.assign(next), ns.assign_add(tf.cast(bounded, tf.float32)))
}
