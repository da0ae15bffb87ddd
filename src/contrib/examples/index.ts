/** `tf.examples`: what the old tutorials imported beside TensorFlow. */
export * as tutorials from './tutorials.ts'
