/** tf.contrib */
export * as layers from './layers/index.ts'
export * as metrics from './metrics/index.ts'
