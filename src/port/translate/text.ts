/** Pieces of TypeScript with the strength of their outermost operator, and literals. */
import { formatFloat } from '../../tensor/python_float.ts'

/** How tightly an expression holds together: what stands inside something tighter needs brackets. */
export const STRENGTH = {
  arrow: 1,
  conditional: 2,
  or: 3,
  and: 4,
  equality: 8,
  relational: 9,
  add: 11,
  multiply: 12,
  power: 13,
  unary: 14,
  call: 16,
  primary: 17,
} as const

export interface Text {
  readonly text: string
  readonly strength: number
}

export const primary = (text: string): Text => ({ text, strength: STRENGTH.primary })
export const called = (text: string): Text => ({ text, strength: STRENGTH.call })
export const strong = (text: string, strength: number): Text => ({ text, strength })

/** The text, in brackets where it is weaker than what is around it. */
export const inside = (part: Text, strength: number): string =>
  part.strength < strength ? `(${part.text})` : part.text

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\\x00',
}

const escaped = (text: string, quote: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped
  text.replace(/[\\'\n\r\t\0`$]|[\u0001-\u001f\u007f\u2028\u2029]|[\ud800-\udfff]/gu, char => {
    if (char === quote || char === '\\' || /[\n\r\t\0]/.test(char))
      return char === quote ? `\\${char}` : (ESCAPES[char] as string)
    if (quote === '`' && char === '$') return '\\$'
    return /[`'$]/.test(char) ? char : `\\u${(char.codePointAt(0) as number).toString(16).padStart(4, '0')}`
  })

/** A text in single quotes. */
export const quote = (text: string): string => `'${escaped(text, "'")}'`
/** The literal part of a template. */
export const templateText = (text: string): string => escaped(text, '`').replace(/\\n/g, '\\n')

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/
/** A key of an object literal. */
export const keyText = (name: string): string => (IDENTIFIER.test(name) ? name : quote(name))
export const isIdentifier = (name: string): boolean => IDENTIFIER.test(name)

/** A float as JavaScript writes it, with its point. */
export function floatLiteral(value: number): Text {
  if (Number.isNaN(value)) return primary('Number.NaN')
  if (!Number.isFinite(value))
    return value > 0 ? primary('Number.POSITIVE_INFINITY') : strong('-Number.POSITIVE_INFINITY', STRENGTH.unary)
  return value < 0 ? strong(formatFloat(value), STRENGTH.unary) : primary(formatFloat(value))
}

const RESERVED = new Set(
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield'.split(
    ' ',
  ),
)
/** Names of JavaScript that the translation itself uses. */
const USED = new Set(
  'Math Number Array Object String Map Error Buffer console process py Symbol Promise Date'.split(' '),
)

/** A name of the program as TypeScript may have it. */
export function safeName(name: string): string {
  const plain = name.replace(/^\./, 'argument')
  return RESERVED.has(plain) || USED.has(plain) ? `${plain}_` : plain
}

/** Members may have any name but those that classes reserve. */
export const memberName = (name: string): string => (name === 'constructor' || name === 'prototype' ? `${name}_` : name)
