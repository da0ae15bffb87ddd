/** tf.contrib.framework */
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
