/** Comparisons, element by element, with broadcasting. */

import { pyfunction } from '../../calling/signature.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { defineOp, type OpDef, type OpSpec } from '../../graph/op_def.ts'
import type { ScalarFunction } from '../../kernels/scalar.ts'
import { type BinaryArgs, binary } from '../core/elementwise_specs.ts'

const comparison = (types: string, fn: ScalarFunction): OpSpec => ({
  ...binary(types, fn),
  outputs: ['z: bool'],
  gradient: 'none',
})
const ORDERED = 'realnumbertype'
const EQUATABLE =
  '{half, float, double, uint8, int8, int16, int32, int64, complex64, quint8, qint8, qint32, string, bool, complex128}'

export const Less = defineOp('Less', comparison(ORDERED, 'lt'))
export const LessEqual = defineOp('LessEqual', comparison(ORDERED, 'le'))
export const Greater = defineOp('Greater', comparison(ORDERED, 'gt'))
export const GreaterEqual = defineOp('GreaterEqual', comparison(ORDERED, 'ge'))
export const Equal = defineOp('Equal', { ...comparison(EQUATABLE, 'eq'), commutative: true })
export const NotEqual = defineOp('NotEqual', { ...comparison(EQUATABLE, 'ne'), commutative: true })

const compare =
  (def: OpDef) =>
  ({ x, y, name }: BinaryArgs) =>
    apply(def, { x, y }, name)

/** x < y as bool, element by element, with broadcasting. */
export const less = pyfunction('less(x, y, name=None)', compare(Less))
/** x ≤ y as bool, element by element, with broadcasting. */
export const less_equal = pyfunction('less_equal(x, y, name=None)', compare(LessEqual))
/** x > y as bool, element by element, with broadcasting. */
export const greater = pyfunction('greater(x, y, name=None)', compare(Greater))
/** x ≥ y as bool, element by element, with broadcasting. */
export const greater_equal = pyfunction('greater_equal(x, y, name=None)', compare(GreaterEqual))
/** x = y as bool, element by element, with broadcasting; also of strings, booleans and complex numbers. */
export const equal = pyfunction('equal(x, y, name=None)', compare(Equal))
/** x ≠ y as bool, element by element, with broadcasting; also of strings, booleans and complex numbers. */
export const not_equal = pyfunction('not_equal(x, y, name=None)', compare(NotEqual))
