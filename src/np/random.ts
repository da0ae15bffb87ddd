/** `np.random`: one stream shared by all, as in numpy. */
import { guarded } from '../errors/boundary.ts'
import { RandomState } from './random_state.ts'

/** The stream behind the functions of `np.random`. */
export const shared_state: RandomState = new RandomState()

/** A method of the shared stream as a function. */
function bound<F extends (...args: never[]) => unknown>(method: F): F {
  return method.bind(shared_state) as F
}

export const seed: RandomState['seed'] = guarded(bound(shared_state.seed), 'seed')
export const get_state: RandomState['get_state'] = guarded(bound(shared_state.get_state), 'get_state')
export const set_state: RandomState['set_state'] = guarded(bound(shared_state.set_state), 'set_state')
export const rand: RandomState['rand'] = guarded(bound(shared_state.rand), 'rand')
export const randn: RandomState['randn'] = guarded(bound(shared_state.randn), 'randn')
export const random: RandomState['random'] = guarded(bound(shared_state.random), 'random')
export const random_sample: RandomState['random_sample'] = guarded(bound(shared_state.random_sample), 'random_sample')
export const ranf: RandomState['ranf'] = guarded(bound(shared_state.ranf), 'ranf')
export const sample: RandomState['sample'] = guarded(bound(shared_state.sample), 'sample')
export const uniform: RandomState['uniform'] = guarded(bound(shared_state.uniform), 'uniform')
export const normal: RandomState['normal'] = guarded(bound(shared_state.normal), 'normal')
export const standard_normal: RandomState['standard_normal'] = guarded(
  bound(shared_state.standard_normal),
  'standard_normal',
)
export const lognormal: RandomState['lognormal'] = guarded(bound(shared_state.lognormal), 'lognormal')
export const exponential: RandomState['exponential'] = guarded(bound(shared_state.exponential), 'exponential')
export const standard_exponential: RandomState['standard_exponential'] = guarded(
  bound(shared_state.standard_exponential),
  'standard_exponential',
)
export const gamma: RandomState['gamma'] = guarded(bound(shared_state.gamma), 'gamma')
export const standard_gamma: RandomState['standard_gamma'] = guarded(
  bound(shared_state.standard_gamma),
  'standard_gamma',
)
export const beta: RandomState['beta'] = guarded(bound(shared_state.beta), 'beta')
export const chisquare: RandomState['chisquare'] = guarded(bound(shared_state.chisquare), 'chisquare')
export const standard_t: RandomState['standard_t'] = guarded(bound(shared_state.standard_t), 'standard_t')
export const standard_cauchy: RandomState['standard_cauchy'] = guarded(
  bound(shared_state.standard_cauchy),
  'standard_cauchy',
)
export const laplace: RandomState['laplace'] = guarded(bound(shared_state.laplace), 'laplace')
export const logistic: RandomState['logistic'] = guarded(bound(shared_state.logistic), 'logistic')
export const gumbel: RandomState['gumbel'] = guarded(bound(shared_state.gumbel), 'gumbel')
export const rayleigh: RandomState['rayleigh'] = guarded(bound(shared_state.rayleigh), 'rayleigh')
export const weibull: RandomState['weibull'] = guarded(bound(shared_state.weibull), 'weibull')
export const pareto: RandomState['pareto'] = guarded(bound(shared_state.pareto), 'pareto')
export const power: RandomState['power'] = guarded(bound(shared_state.power), 'power')
export const vonmises: RandomState['vonmises'] = guarded(bound(shared_state.vonmises), 'vonmises')
export const triangular: RandomState['triangular'] = guarded(bound(shared_state.triangular), 'triangular')
export const poisson: RandomState['poisson'] = guarded(bound(shared_state.poisson), 'poisson')
export const geometric: RandomState['geometric'] = guarded(bound(shared_state.geometric), 'geometric')
export const binomial: RandomState['binomial'] = guarded(bound(shared_state.binomial), 'binomial')
export const multinomial: RandomState['multinomial'] = guarded(bound(shared_state.multinomial), 'multinomial')
export const multivariate_normal: RandomState['multivariate_normal'] = guarded(
  bound(shared_state.multivariate_normal),
  'multivariate_normal',
)
export const dirichlet: RandomState['dirichlet'] = guarded(bound(shared_state.dirichlet), 'dirichlet')
export const randint: RandomState['randint'] = guarded(bound(shared_state.randint), 'randint')
export const random_integers: RandomState['random_integers'] = guarded(
  bound(shared_state.random_integers),
  'random_integers',
)
export const bytes: RandomState['bytes'] = guarded(bound(shared_state.bytes), 'bytes')
export const choice: RandomState['choice'] = guarded(bound(shared_state.choice), 'choice')
export const shuffle: RandomState['shuffle'] = guarded(bound(shared_state.shuffle), 'shuffle')
export const permutation: RandomState['permutation'] = guarded(bound(shared_state.permutation), 'permutation')
export const negative_binomial: RandomState['negative_binomial'] = guarded(
  bound(shared_state.negative_binomial),
  'negative_binomial',
)
export const hypergeometric: RandomState['hypergeometric'] = guarded(
  bound(shared_state.hypergeometric),
  'hypergeometric',
)
export const zipf: RandomState['zipf'] = guarded(bound(shared_state.zipf), 'zipf')
export const logseries: RandomState['logseries'] = guarded(bound(shared_state.logseries), 'logseries')
export const f: RandomState['f'] = guarded(bound(shared_state.f), 'f')
export const noncentral_chisquare: RandomState['noncentral_chisquare'] = guarded(
  bound(shared_state.noncentral_chisquare),
  'noncentral_chisquare',
)
export const noncentral_f: RandomState['noncentral_f'] = guarded(bound(shared_state.noncentral_f), 'noncentral_f')
export const wald: RandomState['wald'] = guarded(bound(shared_state.wald), 'wald')
export { RandomState } from './random_state.ts'
