/** numpy's arrays and scalars as types of the program: attributes, and methods that are np's functions. */
import * as dtypes from '../../tensor/dtypes.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { callForeign } from '../bridge/foreign.ts'
import { itemsOf, objectArray } from '../bridge/object_arrays.ts'
import { toForeign } from '../bridge/values.ts'
import { requireIndex } from '../runtime/convert.ts'
import { CALL, makeFunction, type MethodTable, methods, native, type PyFunction } from '../values/callable.ts'
import { float, int } from '../values/numbers.ts'
import { NumpyScalar } from '../values/numpy_scalar.ts'
import { dtypeValue, typeOfCode } from '../values/numpy_type.ts'
import { PyTuple } from '../values/tuple.ts'
import { PyType, registerType } from '../values/type.ts'
import { columnMajor } from './numpy_arguments.ts'
import { isObjectType } from './object_functions.ts'
import type { Namespace } from './tensorflow.ts'
import { elementValue } from '../runtime/convert.ts'
import { Complex } from '../../tensor/literals.ts'

/** Methods that are functions of np with the array first. */
const AS_FUNCTIONS = (
  'all any argmax argmin argsort clip cumprod cumsum diagonal dot max mean min nonzero prod ptp ravel repeat round searchsorted squeeze std sum swapaxes take ' +
  'trace var conj'
).split(' ')

const dims = (args: readonly unknown[]): number[] => (args.length === 1 && Array.isArray(args[0]) ? args[0] : args).map(requireIndex)

/** `a.tolist()` and `a.item()` give Python's numbers: floats even where they are whole. */
function plain(value: unknown, type: DType): unknown {
  if (Array.isArray(value)) return value.map(item => plain(item, type))
  return typeof value === 'number' || typeof value === 'bigint' ? elementValue(type.is_integer, value) : value
}

/** Python's types as dtypes. */
export const BUILTIN_TYPES: Readonly<Record<string, DType>> = {
  bool: dtypes.bool,
  bytes: dtypes.string,
  complex: dtypes.complex128,
  float: dtypes.float64,
  int: dtypes.int64,
  object: dtypes.string,
  str: dtypes.string,
}

const typeArgument = (value: unknown): DType =>
  (typeof value === 'string' && typeOfCode(value)) || (value instanceof PyType && BUILTIN_TYPES[value.name]) || (toForeign(value) as DType)

const shaped = (name: string, make: (self: NDArray, shape: number[]) => NDArray): PyFunction =>
  makeFunction(name, ([self, ...args]) => make(self as NDArray, dims(args)), false)

/** What arrays can do beyond np's functions. */
const OWN: MethodTable = new Map([
  ...methods({
    'astype(dtype, copy=True)': (self: NDArray, type: unknown) => {
      if (isObjectType(type) && self.dtype.base !== 'string') return objectArray(self.shape, [...itemsOf(self)])
      const converted = self.astype(typeArgument(type))
      return self instanceof NumpyScalar ? NumpyScalar.of_array(converted) : converted
    },
    "copy(order='C')": (self: NDArray) => (self instanceof NumpyScalar ? self : self.copy()),
    'fill(value)': (self: NDArray, value: unknown) => {
      self.set(value, '...')
      return null
    },
    '__len__()': (self: NDArray) => int(self.length),
    "flatten(order='C')": (self: NDArray, order: unknown) => (order === 'F' ? self.T : self).flatten(),
    'item(*index)': (self: NDArray, index: PyTuple) => plain(self.item(...index.map(requireIndex)), self.dtype),
    'sort(axis=-1)': (self: NDArray) => {
      const order = [...(self.tolist() as number[])].sort((a, b) => a - b)
      for (const [i, value] of order.entries()) self.set(value, i)
      return null
    },
    'tobytes()': (self: NDArray) => self.to_bytes(),
    'tolist()': (self: NDArray) => plain(self.tolist(), self.dtype),
    'tostring()': (self: NDArray) => self.to_bytes(),
  }),
  [
    'reshape',
    makeFunction(
      'reshape',
      ([self, ...args], keywords) => {
        const given = keywords?.get('newshape') === undefined ? args : [keywords.get('newshape')]
        return columnMajor('reshape', [self, dims(given)], keywords) ?? (self as NDArray).reshape(dims(given))
      },
      false,
    ),
  ],
  ['transpose', shaped('transpose', (self, axes) => (axes.length === 0 ? self.transpose() : self.transpose(axes)))],
])

const part = (self: NDArray, pick: (value: Complex) => number): unknown => {
  if (!self.dtype.is_complex) return pick(new Complex(1, 0)) === 1 ? self : NDArray.zeros(self.shape, self.dtype)
  const flat = (self.reshape(self.size).tolist() as Complex[]).map(pick)
  const made = NDArray.of(flat, self.dtype.real_dtype).reshape(self.shape)
  return self instanceof NumpyScalar ? NumpyScalar.of_array(made) : made
}

const GETTERS: ReadonlyMap<string, (self: unknown) => unknown> = new Map<string, (self: NDArray) => unknown>([
  ['shape', self => PyTuple.from_items(self.shape.map(int))],
  ['dtype', self => dtypeValue(self.dtype)],
  ['T', self => self.T],
  ['ndim', self => int(self.ndim)],
  ['size', self => int(self.size)],
  ['nbytes', self => int(self.nbytes)],
  ['itemsize', self => int(self.dtype.size)],
  ['flat', self => self.ravel()],
  ['real', self => part(self, value => value.re)],
  ['imag', self => part(self, value => value.im)],
]) as ReadonlyMap<string, (self: unknown) => unknown>

/** `numpy.ndarray(shape, dtype=float)`: numpy leaves the values open, here they are zeros. */
const makeNdarray = native('ndarray(shape, dtype=None)', (shape: unknown, dtype: unknown) => {
  const list = Array.isArray(shape) ? shape : [shape]
  return NDArray.zeros(dims(list), dtype === null ? 'float64' : typeArgument(dtype))
})

export const NDARRAY = new PyType('ndarray', {
  module: 'numpy',
  construct: (args, keywords) => makeNdarray[CALL](args, keywords),
  check: value => value instanceof NDArray && !(value instanceof NumpyScalar),
})
NDARRAY.getters = GETTERS

const SCALAR = new PyType('generic', {
  construct: () => float(0),
  check: value => value instanceof NumpyScalar,
})
SCALAR.getters = GETTERS

registerType(NDArray, NDARRAY)
registerType(NumpyScalar, SCALAR)

/** Gives arrays the methods that np's functions are. */
export function installMethods(np: Namespace): void {
  const functions = AS_FUNCTIONS.flatMap(name => {
    const fn = np[name]
    return typeof fn === 'function'
      ? [[name, makeFunction(name, (args, keywords) => callForeign(fn, undefined, args, keywords), false)] as const]
      : []
  })
  const table = new Map([...functions, ...OWN])
  NDARRAY.methods = table
  SCALAR.methods = table
}
