/** np's functions where they meet arrays of objects. */
import { AttributeError, TypeError } from '../../errors/index.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { useObjectRepr } from '../../tensor/printing/element_format.ts'
import { compare } from '../objects/compare.ts'
import { requireIndex } from '../objects/convert.ts'
import { rawForeign } from '../objects/foreign_calls.ts'
import { iterable } from '../objects/iteration.ts'
import { binary, unary } from '../objects/operators.ts'
import { repr } from '../objects/text/repr.ts'
import { truth } from '../objects/truth.ts'
import type { Keywords } from '../objects/values/callable.ts'
import type { JsFunction } from '../objects/values/js_function.ts'
import { int } from '../objects/values/numbers.ts'
import { PyType, typeName } from '../objects/values/type.ts'
import {
  fold,
  isObjectArray,
  itemsOf,
  negated,
  objectArray,
  objectBinary,
  objectChoice,
  objectUnary,
  pick,
  toNumbers,
  toObjects,
} from './object_arrays.ts'
import { NumpyScalar } from './scalar.ts'
import { NumpyType } from './scalar_type.ts'
import { withTextType } from './texts.ts'

/** A call of one of np's functions. */
interface Call {
  readonly name: string
  readonly fn: JsFunction
  readonly self: unknown
  readonly args: readonly unknown[]
  readonly keywords: Keywords
}

useObjectRepr(repr)

const CREATES = new Set(['array', 'asarray', 'asanyarray', 'ascontiguousarray'])
const FILLS: ReadonlyMap<string, unknown> = new Map([
  ['zeros', int(0)],
  ['ones', int(1)],
  ['empty', null],
])
const FILLS_LIKE: ReadonlyMap<string, unknown> = new Map([
  ['zeros_like', int(0)],
  ['ones_like', int(1)],
  ['empty_like', null],
])

/** Functions that arrange the elements of their first argument, whatever these are. */
const ARRANGES = new Set(
  'reshape ravel squeeze transpose swapaxes rollaxis moveaxis expand_dims repeat tile take roll flipud fliplr flip rot90 delete diagonal copy permutation'.split(
    ' ',
  ),
)
/** Functions that put several arrays together. */
const JOINS = new Set(
  'concatenate vstack hstack dstack stack column_stack row_stack append insert split array_split hsplit vsplit'.split(
    ' ',
  ),
)

const BINARY: Readonly<Record<string, string>> = {
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: 'classic',
  true_divide: '/',
  floor_divide: '//',
  power: '**',
  mod: '%',
  remainder: '%',
  equal: '==',
  not_equal: '!=',
  less: '<',
  less_equal: '<=',
  greater: '>',
  greater_equal: '>=',
}

/** Functions of floats that objects would have to have as methods. */
const AS_METHODS = new Set(
  'exp exp2 expm1 log log2 log10 log1p sqrt sin cos tan arcsin arccos arctan sinh cosh tanh floor ceil rint trunc'.split(
    ' ',
  ),
)
const FLOATS_ONLY = new Set(['isnan', 'isinf', 'isfinite'])

/** Whether a type asks for arrays of objects. */
export const isObjectType = (type: unknown): boolean =>
  type === 'O' ||
  type === 'object' ||
  (type instanceof PyType && type.name === 'object') ||
  (type instanceof NumpyType && (type.name === 'object' || type.name === 'object_' || type.dtype.base === 'resource'))

/** Whether all leaves are text, which arrays of text hold as it is. */
const isAllText = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.length > 0 && value.every(isAllText)
    : typeof value === 'string' || Buffer.isBuffer(value) || (value instanceof NDArray && value.dtype.base === 'string')

const argument = ({ args, keywords }: Call, position: number, name: string): unknown =>
  keywords?.get(name) ?? args[position] ?? null

const axisOf = (call: Call, position = 1): number | null => {
  const axis = argument(call, position, 'axis')
  return axis === null ? null : requireIndex(axis)
}

const add = (a: unknown, b: unknown): unknown => binary('+', a, b)
const largest = (a: unknown, b: unknown): unknown => (truth(compare('>=', a, b)) ? a : b)
const smallest = (a: unknown, b: unknown): unknown => (truth(compare('<=', a, b)) ? a : b)
/** `abs(item)`; adding nothing takes the sign from a zero. */
const absolute = (item: unknown): unknown =>
  binary('+', truth(compare('<', item, int(0))) ? unary('-', item) : item, int(0))
const FOLDS: Readonly<Record<string, (a: unknown, b: unknown) => unknown>> = {
  sum: add,
  prod: (a, b) => binary('*', a, b),
  product: (a, b) => binary('*', a, b),
  max: largest,
  amax: largest,
  min: smallest,
  amin: smallest,
}

/** `a / n` as objects divide. */
const divided = (sum: unknown, count: number): unknown =>
  isObjectArray(sum) ? objectBinary('/', sum, int(count)) : binary('/', sum, int(count))

function moments(call: Call, array: NDArray): unknown {
  const axis = axisOf(call)
  const count = axis === null ? array.size : (array.shape.at(axis) as number)
  const keepdims = truth(call.keywords?.get('keepdims') ?? false)
  if (call.name === 'mean') return divided(fold(array, axis, keepdims, add), count)
  const mean = divided(fold(array, axis, true, add), count)
  const centred = objectBinary('-', array, mean)
  const degrees = requireIndex(call.keywords?.get('ddof') ?? int(0))
  const variance = divided(fold(objectBinary('*', centred, centred), axis, keepdims, add), count - degrees)
  if (call.name === 'var') return variance
  if (isObjectArray(variance)) throw noMethod(variance, 'sqrt')
  return NumpyScalar.of_value(
    Math.sqrt(Number(variance instanceof NumpyScalar ? variance.item() : (variance as { value: number }).value)),
    toNumbers(toObjects(variance)).dtype,
  )
}

const noMethod = (array: NDArray, name: string): Error =>
  new AttributeError(`'${typeName(itemsOf(array)[0])}' object has no attribute '${name}'`)

function cumulated(call: Call, array: NDArray): NDArray {
  const combine = call.name === 'cumsum' ? '+' : '*'
  const out: unknown[] = []
  for (const item of itemsOf(array)) out.push(out.length === 0 ? item : binary(combine, out.at(-1), item))
  return objectArray([out.length], out)
}

/** Does to the elements' positions what is asked for, and picks the elements from there. */
function arrange({ fn, self, args, keywords }: Call, joins: boolean): unknown {
  const pool: unknown[] = []
  const replaced = (value: unknown): NDArray => {
    const array = toObjects(value)
    const first = pool.length
    pool.push(...itemsOf(array))
    return NDArray.of(
      Array.from({ length: array.size }, (_, i) => first + i),
      'float64',
    ).reshape(array.shape)
  }
  const [given, ...rest] = args
  const isList = joins && Array.isArray(given)
  const inputs = isList ? given.map(replaced) : replaced(given)
  const others = rest.map(plainNumber)
  // what is appended or inserted are elements too
  if (joins && rest.length > 0 && !isList) others[rest.length - 1] = replaced(rest.at(-1))
  const named = keywords && new Map([...keywords].map(([key, value]) => [key, plainNumber(value)]))
  const result = rawForeign(fn, self, [inputs, ...others], named)
  return Array.isArray(result)
    ? result.map(part => pick(pool, part as NDArray))
    : pick(pool, NDArray.of(result, 'float64'))
}

function plainNumber(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainNumber)
  return typeof value === 'object' && value !== null && 'value' in value ? requireIndex(value) : value
}

/** Rows as they come out of an array of objects; arrays among them have types of their own. */
function join(call: Call, again: (args: readonly unknown[]) => unknown): unknown {
  const [first, ...rest] = call.args
  if (call.name === 'append' || call.name === 'insert' || call.name.endsWith('split'))
    return arrange(call, !call.name.endsWith('split'))
  const parts = isObjectArray(first) ? [...iterable(first)] : (first as unknown[])
  return parts.some(isObjectArray) ? arrange({ ...call, args: [parts, ...rest] }, true) : again([parts, ...rest])
}

function overObjects(call: Call, again: (args: readonly unknown[]) => unknown): unknown {
  const { name, args } = call
  const [first, second] = args
  if (JOINS.has(name)) return join(call, again)
  const operator = BINARY[name]
  if (operator) return objectBinary(operator, first, second)
  if (name === 'maximum' || name === 'minimum') return objectChoice(name === 'maximum' ? '>=' : '<=', first, second)
  if (!isObjectArray(first)) return again(args.map(arg => (isObjectArray(arg) ? toNumbers(arg) : arg)))
  if (ARRANGES.has(name)) return arrange(call, false)
  const combine = FOLDS[name]
  if (combine) return fold(first, axisOf(call), truth(call.keywords?.get('keepdims') ?? false), combine)
  if (name === 'mean' || name === 'std' || name === 'var') return moments(call, first)
  if ((name === 'cumsum' || name === 'cumprod') && axisOf(call) === null) return cumulated(call, first)
  if (FILLS_LIKE.has(name) && argument(call, 1, 'dtype') === null) return objectUnary(first, () => FILLS_LIKE.get(name))
  if (name === 'dot' && first.ndim === 1 && toObjects(second).ndim === 1)
    return fold(objectBinary('*', first, second), null, false, add)
  if (name === 'abs' || name === 'absolute') return objectUnary(first, absolute)
  if (name === 'negative') return negated(first)
  if (name === 'square') return objectBinary('*', first, first)
  if (AS_METHODS.has(name)) throw noMethod(first, name)
  if (FLOATS_ONLY.has(name))
    throw new TypeError(
      `ufunc '${name}' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''`,
    )
  return again(args.map(arg => (isObjectArray(arg) ? toNumbers(arg) : arg)))
}

const RAGGED = /^setting an array element with a sequence|argument must be a string or a number/

/** A new array: of objects where that is asked for, or where the value fits no other. */
function created(call: Call, again: (args: readonly unknown[]) => unknown): unknown {
  const [value] = call.args
  const type = argument(call, 1, 'dtype')
  if (isObjectType(type) && !isAllText(value)) return objectArray(...partsOf(toObjects(value)))
  if (type !== null && !isObjectType(type)) return again(call.args)
  if (type === null) return withTextType(ofAnything(call, again), call.args, true)
  return ofAnything(call, again)
}

function ofAnything(call: Call, again: (args: readonly unknown[]) => unknown): unknown {
  const [value] = call.args
  if (isObjectArray(value)) return call.name === 'array' ? value.copy() : value
  if (holdsNone(value)) return toObjects(value)
  try {
    return again(call.args)
  } catch (error) {
    if (!(error instanceof Error) || !RAGGED.test(error.message)) throw error
    return toObjects(value)
  }
}

const holdsNone = (value: unknown): boolean => (Array.isArray(value) ? value.some(holdsNone) : value === null)

const partsOf = (array: NDArray): [readonly number[], unknown[]] => [array.shape, [...itemsOf(array)]]

/** What a function answers where objects are in play; undefined where they are not. `again` calls it with other arguments. */
export function withObjects(
  call: Call,
  again: (args: readonly unknown[]) => unknown,
): { readonly answer: unknown } | undefined {
  const { name, args } = call
  if (CREATES.has(name)) return { answer: created(call, again) }
  if (FILLS.has(name) && isObjectType(argument(call, 1, 'dtype'))) {
    const given = argument(call, 0, 'shape')
    const shape = (Array.isArray(given) ? given : [given]).map(requireIndex)
    return { answer: objectArray(shape, new Array<unknown>(shape.reduce((a, b) => a * b, 1)).fill(FILLS.get(name))) }
  }
  const [first] = args
  if (!args.some(isObjectArray) && !(Array.isArray(first) && first.some(isObjectArray))) return undefined
  return { answer: overObjects(call, again) }
}
