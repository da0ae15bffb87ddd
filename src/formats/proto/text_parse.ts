/** Reads the text form of messages, as Python's `text_format` does. */
import { clearField, listOf, mapOf, write } from './assign.ts'
import { convertKind } from './convert.ts'
import { ParseError } from './errors.ts'
import { descriptorOf, type Field, type FieldKind, type MessageData, newChild, type ScalarKind } from './fields.ts'
import { MAX_DEPTH } from './nesting.ts'
import { childOf, selected, touch, valueOf } from './presence.ts'
import { TextTokens, unescapeBytes } from './text_tokens.ts'

export interface ParseOptions {
  /** Pass over fields that the message doesn't have, as texts of later versions hold them. */
  readonly allow_unknown_field?: boolean
  /** A singular field may come again, and the last one counts; else that is an error. */
  readonly merging?: boolean
}

/** Adds what `text` holds. */
export function parseText(text: string, message: MessageData, options: ParseOptions = {}): void {
  const tokens = new TextTokens(text)
  while (!tokens.atEnd) parseField(tokens, message, options, 0)
}

/** `depth` is how many blocks are around the field. */
function parseField(tokens: TextTokens, message: MessageData, options: ParseOptions, depth: number): void {
  const { by_name, full_name } = descriptorOf(message)
  const name = tokens.token
  if (!/^[a-zA-Z_]/.test(name)) throw tokens.error(`Expected identifier or number, got ${name}.`)
  tokens.next()
  const field = by_name.get(name)
  if (field === undefined) {
    if (!options.allow_unknown_field)
      throw tokens.errorBefore(`Message type "${full_name}" has no field named "${name}".`)
    skipValue(tokens, depth)
    return
  }
  checkRepetition(tokens, message, field, options)
  if (field.cardinality === 'map' || field.kind === 'message') tokens.tryConsume(':')
  else tokens.consume(':')
  if (field.cardinality !== 'one' && tokens.tryConsume('[')) {
    for (let first = true; !tokens.tryConsume(']'); first = false) {
      if (!first) tokens.consume(',')
      parseValue(tokens, message, field, options, depth)
    }
  } else {
    parseValue(tokens, message, field, options, depth)
  }
  if (!tokens.tryConsume(',')) tokens.tryConsume(';')
}

/** Passes over what follows the name of an unknown field. */
function skipValue(tokens: TextTokens, depth: number): void {
  tokens.tryConsume(':')
  const close = CLOSING.get(tokens.token)
  if (close === undefined) {
    const isText = /^["']/.test(tokens.take())
    while (isText && /^["']/.test(tokens.token)) tokens.next()
  } else {
    const inside = deeper(tokens, depth)
    tokens.next()
    while (!tokens.tryConsume(close)) {
      if (tokens.atEnd) throw tokens.errorBefore(`Expected "${close}".`)
      if (CLOSING.has(tokens.token)) skipValue(tokens, inside)
      else tokens.next()
    }
  }
  if (!tokens.tryConsume(',')) tokens.tryConsume(';')
}

const CLOSING: ReadonlyMap<string, string> = new Map([
  ['{', '}'],
  ['<', '>'],
  ['[', ']'],
])

/** The depth of what a block at `depth` holds. */
function deeper(tokens: TextTokens, depth: number): number {
  if (depth >= MAX_DEPTH) throw tokens.errorBefore(`Messages are nested deeper than ${MAX_DEPTH} levels.`)
  return depth + 1
}

function checkRepetition(tokens: TextTokens, message: MessageData, field: Field, options: ParseOptions): void {
  if (options.merging || field.cardinality !== 'one') return
  const { full_name } = descriptorOf(message)
  if (field.oneof !== undefined) {
    const other = selected(message, field.oneof)
    if (other !== undefined && other !== field) {
      throw tokens.errorBefore(
        `Field "${field.name}" is specified along with field "${other.name}", another member of oneof "${field.oneof.name}" for message type "${full_name}".`,
      )
    }
  }
  if (valueOf(message, field) !== undefined) {
    throw tokens.errorBefore(`Message type "${full_name}" should not have multiple "${field.name}" fields.`)
  }
}

function parseValue(
  tokens: TextTokens,
  message: MessageData,
  field: Field,
  options: ParseOptions,
  depth: number,
): void {
  if (field.cardinality === 'map') {
    parseEntry(tokens, message, field, options, depth)
  } else if (field.kind === 'message') {
    let child: MessageData
    if (field.cardinality === 'many') {
      const list = listOf(message, field)
      child = list[list.length] = newChild(field) as MessageData
    } else {
      child = childOf(message, field)
      touch(child)
    }
    parseBlock(tokens, depth, inside => parseField(tokens, child, options, inside))
  } else {
    const value = parseScalar(tokens, field.kind, field, options)
    if (value === undefined) return
    if (field.cardinality === 'many') {
      const list = listOf(message, field)
      list[list.length] = value
    } else {
      if (options.merging) clearField(message, field)
      write(message, field, value)
    }
  }
}

function parseBlock(tokens: TextTokens, depth: number, parseOne: (depth: number) => void): void {
  const inside = deeper(tokens, depth)
  let close = '}'
  if (tokens.tryConsume('<')) close = '>'
  else tokens.consume('{')
  while (!tokens.tryConsume(close)) {
    if (tokens.atEnd) throw tokens.errorBefore(`Expected "${close}".`)
    parseOne(inside)
  }
}

function parseEntry(
  tokens: TextTokens,
  message: MessageData,
  field: Field,
  options: ParseOptions,
  depth: number,
): void {
  let key: unknown = field.key === 'string' ? '' : 0
  let value: unknown = field.kind === 'message' ? newChild(field) : field.zero
  parseBlock(tokens, depth, inside => {
    const name = tokens.take()
    if (name === 'key') {
      tokens.consume(':')
      key = parseScalar(tokens, field.key as ScalarKind, undefined)
    } else if (name === 'value' && field.kind === 'message') {
      tokens.tryConsume(':')
      parseBlock(tokens, inside, deepest => parseField(tokens, value as MessageData, options, deepest))
    } else if (name === 'value') {
      tokens.consume(':')
      value = parseScalar(tokens, field.kind, field)
    } else {
      throw tokens.errorBefore(
        `Message type "${descriptorOf(message).full_name}.${entryName(field.name)}" has no field named "${name}".`,
      )
    }
    if (!tokens.tryConsume(',')) tokens.tryConsume(';')
  })
  mapOf(message, field)[String(key)] = value
}

/** protoc's name of the message of a map's entries: `device_count` → `DeviceCountEntry`. */
function entryName(name: string): string {
  return `${name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Entry`
}

/** undefined: a name that the enum doesn't have, where unknown fields are passed over. */
function parseScalar(tokens: TextTokens, kind: FieldKind, field: Field | undefined, options?: ParseOptions): unknown {
  switch (kind) {
    case 'string':
      return parseQuoted(tokens).toString()
    case 'bytes':
      return parseQuoted(tokens)
    case 'bool':
      return parseBool(tokens)
    case 'enum':
      return parseEnum(tokens, field as Field, options?.allow_unknown_field === true)
    case 'float':
    case 'double': {
      const value = parseFloatWord(tokens)
      tokens.next()
      return kind === 'float' ? Math.fround(value) : value
    }
    default:
      return parseInteger(tokens, kind as ScalarKind)
  }
}

function parseBool(tokens: TextTokens): boolean {
  const { token } = tokens
  const value = /^(true|t|1|True)$/.test(token)
  if (!value && !/^(false|f|0|False)$/.test(token)) throw tokens.error('Expected "true" or "false".')
  tokens.next()
  return value
}

function parseQuoted(tokens: TextTokens): Buffer {
  const parts: Buffer[] = []
  do {
    const { token } = tokens
    const quote = token[0]
    if (quote !== '"' && quote !== "'") throw tokens.error(`Expected string but found: '${token}'`)
    if (token.length < 2 || token.at(-1) !== quote) throw tokens.error(`String missing ending quote: '${token}'`)
    parts.push(unescapeBytes(token.slice(1, -1)))
    tokens.next()
  } while (tokens.token[0] === '"' || tokens.token[0] === "'")
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
}

function parseEnum(tokens: TextTokens, field: Field, allowUnknown: boolean): number | undefined {
  const { token } = tokens
  const known = field.enum_type?.number(token)
  if (known !== undefined) {
    tokens.next()
    return known
  }
  if (/^[a-zA-Z_]/.test(token)) {
    if (!allowUnknown) throw tokens.error(`Enum type "${field.enum_type?.full_name}" has no value named ${token}.`)
    tokens.next()
    return undefined
  }
  return Number(parseInteger(tokens, 'int32'))
}

function parseInteger(tokens: TextTokens, kind: ScalarKind): unknown {
  const { token } = tokens
  // a leading zero means octal, as in C
  if (!/^[+-]?(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)$/.test(token))
    throw tokens.error(`Couldn't parse integer: ${token}`)
  try {
    const digits = token.replace(/^[+-]/, '').replace(/^(0[xX]?)?0*(?=[0-9a-fA-F])/, '$1')
    // reading them takes time that grows with the square of their number
    if (digits.length > MOST_DIGITS) throw tokens.error(`Value out of range: ${token}`)
    const size = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits)
    const value = convertKind(kind, token.startsWith('-') ? -size : size)
    tokens.next()
    return value
  } catch (error) {
    throw error instanceof ParseError ? error : tokens.error((error as Error).message)
  }
}

/** No integer that is in range has more digits, even in octal. */
const MOST_DIGITS = 64

function parseFloatWord(tokens: TextTokens): number {
  const { token } = tokens
  if (/^-?inf(inity)?f?$/i.test(token)) return token.startsWith('-') ? -Infinity : Infinity
  if (/^-?nanf?$/i.test(token)) return NaN
  const value = Number(token.replace(/f$/, ''))
  if (token === '' || Number.isNaN(value)) throw tokens.error(`Couldn't parse float: ${token}`)
  return value
}
