/** Expressions that fail on some operands. */
import type { Scalar } from '../../kernels/scalar.ts'
import type { DType } from '../../tensor/dtypes.ts'

/** Functions that fail on some integers: divisions by zero, negative powers. */
const PARTIAL: ReadonlySet<string> = new Set(['div', 'floordiv', 'mod', 'floormod', 'pow', 'reciprocal'])

/** Whether an expression may fail, so that the failing operation must be known. */
export function mayTrap(scalar: Scalar, dtype: DType): boolean {
  if (!dtype.is_integer || scalar.kind === 'input' || scalar.kind === 'literal') return false
  if (scalar.kind === 'cast') return mayTrap(scalar.arg, dtype)
  return PARTIAL.has(scalar.fn) || scalar.args.some(arg => mayTrap(arg, dtype))
}
