/** `np.random`: one stream shared by all, as in numpy. */
import { RandomState } from './random_state.ts'

/** The stream behind the functions of `np.random`. */
export const shared_state: RandomState = new RandomState()

/** A method of the shared stream as a function. */
function bound<F extends (...args: never[]) => unknown>(method: F): F {
  return method.bind(shared_state) as F
}

export const seed: RandomState['seed'] = bound(shared_state.seed)
export const get_state: RandomState['get_state'] = bound(shared_state.get_state)
export const set_state: RandomState['set_state'] = bound(shared_state.set_state)
export const rand: RandomState['rand'] = bound(shared_state.rand)
export const randn: RandomState['randn'] = bound(shared_state.randn)
export const random: RandomState['random'] = bound(shared_state.random)
export const random_sample: RandomState['random_sample'] = bound(shared_state.random_sample)
export const ranf: RandomState['ranf'] = bound(shared_state.ranf)
export const sample: RandomState['sample'] = bound(shared_state.sample)
export const uniform: RandomState['uniform'] = bound(shared_state.uniform)
export const normal: RandomState['normal'] = bound(shared_state.normal)
export const standard_normal: RandomState['standard_normal'] = bound(shared_state.standard_normal)
export const lognormal: RandomState['lognormal'] = bound(shared_state.lognormal)
export const exponential: RandomState['exponential'] = bound(shared_state.exponential)
export const standard_exponential: RandomState['standard_exponential'] = bound(shared_state.standard_exponential)
export const gamma: RandomState['gamma'] = bound(shared_state.gamma)
export const standard_gamma: RandomState['standard_gamma'] = bound(shared_state.standard_gamma)
export const beta: RandomState['beta'] = bound(shared_state.beta)
export const chisquare: RandomState['chisquare'] = bound(shared_state.chisquare)
export const standard_t: RandomState['standard_t'] = bound(shared_state.standard_t)
export const standard_cauchy: RandomState['standard_cauchy'] = bound(shared_state.standard_cauchy)
export const laplace: RandomState['laplace'] = bound(shared_state.laplace)
export const logistic: RandomState['logistic'] = bound(shared_state.logistic)
export const gumbel: RandomState['gumbel'] = bound(shared_state.gumbel)
export const rayleigh: RandomState['rayleigh'] = bound(shared_state.rayleigh)
export const weibull: RandomState['weibull'] = bound(shared_state.weibull)
export const pareto: RandomState['pareto'] = bound(shared_state.pareto)
export const power: RandomState['power'] = bound(shared_state.power)
export const vonmises: RandomState['vonmises'] = bound(shared_state.vonmises)
export const triangular: RandomState['triangular'] = bound(shared_state.triangular)
export const poisson: RandomState['poisson'] = bound(shared_state.poisson)
export const geometric: RandomState['geometric'] = bound(shared_state.geometric)
export const binomial: RandomState['binomial'] = bound(shared_state.binomial)
export const multinomial: RandomState['multinomial'] = bound(shared_state.multinomial)
export const multivariate_normal: RandomState['multivariate_normal'] = bound(shared_state.multivariate_normal)
export const dirichlet: RandomState['dirichlet'] = bound(shared_state.dirichlet)
export const randint: RandomState['randint'] = bound(shared_state.randint)
export const random_integers: RandomState['random_integers'] = bound(shared_state.random_integers)
export const bytes: RandomState['bytes'] = bound(shared_state.bytes)
export const choice: RandomState['choice'] = bound(shared_state.choice)
export const shuffle: RandomState['shuffle'] = bound(shared_state.shuffle)
export const permutation: RandomState['permutation'] = bound(shared_state.permutation)
export { RandomState } from './random_state.ts'
