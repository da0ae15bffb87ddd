/** Posteriors of the mean of normal variables (contrib/distributions/python/ops/normal_conjugate_posteriors.py). */

import { pyfunction } from '../../calling/signature.ts'
import { TypeError } from '../../errors/python.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { cast } from '../../ops/math/cast_ops.ts'
import { sqrt, square } from '../../ops/math/function_ops.ts'
import { over, plus, times } from '../../ops/math/operators.ts'
import { float, int } from '../../tensor/literals.ts'
import { Normal } from './normal.ts'

interface ConjugateArgs {
  prior: Normal
  sigma: TensorLike
  s: Tensor
  n: TensorLike
}

interface Posterior {
  readonly mu: () => Tensor
  readonly variance: Tensor
  readonly ofObservations: Tensor
}
function posteriorOf({ prior, sigma, s, n: given }: ConjugateArgs): Posterior {
  if (!(prior instanceof Normal)) throw new TypeError('Expected prior to be an instance of type Normal')
  if (s.dtype !== prior.dtype)
    throw new TypeError(`Observation sum s.dtype does not match prior dtype: ${s.dtype} vs. ${prior.dtype}`)
  const n = cast(given, prior.dtype) as Tensor
  const ofPrior = square(prior.sigma)
  const ofObservations = square(sigma)
  const precision = over(int(1), ofPrior)
  const variance = over(float(1), plus(precision, over(n, ofObservations)))
  const mu = (): Tensor => {
    const weighted = over(prior.mu, ofPrior)
    return times(plus(weighted, over(s, ofObservations)), variance)
  }
  return { mu, variance, ofObservations }
}

/**
 * The distribution of the mean of normal variables with the known standard deviation `sigma`, given the `prior` one and `n`
 * observations with the sum `s`. Errors: TypeError where `prior` is no Normal, or `s` not of its type.
 */
export const normal_conjugates_known_sigma_posterior = pyfunction(
  'normal_conjugates_known_sigma_posterior(prior, sigma, s, n)',
  (args: ConjugateArgs): Normal => {
    const { mu, variance } = posteriorOf(args)
    return new Normal({ mu: mu(), sigma: sqrt(variance) })
  },
)
/** The distribution of the next observation, given the same. */
export const normal_conjugates_known_sigma_predictive = pyfunction(
  'normal_conjugates_known_sigma_predictive(prior, sigma, s, n)',
  (args: ConjugateArgs): Normal => {
    const { mu, variance, ofObservations } = posteriorOf(args)
    return new Normal({ mu: mu(), sigma: sqrt(plus(variance, ofObservations)) })
  },
)
