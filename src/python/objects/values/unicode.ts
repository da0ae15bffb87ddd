/**
 * Python 2's `unicode`. A str is a plain JavaScript string, whose bytes are its UTF-8, and costs nothing; text that Python 2 tells from a str is
 * one of these objects. Functions written in TypeScript get the plain text unless they say that they keep it.
 */
import { UnicodeDecodeError } from '../exceptions.ts'
import { HASH_KEY } from './hash.ts'
import { PyTuple } from './tuple.ts'

let used = false

export class PyUnicode extends String {
  static readonly pythonName = 'unicode'
  constructor(text: string) {
    super(text)
    used = true
  }
  /** Equal texts are one key, whichever type they have. */
  [HASH_KEY](): string {
    return String(this)
  }
}

/** Whether any such text has been made: what looks for it has nothing to do before. */
export const unicodeInUse = (): boolean => used

/** The text of a `unicode`; any other value as it is. */
export const plainText = (value: unknown): unknown => (value instanceof PyUnicode ? String(value) : value)

/** The same for the items of tuples. */
export const plainTexts = (value: unknown): unknown =>
  value instanceof PyTuple ? PyTuple.from_items(value.map(plainTexts)) : plainText(value)

/** Texts as `unicode`, those of a list and a tuple too; any other value as it is. */
export function toUnicode(value: unknown): unknown {
  if (typeof value === 'string') return new PyUnicode(value)
  if (value instanceof PyTuple) return PyTuple.from_items(value.map(toUnicode))
  return Array.isArray(value) ? value.map(toUnicode) : value
}

/** Whether a value is text of either type. */
export const isAnyText = (value: unknown): value is string | PyUnicode | Buffer =>
  typeof value === 'string' || value instanceof PyUnicode || Buffer.isBuffer(value)

/** The text that a str is beside a `unicode`: UnicodeDecodeError for bytes beyond ASCII. */
export function asciiText(value: string | PyUnicode | Buffer): string {
  if (value instanceof PyUnicode) return String(value)
  const text = String(value)
  if (/^[\0-\x7f]*$/.test(text)) return text
  const bytes = Buffer.from(value as string)
  const at = bytes.findIndex(byte => byte >= 128)
  throw new UnicodeDecodeError(
    `'ascii' codec can't decode byte 0x${(bytes[at] as number).toString(16)} in position ${at}: ordinal not in range(128)`,
  )
}
