import { TypeError } from '../../errors/python.ts'
import type { MapData } from './assign.ts'
import { isMessage, typeName } from './convert.ts'
import {
  descriptorOf,
  type Field,
  type FieldKind,
  type MessageData,
  type ScalarKind,
  SLOTS,
  UNKNOWN_FIELDS,
} from './fields.ts'
import { nested } from './nesting.ts'
import { valueOf } from './presence.ts'
import { BYTES, FIXED32, FIXED64, VARINT } from './wire_reader.ts'
import { WireWriter } from './wire_writer.ts'

/** The bytes of a message: fields by number, entries of maps by key, so that equal messages give equal bytes; unknown fields come last, as in protobuf. */
export function encode(message: MessageData): Buffer {
  const writer = new WireWriter()
  encodeFields(message, writer, 0)
  return writer.finish()
}

/** From the last field to the first, since the writer works backwards. */
function encodeFields(message: MessageData, writer: WireWriter, depth: number): void {
  const { fields } = descriptorOf(message)
  const unknown = message[SLOTS][UNKNOWN_FIELDS] as Buffer[] | undefined
  if (unknown !== undefined) for (const piece of unknown.toReversed()) writer.raw(piece)
  for (let i = fields.length - 1; i >= 0; i--) {
    const field = fields[i] as Field
    const value = valueOf(message, field)
    if (value === undefined) continue
    switch (field.cardinality) {
      case 'one':
        encodeTagged(field.number, field.kind, value, writer, depth)
        break
      case 'many':
        encodeList(field, value as unknown[], writer, depth)
        break
      case 'map':
        encodeMap(field, value as MapData, writer, nested(message, depth))
        break
      default:
        field.cardinality satisfies never
    }
  }
}

function encodeList(field: Field, list: unknown[], writer: WireWriter, depth: number): void {
  const { kind, number } = field
  if (kind === 'string' || kind === 'bytes' || kind === 'message') {
    for (let i = list.length - 1; i >= 0; i--) encodeTagged(number, kind, list[i], writer, depth)
    return
  }
  const before = writer.length
  for (let i = list.length - 1; i >= 0; i--) writeScalar(kind, list[i], writer)
  writer.uint32(writer.length - before)
  writer.uint32(((number << 3) | BYTES) >>> 0)
}

function encodeMap(field: Field, entries: MapData, writer: WireWriter, depth: number): void {
  const { kind, number } = field
  const keyKind = field.key as ScalarKind
  for (const key of sortedKeys(field, entries).reverse()) {
    const before = writer.length
    encodeTagged(2, kind, entries[key], writer, depth)
    encodeTagged(1, keyKind, keyOf(field, key), writer, depth)
    writer.uint32(writer.length - before)
    writer.uint32(((number << 3) | BYTES) >>> 0)
  }
}

/** The keys of a map in the order of files and texts. */
export function sortedKeys(field: Field, entries: MapData): string[] {
  const keys = Object.keys(entries)
  // Files have them sorted mostly.
  if (field.key === 'string' && keys.every((key, i) => i === 0 || (keys[i - 1] as string) < key)) return keys
  return field.key === 'string' ? keys.sort() : keys.sort((a, b) => Number(a) - Number(b))
}

/** A key of an object as a key of the map. */
export function keyOf(field: Field, key: string): unknown {
  return field.key === 'string' ? key : Number(key)
}

function encodeTagged(number: number, kind: FieldKind, value: unknown, writer: WireWriter, depth: number): void {
  if (kind === 'message') {
    if (!isMessage(value)) throw new TypeError(`expected a message, got ${typeName(value)}`)
    const before = writer.length
    encodeFields(value, writer, nested(value, depth))
    writer.uint32(writer.length - before)
    writer.uint32(((number << 3) | BYTES) >>> 0)
  } else {
    writer.uint32(((number << 3) | writeScalar(kind, value, writer)) >>> 0)
  }
}

/** Writes a value and returns its wire type. */
function writeScalar(kind: ScalarKind | 'enum', value: unknown, writer: WireWriter): number {
  switch (kind) {
    case 'string':
      writer.string(value as string)
      return BYTES
    case 'bytes':
      if (typeof value === 'string') writer.string(value)
      else writer.bytes(value as Uint8Array)
      return BYTES
    case 'enum':
    case 'int32':
      writer.int32(value as number)
      return VARINT
    case 'int64':
    case 'uint64':
      writer.int64(value as number | bigint)
      return VARINT
    case 'bool':
      writer.uint32(value ? 1 : 0)
      return VARINT
    case 'uint32':
      writer.uint32(value as number)
      return VARINT
    case 'float':
      writer.float(value as number)
      return FIXED32
    case 'fixed32':
      writer.fixed32(value as number)
      return FIXED32
    case 'double':
      writer.double(value as number)
      return FIXED64
    case 'fixed64':
      writer.fixed64(value as number | bigint)
      return FIXED64
    case 'sint32':
      writer.sint32(value as number)
      return VARINT
    case 'sint64':
      writer.sint64(value as number | bigint)
      return VARINT
    default:
      return kind satisfies never
  }
}
