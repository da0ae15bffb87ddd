/** str and repr of plain values, as Python 2.7 prints them: what fetched strings and lists of results look like. */
import { PyFloat, PyInt } from '../literals.ts'
import { formatFloat } from '../python_float.ts'

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' }

function quote(body: string, escapeOther: (character: string) => string): string {
  const mark = body.includes("'") && !body.includes('"') ? '"' : "'"
  let out = mark
  for (const character of body) {
    if (character === mark) out += `\\${mark}`
    else out += NAMED[character] ?? (character >= ' ' && character <= '~' ? character : escapeOther(character))
  }
  return out + mark
}

const hex = (code: number, width: number): string => code.toString(16).padStart(width, '0')

/** repr of bytes: `'abc'`, `"it's"`, `'\xc3\xa9'`. */
export function bytesRepr(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  return quote(text, character => `\\x${hex(character.charCodeAt(0), 2)}`)
}

/** repr of text: as bytes where it is ASCII, else as Python 2's unicode: `u'\xe9'`. */
function textRepr(text: string): string {
  const body = quote(text, character => {
    const code = character.codePointAt(0) as number
    return code < 0x100 ? `\\x${hex(code, 2)}` : code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
  })
  return [...text].every(character => character <= '\x7f') ? body : `u${body}`
}

/** repr of a value as Python prints it: None, True, numbers, strings, lists, dicts; objects with a `repr` method say it themselves. */
export function pythonRepr(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  switch (typeof value) {
    case 'boolean':
      return value ? 'True' : 'False'
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : formatFloat(value)
    case 'string':
      return textRepr(value)
    case 'bigint':
      return String(value)
  }
  if (value instanceof PyInt || value instanceof PyFloat) return value.toString()
  if (value instanceof Uint8Array) return bytesRepr(value)
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`
  if (value instanceof Map)
    return `{${[...value].map(([key, item]) => `${pythonRepr(key)}: ${pythonRepr(item)}`).join(', ')}}`
  const own = value as { repr?: unknown }
  if (typeof own.repr === 'function') return String(own.repr())
  if (Object.getPrototypeOf(value) === Object.prototype) return pythonRepr(new Map(Object.entries(value)))
  return String(value)
}

/** str of a value: strings as they are, everything else its repr or its own toString. */
export function pythonStr(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.length).toString()
  const own = value as { repr?: unknown } | null
  if (typeof value === 'object' && own !== null && typeof own.repr === 'function') return String(value)
  return pythonRepr(value)
}
