/** Zeros for a variable without a constant that holds them: an op of contrib.framework. */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name } from '../../graph/build/convert.ts'
import { defineOp } from '../../graph/op_def.ts'
import { unchanged } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { numElements } from '../../tensor/shape.ts'
import type { Variable } from './variables.ts'

export const ZeroInitializer = defineOp('ZeroInitializer', {
  inputs: ['ref: Ref(T)'],
  outputs: ['output_ref: Ref(T)'],
  attrs: ['T: {float, double, int32, int64, uint8, int16, int8, uint16, half}'],
  allowsUninitialized: true,
  infer: unchanged,
  gradient: 'unregistered',
  kernel: k => {
    const variable = k.variable(0)
    if (variable.value) throw invalidArgument('input is already initialized')
    const dtype = k.attr('T').base_dtype
    const shape = variable.declared ?? []
    variable.replace(new NDArray(dtype, shape, dtype.allocate(numElements(shape), shape)))
    return variable
  },
  lower: { kind: 'host' },
})

interface Args {
  ref: Tensor | Variable
  use_locking: boolean
  name: Name
}
/**
 * An operation that fills the variable `ref`, which must not have a value yet, with zeros; it gives the variable.
 * Run-time error: InvalidArgument for a variable that has a value.
 */
export const zero_initializer = pyfunction(
  "zero_initializer(ref, use_locking=True, name='zero_initializer')",
  ({ ref, name }: Args): Tensor => apply(ZeroInitializer, { ref }, name),
)
