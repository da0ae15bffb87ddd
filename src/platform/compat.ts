/** tf.compat: byte strings and text (util/compat.py). Text is a string, bytes are a Buffer. */

import { pythonRepr } from '../calling/python_repr.ts'
import { guarded } from '../errors/boundary.ts'
import { TypeError } from '../errors/python.ts'

type BytesOrText = string | Uint8Array
const expected = (value: unknown): TypeError =>
  new TypeError(`Expected binary or unicode string, got ${pythonRepr(value)}`)

/** Bytes as they are, text as UTF-8. */
export function as_bytes(bytes_or_text: BytesOrText, encoding: BufferEncoding = 'utf-8'): Buffer {
  if (typeof bytes_or_text === 'string') return Buffer.from(bytes_or_text, encoding)
  if (bytes_or_text instanceof Uint8Array) return Buffer.from(bytes_or_text)
  throw expected(bytes_or_text)
}
// @ts-expect-error the guarded function takes its place
as_bytes = guarded(as_bytes)
// @ts-expect-error the guarded function takes its place
as_bytes = guarded(as_bytes)
/** Text as it is, bytes read as UTF-8. */
export function as_text(bytes_or_text: BytesOrText, encoding: BufferEncoding = 'utf-8'): string {
  if (typeof bytes_or_text === 'string') return bytes_or_text
  if (bytes_or_text instanceof Uint8Array) return Buffer.from(bytes_or_text).toString(encoding)
  throw expected(bytes_or_text)
}
// @ts-expect-error the guarded function takes its place
as_text = guarded(as_text)
/** What Python 3 calls a string: text. */
export const as_str = as_text
/** Text of anything: bytes are read, other values printed. */
export const as_str_any = guarded(
  (value: unknown): string => (value instanceof Uint8Array ? as_text(value) : String(value)),
  'as_str_any',
)
