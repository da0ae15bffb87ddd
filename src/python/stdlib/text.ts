/** string and json. */
import { TypeError, ValueError } from '../../errors/index.ts'
import { PyFloat, PyInt } from '../../tensor/literals.ts'
import { callMethod } from '../objects/attributes.ts'
import { optionalIndex } from '../objects/convert.ts'
import { fromForeign } from '../objects/foreign_values.ts'
import { native } from '../objects/values/callable.ts'
import { PyDict } from '../objects/values/dict.ts'

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

/** A value of the program as JSON can hold it. */
function plain(value: unknown): unknown {
  if (value instanceof PyInt) return typeof value.value === 'bigint' ? Number(value.value) : value.value
  if (value instanceof PyFloat) return value.value
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof PyDict) return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)]))
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  throw new TypeError('Object is not JSON serializable')
}

/** Python puts a space behind `,` and `:`. */
function dumps(value: unknown, indent: unknown): string {
  const width = optionalIndex(indent)
  if (width !== null) return JSON.stringify(plain(value), null, width)
  const write = (item: unknown): string => {
    if (item instanceof PyFloat) return String(item)
    if (Array.isArray(item)) return `[${item.map(write).join(', ')}]`
    if (item instanceof PyDict)
      return `{${[...item].map(([key, one]) => `${JSON.stringify(String(key))}: ${write(one)}`).join(', ')}}`
    return JSON.stringify(plain(item))
  }
  return write(value)
}

function parse(text: string): unknown {
  try {
    return fromForeign(JSON.parse(text, (_, value: unknown) => value))
  } catch (error) {
    throw new ValueError(String(error))
  }
}

export const JSON_MODULE: Readonly<Record<string, unknown>> = {
  dumps: native('dumps(obj, indent=None, sort_keys=False)', dumps),
  loads: native('loads(s)', (text: unknown) => parse(String(text))),
  dump: native('dump(obj, fp, indent=None)', (value: unknown, file: unknown, indent: unknown) =>
    callMethod(file, 'write', [dumps(value, indent)], null),
  ),
  load: native('load(fp)', (file: unknown) => parse(String(callMethod(file, 'read', [], null)))),
}
