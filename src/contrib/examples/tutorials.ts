/** `tf.examples.tutorials` */
export * as mnist from './mnist/index.ts'
