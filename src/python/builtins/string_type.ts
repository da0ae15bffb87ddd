/** str and bytes. */
import { TypeError, ValueError } from '../../errors/index.ts'
import { indexNumber, optionalIndex, requireIndex } from '../objects/convert.ts'
import { toArray } from '../objects/iteration.ts'
import { checkBytes, checkText } from '../objects/limits.ts'
import { machine } from '../objects/machine.ts'
import { OBJECT } from '../objects/object_type.ts'
import { str } from '../objects/text/repr.ts'
import { strFormat } from '../objects/text/str_format.ts'
import { CALL, keepsUnicode, makeFunction, methods, native } from '../objects/values/callable.ts'
import type { PyDict } from '../objects/values/dict.ts'
import { int } from '../objects/values/numbers.ts'
import { sliceIndices } from '../objects/values/slice.ts'
import { tuple } from '../objects/values/tuple.ts'
import { PyType, primitives, registerType, typeName } from '../objects/values/type.ts'
import { asciiText, isAnyText, PyUnicode, toUnicode } from '../objects/values/unicode.ts'
import { decodeText, encodeText } from './encodings.ts'

/** `str(value)`: a unicode must be ASCII. */
function strOf(value: unknown): string {
  if (value instanceof PyUnicode) encodeText(String(value), 'ascii')
  return str(value)
}

/** What Python 2's two types of text have in common. */
export const BASESTRING = new PyType('basestring', {
  base: OBJECT,
  construct: () => {
    throw new TypeError('The basestring type cannot be instantiated')
  },
  check: value => STR.check(value) || value instanceof PyUnicode,
})

export const STR: PyType = new PyType('str', {
  base: BASESTRING,
  construct: keepsUnicode(
    native("str(object='', encoding=None, errors='strict')", (value: unknown, encoding: unknown, errors: unknown) =>
      Buffer.isBuffer(value) && typeof encoding === 'string' ? decodeText(value, encoding, str(errors)) : strOf(value),
    ),
  )[CALL],
  check: value => typeof value === 'string' || (machine.version === 2 && Buffer.isBuffer(value)),
})

function byteOf(value: unknown): number {
  const byte = requireIndex(value)
  if (!(byte >= 0 && byte < 256)) throw new ValueError('bytes must be in range(0, 256)')
  return byte
}

export const BYTES = new PyType('bytes', {
  base: OBJECT,
  jsClass: Buffer as unknown as new () => object,
  construct: native("bytes(source='', encoding=None, errors=None)", (value: unknown) => {
    if (Buffer.isBuffer(value)) return value
    if (typeof value === 'string') return Buffer.from(value)
    const length = indexNumber(value)
    if (length === undefined) return Buffer.from(toArray(value).map(byteOf))
    if (length < 0) throw new ValueError('negative count')
    checkBytes(length)
    return Buffer.alloc(length)
  })[CALL],
  check: value => Buffer.isBuffer(value) || (machine.version === 2 && typeof value === 'string'),
})

/** What `decode` gives: Python 2's codecs of bytes give bytes. */
const decoded = (text: string, encoding: unknown): unknown =>
  machine.version === 2 && !/^(hex|base64)/i.test(str(encoding)) ? toUnicode(text) : text

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text)

/** Whether a character is one that `strip()` takes away. */
const isSpace = (char: string): boolean => /\s/.test(char)

function strip(text: string, chars: string | null, start: boolean, end: boolean): string {
  const set = chars === null ? null : new Set(chars)
  const goes = (at: number): boolean => (set ? set.has(text[at] as string) : isSpace(text[at] as string))
  let from = 0
  let to = text.length
  while (start && from < to && goes(from)) from++
  while (end && to > from && goes(to - 1)) to--
  return text.slice(from, to)
}

function split(text: string, separator: string | null, most: number): string[] {
  if (separator === '') throw new ValueError('empty separator')
  if (separator !== null) {
    const parts = text.split(separator)
    return most < 0 || parts.length <= most + 1 ? parts : [...parts.slice(0, most), parts.slice(most).join(separator)]
  }
  const out: string[] = []
  let rest = text.trimStart()
  while (rest !== '') {
    const found = most >= 0 && out.length === most ? null : /\s+/.exec(rest)
    if (!found) {
      out.push(most >= 0 ? rest : rest.trimEnd())
      break
    }
    out.push(rest.slice(0, found.index))
    rest = rest.slice(found.index + found[0].length)
  }
  return out
}

function splitRight(text: string, separator: string | null, most: number): string[] {
  if (most < 0) return split(text, separator, -1)
  if (separator === null) {
    const parts = split(text, null, -1)
    if (parts.length <= most + 1) return parts
    const tail = parts.slice(parts.length - most)
    let head = text.trimEnd()
    for (const part of [...tail].reverse()) head = head.slice(0, head.lastIndexOf(part)).trimEnd()
    return [head.trimStart(), ...tail]
  }
  const parts = text.split(separator)
  return parts.length <= most + 1
    ? parts
    : [parts.slice(0, parts.length - most).join(separator), ...parts.slice(parts.length - most)]
}

/** The part of a text that `start` and `end` of find, count and the like mean, with its offset. */
function section(text: string, start: unknown, end: unknown): readonly [text: string, offset: number] {
  const [from, to] = sliceIndices(optionalIndex(start), optionalIndex(end), null, text.length)
  return [text.slice(from, Math.max(from, to)), from]
}

function find(text: string, part: string, start: unknown, end: unknown, last: boolean): number {
  const [inner, offset] = section(text, start, end)
  const at = last ? inner.lastIndexOf(part) : inner.indexOf(part)
  return at < 0 ? -1 : at + offset
}

function index(at: number): unknown {
  if (at < 0) throw new ValueError('substring not found')
  return int(at)
}

function hasAffix(
  text: string,
  affix: unknown,
  start: unknown,
  end: unknown,
  test: (text: string, affix: string) => boolean,
): boolean {
  const [inner] = section(text, start, end)
  return Array.isArray(affix) ? affix.some(one => test(inner, String(one))) : test(inner, String(affix))
}

const title = (text: string): string =>
  text.toLowerCase().replace(/\p{L}+/gu, word => (word[0] as string).toUpperCase() + word.slice(1))
const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase()
const isAll = (pattern: RegExp) => (self: string) => pattern.test(self)

function joined(separator: string, items: unknown): unknown {
  const given = toArray(items)
  const isUnicode = given.some(part => part instanceof PyUnicode)
  const parts = isUnicode ? given.map(part => (isAnyText(part) ? asciiText(part) : part)) : given
  for (const [i, part] of parts.entries())
    if (typeof part !== 'string' && !Buffer.isBuffer(part))
      throw new TypeError(`sequence item ${i}: expected str instance, ${typeName(part)} found`)
  checkText(
    parts.reduce<number>(
      (sum, part) => sum + (part as string).length,
      separator.length * Math.max(0, parts.length - 1),
    ),
  )
  const text = parts.join(separator)
  return isUnicode ? new PyUnicode(text) : text
}

/** The fill and the width of `center`, `ljust`, `rjust`. */
function widthOf(text: string, width: unknown, fill: string): number {
  if (typeof fill !== 'string' || [...fill.slice(0, 4)].length !== 1)
    throw new TypeError('The fill character must be exactly one character long')
  const asked = Math.max(requireIndex(width), text.length)
  checkText(asked * fill.length)
  return asked
}

function replaced(text: string, old: string, fresh: string, most: number): string {
  if (typeof old !== 'string' || typeof fresh !== 'string')
    throw new TypeError(`replace() argument must be str, not ${typeName(typeof old === 'string' ? fresh : old)}`)
  if (old !== '') {
    const parts = most < 0 ? text.split(old) : split(text, old, most)
    checkText(text.length + (parts.length - 1) * (fresh.length - old.length))
    return parts.join(fresh)
  }
  const chars = [...text]
  const times = most < 0 ? chars.length + 1 : Math.min(most, chars.length + 1)
  checkText(text.length + times * fresh.length)
  return chars.map((char, i) => (i < times ? fresh + char : char)).join('') + (times > chars.length ? fresh : '')
}

/** Each tab goes to the next multiple of `size` columns. */
function expandTabs(text: string, size: number): string {
  const tabs = text.split('\t').length - 1
  checkText(text.length + tabs * Math.max(0, size))
  let column = 0
  let out = ''
  for (const char of text) {
    if (char === '\t') {
      const missing = size > 0 ? size - (column % size) : 0
      out += ' '.repeat(missing)
      column += missing
    } else {
      out += char
      column = char === '\n' || char === '\r' ? 0 : column + 1
    }
  }
  return out
}

function translated(text: string, table: unknown, removed: unknown): string {
  const kept = removed === null ? [...text] : [...text].filter(char => !String(removed).includes(char))
  if (table === null) return kept.join('')
  if (typeof table === 'string') return kept.map(char => table[char.charCodeAt(0)] ?? char).join('')
  const map = table as PyDict
  return kept
    .map(char => {
      const key = int(char.codePointAt(0) as number)
      if (!map.has(key)) return char
      const value = map.get(key)
      return value === null ? '' : isAnyText(value) ? String(value) : String.fromCodePoint(requireIndex(value))
    })
    .join('')
}

function partition(text: string, separator: string, at: number, missing: readonly [string, string, string]): unknown {
  return at < 0 ? tuple(...missing) : tuple(text.slice(0, at), separator, text.slice(at + separator.length))
}

STR.methods = new Map([
  ...methods({
    'capitalize()': (self: string) => capitalise(self),
    "center(width, fill=' ')": (self: string, width: unknown, fill: string) => {
      const missing = widthOf(self, width, fill) - self.length
      const left = (missing >> 1) + (missing & requireIndex(width) & 1)
      return fill.repeat(left) + self + fill.repeat(missing - left)
    },
    'count(sub, start=None, end=None)': (self: string, part: string, start: unknown, end: unknown) => {
      const [inner] = section(self, start, end)
      return int(part === '' ? inner.length + 1 : inner.split(part).length - 1)
    },
    "encode(encoding='utf-8', errors='strict')": (self: string, encoding: unknown, errors: unknown) =>
      encodeText(self, str(encoding), str(errors)),
    // a text of Python 2 is the bytes of its UTF-8
    "decode(encoding='utf-8', errors='strict')": (self: string, encoding: unknown, errors: unknown) =>
      decoded(
        isAscii(self) && !/^(hex|base64)/i.test(str(encoding))
          ? self
          : decodeText(Buffer.from(self), str(encoding), str(errors)),
        encoding,
      ),
    'endswith(suffix, start=None, end=None)': (self: string, affix: unknown, start: unknown, end: unknown) =>
      hasAffix(self, affix, start, end, (text, end_) => text.endsWith(end_)),
    'expandtabs(tabsize=8)': (self: string, size: unknown) => expandTabs(self, requireIndex(size)),
    'find(sub, start=None, end=None)': (self: string, part: string, start: unknown, end: unknown) =>
      int(find(self, part, start, end, false)),
    'rfind(sub, start=None, end=None)': (self: string, part: string, start: unknown, end: unknown) =>
      int(find(self, part, start, end, true)),
    'index(sub, start=None, end=None)': (self: string, part: string, start: unknown, end: unknown) =>
      index(find(self, part, start, end, false)),
    'rindex(sub, start=None, end=None)': (self: string, part: string, start: unknown, end: unknown) =>
      index(find(self, part, start, end, true)),
    'isalnum()': isAll(/^[\p{L}\p{N}]+$/u),
    'isalpha()': isAll(/^\p{L}+$/u),
    'isdigit()': isAll(/^\p{Nd}+$/u),
    'isdecimal()': isAll(/^\p{Nd}+$/u),
    'isnumeric()': isAll(/^\p{N}+$/u),
    'isspace()': isAll(/^\s+$/),
    'islower()': (self: string) => self !== self.toUpperCase() && self === self.toLowerCase(),
    'isupper()': (self: string) => self !== self.toLowerCase() && self === self.toUpperCase(),
    'istitle()': (self: string) => self !== '' && self === title(self),
    'isidentifier()': isAll(/^[\p{L}_][\p{L}\p{N}_]*$/u),
    'join(iterable)': (self: string, items: unknown) => joined(self, items),
    "ljust(width, fill=' ')": (self: string, width: unknown, fill: string) =>
      self.padEnd(widthOf(self, width, fill), fill),
    "rjust(width, fill=' ')": (self: string, width: unknown, fill: string) =>
      self.padStart(widthOf(self, width, fill), fill),
    'lower()': (self: string) => self.toLowerCase(),
    'casefold()': (self: string) => self.toLowerCase(),
    'upper()': (self: string) => self.toUpperCase(),
    'swapcase()': (self: string) =>
      [...self].map(char => (char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase())).join(''),
    'title()': (self: string) => title(self),
    'strip(chars=None)': (self: string, chars: string | null) => strip(self, chars, true, true),
    'lstrip(chars=None)': (self: string, chars: string | null) => strip(self, chars, true, false),
    'rstrip(chars=None)': (self: string, chars: string | null) => strip(self, chars, false, true),
    'partition(sep)': (self: string, separator: string) =>
      partition(self, separator, self.indexOf(separator), [self, '', '']),
    'rpartition(sep)': (self: string, separator: string) =>
      partition(self, separator, self.lastIndexOf(separator), ['', '', self]),
    'replace(old, new, count=-1)': (self: string, old: string, fresh: string, count: unknown) =>
      replaced(self, old, fresh, requireIndex(count)),
    'split(sep=None, maxsplit=-1)': (self: string, separator: string | null, most: unknown) =>
      split(self, separator, requireIndex(most)),
    'rsplit(sep=None, maxsplit=-1)': (self: string, separator: string | null, most: unknown) =>
      splitRight(self, separator, requireIndex(most)),
    'splitlines(keepends=False)': (self: string, keep: boolean) => {
      const lines = self.match(/[^\n\r]*(?:\r\n|\n|\r)|[^\n\r]+$/g) ?? []
      return keep ? [...lines] : lines.map(line => line.replace(/(\r\n|\n|\r)$/, ''))
    },
    'startswith(prefix, start=None, end=None)': (self: string, affix: unknown, start: unknown, end: unknown) =>
      hasAffix(self, affix, start, end, (text, begin) => text.startsWith(begin)),
    'translate(table, deletechars=None)': (self: string, table: unknown, removed: unknown) =>
      translated(self, table, removed),
    'zfill(width)': (self: string, width: unknown) => {
      const sign = /^[+-]/.exec(self)?.[0] ?? ''
      return sign + self.slice(sign.length).padStart(widthOf(self, width, '0') - sign.length, '0')
    },
  }),
  ['format', makeFunction('format', ([self, ...args], keywords) => strFormat(self as string, args, keywords), false)],
])

/** Methods of bytes that text does not have in the same way; all others work on the bytes as Latin-1 text. */
const OWN_BYTES = methods({
  "decode(encoding='utf-8', errors='strict')": (self: Buffer, encoding: unknown, errors: unknown) =>
    decoded(decodeText(self, str(encoding), str(errors)), encoding),
  'encode(encoding=None)': (self: Buffer) => self,
  'hex()': (self: Buffer) => self.toString('hex'),
  'join(iterable)': (self: Buffer, items: unknown) => {
    const parts = toArray(items).map(part => (Buffer.isBuffer(part) ? part : Buffer.from(String(part))))
    checkBytes(parts.reduce((sum, part) => sum + part.length, self.length * Math.max(0, parts.length - 1)))
    return Buffer.concat(parts.flatMap((part, i) => (i === 0 ? [part] : [self, part])))
  },
})

const toText = (value: unknown): unknown => (Buffer.isBuffer(value) ? value.toString('latin1') : value)
function toBytes(value: unknown): unknown {
  if (typeof value === 'string') return Buffer.from(value, 'latin1')
  if (Array.isArray(value)) return value.map(toBytes)
  return value
}

BYTES.methods = new Map([
  ...[...STR.methods].map(
    ([name, method]) =>
      [name, makeFunction(name, (args, keywords) => toBytes(method[CALL](args.map(toText), keywords)), false)] as const,
  ),
  ...OWN_BYTES,
])

registerType(Buffer, BYTES)
primitives.string = STR
