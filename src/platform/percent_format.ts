/** Python's `%` formatting of messages, for JavaScript's values. */

import { pythonRepr } from '../calling/python_repr.ts'
import { TypeError } from '../errors/python.ts'
import { fixed, general, scientific } from '../tensor/decimal_text.ts'

const DIRECTIVE = /%(?:\((\w+)\))?([-+ 0#]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g

const FLOATS = { f: fixed, e: scientific, g: general } as const

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
      const text = FLOATS[type.toLowerCase() as keyof typeof FLOATS](Number(number(value, type)), precision ?? 6)
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
