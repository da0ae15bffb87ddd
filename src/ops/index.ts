
export { boolean_mask, meshgrid, sequence_mask, sparse_mask } from './mask_ops.ts'
export { scatter_add, scatter_div, scatter_mul, scatter_nd, scatter_nd_add, scatter_nd_sub, scatter_nd_update, scatter_sub, scatter_update } from './scatter_ops.ts'
export { batch_to_space, batch_to_space_nd, required_space_to_batch_paddings, space_to_batch, space_to_batch_nd } from './space_to_batch_ops.ts'
export { depth_to_space, space_to_depth } from './space_to_depth_ops.ts'
export { as_string, decode_base64, encode_base64, string_to_number } from './string_conversion_ops.ts'
export { string_to_hash_bucket, string_to_hash_bucket_fast, string_to_hash_bucket_strong } from './string_hash_ops.ts'
export { reduce_join, string_join, string_split, substr } from './string_ops.ts'
