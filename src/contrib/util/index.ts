/** tf.contrib.util */
export { constant_value, make_ndarray, make_tensor_proto } from './tensor_protos.ts'
