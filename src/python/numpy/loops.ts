/** Functions of numpy that call a function of the program, or walk through arrays: vectorize, apply_along_axis, ndenumerate, ndindex; and small ones. */
import { arrayType, as_dtype } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { TextType } from '../../tensor/text_types.ts'
import { call } from '../objects/call.ts'
import { requireIndex, toFloat } from '../objects/convert.ts'
import { fromForeign } from '../objects/foreign_values.ts'
import { PyIterator } from '../objects/iteration.ts'
import { getItem } from '../objects/subscript.ts'
import { str } from '../objects/text/repr.ts'
import { type Keywords, makeFunction, native } from '../objects/values/callable.ts'
import { PyDict } from '../objects/values/dict.ts'
import { int } from '../objects/values/numbers.ts'
import { PyTuple, tuple } from '../objects/values/tuple.ts'
import { PyType } from '../objects/values/type.ts'
import { rawElements } from './data_files.ts'
import { NumpyScalar } from './scalar.ts'
import { NumpyType, ofPythonText, rawTypeOf, typeOfCode } from './scalar_type.ts'

/** All positions of a shape, in order. */
function* positions(shape: readonly number[]): IterableIterator<PyTuple> {
  const size = shape.reduce((product, dim) => product * dim, 1)
  for (let i = 0; i < size; i++) {
    const at: number[] = []
    for (let rest = i, axis = shape.length - 1; axis >= 0; axis--) {
      const dim = shape[axis] as number
      at.unshift(rest % dim)
      rest = Math.floor(rest / dim)
    }
    yield PyTuple.from_items(at.map(int))
  }
}

const asArray = (value: unknown): NDArray => {
  if (value instanceof NDArray) return value
  const made = NDArray.of(value)
  return made.dtype.is_integer ? made.astype('int64') : made.dtype.is_floating ? made.astype('float64') : made
}

/** Numbers as an array of the widest of their types; Python's are int64 and float64. */
const collected = (items: readonly unknown[]): NDArray =>
  asArray(items.map(item => (item instanceof NumpyScalar ? item.pythonValue : item)))

/** A function that is called for the elements of its arguments, which are broadcast. */
function vectorized(fn: unknown): unknown {
  return makeFunction(
    'vectorize',
    (args: readonly unknown[], keywords: Keywords) => {
      const arrays = args.map(asArray)
      const shape = arrays.map(array => NDArray.zeros(array.shape)).reduce((a, b) => a.add(b)).shape
      const spread = arrays.map(array => array.broadcast_to(shape).ravel())
      const results = Array.from({ length: spread[0]?.size ?? 0 }, (_, i) =>
        call(
          fn,
          spread.map(array => getItem(array, int(i))),
          keywords,
        ),
      )
      const first = results[0]
      if (first instanceof PyTuple)
        return PyTuple.from_items(
          first.map((_, k) => collected(results.map(result => (result as PyTuple)[k])).reshape(shape)),
        )
      return collected(results).reshape(shape)
    },
    false,
  )
}

function applyAlongAxis(fn: unknown, axis: unknown, array: unknown, args: PyTuple, keywords: PyDict): unknown {
  const given = asArray(array)
  const at = (requireIndex(axis) + given.ndim) % given.ndim
  const last = [...given.shape.keys()].filter(i => i !== at).concat(at)
  const moved = given.transpose(last)
  const outer = moved.shape.slice(0, -1)
  const results = [...positions(outer)].map(where =>
    asArray(
      call(
        fn,
        [outer.length === 0 ? moved : getItem(moved, where), ...args],
        keywords.size > 0 ? new Map([...keywords].map(([key, value]) => [str(key), value])) : null,
      ),
    ),
  )
  const inner = results[0]?.shape ?? []
  const typed = NDArray.of(
    results.map(result => result.tolist()),
    results[0]?.dtype,
  ).reshape([...outer, ...inner])
  if (inner.length === 0) return fromForeign(typed)
  // what the function made stands where the axis was
  const rank = typed.ndim
  const order = [...Array.from({ length: rank }).keys()].filter(i => i < outer.length)
  order.splice(at, 0, ...Array.from({ length: inner.length }, (_, i) => outer.length + i))
  return typed.transpose(order)
}

function fromText(text: unknown, dtype: unknown, count: unknown, separator: unknown): NDArray {
  const type = rawTypeOf(dtype ?? 'float64')
  const most = requireIndex(count)
  if (str(separator) === '')
    return rawElements(Buffer.isBuffer(text) ? text : Buffer.from(str(text), 'latin1'), type, most, true)
  const words = str(text)
    .trim()
    .split(str(separator).trim() === '' ? /\s+/ : str(separator).trim())
  return NDArray.of(words.slice(0, most < 0 ? words.length : most).map(Number), type.dtype)
}

const nameOf = (type: unknown): string => (type instanceof PyType ? type.name : str(type))

/** numpy's abstract types by the types that stand under them. */
export function isSubtype(type: unknown, of: unknown): boolean {
  const dtype = arrayType(
    (type instanceof NumpyType
      ? type.dtype
      : typeof type === 'string'
        ? (typeOfCode(type) ?? type)
        : type instanceof PyType
          ? ({ int: 'int64', float: 'float64', bool: 'bool', complex: 'complex128' } as Record<string, string>)[
              type.name
            ]
          : type) as 'float64',
  )
  if (of instanceof NumpyType)
    return of.dtype instanceof TextType
      ? dtype instanceof TextType && dtype.isUnicode === of.dtype.isUnicode
      : of.dtype === dtype
  if (dtype instanceof TextType) {
    const text = of instanceof PyType ? ofPythonText(of.name) : undefined
    return text === undefined ? /^(generic|flexible|character)$/.test(nameOf(of)) : text.isUnicode === dtype.isUnicode
  }
  const name = nameOf(of)
  switch (name) {
    case 'generic':
    case 'object':
      return true
    case 'number':
      return dtype.is_integer || dtype.is_floating || dtype.is_complex
    case 'integer':
      return dtype.is_integer
    case 'int':
      return dtype.name === 'int64'
    case 'floating':
      return dtype.is_floating
    case 'float':
      return dtype.name === 'float64'
    default:
      return dtype.name === name
  }
}

export const LOOPS: Readonly<Record<string, unknown>> = {
  vectorize: native('vectorize(pyfunc, otypes=None)', vectorized),
  apply_along_axis: native('apply_along_axis(func1d, axis, arr, *args, **kwargs)', applyAlongAxis),
  ndenumerate: native('ndenumerate(arr)', (array: unknown) => {
    const given = asArray(array)
    const flat = given.ravel()
    function* pairs(): IterableIterator<unknown> {
      let i = 0
      for (const at of positions(given.shape)) yield tuple(at, getItem(flat, int(i++)))
    }
    return new PyIterator(pairs())
  }),
  ndindex: native('ndindex(*shape)', (shape: PyTuple) => {
    const [first] = shape
    return new PyIterator(
      positions((shape.length === 1 && Array.isArray(first) ? first : [...shape]).map(requireIndex)),
    )
  }),
  fromstring: native("fromstring(string, dtype=None, count=-1, sep='')", fromText),
  issubdtype: native('issubdtype(arg1, arg2)', isSubtype),
  seterr: native('seterr(**options)', () =>
    PyDict.from_entries(
      ['divide', 'invalid', 'over', 'under'].map(name => [name, name === 'under' ? 'ignore' : 'warn']),
    ),
  ),
  trapz: native('trapz(y, x=None, dx=1.0)', (y: unknown, x: unknown, dx: unknown) => {
    const values = asArray(y).astype('float64').tolist() as number[]
    const at =
      x === null ? values.map((_, i) => i * toFloat(dx).value) : (asArray(x).astype('float64').tolist() as number[])
    const sum = values
      .slice(1)
      .reduce(
        (total, value, i) =>
          total + ((value + (values[i] as number)) * ((at[i + 1] as number) - (at[i] as number))) / 2,
        0,
      )
    return NumpyScalar.of_value(sum, as_dtype('float64'))
  }),
}
