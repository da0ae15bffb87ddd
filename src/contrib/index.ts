/** tf.contrib */
export * as bayesflow from './bayesflow/index.ts'
export * as distributions from './distributions/index.ts'
export * as framework from './framework/index.ts'
export * as layers from './layers/index.ts'
export * as losses from './losses/index.ts'
export * as lookup from './lookup/index.ts'
export * as metrics from './metrics/index.ts'
export * as util from './util/index.ts'
