/** One float as text, positional or scientific, with numpy's rules for trimming and padding. */
import { formatComplex } from '../literals.ts'
import { decimalDigits, type FloatKind } from './decimal_digits.ts'

export interface FloatTextOptions {
  /** Digits after the point at most; -1 for as many as it takes. */
  readonly precision: number
  readonly unique: boolean
  /** Trailing zeros: keep them; drop them and keep the point; drop all but one; drop the point too. */
  readonly trim: 'keep' | 'point' | 'one zero' | 'all'
  /** Show the sign of positive numbers. */
  readonly plus?: boolean
  /** Width of what stands before the point. */
  readonly padLeft?: number
  /** Width of what stands behind the point. */
  readonly padRight?: number
  readonly exponentDigits?: number
}

function signOf(value: number, plus: boolean | undefined): string {
  return value < 0 || Object.is(value, -0) ? '-' : plus ? '+' : ''
}

/** What stands behind the point, with the point itself, after filling up and trimming. */
function fraction(digits: string, { precision, unique, trim }: FloatTextOptions): string {
  let text = digits
  if (trim === 'keep') {
    if (!unique) text = text.padEnd(precision, '0')
  } else if (precision >= 0) text = text.replace(/0+$/, '')
  if (text === '') return trim === 'one zero' ? '.0' : trim === 'all' ? '' : '.'
  return `.${text}`
}

/** `123.45`: all digits in their places. `value` must be finite. */
export function positional(value: number, kind: FloatKind, options: FloatTextOptions): string {
  const { precision, unique, padLeft = 0, padRight = 0 } = options
  const { digits, exponent } = decimalDigits(value, kind, {
    unique,
    cutoff: precision < 0 ? undefined : () => -precision,
  })
  const whole = exponent < 0 ? '0' : digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  const behind = exponent < 0 ? '0'.repeat(-exponent - 1) + digits : digits.slice(exponent + 1)
  return (
    (signOf(value, options.plus) + whole).padStart(padLeft) +
    fraction(behind, options).padEnd(padRight === 0 ? 0 : padRight + 1)
  )
}

/** `1.2345e+02`. `value` must be finite. */
export function scientific(value: number, kind: FloatKind, options: FloatTextOptions): string {
  const { precision, unique, padLeft = 0, exponentDigits = 2 } = options
  const { digits, exponent } = decimalDigits(value, kind, {
    unique,
    cutoff: precision < 0 ? undefined : first => first - precision,
  })
  const whole = (signOf(value, options.plus) + digits[0]).padStart(padLeft)
  const size = Math.abs(exponent).toString().padStart(exponentDigits, '0')
  return `${whole}${fraction(digits.slice(1), options)}e${exponent < 0 ? '-' : '+'}${size}`
}

function nonFinite(value: number): string {
  return Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf'
}

/** A numpy float scalar: the shortest digits that identify it within its type, positional from 1e-4 up to 1e16. */
export function scalarText(value: number, kind: FloatKind, trim: 'one zero' | 'all' = 'one zero'): string {
  if (!Number.isFinite(value)) return nonFinite(value)
  const size = Math.abs(value)
  if (size === 0 || (size >= 1e-4 && size < 1e16)) return positional(value, kind, { precision: -1, unique: true, trim })
  return scientific(value, kind, { precision: -1, unique: true, trim: 'all' })
}

/** A numpy complex scalar: `(1+2j)`. */
export function complexScalarText(re: number, im: number, kind: FloatKind): string {
  return formatComplex(re, im, part => scalarText(part, kind, 'all'))
}

/** str and repr of a numpy.float32: `0.1`, `1.0`, `1e-05`, `3.4028235e+38`. */
export function formatFloat32(value: number): string {
  return scalarText(Math.fround(value), 'float32')
}
