/** The distributions of numpy's RandomState: what they draw from a stream, and how numbers and shapes are given to them. */
import { ValueError } from '../errors/index.ts'
import { type DType, float64, int64 } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { binomial } from '../tensor/random/binomial.ts'
import { Mt19937 } from '../tensor/random/mt19937.ts'
import * as counts from '../tensor/random/numpy_counts.ts'
import * as distributions from '../tensor/random/numpy_distributions.ts'
import { type Arguments, bind } from './arguments.ts'
import { drawBroadcast } from './random_broadcast.ts'
import { factorCovariance } from './random_covariance.ts'
import {
  type ArrayValue,
  elementCount,
  fromNumbers,
  integer,
  newShape,
  numbersOf,
  type Result,
  type Scalar,
  type ShapeValue,
  toArray,
} from './values.ts'

/** A parameter of a distribution: a number, or numbers that broadcast. */
export type Parameter = ArrayValue
type Sized<K> = Partial<K> & { size?: ShapeValue }
type OneParameter<N extends string> = Arguments<[value?: Parameter, size?: ShapeValue], Sized<Record<N, Parameter>>>
type TwoParameters<A extends string, B extends string> = Arguments<
  [first?: Parameter, second?: Parameter, size?: ShapeValue],
  Sized<Record<A | B, Parameter>>
>

/** A stream with all distributions of floats and counts; `RandomState` adds seeds, integers and choices. */
export class RandomDistributions implements distributions.NormalSource {
  readonly source: Mt19937 = new Mt19937()
  spare: number | undefined

  /** Uniform in [0, 1), of shape `size`; a number without one. */
  random_sample(size: ShapeValue | { size?: ShapeValue } = null): Result {
    const { source } = this
    return drawBroadcast([], (bind('random_sample(size=None)', [size])['size'] ?? null) as ShapeValue, () =>
      source.double(),
    )
  }
  random(size: ShapeValue | { size?: ShapeValue } = null): Result {
    return this.random_sample(size)
  }
  ranf(size: ShapeValue | { size?: ShapeValue } = null): Result {
    return this.random_sample(size)
  }
  sample(size: ShapeValue | { size?: ShapeValue } = null): Result {
    return this.random_sample(size)
  }
  /** Uniform in [0, 1) of shape `dims`. */
  rand(...dims: readonly Scalar[]): Result {
    return this.random_sample(dims.length === 0 ? null : dims.map(integer))
  }
  /** Standard normals of shape `dims`. */
  randn(...dims: readonly Scalar[]): Result {
    return this.standard_normal(dims.length === 0 ? null : dims.map(integer))
  }
  standard_normal(size: ShapeValue | { size?: ShapeValue } = null): Result {
    return drawBroadcast([], (bind('standard_normal(size=None)', [size])['size'] ?? null) as ShapeValue, () =>
      distributions.gauss(this),
    )
  }
  standard_exponential(size: ShapeValue | { size?: ShapeValue } = null): Result {
    const drawn = (bind('standard_exponential(size=None)', [size])['size'] ?? null) as ShapeValue
    return drawBroadcast([], drawn, () => distributions.standardExponential(this.source))
  }
  standard_cauchy(size: ShapeValue | { size?: ShapeValue } = null): Result {
    const drawn = (bind('standard_cauchy(size=None)', [size])['size'] ?? null) as ShapeValue
    return drawBroadcast([], drawn, () => distributions.standardCauchy(this))
  }

  /** `draw` of parameters with defaults, `size` last. */
  #distribution(
    name: string,
    parameters: readonly (readonly [name: string, initial?: number])[],
    args: readonly unknown[],
    draw: (...values: number[]) => number,
    dtype: DType = float64,
  ): Result {
    const list = parameters.map(([key, initial]) => (initial === undefined ? key : `${key}=${initial}`))
    const bound = bind(`${name}(${[...list, 'size=None'].join(', ')})`, args)
    const values = parameters.map(([key, initial]) => bound[key] ?? initial)
    return drawBroadcast(values, (bound['size'] ?? null) as ShapeValue, draw, dtype)
  }

  /** Uniform in [low, high). */
  uniform(...args: TwoParameters<'low' | 'high', never>): Result {
    return this.#distribution(
      'uniform',
      [
        ['low', 0],
        ['high', 1],
      ],
      args,
      (low, high) => low + (high - low) * this.source.double(),
    )
  }
  normal(...args: TwoParameters<'loc', 'scale'>): Result {
    return this.#distribution(
      'normal',
      [
        ['loc', 0],
        ['scale', 1],
      ],
      args,
      (loc, scale) => {
        if (scale < 0) throw new ValueError('scale < 0')
        return loc + scale * distributions.gauss(this)
      },
    )
  }
  lognormal(...args: TwoParameters<'mean', 'sigma'>): Result {
    return this.#distribution(
      'lognormal',
      [
        ['mean', 0],
        ['sigma', 1],
      ],
      args,
      (mean, sigma) => Math.exp(mean + sigma * distributions.gauss(this)),
    )
  }
  exponential(...args: OneParameter<'scale'>): Result {
    return this.#distribution('exponential', [['scale', 1]], args, scale => {
      if (scale < 0) throw new ValueError('scale < 0')
      return scale * distributions.standardExponential(this.source)
    })
  }
  standard_gamma(...args: OneParameter<'shape'>): Result {
    return this.#distribution('standard_gamma', [['shape']], args, shape =>
      distributions.standardGamma(this, positive('shape', shape)),
    )
  }
  gamma(...args: TwoParameters<'shape', 'scale'>): Result {
    return this.#distribution('gamma', [['shape'], ['scale', 1]], args, (shape, scale) => {
      return scale * distributions.standardGamma(this, positive('shape', shape))
    })
  }
  chisquare(...args: OneParameter<'df'>): Result {
    return this.#distribution(
      'chisquare',
      [['df']],
      args,
      df => 2 * distributions.standardGamma(this, positive('df', df) / 2),
    )
  }
  standard_t(...args: OneParameter<'df'>): Result {
    return this.#distribution('standard_t', [['df']], args, df => distributions.standardT(this, positive('df', df)))
  }
  beta(...args: TwoParameters<'a', 'b'>): Result {
    return this.#distribution('beta', [['a'], ['b']], args, (a, b) =>
      distributions.beta(this, positive('a', a), positive('b', b)),
    )
  }
  laplace(...args: TwoParameters<'loc', 'scale'>): Result {
    return this.#distribution(
      'laplace',
      [
        ['loc', 0],
        ['scale', 1],
      ],
      args,
      (loc, scale) => distributions.laplace(this.source, loc, scale),
    )
  }
  logistic(...args: TwoParameters<'loc', 'scale'>): Result {
    return this.#distribution(
      'logistic',
      [
        ['loc', 0],
        ['scale', 1],
      ],
      args,
      (loc, scale) => distributions.logistic(this.source, loc, scale),
    )
  }
  gumbel(...args: TwoParameters<'loc', 'scale'>): Result {
    return this.#distribution(
      'gumbel',
      [
        ['loc', 0],
        ['scale', 1],
      ],
      args,
      (loc, scale) => distributions.gumbel(this.source, loc, scale),
    )
  }
  rayleigh(...args: OneParameter<'scale'>): Result {
    return this.#distribution('rayleigh', [['scale', 1]], args, scale => distributions.rayleigh(this.source, scale))
  }
  weibull(...args: OneParameter<'a'>): Result {
    return this.#distribution('weibull', [['a']], args, a => distributions.weibull(this.source, a))
  }
  pareto(...args: OneParameter<'a'>): Result {
    return this.#distribution('pareto', [['a']], args, a => distributions.pareto(this.source, a))
  }
  power(...args: OneParameter<'a'>): Result {
    return this.#distribution('power', [['a']], args, a => distributions.power(this.source, a))
  }
  vonmises(...args: TwoParameters<'mu', 'kappa'>): Result {
    return this.#distribution('vonmises', [['mu'], ['kappa']], args, (mu, kappa) =>
      distributions.vonMises(this.source, mu, kappa),
    )
  }
  triangular(
    ...args: Arguments<
      [left: Parameter, mode: Parameter, right: Parameter, size?: ShapeValue],
      Sized<Record<'left' | 'mode' | 'right', Parameter>>
    >
  ): Result {
    return this.#distribution('triangular', [['left'], ['mode'], ['right']], args, (left, mode, right) =>
      distributions.triangular(this.source, left, mode, right),
    )
  }
  poisson(...args: OneParameter<'lam'>): Result {
    return this.#distribution(
      'poisson',
      [['lam', 1]],
      args,
      lam => {
        if (!(lam >= 0)) throw new ValueError('lam < 0')
        return distributions.poisson(this.source, lam)
      },
      int64,
    )
  }
  geometric(...args: OneParameter<'p'>): Result {
    return this.#distribution('geometric', [['p']], args, p => distributions.geometric(this.source, p), int64)
  }
  binomial(...args: TwoParameters<'n', 'p'>): Result {
    return this.#distribution(
      'binomial',
      [['n'], ['p']],
      args,
      (n, p) => {
        if (n < 0) throw new ValueError('n < 0')
        if (p < 0) throw new ValueError('p < 0')
        if (p > 1) throw new ValueError('p > 1')
        return n === 0 || p === 0 ? 0 : binomial(this.source, n, p)
      },
      int64,
    )
  }

  negative_binomial(...args: TwoParameters<'n', 'p'>): Result {
    return this.#distribution(
      'negative_binomial',
      [['n'], ['p']],
      args,
      (n, p) => counts.negativeBinomial(this, positive('n', n), p),
      int64,
    )
  }
  hypergeometric(
    ...args: Arguments<
      [ngood: Parameter, nbad: Parameter, nsample: Parameter, size?: ShapeValue],
      Sized<Record<'ngood' | 'nbad' | 'nsample', Parameter>>
    >
  ): Result {
    return this.#distribution(
      'hypergeometric',
      [['ngood'], ['nbad'], ['nsample']],
      args,
      (good, bad, sample) => {
        if (good < 0) throw new ValueError('ngood < 0')
        if (bad < 0) throw new ValueError('nbad < 0')
        if (sample < 1) throw new ValueError('nsample < 1')
        if (good + bad < sample) throw new ValueError('ngood + nbad < nsample')
        return counts.hypergeometric(this.source, good, bad, sample)
      },
      int64,
    )
  }
  zipf(...args: OneParameter<'a'>): Result {
    return this.#distribution(
      'zipf',
      [['a']],
      args,
      a => {
        if (!(a > 1)) throw new ValueError("'a' must be a valid float > 1.0")
        return counts.zipf(this.source, a)
      },
      int64,
    )
  }
  logseries(...args: OneParameter<'p'>): Result {
    return this.#distribution(
      'logseries',
      [['p']],
      args,
      p => {
        if (!(p > 0)) throw new ValueError('p <= 0.0')
        if (p >= 1) throw new ValueError('p >= 1.0')
        return counts.logSeries(this.source, p)
      },
      int64,
    )
  }
  f(...args: TwoParameters<'dfnum', 'dfden'>): Result {
    return this.#distribution('f', [['dfnum'], ['dfden']], args, (over, under) =>
      counts.fisher(this, positive('dfnum', over), positive('dfden', under)),
    )
  }
  noncentral_chisquare(...args: TwoParameters<'df', 'nonc'>): Result {
    return this.#distribution('noncentral_chisquare', [['df'], ['nonc']], args, (degrees, nonc) =>
      counts.noncentralChiSquare(this, positive('df', degrees), nonc),
    )
  }
  noncentral_f(
    ...args: Arguments<
      [dfnum: Parameter, dfden: Parameter, nonc: Parameter, size?: ShapeValue],
      Sized<Record<'dfnum' | 'dfden' | 'nonc', Parameter>>
    >
  ): Result {
    return this.#distribution('noncentral_f', [['dfnum'], ['dfden'], ['nonc']], args, (over, under, nonc) =>
      counts.noncentralFisher(this, positive('dfnum', over), positive('dfden', under), nonc),
    )
  }
  wald(...args: TwoParameters<'mean', 'scale'>): Result {
    return this.#distribution('wald', [['mean'], ['scale']], args, (mean, scale) =>
      counts.wald(this, positive('mean', mean), positive('scale', scale)),
    )
  }

  /** Counts of `n` tries over the outcomes `pvals`, of shape size + [outcomes]. */
  multinomial(
    ...args: Arguments<
      [n: Scalar, pvals: ArrayValue, size?: ShapeValue],
      { n?: Scalar; pvals?: ArrayValue; size?: ShapeValue }
    >
  ): NDArray {
    const bound = bind('multinomial(n, pvals, size=None)', args)
    const chances = numbersOf(toArray(bound['pvals']))
    const last = chances.length - 1
    if (chances.slice(0, last).reduce((sum, p) => sum + p, 0) > 1 + 1e-12) throw new ValueError('sum(pvals[:-1]) > 1.0')
    const size = newShape(bound['size'] as ShapeValue)
    const counts = new Float64Array(elementCount(size.reduce((product, dim) => product * dim, 1) * chances.length))
    for (let start = 0; start < counts.length; start += chances.length) {
      let left = integer(bound['n'])
      let rest = 1
      for (let j = 0; j < last && left > 0; j += 1) {
        const p = chances[j] as number
        const count = p === 0 ? 0 : binomial(this.source, left, p / rest)
        counts[start + j] = count
        left -= count
        rest -= p
      }
      if (left > 0) counts[start + last] = left
    }
    return fromNumbers(int64, [...size, chances.length], counts)
  }

  /** Points of shape size + [dimensions]. */
  multivariate_normal(
    ...args: Arguments<
      [mean: ArrayValue, cov: ArrayValue, size?: ShapeValue],
      { mean?: ArrayValue; cov?: ArrayValue; size?: ShapeValue; check_valid?: string; tol?: number }
    >
  ): NDArray {
    const bound = bind("multivariate_normal(mean, cov, size=None, check_valid='warn', tol=1e-08)", args)
    const mean = toArray(bound['mean'])
    const covariance = toArray(bound['cov'])
    if (mean.shape.length !== 1) throw new ValueError('mean must be 1 dimensional')
    if (covariance.shape.length !== 2 || covariance.shape[0] !== covariance.shape[1])
      throw new ValueError('cov must be 2 dimensional and square')
    const n = mean.shape[0] as number
    if (n !== covariance.shape[0]) throw new ValueError('mean and cov must have same length')
    const size = newShape(bound['size'] as ShapeValue)
    const count = size.reduce((product, dim) => product * dim, 1)
    const normals = Float64Array.from({ length: elementCount(count * n) }, () => distributions.gauss(this))
    const factor = factorCovariance(numbersOf(covariance), n)
    const centre = numbersOf(mean)
    const points = normals.map((_, at) => {
      const column = at % n
      let sum = 0
      for (let k = 0; k < n; k += 1) sum += (normals[at - column + k] as number) * (factor[k * n + column] as number)
      return sum + (centre[column] as number)
    })
    return new NDArray(float64, [...size, n], points)
  }

  /** Points of the simplex. */
  dirichlet(
    ...args: Arguments<[alpha: ArrayValue, size?: ShapeValue], { alpha?: ArrayValue; size?: ShapeValue }>
  ): NDArray {
    const bound = bind('dirichlet(alpha, size=None)', args)
    const alpha = numbersOf(toArray(bound['alpha']))
    if (alpha.some(value => value <= 0)) throw new ValueError('alpha <= 0')
    const size = newShape(bound['size'] as ShapeValue)
    const values = new Float64Array(elementCount(size.reduce((product, dim) => product * dim, 1) * alpha.length))
    for (let start = 0; start < values.length; start += alpha.length) {
      let total = 0
      alpha.forEach((shape, j) => {
        const value = distributions.standardGamma(this, shape)
        values[start + j] = value
        total += value
      })
      const inverse = 1 / total
      for (let j = 0; j < alpha.length; j += 1) values[start + j] = (values[start + j] as number) * inverse
    }
    return new NDArray(float64, [...size, alpha.length], values)
  }
}

function positive(name: string, value: number): number {
  if (value <= 0) throw new ValueError(`${name} <= 0`)
  return value
}
