/** tf.contrib.tensorboard: what TensorBoard's plugins read. */
export * as plugins from './plugins.ts'
