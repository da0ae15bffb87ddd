/** tf.contrib */
export * as layers from './layers/index.ts'
