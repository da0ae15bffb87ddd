/** Logic of booleans, element by element. */

import { pyfunction } from '../../calling/signature.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { defineOp } from '../../graph/op_def.ts'
import { broadcasted, unchanged } from '../../graph/shape_inference.ts'
import { call } from '../../kernels/scalar.ts'
import type { BinaryArgs, UnaryArgs } from '../core/elementwise_specs.ts'

export const LogicalAnd = defineOp('LogicalAnd', {
  inputs: ['x: bool', 'y: bool'],
  outputs: ['z: bool'],
  commutative: true,
  infer: broadcasted,
  gradient: 'none',
  lower: { kind: 'elementwise', scalar: ([x, y]) => call('and', x!, y!) },
})
export const LogicalOr = defineOp('LogicalOr', {
  inputs: ['x: bool', 'y: bool'],
  outputs: ['z: bool'],
  commutative: true,
  infer: broadcasted,
  gradient: 'none',
  lower: { kind: 'elementwise', scalar: ([x, y]) => call('or', x!, y!) },
})
export const LogicalNot = defineOp('LogicalNot', {
  inputs: ['x: bool'],
  outputs: ['y: bool'],
  infer: unchanged,
  gradient: 'none',
  lower: { kind: 'elementwise', scalar: ([x]) => call('not', x!) },
})

/** x and y, element by element, with broadcasting. */
export const logical_and = pyfunction('logical_and(x, y, name=None)', ({ x, y, name }: BinaryArgs) =>
  apply(LogicalAnd, { x, y }, name),
)
/** x or y, element by element, with broadcasting. */
export const logical_or = pyfunction('logical_or(x, y, name=None)', ({ x, y, name }: BinaryArgs) =>
  apply(LogicalOr, { x, y }, name),
)
/** not x, element by element. */
export const logical_not = pyfunction('logical_not(x, name=None)', ({ x, name }: UnaryArgs) =>
  apply(LogicalNot, { x }, name),
)
/** Either x or y, not both: (x or y) and not (x and y). */
export const logical_xor = pyfunction("logical_xor(x, y, name='LogicalXor')", ({ x, y, name }: BinaryArgs) => {
  const either = logical_or(x, y)
  return logical_and(either, logical_not(logical_and(x, y)), name)
})
