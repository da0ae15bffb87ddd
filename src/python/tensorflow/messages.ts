/** Protocol messages: their maps make entries when asked, their floats stay floats. */

import { KeyError } from '../../errors/index.ts'
import { EnumType } from '../../formats/proto/enum_type.ts'
import { descriptorOf, type Field } from '../../formats/proto/fields.ts'
import { Message } from '../../formats/proto/message.ts'
import { RepeatedField } from '../../formats/proto/repeated.ts'
import { LIST } from '../builtins/sequence_types.ts'
import { fromForeign, toForeign } from '../objects/foreign_values.ts'
import { defineSlots } from '../objects/slots.ts'
import { methods } from '../objects/values/callable.ts'
import type { PyDict } from '../objects/values/dict.ts'
import { declareMembers, dynamicAttributes, jsClassOf } from '../objects/values/members.ts'
import { float, int } from '../objects/values/numbers.ts'
import { tuple } from '../objects/values/tuple.ts'
import { PyType, registerType } from '../objects/values/type.ts'

/** A map field of a message: Python reads entries of maps of messages into being. */
export class MessageMap {
  static readonly pythonName = 'MessageMap'
  readonly #message: Message
  readonly #field: Field

  constructor(message: Message, field: Field) {
    this.#message = message
    this.#field = field
  }
  get #entries(): Record<string, unknown> {
    return (this.#message as unknown as Record<string, Record<string, unknown>>)[this.#field.name] as Record<
      string,
      unknown
    >
  }
  get size(): number {
    return Object.keys(this.#entries).length
  }
  keys(): string[] {
    return Object.keys(this.#entries)
  }
  has(key: unknown): boolean {
    return Object.hasOwn(this.#entries, String(key))
  }
  get(key: unknown): unknown {
    return this.#message.MapEntry(this.#field.name, String(key))
  }
  set(key: unknown, value: unknown): void {
    if (this.#field.kind === 'message') throw new KeyError('May not set values directly, call my_map[key].foo = 5')
    this.#entries[String(key)] = value
  }
  [Symbol.iterator](): Iterator<string> {
    return this.keys()[Symbol.iterator]()
  }
  toString(): string {
    return String(this.#entries)
  }
}

const MAP = new PyType('MessageMap', {
  jsClass: MessageMap as unknown as new () => object,
  construct: () => null,
  check: value => value instanceof MessageMap,
})
MAP.methods = methods({
  'keys()': (self: MessageMap) => self.keys(),
  'values()': (self: MessageMap) => self.keys().map(key => fromForeign(self.get(key))),
  'items()': (self: MessageMap) => self.keys().map(key => tuple(key, fromForeign(self.get(key)))),
  'iteritems()': (self: MessageMap) => self.keys().map(key => tuple(key, fromForeign(self.get(key)))),
  'has_key(key)': (self: MessageMap, key: unknown) => self.has(key),
  'get(key, default=None)': (self: MessageMap, key: unknown, otherwise: unknown) =>
    self.has(key) ? fromForeign(self.get(key)) : otherwise,
})
registerType(MessageMap, MAP)
defineSlots(MessageMap, { contains: (self, item) => self.has(item) })
declareMembers(MessageMap, '__getitem__ __setitem__')

// lists of messages add and extend by their own rules
const REPEATED = new PyType('RepeatedField', {
  jsClass: RepeatedField as unknown as new () => object,
  construct: () => null,
  check: value => value instanceof RepeatedField,
})
REPEATED.methods = new Map([
  ...[...LIST.methods].filter(([name]) =>
    ['index', 'count', 'pop', 'remove', 'insert', 'sort', 'reverse'].includes(name),
  ),
  ...methods({
    'add(**fields)': (self: RepeatedField<unknown>, fields: PyDict) =>
      self.add(fields.size > 0 ? (toForeign(fields) as object) : undefined),
    'append(item)': (self: RepeatedField<unknown>, item: unknown) => {
      self.append(toForeign(item))
      return null
    },
    'extend(items)': (self: RepeatedField<unknown>, items: Iterable<unknown>) => {
      self.extend([...items].map(toForeign))
      return null
    },
  }),
])
registerType(RepeatedField, REPEATED)

/** A field of a message as the program sees it; undefined where it is no field. */
function messageField(message: Message, name: string): unknown {
  const field = descriptorOf(message).by_name.get(name)
  if (!field) return undefined
  if (field.cardinality === 'map') return new MessageMap(message, field)
  const value = (message as unknown as Record<string, unknown>)[name]
  if (field.cardinality === 'one' && typeof value === 'number')
    return field.kind === 'float' || field.kind === 'double' ? float(value) : int(value)
  return value instanceof RepeatedField ? value : fromForeign(value)
}

// the base is declared; a message's class is its own
defineSlots(Message, { classOf: self => jsClassOf(self) })
dynamicAttributes(Message.prototype, {
  find: messageField,
  assign: (message: Message, name, item) =>
    descriptorOf(message).by_name.has(name) && Reflect.set(message, name, toForeign(item)),
  names: message => descriptorOf(message).by_name.keys(),
})
dynamicAttributes(EnumType.prototype, {
  find: (self: EnumType, name) => {
    const number = self.number(name)
    return number === undefined ? undefined : int(number)
  },
  names: self => self.keys(),
})
