/** `tf.contrib.learn.datasets` */
export * as mnist from './mnist.ts'
