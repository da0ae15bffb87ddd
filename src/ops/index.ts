/** All op families; importing this registers every op. */
import './accumulator_ops.ts'
export { ConditionalAccumulator, ConditionalAccumulatorBase, SparseConditionalAccumulator } from './accumulators.ts'
import './activation_ops.ts'
export { accumulate_n, add_n } from './add_n_ops.ts'
export { arg_max, arg_min, argmax, argmin } from './arg_ops.ts'
export { add, maximum, minimum, mul, multiply, neg, negative, scalar_mul, squared_difference, sub, subtract } from './arithmetic_ops.ts'
export { Barrier } from './barrier.ts'
import './barrier_ops.ts'
export {
  batch_cholesky,
  batch_cholesky_solve,
  batch_matrix_determinant,
  batch_matrix_inverse,
  batch_matrix_solve,
  batch_matrix_solve_ls,
  batch_matrix_triangular_solve,
  batch_self_adjoint_eig,
} from './batch_linalg_ops.ts'
import './batch_norm_ops.ts'
import './bias_ops.ts'
export { bitcast } from './bitcast_ops.ts'
import './candidate_sampling_ops.ts'
export { case } from './case.ts'
export { cast, saturate_cast, to_bfloat16, to_double, to_float, to_int32, to_int64 } from './cast_ops.ts'
export {
  assert_equal,
  assert_greater,
  assert_greater_equal,
  assert_integer,
  assert_less,
  assert_less_equal,
  assert_negative,
  assert_non_negative,
  assert_non_positive,
  assert_positive,
  assert_proper_iterable,
  assert_rank,
  assert_rank_at_least,
  assert_type,
  is_non_decreasing,
  is_numeric_tensor,
  is_strictly_increasing,
} from './check_ops.ts'
import './checkpoint_ops.ts'
export { clip_by_average_norm, clip_by_global_norm, clip_by_norm, clip_by_value, global_norm } from './clip_ops.ts'
export { equal, greater, greater_equal, less, less_equal, not_equal } from './comparison_ops.ts'
export { complex, complex_abs, conj, imag, real } from './complex_ops.ts'
export { count_nonzero, reduce_logsumexp, trace } from './composed_reductions.ts'
export { concat, concat_v2 } from './concat_ops.ts'
export { cond } from './cond.ts'
export { constant, convert_to_tensor, fill, ones, zeros } from './constant_op.ts'
export { group, tuple } from './control_flow_ops.ts'
import './conv2d_ops.ts'
import './conv3d_ops.ts'
export { cross } from './cross_ops.ts'
import './ctc_ops.ts'
export { merge, switch_ as switch, with_dependencies } from './dataflow_functions.ts'
import './dataflow_ops.ts'
import './debug_ops.ts'
export { decode_csv, decode_json_example, decode_raw, parse_tensor } from './decode_ops.ts'
export { self_adjoint_eig, self_adjoint_eigvals, svd } from './decomposition_ops.ts'
import './depthwise_ops.ts'
export { diag, diag_part, matrix_band_part, matrix_diag, matrix_diag_part, matrix_set_diag } from './diag_ops.ts'
import './dilation_ops.ts'
export { div, divide, floor_div, floordiv, floormod, mod, realdiv, truediv, truncatediv, truncatemod } from './division_ops.ts'
export { edit_distance } from './edit_distance_ops.ts'
export { einsum } from './einsum.ts'
export { eye } from './eye_ops.ts'
export {
  fake_quant_with_min_max_args,
  fake_quant_with_min_max_args_gradient,
  fake_quant_with_min_max_vars,
  fake_quant_with_min_max_vars_gradient,
  fake_quant_with_min_max_vars_per_channel,
  fake_quant_with_min_max_vars_per_channel_gradient,
} from './fake_quant_ops.ts'
export { FixedLenFeature, FixedLenSequenceFeature, VarLenFeature } from './feature_specs.ts'
export { batch_fft, batch_fft2d, batch_fft3d, batch_ifft, batch_ifft2d, batch_ifft3d, fft, fft2d, fft3d, ifft, ifft2d, ifft3d } from './fft_ops.ts'
import './fractional_pool_ops.ts'
export { abs, exp, inv, log, log1p, reciprocal, rsqrt, sigmoid, sign, sqrt, square, tanh } from './function_ops.ts'
export { foldl, foldr, map_fn, scan } from './functional_ops.ts'
import './fused_conv2d_ops.ts'
export { gather, gather_nd } from './gather_ops.ts'
export { histogram_fixed_width } from './histogram_ops.ts'
export { identity, no_op, stop_gradient } from './identity_ops.ts'
import './image_box_ops.ts'
import './image_codec_ops.ts'
import './image_color_ops.ts'
import './image_crop_ops.ts'
export { extract_image_patches } from './image_patch_ops.ts'
import './image_resize_ops.ts'
export {
  constant_initializer,
  ones_initializer,
  orthogonal_initializer,
  random_normal_initializer,
  random_uniform_initializer,
  truncated_normal_initializer,
  uniform_unit_scaling_initializer,
  zeros_initializer,
} from './init_ops.ts'
export type { InitializerArgs, ZerosInitializer } from './init_ops.ts'
import './later_attrs.ts'
export { lbeta } from './lbeta.ts'
export {
  cholesky,
  cholesky_grad,
  cholesky_solve,
  matrix_determinant,
  matrix_inverse,
  matrix_solve,
  matrix_solve_ls,
  matrix_triangular_solve,
} from './linalg_ops.ts'
export { Assert_ as Assert, Print_ as Print, add_check_numerics_ops, check_numerics, verify_tensor_all_finite } from './logging_ops.ts'
export { logical_and, logical_not, logical_or, logical_xor } from './logical_ops.ts'
import './lookup_ops.ts'
import './lrn_ops.ts'
export { boolean_mask, meshgrid, sequence_mask, sparse_mask } from './mask_ops.ts'
export { batch_matmul, matmul } from './matmul_ops.ts'
import './memory_mapped_ops.ts'
export { one_hot } from './one_hot_ops.ts'
import './operators.ts'
export { pack, stack, unpack, unstack } from './pack_ops.ts'
export { pad } from './pad_ops.ts'
export { dynamic_partition, dynamic_stitch } from './partition_ops.ts'
export { parse_example, parse_single_example } from './parse_example_ops.ts'
export { parse_single_sequence_example } from './parse_sequence_ops.ts'
export { PartitionedVariable } from './partitioned_variable.ts'
export { create_partitioned_variables, fixed_size_partitioner, min_max_variable_partitioner, variable_axis_size_partitioner } from './partitioners.ts'
export type { PartitionerArgs } from './partitioners.ts'
export { placeholder, placeholder_with_default } from './placeholder_ops.ts'
import './pool3d_ops.ts'
import './pool_ops.ts'
export { pow } from './power_ops.ts'
export { py_func, type PyFunction } from './py_func_ops.ts'
import './quantized_ops.ts'
export { FIFOQueue, PaddingFIFOQueue, PriorityQueue, QueueBase, RandomShuffleQueue } from './queue_classes.ts'
import './queue_ops.ts'
export { random_crop } from './random_crop.ts'
export {
  multinomial,
  parameterized_truncated_normal,
  random_gamma,
  random_normal,
  random_shuffle,
  random_uniform,
  truncated_normal,
} from './random_ops.ts'
import './reader_ops.ts'
export { reduce_all, reduce_any, reduce_max, reduce_mean, reduce_min, reduce_prod, reduce_sum } from './reduction_ops.ts'
export { reverse, reverse_sequence, reverse_v2 } from './reverse_ops.ts'
export { ceil, floor, is_finite, is_inf, is_nan, rint, round } from './rounding_ops.ts'
export { cumprod, cumsum } from './scan_ops.ts'
export {
  scatter_add,
  scatter_div,
  scatter_mul,
  scatter_nd,
  scatter_nd_add,
  scatter_nd_sub,
  scatter_nd_update,
  scatter_sub,
  scatter_update,
} from './scatter_ops.ts'
import './sdca_ops.ts'
export { segment_max, segment_mean, segment_min, segment_prod, segment_sum, unsorted_segment_sum } from './segment_ops.ts'
export { select } from './select_ops.ts'
export { lin_space, linspace, range } from './sequence_ops.ts'
export { delete_session_tensor, get_session_handle, get_session_tensor, TensorHandle } from './session_ops.ts'
import './set_ops.ts'
export { expand_dims, rank, reshape, shape, shape_n, size, squeeze } from './shape_ops.ts'
export { newaxis, s, slice, SliceSpec, type SlicedTensor, strided_slice, strided_slice_grad, type TensorIndex } from './slice_ops.ts'
import './softmax_ops.ts'
export { batch_to_space, batch_to_space_nd, required_space_to_batch_paddings, space_to_batch, space_to_batch_nd } from './space_to_batch_ops.ts'
export { depth_to_space, space_to_depth } from './space_to_depth_ops.ts'
export {
  sparse_fill_empty_rows,
  sparse_merge,
  sparse_placeholder,
  sparse_reset_shape,
  sparse_retain,
  sparse_to_indicator,
  sparse_transpose,
} from './sparse_compositions.ts'
export { sparse_matmul } from './sparse_matmul_ops.ts'
export {
  add_many_sparse_to_tensors_map,
  add_sparse_to_tensors_map,
  deserialize_many_sparse,
  serialize_many_sparse,
  serialize_sparse,
  sparse_add,
  sparse_concat,
  sparse_dense_cwise_add,
  sparse_maximum,
  sparse_minimum,
  sparse_reduce_sum,
  sparse_reduce_sum_sparse,
  sparse_reorder,
  sparse_reshape,
  sparse_softmax,
  sparse_split,
  sparse_tensor_dense_matmul,
  sparse_tensor_to_dense,
  sparse_to_dense,
  take_many_sparse_from_tensors_map,
} from './sparse_ops.ts'
export {
  sparse_segment_mean,
  sparse_segment_mean_grad,
  sparse_segment_sqrt_n,
  sparse_segment_sqrt_n_grad,
  sparse_segment_sum,
} from './sparse_segment_ops.ts'
import './sparse_training_ops.ts'
export { betainc, digamma, erf, erfc, igamma, igammac, lgamma, polygamma, zeta } from './special_ops.ts'
export { split, split_v } from './split_ops.ts'
import './stack_ops.ts'
export { assign, assign_add, assign_sub, count_up_to } from './state_ops.ts'
export { as_string, decode_base64, encode_base64, string_to_number } from './string_conversion_ops.ts'
export { string_to_hash_bucket, string_to_hash_bucket_fast, string_to_hash_bucket_strong } from './string_hash_ops.ts'
export { reduce_join, string_join, string_split, substr } from './string_ops.ts'
import './summary_ops.ts'
import './symbolic_gradient_ops.ts'
export { initialize_all_tables, tables_initializer } from './table_initializers.ts'
export { make_template, type Template } from './template.ts'
import './temporary_variable_ops.ts'
export { TensorArray } from './tensor_array.ts'
import './tensor_array_ops.ts'
export { tensordot } from './tensordot.ts'
export { tile } from './tile_ops.ts'
import './top_k_ops.ts'
import './training_ops.ts'
export { invert_permutation, matrix_transpose, transpose } from './transpose_ops.ts'
export { acos, asin, atan, cos, sin, tan } from './trigonometric_ops.ts'
import './upgrades.ts'
export {
  all_variables,
  assert_variables_initialized,
  global_variables,
  global_variables_initializer,
  initialize_all_variables,
  initialize_local_variables,
  initialize_variables,
  is_variable_initialized,
  local_variables,
  local_variables_initializer,
  model_variables,
  moving_average_variables,
  report_uninitialized_variables,
  trainable_variables,
  variables_initializer,
} from './variable_initializers.ts'
export {
  get_local_variable,
  get_variable,
  get_variable_scope,
  no_regularizer,
  VariableScope,
  variable_op_scope,
  variable_scope,
} from './variable_scope.ts'
export type { CustomGetter, Getter, Initializer, Partitioner, Regularizer } from './variable_types.ts'
export { Variable, type VariableOptions } from './variables.ts'
export { listdiff, setdiff1d, unique, unique_with_counts, where } from './where_ops.ts'
export { while_loop } from './while_loop.ts'
import './word2vec_ops.ts'
import './xent_ops.ts'
export { ones_like, zeros_like } from './zeros_like_ops.ts'
