/** What a message class knows of its fields. Tables are built when a class is first used, so that importing hundreds of classes costs nothing. */
import type { EnumType } from './enum_type.ts'

export type ScalarKind =
  | 'double'
  | 'float'
  | 'int64'
  | 'uint64'
  | 'int32'
  | 'uint32'
  | 'fixed64'
  | 'fixed32'
  | 'sint32'
  | 'sint64'
  | 'bool'
  | 'string'
  | 'bytes'
export type FieldKind = ScalarKind | 'enum' | 'message'

/** The values of a message by slot. Public accessors are made from it; codecs read it directly. */
export const SLOTS: unique symbol = Symbol('slots')
/** The slot of a message's unknown fields: a list of their bytes, as they were read, or undefined. */
export const UNKNOWN_FIELDS = 0
/** Where a message would live that was read through its parent but not filled yet; undefined as soon as it is part of the parent. */
export const OWNER: unique symbol = Symbol('owner')

/** The part of a message that the codecs work on. */
export interface MessageData {
  readonly [SLOTS]: unknown[]
  [OWNER]: Owner | undefined
}
export interface Owner {
  readonly parent: MessageData
  readonly field: Field
}
export interface MessageType {
  new (init?: never): MessageData
  readonly DESCRIPTOR: Descriptor
}

export type FieldType = ScalarKind | EnumType | MessageType
export type Cardinality = 'one' | 'many' | 'map'

/** A group of fields of which at most one is set. Its slots: the value, the field that is set, a child that waits to be filled. */
export interface Oneof {
  readonly name: string
  readonly slot: number
  readonly fields: Field[]
}

export interface Field {
  readonly number: number
  readonly name: string
  readonly cardinality: Cardinality
  readonly kind: FieldKind
  readonly enum_type: EnumType | undefined
  readonly message_type: MessageType | undefined
  /** Of maps: what the keys are. */
  readonly key: ScalarKind | undefined
  readonly oneof: Oneof | undefined
  readonly slot: number
  /** What an unset scalar reads as. */
  readonly zero: unknown
}

interface FieldSpec {
  readonly number: number
  readonly name: string
  readonly cardinality: Cardinality
  readonly type: FieldType
  readonly key?: ScalarKind
}
interface OneofSpec {
  readonly oneof: string
  readonly members: readonly FieldSpec[]
}
export type Spec = FieldSpec | OneofSpec

export const one = (number: number, name: string, type: FieldType): FieldSpec => ({
  number,
  name,
  cardinality: 'one',
  type,
})
export const many = (number: number, name: string, type: FieldType): FieldSpec => ({
  number,
  name,
  cardinality: 'many',
  type,
})
export const map = (number: number, name: string, key: ScalarKind, type: FieldType): FieldSpec => ({
  number,
  name,
  cardinality: 'map',
  type,
  key,
})
export const oneof = (name: string, ...members: FieldSpec[]): OneofSpec => ({ oneof: name, members })

const EMPTY = Buffer.alloc(0)
const ZEROS: Readonly<Record<FieldKind, unknown>> = {
  double: 0,
  float: 0,
  int64: 0,
  uint64: 0,
  int32: 0,
  uint32: 0,
  fixed64: 0,
  fixed32: 0,
  sint32: 0,
  sint64: 0,
  bool: false,
  string: '',
  bytes: EMPTY,
  enum: 0,
  message: undefined,
}

/** The tables of a message class. */
class FieldTables {
  /** Ascending by number. */
  readonly fields: Field[] = []
  readonly by_number: (Field | undefined)[] = []
  readonly by_name = new Map<string, Field>()
  readonly oneofs = new Map<string, Oneof>()
  /** The slots of an empty message. */
  readonly blank: undefined[] = [undefined]

  constructor(specs: readonly Spec[]) {
    for (const spec of specs) {
      if ('oneof' in spec) {
        const group: Oneof = { name: spec.oneof, slot: this.#slots(3), fields: [] }
        this.oneofs.set(group.name, group)
        for (const member of spec.members) group.fields.push(this.#add(member, group))
      } else {
        this.#add(spec, undefined)
      }
    }
    this.fields.sort((a, b) => a.number - b.number)
  }

  /** Reserves slots and returns the first. */
  #slots(count: number): number {
    const first = this.blank.length
    for (let i = 0; i < count; i++) this.blank.push(undefined)
    return first
  }

  #add(spec: FieldSpec, group: Oneof | undefined): Field {
    const { type } = spec
    const kind: FieldKind = typeof type === 'string' ? type : typeof type === 'function' ? 'message' : 'enum'
    const field: Field = {
      number: spec.number,
      name: spec.name,
      cardinality: spec.cardinality,
      kind,
      enum_type: kind === 'enum' ? (type as EnumType) : undefined,
      message_type: kind === 'message' ? (type as MessageType) : undefined,
      key: spec.key,
      oneof: group,
      slot: group?.slot ?? this.#slots(1),
      zero: ZEROS[kind],
    }
    this.fields.push(field)
    this.by_number[field.number] = field
    this.by_name.set(field.name, field)
    return field
  }
}

/** What is known of one message class. */
export class Descriptor {
  readonly full_name: string
  readonly name: string
  readonly #specs: () => readonly Spec[]
  ready = false
  fields: readonly Field[] = []
  by_number: readonly (Field | undefined)[] = []
  by_name: ReadonlyMap<string, Field> = new Map()
  oneofs: ReadonlyMap<string, Oneof> = new Map()
  blank: readonly undefined[] = []

  constructor(full_name: string, specs: () => readonly Spec[]) {
    this.full_name = full_name
    this.name = full_name.slice(full_name.lastIndexOf('.') + 1)
    this.#specs = specs
  }

  /**
   * Builds the tables and hands the fields to `use`. What they refer to is loaded by now. The class is ready when all of that is done, not before:
   * a stack overflow on the way leaves it as it was, and the next use begins again.
   */
  build(use: (fields: readonly Field[]) => void): void {
    const tables = new FieldTables(this.#specs())
    use(tables.fields)
    this.fields = tables.fields
    this.by_number = tables.by_number
    this.by_name = tables.by_name
    this.oneofs = tables.oneofs
    this.blank = tables.blank
    this.ready = true
  }
}

/** The descriptor of a message class; `specs` is called at the first use of the class. */
export const describe = (full_name: string, specs: () => readonly Spec[]): Descriptor =>
  new Descriptor(full_name, specs)

/** A new empty message of the field's type. */
export function newChild(field: Field): MessageData {
  return new (field.message_type as MessageType)()
}

/** The descriptor of a message. */
export function descriptorOf(message: MessageData): Descriptor {
  return (message.constructor as unknown as MessageType).DESCRIPTOR
}
