/** Training: tf.train. */
export { AdamOptimizer } from './adam.ts'
export { GradientDescentOptimizer } from './gradient_descent.ts'
export { MomentumOptimizer } from './momentum.ts'
export { Optimizer } from './optimizer.ts'
export { export_meta_graph, import_meta_graph } from './meta_graph.ts'
