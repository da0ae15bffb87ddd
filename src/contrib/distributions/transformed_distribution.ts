/** Distributions of functions of variables (contrib/distributions/python/ops/transformed_distribution.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { TypeError } from '../../errors/python.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { exp } from '../../ops/math/function_ops.ts'
import { plus, times } from '../../ops/math/operators.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import type { Bijector } from './bijectors/bijector.ts'
import { Distribution, entriesOf, type Parameters, type Seed } from './distribution.ts'
import { type Conditions, optional } from './method_signatures.ts'

interface TransformedArgs {
  distribution: Distribution
  bijector: Bijector
  validate_args: boolean
  name: string | null
}

/** What the two parts are given beside their values: `bijector_kwargs` and `distribution_kwargs`, dictionaries by argument. */
function split(
  conditions: Conditions | undefined,
  method: string,
): readonly [bijector: readonly Conditions[], distribution: readonly Conditions[]] {
  const unknown = Object.keys(conditions ?? {}).find(key => key !== 'bijector_kwargs' && key !== 'distribution_kwargs')
  if (unknown !== undefined) throw new TypeError(`${method}() got an unexpected keyword argument '${unknown}'`)
  const part = (key: string): readonly Conditions[] => {
    const given = conditions?.[key] as Parameters | null | undefined
    return given ? optional(Object.fromEntries(entriesOf(given))) : []
  }
  return [part('bijector_kwargs'), part('distribution_kwargs')]
}

const TRANSFORMED_TEXT = 'TransformedDistribution(distribution, bijector, validate_args=False, name=None)'

/**
 * The distribution of Y = g(X), of a variable X and a bijector g.
 *
 *     const { Normal, TransformedDistribution, bijector } = tf.contrib.distributions
 *     const logNormal = new TransformedDistribution(new Normal(0, 1), new bijector.Exp())
 */
export class TransformedDistribution extends Distribution {
  static override readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.transformed_distribution'
  _distribution: Distribution
  _bijector: Bijector
  constructor(...args: PythonArguments<typeof TRANSFORMED_TEXT, TransformedArgs>) {
    const parameters = TRANSFORMED.bind(args)
    const { distribution, bijector, validate_args, name } = parameters as unknown as TransformedArgs
    const { dtype, is_continuous, is_reparameterized, allow_nan_stats } = distribution
    super({
      dtype,
      is_continuous,
      is_reparameterized,
      validate_args,
      allow_nan_stats,
      parameters,
      graph_parents: [...distribution._graph_parents, ...entriesOf(bijector.parameters).map(([, value]) => value)],
      name: name || `${bijector.name}${distribution.name}`,
    })
    this._distribution = distribution
    this._bijector = bijector
  }
  /** The distribution of X. */
  get distribution(): Distribution {
    return this._distribution
  }
  /** The function. */
  get bijector(): Bijector {
    return this._bijector
  }
  override _event_shape(): Tensor {
    return this.bijector.forward_event_shape(this.distribution.event_shape())
  }
  override _get_event_shape(): TensorShape {
    return this.bijector.get_forward_event_shape(this.distribution.get_event_shape())
  }
  override _batch_shape(): Tensor {
    return this.distribution.batch_shape()
  }
  override _get_batch_shape(): TensorShape {
    return this.distribution.get_batch_shape()
  }
  override _sample_n(n: Tensor, seed: Seed, conditions?: Conditions): Tensor {
    const [ofBijector, ofDistribution] = split(conditions, '_sample_n')
    const x = this.distribution.sample(n, seed, ...ofDistribution)
    return this.bijector.forward(x, ...ofBijector)
  }
  override _log_prob(y: Tensor, conditions?: Conditions): Tensor {
    const [ofBijector, ofDistribution] = split(conditions, '_log_prob')
    const [x, ildj] = this.bijector.inverse_and_inverse_log_det_jacobian(y, ...ofBijector)
    return plus(ildj, this.distribution.log_prob(x, ...ofDistribution))
  }
  override _prob(y: Tensor, conditions?: Conditions): Tensor {
    const [ofBijector, ofDistribution] = split(conditions, '_prob')
    const [x, ildj] = this.bijector.inverse_and_inverse_log_det_jacobian(y, ...ofBijector)
    const volume = exp(ildj)
    return times(volume, this.distribution.prob(x, ...ofDistribution))
  }
  override _log_cdf(y: Tensor, conditions?: Conditions): Tensor {
    const [ofBijector, [own]] = split(conditions, '_log_cdf')
    const x = this.bijector.inverse(y, ...ofBijector)
    // TensorFlow hands these over in the place of the name: without any, the scope is the graph's root
    if (own) throw new TypeError('expected string or buffer')
    return this.distribution.log_cdf(x, '')
  }
  override _cdf(y: Tensor, conditions?: Conditions): Tensor {
    const [ofBijector, ofDistribution] = split(conditions, '_cdf')
    return this.distribution.cdf(this.bijector.inverse(y, ...ofBijector), ...ofDistribution)
  }
  override _log_survival_function(y: Tensor, conditions?: Conditions): Tensor {
    const [ofBijector, ofDistribution] = split(conditions, '_log_survival_function')
    return this.distribution.log_survival_function(this.bijector.inverse(y, ...ofBijector), ...ofDistribution)
  }
  override _survival_function(y: Tensor, conditions?: Conditions): Tensor {
    const [ofBijector, ofDistribution] = split(conditions, '_survival_function')
    return this.distribution.survival_function(this.bijector.inverse(y, ...ofBijector), ...ofDistribution)
  }
}
// @ts-expect-error the guarded class takes its place
TransformedDistribution = guardedClass(TransformedDistribution)
const TRANSFORMED = setSignature(TransformedDistribution, TRANSFORMED_TEXT)
