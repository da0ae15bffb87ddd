/** `tf.contrib.learn`: its data sets; the estimators are not there. */
export * as datasets from './datasets/index.ts'
