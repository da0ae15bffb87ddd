/** Examples as JSON, the way protocol messages are written in it. */
import { invalidArgument, type Status } from '../../errors/status.ts'

const failed = (message: string): Status => invalidArgument(`Error while parsing JSON: ${message}`)

type Json = null | boolean | number | string | Json[] | { readonly [key: string]: Json }
type Reader = (value: Json, path: string) => unknown

/** An object with these fields, which may be spelled with underscores or in camel case. Fields that are null are absent. */
function object(fields: Readonly<Record<string, Reader>>): Reader {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw failed(`${path}: invalid value ${JSON.stringify(value)}`)
    const made: Record<string, unknown> = {}
    for (const [key, item] of Object.entries(value)) {
      const name = key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
      const reader = fields[name]
      if (!reader) throw failed(`${path}: Cannot find field.`)
      if (item !== null) made[name] = reader(item, path === '' ? name : `${path}.${name}`)
    }
    return made
  }
}
/** A map with string keys. */
const map =
  (reader: Reader): Reader =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw failed(`${path}: invalid value ${JSON.stringify(value)}`)
    return new Map(Object.entries(value).map(([key, item], i) => [key, reader(item, `${path}[${i}].value`)]))
  }
const list =
  (reader: Reader): Reader =>
  (value, path) => {
    const items = Array.isArray(value) ? value : [value]
    return items.map((item, i) => reader(item, `${path}[${i}]`))
  }
const wrong = (value: Json, path: string, type: string): Status =>
  failed(`${path}: invalid value ${typeof value === 'string' ? `"${value}"` : JSON.stringify(value)} for type ${type}`)

const int64: Reader = (value, path) => {
  const text = typeof value === 'number' && Number.isInteger(value) ? String(value) : value
  if (typeof text !== 'string' || !/^-?\d+$/.test(text) || BigInt.asIntN(64, BigInt(text)) !== BigInt(text))
    throw wrong(value, path, 'TYPE_INT64')
  return BigInt(text)
}
const float: Reader = (value, path) => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (value === 'NaN') return Number.NaN
  if (typeof number !== 'number' || Number.isNaN(number)) throw wrong(value, path, 'TYPE_FLOAT')
  return number
}
const bytes: Reader = (value, path) => {
  if (typeof value !== 'string' || !/^[\w+/-]*=*$/.test(value)) throw wrong(value, path, 'TYPE_BYTES')
  return Buffer.from(value, 'base64')
}

// --- as bytes: TensorFlow writes these messages field by field, numbers unpacked

/** An unsigned integer in groups of seven bits. */
function varint(value: bigint): number[] {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, value)
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return [...bytes, Number(rest)]
}
/** A field whose content has a length. */
const delimited = (field: number, content: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([(field << 3) | 2, ...varint(BigInt(content.length))]), content])

const int64Field = (value: bigint): Buffer => Buffer.from([8, ...varint(value)])
function floatField(value: number): Buffer {
  const bytes = Buffer.alloc(5, 13)
  bytes.writeFloatLE(value, 1)
  return bytes
}
/** A list of values, which is field `kind` of a feature. */
const values =
  (kind: number, read: Reader, write: (value: never) => Buffer): Reader =>
  (value, path) => {
    const { value: items = [] } = object({ value: list(read) })(value, path) as { value?: never[] }
    return delimited(kind, Buffer.concat(items.map(write)))
  }
const FEATURE = object({
  bytes_list: values(1, bytes, value => delimited(1, value)),
  float_list: values(2, float, floatField),
  int64_list: values(3, int64, int64Field),
})
const EXAMPLE = object({ features: object({ feature: map(FEATURE) }) })

/** The serialized example that a JSON text describes. */
export function exampleOfJson(text: string): Buffer {
  let json: Json
  try {
    json = JSON.parse(text) as Json
  } catch (error) {
    if (/end of|Unterminated|JSON input/.test((error as Error).message))
      throw failed('Unexpected end of string. Expected a value.\n\n^')
    const key = /^\s*\{\s*(?=[^"}\s])/.exec(text)?.[0]
    if (key !== undefined) throw failed(`Expected an object key or }.\n${text}\n${' '.repeat(key.length)}^`)
    throw failed(`Unexpected token.\n${text}\n^`)
  }
  if (typeof json !== 'object' || json === null) throw failed(': Root element must be a message.')
  const { features } = EXAMPLE(json, '') as { features?: { feature?: Map<string, Record<string, Buffer>> } }
  if (!features) return Buffer.alloc(0)
  const entries = [...(features.feature ?? [])].map(([key, lists]) => {
    const feature = Buffer.concat(Object.values(lists))
    return delimited(1, Buffer.concat([delimited(1, Buffer.from(key)), delimited(2, feature)]))
  })
  return delimited(1, Buffer.concat(entries))
}
