/** tf.contrib.distributions.bijector */
export { Bijector } from './bijector.ts'
export { SigmoidCentered, SoftmaxCentered } from './centered_bijectors.ts'
export { CholeskyOuterProduct } from './cholesky_outer_product.ts'
export { Chain, Invert } from './composed_bijectors.ts'
export { ScaleAndShift } from './scale_and_shift.ts'
export { Exp, Identity, Inline, Softplus } from './simple_bijectors.ts'
