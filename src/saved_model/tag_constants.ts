/** tf.saved_model.tag_constants: tags that the graphs of a SavedModel usually have. */

export const SERVING = 'serve'
export const TRAINING = 'train'
/** Of TensorFlow 1.x. */
export const GPU = 'gpu'
export const TPU = 'tpu'
