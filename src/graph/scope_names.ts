/** Names of graph elements moved into and out of a name scope (ops.prepend_name_scope, strip_name_scope). */
import { TypeError } from '../errors/python.ts'

/** `name` below `scope`; control inputs and colocation groups keep their marks. */
export function inScope(name: string, scope: string | null): string {
  if (!scope) return name
  return name.replace(/([\^]|loc:@|^)(.*)/, `$1${scope}/$2`)
}
/** `name` without `scope/`. */
export function outOfScope(name: string, scope: string | null): string {
  if (!scope) return name
  const escaped = scope.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return name.replace(new RegExp(`([\\^]|loc:@|^)${escaped}[/]+(.*)`), '$1$2')
}

/** A name as text; null stays. TypeError for what is no text. */
export function nameText(name: unknown): string | null {
  if (name === null || name === undefined) return null
  if (typeof name === 'string' || name instanceof String) return String(name)
  throw new TypeError('expected string or bytes-like object')
}
