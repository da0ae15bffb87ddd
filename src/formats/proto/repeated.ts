import { TypeError } from '../../errors/python.ts'
import { assign, merge } from './assign.ts'
import { convertScalar, isMessage, typeName } from './convert.ts'
import { descriptorOf, type Field, type MessageData, newChild } from './fields.ts'
import { nested } from './nesting.ts'
import { touch } from './presence.ts'

/** The list of a repeated field: an array that checks what is added, with the methods of Python's containers. */
export class RepeatedField<T> extends Array<T> {
  readonly #field: Field
  readonly #owner: MessageData

  /** A list of `length` elements that are yet to be written. */
  constructor(field: Field, owner: MessageData, length = 0) {
    super(length)
    this.#field = field
    this.#owner = owner
  }

  /** What `map`, `filter` and `slice` return is a plain array. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  /** Appends a new message with these fields and returns it. */
  add(init?: object): T {
    const child = newChild(this.#field)
    if (init !== undefined) assign(child, init, 0)
    super.push(child as T)
    touch(this.#owner)
    return child as T
  }

  /** Appends elements. A message becomes part of the list itself, a plain object becomes a message. */
  override push(...items: T[]): number {
    for (const item of items) super.push(element(this.#field, item) as T)
    touch(this.#owner)
    return this.length
  }

  /** Appends one element; a message is copied, as in Python. */
  append(item: T): void {
    super.push(copied(this.#field, item, 0) as T)
    touch(this.#owner)
  }

  /** Appends the elements of a sequence; messages are copied, as in Python. */
  extend(items: Iterable<unknown>): void {
    // The sequence may be this list.
    for (const item of [...copies(this.#field, items, 0)]) super.push(item as T)
    touch(this.#owner)
  }
}

/** The elements of a sequence as elements of a field of a message that is `depth` levels down; messages are copied. */
export function* copies(field: Field, items: unknown, depth: number): Generator<unknown> {
  if (typeof (items as Iterable<unknown> | null)?.[Symbol.iterator] !== 'function')
    throw new TypeError('Value must be iterable')
  for (const item of items as Iterable<unknown>) yield copied(field, item, depth)
}

/** A value as an element of the field: a message as it is. */
export function element(field: Field, value: unknown): unknown {
  if (field.kind !== 'message') return convertScalar(field, value)
  if (isMessage(value)) return sameClass(field, value)
  return copied(field, value, 0)
}

/** A value as an element of the field of a message that is `depth` levels down: a message as a copy. */
export function copied(field: Field, value: unknown, depth: number): unknown {
  if (field.kind !== 'message') return convertScalar(field, value)
  const child = newChild(field)
  if (isMessage(value)) merge(child, sameClass(field, value), nested(child, depth))
  else if (typeof value === 'object' && value !== null && !Array.isArray(value))
    assign(child, value, nested(child, depth))
  else throw new TypeError(notSameClass(field, value, 'MergeFrom'))
  return child
}

export function sameClass(field: Field, value: MessageData): MessageData {
  if (descriptorOf(value) !== field.message_type?.DESCRIPTOR)
    throw new TypeError(notSameClass(field, value, 'MergeFrom'))
  return value
}

function notSameClass(field: Field, value: unknown, method: string): string {
  return `Parameter to ${method}() must be instance of same class: expected ${field.message_type?.DESCRIPTOR.full_name} got ${typeName(value)}.`
}
