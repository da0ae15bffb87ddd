/** One dimension of a TensorShape. */
import { guardMethods } from '../errors/boundary.ts'
import { TypeError, ValueError, ZeroDivisionError } from '../errors/index.ts'
import { isStackOverflow } from '../errors/stack_overflow.ts'
import { PyFloat, PyInt } from './literals.ts'
import { formatFloat } from './python_float.ts'

/** What stands for a dimension; null for one that is unknown. */
export type DimensionLike = Dimension | number | bigint | string | PyInt | PyFloat | null

function parse(value: DimensionLike): number | null {
  if (value === null || value === undefined) return null
  if (value instanceof Dimension) return value.value
  if (typeof value === 'string') {
    if (!/^\s*[+-]?\d+\s*$/.test(value)) throw new ValueError(`invalid literal for int() with base 10: '${value}'`)
    return Number(value)
  }
  if (
    typeof value !== 'number' &&
    typeof value !== 'bigint' &&
    !(value instanceof PyInt) &&
    !(value instanceof PyFloat)
  ) {
    const type = Array.isArray(value) ? 'list' : ((value as object).constructor?.name ?? typeof value)
    throw new TypeError(`int() argument must be a string, a bytes-like object or a number, not '${type}'`)
  }
  const number = Number(value)
  if (!Number.isInteger(number)) throw new ValueError(`Ambiguous dimension: ${formatFloat(number)}`)
  return number
}

/** A dimension's size, or an unknown one. Comparing or computing with an unknown one gives null or an unknown one. */
export class Dimension {
  static readonly pythonModule = 'tensorflow.python.framework.tensor_shape'
  /** The size, or null where it is unknown. */
  readonly value: number | null

  /** Raises ValueError for a negative or fractional size. */
  constructor(value: DimensionLike) {
    this.value = parse(value)
    if (this.value !== null && this.value < 0) throw new ValueError(`Dimension ${this.value} must be >= 0`)
  }

  is_compatible_with(other: DimensionLike): boolean {
    const { value } = as_dimension(other)
    return this.value === null || value === null || this.value === value
  }
  assert_is_compatible_with(other: DimensionLike): void {
    const dimension = as_dimension(other)
    if (!this.is_compatible_with(dimension))
      throw new ValueError(`Dimensions ${this} and ${dimension} are not compatible`)
  }
  /** The known one of both; raises ValueError where they differ. */
  merge_with(other: DimensionLike): Dimension {
    const dimension = as_dimension(other)
    this.assert_is_compatible_with(dimension)
    return new Dimension(this.value ?? dimension.value)
  }

  add(other: DimensionLike): Dimension {
    return compute(this, other, (a, b) => a + b)
  }
  sub(other: DimensionLike): Dimension {
    return compute(this, other, (a, b) => a - b)
  }
  mul(other: DimensionLike): Dimension {
    return compute(this, other, (a, b) => a * b)
  }
  /** Division rounded down, which is what dividing dimensions means. */
  floordiv(other: DimensionLike): Dimension {
    return compute(this, other, (a, b) => Math.floor(a / divisor(b)))
  }
  div(other: DimensionLike): Dimension {
    return this.floordiv(other)
  }
  mod(other: DimensionLike): Dimension {
    return compute(this, other, (a, b) => a % divisor(b))
  }
  radd(other: DimensionLike): Dimension {
    return as_dimension(other).add(this)
  }
  rsub(other: DimensionLike): Dimension {
    return as_dimension(other).sub(this)
  }
  rmul(other: DimensionLike): Dimension {
    return as_dimension(other).mul(this)
  }
  rfloordiv(other: DimensionLike): Dimension {
    return as_dimension(other).floordiv(this)
  }
  rmod(other: DimensionLike): Dimension {
    return as_dimension(other).mod(this)
  }

  lt(other: DimensionLike): boolean | null {
    return compare(this, other, (a, b) => a < b)
  }
  le(other: DimensionLike): boolean | null {
    return compare(this, other, (a, b) => a <= b)
  }
  gt(other: DimensionLike): boolean | null {
    return compare(this, other, (a, b) => a > b)
  }
  ge(other: DimensionLike): boolean | null {
    return compare(this, other, (a, b) => a >= b)
  }
  /** Python's `==`: null where either is unknown, false for what is no dimension. */
  equals(other: unknown): boolean | null {
    try {
      return compare(this, other as DimensionLike, (a, b) => a === b)
    } catch (error) {
      if (isStackOverflow(error)) throw error
      return false
    }
  }
  not_equals(other: unknown): boolean | null {
    const equal = this.equals(other)
    return equal === null ? null : !equal
  }

  /** The size; NaN for an unknown one, so that arithmetic with it does not pass for a number. */
  valueOf(): number {
    return this.value ?? Number.NaN
  }
  /** `3`, or `?`. */
  toString(): string {
    return this.value === null ? '?' : String(this.value)
  }
  [Symbol.toPrimitive](hint: string): string | number {
    return hint === 'number' ? this.valueOf() : hint === 'string' || this.value === null ? this.toString() : this.value
  }
  /** `Dimension(3)`. */
  repr(): string {
    return `Dimension(${this.value ?? 'None'})`
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.repr()
  }
}
guardMethods(Dimension)

function divisor(value: number): number {
  if (value === 0) throw new ZeroDivisionError('integer division or modulo by zero')
  return value
}

function compute(a: Dimension, other: DimensionLike, apply: (a: number, b: number) => number): Dimension {
  const b = as_dimension(other)
  return new Dimension(a.value === null || b.value === null ? null : apply(a.value, b.value))
}

function compare(a: Dimension, other: DimensionLike, test: (a: number, b: number) => boolean): boolean | null {
  const b = as_dimension(other)
  return a.value === null || b.value === null ? null : test(a.value, b.value)
}

/** `value` as a Dimension. */
export function as_dimension(value: DimensionLike): Dimension {
  return value instanceof Dimension ? value : new Dimension(value)
}
