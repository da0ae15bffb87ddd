/** `tf.examples.tutorials.mnist` */
export * as input_data from './input_data.ts'
