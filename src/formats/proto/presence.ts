/** Which fields of a message are set: proto3's rules, and Python's for messages that are read before they are filled. */
import {
  descriptorOf,
  type Field,
  type MessageData,
  newChild,
  type Oneof,
  OWNER,
  SLOTS,
  UNKNOWN_FIELDS,
} from './fields.ts'

/** Makes a message that was only read so far a part of its parent, as Python does at the first write. */
export function touch(message: MessageData): void {
  let current = message
  for (let owner = current[OWNER]; owner !== undefined; owner = current[OWNER]) {
    current[OWNER] = undefined
    const { parent, field } = owner
    if (field.oneof !== undefined) select(parent, field, current)
    else parent[SLOTS][field.slot] = current
    current = parent
  }
}

/** Sets a member of a oneof, which clears the others. */
export function select(message: MessageData, field: Field, value: unknown): void {
  const { slot } = field.oneof as Oneof
  const slots = message[SLOTS]
  slots[slot] = value
  slots[slot + 1] = field
  slots[slot + 2] = undefined
}

/** The member of a oneof that is set. */
export function selected(message: MessageData, group: Oneof): Field | undefined {
  const slots = message[SLOTS]
  const field = slots[group.slot + 1] as Field | undefined
  if (field !== undefined) return field
  // A child that was read through the oneof, and filled in ways that leave no trace (an entry of a map, an element of a list).
  const waiting = slots[group.slot + 2] as MessageData | undefined
  if (waiting?.[OWNER] === undefined || isEmpty(waiting)) return undefined
  const { field: found } = waiting[OWNER]
  touch(waiting)
  return found
}

/** The child message of a singular field, made (but not set yet) where there is none. */
export function childOf(message: MessageData, field: Field): MessageData {
  const slots = message[SLOTS]
  const { oneof, slot } = field
  if (oneof === undefined) {
    const known = slots[slot] as MessageData | undefined
    return known ?? (slots[slot] = wait(message, field))
  }
  if (selected(message, oneof) === field) return slots[slot] as MessageData
  const waiting = slots[slot + 2] as MessageData | undefined
  if (waiting?.[OWNER]?.field === field) return waiting
  return (slots[slot + 2] = wait(message, field))
}

function wait(parent: MessageData, field: Field): MessageData {
  const child = newChild(field)
  child[OWNER] = { parent, field }
  return child
}

/** The value of a field where it is set, else undefined. Lists and maps are set when they have elements, plain scalars when they aren't zero. */
export function valueOf(message: MessageData, field: Field): unknown {
  if (field.oneof !== undefined)
    return selected(message, field.oneof) === field ? message[SLOTS][field.slot] : undefined
  const value = message[SLOTS][field.slot]
  if (value === undefined) return undefined
  switch (field.cardinality) {
    case 'many':
      return (value as unknown[]).length === 0 ? undefined : value
    case 'map':
      for (const _ in value as object) return value
      return undefined
    case 'one':
      if (field.kind === 'message')
        return (value as MessageData)[OWNER] !== undefined && isEmpty(value as MessageData) ? undefined : value
      if (field.kind === 'bytes') return (value as Uint8Array).length === 0 ? undefined : value
      // Not Object.is: protobuf leaves out negative zeros too.
      return value === field.zero ? undefined : value
  }
}

export function isEmpty(message: MessageData): boolean {
  return (
    message[SLOTS][UNKNOWN_FIELDS] === undefined &&
    descriptorOf(message).fields.every(field => valueOf(message, field) === undefined)
  )
}
