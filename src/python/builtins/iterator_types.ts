/** Iterators and generators as types. */

import { StopIteration, TypeError } from '../../errors/index.ts'
import { findAttribute } from '../objects/attributes.ts'
import { call } from '../objects/call.ts'
import { PyGenerator } from '../objects/generator.ts'
import { iterate, PyIterator } from '../objects/iteration.ts'
import { OBJECT } from '../objects/object_type.ts'
import { errorFrom } from '../objects/raise.ts'
import { methods } from '../objects/values/callable.ts'
import { done } from '../objects/values/none.ts'
import { PyType, registerType } from '../objects/values/type.ts'

/** Python's `next(iterator)`. */
export function next(iterator: unknown, otherwise?: unknown): unknown {
  if (!(iterator instanceof PyIterator)) {
    const method = findAttribute(iterator, '__next__') ?? findAttribute(iterator, 'next')
    if (method === undefined) throw new TypeError('object is not an iterator')
    try {
      return call(method, [], null)
    } catch (error) {
      if (error instanceof StopIteration && otherwise !== undefined) return otherwise
      throw error
    }
  }
  const step = iterator.next()
  if (!step.done) return step.value
  if (otherwise === undefined) throw new StopIteration('')
  return otherwise
}

/** Python's `iter(value)`. */
export function iter(value: unknown): PyIterator {
  return value instanceof PyIterator ? value : new PyIterator(iterate(value))
}

const never = (): never => {
  throw new TypeError('cannot be made this way')
}

const ITERATOR = new PyType('iterator', { base: OBJECT, construct: never, check: value => value instanceof PyIterator })
ITERATOR.methods = methods({
  'next()': (self: PyIterator) => next(self),
  '__next__()': (self: PyIterator) => next(self),
  '__iter__()': (self: PyIterator) => self,
})

const GENERATOR = new PyType('generator', {
  base: ITERATOR,
  construct: never,
  check: value => value instanceof PyGenerator,
})
GENERATOR.methods = methods({
  'send(value)': (self: PyGenerator, value: unknown) => self.send(value),
  'throw(type, value=None)': (self: PyGenerator, type: unknown, value: unknown) =>
    self.raise(errorFrom(type, value === null ? [] : [value])),
  'close()': (self: PyGenerator) => done(self.close()),
  'next()': (self: PyGenerator) => next(self),
  '__next__()': (self: PyGenerator) => next(self),
})

registerType(PyIterator, ITERATOR)
registerType(PyGenerator, GENERATOR)
