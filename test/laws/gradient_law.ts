/** Law 3: the symbolic gradient is the derivative, by finite differences in float64. */
import * as tf from '../../src/index.ts'
import { type SampleGraph, sampleGraph } from './op_laws.ts'
import type { Sample } from './sample.ts'

const STEP = 1e-5
const TOLERANCE = 1e-6
/** Larger inputs are sampled at so many elements. */
const PROBES = 24

/** Inputs in float64 (complex128) as far as the op takes that. */
function wide(sample: Sample): tf.NDArray[] {
  return sample.inputs.map(value =>
    value.dtype.is_floating
      ? value.astype('float64')
      : value.dtype.base === 'complex64'
        ? value.astype('complex128')
        : value,
  )
}

/** What is wrong with the gradient, or nothing. */
export function gradientIsDerivative(sample: Sample, gradients: typeof tf.gradients = tf.gradients): string[] {
  const { spec } = sampleGraph(sample).op.op_def
  if (
    typeof spec.gradient !== 'function' ||
    sample.differentiable === false ||
    spec.gradientIsNotDerivative !== undefined
  )
    return []
  const inputs = wide(sample)
  let graph: SampleGraph
  try {
    graph = sampleGraph(sample, inputs)
  } catch {
    // the op takes no float64
    return []
  }
  const { op } = graph
  const fed = new Map(graph.feeds)
  const xs = graph.feeds.map(([tensor]) => tensor).filter(tensor => tensor.dtype.is_floating)
  const ys = op.outputs.filter(output => output.dtype.base_dtype.is_floating)
  if (xs.length === 0 || ys.length === 0) return []
  return graph.graph.as_default(() => {
    // weights make every element of the outputs count by itself
    const session = new tf.Session('', { graph: graph.graph })
    try {
      session.run(graph.initializer)
      const shapes = (session.run([...ys], graph.feeds) as unknown[]).map(value =>
        tf.NDArray.of(value as never, 'float64'),
      )
      const weights = shapes.map((array, k) =>
        tf.NDArray.of(
          Array.from({ length: array.size }, (_, i) => Math.cos(1 + i + 7 * k)) as never,
          'float64',
        ).reshape(...array.shape),
      )
      const grads = gradients([...ys], xs, { grad_ys: weights.map(weight => tf.constant(weight as never)) }) as (
        | tf.Tensor
        | tf.IndexedSlices
        | null
      )[]
      const dense = grads.map(grad => (grad === null ? null : (tf.convert_to_tensor(grad as never) as tf.Tensor)))
      const loss = (feeds: [tf.Tensor, tf.NDArray][]): number => {
        const values = (session.run([...ys], feeds) as unknown[]).map(value => tf.NDArray.of(value as never, 'float64'))
        let sum = 0
        for (const [k, value] of values.entries()) {
          const [a, w] = [value.data as Float64Array, (weights[k] as tf.NDArray).data as Float64Array]
          for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (w[i] as number)
        }
        return sum
      }
      return xs.flatMap((x, k) => {
        const grad = dense[k]
        const value = fed.get(x) as tf.NDArray
        const got = grad
          ? (tf.NDArray.of(session.run(grad, graph.feeds) as never, 'float64').data as Float64Array)
          : new Float64Array(value.size)
        const wanted: [number, number][] = []
        const stride = Math.max(1, Math.floor(value.size / PROBES))
        for (let i = 0; i < value.size; i += stride) {
          const at = (delta: number): number => {
            const moved = value.copy()
            ;(moved.data as Float64Array)[i] = ((moved.data as Float64Array)[i] as number) + delta
            return loss(graph.feeds.map(([tensor, old]) => [tensor, tensor === x ? moved : old]))
          }
          wanted.push([i, (at(STEP) - at(-STEP)) / (2 * STEP)])
        }
        const scale = Math.max(1, ...wanted.map(([, w]) => Math.abs(w)))
        const bad = wanted.find(
          ([i, w]) => !(Math.abs((got[i] as number) - w) <= (sample.tolerance ?? TOLERANCE) * scale * 10),
        )
        return bad ? [`d/d${x.name}[${bad[0]}] is ${got[bad[0]]}, finite differences say ${bad[1]}`] : []
      })
    } finally {
      session.close()
    }
  })
}
