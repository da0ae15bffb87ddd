/** tf.contrib.slim: layers, variables and argument scopes under one name. */

export {
  add_arg_scope,
  add_model_variable,
  arg_scope,
  arg_scoped_arguments,
  assert_global_step,
  assert_or_get_global_step,
  assign_from_values,
  assign_from_values_fn,
  create_global_step,
  get_global_step,
  get_local_variables,
  get_model_variables,
  get_or_create_global_step,
  get_unique_variable,
  get_variables,
  get_variables_by_name,
  get_variables_by_suffix,
  get_variables_to_restore,
  has_arg_scope,
  local_variable,
  model_variable,
  VariableDeviceChooser,
  variable,
  zero_initializer,
} from '../framework/index.ts'
export * from '../layers/index.ts'
export * as losses from '../losses/index.ts'
export * as metrics from '../metrics/index.ts'
export * as data_decoder from './data_decoder.ts'
export * as data_provider from './data_provider.ts'
export * as dataset from './dataset.ts'
export * as dataset_data_provider from './dataset_data_provider.ts'
export * as parallel_reader from './parallel_reader.ts'
export * as prefetch_queue from './prefetch_queue.ts'
export * as tfexample_decoder from './tfexample_decoder.ts'
