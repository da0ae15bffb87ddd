import { ParseError } from './errors.ts'

const SPACE = /(?:\s|#.*)+/y
const TOKEN = /[a-zA-Z_][0-9a-zA-Z_+-]*|(?:[0-9+-]|\.[0-9])[0-9a-zA-Z_.+-]*|"(?:[^"\n\\]|\\.)*(?:"|\\?$)|'(?:[^'\n\\]|\\.)*(?:'|\\?$)|[^\s]/my

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
    SPACE.lastIndex = this.#end
    if (SPACE.test(this.#text)) this.#end = SPACE.lastIndex
    this.#position = this.#end
    TOKEN.lastIndex = this.#end
    this.token = TOKEN.exec(this.#text)?.[0] ?? ''
    this.#end += this.token.length
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
    const line = this.#text.slice(start, end < 0 ? undefined : end)
    return this.#at(this.#position, `'${line}': ${message}`)
  }

  /** An error about the word before. */
  errorBefore(message: string): ParseError {
    return this.#at(this.#previous, message)
  }

  #at(position: number, message: string): ParseError {
    const before = this.#text.slice(0, position)
    const line = before.split('\n').length
    return new ParseError(`${line}:${position - before.lastIndexOf('\n')} : ${message}`)
  }
}

const SIMPLE: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92, "'": 39, '"': 34, '?': 63 }

/** The bytes that an escaped text between quotes stands for. */
export function unescapeBytes(text: string): Buffer {
  if (!text.includes('\\')) return Buffer.from(text)
  const parts: Buffer[] = []
  const escape = /\\(?:([0-7]{1,3})|[xX]([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gs
  let from = 0
  for (const match of text.matchAll(escape)) {
    if (match.index > from) parts.push(Buffer.from(text.slice(from, match.index)))
    from = match.index + match[0].length
    const [, octal, hex, short, long, letter] = match
    if (octal !== undefined) parts.push(Buffer.of(Number.parseInt(octal, 8) & 0xff))
    else if (hex !== undefined) parts.push(Buffer.of(Number.parseInt(hex, 16)))
    else if (short !== undefined || long !== undefined) parts.push(Buffer.from(String.fromCodePoint(Number.parseInt((short ?? long) as string, 16))))
    else parts.push(SIMPLE[letter as string] === undefined ? Buffer.from(match[0]) : Buffer.of(SIMPLE[letter as string] as number))
  }
  parts.push(Buffer.from(text.slice(from)))
  return Buffer.concat(parts)
}
