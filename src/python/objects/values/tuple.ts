/** Tuples: arrays to tf0, tuples to a Python program. */
import { makeTuple, NamedTuple as PyNamedTuple, Tuple as PyTuple } from '../../../calling/tuple.ts'
import { dynamicAttributes } from './members.ts'

export { NamedTuple as PyNamedTuple, namedTupleClass, Tuple as PyTuple } from '../../../calling/tuple.ts'

export const tuple = (...items: readonly unknown[]): PyTuple => PyTuple.from_items(items)

/** The named tuple of a class with these elements. */
export const makeNamedTuple = (type: typeof PyNamedTuple, items: Iterable<unknown>): PyNamedTuple =>
  makeTuple(type, items)

// the elements are attributes too
dynamicAttributes(PyNamedTuple.prototype, {
  find: (self: PyNamedTuple, name) => {
    if (name === '_fields') return PyTuple.from_items(self._fields)
    const at = self._fields.indexOf(name)
    return at < 0 ? undefined : self[at]
  },
  names: self => self._fields,
})
