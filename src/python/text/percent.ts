/** The `%` operator of strings. */
import { TypeError, ValueError } from '../../errors/index.ts'
import { Complex } from '../../tensor/literals.ts'
import { isInteger, plainNumber, wholeNumber } from '../values/numbers.ts'
import { toFloat, toInt } from '../runtime/convert.ts'
import { PyDict } from '../values/dict.ts'
import { PyTuple } from '../values/tuple.ts'
import { typeName } from '../values/type.ts'
import { floatText, integerText } from './format_spec.ts'
import { repr, str } from './repr.ts'

const DIRECTIVE = /%(?:\(([^)]*)\))?([#0\- +]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?([a-zA-Z%])/g

function wholeText(value: unknown, type: string, alternate: boolean, precision: number | undefined): string {
  if (
    !isInteger(value) &&
    plainNumber(value) === undefined &&
    (typeof value === 'string' || Array.isArray(value) || value === null || value instanceof Complex)
  )
    throw new TypeError(`%${type} format: a number is required, not ${typeName(value)}`)
  const whole = isInteger(value) ? wholeNumber(value) : toInt(value).value
  const text = integerText(whole, type, alternate)
  if (precision === undefined) return text
  const [, sign = '', digits = ''] = /^(-?)(.*)$/.exec(text) ?? []
  return sign + digits.padStart(precision, '0')
}

function convert(value: unknown, type: string, alternate: boolean, precision: number | undefined): string {
  const cut = (text: string): string => (precision === undefined ? text : [...text].slice(0, precision).join(''))
  switch (type) {
    case 's':
      return cut(str(value))
    case 'r':
    case 'a':
      return cut(repr(value))
    case 'c':
      return typeof value === 'string' ? value : String.fromCodePoint(Number(toInt(value).value))
    case 'd':
    case 'i':
    case 'u':
    case 'x':
    case 'X':
    case 'o':
      return wholeText(value, type, alternate, precision)
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return floatText(toFloat(value).value, type, precision ?? 6, alternate)
    default:
      throw new ValueError(`unsupported format character '${type}'`)
  }
}

/** `format % values`; `values` is a tuple, a dict for `%(name)s`, or the one value. */
export function percentFormat(format: string, values: unknown): string {
  const args: readonly unknown[] = values instanceof PyTuple ? values : [values]
  let next = 0
  const take = (): unknown => {
    if (next >= args.length) throw new TypeError('not enough arguments for format string')
    return args[next++]
  }
  const out = format.replace(DIRECTIVE, (_, name, flags: string, width, precision, type: string) => {
    if (type === '%') return '%'
    const size = width === '*' ? Number(toInt(take()).value) : width === undefined ? 0 : Number(width)
    const digits = precision === '*' ? Number(toInt(take()).value) : precision === undefined ? undefined : Number(precision)
    const value = name === undefined ? take() : (values as PyDict).item(name)
    let text = convert(value, type, flags.includes('#'), digits)
    const numeric = !/[srac]/.test(type)
    if (numeric && !text.startsWith('-')) text = (flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '') + text
    if (flags.includes('-') || size < 0) return text.padEnd(Math.abs(size))
    if (numeric && flags.includes('0')) {
      const [, sign = '', rest = ''] = /^([+\- ]?(?:0[xX])?)(.*)$/.exec(text) ?? []
      return sign + rest.padStart(size - sign.length, '0')
    }
    return text.padStart(size)
  })
  if (
    next < args.length &&
    !(values instanceof PyDict) &&
    !(args.length === 1 && typeof values === 'object' && values !== null && !(values instanceof PyTuple) && next > 0)
  )
    if (!(values instanceof Map)) throw new TypeError('not all arguments converted during string formatting')
  return out
}
