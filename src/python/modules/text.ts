/** string, re, json. */
import { TypeError, ValueError } from '../../errors/index.ts'
import { call } from '../runtime/call.ts'
import { optionalIndex, requireIndex } from '../runtime/convert.ts'
import { native } from '../values/callable.ts'
import { declareMembers } from '../values/members.ts'
import { PyDict } from '../values/dict.ts'
import { int } from '../values/numbers.ts'
import { PyTuple, tuple } from '../values/tuple.ts'
import { PyFloat, PyInt } from '../../tensor/literals.ts'
import { fromForeign } from '../bridge/values.ts'
import { callMethod } from '../runtime/attributes.ts'
import { PyIterator } from '../runtime/iteration.ts'

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'

export const STRING: Readonly<Record<string, unknown>> = {
  ascii_lowercase: LOWER,
  ascii_uppercase: LOWER.toUpperCase(),
  ascii_letters: LOWER + LOWER.toUpperCase(),
  letters: LOWER + LOWER.toUpperCase(),
  lowercase: LOWER,
  uppercase: LOWER.toUpperCase(),
  digits: '0123456789',
  hexdigits: '0123456789abcdefABCDEF',
  punctuation: PUNCTUATION,
  whitespace: ' \t\n\r\v\f',
  printable: `0123456789${LOWER}${LOWER.toUpperCase()}${PUNCTUATION} \t\n\r\v\f`,
}

const IGNORECASE = 2
const MULTILINE = 8
const DOTALL = 16

/** Python's pattern as JavaScript's: named groups, `\Z`, `\A`. */
function compilePattern(pattern: string, flags: number): RegExp {
  const translated = pattern
    .replace(/\(\?P<(\w+)>/g, '(?<$1>')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/\\Z/g, '$(?![\\s\\S])')
    .replace(/\\A/g, '^')
  try {
    return new RegExp(translated, `gd${flags & IGNORECASE ? 'i' : ''}${flags & MULTILINE ? 'm' : ''}${flags & DOTALL ? 's' : ''}`)
  } catch (error) {
    throw new ValueError(`bad pattern: ${String(error)}`)
  }
}

class Match {
  readonly #found: RegExpExecArray
  constructor(found: RegExpExecArray) {
    this.#found = found
  }
  #index(key: unknown): string | undefined {
    return typeof key === 'string' ? this.#found.groups?.[key] : this.#found[key === undefined ? 0 : requireIndex(key)]
  }
  group(...keys: unknown[]): unknown {
    const values = (keys.length === 0 ? [int(0)] : keys).map(key => this.#index(key) ?? null)
    return values.length === 1 ? values[0] : PyTuple.from_items(values)
  }
  groups(): PyTuple {
    return PyTuple.from_items(this.#found.slice(1).map(group => group ?? null))
  }
  groupdict(): PyDict {
    return PyDict.from_entries(Object.entries(this.#found.groups ?? {}).map(([name, value]) => [name, value ?? null]))
  }
  start(): number {
    return this.#found.index
  }
  end(): number {
    return this.#found.index + this.#found[0].length
  }
  span(): PyTuple {
    return tuple(int(this.start()), int(this.end()))
  }
}

class Pattern {
  readonly pattern: string
  readonly #expression: RegExp
  constructor(pattern: string, flags: number) {
    this.pattern = pattern
    this.#expression = compilePattern(pattern, flags)
  }
  #exec(text: string, sticky: string, whole = false): Match | null {
    const source = whole ? `(?:${this.#expression.source})$(?![\\s\\S])` : this.#expression.source
    const found = new RegExp(source, this.#expression.flags.replace('g', '') + sticky).exec(text)
    return found && new Match(found)
  }
  match(text: string): Match | null {
    return this.#exec(text, 'y')
  }
  fullmatch(text: string): Match | null {
    return this.#exec(text, 'y', true)
  }
  search(text: string): Match | null {
    return this.#exec(text, '')
  }
  findall(text: string): unknown[] {
    return [...text.matchAll(this.#expression)].map(found => {
      const groups = found.slice(1).map(group => group ?? '')
      return groups.length === 0 ? found[0] : groups.length === 1 ? groups[0] : PyTuple.from_items(groups)
    })
  }
  finditer(text: string): PyIterator {
    return new PyIterator([...text.matchAll(this.#expression)].map(found => new Match(found))[Symbol.iterator]())
  }
  split(text: string, most?: unknown): unknown[] {
    const limit = most === undefined ? 0 : requireIndex(most)
    const out: unknown[] = []
    let at = 0
    for (const found of text.matchAll(this.#expression)) {
      if (limit > 0 && out.length >= limit) break
      out.push(text.slice(at, found.index), ...found.slice(1).map(group => group ?? null))
      at = found.index + found[0].length
    }
    return [...out, text.slice(at)]
  }
  sub(replacement: unknown, text: string, count?: unknown): string {
    let left = optionalIndex(count) || Number.POSITIVE_INFINITY
    return text.replace(this.#expression, (...parts) => {
      if (left-- <= 0) return parts[0] as string
      const found = new RegExp(this.#expression.source, this.#expression.flags.replace('g', 'y'))
      const offset = parts.find(part => typeof part === 'number') as number
      found.lastIndex = offset
      const match = found.exec(text) as RegExpExecArray
      if (typeof replacement !== 'string') return String(call(replacement, [new Match(match)], null))
      return replacement.replace(/\\(?:g<(\w+)>|(\d)|n|t|\\)/g, (whole, name, digit) => {
        const key = name ?? digit
        if (key === undefined) return whole === '\\n' ? '\n' : whole === '\\t' ? '\t' : '\\'
        return (/^\d+$/.test(key) ? match[Number(key)] : match.groups?.[key]) ?? ''
      })
    })
  }
}

const patternOf = (pattern: unknown, flags: unknown): Pattern =>
  pattern instanceof Pattern ? pattern : new Pattern(String(pattern), optionalIndex(flags) ?? 0)

export const RE: Readonly<Record<string, unknown>> = {
  IGNORECASE: int(IGNORECASE),
  I: int(IGNORECASE),
  MULTILINE: int(MULTILINE),
  M: int(MULTILINE),
  DOTALL: int(DOTALL),
  S: int(DOTALL),
  compile: native('compile(pattern, flags=0)', patternOf),
  match: native('match(pattern, string, flags=0)', (pattern: unknown, text: string, flags: unknown) => patternOf(pattern, flags).match(text)),
  search: native('search(pattern, string, flags=0)', (pattern: unknown, text: string, flags: unknown) => patternOf(pattern, flags).search(text)),
  findall: native('findall(pattern, string, flags=0)', (pattern: unknown, text: string, flags: unknown) => patternOf(pattern, flags).findall(text)),
  finditer: native('finditer(pattern, string, flags=0)', (pattern: unknown, text: string, flags: unknown) =>
    patternOf(pattern, flags).finditer(text),
  ),
  split: native('split(pattern, string, maxsplit=0)', (pattern: unknown, text: string, most: unknown) => patternOf(pattern, 0).split(text, most)),
  sub: native(
    'sub(pattern, repl, string, count=0, flags=0)',
    (pattern: unknown, replacement: unknown, text: string, count: unknown, flags: unknown) => patternOf(pattern, flags).sub(replacement, text, count),
  ),
  escape: native('escape(string)', (text: string) => text.replace(/[^\w]/g, '\\$&')),
}

declareMembers(Match, 'end group groupdict groups span start')
declareMembers(Pattern, 'findall finditer fullmatch match pattern search split sub')

/** A value of the program as JSON can hold it. */
function plain(value: unknown): unknown {
  if (value instanceof PyInt) return typeof value.value === 'bigint' ? Number(value.value) : value.value
  if (value instanceof PyFloat) return value.value
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof PyDict) return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)]))
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  throw new TypeError('Object is not JSON serializable')
}

/** Python puts a space behind `,` and `:`. */
function dumps(value: unknown, indent: unknown): string {
  const width = optionalIndex(indent)
  if (width !== null) return JSON.stringify(plain(value), null, width)
  const write = (item: unknown): string => {
    if (item instanceof PyFloat) return String(item)
    if (Array.isArray(item)) return `[${item.map(write).join(', ')}]`
    if (item instanceof PyDict) return `{${[...item].map(([key, one]) => `${JSON.stringify(String(key))}: ${write(one)}`).join(', ')}}`
    return JSON.stringify(plain(item))
  }
  return write(value)
}

function parse(text: string): unknown {
  try {
    return fromForeign(JSON.parse(text, (_, value: unknown) => value))
  } catch (error) {
    throw new ValueError(String(error))
  }
}

export const JSON_MODULE: Readonly<Record<string, unknown>> = {
  dumps: native('dumps(obj, indent=None, sort_keys=False)', dumps),
  loads: native('loads(s)', (text: unknown) => parse(String(text))),
  dump: native('dump(obj, fp, indent=None)', (value: unknown, file: unknown, indent: unknown) =>
    callMethod(file, 'write', [dumps(value, indent)], null),
  ),
  load: native('load(fp)', (file: unknown) => parse(String(callMethod(file, 'read', [], null)))),
}
