/** tf.contrib.metrics */
export { confusion_matrix } from './confusion_matrix.ts'
