/** tf.contrib.bayesflow */
export * as special_math from './special_math.ts'
