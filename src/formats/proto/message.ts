/** The base of all protocol messages: Python's methods over the tables of `fields.ts`. */
import { guardMethods } from '../../errors/boundary.ts'
import { TypeError, ValueError } from '../../errors/index.ts'
import {
  assign,
  clearField,
  discardUnknownFields,
  entryOf,
  listOf,
  type MapData,
  mapOf,
  merge,
  write,
} from './assign.ts'
import { typeName } from './convert.ts'
import { decode } from './decode.ts'
import { encode } from './encode.ts'
import { type Descriptor, type Field, type MessageData, OWNER, type Owner, SLOTS } from './fields.ts'
import { childOf, isEmpty, selected, touch, valueOf } from './presence.ts'
import { type ParseOptions, parseText } from './text_parse.ts'
import { printText, type TextOptions } from './text_print.ts'

type Constructor<T extends Message> = (new () => T) & { readonly DESCRIPTOR: Descriptor }

/**
 * A protocol message with Python's behaviour: unset scalars read as zero, unset messages as empty ones that become part of their parent when
 * they are written to, `HasField` and `WhichOneof` tell what is set. Map fields are plain objects, lists are arrays.
 * Unlike in Python, lists, maps and messages can be assigned too; what is assigned or pushed is not copied, while constructors, `append`,
 * `extend` and `CopyFrom` copy.
 */
export abstract class Message implements MessageData {
  declare static readonly DESCRIPTOR: Descriptor
  readonly [SLOTS]: unknown[];
  [OWNER]: Owner | undefined

  constructor(init?: object) {
    const descriptor = (this.constructor as unknown as Constructor<Message>).DESCRIPTOR
    if (!descriptor.ready) prepare(this, descriptor)
    this[SLOTS] = descriptor.blank.slice()
    this[OWNER] = undefined
    if (init !== undefined) assign(this, init, 0)
  }

  /** Reads a message from its bytes. Bytes fields of the result are views on `bytes`. Raises DecodeError. */
  static FromString<T extends Message>(this: Constructor<T>, bytes: Uint8Array): T {
    const message = new this()
    decode(message, bytes)
    return message
  }

  /** Reads a message from its text form. Raises ParseError with line and column. */
  static FromText<T extends Message>(this: Constructor<T>, text: string, options?: ParseOptions): T {
    const message = new this()
    parseText(text, message, options)
    return message
  }

  /** The bytes of the message; equal messages give equal bytes (maps are written by ascending key). */
  SerializeToString(): Buffer {
    return encode(this)
  }

  /** The number of bytes of the serialized message. */
  ByteSize(): number {
    return encode(this).length
  }

  /** Replaces the content by what `bytes` hold. */
  ParseFromString(bytes: Uint8Array): void {
    this.Clear()
    decode(this, bytes)
  }

  /** Adds what `bytes` hold. */
  MergeFromString(bytes: Uint8Array): void {
    decode(this, bytes)
  }

  /** The text form, as Python prints messages. */
  ToText(options?: TextOptions): string {
    return printText(this, options)
  }

  toString(): string {
    return printText(this, { python_str: true })
  }

  /** Replaces the content by a copy of a message of the same class. */
  CopyFrom(other: this): void {
    if (other === this) return
    this.#sameClass(other, 'CopyFrom')
    this.Clear()
    merge(this, other, 0)
  }

  /** Adds a copy of what `other` holds: scalars replace, lists are appended, messages are merged. */
  MergeFrom(other: this): void {
    this.#sameClass(other, 'MergeFrom')
    merge(this, other, 0)
  }

  Clear(): void {
    this[SLOTS].fill(undefined)
    touch(this)
  }

  ClearField(name: string): void {
    const group = this.#descriptor.oneofs.get(name)
    const field = group === undefined ? this.#field(name) : selected(this, group)
    if (field !== undefined) clearField(this, field)
  }

  /** Whether a message field, a member of a oneof, or any member of a oneof is set. Raises ValueError for others, which have no presence. */
  HasField(name: string): boolean {
    const group = this.#descriptor.oneofs.get(name)
    if (group !== undefined) return selected(this, group) !== undefined
    const field = this.#field(name)
    if (field.cardinality !== 'one' || (field.kind !== 'message' && field.oneof === undefined)) {
      throw new ValueError(
        `Can't test non-optional, non-submessage field "${this.#descriptor.name}.${name}" for presence in proto3.`,
      )
    }
    return valueOf(this, field) !== undefined
  }

  /** The name of the member of a oneof that is set, or null. */
  WhichOneof(name: string): string | null {
    const group = this.#descriptor.oneofs.get(name)
    if (group === undefined) throw new ValueError(`Protocol message has no oneof "${name}" field.`)
    return selected(this, group)?.name ?? null
  }

  /** The fields that are set with their values, by ascending number. */
  ListFields(): [name: string, value: unknown][] {
    return this.#descriptor.fields
      .filter(field => valueOf(this, field) !== undefined)
      .map(field => [field.name, valueOf(this, field)])
  }

  /** Forgets the fields that this class doesn't know, in this message and in all within; otherwise they are written again as they were read. */
  DiscardUnknownFields(): void {
    discardUnknownFields(this, 0)
  }

  /** Makes a message that is only read so far a part of its parent. */
  SetInParent(): void {
    touch(this)
  }

  /** Python's `message.field[key]` on a map of messages: the entry, made if there is none. */
  MapEntry(name: string, key: string | number): unknown {
    return entryOf(this, this.#field(name), key)
  }

  IsInitialized(): boolean {
    return true
  }

  /** Whether `other` is of the same class and holds the same. */
  equals(other: unknown): boolean {
    if (!(other instanceof Message) || other.constructor !== this.constructor) return false
    return other === this || encode(this).equals(encode(other))
  }

  /** How the message shows in a console. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return isEmpty(this)
      ? `${this.#descriptor.name} {}`
      : `${this.#descriptor.name} {\n${printText(this).replace(/^/gm, '  ').trimEnd()}\n}`
  }

  get #descriptor(): Descriptor {
    return (this.constructor as unknown as Constructor<Message>).DESCRIPTOR
  }

  #field(name: string): Field {
    const field = this.#descriptor.by_name.get(name)
    if (field === undefined) throw new ValueError(`Protocol message ${this.#descriptor.name} has no field ${name}.`)
    return field
  }

  #sameClass(other: unknown, method: string): void {
    if (other instanceof Message && other.#descriptor === this.#descriptor) return
    const { full_name } = this.#descriptor
    throw new TypeError(
      `Parameter to ${method}() must be instance of same class: expected ${full_name} got ${typeName(other)}.`,
    )
  }
}
guardMethods(Message, {
  only: [
    ...[
      'FromString',
      'FromText',
      'SerializeToString',
      'ByteSize',
      'ParseFromString',
      'MergeFromString',
      'ToText',
      'CopyFrom',
      'MergeFrom',
    ],
    ...['ClearField', 'HasField', 'WhichOneof', 'ListFields', 'DiscardUnknownFields', 'MapEntry'],
  ],
})

/** At the first use of a class: its tables and the accessors of its fields. */
function prepare(message: Message, descriptor: Descriptor): void {
  let prototype = Object.getPrototypeOf(message)
  while (prototype.constructor.DESCRIPTOR !== descriptor || !Object.hasOwn(prototype.constructor, 'DESCRIPTOR')) {
    prototype = Object.getPrototypeOf(prototype)
  }
  descriptor.build(fields => {
    for (const field of fields) {
      Object.defineProperty(prototype, field.name, {
        get: reader(field),
        set(this: Message, value: unknown) {
          write(this, field, value)
        },
        configurable: true,
        enumerable: true,
      })
    }
  })
}

function reader(field: Field): (this: Message) => unknown {
  const { slot, zero } = field
  if (field.cardinality === 'many') {
    return function () {
      return this[SLOTS][slot] ?? listOf(this, field)
    }
  }
  if (field.cardinality === 'map') {
    return function (): MapData {
      return mapOf(this, field)
    }
  }
  if (field.kind === 'message') {
    return function () {
      return childOf(this, field)
    }
  }
  if (field.oneof !== undefined) {
    return function () {
      const slots = this[SLOTS]
      return slots[slot + 1] === field ? slots[slot] : zero
    }
  }
  return function () {
    return this[SLOTS][slot] ?? zero
  }
}
