/** tf.contrib.framework */
export { is_non_decreasing, is_numeric_tensor, is_strictly_increasing } from '../../ops/checks/check_ops.ts'
export { zero_initializer } from '../../ops/variables/zero_initializer_ops.ts'
export { add_arg_scope, arg_scope, arg_scoped_arguments, has_arg_scope } from './arg_scope.ts'
export { assign_from_values, assign_from_values_fn } from './assignments.ts'
export {
  assign_from_checkpoint,
  assign_from_checkpoint_fn,
  init_from_checkpoint,
  list_variables,
  load_checkpoint,
  load_variable,
} from './checkpoints.ts'
export { deprecated, deprecated_arg_values, deprecated_args, experimental } from './deprecation.ts'
export { VariableDeviceChooser } from './device_chooser.ts'
export { print_op } from './print_op.ts'
export {
  assert_same_float_dtype,
  assert_scalar,
  assert_scalar_int,
  convert_to_tensor_or_sparse_tensor,
  get_graph_from_inputs,
  is_tensor,
  reduce_sum_n,
  remove_squeezable_dimensions,
  with_same_shape,
  with_shape,
} from './tensor_checks.ts'
export {
  get_local_variables,
  get_model_variables,
  get_unique_variable,
  get_variables,
  get_variables_by_name,
  get_variables_by_suffix,
  get_variables_to_restore,
} from './variable_lists.ts'
export {
  add_model_variable,
  assert_global_step,
  assert_or_get_global_step,
  create_global_step,
  get_global_step,
  get_or_create_global_step,
  local_variable,
  model_variable,
  variable,
} from './variables.ts'
