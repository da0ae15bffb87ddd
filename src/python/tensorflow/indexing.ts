/** `tensor[1:, ..., tf.newaxis]`: indices as tf0 writes them, and items of tf0's objects. */
import { TypeError } from '../../errors/python.ts'
import { PyInt } from '../../tensor/literals.ts'
import { TensorShape } from '../../tensor/tensor_shape.ts'
import { indexNumber, optionalIndex } from '../objects/convert.ts'
import { fromForeign, toForeign } from '../objects/foreign_values.ts'
import { defineSlots } from '../objects/slots.ts'
import { notAssignable, notSubscriptable } from '../objects/subscript.ts'
import { isDeclared } from '../objects/values/members.ts'
import { PyEllipsis, PySlice } from '../objects/values/slice.ts'
import { PyTuple } from '../objects/values/tuple.ts'
import { typeName } from '../objects/values/type.ts'

/** tf0's slice with numbers or tensors as parts (`tf.s`), which the interpreter is given. */
export type MakeSlice = (start: unknown, stop: unknown, step: unknown) => unknown

let makeSlice: MakeSlice | undefined

/** Tells how tf0 spells `start:stop:step`. */
export function useSlices(make: MakeSlice): void {
  makeSlice = make
}

// indices are whole numbers to tf0, so plain ones will do
const foreignBound = (bound: unknown): unknown => (bound instanceof PyInt ? Number(bound.value) : toForeign(bound))

function foreignIndex(index: unknown): unknown {
  if (index instanceof PyEllipsis) return '...'
  // texts are slices to tf0, and mistakes to Python
  if (typeof index === 'string') throw new TypeError('can only concatenate str (not "int") to str')
  if (!(index instanceof PySlice)) return foreignBound(index)
  if (!makeSlice) throw new TypeError('slices of tensors need tf.s')
  return makeSlice(foreignBound(index.start), foreignBound(index.stop), foreignBound(index.step))
}

/** The indices that stand in the brackets. */
export const indicesOf = (index: unknown): unknown[] => (index instanceof PyTuple ? [...index] : [index])

interface Indexable {
  at?: (...indices: unknown[]) => unknown
  get?: (key: unknown) => unknown
  set?: (...parts: unknown[]) => void
}

// objects of tf0 that declare it
defineSlots(Object, {
  getItem: (self, index) => {
    const { at, get } = isDeclared(self, '__getitem__') ? (self as Indexable) : {}
    if (typeof at === 'function') return fromForeign(at.apply(self, indicesOf(index).map(foreignIndex)))
    if (typeof get === 'function') return fromForeign(get.call(self, toForeign(index)))
    throw notSubscriptable(self)
  },
  setItem: (self, index, item) => {
    const { set } = isDeclared(self, '__setitem__') ? (self as Indexable) : {}
    if (typeof set !== 'function') throw notAssignable(self)
    set.call(self, toForeign(index), toForeign(item))
  },
})

defineSlots(TensorShape, {
  getItem: (self, index) => {
    if (index instanceof PySlice)
      return self.slice(optionalIndex(index.start), optionalIndex(index.stop), optionalIndex(index.step))
    const at = indexNumber(index)
    if (at === undefined) throw new TypeError(`list indices must be integers or slices, not ${typeName(index)}`)
    return self.at(at)
  },
})
