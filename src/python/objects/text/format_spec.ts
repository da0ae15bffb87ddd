/** The mini-language of `format(value, spec)`: `>8.2f`, `,`, `04d`, `.1%` … */

import { OverflowError, ValueError } from '../../../errors/index.ts'
import { fixed, general, scientific } from '../../../tensor/decimal_text.ts'
import { PyFloat, PyInt } from '../../../tensor/literals.ts'
import { checkText } from '../limits.ts'
import { isInteger, plainNumber, wholeNumber } from '../values/numbers.ts'
import { str } from './repr.ts'

const SPEC = /^(?:([\s\S])?([<>=^]))?([+\- ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/

interface Spec {
  readonly fill: string
  readonly align: string | undefined
  readonly sign: string
  readonly alternate: boolean
  readonly width: number
  readonly group: string | undefined
  readonly precision: number | undefined
  readonly type: string
}

/** The largest number that a format may name. */
const MOST = 2 ** 63

function sizeOf(digits: string | undefined): number | undefined {
  if (digits === undefined) return undefined
  if (Number(digits) >= MOST) throw new ValueError('Too many decimal digits in format string')
  return Number(digits)
}

/** The character of `c`. */
export function characterOf(code: number | bigint): string {
  if (!(code >= 0 && code < 0x110000)) throw new OverflowError('%c arg not in range(0x110000)')
  return String.fromCodePoint(Number(code))
}

function parseSpec(text: string): Spec {
  const found = SPEC.exec(text)
  if (!found) throw new ValueError('Invalid format specifier')
  const [, fill, align, sign, alternate, zero, width, group, precision, type] = found
  return {
    fill: fill ?? (zero ? '0' : ' '),
    align: align ?? (zero ? '=' : undefined),
    sign: sign ?? '-',
    alternate: alternate !== undefined,
    width: sizeOf(width) ?? 0,
    group,
    precision: sizeOf(precision),
    type: type ?? '',
  }
}

/** Fills up to the width; `=` fills between the sign and the digits. */
function pad(text: string, spec: Spec, align: string): string {
  const missing = spec.width - [...text].length
  if (missing <= 0) return text
  checkText(text.length + missing * spec.fill.length)
  const at = spec.align ?? align
  if (at === '<') return text + spec.fill.repeat(missing)
  if (at === '^') return spec.fill.repeat(missing >> 1) + text + spec.fill.repeat(missing - (missing >> 1))
  if (at === '=') {
    const [, sign = '', digits = ''] = /^([+\- ]?(?:0[xXoObB])?)(.*)$/.exec(text) ?? []
    return sign + spec.fill.repeat(missing) + digits
  }
  return spec.fill.repeat(missing) + text
}

function signed(text: string, spec: Spec): string {
  if (text.startsWith('-') || spec.sign === '-') return text
  return spec.sign + text
}

function grouped(text: string, group: string | undefined): string {
  if (!group) return text
  const [, sign = '', whole = '', rest = ''] = /^(-?)(\d+)(.*)$/.exec(text) ?? [text, '', text, '']
  const first = whole.length % 3 || 3
  const groups = [whole.slice(0, first)]
  for (let at = first; at < whole.length; at += 3) groups.push(whole.slice(at, at + 3))
  return sign + groups.join(group) + rest
}

const RADIX: Readonly<Record<string, readonly [radix: number, prefix: string]>> = {
  x: [16, '0x'],
  X: [16, '0X'],
  o: [8, '0o'],
  b: [2, '0b'],
}

/** Whole numbers in any base. */
export function integerText(value: number | bigint, type: string, alternate: boolean): string {
  const base = RADIX[type]
  if (!base) return value.toString()
  const digits = (value < 0 ? -value : value).toString(base[0])
  return `${value < 0 ? '-' : ''}${alternate ? base[1] : ''}${type === 'X' ? digits.toUpperCase() : digits}`
}

/** Floats by a conversion letter: f, F, e, E, g, G, %. */
export function floatText(value: number, type: string, precision: number, alternate = false): string {
  checkText(precision)
  switch (type) {
    case 'e':
      return scientific(value, precision)
    case 'E':
      return scientific(value, precision).toUpperCase()
    case 'g':
      return general(value, precision, alternate)
    case 'G':
      return general(value, precision, alternate).toUpperCase()
    case '%':
      return `${fixed(value * 100, precision)}%`
    default:
      return fixed(value, precision)
  }
}

function formatFloatSpec(value: number, spec: Spec, original: unknown): string {
  let text: string
  if (spec.type === '') text = spec.precision === undefined ? str(original) : generalWithPoint(value, spec.precision)
  else text = floatText(value, spec.type === 'n' ? 'g' : spec.type, spec.precision ?? 6, spec.alternate)
  return pad(signed(grouped(text, spec.group), spec), spec, '>')
}

/** A precision without a letter is `g`, but keeps a float looking like one. */
function generalWithPoint(value: number, precision: number): string {
  const text = general(value, precision)
  return /^-?\d+$/.test(text) && text.replace('-', '').length < precision ? `${text}.0` : text
}

/** Python's `format(value, spec)` of numbers and text; other values as text. */
export function formatValue(value: unknown, spec: string): string {
  if (spec === '') return str(value)
  const parsed = parseSpec(spec)
  if (isInteger(value) && !/[eEfFgG%]/.test(parsed.type)) {
    if (typeof value === 'boolean' && parsed.type === '') return pad(str(value), parsed, '<')
    if (parsed.type === 'c') return pad(characterOf(wholeNumber(value)), parsed, '<')
    if (parsed.type === 's') throw new ValueError("Unknown format code 's' for object of type 'int'")
    return pad(
      signed(grouped(integerText(wholeNumber(value), parsed.type, parsed.alternate), parsed.group), parsed),
      parsed,
      '>',
    )
  }
  if (value instanceof PyFloat || value instanceof PyInt || typeof value === 'boolean')
    return formatFloatSpec(plainNumber(value) as number, parsed, value)
  if (parsed.type !== '' && parsed.type !== 's')
    throw new ValueError(`Unknown format code '${parsed.type}' for object of type 'str'`)
  const text = str(value)
  return pad(parsed.precision === undefined ? text : [...text].slice(0, parsed.precision).join(''), parsed, '<')
}
