/** Neural networks: tf.nn. */
export { log_softmax, softmax } from '../ops/softmax_ops.ts'
export { sigmoid, tanh } from '../ops/function_ops.ts'
