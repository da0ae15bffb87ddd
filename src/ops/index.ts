/** All op families; importing this registers every op. */
import './resources/accumulator_ops.ts'

export {
  ConditionalAccumulator,
  ConditionalAccumulatorBase,
  SparseConditionalAccumulator,
} from './resources/accumulators.ts'

import './nn/activation_ops.ts'

export { accumulate_n, add_n } from './math/add_n_ops.ts'
export { arg_max, arg_min, argmax, argmin } from './math/arg_ops.ts'
export {
  add,
  maximum,
  minimum,
  mul,
  multiply,
  neg,
  negative,
  scalar_mul,
  squared_difference,
  sub,
  subtract,
} from './math/arithmetic_ops.ts'
export { Barrier } from './resources/barrier.ts'

import './resources/barrier_ops.ts'

export {
  batch_cholesky,
  batch_cholesky_solve,
  batch_matrix_determinant,
  batch_matrix_inverse,
  batch_matrix_solve,
  batch_matrix_solve_ls,
  batch_matrix_triangular_solve,
  batch_self_adjoint_eig,
} from './linalg/batch_linalg_ops.ts'

import './nn/batch_norm_ops.ts'
import './nn/bias_ops.ts'

export { bitcast } from './math/bitcast_ops.ts'

import './random/candidate_sampling_ops.ts'

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
} from './checks/check_ops.ts'
export { case } from './control_flow/case.ts'
export { cast, saturate_cast, to_bfloat16, to_double, to_float, to_int32, to_int64 } from './math/cast_ops.ts'

export { matching_files, read_file, write_file } from './resources/file_ops.ts'

import './resources/restore_ops.ts'
import './resources/save_ops.ts'

export {
  clip_by_average_norm,
  clip_by_global_norm,
  clip_by_norm,
  clip_by_value,
  global_norm,
} from './array/clip_ops.ts'
export { count_nonzero, reduce_logsumexp, trace } from './array/composed_reductions.ts'
export { concat, concat_v2 } from './array/concat_ops.ts'
export { cond } from './control_flow/cond.ts'
export { group, tuple } from './control_flow/control_flow_ops.ts'
export { equal, greater, greater_equal, less, less_equal, not_equal } from './math/comparison_ops.ts'
export { complex, complex_abs, conj, imag, real } from './math/complex_ops.ts'
export { constant, convert_to_tensor, fill, ones, zeros } from './math/constant_op.ts'

import './nn/conv2d_ops.ts'
import './nn/conv3d_ops.ts'

export { cross } from './math/cross_ops.ts'

import './nn/ctc_ops.ts'

export { merge, switch_ as switch, with_dependencies } from './control_flow/dataflow_functions.ts'

import './control_flow/dataflow_ops.ts'
import './checks/debug_ops.ts'

export { self_adjoint_eig, self_adjoint_eigvals, svd } from './linalg/decomposition_ops.ts'
export { decode_csv, decode_json_example, decode_raw, parse_tensor } from './parsing/decode_ops.ts'

import './nn/depthwise_ops.ts'

export { diag, diag_part, matrix_band_part, matrix_diag, matrix_diag_part, matrix_set_diag } from './array/diag_ops.ts'

import './nn/dilation_ops.ts'

export { eye } from './array/eye_ops.ts'
export {
  fake_quant_with_min_max_args,
  fake_quant_with_min_max_args_gradient,
  fake_quant_with_min_max_vars,
  fake_quant_with_min_max_vars_gradient,
  fake_quant_with_min_max_vars_per_channel,
  fake_quant_with_min_max_vars_per_channel_gradient,
} from './array/fake_quant_ops.ts'
export { einsum } from './linalg/einsum.ts'
export {
  batch_fft,
  batch_fft2d,
  batch_fft3d,
  batch_ifft,
  batch_ifft2d,
  batch_ifft3d,
  fft,
  fft2d,
  fft3d,
  ifft,
  ifft2d,
  ifft3d,
} from './linalg/fft_ops.ts'
export {
  div,
  divide,
  floor_div,
  floordiv,
  floormod,
  mod,
  realdiv,
  truediv,
  truncatediv,
  truncatemod,
} from './math/division_ops.ts'
export { FixedLenFeature, FixedLenSequenceFeature, VarLenFeature } from './parsing/feature_specs.ts'
export { edit_distance } from './sparse/edit_distance_ops.ts'

import './nn/fractional_pool_ops.ts'

export { abs, exp, inv, log, log1p, reciprocal, rsqrt, sigmoid, sign, sqrt, square, tanh } from './math/function_ops.ts'
export { foldl, foldr, map_fn, scan } from './variables/functional_ops.ts'

import './nn/fused_conv2d_ops.ts'

export { gather, gather_nd } from './array/gather_ops.ts'
export { histogram_fixed_width } from './array/histogram_ops.ts'
export { identity, no_op, stop_gradient } from './core/identity_ops.ts'

import './image/image_box_ops.ts'
import './image/image_codec_ops.ts'
import './image/image_color_ops.ts'
import './image/image_crop_ops.ts'

export { extract_image_patches } from './image/image_patch_ops.ts'

import './image/image_resize_ops.ts'

export type { InitializerArgs, ZerosInitializer } from './variables/init_ops.ts'
export {
  constant_initializer,
  ones_initializer,
  orthogonal_initializer,
  random_normal_initializer,
  random_uniform_initializer,
  truncated_normal_initializer,
  uniform_unit_scaling_initializer,
  zeros_initializer,
} from './variables/init_ops.ts'

import './upgrades/later_attrs.ts'

export {
  Assert_ as Assert,
  add_check_numerics_ops,
  check_numerics,
  Print_ as Print,
  verify_tensor_all_finite,
} from './control_flow/logging_ops.ts'
export { lbeta } from './linalg/lbeta.ts'
export {
  cholesky,
  cholesky_grad,
  cholesky_solve,
  matrix_determinant,
  matrix_inverse,
  matrix_solve,
  matrix_solve_ls,
  matrix_triangular_solve,
} from './linalg/linalg_ops.ts'
export { logical_and, logical_not, logical_or, logical_xor } from './math/logical_ops.ts'

import './resources/lookup_ops.ts'
import './nn/lrn_ops.ts'

export { boolean_mask, meshgrid, sequence_mask, sparse_mask } from './array/mask_ops.ts'
export { batch_matmul, matmul } from './math/matmul_ops.ts'

import './resources/memory_mapped_ops.ts'

export { one_hot } from './array/one_hot_ops.ts'

import './math/operators.ts'

export { pack, stack, unpack, unstack } from './array/pack_ops.ts'
export { pad } from './array/pad_ops.ts'
export { dynamic_partition, dynamic_stitch } from './array/partition_ops.ts'
export { placeholder, placeholder_with_default } from './core/placeholder_ops.ts'
export { parse_example, parse_single_example } from './parsing/parse_example_ops.ts'
export { parse_single_sequence_example } from './parsing/parse_sequence_ops.ts'
export { PartitionedVariable } from './variables/partitioned_variable.ts'
export type { PartitionerArgs } from './variables/partitioners.ts'
export {
  create_partitioned_variables,
  fixed_size_partitioner,
  min_max_variable_partitioner,
  variable_axis_size_partitioner,
} from './variables/partitioners.ts'

import './nn/pool3d_ops.ts'
import './nn/pool_ops.ts'

export { pow } from './math/power_ops.ts'
export { type PyFunction, py_func } from './resources/py_func_ops.ts'

import './nn/quantize_ops.ts'
import './nn/quantized_ops.ts'

export { FIFOQueue, PaddingFIFOQueue, PriorityQueue, QueueBase, RandomShuffleQueue } from './resources/queue_classes.ts'

import './resources/queue_ops.ts'

export { random_crop } from './random/random_crop.ts'
export {
  multinomial,
  parameterized_truncated_normal,
  random_gamma,
  random_normal,
  random_shuffle,
  random_uniform,
  truncated_normal,
} from './random/random_ops.ts'

export {
  FixedLengthRecordReader,
  IdentityReader,
  ReaderBase,
  TextLineReader,
  TFRecordReader,
  WholeFileReader,
} from './resources/reader_classes.ts'

import './resources/reader_ops.ts'

export { reverse, reverse_sequence, reverse_v2 } from './array/reverse_ops.ts'
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
} from './array/scatter_ops.ts'
export {
  reduce_all,
  reduce_any,
  reduce_max,
  reduce_mean,
  reduce_min,
  reduce_prod,
  reduce_sum,
} from './math/reduction_ops.ts'
export { ceil, floor, is_finite, is_inf, is_nan, rint, round } from './math/rounding_ops.ts'
export { cumprod, cumsum } from './math/scan_ops.ts'

import './training/sdca_ops.ts'

export {
  segment_max,
  segment_mean,
  segment_min,
  segment_prod,
  segment_sum,
  unsorted_segment_sum,
} from './array/segment_ops.ts'
export { select } from './math/select_ops.ts'
export { lin_space, linspace, range } from './math/sequence_ops.ts'
export { delete_session_tensor, get_session_handle, get_session_tensor, TensorHandle } from './resources/session_ops.ts'

import './array/set_ops.ts'

export {
  newaxis,
  type SlicedTensor,
  SliceSpec,
  s,
  slice,
  strided_slice,
  strided_slice_grad,
  type TensorIndex,
} from './array/slice_ops.ts'
export { expand_dims, rank, reshape, shape, shape_n, size, squeeze } from './math/shape_ops.ts'

import './nn/softmax_ops.ts'

export {
  batch_to_space,
  batch_to_space_nd,
  required_space_to_batch_paddings,
  space_to_batch,
  space_to_batch_nd,
} from './array/space_to_batch_ops.ts'
export { depth_to_space, space_to_depth } from './array/space_to_depth_ops.ts'
export { sparse_matmul } from './linalg/sparse_matmul_ops.ts'
export {
  sparse_fill_empty_rows,
  sparse_merge,
  sparse_placeholder,
  sparse_reset_shape,
  sparse_retain,
  sparse_to_indicator,
  sparse_transpose,
} from './sparse/sparse_compositions.ts'
export {
  sparse_add,
  sparse_dense_cwise_add,
  sparse_tensor_dense_matmul,
  sparse_tensor_to_dense,
  sparse_to_dense,
} from './sparse/sparse_dense_ops.ts'
export {
  sparse_segment_mean,
  sparse_segment_mean_grad,
  sparse_segment_sqrt_n,
  sparse_segment_sqrt_n_grad,
  sparse_segment_sum,
} from './sparse/sparse_segment_ops.ts'
export {
  add_many_sparse_to_tensors_map,
  add_sparse_to_tensors_map,
  deserialize_many_sparse,
  serialize_many_sparse,
  serialize_sparse,
  take_many_sparse_from_tensors_map,
} from './sparse/sparse_serialize_ops.ts'
export { sparse_concat, sparse_reorder, sparse_reshape, sparse_split } from './sparse/sparse_structure_ops.ts'
export {
  sparse_maximum,
  sparse_minimum,
  sparse_reduce_sum,
  sparse_reduce_sum_sparse,
  sparse_softmax,
} from './sparse/sparse_value_ops.ts'

import './training/sparse_training_ops.ts'

export { split, split_v } from './array/split_ops.ts'
export { betainc, digamma, erf, erfc, igamma, igammac, lgamma, polygamma, zeta } from './math/special_ops.ts'

import './control_flow/stack_ops.ts'

export { assign, assign_add, assign_sub, count_up_to } from './core/state_ops.ts'
export { as_string, decode_base64, encode_base64, string_to_number } from './parsing/string_conversion_ops.ts'
export {
  string_to_hash_bucket,
  string_to_hash_bucket_fast,
  string_to_hash_bucket_strong,
} from './parsing/string_hash_ops.ts'
export { reduce_join, string_join, string_split, substr } from './parsing/string_ops.ts'

import './parsing/summary_ops.ts'
import './control_flow/symbolic_gradient_ops.ts'

export { initialize_all_tables, tables_initializer } from './resources/table_initializers.ts'
export { make_template, type Template } from './variables/template.ts'

import './core/temporary_variable_ops.ts'

export { TensorArray } from './control_flow/tensor_array.ts'

import './control_flow/tensor_array_ops.ts'

export { tile } from './array/tile_ops.ts'
export { tensordot } from './linalg/tensordot.ts'

import './nn/top_k_ops.ts'
import './training/training_ops.ts'

export { invert_permutation, matrix_transpose, transpose } from './array/transpose_ops.ts'
export { acos, asin, atan, cos, sin, tan } from './math/trigonometric_ops.ts'

import './upgrades/upgrades.ts'

export { listdiff, setdiff1d, unique, unique_with_counts, where } from './array/where_ops.ts'
export { while_loop } from './control_flow/while_loop.ts'
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
} from './variables/variable_initializers.ts'
export {
  get_local_variable,
  get_variable,
  get_variable_scope,
  no_regularizer,
  VariableScope,
  variable_op_scope,
  variable_scope,
} from './variables/variable_scope.ts'
export type { CustomGetter, Getter, Initializer, Partitioner, Regularizer } from './variables/variable_types.ts'
export { Variable, type VariableOptions } from './variables/variables.ts'

import './training/word2vec_ops.ts'
import './nn/xent_ops.ts'

export { ones_like, zeros_like } from './math/zeros_like_ops.ts'
