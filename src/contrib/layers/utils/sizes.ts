/** Sizes and collections that layers are given in several forms (contrib/layers/python/layers/utils.py). */

import { pythonRepr, pythonTypeName } from '../../../calling/python_repr.ts'
import { pyfunction } from '../../../calling/signature.ts'
import { TypeError, ValueError } from '../../../errors/python.ts'
import { Dimension } from '../../../tensor/dimension.ts'
import { PyFloat, PyInt } from '../../../tensor/literals.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import { TensorShape } from '../../../tensor/tensor_shape.ts'

/** Collections of all variables, or of each by its name. */
export type VariablesCollections =
  | readonly string[]
  | ReadonlyMap<string, readonly string[]>
  | Readonly<Record<string, readonly string[]>>
  | null

/** The collections that `given` says for the variable `name`. */
export function variableCollections(given: VariablesCollections, name: string): readonly string[] | null {
  if (given instanceof Map) return (given.get(name) as readonly string[] | undefined) ?? null
  if (given === null || typeof given === 'string' || Array.isArray(given)) return given as readonly string[] | null
  return (given as Readonly<Record<string, readonly string[]>>)[name] ?? null
}
/** The collections that `variables_collections`, a list for all or a dict by name, says for the variable `name`; null for none. */
export const get_variable_collections = pyfunction(
  'get_variable_collections(variables_collections, name)',
  ({ variables_collections, name }: { variables_collections: VariablesCollections; name: string }) =>
    variableCollections(variables_collections, name),
)

function knownDimension(shape: TensorShape, minRank: number, index: number, which: string): number {
  const { ndims } = shape
  if (ndims === null) throw new ValueError('dims of shape must be known but is None')
  if (ndims < minRank) throw new ValueError(`rank of shape must be at least ${minRank} not: ${ndims}`)
  const size = shape.at(index).value
  if (size === null) throw new ValueError(`${which} dimension shape must be known but is None`)
  return size
}
/** The size of the last dimension. Errors: ValueError where it isn't known, or the rank is below `minRank`. */
export const lastDimension = (shape: TensorShape, minRank: number): number => knownDimension(shape, minRank, -1, 'last')

interface DimensionArgs {
  shape: TensorShape
  min_rank: number
}
/** The size of the first dimension. Errors: ValueError where it isn't known, or the rank is below `min_rank`. */
export const first_dimension = pyfunction('first_dimension(shape, min_rank=1)', ({ shape, min_rank }: DimensionArgs) =>
  knownDimension(shape, Number(min_rank), 0, 'first'),
)
/** The size of the last dimension. Errors: ValueError where it isn't known, or the rank is below `min_rank`. */
export const last_dimension = pyfunction('last_dimension(shape, min_rank=1)', ({ shape, min_rank }: DimensionArgs) =>
  knownDimension(shape, Number(min_rank), -1, 'last'),
)

/** Python's `int(value)`; undefined where that fails. */
function toInteger(value: unknown): number | undefined {
  if (typeof value === 'number' || value instanceof PyFloat)
    return Number.isFinite(Number(value)) ? Math.trunc(Number(value)) : undefined
  if (typeof value === 'boolean' || typeof value === 'bigint' || value instanceof PyInt) return Number(value)
  if (typeof value === 'string') return /^\s*[-+]?\d+\s*$/.test(value) ? Number(value) : undefined
  if (value instanceof Dimension) return value.value ?? undefined
  if (value instanceof NDArray) return value.size === 1 ? Math.trunc(Number(value.item())) : undefined
  return undefined
}
/** Whether Python 2 takes a value for an int, as it takes bools, and numpy's int64. */
export function isInteger(value: unknown): boolean {
  if (value instanceof NDArray) return value.shape.length === 0 && value.dtype.name === 'int64'
  return typeof value === 'boolean' || typeof value === 'bigint' || value instanceof PyInt || Number.isInteger(value)
}

/** A size for rows and columns: one number, or two. */
export type Pair = number | PyInt | readonly (number | PyInt)[] | TensorShape

/** Rows and columns. Error: ValueError for what isn't an int, two ints, or a shape of rank 2. */
export function pairOf(value: Pair): [number, number] {
  if (Array.isArray(value)) {
    if (value.length !== 2) {
      // Python takes the elements of a tuple for the arguments of the format
      const isTuple = pythonTypeName(value) !== 'list'
      if (isTuple && value.length === 0) throw new TypeError('not enough arguments for format string')
      if (isTuple && value.length > 1) throw new TypeError('not all arguments converted during string formatting')
      throw new ValueError(`Must be a list with 2 elements: ${isTuple ? pythonRepr(value[0]) : pythonRepr(value)}`)
    }
    return value.map(item => toInteger(item) ?? notAnInteger(item)) as [number, number]
  }
  if (isInteger(value)) return [toInteger(value) as number, toInteger(value) as number]
  if (value instanceof TensorShape && value.ndims === 2) return value.as_list() as [number, number]
  throw new ValueError('Must be an int, a list with 2 elements or a TensorShape of length 2')
}
function notAnInteger(value: unknown): never {
  throw new TypeError(`int() argument must be a string or a number, not '${pythonTypeName(value)}'`)
}
/** `[height, width]` out of one int, two, or a TensorShape of rank 2. Error: ValueError for anything else. */
export const two_element_tuple = pyfunction(
  'two_element_tuple(int_or_tuple)',
  ({ int_or_tuple }: { int_or_tuple: Pair }) => pairOf(int_or_tuple),
)

const positive = (value: number): number => {
  if (value < 1) throw new ValueError(`expected positive integer, but received ${value}`)
  return value
}
/** Values for each of several dimensions: one for all, or a sequence. */
export type Integers = number | PyInt | readonly (number | PyInt)[] | TensorShape | NDArray

/** `n` positive integers. Error: ValueError for numbers below 1 and sequences of another length. */
export function positiveIntegers(n: number, value: Integers): number[] {
  const one = toInteger(value)
  if (one !== undefined) return new Array<number>(n).fill(positive(one))
  const isSequence =
    typeof value === 'string' || Array.isArray(value) || value instanceof NDArray || value instanceof TensorShape
  if (!isSequence) throw new TypeError(`object of type '${pythonTypeName(value)}' has no len()`)
  const refuse = (): ValueError =>
    new ValueError(`Expected sequence of ${n} positive integers, but received ${pythonRepr(value)}`)
  if (value instanceof TensorShape && value.ndims === null)
    throw new ValueError('Cannot take the length of Shape with unknown rank.')
  const items = [...(value as Iterable<unknown>)]
  if (items.length !== n) throw refuse()
  const integers = items.map(toInteger)
  if (integers.includes(undefined)) throw refuse()
  return (integers as number[]).map(positive)
}
/** `n` positive integers out of one, a sequence, or a TensorShape of rank n. Error: ValueError for anything else. */
export const n_positive_integers = pyfunction(
  'n_positive_integers(n, value)',
  ({ n, value }: { n: number; value: Integers }) => {
    const count = toInteger(n)
    if (count === undefined) return notAnInteger(n)
    if (count < 1 || count !== Number(n)) throw new ValueError('n must be a positive integer')
    return positiveIntegers(count, value)
  },
)
