/** Puts the built-in names in place. Importing it registers the built-in types. */
import './special_methods.ts'
import { toArray } from '../objects/iteration.ts'
import { machine } from '../objects/machine.ts'
import { keepsUnicode, makeFunction, methods } from '../objects/values/callable.ts'
import { PyProperty } from '../objects/values/class.ts'
import { PyType, registerType } from '../objects/values/type.ts'
import { DICT, FROZEN_SET, SET } from './collection_types.ts'
import { FILE } from './files.ts'
import { FUNCTIONS } from './functions.ts'
import './iterator_types.ts'
import { OBJECT, TYPE } from '../objects/object_type.ts'
import type { Callable } from '../objects/values/callable.ts'
import { defineBuiltins } from './names.ts'
import { BOOL, COMPLEX, FLOAT, INT } from './number_types.ts'
import { LIST, makeRange, RANGE, SLICE, TUPLE } from './sequence_types.ts'
import { BASESTRING, BYTES, STR } from './string_type.ts'
import { UNICODE } from './unicode_type.ts'

const PROPERTY = new PyType('property', {
  base: OBJECT,
  jsClass: PyProperty as unknown as new () => object,
  construct: () => null,
  check: value => value instanceof PyProperty,
})
PROPERTY.methods = methods({
  'setter(function)': (self: PyProperty, set: Callable) => new PyProperty(self.get, set, self.remove),
  'getter(function)': (self: PyProperty, get: Callable) => new PyProperty(get, self.set, self.remove),
  'deleter(function)': (self: PyProperty, remove: Callable) => new PyProperty(self.get, self.set, remove),
})
PROPERTY.getters = new Map<string, (self: unknown) => unknown>([
  ['fget', self => (self as PyProperty).get],
  ['fset', self => (self as PyProperty).set],
  ['fdel', self => (self as PyProperty).remove],
])
registerType(PyProperty, PROPERTY)

/** `range` makes a list in Python 2; as a type it is Python 3's. */
const rangeOf = makeFunction(
  'range',
  args => (machine.version === 2 ? toArray(makeRange(args)) : makeRange(args)),
  false,
)
Object.defineProperty(rangeOf, 'pythonIsInstance', { value: RANGE.check })

for (const type of [LIST, TUPLE, DICT, SET, FROZEN_SET])
  for (const method of type.methods.values()) keepsUnicode(method)

defineBuiltins({
  ...FUNCTIONS,
  bool: BOOL,
  bytes: BYTES,
  bytearray: BYTES,
  complex: COMPLEX,
  dict: DICT,
  file: FILE,
  float: FLOAT,
  frozenset: FROZEN_SET,
  int: INT,
  list: LIST,
  long: INT,
  object: OBJECT,
  range: rangeOf,
  set: SET,
  slice: SLICE,
  str: STR,
  tuple: TUPLE,
  type: TYPE,
  basestring: BASESTRING,
  unicode: UNICODE,
})
