/**
 * Nodes as Python's operators and math functions make them, for gradients and compositions of families that must not
 * import the arithmetic families: the op is looked up by its name when the node is made.
 */
import { apply } from '../graph/apply_op.ts'
import { convertToTensor, withScope } from '../graph/convert.ts'
import { lookupOp, type OpDef } from '../graph/op_def.ts'
import { Tensor } from '../graph/tensor.ts'
import { type DType, int32 } from '../tensor/dtypes.ts'

/** The op of that name, which must be registered by now. */
export function opNamed(name: string): OpDef {
  const def = lookupOp(name)
  if (!def) throw new Error(`op ${name} is not loaded`)
  return def
}

/** `x ∘ y` as Python's operator makes it: a scope named after the operator, the plain operand converted within. */
export function operatorNode(op: string, name: string, x: unknown, y: unknown): Tensor {
  return withScope(null, name, [x, y], scope => {
    const typed = x instanceof Tensor ? x : (y as Tensor)
    const dtype = typed.dtype.base_dtype
    const a = x instanceof Tensor ? x : convertToTensor(x, { dtype, name: 'x' })
    const b = y instanceof Tensor ? y : convertToTensor(y, { dtype, name: 'y' })
    return apply(opNamed(op), { x: a, y: b }, scope)
  })
}
/** `x + y` of Python's `+`. */
export const plus = (x: unknown, y: unknown): Tensor => operatorNode('Add', 'add', x, y)
/** `x - y` of Python's `-`. */
export const minus = (x: unknown, y: unknown): Tensor => operatorNode('Sub', 'sub', x, y)
/** `x * y` of Python's `*`. */
export const times = (x: unknown, y: unknown): Tensor => operatorNode('Mul', 'mul', x, y)

/** tf.cast: nothing is made where the type is right. */
export function castNode(x: Tensor, dtype: DType): Tensor {
  return withScope(null, 'Cast', [x], scope => (x.dtype.base_dtype === dtype ? x : apply(opNamed('Cast'), { x, DstT: dtype }, scope)))
}
/** tf.range of int32 numbers and tensors. */
export function rangeNode(start: unknown, limit: unknown, delta: unknown): Tensor {
  return withScope('range', 'Range', [start, limit, delta], scope => {
    const bare = int32
    const a = convertToTensor(start, { name: 'start', bare })
    const b = convertToTensor(limit, { name: 'limit', bare })
    const c = convertToTensor(delta, { name: 'delta', bare })
    return apply(opNamed('Range'), { start: a, limit: b, delta: c }, scope)
  })
}
/** The reduction `op` (Sum, Prod, Min, Max) over the axes in the tensor or list `axes`. */
export function reduceNode(op: string, input: Tensor, axes: unknown, name: string | null = null): Tensor {
  return apply(opNamed(op), { input, reduction_indices: axes, keep_dims: false }, name)
}
