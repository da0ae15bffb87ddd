/** Names of files as arguments. */
import { TypeError } from '../errors/python.ts'
import { pythonRepr } from './python_repr.ts'

/** The name that a text, or bytes, spells. Error: TypeError for other values. */
export function pathText(path: unknown): string {
  if (typeof path === 'string') return path
  if (path instanceof Uint8Array) return Buffer.from(path).toString()
  throw new TypeError(`Expected binary or unicode string, got ${pythonRepr(path)}`)
}
