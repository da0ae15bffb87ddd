/** Iterators. */

import { IndexError, StopIteration, TypeError } from '../../errors/index.ts'
import { specialMethod } from './call.ts'
import { fromForeign } from './foreign_values.ts'
import { checkGrowth, checkItems } from './limits.ts'
import { machine } from './machine.ts'
import { ownSlots, slotsOf } from './slots.ts'
import { int } from './values/numbers.ts'
import { PyRange } from './values/range.ts'
import { typeName } from './values/type.ts'

/** What `iter()` gives: an iterator that is its own iterable. */
export class PyIterator implements Iterator<unknown>, Iterable<unknown> {
  static readonly pythonName: string = 'iterator'
  readonly source: Iterator<unknown>
  constructor(source: Iterator<unknown>) {
    this.source = source
  }
  next(): IteratorResult<unknown> {
    return this.source.next()
  }
  [Symbol.iterator](): this {
    return this
  }
}

/** Iterates over any value that Python can iterate over. */
export function iterate(value: unknown): Iterator<unknown> {
  if (Array.isArray(value) || typeof value === 'string') return value[Symbol.iterator]()
  if (!ownSlots(value) && value instanceof PyIterator) return value
  if (typeof value === 'object' && value !== null) {
    const special = specialMethod(value, '__iter__')
    if (special) return iteratorOf(special())
    const { iterate: slot } = slotsOf(value)
    if (slot) return slot(value)
    if (value instanceof Map) return value.keys()
    if (Buffer.isBuffer(value))
      return mapped(value.values(), byte =>
        machine.version === 2 ? String.fromCharCode(byte as number) : int(byte as number),
      )
    const items = specialMethod(value, '__getitem__')
    if (items) return byIndex(items)
    if (Symbol.iterator in value) return mapped((value as Iterable<unknown>)[Symbol.iterator](), fromForeign)
  }
  throw new TypeError(`'${typeName(value)}' object is not iterable`)
}

/** An object with Python's `__next__` as an iterator. */
function iteratorOf(value: unknown): Iterator<unknown> {
  const next = specialMethod(value, '__next__') ?? specialMethod(value, 'next')
  if (!next) return iterate(value)
  return {
    next() {
      try {
        return { done: false, value: next() }
      } catch (error) {
        if (error instanceof StopIteration) return { done: true, value: undefined }
        throw error
      }
    },
  }
}

function* mapped(source: Iterator<unknown>, convert: (value: unknown) => unknown): Generator<unknown> {
  for (let step = source.next(); !step.done; step = source.next()) yield convert(step.value)
}

function* byIndex(getItemOf: (...args: unknown[]) => unknown): Generator<unknown> {
  for (let i = 0; ; i++) {
    let item: unknown
    try {
      item = getItemOf(int(i))
    } catch (error) {
      if (error instanceof IndexError || error instanceof StopIteration) return
      throw error
    }
    yield item
  }
}

/** A value as a JavaScript iterable. */
export function iterable(value: unknown): Iterable<unknown> {
  if (Array.isArray(value) || typeof value === 'string' || (!ownSlots(value) && value instanceof PyIterator))
    return value
  return { [Symbol.iterator]: () => iterate(value) }
}

/** All elements of a value. */
export function toArray(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.slice()
  if (value instanceof PyRange) checkItems(value.length)
  const out: unknown[] = []
  for (const item of iterable(value)) {
    if (out.length > 0) checkGrowth(out.length)
    out.push(item)
  }
  return out
}
