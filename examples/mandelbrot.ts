/**
 * The old tutorial "Mandelbrot set": z² + c for all points of the plane at once, in complex numbers that live in variables.
 *
 *     npx tsx examples/mandelbrot.ts [FILE.ppm] [WIDTH]
 *
 * Draws the set on the terminal and writes it in colour to mandelbrot.ppm.
 */
import { fileURLToPath } from 'node:url'
import * as tf from 'tf0'
import { shaded, write_ppm } from './support/pictures.ts'

/** The part of the plane that is looked at. */
const LEFT = -2
const RIGHT = 1
const TOP = -1.3
const BOTTOM = 1.3

/** For each point of a grid, after how many of `steps` steps it is still near; float32 [height, width]. */
export function mandelbrot(
  width: number,
  height: number,
  steps: number,
  tell: (line: string) => void = () => {},
): tf.NDArray {
  const graph = new tf.Graph()
  return graph.as_default(() => {
    const [Y, X] = tf.np.mgrid([TOP, BOTTOM, { num: height }], [LEFT, RIGHT, { num: width }])
    const xs = tf.complex(tf.constant(X, tf.float32), tf.constant(Y, tf.float32))
    const zs = new tf.Variable(xs)
    const ns = new tf.Variable(tf.zeros_like(xs, tf.float32))

    const zs_ = zs.mul(zs).add(xs)
    const not_diverged = tf.complex_abs(zs_).lt(4)
    const step = tf.group(zs.assign(zs_), ns.assign_add(tf.cast(not_diverged, tf.float32)))

    return tf.with(new tf.Session(), sess => {
      sess.run(tf.initialize_all_variables())
      const started = performance.now()
      for (let i = 0; i < steps; i++) sess.run(step)
      tell(
        `${steps} steps of ${width} × ${height} points: ${((performance.now() - started) / steps).toFixed(2)} ms each`,
      )
      return sess.run(ns)
    })
  })
}

/** Counts as colours that come back every twenty; points that never leave are black. Bytes [height, width, 3]. */
export function coloured(counts: tf.NDArray): tf.NDArray {
  const graph = new tf.Graph()
  return graph.as_default(() => {
    const n = tf.expand_dims(tf.constant(counts), 2)
    const angle = n.mul((2 * Math.PI) / 20)
    const wave = tf.concat(2, [tf.cos(angle), tf.sin(angle), tf.cos(angle)])
    const colour = wave.mul([20, 50, -80]).add([30, 80, 155])
    const inside = tf.tile(tf.equal(n, tf.reduce_max(n)), [1, 1, 3])
    const image = tf.cast(tf.select(inside, tf.zeros_like(colour), colour), tf.uint8)
    return tf.with(new tf.Session(), sess => sess.run(image))
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [path = 'mandelbrot.ppm', width = '900'] = process.argv.slice(2)
  const steps = 200
  const overview = mandelbrot(75, 64, steps)
  console.log(shaded(tf.np.log(overview.add(1)).div(Math.log(steps + 1)) as tf.NDArray).join('\n'))
  const [columns, rows] = [Number(width), Math.round((Number(width) * (BOTTOM - TOP)) / (RIGHT - LEFT))]
  write_ppm(path, coloured(mandelbrot(columns, rows, steps, console.log)))
  console.log(`written to ${path}`)
}
