/** `str.format` and the parts of f-strings. */
import { IndexError, ValueError } from '../../../errors/index.ts'
import { getAttribute } from '../attributes.ts'
import { callMember } from '../call.ts'
import { slotsOf } from '../slots.ts'
import { getItem } from '../subscript.ts'
import { CALL } from '../values/callable.ts'
import { findMember, programClassOf } from '../values/class.ts'
import { missingKey } from '../values/dict.ts'
import { int } from '../values/numbers.ts'
import { builtinType } from '../values/type.ts'
import { formatValue } from './format_spec.ts'
import { repr, str } from './repr.ts'

/** Python's `format(value, spec)`, with `__format__` of the program's classes. */
export function formatAny(value: unknown, spec: string): string {
  if (typeof value === 'object' && value !== null) {
    const own = programClassOf(value)
    const member = own && findMember(own, '__format__')
    if (member !== undefined) return callMember(member, value, [spec]) as string
  }
  const format = builtinType(value)?.methods.get('__format__')
  if (format) return str(format[CALL]([value, spec], null))
  const { format: slot } = slotsOf(value)
  return slot ? slot(value as object, spec) : formatValue(value, spec)
}

/** `!r`, `!s`. */
export function converted(value: unknown, conversion: string | null): unknown {
  if (conversion === 'r' || conversion === 'a') return repr(value)
  return conversion === 's' ? str(value) : value
}

/** Looks up `0.name[key]`. */
function lookUp(
  path: string,
  next: () => unknown,
  args: readonly unknown[],
  keywords: ReadonlyMap<string, unknown> | null,
): unknown {
  const [, head = '', rest = ''] = /^([^.[]*)(.*)$/s.exec(path) ?? []
  let value: unknown
  if (head === '') value = next()
  else if (/^\d+$/.test(head)) {
    if (Number(head) >= args.length) throw new IndexError('Replacement index out of range for positional args tuple')
    value = args[Number(head)]
  } else value = namedArgument(head, keywords)
  for (const [, attribute, key] of rest.matchAll(/\.([^.[]+)|\[([^\]]*)\]/g)) {
    if (attribute !== undefined) value = getAttribute(value, attribute)
    else value = getItem(value, /^\d+$/.test(key as string) ? int(Number(key)) : key)
  }
  return value
}

function namedArgument(name: string, keywords: ReadonlyMap<string, unknown> | null): unknown {
  if (keywords?.has(name)) return keywords.get(name)
  throw missingKey(name)
}

/** `text.format(*args, **keywords)`. */
export function strFormat(
  text: string,
  args: readonly unknown[],
  keywords: ReadonlyMap<string, unknown> | null,
): string {
  let index = 0
  const next = (): unknown => {
    if (index >= args.length) throw new IndexError('Replacement index out of range for positional args tuple')
    return args[index++]
  }
  const expand = (format: string, depth: number): string => {
    if (depth > 1 && format !== '') throw new ValueError('Max string recursion exceeded')
    let out = ''
    let at = 0
    while (at < format.length) {
      const char = format[at] as string
      if ((char === '{' || char === '}') && format[at + 1] === char && depth === 0) {
        out += char
        at += 2
      } else if (char === '{') {
        const end = closingBrace(format, at)
        out += field(format.slice(at + 1, end), depth)
        at = end + 1
      } else if (char === '}') throw new ValueError("Single '}' encountered in format string")
      else {
        out += char
        at++
      }
    }
    return out
  }
  const field = (body: string, depth: number): string => {
    const [, path = '', conversion, spec = ''] = /^([^!:]*)(?:!([rsa]))?(?::([\s\S]*))?$/.exec(body) ?? []
    const value = lookUp(path, next, args, keywords)
    return formatAny(converted(value, conversion ?? null), expand(spec, depth + 1))
  }
  return expand(text, 0)
}

function closingBrace(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  throw new ValueError("Single '{' encountered in format string")
}
