/** Which type two types meet in, as numpy promotes them. */

import type { BaseDTypeName, DType } from './dtypes.ts'
import * as dtypes from './dtypes.ts'
import { promoteText } from './text_types.ts'

/** Bits of an integer type, by kind. */
const SIGNED: Partial<Record<BaseDTypeName, number>> = {
  int8: 8,
  int16: 16,
  int32: 32,
  int64: 64,
  qint8: 8,
  qint16: 16,
  qint32: 32,
}
const UNSIGNED: Partial<Record<BaseDTypeName, number>> = { uint8: 8, uint16: 16, quint8: 8, quint16: 16 }
const FLOATS: readonly BaseDTypeName[] = ['bfloat16', 'float16', 'float32', 'float64']

const signed = (bits: number): DType =>
  bits <= 8 ? dtypes.int8 : bits <= 16 ? dtypes.int16 : bits <= 32 ? dtypes.int32 : dtypes.int64

/** The smallest float type that numpy finds wide enough for an integer type. */
function floatFor(bits: number): DType {
  return bits <= 8 ? dtypes.float16 : bits <= 16 ? dtypes.float32 : dtypes.float64
}

/** The smallest type that holds the values of both, by numpy's `promote_types`. */
export function promoteTypes(a: DType, b: DType): DType {
  if (a === b) return a.base_dtype
  if (a.base === 'string' || b.base === 'string') return promoteText(a, b)
  if (a.base === b.base) return a.base_dtype
  if (a.base === 'bool') return b.base_dtype
  if (b.base === 'bool') return a.base_dtype
  if (a.is_complex || b.is_complex) {
    const parts = promoteTypes(a.real_dtype, b.real_dtype)
    return parts === dtypes.float64 ? dtypes.complex128 : dtypes.complex64
  }
  const bitsOf = (type: DType): number => SIGNED[type.base] ?? UNSIGNED[type.base] ?? 0
  const aFloat = FLOATS.indexOf(a.base)
  const bFloat = FLOATS.indexOf(b.base)
  if (aFloat >= 0 && bFloat >= 0) return aFloat > bFloat ? a.base_dtype : b.base_dtype
  if (aFloat >= 0) return promoteTypes(a, floatFor(bitsOf(b)))
  if (bFloat >= 0) return promoteTypes(floatFor(bitsOf(a)), b)
  const aUnsigned = UNSIGNED[a.base]
  const bUnsigned = UNSIGNED[b.base]
  if ((aUnsigned === undefined) === (bUnsigned === undefined))
    return bitsOf(a) >= bitsOf(b) ? a.base_dtype : b.base_dtype
  const unsignedBits = aUnsigned ?? bUnsigned ?? 0
  const signedBits = aUnsigned === undefined ? bitsOf(a) : bitsOf(b)
  return signed(signedBits > unsignedBits ? signedBits : unsignedBits * 2)
}
