/** tf.contrib.bayesflow */
export * as special_math from './special_math.ts'
export * as stochastic_gradient_estimators from './stochastic_gradient_estimators.ts'
export * as stochastic_graph from './stochastic_graph.ts'
export * as stochastic_tensor from './stochastic_tensor.ts'
