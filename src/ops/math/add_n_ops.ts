/** Sums of many tensors of one shape. */

import { pyfunction } from '../../calling/signature.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { invalidArgument, Status } from '../../errors/status.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import { IndexedSlices } from '../../graph/indexed_slices.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import { NO_BOOL, Tensor } from '../../graph/tensor.ts'
import { elementwise } from '../../kernels/reference/scalars/scalar_evaluator.ts'
import { call, input } from '../../kernels/scalar.ts'
import { as_dtype, type DTypeLike } from '../../tensor/dtypes.ts'
import { as_shape, type ShapeLike } from '../../tensor/tensor_shape.ts'
import { identity } from '../core/identity_ops.ts'
import { opNamed } from '../core/operator_nodes.ts'
import { assign, assign_add } from '../core/state_ops.ts'
import { DestroyTemporaryVariable, TemporaryVariable } from '../core/temporary_variable_ops.ts'
import { zeros_like } from './zeros_like_ops.ts'

const SUM = call('add', input(0), input(1))

export const AddN = defineOp('AddN', {
  inputs: ['inputs: N * T'],
  outputs: ['sum: T'],
  attrs: ['N: int >= 1', 'T: numbertype'],
  commutative: true,
  aggregate: true,
  infer: c => {
    const shapes = c.inputs()
    let sum = shapes.at(-1) ?? null
    for (let i = shapes.length - 2; i >= 0; i--) {
      try {
        sum = c.merge(shapes[i] ?? null, sum)
      } catch (error) {
        if (error instanceof Status) throw c.fail(`${error.message}\n\tFrom merging shape ${i} with other shapes.`)
        throw error
      }
    }
    return [sum]
  },
  gradient: (op, grad) => op.inputs.map(() => grad as Tensor),
  kernel: k => {
    const [first, ...others] = k.inputs
    let sum = first!
    for (const other of others) {
      if (sum.shape.join() !== other.shape.join()) {
        throw invalidArgument(
          `Inputs to operation ${k.node.name} of type AddN must have the same size and shape.  Input 0: [${sum.shape.join()}] != input ${k.inputs.indexOf(other)}: [${other.shape.join()}]`,
        )
      }
    }
    for (const other of others) sum = elementwise(SUM, [sum, other], sum.dtype)
    return sum
  },
  lower: { kind: 'elementwise', scalar: inputs => inputs.reduce((a, b) => call('add', a, b)) },
})

const EXPECTED = 'inputs must be a list of at least one Tensor with the same dtype and shape'

function tensors(inputs: unknown): Tensor[] {
  if (inputs instanceof Tensor) throw new TypeError(NO_BOOL)
  if (!Array.isArray(inputs) || inputs.length === 0) throw new ValueError(EXPECTED)
  // a sum of slices is not a sum of tensors
  if (inputs.some(value => value instanceof IndexedSlices)) throw new ValueError(EXPECTED)
  if (inputs.some(value => value === null || value === undefined)) throw new ValueError(EXPECTED)
  return inputs.map(value => convertToTensor(value))
}

/** The sum of tensors of one shape and type. Errors: ValueError for an empty list. */
export const add_n = pyfunction(
  'add_n(inputs, name=None)',
  ({ inputs, name }: { inputs: readonly TensorLike[]; name: Name }) => {
    const list = tensors(inputs)
    if (list.length === 1) return name ? identity(list[0] as Tensor, name) : (list[0] as Tensor)
    return apply(AddN, { inputs: list }, name)
  },
)

interface AccumulateArgs {
  inputs: readonly TensorLike[]
  shape: ShapeLike | null
  tensor_dtype: DTypeLike | null
  name: Name
}
/** The sum of tensors of one shape and type, added into one buffer as they come. */
export const accumulate_n = pyfunction(
  'accumulate_n(inputs, shape=None, tensor_dtype=None, name=None)',
  ({ inputs, shape, tensor_dtype, name }: AccumulateArgs): Tensor => {
    const list = tensors(inputs)
    const [first] = list as [Tensor]
    if (!list.every(tensor => tensor.dtype === first.dtype)) throw new ValueError(EXPECTED)
    let known = as_shape(shape)
    for (const tensor of list) known = known.merge_with(tensor.get_shape())
    if (list.length === 1) return first
    const dtype = tensor_dtype === null ? first.dtype : as_dtype(tensor_dtype)
    return withScope(name, 'AccumulateN', list, scope => {
      const variable = apply(TemporaryVariable, { shape: as_shape([0]), dtype })
      return variable.graph.colocate_with(variable.op, false, () => {
        const zero = zeros_like(applyOp(opNamed('Merge'), { inputs: list }).outputs[0] as Tensor)
        zero.set_shape(known)
        const ref = assign(variable, zero, { validate_shape: false })
        const updates: Operation[] = list.map(tensor => assign_add(ref, tensor, true).op)
        return control_dependencies(updates, () =>
          apply(DestroyTemporaryVariable, { ref, var_name: variable.op.name }, scope),
        )
      })
    })
  },
)
