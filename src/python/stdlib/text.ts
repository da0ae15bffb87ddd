/** string. */
import { ValueError } from '../../errors/index.ts'
import { callMethod } from '../objects/attributes.ts'
import { optionalIndex, toFloat, toInt } from '../objects/convert.ts'
import { str } from '../objects/text/repr.ts'
import { makeFunction, native } from '../objects/values/callable.ts'

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'

/** Functions that are methods of texts as well. */
const METHODS =
  'capitalize center count expandtabs find index ljust lower lstrip replace rfind rindex rjust rsplit rstrip split splitfields strip swapcase translate upper zfill'

const joined = native('join(words, sep=None)', (words: unknown, separator: unknown) =>
  callMethod(separator ?? ' ', 'join', [words], null),
)

/** Both of what `maketrans` is given, character for character: a table of 256. */
function translationTable(from: string, to: string): string {
  if (from.length !== to.length) throw new ValueError('maketrans arguments must have same length')
  const table = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))
  for (let i = 0; i < from.length; i++) table[from.charCodeAt(i) & 255] = to[i] as string
  return table.join('')
}

export const STRING: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(
    METHODS.split(' ').map(name => [
      name,
      makeFunction(
        name,
        ([text, ...args], keywords) => callMethod(text, name === 'splitfields' ? 'split' : name, args, keywords),
        false,
      ),
    ]),
  ),
  join: joined,
  joinfields: joined,
  atoi: native('atoi(s, base=10)', (text: unknown, base: unknown) => toInt(text, optionalIndex(base))),
  atof: native('atof(s)', (text: unknown) => toFloat(text)),
  capwords: native('capwords(s, sep=None)', (text: unknown) =>
    str(text)
      .trim()
      .split(/\s+/)
      .map(word => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
      .join(' '),
  ),
  maketrans: native('maketrans(frm, to)', (from: unknown, to: unknown) => translationTable(str(from), str(to))),
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
