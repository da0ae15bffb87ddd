/** The `%` operator of strings. */
import { TypeError, ValueError } from '../../../errors/index.ts'
import { Complex } from '../../../tensor/literals.ts'
import { toFloat, toInt } from '../convert.ts'
import { checkText } from '../limits.ts'
import { machine } from '../machine.ts'
import { PyDict } from '../values/dict.ts'
import { isInteger, plainNumber, wholeNumber } from '../values/numbers.ts'
import { PyTuple } from '../values/tuple.ts'
import { typeName } from '../values/type.ts'
import { isAnyText, PyUnicode } from '../values/unicode.ts'
import { characterOf, floatText, integerText } from './format_spec.ts'
import { repr, str, unicodeText } from './repr.ts'

/** What follows `%` and the name in brackets. */
const DIRECTIVE = /([#0\- +]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?([\s\S])?/y

function wholeText(value: unknown, type: string, alternate: boolean, precision: number | undefined): string {
  if (
    !isInteger(value) &&
    plainNumber(value) === undefined &&
    (isAnyText(value) || Array.isArray(value) || value === null || value instanceof Complex)
  )
    throw new TypeError(`%${type} format: a number is required, not ${typeName(value)}`)
  // Python 2 knows no such number of whole numbers
  if (machine.version === 2 && !isInteger(value) && !Number.isFinite(plainNumber(value) ?? toFloat(value).value))
    throw new TypeError(`%${type} format: a number is required, not ${typeName(value)}`)
  const whole = isInteger(value) ? wholeNumber(value) : toInt(value).value
  const text = integerText(whole, type, alternate)
  if (precision === undefined) return text
  const [, sign = '', digits = ''] = /^(-?)(.*)$/.exec(text) ?? []
  checkText(precision)
  return sign + digits.padStart(precision, '0')
}

function convert(
  value: unknown,
  kind: TextKind,
  type: string,
  alternate: boolean,
  precision: number | undefined,
): string {
  const cut = (text: string): string => (precision === undefined ? text : [...text].slice(0, precision).join(''))
  switch (type) {
    case 's':
      if (value instanceof PyUnicode) kind.unicode = true
      else if (kind.unicode) return cut(unicodeText(value))
      return cut(str(value))
    case 'r':
    case 'a':
      return cut(repr(value))
    case 'c':
      return isAnyText(value) ? String(value) : characterOf(toInt(value).value)
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

/** The largest width or precision that a format may name. */
const MOST = 2 ** 63

/** Where the bracket at `open` is closed; brackets within a name count. */
function closingBracket(format: string, open: number): number {
  let depth = 0
  for (let at = open; at < format.length; at++) {
    if (format[at] === '(') depth++
    else if (format[at] === ')' && --depth === 0) return at
  }
  throw new ValueError('incomplete format key')
}

function named(values: unknown): PyDict {
  if (!(values instanceof PyDict)) throw new TypeError('format requires a mapping')
  return values
}

/** Whether a text is Python 2's `unicode`: it becomes so by the values put into it. */
interface TextKind {
  unicode: boolean
}

/** `format % values`; `values` is a tuple, a dict for `%(name)s`, or the one value. */
export function percentFormat(format: string, values: unknown, kind: TextKind = { unicode: false }): string {
  const args: readonly unknown[] = values instanceof PyTuple ? values : [values]
  let next = 0
  const take = (): unknown => {
    if (next >= args.length) throw new TypeError('not enough arguments for format string')
    return args[next++]
  }
  const directive = (
    name: string | undefined,
    flags: string,
    width: string | undefined,
    precision: string | undefined,
    type: string,
  ): string => {
    if (type === '%') return '%'
    const size = width === '*' ? Number(toInt(take()).value) : width === undefined ? 0 : Number(width)
    const digits =
      precision === '*'
        ? Math.max(0, Number(toInt(take()).value))
        : precision === undefined
          ? undefined
          : Number(precision)
    for (const number of [size, digits ?? 0]) if (Math.abs(number) >= MOST) throw new ValueError('width too big')
    const value = name === undefined ? take() : named(values).item(name)
    checkText(Math.abs(size))
    let text = convert(value, kind, type, flags.includes('#'), digits)
    const numeric = !/[srac]/.test(type)
    if (numeric && !text.startsWith('-')) text = (flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '') + text
    if (flags.includes('-') || size < 0) return text.padEnd(Math.abs(size))
    if (numeric && flags.includes('0')) {
      const [, sign = '', rest = ''] = /^([+\- ]?(?:0[xX])?)(.*)$/.exec(text) ?? []
      return sign + rest.padStart(size - sign.length, '0')
    }
    return text.padStart(size)
  }
  let out = ''
  let at = 0
  for (let next_ = format.indexOf('%'); next_ >= 0; next_ = format.indexOf('%', at)) {
    out += format.slice(at, next_)
    let from = next_ + 1
    let name: string | undefined
    if (format[from] === '(') {
      const end = closingBracket(format, from)
      name = format.slice(from + 1, end)
      from = end + 1
    }
    DIRECTIVE.lastIndex = from
    const [whole = '', flags = '', width, precision, type] = DIRECTIVE.exec(format) ?? []
    if (type === undefined) throw new ValueError('incomplete format')
    out += directive(name, flags, width, precision, type)
    checkText(out.length)
    at = from + whole.length
  }
  out += format.slice(at)
  if (
    next < args.length &&
    !(values instanceof PyDict) &&
    !(args.length === 1 && typeof values === 'object' && values !== null && !(values instanceof PyTuple) && next > 0)
  )
    if (!(values instanceof Map)) throw new TypeError('not all arguments converted during string formatting')
  return out
}
