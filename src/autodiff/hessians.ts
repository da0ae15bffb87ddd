/** Matrices of second derivatives (ops/gradients_impl.py). */

import { pyfunction } from '../calling/signature.ts'
import { ValueError } from '../errors/python.ts'
import type { TensorLike } from '../graph/build/convert.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import type { Tensor } from '../graph/tensor.ts'
import { pack, unpack } from '../ops/array/pack_ops.ts'
import { gradients } from './gradients.ts'

interface HessiansArgs {
  ys: TensorLike
  xs: TensorLike
  name: string
  colocate_gradients_with_ops: boolean
  gate_gradients: boolean
  aggregation_method: number | null
}

/**
 * For each of `xs`, all vectors of a known length n, the [n, n] matrix of the second derivatives of the sum of `ys`.
 * Errors: ValueError for other shapes.
 *
 *     const [h] = tf.hessians(tf.reduce_sum(tf.square(x)), x)
 */
export const hessians = pyfunction(
  "hessians(ys, xs, name='hessians', colocate_gradients_with_ops=False, gate_gradients=False, aggregation_method=None)",
  ({ ys, xs, name, ...options }: HessiansArgs): Tensor[] => {
    const graph = get_default_graph()
    const list = (Array.isArray(xs) ? xs : [xs]) as Tensor[]
    return list.map((x, i) => {
      const { ndims } = x.get_shape()
      if (ndims === null) {
        throw new ValueError(
          `Cannot compute Hessian because the dimensionality of element number ${i} of \`xs\` cannot be determined`,
        )
      }
      if (ndims !== 1) {
        throw new ValueError(
          `Computing hessians is currently only supported for one-dimensional tensors. Element number ${i} of \`xs\` has ${ndims} dimensions.`,
        )
      }
      const first = graph.name_scope(
        `${name}_first_derivative`,
        () => unpack(gradients(ys, x, options)[0] as Tensor) as Tensor[],
      )
      return graph.name_scope(`${name}_second_derivative`, () =>
        pack(
          first.map(derivative => gradients(derivative, x, options)[0] as Tensor),
          { name },
        ),
      )
    })
  },
)
