/** All op families; importing this registers every op. */
export { constant, convert_to_tensor, fill, ones, zeros } from './constant_op.ts'
export { group, tuple } from './control_flow_ops.ts'
export { identity, no_op, stop_gradient } from './identity_ops.ts'
export { batch_matmul, matmul } from './matmul_ops.ts'
export { placeholder, placeholder_with_default } from './placeholder_ops.ts'
export { assign, assign_add, assign_sub } from './state_ops.ts'
