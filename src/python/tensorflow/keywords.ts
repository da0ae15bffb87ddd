/** Functions and methods of tf0 that take arguments by position, which Python's programs give by keyword as well. */
import { Signature } from '../../calling/signature.ts'
import { namePositions } from '../objects/foreign_calls.ts'

type Namespace = Readonly<Record<string, unknown>>

/** Where they are found, and their Python signatures. */
const SIGNATURES: Readonly<Record<string, readonly string[]>> = {
  '': [
    'add_to_collection(name, value)',
    'add_to_collections(names, value)',
    'as_dtype(type_value)',
    'container(container_name)',
    'control_dependencies(control_inputs)',
    'device(device_name_or_function)',
    'get_collection(key, scope=None)',
    'get_collection_ref(key)',
    'op_scope(values, name, default_name=None)',
  ],
  'examples.tutorials.mnist.input_data.DataSet.prototype': ['next_batch(batch_size, fake_data=False)'],
  'Graph.prototype': [
    'add_to_collection(name, value)',
    'add_to_collections(names, value)',
    'clear_collection(name)',
    'colocate_with(op, ignore_existing=False)',
    'container(container_name)',
    'control_dependencies(control_inputs)',
    'device(device_name_or_function)',
    'get_collection(name, scope=None)',
    'get_collection_ref(name)',
    'get_operation_by_name(name)',
    'get_tensor_by_name(name)',
    'gradient_override_map(op_type_map)',
    'is_feedable(tensor)',
    'is_fetchable(tensor_or_op)',
    'name_scope(name)',
    'prevent_feeding(tensor)',
    'prevent_fetching(op)',
    'unique_name(name, mark_as_used=True)',
  ],
  'Operation.prototype': ['get_attr(name)'],
  'Tensor.prototype': ['set_shape(shape)'],
  'TensorShape.prototype': [
    'assert_has_rank(rank)',
    'assert_is_compatible_with(other)',
    'assert_same_rank(other)',
    'concatenate(other)',
    'is_compatible_with(other)',
    'merge_with(other)',
    'with_rank(rank)',
    'with_rank_at_least(rank)',
    'with_rank_at_most(rank)',
  ],
  'Dimension.prototype': ['assert_is_compatible_with(other)', 'is_compatible_with(other)', 'merge_with(other)'],
  'DType.prototype': ['is_compatible_with(other)'],
  'Variable.prototype': [
    'assign(value, use_locking=False)',
    'assign_add(delta, use_locking=False)',
    'assign_sub(delta, use_locking=False)',
    'count_up_to(limit)',
    'eval(session=None)',
    'scatter_sub(sparse_delta, use_locking=False)',
    'set_shape(shape)',
    'to_proto(export_scope=None)',
  ],
  'VariableScope.prototype': [
    'set_caching_device(caching_device)',
    'set_custom_getter(custom_getter)',
    'set_dtype(dtype)',
    'set_initializer(initializer)',
    'set_partitioner(partitioner)',
    'set_regularizer(regularizer)',
  ],
  'train.Coordinator.prototype': ['register_thread(thread)', 'wait_for_stop(timeout=None)'],
  'train.ExponentialMovingAverage.prototype': [
    'apply(var_list=None)',
    'average(var)',
    'average_name(var)',
    'variables_to_restore(moving_avg_variables=None)',
  ],
  'train.Optimizer.prototype': ['get_slot(var, name)'],
}

const lookUp = (root: Namespace, path: string): Namespace | undefined =>
  path === ''
    ? root
    : path.split('.').reduce<Namespace | undefined>((at, name) => at?.[name] as Namespace | undefined, root)

/** Lets them be called with keywords. */
export function adaptKeywords(tf: Namespace): void {
  for (const [path, signatures] of Object.entries(SIGNATURES)) {
    const owner = lookUp(tf, path)
    for (const signature of signatures) {
      const fn = owner?.[signature.slice(0, signature.indexOf('('))]
      const names = new Signature(signature).parameters.map(parameter => parameter.name)
      if (typeof fn === 'function') namePositions(fn as never, names)
    }
  }
}
