/** Literals that say which of Python's kinds of number they are; JavaScript has one kind only. */

import { isDeliberate } from '../errors/deliberate.ts'
import { OverflowError, TypeError, ValueError } from '../errors/python.ts'
import { formatFloat } from './python_float.ts'

/** Python's `int`: converts to any dtype that is asked for, and is int32 where nothing is asked for. */
export class PyInt {
  readonly value: number | bigint
  constructor(value: number | bigint) {
    this.value = value
  }
  valueOf(): number | bigint {
    return this.value
  }
  toString(): string {
    return String(this.value)
  }
  toJSON(): number | string {
    return typeof this.value === 'bigint' ? this.value.toString() : this.value
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}

/** Python's `float`: refuses to become an integer. */
export class PyFloat {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
  valueOf(): number {
    return this.value
  }
  toString(): string {
    return formatFloat(this.value)
  }
  toJSON(): number {
    return this.value
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}

/** A complex number. `new tf.Complex(1, 2)` prints as Python prints it: `(1+2j)`. */
export class Complex {
  readonly re: number
  readonly im: number
  constructor(re: number, im = 0) {
    this.re = re
    this.im = im
  }
  get real(): number {
    return this.re
  }
  get imag(): number {
    return this.im
  }
  equals(other: unknown): boolean {
    if (other instanceof Complex) return this.re === other.re && this.im === other.im
    return typeof other === 'number' && this.im === 0 && this.re === other
  }
  conjugate(): Complex {
    return new Complex(this.re, -this.im)
  }
  /** The absolute value. */
  abs(): number {
    return Math.hypot(this.re, this.im)
  }
  toString(): string {
    return formatComplex(this.re, this.im, formatFloat)
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}

/** `(1+2j)`, or `2j` where the real part is positive zero, as Python prints complex numbers. */
export function formatComplex(re: number, im: number, format: (value: number) => string): string {
  const short = (value: number): string => format(value).replace(/\.0$/, '')
  const imaginary = Number.isFinite(im) ? short(im) : short(im).replace('+', '')
  if (re === 0 && !Object.is(re, -0)) return `${imaginary}j`
  const sign = imaginary.startsWith('-') ? '' : '+'
  return `(${short(re)}${sign}${imaginary}j)`
}

/** `value` as a number; `what` is said where it stands for none. */
export function asNumber(value: unknown, what: string): number {
  try {
    return Number(value)
  } catch (error) {
    if (!(error instanceof globalThis.TypeError) || isDeliberate(error)) throw error
    throw new TypeError(`${what} must be a number`, { cause: error })
  }
}

/** Python's `int`: `tf.int(0)`. Numbers with a fraction are truncated, as `int(x)` does. */
export function int(value: number | bigint | boolean | PyInt | PyFloat): PyInt {
  const plain = value instanceof PyInt || value instanceof PyFloat ? value.value : value
  const number = typeof plain === 'bigint' ? plain : asNumber(plain, 'int() argument')
  if (Number.isNaN(number)) throw new ValueError('cannot convert float NaN to integer')
  if (number === Number.POSITIVE_INFINITY || number === Number.NEGATIVE_INFINITY)
    throw new OverflowError('cannot convert float infinity to integer')
  return new PyInt(typeof number === 'bigint' ? number : Math.trunc(number) + 0)
}

/** Python's `float`: `tf.float(1)`. */
export function float(value: number | bigint | boolean | PyInt | PyFloat): PyFloat {
  return new PyFloat(
    asNumber(value instanceof PyInt || value instanceof PyFloat ? value.value : value, 'float() argument'),
  )
}
