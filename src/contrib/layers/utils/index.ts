/** tf.contrib.layers.utils */
export { constant_value, smart_cond, static_cond } from './conditions.ts'
export {
  collect_named_outputs,
  convert_collection_to_dict,
  gather_tensors_alias,
  get_tensor_alias,
} from './named_outputs.ts'
export {
  first_dimension,
  get_variable_collections,
  last_dimension,
  n_positive_integers,
  two_element_tuple,
} from './sizes.ts'
