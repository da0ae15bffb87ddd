/** tf.contrib.distributions */
export { Distribution } from './distribution.ts'
export { matrix_diag_transform } from './distribution_util.ts'
export { kl, RegisterKL } from './kullback_leibler.ts'
export { Normal, NormalWithSoftplusSigma } from './normal.ts'
