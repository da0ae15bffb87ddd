/** Dates out of text. */
import { ValueError } from '../../errors/index.ts'
import { DAYS, MONTHS } from './strftime.ts'

const anyOf = (words: readonly string[]): string => words.join('|')
const short = (words: readonly string[]): string[] => words.map(word => word.slice(0, 3))

/** What each directive reads. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  '%': '%',
  A: anyOf(DAYS),
  B: anyOf(MONTHS),
  H: '2[0-3]|[0-1]\\d|\\d',
  I: '1[0-2]|0[1-9]|[1-9]',
  M: '[0-5]\\d|\\d',
  S: '6[0-1]|[0-5]\\d|\\d',
  Y: '\\d{4}',
  a: anyOf(short(DAYS)),
  b: anyOf(short(MONTHS)),
  d: '3[0-1]|[1-2]\\d|0[1-9]|[1-9]| [1-9]',
  f: '\\d{1,6}',
  j: '36[0-6]|3[0-5]\\d|[1-2]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]',
  m: '1[0-2]|0[1-9]|[1-9]',
  p: 'AM|PM',
  w: '[0-6]',
  y: '\\d\\d',
}

export interface ParsedDate {
  /** Since 1970, the fields taken for UTC's. */
  readonly milliseconds: number
  readonly microseconds: number
}

const monthOf = (fields: ReadonlyMap<string, string>): number => {
  const [full, abbreviated] = [fields.get('B'), fields.get('b')]
  const position = (words: readonly string[], word: string): number =>
    words.findIndex(one => one.toLowerCase() === word.toLowerCase())
  if (full !== undefined) return position(MONTHS, full)
  return abbreviated === undefined ? Number(fields.get('m') ?? 1) - 1 : position(short(MONTHS), abbreviated)
}

/** A text read by a format such as `%Y-%m-%d`; ValueError where it does not fit. */
export function strptime(text: string, format: string): ParsedDate {
  const letters: string[] = []
  const whole = format.replace(/%c/g, '%a %b %d %H:%M:%S %Y').replace(/%x/g, '%m/%d/%y').replace(/%X/g, '%H:%M:%S')
  const pattern = whole.replace(/%(.)|\s+|[\\^$.*+?()[\]{}|]/gs, (found, letter?: string) => {
    if (letter === undefined) return /^\s/.test(found) ? '\\s+' : `\\${found}`
    const reads = Object.hasOwn(DIRECTIVES, letter) ? DIRECTIVES[letter] : undefined
    if (reads === undefined) throw new ValueError(`'${letter}' is a bad directive in format '${format}'`)
    letters.push(letter)
    return `(${reads})`
  })
  const found = new RegExp(`^(?:${pattern})`, 'i').exec(text)
  if (!found) throw new ValueError(`time data '${text}' does not match format '${format}'`)
  if (found[0].length < text.length) throw new ValueError(`unconverted data remains: ${text.slice(found[0].length)}`)
  const fields = new Map(letters.map((letter, i) => [letter, found[i + 1] as string]))
  const number = (letter: string, otherwise: number): number => Number(fields.get(letter) ?? otherwise)
  const short2 = number('y', 0)
  const year = fields.has('y') ? short2 + (short2 < 69 ? 2000 : 1900) : number('Y', 1900)
  const half = fields.get('p')?.toUpperCase()
  const hour = fields.has('I') ? (number('I', 0) % 12) + (half === 'PM' ? 12 : 0) : number('H', 0)
  const [month, day] = fields.has('j') ? [0, number('j', 1)] : [monthOf(fields), number('d', 1)]
  const milliseconds = Date.UTC(year, month, day, hour, number('M', 0), number('S', 0))
  if (!fields.has('j') && new Date(Date.UTC(year, month, day)).getUTCMonth() !== month)
    throw new ValueError('day is out of range for month')
  return { milliseconds, microseconds: Number((fields.get('f') ?? '0').padEnd(6, '0')) }
}
