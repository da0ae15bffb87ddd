/** `tf.examples.tutorials.mnist` */
export * as input_data from './input_data.ts'
export * as mnist from './mnist.ts'
