/** Text ↔ bytes, by the names of Python's encodings. */
import { LookupError, ValueError } from '../../errors/index.ts'
import { UnicodeDecodeError, UnicodeEncodeError } from '../objects/exceptions.ts'

type Errors = 'strict' | 'ignore' | 'replace'

interface Encoding {
  readonly name: string
  decode(bytes: Buffer, errors: Errors): string
  encode(text: string, errors: Errors): Buffer
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Whether bytes are text in UTF-8. */
export function isUtf8(bytes: Buffer): boolean {
  try {
    strictUtf8.decode(bytes)
    return true
  } catch {
    return false
  }
}

const hex = (value: number): string => value.toString(16).padStart(2, '0')

/** Where bytes stop being UTF-8. */
function firstBad(bytes: Buffer): number {
  let [low, high] = [0, bytes.length]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    // a prefix is as good as its whole characters
    if (isUtf8Prefix(bytes.subarray(0, middle))) low = middle
    else high = middle - 1
  }
  return low
}
function isUtf8Prefix(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

const UTF8: Encoding = {
  name: 'utf-8',
  decode: (bytes, errors) => {
    if (errors === 'strict') {
      try {
        return strictUtf8.decode(bytes)
      } catch {
        const at = Math.min(firstBad(bytes), bytes.length - 1)
        throw new UnicodeDecodeError(
          `'utf8' codec can't decode byte 0x${hex(bytes[at] as number)} in position ${at}: invalid start byte`,
        )
      }
    }
    const text = bytes.toString('utf8')
    return errors === 'ignore' ? text.replaceAll('\uFFFD', '') : text
  },
  encode: text => Buffer.from(text, 'utf8'),
}

/** Encodings of one byte a character, up to a code. */
const single = (name: string, limit: number): Encoding => ({
  name,
  decode: (bytes, errors) => {
    const at = limit === 256 ? -1 : bytes.findIndex(byte => byte >= limit)
    if (at < 0) return bytes.toString('latin1')
    if (errors === 'strict')
      throw new UnicodeDecodeError(
        `'${name}' codec can't decode byte 0x${hex(bytes[at] as number)} in position ${at}: ordinal not in range(${limit})`,
      )
    const mark = errors === 'ignore' ? '' : '\uFFFD'
    return [...bytes].map(byte => (byte < limit ? String.fromCharCode(byte) : mark)).join('')
  },
  encode: (text, errors) => {
    const chars = [...text]
    const at = chars.findIndex(char => (char.codePointAt(0) as number) >= limit)
    if (at < 0) return Buffer.from(text, 'latin1')
    if (errors === 'strict') {
      const code = (chars[at] as string).codePointAt(0) as number
      const shown = code < 256 ? `\\x${hex(code)}` : `\\u${code.toString(16).padStart(4, '0')}`
      throw new UnicodeEncodeError(
        `'${name}' codec can't encode character u'${shown}' in position ${at}: ordinal not in range(${limit})`,
      )
    }
    const mark = errors === 'ignore' ? '' : '?'
    return Buffer.from(chars.map(char => ((char.codePointAt(0) as number) < limit ? char : mark)).join(''), 'latin1')
  },
})

const UTF16: Encoding = {
  name: 'utf-16',
  decode: bytes => {
    const big = bytes.length >= 2 && bytes[0] === 0xfe && bytes[1] === 0xff
    const text = new TextDecoder(big ? 'utf-16be' : 'utf-16le', { ignoreBOM: true }).decode(bytes)
    return text.replace(/^\uFEFF/, '')
  },
  encode: text => Buffer.from(`\uFEFF${text}`, 'utf16le'),
}
const UTF8_SIG: Encoding = {
  name: 'utf-8-sig',
  decode: (bytes, errors) => UTF8.decode(bytes, errors).replace(/^\uFEFF/, ''),
  encode: text => Buffer.from(`\uFEFF${text}`),
}
const HEX: Encoding = {
  name: 'hex',
  decode: bytes => Buffer.from(bytes.toString('latin1'), 'hex').toString('latin1'),
  encode: text => Buffer.from(Buffer.from(text, 'latin1').toString('hex')),
}

const LATIN1 = single('latin-1', 256)
const ASCII = single('ascii', 128)
const BY_NAME: ReadonlyMap<string, Encoding> = new Map([
  ['utf8', UTF8],
  ['u8', UTF8],
  ['utf8sig', UTF8_SIG],
  ['utf16', UTF16],
  ['latin1', LATIN1],
  ['iso88591', LATIN1],
  ['l1', LATIN1],
  ['cp1252', LATIN1],
  ['windows1252', LATIN1],
  ['ascii', ASCII],
  ['usascii', ASCII],
  ['hex', HEX],
])

function encodingOf(name: string): Encoding {
  const found = BY_NAME.get(name.toLowerCase().replace(/[-_ ]/g, ''))
  if (!found) throw new LookupError(`unknown encoding: ${name}`)
  return found
}

function errorsOf(errors: string): Errors {
  if (errors === 'strict' || errors === 'ignore' || errors === 'replace') return errors
  // the other ways to write a character that does not fit show it in some form
  if (/^(xmlcharrefreplace|backslashreplace|surrogateescape|namereplace)$/.test(errors)) return 'replace'
  throw new ValueError(`unknown error handler name ${errors}`)
}

export const decodeText = (bytes: Buffer, encoding: string, errors = 'strict'): string =>
  encodingOf(encoding).decode(bytes, errorsOf(errors))
export const encodeText = (text: string, encoding: string, errors = 'strict'): Buffer =>
  encodingOf(encoding).encode(text, errorsOf(errors))
