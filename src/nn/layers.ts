/** Layers that are composed of a product and an activation, and dropout (ops/nn.py, ops/nn_ops.py). */

import { pyfunction } from '../calling/signature.ts'
import { ValueError } from '../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../graph/build/convert.ts'
import { constantValue } from '../graph/infer.ts'
import { maximum, mul } from '../ops/math/arithmetic_ops.ts'
import { cast } from '../ops/math/cast_ops.ts'
import { equal } from '../ops/math/comparison_ops.ts'
import { constant } from '../ops/math/constant_op.ts'
import { div } from '../ops/math/division_ops.ts'
import { rsqrt, square } from '../ops/math/function_ops.ts'
import { matmul } from '../ops/math/matmul_ops.ts'
import { plus, times } from '../ops/math/operators.ts'
import { reduce_mean, reduce_sum } from '../ops/math/reduction_ops.ts'
import { floor } from '../ops/math/rounding_ops.ts'
import { shape } from '../ops/math/shape_ops.ts'
import { relu } from '../ops/nn/activation_ops.ts'
import { bias_add, bias_add_v1 } from '../ops/nn/bias_ops.ts'
import { random_uniform } from '../ops/random/random_ops.ts'
import { float32 } from '../tensor/dtypes.ts'
import { PyFloat, PyInt } from '../tensor/literals.ts'
import { as_shape } from '../tensor/tensor_shape.ts'

interface LayerArgs {
  x: TensorLike
  weights: TensorLike
  biases: TensorLike
  name: Name
}
const operands = ({ x, weights, biases }: LayerArgs) => ({
  x: convertToTensor(x, { name: 'x' }),
  weights: convertToTensor(weights, { name: 'weights' }),
  biases: convertToTensor(biases, { name: 'biases' }),
})
const layer = (kind: string, add: typeof bias_add | typeof bias_add_v1) => (args: LayerArgs) =>
  withScope(args.name, kind, [args.x, args.weights, args.biases], scope => {
    const { x, weights, biases } = operands(args)
    return add(matmul(x, weights), biases, { name: scope })
  })
/** x·weights + biases: [batch, in] by [in, out] and [out]. */
export const xw_plus_b = pyfunction('xw_plus_b(x, weights, biases, name=None)', layer('xw_plus_b', bias_add))
export const xw_plus_b_v1 = pyfunction(
  'xw_plus_b_v1(x, weights, biases, name=None)',
  layer('xw_plus_b_v1', bias_add_v1),
)
/** relu(x·weights + biases) */
export const relu_layer = pyfunction('relu_layer(x, weights, biases, name=None)', (args: LayerArgs) =>
  withScope(args.name, 'relu_layer', [args.x, args.weights, args.biases], scope => {
    const { x, weights, biases } = operands(args)
    return relu(bias_add(matmul(x, weights), biases), { name: scope })
  }),
)

interface DropoutArgs {
  x: TensorLike
  keep_prob: TensorLike
  noise_shape: TensorLike | null
  seed: number | null
  name: Name
}
/**
 * `x` with elements set to 0 at random, each kept with probability `keep_prob` and then divided by it, so that the sum stays
 * what it was on average. `noise_shape` with ones: elements along these dimensions go together. Errors: ValueError for a
 * number outside (0, 1].
 *
 *     tf.nn.dropout(h, keep_prob)      // keep_prob: a placeholder, 1 for testing
 */
export const dropout = pyfunction(
  'dropout(x, keep_prob, noise_shape=None, seed=None, name=None)',
  ({ x: given, keep_prob, noise_shape, seed, name }: DropoutArgs) =>
    withScope(name, 'dropout', [given], () => {
      const x = convertToTensor(given, { name: 'x' })
      const plain = keep_prob instanceof PyFloat || keep_prob instanceof PyInt ? Number(keep_prob.value) : keep_prob
      if (typeof plain === 'number' && !(plain > 0 && plain <= 1)) {
        throw new ValueError(`keep_prob must be a scalar tensor or a float in the range (0, 1], got ${plain}`)
      }
      const keep = convertToTensor(keep_prob, { dtype: x.dtype.base_dtype, name: 'keep_prob' })
      keep.get_shape().assert_is_compatible_with(as_shape([]))
      if (constantValue(keep)?.item() === 1) return x
      const noise = noise_shape ?? shape(x)
      const random = plus(keep, random_uniform(noise, { seed, dtype: x.dtype.base_dtype }))
      const kept = floor(random)
      const result = times(div(x, keep), kept)
      result.set_shape(x.get_shape())
      return result
    }),
)

interface NormalizeArgs {
  x: TensorLike
  dim: TensorLike
  epsilon: number
  name: Name
}
/** x/√max(Σ x², epsilon) along `dim`. */
export const l2_normalize = pyfunction(
  'l2_normalize(x, dim, epsilon=1e-12, name=None)',
  ({ x: given, dim, epsilon, name }: NormalizeArgs) =>
    withScope(name, 'l2_normalize', [given], scope => {
      const x = convertToTensor(given, { name: 'x' })
      const total = reduce_sum(square(x), dim, { keep_dims: true })
      return mul(x, rsqrt(maximum(total, epsilon)), { name: scope })
    }),
)

/** Which part of the elements is zero. */
export const zero_fraction = pyfunction(
  'zero_fraction(value, name=None)',
  ({ value: given, name }: { value: TensorLike; name: Name }) =>
    withScope(name, 'zero_fraction', [given], () => {
      const value = convertToTensor(given, { name: 'value' })
      const zero = constant(0, value.dtype, { name: 'zero' })
      return reduce_mean(cast(equal(value, zero), float32))
    }),
)
