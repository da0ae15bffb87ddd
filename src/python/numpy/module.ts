/** numpy: tf0's np, with types that can be called and results that know their dtype. */

import { signatureOf } from '../../calling/signature.ts'
import { MemoryError, ResourceExhaustedError } from '../../errors/index.ts'
import { TypeError } from '../../errors/python.ts'
import { implementationOf, typedFunction } from '../../np/arguments.ts'
import { toArray } from '../../np/values.ts'
import type { DType } from '../../tensor/dtypes.ts'
import * as dtypes from '../../tensor/dtypes.ts'
import { PyFloat, PyInt } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { arrayRepr, arrayStr, arrayToString } from '../../tensor/printing/array_text.ts'
import { type PrintOptions, printOptions } from '../../tensor/printing/options.ts'
import { call } from '../objects/call.ts'
import { elementValue, requireIndex } from '../objects/convert.ts'
import { type Adapter, adapt, callForeign, rawForeign } from '../objects/foreign_calls.ts'
import { machine } from '../objects/machine.ts'
import { truth } from '../objects/truth.ts'
import { DATA_FILES } from './data_files.ts'
import { isWhole as isWholeOperand } from './operators.ts'
import { TEXT_FILES } from './text_files.ts'
import './type_slots.ts'
import { TextModule } from '../compiler/text_modules.ts'
import { fromForeign } from '../objects/foreign_values.ts'
import { type Keywords, makeFunction, native } from '../objects/values/callable.ts'
import type { JsFunction } from '../objects/values/js_function.ts'
import { giveAttribute } from '../objects/values/members.ts'
import { type Namespace, PyModule } from '../objects/values/module.ts'
import { float, int } from '../objects/values/numbers.ts'
import { PyTuple } from '../objects/values/tuple.ts'
import { PyType } from '../objects/values/type.ts'
import { columnMajor, REDUCES, summed } from './arguments.ts'
import { CHAR_NAMES, CHAR_TEXT } from './char_text.ts'
import { FUNCTIONS_NAMES, FUNCTIONS_TEXT } from './functions_text.ts'
import { gridNames } from './grids.ts'
import { isAxis, isElementType, placed } from './keywords.ts'
import { limitNames } from './limits.ts'
import { LOOPS } from './loops.ts'
import { NumpyMatrix } from './matrix.ts'
import { matrixNames, withMatrices } from './matrix_type.ts'
import { MORE_NAMES, MORE_TEXT } from './more_functions_text.ts'
import { BUILTIN_TYPES, installMethods, installTextMethods, NDARRAY } from './ndarray_type.ts'
import { isObjectArray } from './object_arrays.ts'
import { withObjects } from './object_functions.ts'
import { NumpyScalar } from './scalar.ts'
import {
  dtypeValue,
  NumpyType,
  nativeText,
  ofPythonText,
  rawTypeOf,
  rawTypeText,
  STRING_TYPE,
  typeOfCode,
  UNICODE_TYPE,
} from './scalar_type.ts'
import './pickled.ts'
import { testingNames } from './testing.ts'
import { withTextType } from './texts.ts'

const TYPES: Readonly<Record<string, DType>> = {
  bool_: dtypes.bool,
  bool8: dtypes.bool,
  int8: dtypes.int8,
  int16: dtypes.int16,
  int32: dtypes.int32,
  int64: dtypes.int64,
  int_: dtypes.int64,
  intp: dtypes.int64,
  intc: dtypes.int32,
  int: dtypes.int64,
  uint8: dtypes.uint8,
  uint16: dtypes.uint16,
  float16: dtypes.float16,
  half: dtypes.float16,
  float32: dtypes.float32,
  single: dtypes.float32,
  float64: dtypes.float64,
  float_: dtypes.float64,
  float: dtypes.float64,
  double: dtypes.float64,
  complex64: dtypes.complex64,
  complex128: dtypes.complex128,
  complex_: dtypes.complex128,
  object_: dtypes.string,
  object: dtypes.string,
  str: nativeText(),
  str_: nativeText(),
  bool: dtypes.bool,
}

/** Functions whose later arguments are elements, which must know whether they are ints or floats; of all others they are axes, sizes, shapes. */
const TAKES_ELEMENTS = new Set(
  (
    'add allclose append arange arctan2 array_equiv compress copysign corrcoef correlate cov cross einsum extract fmax fmin fmod hypot ix_ kron lexsort logaddexp logical_xor lstsq ' +
    'polyfit polyval ravel_multi_index select vander vdot ' +
    'array array_equal asarray bitwise_and bitwise_or bitwise_xor clip convolve copyto divide dot equal floor_divide full ' +
    'full_like greater greater_equal histogram in1d inner interp insert intersect1d isclose left_shift ' +
    'less less_equal linspace logical_and logical_or matmul maximum meshgrid minimum mod multiply not_equal outer pad place power put random_integers ' +
    'power remainder right_shift searchsorted setdiff1d subtract true_divide union1d where'
  ).split(' '),
)

/** An element or a type. */
const elementArgument = (value: unknown): unknown =>
  value instanceof PyType ? (ofPythonText(value.name) ?? BUILTIN_TYPES[value.name] ?? value) : value

/** A type, which may be one of numpy's codes. */
const typeArgument = (value: unknown): unknown =>
  (typeof value === 'string' && typeOfCode(value)) || elementArgument(value)

const isWhole = (value: unknown): boolean => value instanceof PyInt

/** An axis, size or shape as plain numbers. */
function plainArgument(value: unknown): unknown {
  if (value instanceof PyInt) return Number(value.value)
  if (value instanceof PyType) return elementArgument(value)
  if (typeof value === 'string') return typeOfCode(value) ?? value
  return Array.isArray(value) && value.length > 0 && value.every(isWhole) ? value.map(plainArgument) : value
}

/** Functions that make arrays of values, or of a shape, of a type that may be one of objects. */
const CREATES_ARRAYS: ReadonlySet<string> = new Set(['array', 'asarray', 'asanyarray', 'ascontiguousarray', 'full'])
const FILLS_ARRAYS: ReadonlySet<string> = new Set(['zeros', 'ones', 'empty'])

/** Functions whose several results are a tuple; others give lists. */
const GIVES_TUPLES = new Set([
  'eig',
  'eigh',
  'histogram',
  'ix_',
  'lstsq',
  'modf',
  'nonzero',
  'qr',
  'slogdet',
  'svd',
  'unique',
  'unravel_index',
  'where',
])

/** What a function of np gave: numbers of rank 0 are scalars that know their type. */
function typed(name: string, result: unknown): unknown {
  const value = fromForeign(result)
  if (!Array.isArray(value) || !GIVES_TUPLES.has(name)) return value
  return PyTuple.from_items(
    value.map(item => (item instanceof NDArray && item.ndim === 0 ? NumpyScalar.of_array(item) : item)),
  )
}

/** Functions of numpy.random whose single numbers are whole. */
const DRAWS_WHOLE: ReadonlySet<string> = new Set(
  'randint random_integers binomial poisson geometric choice hypergeometric logseries negative_binomial zipf'.split(
    ' ',
  ),
)

/** What a function of numpy.random gave: single numbers are Python's own, except for elements of arrays and where a type is asked for. */
function drawn(name: string, args: readonly unknown[], result: unknown, keywords: Keywords): unknown {
  if (typeof result === 'boolean') return NumpyScalar.of_value(result, dtypes.bool)
  if (typeof result !== 'number' && typeof result !== 'bigint') return typed(name, result)
  const dtype = name === 'randint' ? (keywords?.get('dtype') ?? args[3] ?? null) : null
  if (dtype !== null) return NumpyScalar.of_value(result, dtypes.as_dtype(typeArgument(dtype) as string))
  if (name === 'random_integers') return NumpyScalar.of_value(result, dtypes.int64)
  if (name === 'choice') {
    const of = keywords?.get('a') ?? args[0]
    if (!isWhole(of)) return NumpyScalar.of_value(result, toArray(of).dtype)
  }
  return elementValue(DRAWS_WHOLE.has(name), result)
}

/** numpy raises MemoryError where TensorFlow's kernels find their resources exhausted. */
function withMemory<T>(action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (error instanceof ResourceExhaustedError) throw new MemoryError(error.message)
    throw error
  }
}

type Give = (name: string, args: readonly unknown[], result: unknown, keywords: Keywords) => unknown

const isSpecial = (value: unknown): boolean =>
  value instanceof NDArray
    ? value instanceof NumpyMatrix || isObjectArray(value)
    : Array.isArray(value) && value.length > 0 && value.some(item => item instanceof NDArray && isSpecial(item))

/** Lets all functions of a namespace give typed scalars. */
function adaptNamespace(namespace: object, draws = false): void {
  for (const [name, value] of Object.entries(namespace)) {
    if (typeof value !== 'function' || Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false) continue
    const computing = typedFunction(value)
    const fn: JsFunction = computing ?? value
    const give: Give = draws ? drawn : (_, __, result) => typed(name, result)
    const keepsArrays = !draws && computing === undefined
    const convert = CREATES_ARRAYS.has(name) ? typeArgument : TAKES_ELEMENTS.has(name) ? elementArgument : plainArgument
    const implementation = draws ? undefined : implementationOf(value)
    const axes: boolean[] = []
    /** A call of arrays and numbers by position, which need no preparation. */
    const direct = (args: readonly unknown[]): unknown => {
      const plain: unknown[] = []
      for (let i = 0; i < args.length; i++) {
        const arg = args[i]
        if (!isDirect(arg)) return NOT_DIRECT
        axes[i] ??= isAxis(value, i)
        plain.push(i === 0 ? arg : axes[i] ? plainArgument(arg) : convert(arg))
      }
      try {
        const given = signatureOf(value)?.bindInOrder(plain) as unknown[]
        const result = Reflect.apply(implementation as JsFunction, undefined, given) as unknown
        return result instanceof NDArray && (keepsArrays || result.shape.length > 0) ? result : typed(name, result)
      } catch {
        // the whole call says what is wrong
        return NOT_DIRECT
      }
    }
    const answer: Adapter = (self, args, keywords) => {
      const plain: unknown[] = []
      for (let i = 0; i < args.length; i++) plain.push(i === 0 ? args[i] : (conversionAt(value, i) ?? convert)(args[i]))
      const named =
        keywords &&
        new Map([...keywords].map(([key, arg]) => [key, key === 'dtype' ? typeArgument(arg) : convert(arg)]))
      const result = withMemory(() => rawForeign(fn, self, plain, named))
      return keepsArrays && result instanceof NDArray ? result : give(name, args, result, keywords)
    }
    const hasForms = name === 'ravel' || name === 'reshape' || REDUCES.has(name)
    const creates = CREATES_ARRAYS.has(name) || FILLS_ARRAYS.has(name)
    adapt(value, (self, given, named) => {
      // most calls are of arrays of numbers, by position
      if (named === null && implementation !== undefined && !hasForms && !creates) {
        const made = direct(given)
        if (made !== NOT_DIRECT) return made
      }
      if (named === null && !hasForms && !creates && !given.some(isSpecial))
        return withTextType(answer(self, given, null), given)
      const inColumns = columnMajor(name, given, named)
      if (inColumns) return inColumns
      if (name === 'unique' && (named?.get('axis') ?? null) !== null) return call(uniqueRows(), given, named)
      const [args, keywords] = placed(value, ...summed(name, given, named, typeArgument))
      const plain = (others: readonly unknown[]): unknown => answer(self, others, keywords)
      const special =
        withMatrices(name, args, keywords, plain) ?? withObjects({ name, fn: value, self, args, keywords }, plain)
      if (special) return special.answer
      return withTextType(plain(args), args)
    })
  }
}

function adaptMethods(type: { readonly prototype: object }): void {
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(type.prototype)) as [
    string,
    PropertyDescriptor,
  ][]) {
    if (typeof value !== 'function' || name === 'constructor') continue
    adapt(value, (self, args, keywords) =>
      withTextType(drawn(name, args, rawForeign(value, self, args, keywords), keywords), args),
    )
  }
}

const NOT_DIRECT: unique symbol = Symbol('not a direct call')
/** Arrays of numbers, and plain numbers. */
const isDirect = (value: unknown): boolean =>
  value instanceof NDArray
    ? value.dtype.is_plain && !(value instanceof NumpyMatrix)
    : value instanceof PyInt || value instanceof PyFloat

/** How arguments are read whose parameters say what they are. */
function conversionAt(fn: JsFunction, at: number): ((value: unknown) => unknown) | undefined {
  if (isAxis(fn, at)) return plainArgument
  return isElementType(fn, at) ? typeArgument : undefined
}

/** Functions of two arrays, element by element, and what each can do beyond a call. */
const UFUNCS =
  'add subtract multiply divide true_divide floor_divide power mod remainder maximum minimum fmax fmin logical_and logical_or logical_xor bitwise_and bitwise_or bitwise_xor equal not_equal less less_equal greater greater_equal arctan2 hypot'
const UFUNC_METHODS = ['reduce', 'accumulate', 'outer', 'at'] as const

/** Gives functions of `module` the methods of numpy's ufuncs, which are functions of `texts`. */
function giveUfuncMethods(module: PyModule, texts: PyModule): void {
  for (const name of UFUNCS.split(' ')) {
    const fn = module.find(name)
    if (typeof fn !== 'function') continue
    for (const method of UFUNC_METHODS)
      giveAttribute(
        fn,
        method,
        makeFunction(method, (args, keywords) => call(texts.find(`_${method}`), [fn, ...args], keywords), false),
      )
  }
}

let uniqueRows: () => unknown = () => null

let adapted = false

function adaptAll(np: Namespace): void {
  if (adapted) return
  adapted = true
  adaptNamespace(np)
  const { random, linalg } = np as { random?: object & { RandomState?: { prototype: object } }; linalg?: object }
  if (random) adaptNamespace(random, true)
  if (linalg) adaptNamespace(linalg)
  if (random?.RandomState) adaptMethods(random.RandomState)
  installMethods(np)
}

const generic = (name: string, check: (type: DType) => boolean): PyType =>
  new PyType(name, {
    construct: () => {
      throw new TypeError(`cannot create '${name}' instances`)
    },
    check: value => value instanceof NumpyScalar && check(value.dtype),
  })

/** `np.dtype(…)`: of elements in files, too, whose bytes may be in another order. */
function describedType(type: unknown): NumpyType {
  if (type instanceof NumpyType) return type.newbyteorder(type.str.slice(0, 1))
  if (typeof type === 'string' && (/^>/.test(type) || /^[<=|]?(u[48]|[ILQ]|uint(32|64)?)$/.test(type)))
    return new NumpyType('dtype', rawTypeOf(type).dtype, rawTypeText(type))
  return dtypeValue(dtypes.arrayType(typeArgument(type instanceof NumpyType ? type.dtype : type) as string))
}

/** numpy's unsigned numbers of 32 and 64 bits, which arrays have as int64. */
const wideUnsigned = (): Readonly<Record<string, NumpyType>> =>
  Object.fromEntries(
    (
      [
        ['uint32', '<u4'],
        ['uintc', '<u4'],
        ['uint64', '<u8'],
        ['uint', '<u8'],
        ['uintp', '<u8'],
      ] as const
    ).map(([name, text]) => [name, new NumpyType(name, dtypes.int64, text)]),
  )

/** Python 2's division, which of whole numbers leaves no rest. */
function divisions(np: Namespace): Readonly<Record<string, unknown>> {
  const [divide, floored] = [np['divide'], np['floor_divide']] as [JsFunction, JsFunction]
  return {
    divide: makeFunction(
      'divide',
      (args, keywords) =>
        callForeign(
          machine.version === 2 && args.slice(0, 2).every(isWholeOperand) ? floored : divide,
          undefined,
          args,
          keywords,
        ),
      false,
    ),
  }
}

/** Arrays as text. */
const TEXTS: Readonly<Record<string, unknown>> = {
  array_str: native(
    'array_str(a, max_line_width=None, precision=None, suppress_small=None)',
    (a: unknown, width: unknown, precision: unknown, suppress: unknown) =>
      arrayStr(toArray(a), printing(width, precision, suppress)),
  ),
  array_repr: native(
    'array_repr(arr, max_line_width=None, precision=None, suppress_small=None)',
    (a: unknown, width: unknown, precision: unknown, suppress: unknown) =>
      arrayRepr(toArray(a), printing(width, precision, suppress)),
  ),
  array2string: native(
    "array2string(a, max_line_width=None, precision=None, suppress_small=None, separator=' ', prefix='')",
    (a: unknown, width: unknown, precision: unknown, suppress: unknown, separator: string, prefix: string) =>
      arrayToString(toArray(a), { ...printOptions(), ...printing(width, precision, suppress) }, separator, prefix),
  ),
}
const printing = (width: unknown, precision: unknown, suppress: unknown): Partial<PrintOptions> => ({
  ...(width === null ? {} : { linewidth: requireIndex(width) }),
  ...(precision === null ? {} : { precision: requireIndex(precision) }),
  ...(suppress === null ? {} : { suppress: truth(suppress) }),
})

/** The module, over tf0's np. */
export function numpyModules(np: Namespace): (name: string) => PyModule | undefined {
  adaptAll(np)
  const types = Object.fromEntries(Object.entries(TYPES).map(([name, dtype]) => [name, new NumpyType(name, dtype)]))
  const own = {
    ...types,
    string_: STRING_TYPE,
    bytes_: STRING_TYPE,
    unicode_: UNICODE_TYPE,
    unicode: UNICODE_TYPE,
    ...matrixNames(np),
    ...gridNames(np),
    ...limitNames(typeArgument),
    ...LOOPS,
    ...DATA_FILES,
    ...TEXT_FILES,
    ...TEXTS,
    ...wideUnsigned(),
    ...divisions(np),
    __version__: '1.16.6',
    ndarray: NDARRAY,
    generic: generic('generic', () => true),
    integer: generic('integer', type => type.is_integer),
    floating: generic('floating', type => type.is_floating),
    number: generic('number', type => type.is_integer || type.is_floating || type.is_complex),
    char: new TextModule('numpy.char', CHAR_TEXT, CHAR_NAMES),
    testing: new PyModule('numpy.testing', testingNames(np)),
    version: new PyModule('numpy.version', { version: '1.16.6', short_version: '1.16.6', full_version: '1.16.6' }),
    newaxis: null,
    NAN: float(Number.NaN),
    PINF: float(Number.POSITIVE_INFINITY),
    NINF: float(Number.NEGATIVE_INFINITY),
    euler_gamma: float(0.5772156649015329),
    True_: NumpyScalar.of_value(true, dtypes.bool),
    False_: NumpyScalar.of_value(false, dtypes.bool),
    product: np['prod'],
    asscalar: native('asscalar(a)', (a: unknown) => elementValue(NDArray.of(a).dtype.is_integer, NDArray.of(a).item())),
    dtype: native('dtype(type, align=False, copy=False)', describedType),
    isscalar: native(
      'isscalar(num)',
      (value: unknown) =>
        value instanceof NumpyScalar ||
        value instanceof PyInt ||
        value instanceof PyFloat ||
        /^(string|boolean)$/.test(typeof value),
    ),
    shape: native('shape(a)', (value: unknown) => PyTuple.from_items(NDArray.of(value).shape.map(int))),
  }
  const texts = new TextModule('numpy.functions', FUNCTIONS_TEXT, FUNCTIONS_NAMES)
  const more = new TextModule('numpy.more_functions', MORE_TEXT, MORE_NAMES)
  const root = new PyModule('numpy', own, [np, texts, more])
  giveUfuncMethods(root, texts)
  uniqueRows = () => more.find('_unique_rows')
  installTextMethods(name => root.find(name))
  return name => {
    if (name === 'numpy') return root
    if (!name.startsWith('numpy.')) return undefined
    const inner = name
      .split('.')
      .slice(1)
      .reduce<unknown>((at, part) => (at instanceof PyModule ? at.find(part) : undefined), root)
    return inner instanceof PyModule ? inner : undefined
  }
}
