/** Classes and cases of characters. */
import type { CharClass, CharSet } from './tree.ts'

export type CharTest = (code: number) => boolean

const isAsciiDigit: CharTest = code => code >= 48 && code <= 57
const isAsciiWord: CharTest = code =>
  isAsciiDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95
const isAsciiSpace: CharTest = code => code === 32 || (code >= 9 && code <= 13)

const matches =
  (pattern: RegExp): CharTest =>
  code =>
    pattern.test(String.fromCodePoint(code))
const isUnicodeDigit = matches(/^\p{Nd}$/u)
const isUnicodeWord = matches(/^[\p{L}\p{N}]$/u)
const isUnicodeSpace = matches(/^[\s\x85]$/u)
const BYTE_ORDER_MARK = 0xfeff

const TESTS: Readonly<Record<'d' | 'w' | 's', readonly [ascii: CharTest, unicode: CharTest]>> = {
  d: [isAsciiDigit, code => (code < 128 ? isAsciiDigit(code) : isUnicodeDigit(code))],
  w: [isAsciiWord, code => (code < 128 ? isAsciiWord(code) : isUnicodeWord(code))],
  // the separators of ASCII are spaces of Unicode
  s: [
    isAsciiSpace,
    code =>
      code < 128 ? isAsciiSpace(code) || (code >= 28 && code <= 31) : code !== BYTE_ORDER_MARK && isUnicodeSpace(code),
  ],
}

/** Whether characters are of a class; `\D` and the like are what the small letter is not. */
export function classTest(name: CharClass, unicode: boolean): CharTest {
  const test = TESTS[name.toLowerCase() as 'd'][unicode ? 1 : 0]
  return name === name.toLowerCase() ? test : code => !test(code)
}

/** The small letter of a character. */
export function lower(code: number, unicode: boolean): number {
  if (code < 128 || !unicode) return code >= 65 && code <= 90 ? code + 32 : code
  const text = String.fromCodePoint(code).toLowerCase()
  const folded = text.codePointAt(0) as number
  return text.length === (folded > 0xffff ? 2 : 1) ? folded : code
}

function upper(code: number, unicode: boolean): number {
  if (code < 128 || !unicode) return code >= 97 && code <= 122 ? code - 32 : code
  const text = String.fromCodePoint(code).toUpperCase()
  const folded = text.codePointAt(0) as number
  return text.length === (folded > 0xffff ? 2 : 1) ? folded : code
}

export function charTest(wanted: number, ignoreCase: boolean, unicode: boolean): CharTest {
  if (!ignoreCase) return code => code === wanted
  const small = lower(wanted, unicode)
  return code => code === wanted || lower(code, unicode) === small
}

export function setTest({ negated, ranges, classes }: CharSet, ignoreCase: boolean, unicode: boolean): CharTest {
  const tests = classes.map(name => classTest(name, unicode))
  const among: CharTest = code => {
    for (const [from, to] of ranges) if (code >= from && code <= to) return true
    for (const test of tests) if (test(code)) return true
    return false
  }
  const holds: CharTest = ignoreCase
    ? code => among(code) || among(lower(code, unicode)) || among(upper(code, unicode))
    : among
  const known = new Int8Array(256)
  return code => {
    if (code > 255) return holds(code) !== negated
    // 0: not asked yet
    const answer = known[code] as number
    if (answer !== 0) return answer > 0
    const found = holds(code) !== negated
    known[code] = found ? 1 : -1
    return found
  }
}
