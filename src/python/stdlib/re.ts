/** re, as Python 2.7 and 3.5 have it: empty matches beside another one neither replace nor split. */
import { IndexError, OverflowError, RuntimeError, TypeError } from '../../errors/index.ts'
import { PythonError } from '../../errors/python.ts'
import { call } from '../objects/call.ts'
import { indexNumber, optionalIndex, requireIndex } from '../objects/convert.ts'
import { PyIterator } from '../objects/iteration.ts'
import { checkText } from '../objects/limits.ts'
import { machine } from '../objects/machine.ts'
import { OBJECT } from '../objects/object_type.ts'
import { repr } from '../objects/text/repr.ts'
import { allKeepUnicode, isCallable, keepsUnicode, methods, native } from '../objects/values/callable.ts'
import { PyDict } from '../objects/values/dict.ts'
import { declareMembers } from '../objects/values/members.ts'
import { int } from '../objects/values/numbers.ts'
import { PyTuple, tuple } from '../objects/values/tuple.ts'
import { PyType, registerType, typeName } from '../objects/values/type.ts'
import { isAnyText, PyUnicode, plainText } from '../objects/values/unicode.ts'
import { compilePattern, type Program } from './regex/compile.ts'
import { type Anchoring, findMatch, type Subject, subjectOf, TooManySteps } from './regex/match.ts'
import { PatternError, parsePattern, RangeOfRepeat } from './regex/parse.ts'
import { expandTemplate, IndexOfGroup } from './regex/template.ts'
import { ASCII, DOTALL, type Expression, IGNORECASE, LOCALE, MULTILINE, UNICODE, VERBOSE } from './regex/tree.ts'

/** What is wrong with a pattern. */
class RegexError extends PythonError {}
Object.defineProperty(RegexError, 'name', { value: 'error' })

type Text = string | Buffer | PyUnicode

/** Text or bytes as the matcher reads them: a byte is a character. */
const plain = (text: Text): string => (Buffer.isBuffer(text) ? text.toString('latin1') : String(text))
const isText = isAnyText
/** A part of a text, or what becomes of one, of the type that the text has. */
const asTextOf = (text: Text, part: string): Text =>
  Buffer.isBuffer(text) ? Buffer.from(part, 'latin1') : text instanceof PyUnicode ? new PyUnicode(part) : part

/** A pattern that has been compiled. */
class RegexPattern {
  readonly pattern: Text
  readonly expression: Expression
  readonly program: Program

  constructor(pattern: Text, flags: number) {
    this.pattern = pattern
    const text = typeof pattern === 'string'
    this.expression = parsed(plain(pattern), flags)
    this.program = compilePattern(
      this.expression,
      text && (machine.version === 3 || (this.expression.flags & UNICODE) !== 0),
    )
  }
  get flags(): number {
    const { flags } = this.expression
    return machine.version === 3 && typeof this.pattern === 'string' && !(flags & ASCII) ? flags | UNICODE : flags
  }
  repr(): string {
    return `re.compile(${repr(this.pattern)})`
  }
}

function parsed(pattern: string, flags: number): Expression {
  try {
    return parsePattern(pattern, flags)
  } catch (error) {
    if (error instanceof PatternError) throw new RegexError(error.message)
    if (error instanceof RangeOfRepeat) throw new OverflowError(error.message)
    throw error
  }
}

/** A text with the part that is looked at. */
interface Given {
  readonly text: Text
  readonly subject: Subject
  readonly from: number
  readonly to: number
}

function given(pattern: RegexPattern, text: unknown, pos: unknown = null, end: unknown = null): Given {
  if (!isText(text)) throw new TypeError(`expected string or bytes-like object, got '${typeName(text)}'`)
  if (machine.version === 3 && typeof text !== typeof pattern.pattern)
    throw new TypeError(
      typeof text === 'string'
        ? 'cannot use a bytes pattern on a string-like object'
        : 'cannot use a string pattern on a bytes-like object',
    )
  const subject = subjectOf(plain(text))
  const within = (at: number): number => Math.min(Math.max(at, 0), subject.length)
  return { text, subject, from: within(optionalIndex(pos) ?? 0), to: within(optionalIndex(end) ?? subject.length) }
}

/** A piece of a text, of its type. */
const piece = ({ text, subject }: Given, from: number, to: number): Text => asTextOf(text, subject.slice(from, to))

function find(
  pattern: RegexPattern,
  { subject, to }: Given,
  from: number,
  anchoring: Anchoring,
): Int32Array | undefined {
  try {
    return from > to ? undefined : findMatch(pattern.program, subject, from, to, anchoring)
  } catch (error) {
    if (error instanceof TooManySteps)
      throw new RuntimeError(
        `the pattern ${repr(pattern.pattern)} takes too many steps on a text of length ${subject.length}`,
      )
    throw error
  }
}

class RegexMatch {
  readonly pattern: RegexPattern
  readonly given: Given
  readonly slots: Int32Array
  constructor(pattern: RegexPattern, of: Given, slots: Int32Array) {
    this.pattern = pattern
    this.given = of
    this.slots = slots
  }
  index(given: unknown): number {
    const key = plainText(given)
    const { groups, names } = this.pattern.expression
    const index = typeof key === 'string' ? names.get(key) : indexNumber(key)
    if (index === undefined || index < 0 || index > groups) throw new IndexError('no such group')
    return index
  }
  /** The text of a group; undefined where it has no part in the match. */
  text(index: number): Text | undefined {
    const [from, to] = [this.slots[2 * index] as number, this.slots[2 * index + 1] as number]
    return from < 0 || to < 0 ? undefined : piece(this.given, from, to)
  }
  get start(): number {
    return this.slots[0] as number
  }
  get end(): number {
    return this.slots[1] as number
  }
  /** The group that was closed last. */
  get last(): number | undefined {
    const last = this.slots.at(-1) as number
    return last < 0 ? undefined : last
  }
  repr(): string {
    return `<_sre.SRE_Match object; span=(${this.start}, ${this.end}), match=${repr(this.text(0))}>`
  }
}

const matchOf = (pattern: RegexPattern, of: Given, anchoring: Anchoring): RegexMatch | null => {
  const slots = find(pattern, of, of.from, anchoring)
  return slots ? new RegexMatch(pattern, of, slots) : null
}

/** All matches; behind an empty one the search goes on one character later. */
function* allMatches(pattern: RegexPattern, of: Given): Generator<RegexMatch> {
  for (let at = of.from; at <= of.to; ) {
    const slots = find(pattern, of, at, 'search')
    if (!slots) return
    const match = new RegexMatch(pattern, of, slots)
    yield match
    at = match.end === match.start ? match.end + 1 : match.end
  }
}

function findall(pattern: RegexPattern, of: Given): unknown[] {
  const { groups } = pattern.expression
  const nothing = asTextOf(of.text, '')
  const out: unknown[] = []
  for (const match of allMatches(pattern, of)) {
    const texts = Array.from({ length: groups }, (_, i) => match.text(i + 1) ?? nothing)
    out.push(groups === 0 ? match.text(0) : groups === 1 ? texts[0] : PyTuple.from_items(texts))
  }
  return out
}

function split(pattern: RegexPattern, of: Given, most: number): unknown[] {
  const out: unknown[] = []
  let [at, times] = [0, 0]
  for (const match of allMatches(pattern, of)) {
    if (most > 0 && times >= most) break
    if (match.start === match.end) continue
    out.push(piece(of, at, match.start))
    for (let index = 1; index <= pattern.expression.groups; index++) out.push(match.text(index) ?? null)
    at = match.end
    times++
  }
  out.push(piece(of, at, of.subject.length))
  return out
}

function replacement(pattern: RegexPattern, value: unknown): (match: RegexMatch) => string {
  if (isText(value)) {
    const template = plain(value)
    if (!template.includes('\\')) return () => template
    return match => expanded(match, template)
  }
  if (!isCallable(value) && typeof value !== 'function')
    throw new TypeError(`expected str instance, ${typeName(value)} found`)
  return match => {
    const made = call(value, [match], null)
    if (made === null) return ''
    if (!isText(made)) throw new TypeError(`expected str instance, ${typeName(made)} found`)
    return plain(made)
  }
}

function expanded(match: RegexMatch, template: string): string {
  const { groups, names } = match.pattern.expression
  try {
    return expandTemplate(template, groups, names, index => {
      const text = match.text(index)
      return text === undefined ? '' : plain(text)
    })
  } catch (error) {
    if (error instanceof PatternError) throw new RegexError(error.message)
    if (error instanceof IndexOfGroup) throw new IndexError(error.message)
    throw error
  }
}

function substituted(
  pattern: RegexPattern,
  value: unknown,
  text: unknown,
  count: unknown,
): readonly [text: Text, times: number] {
  const of = given(pattern, text)
  const most = requireIndex(count)
  const replace = replacement(pattern, value)
  let out = ''
  let [at, times] = [0, 0]
  for (const match of allMatches(pattern, of)) {
    if (most > 0 && times >= most) break
    if (match.end === at && match.start === at && times > 0) continue
    out += of.subject.slice(at, match.start) + replace(match)
    checkText(out.length)
    at = match.end
    times++
  }
  out += of.subject.slice(at, of.subject.length)
  return [asTextOf(value instanceof PyUnicode ? value : of.text, out), times]
}

const PATTERN = new PyType('SRE_Pattern', {
  module: '_sre',
  base: OBJECT,
  construct: () => {
    throw new TypeError("cannot create '_sre.SRE_Pattern' instances")
  },
  check: value => value instanceof RegexPattern,
})
PATTERN.methods = methods({
  'match(string, pos=None, endpos=None)': (self: RegexPattern, text: unknown, pos: unknown, end: unknown) =>
    matchOf(self, given(self, text, pos, end), 'match'),
  'fullmatch(string, pos=None, endpos=None)': (self: RegexPattern, text: unknown, pos: unknown, end: unknown) =>
    matchOf(self, given(self, text, pos, end), 'fullmatch'),
  'search(string, pos=None, endpos=None)': (self: RegexPattern, text: unknown, pos: unknown, end: unknown) =>
    matchOf(self, given(self, text, pos, end), 'search'),
  'findall(string, pos=None, endpos=None)': (self: RegexPattern, text: unknown, pos: unknown, end: unknown) =>
    findall(self, given(self, text, pos, end)),
  'finditer(string, pos=None, endpos=None)': (self: RegexPattern, text: unknown, pos: unknown, end: unknown) =>
    new PyIterator(allMatches(self, given(self, text, pos, end))),
  'split(string, maxsplit=0)': (self: RegexPattern, text: unknown, most: unknown) =>
    split(self, given(self, text), requireIndex(most)),
  'sub(repl, string, count=0)': (self: RegexPattern, value: unknown, text: unknown, count: unknown) =>
    substituted(self, value, text, count)[0],
  'subn(repl, string, count=0)': (self: RegexPattern, value: unknown, text: unknown, count: unknown) => {
    const [made, times] = substituted(self, value, text, count)
    return tuple(made, int(times))
  },
})
PATTERN.getters = new Map<string, (self: unknown) => unknown>([
  ['pattern', self => (self as RegexPattern).pattern],
  ['flags', self => int((self as RegexPattern).flags)],
  ['groups', self => int((self as RegexPattern).expression.groups)],
  [
    'groupindex',
    self =>
      PyDict.from_entries([...(self as RegexPattern).expression.names].map(([name, index]) => [name, int(index)])),
  ],
])
registerType(RegexPattern, PATTERN)

/** Where a group begins and ends, as Python counts. */
const span = (self: RegexMatch, key: unknown): readonly [unknown, unknown] => {
  const index = self.index(key)
  return [int(self.slots[2 * index] as number), int(self.slots[2 * index + 1] as number)]
}

const MATCH = new PyType('SRE_Match', {
  module: '_sre',
  base: OBJECT,
  construct: () => {
    throw new TypeError("cannot create '_sre.SRE_Match' instances")
  },
  check: value => value instanceof RegexMatch,
})
MATCH.methods = methods({
  'group(*groups)': (self: RegexMatch, keys: PyTuple) => {
    const texts = (keys.length === 0 ? [int(0)] : keys).map(key => self.text(self.index(key)) ?? null)
    return texts.length === 1 ? texts[0] : PyTuple.from_items(texts)
  },
  '__getitem__(group)': (self: RegexMatch, key: unknown) => self.text(self.index(key)) ?? null,
  'groups(default=None)': (self: RegexMatch, otherwise: unknown) =>
    PyTuple.from_items(Array.from({ length: self.pattern.expression.groups }, (_, i) => self.text(i + 1) ?? otherwise)),
  'groupdict(default=None)': (self: RegexMatch, otherwise: unknown) =>
    PyDict.from_entries(
      [...self.pattern.expression.names].map(([name, index]) => [name, self.text(index) ?? otherwise]),
    ),
  'start(group=0)': (self: RegexMatch, key: unknown) => span(self, key)[0],
  'end(group=0)': (self: RegexMatch, key: unknown) => span(self, key)[1],
  'span(group=0)': (self: RegexMatch, key: unknown) => tuple(...span(self, key)),
  'expand(template)': (self: RegexMatch, template: Text) => expanded(self, plain(template)),
})
MATCH.getters = new Map<string, (self: unknown) => unknown>([
  ['re', self => (self as RegexMatch).pattern],
  ['string', self => (self as RegexMatch).given.text],
  ['pos', self => int((self as RegexMatch).given.from)],
  ['endpos', self => int((self as RegexMatch).given.to)],
  ['lastindex', self => ((self as RegexMatch).last === undefined ? null : int((self as RegexMatch).last as number))],
  [
    'lastgroup',
    self => {
      const { pattern, last } = self as RegexMatch
      return [...pattern.expression.names].find(([, index]) => index === last)?.[0] ?? null
    },
  ],
])
registerType(RegexMatch, MATCH)
declareMembers(RegexError, 'args message')

/** So many patterns are remembered. */
const MOST_KNOWN = 100
const known = new Map<string, RegexPattern>()

function patternOf(given: unknown, flags: unknown = null): RegexPattern {
  const pattern = plainText(given)
  const asked = optionalIndex(flags) ?? 0
  if (pattern instanceof RegexPattern) {
    if (asked !== 0) throw new TypeError('cannot process flags argument with a compiled pattern')
    return pattern
  }
  if (!isText(pattern)) throw new TypeError('first argument must be string or compiled pattern')
  const key = `${machine.version} ${asked} ${typeof pattern} ${plain(pattern)}`
  const found = known.get(key)
  if (found) return found
  const made = new RegexPattern(pattern, asked)
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(key, made)
  return made
}

/** Everything but letters and digits, and in Python 3 underscores, behind a backslash. */
function escaped(text: Text): Text {
  const out = plain(text).replace(machine.version === 2 ? /[^a-zA-Z0-9]/gu : /[^a-zA-Z0-9_]/gu, char =>
    char === '\0' ? '\\000' : `\\${char}`,
  )
  return asTextOf(text, out)
}

const FLAGS = {
  A: ASCII,
  ASCII,
  I: IGNORECASE,
  IGNORECASE,
  L: LOCALE,
  LOCALE,
  M: MULTILINE,
  MULTILINE,
  S: DOTALL,
  DOTALL,
  U: UNICODE,
  UNICODE,
  X: VERBOSE,
  VERBOSE,
}

const method = (name: string) => PATTERN.methods.get(name) as NonNullable<ReturnType<typeof PATTERN.methods.get>>

/** A method of patterns as a function that takes the pattern first, and its flags last. */
const withPattern = (name: string, signature: string) =>
  native(signature, (pattern: unknown, ...rest: unknown[]) =>
    call(method(name), [patternOf(pattern, rest.at(-1)), ...rest.slice(0, -1)], null),
  )

for (const table of [PATTERN.methods, MATCH.methods]) for (const method of table.values()) keepsUnicode(method)

export const RE: Readonly<Record<string, unknown>> = allKeepUnicode({
  ...Object.fromEntries(Object.entries(FLAGS).map(([name, flag]) => [name, int(flag)])),
  error: RegexError,
  compile: native('compile(pattern, flags=0)', patternOf),
  escape: native('escape(string)', escaped),
  findall: withPattern('findall', 'findall(pattern, string, flags=0)'),
  finditer: withPattern('finditer', 'finditer(pattern, string, flags=0)'),
  fullmatch: withPattern('fullmatch', 'fullmatch(pattern, string, flags=0)'),
  match: withPattern('match', 'match(pattern, string, flags=0)'),
  purge: native('purge()', () => {
    known.clear()
    return null
  }),
  search: withPattern('search', 'search(pattern, string, flags=0)'),
  split: withPattern('split', 'split(pattern, string, maxsplit=0, flags=0)'),
  sub: withPattern('sub', 'sub(pattern, repl, string, count=0, flags=0)'),
  subn: withPattern('subn', 'subn(pattern, repl, string, count=0, flags=0)'),
})
