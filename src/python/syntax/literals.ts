/** Text of literals → values. */
import type { Node } from 'web-tree-sitter'
import { Complex, PyFloat, PyInt } from '../../tensor/literals.ts'

/** Decimal digits of the longest int. */
const MOST_DIGITS = 5_000_000

/** `10`, `0x1F`, `0777`, `0o17`, `0b1`, `10L`, `1_000`, `3j`. */
export function integerLiteral(text: string): PyInt | Complex {
  const plain = text.replace(/_/g, '').replace(/[lL]$/, '')
  if (plain.length > MOST_DIGITS) throw new LiteralError('integer literal is too long')
  if (/[jJ]$/.test(plain)) return new Complex(0, Number(plain.slice(0, -1)))
  if (/^0[0-7]+$/.test(plain)) return wholeNumber(BigInt(`0o${plain.slice(1)}`))
  const value = Number(plain)
  return Number.isSafeInteger(value) ? new PyInt(value) : wholeNumber(BigInt(plain))
}

/** Kept as a number where that is exact. */
const wholeNumber = (value: bigint): PyInt => {
  const plain = Number(value)
  return new PyInt(Number.isSafeInteger(plain) ? plain : value)
}

/** `1.5`, `1e-3`, `.5`, `2.`, `1e3j`. */
export function floatLiteral(text: string): PyFloat | Complex {
  const plain = text.replace(/_/g, '')
  if (/[jJ]$/.test(plain)) return new Complex(0, Number(plain.slice(0, -1)))
  if (/[lL]$/.test(plain)) return integerLiteral(text) as unknown as PyFloat
  return new PyFloat(Number(plain))
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\n': '',
}

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(\r?\n|[\s\S]))/g

/** An escape that stands for no character. */
export class LiteralError extends Error {}

function fromCode(code: number): string {
  if (code >= 0x110000)
    throw new LiteralError("(unicode error) 'unicodeescape' codec can't decode bytes: illegal Unicode character")
  return String.fromCodePoint(code)
}

/** The beginning of an escape that needs more digits than follow. */
const TRUNCATED: Readonly<Record<string, string>> = {
  x: "(unicode error) 'unicodeescape' codec can't decode bytes: truncated \\xXX escape",
  u: "(unicode error) 'unicodeescape' codec can't decode bytes: truncated \\uXXXX escape",
  U: "(unicode error) 'unicodeescape' codec can't decode bytes: truncated \\UXXXXXXXX escape",
}

function unescape(text: string, bytes: boolean): string {
  return text.replace(ESCAPE, (whole, hex, octal, short, long, simple) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
    if (short !== undefined) return bytes ? whole : String.fromCharCode(Number.parseInt(short, 16))
    if (long !== undefined) return bytes ? whole : fromCode(Number.parseInt(long, 16))
    if (Object.hasOwn(TRUNCATED, simple) && (simple === 'x' || !bytes)) throw new LiteralError(TRUNCATED[simple])
    const plain = simple.replace('\r', '')
    return Object.hasOwn(SIMPLE_ESCAPES, plain) ? (SIMPLE_ESCAPES[plain] as string) : whole
  })
}

/** The prefix of a string literal, lower case: `''`, `r`, `b`, `u`, `f`, `rb` … */
export const stringPrefix = (start: string): string => start.replace(/['"]+$/, '').toLowerCase()

/**
 * The value of a piece of string text. Bytes literals give Buffers. Python 2's plain literals are bytes too: where one
 * spells out bytes (`"\xff"`) that are no ASCII, it is a Buffer, else text, which means the same everywhere.
 */
export function stringValue(text: string, prefix: string, version: 2 | 3): string | Buffer {
  const isBytes = prefix.includes('b')
  const value = prefix.includes('r') ? text : unescape(text, isBytes || (version === 2 && !prefix.includes('u')))
  if (isBytes) return Buffer.from(value, 'latin1')
  if (version === 2 && prefix !== 'u' && /\\(x[89a-fA-F]|[2-3][0-7]{2})/.test(text) && /^[\0-\xff]*$/.test(value))
    return Buffer.from(value, 'latin1')
  return value
}

/** The text between the quotes of a string node without interpolations. */
export function stringText(node: Node): string {
  const first = node.child(0)
  const last = node.child(node.childCount - 1)
  if (!first || !last) return ''
  return node.text.slice(first.text.length, node.text.length - last.text.length)
}
