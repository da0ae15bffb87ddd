/** unicodedata and locale. */
import { TypeError, ValueError } from '../../errors/index.ts'
import { str } from '../objects/text/repr.ts'
import { native } from '../objects/values/callable.ts'
import { int } from '../objects/values/numbers.ts'
import { tuple } from '../objects/values/tuple.ts'

const CATEGORIES = 'Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Cs Co'
  .split(' ')
  .map(name => [name, new RegExp(`^\\p{${name}}$`, 'u')] as const)

function character(value: unknown): string {
  const text = str(value)
  if ([...text.slice(0, 3)].length !== 1) throw new TypeError('need a single Unicode character as parameter')
  return text
}

const FORMS = ['NFC', 'NFD', 'NFKC', 'NFKD'] as const

export const UNICODEDATA: Readonly<Record<string, unknown>> = {
  normalize: native('normalize(form, unistr)', (form: unknown, text: unknown) => {
    const known = FORMS.find(one => one === str(form))
    if (!known) throw new ValueError('invalid normalization form')
    return str(text).normalize(known)
  }),
  category: native('category(chr)', (char: unknown) => {
    const text = character(char)
    return CATEGORIES.find(([, pattern]) => pattern.test(text))?.[0] ?? 'Cn'
  }),
  combining: native('combining(chr)', (char: unknown) => int(/^\p{Mn}$/u.test(character(char)) ? 230 : 0)),
  decimal: native('decimal(chr, default=...)', (char: unknown, otherwise: unknown) => {
    const text = character(char)
    if (/^\p{Nd}$/u.test(text)) {
      // digits stand in rows of ten that begin with a zero
      let zero = text.codePointAt(0) as number
      const code = zero
      while (code - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--
      return int(code - zero)
    }
    if (otherwise === undefined) throw new ValueError('not a decimal')
    return otherwise
  }),
}

export const LOCALE: Readonly<Record<string, unknown>> = {
  LC_ALL: int(6),
  LC_CTYPE: int(0),
  setlocale: native('setlocale(category, locale=None)', () => 'C'),
  getlocale: native('getlocale(category=0)', () => tuple('en_US', 'UTF-8')),
  getpreferredencoding: native('getpreferredencoding(do_setlocale=True)', () => 'UTF-8'),
  getdefaultlocale: native('getdefaultlocale()', () => tuple('en_US', 'UTF-8')),
}
