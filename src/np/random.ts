/** `np.random`: one stream shared by all, as in numpy. */
import { RandomState } from './random_state.ts'

/** The stream behind the functions of `np.random`. */
export const shared_state: RandomState = new RandomState()

/** A method of the shared stream as a function. */
function of<K extends Exclude<keyof RandomState, 'source' | 'spare'>>(name: K): RandomState[K] {
  const method = shared_state[name] as unknown as (...args: unknown[]) => unknown
  return method.bind(shared_state) as unknown as RandomState[K]
}

export const seed: RandomState['seed'] = of('seed')
export const get_state: RandomState['get_state'] = of('get_state')
export const set_state: RandomState['set_state'] = of('set_state')
export const rand: RandomState['rand'] = of('rand')
export const randn: RandomState['randn'] = of('randn')
export const random: RandomState['random'] = of('random')
export const random_sample: RandomState['random_sample'] = of('random_sample')
export const ranf: RandomState['ranf'] = of('ranf')
export const sample: RandomState['sample'] = of('sample')
export const uniform: RandomState['uniform'] = of('uniform')
export const normal: RandomState['normal'] = of('normal')
export const standard_normal: RandomState['standard_normal'] = of('standard_normal')
export const lognormal: RandomState['lognormal'] = of('lognormal')
export const exponential: RandomState['exponential'] = of('exponential')
export const standard_exponential: RandomState['standard_exponential'] = of('standard_exponential')
export const gamma: RandomState['gamma'] = of('gamma')
export const standard_gamma: RandomState['standard_gamma'] = of('standard_gamma')
export const beta: RandomState['beta'] = of('beta')
export const chisquare: RandomState['chisquare'] = of('chisquare')
export const standard_t: RandomState['standard_t'] = of('standard_t')
export const standard_cauchy: RandomState['standard_cauchy'] = of('standard_cauchy')
export const laplace: RandomState['laplace'] = of('laplace')
export const logistic: RandomState['logistic'] = of('logistic')
export const gumbel: RandomState['gumbel'] = of('gumbel')
export const rayleigh: RandomState['rayleigh'] = of('rayleigh')
export const weibull: RandomState['weibull'] = of('weibull')
export const pareto: RandomState['pareto'] = of('pareto')
export const power: RandomState['power'] = of('power')
export const vonmises: RandomState['vonmises'] = of('vonmises')
export const triangular: RandomState['triangular'] = of('triangular')
export const poisson: RandomState['poisson'] = of('poisson')
export const geometric: RandomState['geometric'] = of('geometric')
export const binomial: RandomState['binomial'] = of('binomial')
export const multinomial: RandomState['multinomial'] = of('multinomial')
export const multivariate_normal: RandomState['multivariate_normal'] = of('multivariate_normal')
export const dirichlet: RandomState['dirichlet'] = of('dirichlet')
export const randint: RandomState['randint'] = of('randint')
export const random_integers: RandomState['random_integers'] = of('random_integers')
export const bytes: RandomState['bytes'] = of('bytes')
export const choice: RandomState['choice'] = of('choice')
export const shuffle: RandomState['shuffle'] = of('shuffle')
export const permutation: RandomState['permutation'] = of('permutation')
export { RandomState } from './random_state.ts'
