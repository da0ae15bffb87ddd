/** Filling messages: from keyword arguments, and from other messages. */
import { TypeError, ValueError } from '../../errors/index.ts'
import { convertKind, convertScalar, isMessage, typeName } from './convert.ts'
import { descriptorOf, type Field, type MessageData, newChild, OWNER, SLOTS, UNKNOWN_FIELDS } from './fields.ts'
import { nested } from './nesting.ts'
import { childOf, select, touch, valueOf } from './presence.ts'
import { copied, copies, element, RepeatedField, sameClass } from './repeated.ts'

export type MapData = Record<string, unknown>

/** Python's keyword construction: messages are copied, plain objects become messages, None leaves a field unset. `depth` is how many messages are around. */
export function assign(message: MessageData, init: object, depth: number): void {
  const { by_name, name } = descriptorOf(message)
  if (typeof init !== 'object' || init === null)
    throw new TypeError(`${name}() takes an object of fields, not ${typeName(init)}`)
  if (isMessage(init)) throw new TypeError(`${name}() takes an object of fields, not a message; CopyFrom copies those`)
  for (const [key, value] of Object.entries(init)) {
    const field = by_name.get(key)
    if (field === undefined) throw new ValueError(`Protocol message ${name} has no "${key}" field.`)
    if (value === undefined || value === null) continue
    if (field.cardinality === 'many') append(message, field, copies(field, value, depth))
    else if (field.cardinality === 'map')
      fillMap(message, field, value, item => copied(field, item, nested(message, depth)))
    else if (field.kind === 'message') setValue(message, field, copied(field, value, depth))
    else setValue(message, field, convertScalar(field, value))
  }
}

/** A write through an accessor; unlike Python, whole messages, lists and maps can be written too, and messages are not copied. */
export function write(message: MessageData, field: Field, value: unknown): void {
  if (field.cardinality === 'many') {
    if (value === message[SLOTS][field.slot]) return
    const items = Array.from(value as Iterable<unknown>, item => element(field, item))
    message[SLOTS][field.slot] = undefined
    append(message, field, items)
  } else if (field.cardinality === 'map') {
    if (value === message[SLOTS][field.slot]) return
    message[SLOTS][field.slot] = undefined
    fillMap(message, field, value, item => element(field, item))
  } else if (field.kind === 'message' && (value === null || value === undefined)) {
    clearField(message, field)
  } else if (field.kind === 'message') {
    const child = (isMessage(value) ? sameClass(field, value) : copied(field, value, 0)) as MessageData
    child[OWNER] = undefined
    setValue(message, field, child)
  } else {
    setValue(message, field, convertScalar(field, value))
  }
}

/** Adds what are elements of the field already. */
function append(message: MessageData, field: Field, elements: Iterable<unknown>): void {
  const list = listOf(message, field)
  for (const item of elements) list[list.length] = item
  touch(message)
}

function setValue(message: MessageData, field: Field, value: unknown): void {
  if (field.oneof !== undefined) select(message, field, value)
  else message[SLOTS][field.slot] = value
  if (message[OWNER] !== undefined) touch(message)
}

export function clearField(message: MessageData, field: Field): void {
  const slots = message[SLOTS]
  if (field.oneof === undefined) slots[field.slot] = undefined
  else if (slots[field.slot + 1] === field) slots.fill(undefined, field.slot, field.slot + 3)
}

/** The list of a repeated field. */
export function listOf(message: MessageData, field: Field): RepeatedField<unknown> {
  const slots = message[SLOTS]
  return (slots[field.slot] ??= new RepeatedField(field, message)) as RepeatedField<unknown>
}

/**
 * The object of a map field: it inherits nothing, so that every key is a key. Made by a constructor because V8 keeps such objects small and fast,
 * unlike those of `Object.create(null)`.
 */
const Entries = function Entries() {} as unknown as new () => MapData
Entries.prototype = Object.create(null)

/** The map of a map field. */
export function mapOf(message: MessageData, field: Field): MapData {
  const slots = message[SLOTS]
  return (slots[field.slot] ??= new Entries()) as MapData
}

function fillMap(message: MessageData, field: Field, value: unknown, convert: (value: unknown) => unknown): void {
  if (typeof value !== 'object' || value === null)
    throw new TypeError(`Argument for field "${field.name}" is not iterable`)
  const target = mapOf(message, field)
  const entries = value instanceof Map ? value.entries() : Object.entries(value)
  for (const [key, item] of entries) target[mapKey(field, key)] = convert(item)
  touch(message)
}

/** The entry of a map of messages; made, and so set, where there is none. Scalars read as zero and are not made. */
export function entryOf(message: MessageData, field: Field, key: unknown): unknown {
  const entries = mapOf(message, field)
  const name = mapKey(field, key)
  if (name in entries) return entries[name]
  if (field.kind !== 'message') return field.zero
  touch(message)
  return (entries[name] = newChild(field))
}

/** Keys of objects are strings; a number that isn't one is refused. */
function mapKey(field: Field, key: unknown): string {
  if (field.key === 'string') return String(convertKind('string', key))
  return String(convertKind(field.key ?? 'string', typeof key === 'string' ? Number(key) : key))
}

/** Adds what `source` has: scalars replace, lists are appended, maps take the entries, messages are merged. Bytes are shared. `depth` is how many messages are around. */
export function merge(target: MessageData, source: MessageData, depth: number): void {
  for (const field of descriptorOf(source).fields) {
    const value = valueOf(source, field)
    if (value === undefined) continue
    if (field.cardinality === 'many') {
      const list = listOf(target, field)
      // A message may be merged into itself.
      for (const item of (value as unknown[]).slice()) list[list.length] = cloned(field, item, depth)
    } else if (field.cardinality === 'map') {
      const entries = mapOf(target, field)
      for (const key in value as MapData) entries[key] = cloned(field, (value as MapData)[key], nested(target, depth))
    } else if (field.kind === 'message') {
      const child = childOf(target, field)
      merge(child, value as MessageData, nested(child, depth))
      touch(child)
    } else {
      setValue(target, field, value)
    }
  }
  const unknown = source[SLOTS][UNKNOWN_FIELDS] as Buffer[] | undefined
  if (unknown !== undefined)
    target[SLOTS][UNKNOWN_FIELDS] = [...((target[SLOTS][UNKNOWN_FIELDS] as Buffer[] | undefined) ?? []), ...unknown]
  touch(target)
}

/** Forgets the unknown fields of a message and of all messages in it. `depth` is how many messages are around. */
export function discardUnknownFields(message: MessageData, depth: number): void {
  message[SLOTS][UNKNOWN_FIELDS] = undefined
  for (const field of descriptorOf(message).fields) {
    const value = valueOf(message, field)
    if (value === undefined || field.kind !== 'message') continue
    const children = field.cardinality === 'one' ? [value] : Object.values(value as object)
    for (const child of children) discardUnknownFields(child as MessageData, nested(message, depth))
  }
}

/** An element of a list or map, copied where it is a message. */
function cloned(field: Field, value: unknown, depth: number): unknown {
  return field.kind === 'message' ? copied(field, value, depth) : value
}
