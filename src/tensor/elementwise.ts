/** The methods of an array that compute element by element. */
import { arraysEqual, binary, compare, unary } from './arithmetic.ts'
import type { ArrayParts } from './array_parts.ts'
import type { Data, DType } from './dtypes.ts'
import type { Complex, PyFloat, PyInt } from './literals.ts'

/** What arrays are computed with: numbers, nested lists of them, typed arrays, arrays. */
export type Operand =
  | number
  | bigint
  | boolean
  | string
  | PyInt
  | PyFloat
  | Complex
  | ArrayParts
  | ArrayBufferView
  | readonly Operand[]

/** Arithmetic and comparison with numpy's types and broadcasting; the other operand may be an array or anything that makes one. */
export abstract class Elementwise<Self> implements ArrayParts {
  abstract readonly dtype: DType
  abstract readonly shape: readonly number[]
  abstract readonly data: Data
  protected abstract make(parts: ArrayParts): Self

  add(other: Operand): Self {
    return this.make(binary('add', this, other))
  }
  sub(other: Operand): Self {
    return this.make(binary('sub', this, other))
  }
  mul(other: Operand): Self {
    return this.make(binary('mul', this, other))
  }
  /** True division: integers give float64. */
  div(other: Operand): Self {
    return this.make(binary('div', this, other))
  }
  truediv(other: Operand): Self {
    return this.make(binary('div', this, other))
  }
  floordiv(other: Operand): Self {
    return this.make(binary('floordiv', this, other))
  }
  /** The remainder, with the divisor's sign. */
  mod(other: Operand): Self {
    return this.make(binary('mod', this, other))
  }
  pow(other: Operand): Self {
    return this.make(binary('pow', this, other))
  }
  maximum(other: Operand): Self {
    return this.make(binary('maximum', this, other))
  }
  minimum(other: Operand): Self {
    return this.make(binary('minimum', this, other))
  }
  radd(other: Operand): Self {
    return this.make(binary('add', other, this))
  }
  rsub(other: Operand): Self {
    return this.make(binary('sub', other, this))
  }
  rmul(other: Operand): Self {
    return this.make(binary('mul', other, this))
  }
  rdiv(other: Operand): Self {
    return this.make(binary('div', other, this))
  }
  rtruediv(other: Operand): Self {
    return this.make(binary('div', other, this))
  }
  rfloordiv(other: Operand): Self {
    return this.make(binary('floordiv', other, this))
  }
  rmod(other: Operand): Self {
    return this.make(binary('mod', other, this))
  }
  rpow(other: Operand): Self {
    return this.make(binary('pow', other, this))
  }
  /** Of booleans, or of the bits of integers. */
  and(other: Operand): Self {
    return this.make(binary('and', this, other))
  }
  or(other: Operand): Self {
    return this.make(binary('or', this, other))
  }
  xor(other: Operand): Self {
    return this.make(binary('xor', this, other))
  }
  lshift(other: Operand): Self {
    return this.make(binary('lshift', this, other))
  }
  rshift(other: Operand): Self {
    return this.make(binary('rshift', this, other))
  }
  rand(other: Operand): Self {
    return this.make(binary('and', other, this))
  }
  ror(other: Operand): Self {
    return this.make(binary('or', other, this))
  }
  rxor(other: Operand): Self {
    return this.make(binary('xor', other, this))
  }
  rlshift(other: Operand): Self {
    return this.make(binary('lshift', other, this))
  }
  rrshift(other: Operand): Self {
    return this.make(binary('rshift', other, this))
  }
  /** `~a`: not for booleans, all bits for integers. */
  not(): Self {
    return this.make(unary('not', this))
  }
  neg(): Self {
    return this.make(unary('neg', this))
  }
  abs(): Self {
    return this.make(unary('abs', this))
  }
  lt(other: Operand): Self {
    return this.make(compare('lt', this, other))
  }
  le(other: Operand): Self {
    return this.make(compare('le', this, other))
  }
  gt(other: Operand): Self {
    return this.make(compare('gt', this, other))
  }
  ge(other: Operand): Self {
    return this.make(compare('ge', this, other))
  }
  eq(other: Operand): Self {
    return this.make(compare('eq', this, other))
  }
  ne(other: Operand): Self {
    return this.make(compare('ne', this, other))
  }
  /** Whether `other` has the same shape and equal elements. */
  equals(other: Operand): boolean {
    return arraysEqual(this, other)
  }
}
