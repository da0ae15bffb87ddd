/** `tf.pywrap_tensorflow`: of what TensorFlow's native library shows to Python, the reader of checkpoints. */
export { CheckpointReader, NewCheckpointReader } from './checkpoint_reader.ts'
