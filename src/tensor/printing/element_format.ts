/** How the elements of one array are printed: all with one layout, which is found by looking at all that will be shown. */
import { type ArrayParts, type Element, elementReader } from '../array_parts.ts'
import type { Complex } from '../literals.ts'
import { TextType } from '../text_types.ts'
import type { FloatKind } from './decimal_digits.ts'
import { type FloatTextOptions, positional, scientific } from './float_text.ts'
import type { PrintOptions } from './options.ts'
import { pythonRepr } from './python_text.ts'

export type Format<T> = (value: T) => string

/** From here on, numbers are printed in scientific notation. */
const LARGE = 1e8
/** Below this too, */
const SMALL = 1e-4
/** and where the largest is this many times the smallest. */
const WIDE_RANGE = 1000

const longest = (texts: readonly string[]): number => texts.reduce((most, text) => Math.max(most, text.length), 0)
/** Both halves of a text around its first `mark`. */
function split(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark)
  return [text.slice(0, at), text.slice(at + mark.length)]
}

/** max/min in the array's own precision, as numpy divides. */
function exceedsRange(most: number, least: number, kind: FloatKind): boolean {
  const ratio = most / least
  return (kind === 'float64' ? ratio : Math.fround(ratio)) > WIDE_RANGE
}

function usesExponent(finite: readonly number[], kind: FloatKind, suppress: boolean): boolean {
  let most = 0
  let least = Number.POSITIVE_INFINITY
  for (const value of finite) {
    const size = Math.abs(value)
    if (size === 0) continue
    if (size > most) most = size
    if (size < least) least = size
  }
  return most > 0 && (most >= LARGE || (!suppress && (least < SMALL || exceedsRange(most, least, kind))))
}

/** The format of real numbers of type `kind`, laid out for `values`. */
export function floatFormat(
  values: readonly number[],
  kind: FloatKind,
  options: PrintOptions,
  sign: PrintOptions['sign'] = options.sign,
): Format<number> {
  const finite = values.filter(Number.isFinite)
  const plus = sign === '+'
  const fixed = options.floatmode === 'fixed'
  const wanted = options.floatmode === 'unique' ? -1 : options.precision
  const first = { precision: wanted, unique: !fixed, trim: fixed ? 'keep' : 'point', plus } as const
  const exponential = usesExponent(finite, kind, options.suppress)

  let padLeft = 0
  let padRight = 0
  let layout: FloatTextOptions = { ...first, trim: 'point' }
  if (finite.length > 0 && exponential) {
    const texts = finite.map(value => split(scientific(value, kind, first), 'e'))
    const mantissas = texts.map(([mantissa]) => split(mantissa, '.'))
    const precision = longest(mantissas.map(([, behind]) => behind))
    const exponentDigits = longest(texts.map(([, exponent]) => exponent)) - 1
    padLeft = longest(mantissas.map(([before]) => before))
    padRight = exponentDigits + 2 + precision
    layout = { precision, unique: false, trim: 'keep', plus, exponentDigits }
  } else if (finite.length > 0) {
    const parts = finite.map(value => split(positional(value, kind, first), '.'))
    padLeft = longest(parts.map(([before]) => before))
    padRight = longest(parts.map(([, behind]) => behind))
    const equal = fixed || options.floatmode === 'maxprec_equal'
    layout = equal
      ? { precision: padRight, unique: false, trim: 'keep', plus }
      : { precision: wanted, unique: true, trim: 'point', plus }
  }
  if (sign === ' ' && !finite.some(value => value < 0 || Object.is(value, -0))) padLeft++
  if (finite.length < values.length) {
    const signed = sign !== '-' || values.includes(Number.NEGATIVE_INFINITY) ? 1 : 0
    const behind = padRight + 1
    padLeft = Math.max(padLeft, options.nanstr.length - behind, options.infstr.length + signed - behind)
  }
  const width = padLeft + padRight + 1

  return value => {
    if (Number.isNaN(value)) return ((plus ? '+' : '') + options.nanstr).padStart(width)
    if (!Number.isFinite(value)) return ((value < 0 ? '-' : plus ? '+' : '') + options.infstr).padStart(width)
    return exponential
      ? scientific(value, kind, { ...layout, padLeft })
      : positional(value, kind, { ...layout, padLeft, padRight })
  }
}

function complexFormat(values: readonly Complex[], kind: FloatKind, options: PrintOptions): Format<Complex> {
  const real = floatFormat(
    values.map(value => value.re),
    kind,
    options,
  )
  const imaginary = floatFormat(
    values.map(value => value.im),
    kind,
    options,
    '+',
  )
  // the j belongs to the number, the padding behind it to the column
  return value => real(value.re) + imaginary(value.im).replace(/ *$/, padding => `j${padding}`)
}

let reprOfObject: (value: unknown) => string = pythonRepr

/** Tells how the objects in arrays of objects print, where the program that holds them knows better. */
export function useObjectRepr(repr: (value: unknown) => string): void {
  reprOfObject = repr
}

let reprOfUnicode: (text: string) => string = pythonRepr

/** Tells how the elements of arrays of characters print, where the program's version of Python decides. */
export function useUnicodeRepr(repr: (text: string) => string): void {
  reprOfUnicode = repr
}

/** An object in an array: lists say what they are, as their brackets would pass for the array's. */
function objectRepr(value: unknown): string {
  const text = reprOfObject(value)
  return Array.isArray(value) && text.startsWith('[') ? `list(${text})` : text
}

/** The format for the elements of `array` at the flat indices `shown`. */
export function elementFormat(array: ArrayParts, shown: readonly number[], options: PrintOptions): Format<number> {
  const { dtype, data } = array
  const read = elementReader(dtype, data)
  const values = (): Element[] => shown.map(read)
  switch (dtype.base) {
    case 'float16':
    case 'bfloat16':
    case 'float32':
    case 'float64': {
      const format = floatFormat(values() as number[], dtype.base, options)
      return index => format(read(index) as number)
    }
    case 'complex64':
    case 'complex128': {
      const format = complexFormat(values() as Complex[], dtype.base === 'complex64' ? 'float32' : 'float64', options)
      return index => format(read(index) as Complex)
    }
    case 'bool': {
      const yes = array.shape.length === 0 ? 'True' : ' True'
      return index => (read(index) ? yes : 'False')
    }
    case 'string':
      return dtype instanceof TextType && dtype.isUnicode
        ? index => reprOfUnicode((read(index) as Buffer).toString())
        : index => pythonRepr(read(index))
    case 'resource':
      return index => objectRepr(read(index))
    default: {
      const width = longest(values().map(String))
      return index => String(read(index)).padStart(width)
    }
  }
}
