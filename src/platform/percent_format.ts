/** Python's `%` formatting of messages, for JavaScript's values. */

import { pythonRepr } from '../calling/python_repr.ts'
import { TypeError } from '../errors/python.ts'

const DIRECTIVE = /%(?:\((\w+)\))?([-+ 0#]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g

/** Python's exponents have two digits at least. */
const twoDigits = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2')

function general(value: number, precision: number): string {
  const digits = precision || 1
  const exponent = value === 0 ? 0 : Number(value.toExponential(digits - 1).split('e')[1])
  if (exponent < -4 || exponent >= digits) return twoDigits(value.toExponential(digits - 1).replace(/\.?0+e/, 'e'))
  const text = value.toFixed(Math.max(0, digits - 1 - exponent))
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

function float(value: number, type: string, precision = 6): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf'
  if (type === 'f') return value.toFixed(precision)
  return type === 'e' ? twoDigits(value.toExponential(precision)) : general(value, precision)
}

function number(value: unknown, type: string): number | bigint {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  if (typeof value === 'boolean') return Number(value)
  const plain: unknown = typeof value === 'object' && value !== null ? value.valueOf() : value
  if (typeof plain === 'number' || typeof plain === 'bigint') return plain
  throw new TypeError(`%${type} format: a number is required, not ${value === null ? 'NoneType' : typeof value}`)
}

function convert(value: unknown, type: string, precision: number | undefined): string {
  switch (type) {
    case 's':
      return (typeof value === 'string' ? value : Buffer.isBuffer(value) ? value.toString() : pythonRepr(value)).slice(
        0,
        precision,
      )
    case 'r':
      return pythonRepr(value).slice(0, precision)
    case 'd':
    case 'i':
    case 'u': {
      const whole = number(value, type)
      return String(typeof whole === 'number' ? Math.trunc(whole) : whole)
    }
    case 'x':
    case 'X':
    case 'o': {
      const text = number(value, type).toString(type === 'o' ? 8 : 16)
      return type === 'X' ? text.toUpperCase() : text
    }
    case 'e':
    case 'f':
    case 'g':
    case 'E':
    case 'F':
    case 'G': {
      const text = float(Number(number(value, type)), type.toLowerCase(), precision)
      return type === type.toUpperCase() ? text.toUpperCase() : text
    }
    default:
      throw new TypeError(`unsupported format character '${type}'`)
  }
}

/** `format % args`; an object as the only argument is for `%(name)s`. TypeError where arguments don't fit, in Python's words. */
export function percentFormat(format: string, args: readonly unknown[]): string {
  let taken = 0
  let named = false
  const text = format.replace(
    DIRECTIVE,
    (
      _,
      name: string | undefined,
      flags: string,
      width: string | undefined,
      precision: string | undefined,
      type: string,
    ) => {
      if (type === '%') return '%'
      if (name === undefined && taken >= args.length) throw new TypeError('not enough arguments for format string')
      if (name !== undefined) named = true
      const value = name === undefined ? args[taken++] : (args[0] as Record<string, unknown>)[name]
      const body = convert(value, type, precision === undefined ? undefined : Number(precision))
      const isNumber = !'sr'.includes(type)
      const sign = isNumber && !body.startsWith('-') ? (flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '') : ''
      const size = Number(width ?? 0)
      if (flags.includes('-')) return (sign + body).padEnd(size)
      if (!isNumber || !flags.includes('0')) return (sign + body).padStart(size)
      return body.startsWith('-')
        ? `-${body.slice(1).padStart(size - 1, '0')}`
        : sign + body.padStart(size - sign.length, '0')
    },
  )
  if (!named && taken < args.length) throw new TypeError('not all arguments converted during string formatting')
  return text
}
