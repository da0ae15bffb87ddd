import { listOf, type MapData, mapOf } from './assign.ts'
import { DecodeError } from './errors.ts'
import {
  descriptorOf,
  type Field,
  type FieldKind,
  type MessageData,
  newChild,
  OWNER,
  SLOTS,
  UNKNOWN_FIELDS,
} from './fields.ts'
import { childOf, select, touch } from './presence.ts'
import { RepeatedField } from './repeated.ts'
import { BYTES, deeper, FIXED32, FIXED64, VARINT, WireReader } from './wire_reader.ts'

/**
 * Adds what `bytes` hold to a message. Bytes values are views on `bytes`, and so are the fields that the message doesn't know, which
 * are kept to be written again.
 */
export function decode(message: MessageData, bytes: Uint8Array): void {
  const reader = new WireReader(bytes)
  decodeFields(message, reader, reader.bytes.length, 0)
  touch(message)
}

/** The wire type of each kind's values. */
const WIRE: Readonly<Record<FieldKind, number>> = {
  double: FIXED64,
  float: FIXED32,
  int64: VARINT,
  uint64: VARINT,
  int32: VARINT,
  uint32: VARINT,
  fixed64: FIXED64,
  fixed32: FIXED32,
  sint32: VARINT,
  sint64: VARINT,
  bool: VARINT,
  string: BYTES,
  bytes: BYTES,
  enum: VARINT,
  message: BYTES,
}

/** `depth` is how many messages, entries of maps and groups are around this one. */
function decodeFields(message: MessageData, reader: WireReader, end: number, depth: number): void {
  const { by_number } = descriptorOf(message)
  let unknown: number[] | undefined
  while (reader.position < end) {
    const start = reader.position
    const tag = reader.uint32()
    const field = by_number[tag >>> 3]
    if (tag < 8) throw new DecodeError('Error parsing message')
    if (field === undefined || !hasWireType(field, tag & 7)) {
      reader.skip(tag, depth)
      unknown ??= []
      // adjacent fields are one piece
      if (unknown.at(-1) === start) unknown[unknown.length - 1] = reader.position
      else unknown.push(start, reader.position)
    } else if (field.cardinality === 'many') decodeElements(message, field, reader, tag, end, depth)
    else if (field.cardinality === 'map') decodeEntry(mapOf(message, field), field, reader, deeper(depth))
    else if (field.kind === 'message') decodeChild(message, field, reader, depth)
    else if (field.oneof !== undefined) select(message, field, readScalar(field.kind, reader))
    else message[SLOTS][field.slot] = readScalar(field.kind, reader)
  }
  if (reader.position !== end) throw new DecodeError('Error parsing message')
  if (unknown) keepUnknown(message, reader.bytes, unknown)
}

/** Whether the values of a field come with this wire type; those of lists may be packed. A field of another wire type is an unknown one. */
function hasWireType({ cardinality, kind }: Field, wire: number): boolean {
  return cardinality === 'one' ? wire === WIRE[kind] : wire === BYTES || (cardinality === 'many' && wire === WIRE[kind])
}

/** `bounds`: where each piece begins and ends. One piece is a view; several are put together, as views would take far more than their bytes. */
function keepUnknown(message: MessageData, bytes: Buffer, bounds: readonly number[]): void {
  const kept = (message[SLOTS][UNKNOWN_FIELDS] ??= []) as Buffer[]
  if (bounds.length === 2) {
    kept.push(bytes.subarray(bounds[0], bounds[1]))
    return
  }
  let size = 0
  for (let i = 0; i < bounds.length; i += 2) size += (bounds[i + 1] as number) - (bounds[i] as number)
  const together = Buffer.allocUnsafeSlow(size)
  let at = 0
  for (let i = 0; i < bounds.length; i += 2) at += bytes.copy(together, at, bounds[i], bounds[i + 1])
  kept.push(together)
}

/** A singular message; one that comes in several parts is merged. */
function decodeChild(message: MessageData, field: Field, reader: WireReader, depth: number): void {
  const child = childOf(message, field)
  decodeFields(child, reader, reader.end(), deeper(depth))
  if (field.oneof !== undefined) touch(child)
  else child[OWNER] = undefined
}

function decodeElements(
  message: MessageData,
  field: Field,
  reader: WireReader,
  tag: number,
  end: number,
  depth: number,
): void {
  const wire = tag & 7
  if (wire !== WIRE[field.kind]) {
    decodePacked(message, field, reader)
    return
  }
  const slots = message[SLOTS]
  if (slots[field.slot] === undefined && wire === BYTES) {
    // Room for exactly what follows: an array that grows by itself reserves far more, and most lists are short.
    const count = reader.countRun(tag, end)
    const list = new RepeatedField<unknown>(field, message, count)
    slots[field.slot] = list
    for (let i = 0; i < count; i++) {
      if (i > 0) reader.uint32()
      list[i] = readElement(field, reader, depth)
    }
  } else {
    const list = listOf(message, field)
    list[list.length] = readElement(field, reader, depth)
  }
}

function decodePacked(message: MessageData, field: Field, reader: WireReader): void {
  const list = listOf(message, field)
  const end = reader.end()
  while (reader.position < end) list[list.length] = readScalar(field.kind, reader)
  if (reader.position !== end) throw new DecodeError('Error parsing message')
}

function readElement(field: Field, reader: WireReader, depth: number): unknown {
  if (field.kind !== 'message') return readScalar(field.kind, reader)
  const child = newChild(field)
  decodeFields(child, reader, reader.end(), deeper(depth))
  return child
}

/** An entry of a map: a message of key = 1, value = 2, either of which may be missing. */
function decodeEntry(entries: MapData, field: Field, reader: WireReader, depth: number): void {
  const end = reader.end()
  let key: unknown
  let value: unknown
  while (reader.position < end) {
    const tag = reader.uint32()
    if (tag >>> 3 === 1 && field.key !== undefined) {
      key = readScalar(field.key, reader)
    } else if (tag >>> 3 === 2 && field.kind === 'message') {
      value ??= newChild(field)
      decodeFields(value as MessageData, reader, reader.end(), deeper(depth))
    } else if (tag >>> 3 === 2) {
      value = readScalar(field.kind, reader)
    } else {
      reader.skip(tag, depth)
    }
  }
  if (reader.position !== end) throw new DecodeError('Error parsing message')
  if (value === undefined) value = field.kind === 'message' ? newChild(field) : field.zero
  entries[key === undefined ? (field.key === 'string' ? '' : '0') : String(key)] = value
}

function readScalar(kind: FieldKind, reader: WireReader): unknown {
  switch (kind) {
    case 'string':
      return reader.string()
    case 'bytes':
      return reader.view()
    case 'enum':
    case 'int32':
      return reader.int32()
    case 'int64':
      return reader.int64(true)
    case 'float':
      return reader.float()
    case 'double':
      return reader.double()
    case 'bool':
      return reader.int64(false) !== 0
    case 'uint64':
      return reader.int64(false)
    case 'uint32':
      return reader.uint32()
    case 'fixed32':
      return reader.fixed32()
    case 'fixed64':
      return reader.fixed64()
    case 'sint32':
      return reader.sint32()
    case 'sint64':
      return reader.sint64()
    case 'message':
      throw new DecodeError('Error parsing message')
    default:
      return kind satisfies never
  }
}
