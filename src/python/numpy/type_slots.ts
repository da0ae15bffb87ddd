/** What arrays, scalars and their types answer to operators, built-in functions and statements. */
import { TypeError, ValueError } from '../../errors/index.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { elementValue } from '../objects/convert.ts'
import { compareForeign } from '../objects/foreign_operators.ts'
import { machine } from '../objects/machine.ts'
import { defineSlots } from '../objects/slots.ts'
import { formatValue } from '../objects/text/format_spec.ts'
import { truth } from '../objects/truth.ts'
import { endSearchForClass, programClassOf } from '../objects/values/class.ts'
import { jsClassOf } from '../objects/values/members.ts'
import { int } from '../objects/values/numbers.ts'
import { storedIn } from './in_place.ts'
import { arrayItem, setArrayItem } from './indexing.ts'
import { isSubtype } from './loops.ts'
import { isObjectArray, negated } from './object_arrays.ts'
import { arrayBinary, numericAugment, numericBinary } from './operators.ts'
import { NumpyScalar } from './scalar.ts'
import { NumpyType, scalarType } from './scalar_type.ts'

function arrayTruth(array: NDArray): boolean {
  if (array.size > 1)
    throw new ValueError('The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()')
  return array.size === 1 && truth(array.item())
}

/** The one element of an array, as one of Python's numbers. */
function arrayNumber(array: NDArray): unknown {
  if (array.size !== 1) throw new TypeError('only size-1 arrays can be converted to Python scalars')
  return elementValue(array.dtype.is_integer, array.item() as unknown)
}

/** What functions that are not the program's give: an array of one element without axes is a scalar. */
const asScalar = (array: NDArray): NDArray =>
  array.shape.length === 0 && jsClassOf(array) === NDArray ? NumpyScalar.of_array(array) : array

const isObjects: (array: NDArray) => boolean = isObjectArray

const UNARY = {
  '-': (array: NDArray) => (isObjects(array) ? negated(array) : array.neg()),
  '~': (array: NDArray) => array.not(),
  abs: (array: NDArray) => array.abs(),
} as const

function arrayUnary(operator: string, array: NDArray): unknown {
  // a class of the program may mean something else by the names of the methods
  const compute =
    programClassOf(array) === undefined && Object.hasOwn(UNARY, operator)
      ? UNARY[operator as keyof typeof UNARY]
      : undefined
  return compute && asScalar(compute(array))
}

function* rows(array: NDArray): Generator<unknown> {
  if (array.ndim === 0) throw new TypeError('iteration over a 0-d array')
  for (let i = 0; i < array.length; i++) yield arrayItem(array, int(i))
}

endSearchForClass(NDArray)

defineSlots(NDArray, {
  truth: arrayTruth,
  number: arrayNumber,
  index: self =>
    self.size === 1 && (self.dtype.is_integer || self.dtype.base === 'bool') ? Number(self.item()) : undefined,
  length: self => self.length,
  iterate: rows,
  contains: (self, item) => {
    const same: unknown = arrayBinary('==', self, item)
    return same instanceof NDArray ? Boolean(same.any()) : truth(same)
  },
  getItem: arrayItem,
  setItem: setArrayItem,
  numeric: numericBinary,
  augment: numericAugment,
  binary: arrayBinary,
  equality: compareForeign,
  unary: arrayUnary,
  inPlace: (operator, self, result) => (result instanceof NDArray ? storedIn(self, result, operator) : result),
  copy: self => self.copy(),
  fromForeign: asScalar,
})

/** Their elements are Python's numbers, as wide as Python has them. */
const WIDE: ReadonlySet<string> = new Set(['float64', 'int64'])

defineSlots(NumpyScalar, {
  classOf: self => scalarType(self.dtype),
  typeName: self => (self.dtype.name === 'bool' ? 'bool_' : self.dtype.name),
  // in Python 2, numpy's int64 is a kind of int
  countsAs: (self, type) =>
    type === 'float' ? self.dtype.base === 'float64' : machine.version === 2 && self.dtype.base === 'int64',
  // as the Python number that it converts to: of a float32 that shows all digits of the double
  format: (self, spec) => formatValue(self.pythonValue, spec),
  inPlace: (_operator, _self, result) => result,
  itemToForeign: self => (WIDE.has(self.dtype.base) ? self.pythonValue : self),
})

defineSlots(NumpyType, {
  isInstance: (self, value) => self.check(value),
  isSubclass: (self, of) => (Array.isArray(of) ? of.some(one => isSubtype(self, one)) : isSubtype(self, of)),
  toForeign: self => self.dtype,
  itemToForeign: self => self.dtype,
})
