import { ParseError } from './errors.ts'

/** Searches for one character never need a stack, however far that is. */
const NOT_SPACE = /\S/g
const LINE_END = /[\n\r\u2028\u2029]/g
const WORD = /[a-zA-Z_][0-9a-zA-Z_+-]*|(?:[0-9+-]|\.[0-9])[0-9a-zA-Z_.+-]*|[^\s]/my
/** The end of a text in quotes, from behind its opening quote: no expression that could need a stack as deep as the text is long. */
const STOP: Readonly<Record<string, RegExp>> = { '"': /["\\\n]/g, "'": /['\\\n]/g }

/** The words of a text-form message; errors name line and column as Python's do. */
export class TextTokens {
  readonly #text: string
  #position = 0
  #previous = 0
  /** The current word; '' at the end. */
  token = ''
  #end = 0

  constructor(text: string) {
    this.#text = text
    this.next()
  }

  get atEnd(): boolean {
    return this.token === ''
  }

  next(): void {
    this.#previous = this.#position
    this.#position = this.#behindSpace(this.#end)
    this.#end = this.#position
    WORD.lastIndex = this.#end
    const word = WORD.exec(this.#text)?.[0] ?? ''
    this.#end = word === '"' || word === "'" ? this.#endOfQuoted(word) : this.#end + word.length
    this.token = this.#text.slice(this.#position, this.#end)
  }

  /** Where blanks and comments from `start` on end. */
  #behindSpace(start: number): number {
    const text = this.#text
    for (let at = start; ; ) {
      NOT_SPACE.lastIndex = at
      const found = NOT_SPACE.exec(text)
      if (found === null) return text.length
      if (found[0] !== '#') return found.index
      LINE_END.lastIndex = found.index
      const end = LINE_END.exec(text)
      if (end === null) return text.length
      at = end.index
    }
  }

  #endOfQuoted(quote: string): number {
    const stop = STOP[quote] as RegExp
    stop.lastIndex = this.#position + 1
    for (let match = stop.exec(this.#text); match !== null; match = stop.exec(this.#text)) {
      if (match[0] === quote) return match.index + 1
      if (match[0] === '\n') return match.index
      // A backslash takes the next character with it.
      stop.lastIndex = match.index + 2
    }
    return this.#text.length
  }

  tryConsume(token: string): boolean {
    if (this.token !== token) return false
    this.next()
    return true
  }

  consume(token: string): void {
    if (!this.tryConsume(token)) throw this.error(`Expected "${token}".`)
  }

  /** The current word, passed over. */
  take(): string {
    const { token } = this
    this.next()
    return token
  }

  /** An error about the current word, with its line. */
  error(message: string): ParseError {
    const start = this.#text.lastIndexOf('\n', this.#position - 1) + 1
    const end = this.#text.indexOf('\n', start)
    const line = shortened(this.#text.slice(start, end < 0 ? undefined : end))
    return this.#at(this.#position, `'${line}': ${shortened(message)}`)
  }

  /** An error about the word before. */
  errorBefore(message: string): ParseError {
    return this.#at(this.#previous, shortened(message))
  }

  #at(position: number, message: string): ParseError {
    let line = 1
    let start = 0
    for (let end = this.#text.indexOf('\n'); end >= 0 && end < position; end = this.#text.indexOf('\n', start)) {
      line++
      start = end + 1
    }
    return new ParseError(`${line}:${position - start + 1} : ${message}`)
  }
}

/** How much of a line, and of what is wrong with it, an error shows. */
const MOST_SHOWN = 1000
const shortened = (text: string): string => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}...` : text)

const BACKSLASH = 0x5c
const LETTERS: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  "'": 39,
  '"': 34,
  '?': 63,
}
const CODE = /[xX]([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})/y

/** The bytes that an escaped text between quotes stands for. */
export function unescapeBytes(text: string): Buffer {
  const bytes = Buffer.from(text)
  let from = bytes.indexOf(BACKSLASH)
  if (from < 0) return bytes
  // An escape is never shorter than what it stands for, so the bytes are rewritten in place.
  let to = from
  while (from < bytes.length) {
    if (bytes[from] !== BACKSLASH) {
      bytes[to++] = bytes[from++] as number
      continue
    }
    const octal = octalAt(bytes, from + 1)
    if (octal !== undefined) {
      bytes[to++] = octal.value & 0xff
      from = octal.end
      continue
    }
    const rest = bytes.toString('latin1', from + 1, from + 10)
    CODE.lastIndex = 0
    const match = CODE.exec(rest)
    if (match === null) {
      const known = LETTERS[rest.charAt(0)]
      if (known === undefined) bytes[to++] = BACKSLASH
      else bytes[to++] = known
      from += known === undefined ? 1 : 2
      continue
    }
    const [all, hex, short, long] = match
    if (hex !== undefined) bytes[to++] = Number.parseInt(hex, 16)
    else {
      const code = Number.parseInt((short ?? long) as string, 16)
      if (code > 0x10ffff)
        throw new ParseError(
          `'unicodeescape' codec can't decode bytes in position ${from}-${from + all.length}: illegal Unicode character`,
        )
      to += bytes.write(String.fromCodePoint(code), to)
    }
    from += 1 + all.length
  }
  return bytes.subarray(0, to)
}

/** Up to three octal digits. */
function octalAt(bytes: Buffer, start: number): { value: number; end: number } | undefined {
  let end = start
  let value = 0
  for (; end < start + 3; end++) {
    const digit = (bytes[end] ?? 0) - 0x30
    if (digit < 0 || digit > 7) break
    value = 8 * value + digit
  }
  return end === start ? undefined : { value, end }
}
