/** Tensors whose values come with each run. */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { DType, DTypeLike } from '../../tensor/dtypes.ts'
import { as_shape, type ShapeLike, TensorShape } from '../../tensor/tensor_shape.ts'

/** The runtime's message for a placeholder that is not fed. */
function notFed(name: string, dtype: DType, shape: TensorShape): never {
  const dims = shape.toShape()
  const known = dims !== null && dims.length > 0 ? ` and shape [${dims.map(dim => dim ?? -1).join(',')}]` : ''
  throw invalidArgument(`You must feed a value for placeholder tensor '${name}' with dtype ${dtype.cpp_name}${known}`)
}

export const Placeholder = defineOp('Placeholder', {
  outputs: ['output: dtype'],
  attrs: ['dtype: type', 'shape: shape = []'],
  // the scalar shape stands for an unknown one: 0.12 cannot tell them apart
  infer: c => {
    const shape = c.attr('shape').toShape()
    return [shape !== null && shape.length === 0 ? null : shape]
  },
  gradient: 'none',
  kernel: k => notFed(k.node.name, k.attr('dtype'), k.attr('shape')),
  lower: { kind: 'source' },
})

export const PlaceholderV2 = defineOp('PlaceholderV2', {
  outputs: ['output: dtype'],
  attrs: ['dtype: type', 'shape: shape'],
  infer: c => [c.attr('shape').toShape()],
  gradient: 'none',
  kernel: k => notFed(k.node.name, k.attr('dtype'), k.attr('shape')),
  lower: { kind: 'source' },
})

export const PlaceholderWithDefault = defineOp('PlaceholderWithDefault', {
  inputs: ['input: dtype'],
  outputs: ['output: dtype'],
  attrs: ['dtype: type', 'shape: shape'],
  infer: c => {
    const shape = c.attr('shape').toShape()
    c.merge(c.input(0), shape)
    return [shape]
  },
  gradient: 'unregistered',
  scheduling: 'inexpensive',
  lower: { kind: 'view' },
})

interface PlaceholderArgs {
  dtype: DTypeLike
  shape: ShapeLike | null
  name: Name
}
/**
 * A tensor that must be fed. `shape`: dimensions, null for those that may vary; left out: any shape.
 *
 *     const x = tf.placeholder(tf.float32, [null, 784])
 */
export const placeholder = pyfunction(
  'placeholder(dtype, shape=None, name=None)',
  ({ dtype, shape, name }: PlaceholderArgs): Tensor => {
    const given = as_shape(shape)
    const full = given.is_fully_defined() ? given : new TensorShape([])
    const output = apply(Placeholder, { dtype, shape: full }, name)
    output.set_shape(given)
    return output
  },
)

/** A tensor that may be fed; else it has the value of `input`. */
export const placeholder_with_default = pyfunction(
  'placeholder_with_default(input, shape, name=None)',
  ({ input, shape, name }: { input: TensorLike; shape: ShapeLike; name: Name }) =>
    apply(PlaceholderWithDefault, { input, shape: as_shape(shape) }, name),
)
