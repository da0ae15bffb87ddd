/** The methods of an array that compute element by element. */
import { arraysEqual, binary, compare, unary } from './arithmetic.ts'
import type { ArrayParts } from './array_parts.ts'
import type { Data, DType } from './dtypes.ts'

/** Arithmetic and comparison with numpy's types and broadcasting; the other operand may be an array or anything that makes one. */
export abstract class Elementwise<Self> implements ArrayParts {
  abstract readonly dtype: DType
  abstract readonly shape: readonly number[]
  abstract readonly data: Data
  protected abstract make(parts: ArrayParts): Self

  add(other: unknown): Self {
    return this.make(binary('add', this, other))
  }
  sub(other: unknown): Self {
    return this.make(binary('sub', this, other))
  }
  mul(other: unknown): Self {
    return this.make(binary('mul', this, other))
  }
  /** True division: integers give float64. */
  div(other: unknown): Self {
    return this.make(binary('div', this, other))
  }
  truediv(other: unknown): Self {
    return this.make(binary('div', this, other))
  }
  floordiv(other: unknown): Self {
    return this.make(binary('floordiv', this, other))
  }
  /** The remainder, with the divisor's sign. */
  mod(other: unknown): Self {
    return this.make(binary('mod', this, other))
  }
  pow(other: unknown): Self {
    return this.make(binary('pow', this, other))
  }
  maximum(other: unknown): Self {
    return this.make(binary('maximum', this, other))
  }
  minimum(other: unknown): Self {
    return this.make(binary('minimum', this, other))
  }
  radd(other: unknown): Self {
    return this.make(binary('add', other, this))
  }
  rsub(other: unknown): Self {
    return this.make(binary('sub', other, this))
  }
  rmul(other: unknown): Self {
    return this.make(binary('mul', other, this))
  }
  rdiv(other: unknown): Self {
    return this.make(binary('div', other, this))
  }
  rtruediv(other: unknown): Self {
    return this.make(binary('div', other, this))
  }
  rfloordiv(other: unknown): Self {
    return this.make(binary('floordiv', other, this))
  }
  rmod(other: unknown): Self {
    return this.make(binary('mod', other, this))
  }
  rpow(other: unknown): Self {
    return this.make(binary('pow', other, this))
  }
  /** Of booleans, or of the bits of integers. */
  and(other: unknown): Self {
    return this.make(binary('and', this, other))
  }
  or(other: unknown): Self {
    return this.make(binary('or', this, other))
  }
  xor(other: unknown): Self {
    return this.make(binary('xor', this, other))
  }
  lshift(other: unknown): Self {
    return this.make(binary('lshift', this, other))
  }
  rshift(other: unknown): Self {
    return this.make(binary('rshift', this, other))
  }
  rand(other: unknown): Self {
    return this.make(binary('and', other, this))
  }
  ror(other: unknown): Self {
    return this.make(binary('or', other, this))
  }
  rxor(other: unknown): Self {
    return this.make(binary('xor', other, this))
  }
  rlshift(other: unknown): Self {
    return this.make(binary('lshift', other, this))
  }
  rrshift(other: unknown): Self {
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
  lt(other: unknown): Self {
    return this.make(compare('lt', this, other))
  }
  le(other: unknown): Self {
    return this.make(compare('le', this, other))
  }
  gt(other: unknown): Self {
    return this.make(compare('gt', this, other))
  }
  ge(other: unknown): Self {
    return this.make(compare('ge', this, other))
  }
  eq(other: unknown): Self {
    return this.make(compare('eq', this, other))
  }
  ne(other: unknown): Self {
    return this.make(compare('ne', this, other))
  }
  /** Whether `other` has the same shape and equal elements. */
  equals(other: unknown): boolean {
    return arraysEqual(this, other)
  }
}
