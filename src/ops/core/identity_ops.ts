/** Ops that pass their input on, and the op that does nothing. */

import { pyfunction } from '../../calling/signature.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import { noOutputs, unchanged } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'

export const Identity = defineOp('Identity', {
  inputs: ['input: T'],
  outputs: ['output: T'],
  attrs: ['T: type'],
  infer: unchanged,
  gradient: (_op, grad) => [grad as Tensor],
  scheduling: 'inexpensive',
  lower: { kind: 'view' },
})

export const StopGradient = defineOp('StopGradient', {
  inputs: ['input: T'],
  outputs: ['output: T'],
  attrs: ['T: type'],
  infer: unchanged,
  gradient: 'none',
  scheduling: 'inexpensive',
  lower: { kind: 'view' },
})

export const NoOp = defineOp('NoOp', {
  infer: noOutputs,
  gradient: 'none',
  scheduling: 'inexpensive',
  kernel: () => [],
  lower: { kind: 'reference' },
})

/** A tensor with the same value, and a node of its own. */
export const identity = pyfunction('identity(input, name=None)', ({ input, name }: { input: TensorLike; name: Name }) =>
  apply(Identity, { input }, name),
)

/** The same value, through which no gradient flows. */
export const stop_gradient = pyfunction(
  'stop_gradient(input, name=None)',
  ({ input, name }: { input: TensorLike; name: Name }) => apply(StopGradient, { input }, name),
)

/** An operation that does nothing; useful as a place for control dependencies. */
export const no_op = pyfunction('no_op(name=None)', ({ name }: { name: Name }): Operation => applyOp(NoOp, {}, name))
