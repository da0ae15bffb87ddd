/** Distributions as TypeScript spells them: arguments in order or by name, subclasses, conditions, what a copy keeps. */
import { expect, test } from 'vitest'
import * as tf from '../../../src/index.ts'

const ds = tf.contrib.distributions

function inGraph<T>(body: (run: (fetches: unknown) => unknown) => T): T {
  return new tf.Graph().as_default(() => {
    using session = new tf.Session()
    return body(fetches => session.run(fetches as tf.Tensor))
  })
}
const numbers = (value: unknown): number[] => Array.from((value as tf.NDArray).data as ArrayLike<number>)

test('arguments in order and by name make the same nodes', () => {
  const nodes = (make: () => void): string =>
    new tf.Graph().as_default(() => {
      make()
      return tf.get_default_graph().as_graph_def().ToText()
    })
  const inOrder = nodes(() => new ds.Normal([0, 1], 2, true, false, 'prior').sample(3, 5, 'draw'))
  expect(
    nodes(() =>
      new ds.Normal({ mu: [0, 1], sigma: 2, validate_args: true, allow_nan_stats: false, name: 'prior' }).sample(3, {
        seed: 5,
        name: 'draw',
      }),
    ),
  ).toBe(inOrder)
  expect(inOrder).toContain('name: "prior/draw/sample_shape"')
})

test('samples of the same seed are the same, of another are not', () => {
  inGraph(run => {
    const d = new ds.Gamma(2, 3)
    const [a, b, c] = [d.sample(4, { seed: 1 }), d.sample(4, { seed: 1 }), d.sample(4, { seed: 2 })].map(sample =>
      numbers(run(sample)),
    )
    expect(a).toEqual(b)
    expect(a).not.toEqual(c)
  })
})

test('densities integrate to the cumulative functions, and to 1', () => {
  inGraph(run => {
    const step = 0.01
    const x = Array.from({ length: 2000 }, (_, i) => -10 + step * i)
    for (const d of [
      new ds.Normal(0.5, 1.5),
      new ds.Laplace(0, 0.7),
      new ds.Uniform(-2, 3),
      new ds.StudentT(4, 0, 1),
    ]) {
      const density = numbers(run(d.prob(x.map(value => value + step / 2))))
      expect(density.reduce((sum, value) => sum + value * step, 0)).toBeCloseTo(1, 2)
      if (d instanceof ds.StudentT) continue
      const cumulative = numbers(run(d.cdf(x)))
      let sum = 0
      const errors = density.map((value, i) => {
        const error = Math.abs(sum - (cumulative[i] as number))
        sum += value * step
        return error
      })
      expect(Math.max(...errors)).toBeLessThan(2e-3)
    }
  })
})

class Exponentiated extends ds.Distribution {
  readonly base: InstanceType<typeof ds.Normal>
  constructor(base: InstanceType<typeof ds.Normal>) {
    super({
      dtype: base.dtype,
      is_continuous: true,
      is_reparameterized: true,
      validate_args: false,
      allow_nan_stats: true,
      parameters: { base },
    })
    this.base = base
  }
  override _prob(x: tf.Tensor): tf.Tensor {
    return this.base.prob(tf.log(x)).truediv(x)
  }
}

test('a subclass implements what it knows', () => {
  inGraph(run => {
    const d = new Exponentiated(new ds.Normal(0, 1))
    const transformed = new ds.TransformedDistribution(new ds.Normal(0, 1), new ds.bijector.Exp())
    const [own, other] = run([d.log_prob([0.5, 2]), transformed.log_prob([0.5, 2])]) as [tf.NDArray, tf.NDArray]
    for (const [i, value] of numbers(own).entries()) expect(value).toBeCloseTo(numbers(other)[i] as number, 5)
    expect(d.name).toBe('Exponentiated')
    expect(() => d.mean()).toThrow(tf.NotImplementedError)
    expect(() => d.log_prob(1, { foo: 2 })).toThrow("_log_prob() got an unexpected keyword argument 'foo'")
  })
})

test('a divergence is that of the nearest classes', () => {
  inGraph(run => {
    const a = new Exponentiated(new ds.Normal(0, 1))
    expect(() => ds.kl(a, a)).toThrow(
      'No KL(dist_a || dist_b) registered for dist_a type Exponentiated and dist_b type Exponentiated',
    )
    ds.RegisterKL(Exponentiated, Exponentiated)((x, y, { name }) => ds.kl(x.base, y.base, { name }))
    const b = new Exponentiated(new ds.Normal(1, 1))
    expect(run(ds.kl(a, b))).toBeCloseTo(0.5, 5)
    expect(() => ds.RegisterKL(Exponentiated, Exponentiated)(() => tf.constant(0))).toThrow(
      'has already been registered',
    )
  })
})

test('a copy has the arguments that were given', () => {
  inGraph(run => {
    const d = new ds.StudentT({ df: 3, mu: 1, sigma: 2 }).copy({ mu: 4 })
    expect(run([d.df, d.mu, d.sigma])).toEqual([3, 4, 2])
    expect(d.name).toBe('StudentT_1/')
    expect(Object.keys(d.parameters).sort()).toEqual(['allow_nan_stats', 'df', 'mu', 'name', 'sigma', 'validate_args'])
  })
})

test('gradients reach the parameters of samples and densities', () => {
  inGraph(run => {
    const mu = tf.constant([1, 2])
    const d = new ds.MultivariateNormalDiag(mu, [1, 2])
    const [ofSample] = tf.gradients(d.sample({ sample_shape: 3, seed: 1 }), [mu]) as [tf.Tensor]
    const [ofDensity] = tf.gradients(d.log_prob([2, 2]), [mu]) as [tf.Tensor]
    expect(numbers(run(ofSample))).toEqual([3, 3])
    expect(numbers(run(ofDensity))).toEqual([1, 0])
  })
})
