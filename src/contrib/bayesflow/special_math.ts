/** The normal distribution's cumulative function and its logarithm (contrib/bayesflow/python/ops/special_math.py). */

import { pyfunction } from '../../calling/signature.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { maximum, minimum } from '../../ops/math/arithmetic_ops.ts'
import { greater, less } from '../../ops/math/comparison_ops.ts'
import { constant } from '../../ops/math/constant_op.ts'
import { abs, log, square } from '../../ops/math/function_ops.ts'
import { minus, negated, over, plus, times } from '../../ops/math/operators.ts'
import { select } from '../../ops/math/select_ops.ts'
import { erf, erfc } from '../../ops/math/special_ops.ts'
import { float, int, PyInt } from '../../tensor/literals.ts'

/** Where log Φ is computed by its asymptotic series (below), and as −Φ(−x) (above): there Φ itself would be 0 or 1. */
const SEGMENTS: Readonly<Record<string, readonly [lower: number, upper: number]>> = {
  float64: [-20, 8],
  float32: [-10, 5],
}

function cumulative(x: Tensor): Tensor {
  const halfRoot = constant(float(0.5 * Math.sqrt(2)), { dtype: x.dtype, name: 'half_sqrt_2' })
  const w = times(x, halfRoot)
  const z = abs(w)
  // each branch is exact where it is taken: near zero, far right, far left
  const near = less(z, halfRoot)
  const center = plus(float(1), erf(w))
  const isRight = greater(w, float(0))
  const right = minus(float(2), erfc(z))
  const sides = select(isRight, right, erfc(z))
  return times(float(0.5), select(near, center, sides))
}

/** Φ(x): the probability that a standard normal variable is not above x. Errors: TypeError unless x is float32 or float64. */
export const ndtr = pyfunction(
  'ndtr(x, name="ndtr")',
  ({ x, name }: { x: TensorLike; name: Name }): Tensor =>
    withScope(name, null, [x], () => {
      const given = convertToTensor(x, { name: 'x' })
      if (!(given.dtype.base in SEGMENTS))
        throw new TypeError(`x.dtype=${given.dtype} is not handled, see docstring for supported types.`)
      return cumulative(given)
    }),
)

/** n!! = n (n − 2) (n − 4) … for odd n, as a 64-bit integer: numpy's wraps around from n = 35 on. */
function doubleFactorial(n: number): bigint {
  let product = 1n
  for (let factor = n; factor > 1; factor -= 2) product = BigInt.asIntN(64, product * BigInt(factor))
  return product
}

/** 1 + Σ (−1)ⁿ (2n − 1)!! / x²ⁿ up to n = order: the sum of the even terms minus that of the odd ones. */
function asymptoticSeries(x: Tensor, order: number): TensorLike {
  if (order <= 0) return float(1)
  const squared = square(x)
  let even: Tensor | null = null
  let odd: Tensor | null = null
  let power = squared
  for (let n = 1; n <= order; n++) {
    const term = over(int(doubleFactorial(2 * n - 1)), power)
    if (n % 2 === 1) odd = plus(odd ?? float(0), term)
    else even = plus(even ?? float(0), term)
    power = times(power, squared)
  }
  return minus(even ? plus(float(1), even) : float(1), odd)
}

function logLower(x: Tensor, order: number): Tensor {
  const squared = square(x)
  const scale = minus(minus(times(float(-0.5), squared), log(negated(x))), float(0.5 * Math.log(2 * Math.PI)))
  return plus(scale, log(asymptoticSeries(x, order)))
}

interface LogArgs {
  x: TensorLike
  series_order: number | PyInt
  name: Name
}
/**
 * log Φ(x), also where Φ(x) is 0 or 1 in x's precision. `series_order`: how many terms the asymptotic series has that is
 * used far below zero (1 … 30). Errors: TypeError unless x is float32 or float64, ValueError for another order.
 */
export const log_ndtr = pyfunction(
  'log_ndtr(x, series_order=3, name="log_ndtr")',
  ({ x, series_order, name }: LogArgs): Tensor => {
    const order = series_order instanceof PyInt ? Number(series_order.value) : series_order
    if (!Number.isInteger(order)) throw new TypeError('series_order must be a Python integer.')
    if (order < 0) throw new ValueError('series_order must be non-negative.')
    if (order > 30) throw new ValueError('series_order must be <= 30.')
    return withScope(name, null, [x], () => {
      const given = convertToTensor(x, { name: 'x' })
      const segments = SEGMENTS[given.dtype.base]
      if (!segments) throw new TypeError(`x.dtype=${given.dtype} is not supported.`)
      const [lower, upper] = segments.map(bound => int(bound)) as [PyInt, PyInt]
      const isUpper = greater(given, upper)
      const above = negated(cumulative(negated(given)))
      const isMiddle = greater(given, lower)
      // the clamps keep the branch that is not taken finite: its gradient would be NaN otherwise
      const middle = log(cumulative(maximum(given, lower)))
      const below = logLower(minimum(given, lower), order)
      return select(isUpper, above, select(isMiddle, middle, below))
    })
  },
)
