/** The syntax of Python's regular expressions. */
import {
  ASCII,
  type CharClass,
  type CharSet,
  DOTALL,
  type Expression,
  IGNORECASE,
  LOCALE,
  MULTILINE,
  type Pattern,
  UNICODE,
  VERBOSE,
} from './tree.ts'

/** A pattern that is none, and where. */
export class PatternError extends Error {}

/** A pattern nests no deeper. */
const DEEPEST = 200
/** What stands for a repetition without an end. */
export const ENDLESS: number = Number.POSITIVE_INFINITY
/** Python's own limit. */
const MOST_REPEATS = 4294967295
/** Python's limit until 3.5; every group costs at each step. */
const MOST_GROUPS = 1000

const FLAGS: ReadonlyMap<string, number> = new Map([
  ['i', IGNORECASE],
  ['L', LOCALE],
  ['m', MULTILINE],
  ['s', DOTALL],
  ['u', UNICODE],
  ['x', VERBOSE],
  ['a', ASCII],
])

const ESCAPES: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
  ['\\', 92],
])

const CLASSES: ReadonlySet<string> = new Set('dwsDWS')
const isClass = (char: string): char is CharClass => CLASSES.has(char)
const isDigit = (char: string | undefined): boolean => char !== undefined && char >= '0' && char <= '9'
const isLetter = (char: string): boolean => /^[A-Za-z]$/.test(char)
const isName = (text: string): boolean => /^[^\W\d]\w*$/u.test(text)

const EMPTY: Pattern = { kind: 'empty' }

class Parser {
  readonly #chars: readonly string[]
  #at = 0
  #depth = 0
  flags: number
  groups = 0
  readonly names = new Map<string, number>()
  readonly #open = new Set<number>()
  readonly #conditions: [index: number, at: number][] = []

  constructor(pattern: string, flags: number) {
    this.#chars = [...pattern]
    this.flags = flags
  }

  #fail(message: string, at = this.#at): never {
    throw new PatternError(`${message} at position ${at}`)
  }
  #peek(ahead = 0): string | undefined {
    return this.#chars[this.#at + ahead]
  }
  #take(): string {
    const char = this.#chars[this.#at++]
    if (char === undefined) this.#fail('unexpected end of pattern')
    return char
  }
  #accept(text: string): boolean {
    for (let i = 0; i < text.length; i++) if (this.#peek(i) !== text[i]) return false
    this.#at += text.length
    return true
  }
  #until(end: string, what: string): string {
    const start = this.#at
    let out = ''
    for (;;) {
      const char = this.#peek()
      if (char === undefined) this.#fail(out === '' ? `missing ${what}` : `missing ${end}, unterminated name`, start)
      this.#at++
      if (char === end) break
      out += char
    }
    if (out === '') this.#fail(`missing ${what}`, start)
    return out
  }

  whole(): Pattern {
    const found = this.#either()
    if (this.#peek() !== undefined) this.#fail('unbalanced parenthesis')
    for (const [index, at] of this.#conditions)
      if (index === 0 || index > this.groups) this.#fail(`invalid group reference ${index}`, at)
    return found
  }

  #either(): Pattern {
    if (++this.#depth > DEEPEST) this.#fail('the pattern is nested too deeply')
    const options = [this.#sequence()]
    while (this.#accept('|')) options.push(this.#sequence())
    this.#depth--
    return options.length === 1 ? (options[0] as Pattern) : { kind: 'either', options }
  }

  #skipVerbose(): void {
    if (!(this.flags & VERBOSE)) return
    for (;;) {
      const char = this.#peek()
      if (char !== undefined && /[ \t\n\r\f\v]/.test(char)) this.#at++
      else if (char === '#') while (this.#peek() !== undefined && this.#take() !== '\n');
      else return
    }
  }

  #sequence(): Pattern {
    const items: Pattern[] = []
    for (;;) {
      this.#skipVerbose()
      const char = this.#peek()
      if (char === undefined || char === '|' || char === ')') break
      const start = this.#at
      const item = this.#item()
      if (item === undefined) continue
      items.push(this.#repeated(item, start))
    }
    return items.length === 1 ? (items[0] as Pattern) : items.length === 0 ? EMPTY : { kind: 'sequence', items }
  }

  #repeated(item: Pattern, start: number): Pattern {
    this.#skipVerbose()
    const counts = this.#counts()
    if (!counts) return item
    const [least, most] = counts
    if (item.kind === 'empty' || item.kind === 'assert') this.#fail('nothing to repeat', start)
    const lazy = this.#accept('?')
    this.#skipVerbose()
    const again = this.#at
    if (this.#counts()) this.#fail('multiple repeat', again)
    return { kind: 'repeat', item, least, most, lazy }
  }

  /** `*`, `+`, `?`, `{2,3}`; undefined where none of them stands. */
  #counts(): readonly [least: number, most: number] | undefined {
    if (this.#accept('*')) return [0, ENDLESS]
    if (this.#accept('+')) return [1, ENDLESS]
    if (this.#accept('?')) return [0, 1]
    const start = this.#at
    if (!this.#accept('{')) return undefined
    const digits = (): string => {
      let out = ''
      while (isDigit(this.#peek())) out += this.#take()
      return out
    }
    const least = digits()
    const most = this.#accept(',') ? digits() : least
    if (this.#peek() !== '}' || (least === '' && most === '' && this.#chars[this.#at - 1] !== ',')) {
      this.#at = start
      return undefined
    }
    this.#at++
    const [low, high] = [least === '' ? 0 : Number(least), most === '' ? ENDLESS : Number(most)]
    if (low >= MOST_REPEATS || (high >= MOST_REPEATS && high !== ENDLESS))
      throw new RangeOfRepeat('the repetition number is too large')
    if (high < low) this.#fail('min repeat greater than max repeat', start + 1)
    return [low, high]
  }

  #item(): Pattern | undefined {
    const start = this.#at
    const char = this.#take()
    const { flags } = this
    switch (char) {
      case '.':
        return { kind: 'any', newline: (flags & DOTALL) !== 0 }
      case '^':
        return { kind: 'assert', what: flags & MULTILINE ? 'line start' : 'start' }
      case '$':
        return { kind: 'assert', what: flags & MULTILINE ? 'line end' : 'last line end' }
      case '[':
        return { kind: 'set', set: this.#set(start), ignoreCase: (flags & IGNORECASE) !== 0 }
      case '(':
        return this.#group(start)
      case '\\':
        return this.#escape(start)
      case '*':
      case '+':
      case '?':
        return this.#fail('nothing to repeat', start)
      case '{': {
        this.#at = start
        if (this.#counts()) this.#fail('nothing to repeat', start)
        this.#at = start + 1
        return this.#char(char)
      }
      default:
        return this.#char(char)
    }
  }

  #char(char: string | number): Pattern {
    const code = typeof char === 'number' ? char : (char.codePointAt(0) as number)
    return { kind: 'char', code, ignoreCase: (this.flags & IGNORECASE) !== 0 }
  }

  #escape(start: number): Pattern {
    const char = this.#peek()
    if (char === undefined) this.#fail('bad escape (end of pattern)', start)
    const ignoreCase = (this.flags & IGNORECASE) !== 0
    if (isClass(char)) {
      this.#at++
      return { kind: 'set', set: { negated: false, ranges: [], classes: [char] }, ignoreCase: false }
    }
    const assertion = ({ A: 'start', Z: 'end', b: 'word', B: 'not word' } as const)[char as 'A']
    if (char === 'A' || char === 'Z' || char === 'b' || char === 'B') {
      this.#at++
      return { kind: 'assert', what: assertion }
    }
    if (isDigit(char) && char !== '0') {
      const octal = this.#octal()
      if (octal !== undefined) return this.#char(octal)
      this.#at++
      const text = isDigit(this.#peek()) ? char + this.#take() : char
      const index = Number(text)
      if (index > this.groups) this.#fail(`invalid group reference ${index}`, start + 1)
      if (this.#open.has(index)) this.#fail('cannot refer to an open group', start)
      return { kind: 'reference', index, ignoreCase }
    }
    return this.#char(this.#code(start))
  }

  /** Three octal digits. */
  #octal(): number | undefined {
    const text = [0, 1, 2].map(i => this.#peek(i) ?? '').join('')
    if (!/^[0-3][0-7]{2}$/.test(text)) return undefined
    this.#at += 3
    return Number.parseInt(text, 8)
  }

  /** The character of an escape that is no class. */
  #code(start: number): number {
    const char = this.#take()
    const digits = ({ x: 2, u: 4, U: 8 } as const)[char as 'x']
    if (char === 'x' || char === 'u' || char === 'U') {
      let text = ''
      while (text.length < digits && /^[0-9a-fA-F]$/.test(this.#peek() ?? '')) text += this.#take()
      if (text.length < digits) this.#fail(`incomplete escape \\${char}${text}`, start)
      const code = Number.parseInt(text, 16)
      if (code >= 0x110000) this.#fail(`bad escape \\${char}${text}`, start)
      return code
    }
    if (char === '0') {
      let text = '0'
      while (text.length < 3 && /^[0-7]$/.test(this.#peek() ?? '')) text += this.#take()
      return Number.parseInt(text, 8)
    }
    const simple = ESCAPES.get(char)
    // letters without a meaning stand for themselves, as until Python 3.6
    return simple ?? (char.codePointAt(0) as number)
  }

  #set(start: number): CharSet {
    const negated = this.#accept('^')
    const ranges: [number, number][] = []
    const classes: CharClass[] = []
    const first = this.#at
    for (;;) {
      const at = this.#at
      if (this.#peek() === undefined) this.#fail('unterminated character set', start)
      const char = this.#take()
      if (char === ']' && at !== first) break
      const low = this.#member(char, at)
      if (this.#peek() === '-' && this.#peek(1) !== ']') {
        this.#at++
        if (this.#peek() === undefined) this.#fail('unterminated character set', start)
        const to = this.#at
        const high = this.#member(this.#take(), to)
        if (typeof low !== 'number' || typeof high !== 'number' || high < low)
          this.#fail(`bad character range ${this.#chars.slice(at, this.#at).join('')}`, at)
        ranges.push([low, high])
      } else if (typeof low === 'number') ranges.push([low, low])
      else classes.push(low)
    }
    return { negated, ranges, classes }
  }

  #member(char: string, start: number): number | CharClass {
    if (char !== '\\') return char.codePointAt(0) as number
    const next = this.#peek()
    if (next === undefined) this.#fail('bad escape (end of pattern)', start)
    if (isClass(next)) {
      this.#at++
      return next
    }
    return this.#octal() ?? this.#code(start)
  }

  #group(start: number): Pattern | undefined {
    if (!this.#accept('?')) return this.#capture(null, start)
    const kind = this.#take()
    switch (kind) {
      case 'P': {
        if (this.#accept('<')) return this.#capture(this.#until('>', 'group name'), start)
        if (this.#accept('=')) {
          const name = this.#until(')', 'group name')
          const index = this.names.get(name)
          if (index === undefined)
            this.#fail(
              isName(name) ? `unknown group name '${name}'` : `bad character in group name '${name}'`,
              start + 4,
            )
          if (this.#open.has(index)) this.#fail('cannot refer to an open group', start)
          return { kind: 'reference', index, ignoreCase: (this.flags & IGNORECASE) !== 0 }
        }
        return this.#fail(`unknown extension ?P${this.#peek() ?? ''}`, start + 1)
      }
      case ':':
        return this.#closed(start)
      case '#':
        while (this.#peek() !== undefined && this.#peek() !== ')') this.#at++
        if (!this.#accept(')')) this.#fail('missing ), unterminated comment', start)
        return undefined
      case '=':
      case '!':
        return { kind: 'look', item: this.#closed(start), behind: null, negated: kind === '!' }
      case '<': {
        const negated = this.#take()
        if (negated !== '=' && negated !== '!') this.#fail(`unknown extension ?<${negated}`, start + 1)
        const item = this.#closed(start)
        const width = widthOf(item)
        if (width === undefined) throw new PatternError('look-behind requires fixed-width pattern')
        return { kind: 'look', item, behind: width, negated: negated === '!' }
      }
      case '(':
        return this.#conditional(start)
      default:
        return this.#flagged(kind, start)
    }
  }

  /** `(?i)` for the whole pattern, `(?i:…)` and `(?-i:…)` for a part. */
  #flagged(first: string, start: number): Pattern | undefined {
    let on = 0
    let off = 0
    let removing = false
    for (let char = first; ; char = this.#take()) {
      if (char === ')' || char === ':') {
        if (char === ')') {
          if (removing) this.#fail('missing :', this.#at - 1)
          this.flags |= on
          return undefined
        }
        const before = this.flags
        this.flags = (before | on) & ~off
        const item = this.#closed(start)
        this.flags = before
        return item
      }
      const flag = FLAGS.get(char)
      if (char === '-' && !removing) removing = true
      else if (flag === undefined) this.#fail(isLetter(char) ? 'unknown flag' : `unknown extension ?${char}`, start + 1)
      else if (removing) off |= flag
      else on |= flag
    }
  }

  #conditional(start: number): Pattern {
    const name = this.#until(')', 'group name')
    const index = /^\d+$/.test(name) ? Number(name) : this.names.get(name)
    if (index === undefined) this.#fail(`unknown group name '${name}'`, start + 3)
    // the group may follow later
    this.#conditions.push([index, start + 3])
    const then = this.#sequence()
    const otherwise = this.#accept('|') ? this.#sequence() : EMPTY
    if (this.#peek() === '|') this.#fail('conditional backref with more than two branches')
    if (!this.#accept(')')) this.#fail('missing ), unterminated subpattern', start)
    return { kind: 'if', index, then, otherwise }
  }

  #capture(name: string | null, start: number): Pattern {
    if (name !== null && !isName(name)) this.#fail(`bad character in group name '${name}'`, start + 4)
    if (name !== null && this.names.has(name))
      this.#fail(
        `redefinition of group name '${name}' as group ${this.groups + 1}; was group ${this.names.get(name)}`,
        start + 4,
      )
    const index = ++this.groups
    if (index > MOST_GROUPS) this.#fail('too many groups', start)
    if (name !== null) this.names.set(name, index)
    this.#open.add(index)
    const item = this.#closed(start)
    this.#open.delete(index)
    return { kind: 'group', item, index }
  }

  #closed(start: number): Pattern {
    const item = this.#either()
    if (!this.#accept(')')) this.#fail('missing ), unterminated subpattern', start)
    // in brackets they can be repeated
    return item.kind === 'empty' || item.kind === 'assert' ? { kind: 'sequence', items: [item] } : item
  }
}

/** A number of repetitions that Python does not take. */
export class RangeOfRepeat extends Error {}

/** How many characters a pattern takes, where that is always the same number. */
function widthOf(pattern: Pattern): number | undefined {
  switch (pattern.kind) {
    case 'char':
    case 'set':
    case 'any':
      return 1
    case 'empty':
    case 'assert':
    case 'look':
      return 0
    case 'sequence':
      return pattern.items.reduce<number | undefined>((sum, item) => add(sum, widthOf(item)), 0)
    case 'either': {
      const widths = pattern.options.map(widthOf)
      return widths.every(width => width === widths[0]) ? widths[0] : undefined
    }
    case 'repeat': {
      const width = widthOf(pattern.item)
      return pattern.least === pattern.most && width !== undefined ? width * pattern.least : undefined
    }
    case 'group':
      return widthOf(pattern.item)
    case 'if': {
      const width = widthOf(pattern.then)
      return width === widthOf(pattern.otherwise) ? width : undefined
    }
    case 'reference':
      return undefined
    default:
      return pattern satisfies never
  }
}

const add = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a + b

/** Reads a pattern. Throws PatternError, or RangeOfRepeat. */
export function parsePattern(text: string, flags: number): Expression {
  const first = new Parser(text, flags)
  const root = first.whole()
  if (first.flags === flags) return { root, groups: first.groups, names: first.names, flags }
  // flags hold for the whole pattern, wherever they stand
  const again = new Parser(text, first.flags)
  return { root: again.whole(), groups: again.groups, names: again.names, flags: again.flags }
}
