/** What Python accepts for a field, and its messages for the rest. */

import { TypeError, ValueError } from '../../errors/index.ts'
import { deeper } from '../../errors/nesting.ts'
import { PyFloat, PyInt } from '../../tensor/literals.ts'
import { formatFloat } from '../../tensor/python_float.ts'
import { descriptorOf, type Field, type MessageData, type ScalarKind, SLOTS } from './fields.ts'

const RANGES: Readonly<Partial<Record<ScalarKind, readonly [bigint, bigint]>>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  sint32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  fixed32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  sint64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
  fixed64: [0n, 2n ** 64n - 1n],
}

/** The value that is stored for a scalar or enum: strings, Buffers, numbers, bigints only where a number isn't exact. */
export function convertScalar(field: Field, given: unknown): unknown {
  const { kind } = field
  return kind === 'enum' ? convertEnum(field, given) : convertKind(kind as ScalarKind, given)
}

/** `convertScalar` for a kind alone: keys of maps. */
export function convertKind(kind: ScalarKind, given: unknown): unknown {
  const value = given instanceof PyInt || given instanceof PyFloat ? given.value : given
  switch (kind) {
    case 'string':
      if (typeof value === 'string') return value
      if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.length).toString()
      throw wrongType(given, 'bytes, unicode')
    case 'bytes':
      if (typeof value === 'string') return Buffer.from(value)
      if (value instanceof Uint8Array) return asBuffer(value)
      throw wrongType(given, 'bytes, unicode')
    case 'bool':
      if (typeof value === 'boolean') return value
      if (typeof value === 'number' || typeof value === 'bigint') return Boolean(value)
      throw wrongType(given, 'int, long, bool')
    case 'float':
    case 'double': {
      if (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'boolean')
        throw wrongType(given, 'int, long, float')
      return kind === 'float' ? Math.fround(Number(value)) : Number(value)
    }
    default:
      return convertInteger(kind, value, given)
  }
}

function convertInteger(kind: ScalarKind, value: unknown, given: unknown): number | bigint {
  if (typeof value === 'boolean') return Number(value)
  if (given instanceof PyFloat || (typeof value === 'number' && !Number.isInteger(value)))
    throw wrongType(given, 'int, long')
  if (typeof value !== 'number' && typeof value !== 'bigint') throw wrongType(given, 'int, long')
  const [low, high] = RANGES[kind] as readonly [bigint, bigint]
  if (value < low || value > high) throw new ValueError(`Value out of range: ${value}`)
  if (typeof value === 'number') return value === 0 ? 0 : value
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value
}

function convertEnum(field: Field, given: unknown): number {
  if (typeof given === 'string') {
    const value = field.enum_type?.number(given)
    if (value === undefined) throw new ValueError(`unknown enum label "${given}"`)
    return value
  }
  return Number(convertKind('int32', given))
}

/** The same bytes as a Buffer, not copied. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

export function isMessage(value: unknown): value is MessageData {
  return typeof value === 'object' && value !== null && SLOTS in value
}

/** Python's name of a value's type, for error texts. */
export function typeName(value: unknown): string {
  if (isMessage(value)) return descriptorOf(value).full_name
  if (value === null || value === undefined) return 'NoneType'
  if (value instanceof PyInt || typeof value === 'bigint') return 'int'
  if (value instanceof PyFloat) return 'float'
  switch (typeof value) {
    case 'string':
      return 'str'
    case 'boolean':
      return 'bool'
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float'
    case 'function':
      return 'function'
    default:
      if (Array.isArray(value)) return 'list'
      if (value instanceof Uint8Array) return 'bytes'
      return Object.getPrototypeOf(value) === Object.prototype
        ? 'dict'
        : ((value as object).constructor?.name ?? 'object')
  }
}

function wrongType(value: unknown, expected: string): TypeError {
  return new TypeError(`${represent(value)} has type ${typeName(value)}, but expected one of: ${expected}`)
}

function represent(value: unknown, depth = 0): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'string') return `'${value}'`
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number' && !Number.isInteger(value)) return formatFloat(value)
  if (Array.isArray(value)) return `[${value.map(item => represent(item, deeper(depth))).join(', ')}]`
  return String(value)
}
