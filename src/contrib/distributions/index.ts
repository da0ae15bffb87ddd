/** tf.contrib.distributions */

export { Bernoulli, BernoulliWithSigmoidP } from './bernoulli.ts'
export { Beta, BetaWithSoftplusAB } from './beta.ts'
export * as bijector from './bijectors/index.ts'
export { Binomial } from './binomial.ts'
export { Categorical } from './categorical.ts'
export { Chi2, Chi2WithAbsDf } from './chi2.ts'
export { Dirichlet } from './dirichlet.ts'
export { DirichletMultinomial } from './dirichlet_multinomial.ts'
export { Distribution } from './distribution.ts'
export { matrix_diag_transform } from './distribution_util.ts'
export { Exponential, ExponentialWithSoftplusLam } from './exponential.ts'
export { Gamma, GammaWithSoftplusAlphaBeta } from './gamma.ts'
export { InverseGamma, InverseGammaWithSoftplusAlphaBeta } from './inverse_gamma.ts'
export { kl, RegisterKL } from './kullback_leibler.ts'
export { Laplace, LaplaceWithSoftplusScale } from './laplace.ts'
export { Mixture } from './mixture.ts'
export { Multinomial } from './multinomial.ts'
export {
  MultivariateNormalCholesky,
  MultivariateNormalDiag,
  MultivariateNormalDiagPlusVDVT,
  MultivariateNormalDiagWithSoftplusStDev,
  MultivariateNormalFull,
} from './mvn.ts'
export { Normal, NormalWithSoftplusSigma } from './normal.ts'
export {
  normal_conjugates_known_sigma_posterior,
  normal_conjugates_known_sigma_predictive,
} from './normal_conjugate_posteriors.ts'
export { Poisson } from './poisson.ts'
export { QuantizedDistribution } from './quantized_distribution.ts'
export { StudentT, StudentTWithAbsDfSoftplusSigma } from './student_t.ts'
export { TransformedDistribution } from './transformed_distribution.ts'
export { Uniform } from './uniform.ts'
export { WishartCholesky, WishartFull } from './wishart.ts'
