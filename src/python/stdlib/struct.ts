/** struct. */
import { requireIndex, toFloat, toInt } from '../objects/convert.ts'
import { Exception } from '../objects/exceptions.ts'
import { checkBytes } from '../objects/limits.ts'
import { str } from '../objects/text/repr.ts'
import { truth } from '../objects/truth.ts'
import { methods, native } from '../objects/values/callable.ts'
import { float, int, makeInt } from '../objects/values/numbers.ts'
import { PyTuple } from '../objects/values/tuple.ts'
import { PyType, registerType } from '../objects/values/type.ts'
import { bytesOf } from './streams.ts'

class StructError extends Exception {}
Object.defineProperty(StructError, 'name', { value: 'error' })

interface Field {
  readonly code: string
  readonly size: number
  readonly count: number
  readonly offset: number
}

interface Layout {
  readonly little: boolean
  readonly fields: readonly Field[]
  readonly size: number
}

const NATIVE: Readonly<Record<string, number>> = { l: 8, L: 8, P: 8, n: 8, N: 8 }
const SIZES: Readonly<Record<string, number>> = {
  x: 1,
  c: 1,
  b: 1,
  B: 1,
  '?': 1,
  h: 2,
  H: 2,
  i: 4,
  I: 4,
  l: 4,
  L: 4,
  q: 8,
  Q: 8,
  e: 2,
  f: 4,
  d: 8,
  s: 1,
  p: 1,
}

function layoutOf(format: string): Layout {
  const order = /^[@=<>!]/.exec(format)?.[0] ?? '@'
  const aligned = order === '@'
  const fields: Field[] = []
  let offset = 0
  for (const [, count = '', code = ''] of format
    .replace(/^[@=<>!]/, '')
    .replace(/\s/g, '')
    .matchAll(/(\d*)(\D)/g)) {
    const size = aligned ? (NATIVE[code] ?? SIZES[code]) : SIZES[code]
    if (size === undefined) throw new StructError('bad char in struct format')
    if (aligned) offset = Math.ceil(offset / size) * size
    const times = count === '' ? 1 : Number(count)
    fields.push({ code, size, count: times, offset })
    offset += size * times
    checkBytes(offset)
  }
  return { little: order !== '>' && order !== '!', fields, size: offset }
}

const isText = (code: string): boolean => code === 's' || code === 'p'

function unpack(format: string, bytes: Buffer, from = 0): PyTuple {
  const { little, fields } = layoutOf(format)
  const view = new DataView(bytes.buffer, bytes.byteOffset + from)
  const out: unknown[] = []
  for (const { code, size, count, offset } of fields) {
    if (code === 'x') continue
    if (isText(code)) {
      out.push(Buffer.from(bytes.subarray(from + offset, from + offset + count)))
      continue
    }
    for (let i = 0; i < count; i++) out.push(read(view, code, size, offset + i * size, little))
  }
  return PyTuple.from_items(out)
}

function read(view: DataView, code: string, size: number, at: number, little: boolean): unknown {
  switch (code) {
    case 'c':
      return Buffer.from([view.getUint8(at)])
    case '?':
      return view.getUint8(at) !== 0
    case 'f':
      return float(view.getFloat32(at, little))
    case 'd':
      return float(view.getFloat64(at, little))
    case 'e':
      return float(halfValue(view.getUint16(at, little)))
  }
  const signed = code === code.toLowerCase()
  switch (size) {
    case 1:
      return int(signed ? view.getInt8(at) : view.getUint8(at))
    case 2:
      return int(signed ? view.getInt16(at, little) : view.getUint16(at, little))
    case 4:
      return int(signed ? view.getInt32(at, little) : view.getUint32(at, little))
    default:
      return makeInt(signed ? view.getBigInt64(at, little) : view.getBigUint64(at, little))
  }
}

function halfValue(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023]
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

function pack(format: string, values: readonly unknown[]): Buffer {
  const { little, fields, size: total } = layoutOf(format)
  const wanted = fields.reduce((sum, { code, count }) => sum + (code === 'x' ? 0 : isText(code) ? 1 : count), 0)
  if (values.length !== wanted)
    throw new StructError(`pack expected ${wanted} items for packing (got ${values.length})`)
  const bytes = Buffer.alloc(total)
  const view = new DataView(bytes.buffer, bytes.byteOffset, total)
  let next = 0
  for (const { code, size, count, offset } of fields) {
    if (code === 'x') continue
    if (isText(code)) bytesOf(values[next++]).copy(bytes, offset, 0, count)
    else for (let i = 0; i < count; i++) write(view, code, size, offset + i * size, values[next++], little)
  }
  return bytes
}

function write(view: DataView, code: string, size: number, at: number, value: unknown, little: boolean): void {
  switch (code) {
    case 'c':
      view.setUint8(at, bytesOf(value)[0] ?? 0)
      return
    case '?':
      view.setUint8(at, Number(truth(value)))
      return
    case 'f':
      view.setFloat32(at, toFloat(value).value, little)
      return
    case 'd':
      view.setFloat64(at, toFloat(value).value, little)
      return
    case 'e':
      throw new StructError('half floats are read only')
  }
  const whole = BigInt(toInt(value).value)
  const signed = code === code.toLowerCase()
  const bits = BigInt(size * 8)
  const [low, high] = signed ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n]
  if (whole < low || whole > high) throw new StructError(`'${code}' format requires ${low} <= number <= ${high}`)
  if (size === 8) view.setBigInt64(at, BigInt.asIntN(64, whole), little)
  else if (size === 4) view.setInt32(at, Number(BigInt.asIntN(32, whole)), little)
  else if (size === 2) view.setInt16(at, Number(BigInt.asIntN(16, whole)), little)
  else view.setInt8(at, Number(BigInt.asIntN(8, whole)))
}

function unpackWhole(format: string, bytes: Buffer): PyTuple {
  const { size } = layoutOf(format)
  if (bytes.length !== size) throw new StructError(`unpack requires a string argument of length ${size}`)
  return unpack(format, bytes)
}

function unpackFrom(format: string, bytes: Buffer, offset: number): PyTuple {
  const { size } = layoutOf(format)
  const from = offset < 0 ? offset + bytes.length : offset
  if (from < 0 || bytes.length - from < size)
    throw new StructError(`unpack_from requires a buffer of at least ${size} bytes`)
  return unpack(format, bytes, from)
}

/** struct.Struct. */
class Struct {
  static readonly pythonName = 'Struct'
  readonly format: string
  constructor(format: string) {
    layoutOf(format)
    this.format = format
  }
}
const STRUCT_TYPE = new PyType('Struct', {
  construct: ([format]) => new Struct(str(format)),
  check: value => value instanceof Struct,
})
STRUCT_TYPE.methods = methods({
  'pack(*values)': (self: Struct, values: PyTuple) => pack(self.format, values),
  'unpack(string)': (self: Struct, bytes: unknown) => unpackWhole(self.format, bytesOf(bytes)),
  'unpack_from(buffer, offset=0)': (self: Struct, bytes: unknown, offset: unknown) =>
    unpackFrom(self.format, bytesOf(bytes), requireIndex(offset)),
})
STRUCT_TYPE.getters = new Map<string, (self: unknown) => unknown>([
  ['size', self => int(layoutOf((self as Struct).format).size)],
  ['format', self => (self as Struct).format],
])
registerType(Struct, STRUCT_TYPE)

export const STRUCT: Readonly<Record<string, unknown>> = {
  Struct: STRUCT_TYPE,
  error: StructError,
  calcsize: native('calcsize(fmt)', (format: unknown) => int(layoutOf(str(format)).size)),
  pack: native('pack(fmt, *values)', (format: unknown, values: PyTuple) => pack(str(format), values)),
  unpack: native('unpack(fmt, string)', (format: unknown, bytes: unknown) => unpackWhole(str(format), bytesOf(bytes))),
  unpack_from: native('unpack_from(fmt, buffer, offset=0)', (format: unknown, bytes: unknown, offset: unknown) =>
    unpackFrom(str(format), bytesOf(bytes), requireIndex(offset)),
  ),
}
