/** The text form of messages, as Python's `text_format` prints it. */
import { formatFloat } from '../../tensor/python_float.ts'
import type { MapData } from './assign.ts'
import { keyOf, sortedKeys } from './encode.ts'
import { descriptorOf, type Field, type FieldKind, type MessageData, type ScalarKind } from './fields.ts'
import { nested } from './nesting.ts'
import { valueOf } from './presence.ts'

export interface TextOptions {
  /** Everything on one line. */
  readonly as_one_line?: boolean
  /** As Python 2's `str` has it: entries of maps with keys and values that are zeros, floats with twelve digits. */
  readonly python_str?: boolean
}

/** Fields by number, entries of maps by key, two blanks a level. */
export function printText(message: MessageData, options: TextOptions = {}): string {
  const lines: string[] = []
  new Printer(lines, options?.python_str === true).fields(message, '', 0)
  if (options?.as_one_line) return lines.map(line => line.trimStart()).join(' ')
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

class Printer {
  readonly #lines: string[]
  readonly #pythonStr: boolean
  constructor(lines: string[], pythonStr: boolean) {
    this.#lines = lines
    this.#pythonStr = pythonStr
  }

  fields(message: MessageData, indent: string, depth: number): void {
    for (const field of descriptorOf(message).fields) {
      const value = valueOf(message, field)
      if (value === undefined) continue
      if (field.cardinality === 'map') {
        for (const key of sortedKeys(field, value as MapData))
          this.#entry(field, key, (value as MapData)[key], indent, nested(message, depth))
      } else if (field.cardinality === 'many') {
        for (const item of value as unknown[]) this.#field(field.name, field, item, indent, depth)
      } else {
        this.#field(field.name, field, value, indent, depth)
      }
    }
  }

  /** An entry is a message of key and value. */
  #entry(field: Field, key: string, value: unknown, indent: string, depth: number): void {
    this.#lines.push(`${indent}${field.name} {`)
    const keyValue = keyOf(field, key)
    if (this.#pythonStr || (keyValue !== 0 && keyValue !== ''))
      this.#lines.push(`${indent}  key: ${this.#text(field.key as ScalarKind, undefined, keyValue)}`)
    if (this.#pythonStr || value !== field.zero) this.#field('value', field, value, `${indent}  `, depth)
    this.#lines.push(`${indent}}`)
  }

  #field(name: string, field: Field, value: unknown, indent: string, depth: number): void {
    if (field.kind === 'message') {
      this.#lines.push(`${indent}${name} {`)
      this.fields(value as MessageData, `${indent}  `, nested(value as MessageData, depth))
      this.#lines.push(`${indent}}`)
    } else {
      this.#lines.push(`${indent}${name}: ${this.#text(field.kind, field, value)}`)
    }
  }

  #text(kind: FieldKind, field: Field | undefined, value: unknown): string {
    if (this.#pythonStr && (kind === 'float' || kind === 'double')) return twelveDigits(value as number, kind)
    return scalarText(kind, field, value)
  }
}

function scalarText(kind: FieldKind, field: Field | undefined, value: unknown): string {
  switch (kind) {
    case 'string':
      return `"${escapeText(value as string)}"`
    case 'bytes':
      return `"${escapeBytes(value as Uint8Array)}"`
    case 'bool':
      return value ? 'true' : 'false'
    case 'enum':
      return field?.enum_type?.find(value as number) ?? String(value)
    case 'float':
      return formatFloat(shortestFloat(value as number))
    case 'double':
      return formatFloat(value as number)
    default:
      return String(value)
  }
}

/** Python 2's `str` of a float; with all digits where twelve are not the same number, which of float32s they always are. */
function twelveDigits(value: number, kind: 'float' | 'double'): string {
  const rounded = Number(value.toPrecision(12))
  if (!Number.isFinite(value) || value === 0 || (kind === 'double' && rounded !== value)) return formatFloat(value)
  const [mantissa, exponent] = Math.abs(rounded).toExponential().split('e') as [string, string]
  if (Number(exponent) < 12) return formatFloat(rounded)
  return `${rounded < 0 ? '-' : ''}${mantissa}e+${exponent.slice(1).padStart(2, '0')}`
}

/** The double with the fewest digits, six or more, that is the same float32. */
function shortestFloat(value: number): number {
  if (!Number.isFinite(value) || value === 0) return value
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return Number(value.toPrecision(9))
}

const PLAIN = /^[ !#-&(-[\]-~]*$/

function escapeText(text: string): string {
  return PLAIN.test(text) ? text : escapeBytes(Buffer.from(text))
}

/** What each byte becomes: itself, a letter, or three octal digits. */
const ESCAPES: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  if (byte === 0x22) return '\\"'
  if (byte === 0x27) return "\\'"
  if (byte === 0x5c) return '\\\\'
  if (byte === 0x0a) return '\\n'
  if (byte === 0x0d) return '\\r'
  if (byte === 0x09) return '\\t'
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`
})

/** Bytes as texts of C and of messages show them. */
export function escapeBytes(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += ESCAPES[byte]
  return text
}
