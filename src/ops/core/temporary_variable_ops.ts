/** Variables that live for one step (kernels/variable_ops.h). */

import { pyfunction } from '../../calling/signature.ts'
import { alreadyExists, failedPrecondition, notFound } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { defineOp } from '../../graph/op_def.ts'
import { unchanged } from '../../graph/shape_inference.ts'
import type { KernelContext, VariableBuffer } from '../../kernels/kernel.ts'
import type { DTypeLike } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { isFullyDefined, numElements } from '../../tensor/shape.ts'
import type { ShapeLike } from '../../tensor/tensor_shape.ts'

/** The buffer behind one run of the op: nothing else refers to it. */
class TemporaryBuffer implements VariableBuffer {
  value: NDArray
  readonly name: string
  constructor(value: NDArray, name: string) {
    this.value = value
    this.name = name
  }
  replace(value: NDArray): void {
    this.value = value.copy()
  }
}

/** The names in use in this step, the node that uses each and how often: in a loop several iterations may. */
const namesInUse = (k: KernelContext): Map<string, { readonly node: string; count: number }> =>
  k.stepState('temporary variables', () => new Map())
/** The resource as TensorFlow's messages call it. */
const resourceName = (name: string): string => `Resource tmp_var/${name}/N10tensorflow19TemporaryVariableOp6TmpVarE`

export const TemporaryVariable = defineOp('TemporaryVariable', {
  outputs: ['ref: Ref(dtype)'],
  attrs: ['shape: shape', 'dtype: type', "var_name: string = ''"],
  stateful: true,
  infer: c => [c.attr('shape').toShape()],
  gradient: 'unregistered',
  kernel: k => {
    const dtype = k.attr('dtype').base_dtype
    const dims = k.attr('shape').toShape()
    const shape = isFullyDefined(dims) ? dims : []
    const name = String(k.attr('var_name')) || k.node.name
    const names = namesInUse(k)
    const used = names.get(name)
    if (used && used.node !== k.node.name) throw alreadyExists(resourceName(name))
    names.set(name, { node: k.node.name, count: (used?.count ?? 0) + 1 })
    return new TemporaryBuffer(new NDArray(dtype, shape, dtype.allocate(numElements(shape), shape)), name)
  },
  lower: { kind: 'host' },
})

/** The last value of a temporary variable, whose buffer goes. */
export const DestroyTemporaryVariable = defineOp('DestroyTemporaryVariable', {
  inputs: ['ref: Ref(T)'],
  outputs: ['value: T'],
  attrs: ['T: type', 'var_name: string'],
  infer: unchanged,
  gradient: 'unregistered',
  writes: [],
  kernel: k => {
    const { value, name } = k.variable(0)
    const names = namesInUse(k)
    const ended = String(k.attr('var_name'))
    const used = names.get(ended)
    if (!used) throw notFound(`${resourceName(ended)} does not exist.`)
    if (--used.count === 0) names.delete(ended)
    if (!value) throw failedPrecondition(`Attempting to use uninitialized value ${name}`)
    return value
  },
  lower: { kind: 'host' },
})

/** A variable for one step: a reference that is written like other variables until `destroy_temporary_variable`. */
export const temporary_variable = pyfunction(
  'temporary_variable(shape, dtype, var_name=None, name=None)',
  ({ name, ...args }: { shape: ShapeLike; dtype: DTypeLike; var_name: string | null; name: Name }) =>
    apply(TemporaryVariable, args, name),
)
/** The value of the temporary variable behind `ref`, which ends here. `var_name`: the name of its node. */
export const destroy_temporary_variable = pyfunction(
  'destroy_temporary_variable(ref, var_name, name=None)',
  ({ ref, var_name, name }: { ref: TensorLike; var_name: string; name: Name }) =>
    apply(DestroyTemporaryVariable, { ref, var_name }, name),
)
