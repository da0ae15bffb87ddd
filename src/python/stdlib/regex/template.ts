/** What replaces a match: `\1`, `\g<name>` and escapes within text. */
import { PatternError } from './parse.ts'

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
])

const PART = /\\(?:g(?:<([^>]*)>)?|([0-3][0-7]{2})|(0[0-7]?)|([1-9]\d?)|([\s\S])|$)/g

/** The text of a template; `group` gives the text of a group. Throws PatternError. */
export function expandTemplate(
  template: string,
  groups: number,
  names: ReadonlyMap<string, number>,
  group: (index: number) => string,
): string {
  const reference = (index: number): string => {
    if (index > groups) throw new PatternError(`invalid group reference ${index}`)
    return group(index)
  }
  return template.replace(PART, (whole, name: string | undefined, octal, zero, digits, char: string | undefined) => {
    if (octal !== undefined || zero !== undefined) return String.fromCharCode(Number.parseInt(octal ?? zero, 8))
    if (digits !== undefined) return reference(Number(digits))
    if (char !== undefined) return SIMPLE.get(char) ?? whole
    if (whole === '\\') throw new PatternError('bad escape (end of pattern)')
    if (name === undefined || name === '') throw new PatternError('missing group name')
    const index = /^\d+$/.test(name) ? Number(name) : names.get(name)
    if (index === undefined) throw new IndexOfGroup(`unknown group name '${name}'`)
    return reference(index)
  })
}

/** A name that no group has. */
export class IndexOfGroup extends Error {}
