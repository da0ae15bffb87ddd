/** Training: tf.train. */
export { AdamOptimizer } from './adam.ts'
export { GradientDescentOptimizer } from './gradient_descent.ts'
export { MomentumOptimizer } from './momentum.ts'
export { Optimizer } from './optimizer.ts'
