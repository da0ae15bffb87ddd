/** numpy's arrays and scalars as types of the program: attributes, and methods that are np's functions. */

import { KeyError, TypeError, ValueError } from '../../errors/python.ts'
import { textBytes } from '../../formats/npy.ts'
import { sort } from '../../np/sorting.ts'
import { put } from '../../np/writing.ts'
import { ArrayFlags } from '../../tensor/array_flags.ts'
import { denseData } from '../../tensor/array_parts.ts'
import type { DType } from '../../tensor/dtypes.ts'
import * as dtypes from '../../tensor/dtypes.ts'
import { type AnyIndex, NDArray } from '../../tensor/ndarray.ts'
import { Sharing } from '../../tensor/sharing.ts'
import { TextType } from '../../tensor/text_types.ts'
import { changeShape, partOf } from '../../tensor/views.ts'
import { call } from '../objects/call.ts'
import { elementValue, requireIndex } from '../objects/convert.ts'
import { callForeign } from '../objects/foreign_calls.ts'
import { toForeign } from '../objects/foreign_values.ts'
import { str } from '../objects/text/repr.ts'
import { truth } from '../objects/truth.ts'
import { CALL, type MethodTable, makeFunction, methods, native, type PyFunction } from '../objects/values/callable.ts'
import type { Namespace } from '../objects/values/module.ts'
import { float, int } from '../objects/values/numbers.ts'
import { PyTuple } from '../objects/values/tuple.ts'
import { PyType, registerType } from '../objects/values/type.ts'
import { columnMajor } from './arguments.ts'
import { writeBytes } from './data_files.ts'
import { itemsOf, objectArray } from './object_arrays.ts'
import { isObjectType } from './object_functions.ts'
import { NumpyScalar } from './scalar.ts'
import { dtypeValue, ofPythonText, typeOfCode } from './scalar_type.ts'
import { asTextElements } from './texts.ts'

/** Methods that are functions of np with the array first. */
const AS_FUNCTIONS = (
  'all any argmax argmin argsort clip cumprod cumsum diagonal dot max mean min nonzero prod ptp ravel repeat round searchsorted squeeze std sum swapaxes take ' +
  'trace var argpartition'
).split(' ')

const dims = (args: readonly unknown[]): number[] =>
  (args.length === 1 && Array.isArray(args[0]) ? args[0] : args).map(requireIndex)

/** `a.tolist()` and `a.item()` give Python's numbers: floats even where they are whole. */
function plain(value: unknown, type: DType): unknown {
  if (type instanceof TextType) return asTextElements(type, value)
  if (Array.isArray(value)) return value.map(item => plain(item, type))
  return typeof value === 'number' || typeof value === 'bigint' ? elementValue(type.is_integer, value) : value
}

/** Python's types as dtypes. */
export const BUILTIN_TYPES: Readonly<Record<string, DType>> = {
  bool: dtypes.bool,
  complex: dtypes.complex128,
  float: dtypes.float64,
  int: dtypes.int64,
  object: dtypes.string,
}

const typeArgument = (value: unknown): DType =>
  (typeof value === 'string' && typeOfCode(value)) ||
  (value instanceof PyType && (ofPythonText(value.name) ?? BUILTIN_TYPES[value.name])) ||
  (toForeign(value) as DType)

const elements = (value: unknown): NDArray => (value instanceof NDArray ? value : NDArray.of(value))

const shaped = (name: string, make: (self: NDArray, shape: number[]) => NDArray): PyFunction =>
  makeFunction(name, ([self, ...args]) => make(self as NDArray, dims(args)), false)

const bytesOf = (self: NDArray): Buffer =>
  self.dtype instanceof TextType ? textBytes(self.dtype, denseData(self) as Uint8Array[]) : self.to_bytes()

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
    "sort(axis=-1, kind='quicksort', order=None)": (self: NDArray, axis: unknown) => {
      if (!self.flags.writeable) throw new ValueError('sort array is read-only')
      self.set(sort(self, requireIndex(axis)), '...')
      return null
    },
    "put(indices, values, mode='raise')": (self: NDArray, indices: unknown, values: unknown, mode: unknown) => {
      put(self, NDArray.of(indices), elements(values), String(mode))
      return null
    },
    "partition(kth, axis=-1, kind='introselect', order=None)": (self: NDArray, _kth: unknown, axis: unknown) => {
      if (!self.flags.writeable) throw new ValueError('partition array is read-only')
      self.set(sort(self, requireIndex(axis)), '...')
      return null
    },
    'itemset(*args)': (self: NDArray, args: PyTuple) => {
      const at = args.slice(0, -1).map(requireIndex)
      if (at.length === 1 && self.ndim !== 1) flatOf(self).set(args.at(-1), at[0] as number)
      else self.set(args.at(-1), ...at)
      return null
    },
    'setflags(write=None, align=None, uic=None)': (self: NDArray, write: unknown) => {
      if (write !== null) self.flags.writeable = truth(write)
      return null
    },
    'view(dtype=None, type=None)': (self: NDArray, type: unknown) => {
      const dtype = type === null ? self.dtype : typeArgument(type)
      if (dtype !== self.dtype) throw new TypeError('views of another type are not there')
      return self.reshape(self.shape)
    },
    "tobytes(order='C')": (self: NDArray) => bytesOf(self),
    "tofile(fid, sep='', format='%s')": (self: NDArray, file: unknown, separator: unknown) => {
      const text = str(separator)
      writeBytes(file, text === '' ? self.to_bytes() : Buffer.from((self.ravel().tolist() as unknown[]).join(text)))
      return null
    },
    'tolist()': (self: NDArray) => plain(self.tolist(), self.dtype),
    "tostring(order='C')": (self: NDArray) => bytesOf(self),
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

/** The real (0) or imaginary (1) part: of complex numbers a view. */
const part = (self: NDArray, which: 0 | 1): unknown => {
  if (!self.dtype.is_complex) return which === 0 ? self : Sharing.protect(NDArray.zeros(self.shape, self.dtype))
  const view = partOf(self, which)
  return self instanceof NumpyScalar ? NumpyScalar.of_array(view) : view
}

/** All elements as a row that writes into the array. */
class FlatArray extends NDArray {
  readonly #owner: NDArray
  constructor(owner: NDArray) {
    super(owner.dtype, [owner.size], owner.copy().data)
    this.#owner = owner
  }
  override set(value: unknown, ...index: readonly AnyIndex[]): void {
    super.set(value, ...index)
    this.#owner.fill(this.reshape(this.#owner.shape))
  }
}

function flatOf(self: NDArray): NDArray {
  const flat = self.reshape(self.size)
  return flat.base === null ? new FlatArray(self) : flat
}

const GETTERS: ReadonlyMap<string, (self: unknown) => unknown> = new Map<string, (self: NDArray) => unknown>([
  ['shape', self => PyTuple.from_items(self.shape.map(int))],
  ['dtype', self => dtypeValue(self.dtype)],
  ['T', self => self.T],
  ['ndim', self => int(self.ndim)],
  ['size', self => int(self.size)],
  ['nbytes', self => int(self.nbytes)],
  ['itemsize', self => int(self.dtype.size)],
  ['flat', flatOf],
  ['real', self => part(self, 0)],
  ['imag', self => part(self, 1)],
  ['strides', self => PyTuple.from_items(self.strides.map(int))],
  ['base', self => self.base],
  ['flags', self => self.flags],
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
NDARRAY.setters = new Map<string, (self: unknown, value: unknown) => void>([
  ['shape', (self, shape) => changeShape(self as NDArray, dims(Array.isArray(shape) ? shape : [shape]))],
  [
    'flat',
    (self, value) =>
      put(self as NDArray, NDArray.of(Array.from({ length: (self as NDArray).size }, (_, i) => i)), elements(value)),
  ],
  ['real', (self, value) => (part(self as NDArray, 0) as NDArray).set(value, '...')],
  ['imag', (self, value) => (part(self as NDArray, 1) as NDArray).set(value, '...')],
])

const SCALAR = new PyType('generic', {
  construct: () => float(0),
  check: value => value instanceof NumpyScalar,
})
SCALAR.getters = GETTERS

registerType(NDArray, NDARRAY)
registerType(FlatArray, NDARRAY)
registerType(NumpyScalar, SCALAR)

const FLAGS = new PyType('flagsobj', {
  module: 'numpy.core.multiarray',
  construct: () => null,
  check: value => value instanceof ArrayFlags,
})
const FLAG_NAMES = ['c_contiguous', 'f_contiguous', 'contiguous', 'owndata', 'writeable', 'aligned'] as const
/** numpy's short names of flags. */
const FLAG_KEYS: Readonly<Record<string, (typeof FLAG_NAMES)[number]>> = {
  ...Object.fromEntries(FLAG_NAMES.map(name => [name.toUpperCase(), name])),
  C: 'c_contiguous',
  F: 'f_contiguous',
  O: 'owndata',
  W: 'writeable',
  A: 'aligned',
}
const flagName = (key: unknown): (typeof FLAG_NAMES)[number] => {
  const name = typeof key === 'string' && Object.hasOwn(FLAG_KEYS, key) ? FLAG_KEYS[key] : undefined
  if (name === undefined) throw new KeyError('Unknown flag')
  return name
}
FLAGS.getters = new Map(FLAG_NAMES.map(name => [name, (self: unknown) => (self as ArrayFlags)[name]]))
FLAGS.setters = new Map([
  [
    'writeable',
    (self: unknown, value: unknown) => {
      ;(self as ArrayFlags).writeable = truth(value)
    },
  ],
])
FLAGS.methods = methods({
  '__getitem__(key)': (self: ArrayFlags, key: unknown) => self[flagName(key)],
  '__setitem__(key, value)': (self: ArrayFlags, key: unknown, value: unknown) => {
    if (flagName(key) !== 'writeable') throw new KeyError('Unknown flag')
    self.writeable = truth(value)
    return null
  },
})
registerType(ArrayFlags, FLAGS)

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

/** Methods that are functions of the module by other ways than `np`. */
export function installTextMethods(find: (name: string) => unknown): void {
  const later = (name: string, arrange: (args: readonly unknown[]) => readonly unknown[]): PyFunction =>
    makeFunction(name, (args, keywords) => call(find(name), arrange(args), keywords), false)
  const same = ['conj', 'conjugate', 'choose'].map(name => [name, later(name, args => args)] as const)
  const compress = later('compress', ([self, condition, ...rest]) => [condition, self, ...rest])
  const table = new Map([...NDARRAY.methods, ...same, ['compress', compress] as const])
  NDARRAY.methods = table
  SCALAR.methods = table
}
