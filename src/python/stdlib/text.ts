/** string. */

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
