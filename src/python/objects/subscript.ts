/** `a[i]`, `a[i] = v`, `del a[i]`. */
import { IndexError, TypeError, ValueError } from '../../errors/index.ts'
import { specialMethod } from './call.ts'
import { indexNumber, optionalIndex } from './convert.ts'
import { toArray } from './iteration.ts'
import { machine } from './machine.ts'
import { ownSlots, slotsOf } from './slots.ts'
import { CALL } from './values/callable.ts'
import { programClassOf } from './values/class.ts'
import { PyDict } from './values/dict.ts'
import { int } from './values/numbers.ts'
import { PyRange } from './values/range.ts'
import { PySlice, sliceIndices } from './values/slice.ts'
import { PyTuple } from './values/tuple.ts'
import { builtinType, typeName } from './values/type.ts'

/** The positions that a slice picks out of `length` elements. */
export function slicePositions(slice: PySlice, length: number): number[] {
  const step = optionalIndex(slice.step)
  if (step === 0) throw new ValueError('slice step cannot be zero')
  const [start, stop, by] = sliceIndices(optionalIndex(slice.start), optionalIndex(slice.stop), step, length)
  const out: number[] = []
  for (let i = start; by > 0 ? i < stop : i > stop; i += by) out.push(i)
  return out
}

/** A position in a sequence; negative ones count from the end. */
function position(index: unknown, length: number, type: string): number {
  const at = indexNumber(index)
  if (at === undefined) throw new TypeError(`${type} indices must be integers or slices, not ${typeName(index)}`)
  const from = at < 0 ? at + length : at
  if (from < 0 || from >= length) throw new IndexError(`${type === 'str' ? 'string' : type} index out of range`)
  return from
}

/** The item of a list or tuple, or those of a slice. */
export function sequenceItem(value: readonly unknown[], index: unknown): unknown {
  const type = value instanceof PyTuple ? 'tuple' : 'list'
  if (!(index instanceof PySlice)) return value[position(index, value.length, type)]
  const picked = slicePositions(index, value.length).map(at => value[at])
  return type === 'tuple' ? PyTuple.from_items(picked) : picked
}

/** `value[index]`. */
export function getItem(value: unknown, index: unknown): unknown {
  const own = ownSlots(value)
  if (own?.numeric && own.getItem && !programClassOf(value as object)) return own.getItem(value as object, index)
  if (Array.isArray(value)) {
    const special = specialMethod(value, '__getitem__')
    return special ? special(index) : sequenceItem(value, index)
  }
  if (typeof value === 'string') {
    const chars = /[\ud800-\udfff]/.test(value) ? [...value] : value
    return index instanceof PySlice
      ? slicePositions(index, chars.length)
          .map(at => chars[at])
          .join('')
      : chars[position(index, chars.length, 'str')]
  }
  const special = specialMethod(value, '__getitem__')
  if (special) return special(index)
  if (value instanceof PyDict) {
    const missing = value.has(index) ? undefined : specialMethod(value, '__missing__')
    return missing ? missing(index) : value.item(index)
  }
  if (Buffer.isBuffer(value)) {
    if (index instanceof PySlice) return Buffer.from(slicePositions(index, value.length).map(at => value[at] as number))
    const byte = value[position(index, value.length, 'bytes')] as number
    return machine.version === 2 ? String.fromCharCode(byte) : int(byte)
  }
  if (value instanceof PyRange) {
    if (!(index instanceof PySlice)) return value.item(position(index, value.length, 'range'))
    const [start, stop, step] = sliceIndices(
      optionalIndex(index.start),
      optionalIndex(index.stop),
      optionalIndex(index.step),
      value.length,
    )
    return new PyRange(value.start + start * value.step, value.start + stop * value.step, step * value.step)
  }
  if (typeof value === 'object' && value !== null) {
    const item = builtinType(value)?.methods.get('__getitem__')
    if (item) return item[CALL]([value, index], null)
    const { getItem: slot } = slotsOf(value)
    if (slot) return slot(value, index)
  }
  throw notSubscriptable(value)
}

/** The error of values that have no items. */
export const notSubscriptable = (value: unknown): TypeError =>
  new TypeError(`'${typeName(value)}' object is not subscriptable`)
/** The error of values whose items can't be set. */
export const notAssignable = (value: unknown): TypeError =>
  new TypeError(`'${typeName(value)}' object does not support item assignment`)

/** `value[index] = item`. */
export function setItem(value: unknown, index: unknown, item: unknown): void {
  const own = ownSlots(value)
  if (own?.numeric && own.setItem && !programClassOf(value as object)) {
    own.setItem(value as object, index, item)
    return
  }
  const special = specialMethod(value, '__setitem__')
  if (special) special(index, item)
  else if (value instanceof PyDict) value.set(index, item)
  else if (Array.isArray(value) && !(value instanceof PyTuple)) setListItem(value, index, item)
  else if (Buffer.isBuffer(value)) setByte(value, index, item)
  else {
    const slot = value instanceof PyTuple ? undefined : slotsOf(value).setItem
    if (!slot) throw notAssignable(value)
    slot(value as object, index, item)
  }
}

function setByte(bytes: Buffer, index: unknown, item: unknown): void {
  const byte = indexNumber(item)
  if (byte === undefined || !(byte >= 0 && byte < 256)) throw new ValueError('byte must be in range(0, 256)')
  bytes[position(index, bytes.length, 'bytearray')] = byte
}

/** `list[index] = item`. */
export function setListItem(list: unknown[], index: unknown, item: unknown): void {
  if (!(index instanceof PySlice)) {
    const at = indexNumber(index)
    if (at !== undefined && (at >= list.length || at < -list.length))
      throw new IndexError('list assignment index out of range')
    list[position(index, list.length, 'list')] = item
    return
  }
  const items = toArray(item)
  const step = optionalIndex(index.step)
  if (step === null || step === 1) {
    const [start, stop] = sliceIndices(optionalIndex(index.start), optionalIndex(index.stop), null, list.length)
    const tail = list.splice(start).slice(Math.max(0, stop - start))
    for (const added of items) list.push(added)
    for (const kept of tail) list.push(kept)
    return
  }
  const positions = slicePositions(index, list.length)
  if (positions.length !== items.length)
    throw new ValueError(
      `attempt to assign sequence of size ${items.length} to extended slice of size ${positions.length}`,
    )
  for (const [i, at] of positions.entries()) list[at] = items[i]
}

/** `del value[index]`. */
export function deleteItem(value: unknown, index: unknown): void {
  const special = specialMethod(value, '__delitem__')
  if (special) special(index)
  else if (value instanceof PyDict) {
    if (!value.delete(index)) value.missing(index)
  } else if (Array.isArray(value) && !(value instanceof PyTuple)) deleteListItem(value, index)
  else throw new TypeError(`'${typeName(value)}' object doesn't support item deletion`)
}

/** `del list[index]`. */
export function deleteListItem(list: unknown[], index: unknown): void {
  const gone = new Set(
    index instanceof PySlice ? slicePositions(index, list.length) : [position(index, list.length, 'list')],
  )
  const kept = list.filter((_, i) => !gone.has(i))
  list.length = 0
  for (const item of kept) list.push(item)
}

/** Python's `len(value)`. */
export function lengthOf(value: unknown): number {
  if (typeof value === 'string') return /[\ud800-\udfff]/.test(value) ? [...value].length : value.length
  const special = specialMethod(value, '__len__')
  if (special) return Number(special())
  if (Array.isArray(value)) return value.length
  if (typeof value === 'object' && value !== null) {
    const { length: slot } = slotsOf(value)
    if (slot) return slot(value)
    const own = builtinType(value)?.methods.get('__len__')
    if (own) return Number(own[CALL]([value], null))
    const { size, length } = value as { size?: unknown; length?: unknown }
    if (typeof length === 'number') return length
    if (typeof size === 'number') return size
  }
  throw new TypeError(`object of type '${typeName(value)}' has no len()`)
}
