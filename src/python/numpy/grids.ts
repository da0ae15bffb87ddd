/** numpy's objects that are indexed instead of called: `np.c_[a, b]`, `np.r_[0:3, 5]`, `np.mgrid[0:2, 0:3]`, `np.s_[1:, 0]`. */
import { TypeError } from '../../errors/python.ts'
import { listLength } from '../../np/values.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { Complex, PyInt } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { promoteTypes } from '../../tensor/promotion.ts'
import { toFloat } from '../objects/convert.ts'
import { methods } from '../objects/values/callable.ts'
import { PySlice } from '../objects/values/slice.ts'
import { PyTuple } from '../objects/values/tuple.ts'
import { PyType, registerType } from '../objects/values/type.ts'

type Index = (parts: readonly unknown[], isTuple: boolean) => unknown

/** An object whose brackets are a function. */
class Indexed {
  static readonly pythonName = 'object'
  readonly index: Index
  constructor(index: Index) {
    this.index = index
  }
}
const INDEXED = new PyType('object', { construct: () => null, check: value => value instanceof Indexed })
INDEXED.methods = methods({
  '__getitem__(index)': (self: Indexed, index: unknown) =>
    self.index(index instanceof PyTuple ? [...index] : [index], index instanceof PyTuple),
})
registerType(Indexed, INDEXED)

const isWhole = (value: unknown): boolean => value === null || value instanceof PyInt
const numberOf = (value: unknown, otherwise: number): number => (value === null ? otherwise : toFloat(value).value)

/** The numbers of `start:stop:step`; an imaginary step is how many there are, both ends included. */
function numbersOf(slice: PySlice): NDArray {
  const { start, stop, step } = slice
  const from = numberOf(start, 0)
  const to = numberOf(stop, 0)
  if (step instanceof Complex) {
    const count = listLength(Math.floor(Math.abs(step.im)))
    const gap = count > 1 ? (to - from) / (count - 1) : 0
    const values = Array.from({ length: count }, (_, i) => (i === count - 1 && count > 1 ? to : from + i * gap))
    return NDArray.of(values, 'float64').reshape(count)
  }
  const by = numberOf(step, 1)
  const count = listLength(Math.max(0, Math.ceil((to - from) / by)))
  const values = Array.from({ length: count }, (_, i) => from + i * by)
  return NDArray.of(values, [start, stop, step].every(isWhole) ? 'int64' : 'float64').reshape(count)
}

const isGridPart = (part: unknown): part is PySlice => part instanceof PySlice

function gridParts(parts: readonly unknown[]): NDArray[] {
  if (!parts.every(isGridPart)) throw new TypeError('a grid is made of slices')
  return parts.map(numbersOf)
}

const commonType = (arrays: readonly NDArray[]): DType => arrays.map(array => array.dtype).reduce(promoteTypes)

/** The coordinates of all points, stacked along a first axis. */
function mgrid(parts: readonly unknown[], isTuple: boolean): unknown {
  const vectors = gridParts(parts)
  if (!isTuple) return vectors[0]
  const shape = vectors.map(vector => vector.size)
  const dtype = commonType(vectors)
  const out = NDArray.zeros([vectors.length, ...shape], dtype)
  for (const [axis, vector] of vectors.entries()) out.set(along(vector, axis, vectors.length), axis)
  return out
}

const along = (vector: NDArray, axis: number, rank: number): NDArray =>
  vector.reshape(Array.from({ length: rank }, (_, i) => (i === axis ? vector.size : 1)))

function ogrid(parts: readonly unknown[], isTuple: boolean): unknown {
  const vectors = gridParts(parts)
  return isTuple ? vectors.map((vector, axis) => along(vector, axis, vectors.length)) : vectors[0]
}

type Joins = (...arrays: never[]) => unknown

/** What a part of `r_` or `c_` stands for. */
function pieceOf(part: unknown): unknown {
  if (part instanceof PySlice) return numbersOf(part)
  return part
}

/** A list of whole numbers is int64, as Python's. */
const arrayOf = (piece: unknown): NDArray => {
  const made = NDArray.of(piece)
  return piece instanceof NDArray
    ? made
    : made.astype(made.dtype.is_integer ? 'int64' : made.dtype.is_floating ? 'float64' : made.dtype)
}

const joined =
  (join: Joins): Index =>
  parts =>
    (join as (...arrays: NDArray[]) => unknown)(...parts.map(pieceOf).map(arrayOf))

/** The names, with the functions that join arrays. */
export const gridNames = (np: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  c_: new Indexed(joined(np['c_'] as Joins)),
  r_: new Indexed(joined(np['r_'] as Joins)),
  mgrid: new Indexed(mgrid),
  ogrid: new Indexed(ogrid),
  s_: new Indexed((parts, isTuple) => (isTuple ? PyTuple.from_items(parts) : parts[0])),
  index_exp: new Indexed(parts => PyTuple.from_items(parts)),
})
