/** numpy's arrays of objects: arrays of the type that stands for handles, whose elements are any values of the program. */

import { ValueError } from '../../errors/index.ts'
import { denseData } from '../../tensor/array_parts.ts'
import type { Data } from '../../tensor/dtypes.ts'
import { resource } from '../../tensor/dtypes.ts'
import { PyInt } from '../../tensor/literals.ts'
import { bufferOf, NDArray, offsetOf, stepsOf } from '../../tensor/ndarray.ts'
import { broadcastShapes, numElements, strides } from '../../tensor/shape.ts'
import { Sharing } from '../../tensor/sharing.ts'
import { compare } from '../objects/compare.ts'
import { elementValue } from '../objects/convert.ts'
import { binary, unary } from '../objects/operators.ts'
import type { Operator } from '../objects/slots.ts'
import { truth } from '../objects/truth.ts'
import { PyRange } from '../objects/values/range.ts'
import type { ComparisonOperator } from '../syntax/ast.ts'
import { NumpyScalar } from './scalar.ts'

export const isObjectArray = (value: unknown): value is NDArray =>
  value instanceof NDArray && value.dtype.base === 'resource' && value.constructor === NDArray

export const objectArray = (shape: readonly number[], items: unknown[]): NDArray =>
  new NDArray(resource, shape, items as Data)

/** The elements, row-major, as values of the program. */
export function itemsOf(array: NDArray): unknown[] {
  if (array.dtype.base === 'resource') return denseData(array) as unknown[]
  const whole = array.dtype.is_integer
  const flat = array.reshape(array.size).tolist() as unknown[]
  return flat.map(item => elementValue(whole, item))
}

const isArray = (value: unknown): value is NDArray => value instanceof NDArray && !(value instanceof NumpyScalar)
const sequence = (value: unknown): readonly unknown[] | undefined =>
  Array.isArray(value) ? (value as unknown[]) : value instanceof PyRange ? [...value] : undefined

/** The dimensions that all parts of nested sequences agree on, at most `depth` of them. */
function commonShape(value: unknown, depth: number): readonly number[] {
  if (depth === 0) return []
  if (isArray(value)) return value.shape.slice(0, depth)
  const items = sequence(value)
  if (!items) return []
  const [first, ...others] = items
  if (items.length === 0) return [0]
  let common = commonShape(first, depth - 1)
  for (const other of others) {
    if (common.length === 0) break
    const shape = commonShape(other, depth - 1)
    const end = common.findIndex((dim, i) => shape[i] !== dim)
    if (end >= 0) common = common.slice(0, end)
  }
  return [items.length, ...common]
}

/** A shape as numpy's messages write it: one dimension without the comma of a tuple. */
const shapeText = (shape: readonly number[]): string => `(${shape.join(',')})`

function collect(value: unknown, shape: readonly number[], into: unknown[]): void {
  if (shape.length === 0) {
    into.push(isArray(value) && value.ndim === 0 ? itemsOf(value)[0] : value)
  } else if (isArray(value)) {
    if (value.ndim !== shape.length && value.shape.some(dim => dim !== 1))
      throw new ValueError(
        `could not broadcast input array from shape ${shapeText(value.shape)} into shape ${shapeText(shape)}`,
      )
    for (const item of itemsOf(value)) into.push(item)
  } else for (const item of sequence(value) as readonly unknown[]) collect(item, shape.slice(1), into)
}

/** The array of objects that a value stands for, with no more than `depth` dimensions; what is no sequence is one object. */
export function toObjects(value: unknown, depth = 32): NDArray {
  if (isObjectArray(value)) return value
  if (value instanceof NumpyScalar) return objectArray([], [value.pythonValue])
  const shape = commonShape(value, depth)
  const items: unknown[] = []
  collect(value, shape, items)
  return objectArray(shape, items)
}

/** The flat positions of an array's elements, in its shape: what is done to them is done to elements of any type. */
export const positionsOf = (array: NDArray): NDArray =>
  new NDArray(
    'float64',
    array.shape,
    Float64Array.from({ length: array.size }, (_, i) => i),
  )

/** Where in its buffer the elements of an array are. */
export const placesOf = (array: NDArray): NDArray => {
  const [steps, offset] = [stepsOf(array), offsetOf(array)]
  const places = positionsOf(array)
  const own = strides(array.shape)
  const place = (at: number): number =>
    own.reduce(
      (sum, step, axis) => sum + (Math.floor(at / step) % (array.shape[axis] as number)) * (steps[axis] as number),
      offset,
    )
  return array.layout === undefined
    ? places
    : new NDArray('float64', array.shape, (places.data as Float64Array).map(place))
}

/** The elements at positions. */
export const pick = (items: readonly unknown[], positions: NDArray): NDArray =>
  objectArray(
    positions.shape,
    Array.from(denseData(positions) as Float64Array, at => items[at]),
  )

function spread(array: NDArray, shape: readonly number[]): unknown[] {
  const items = itemsOf(array)
  return Array.from(denseData(positionsOf(array).broadcast_to(shape)) as Float64Array, at => items[at])
}

/** Writes objects to places in the array's buffer; a single place takes any value as it is. */
export function putObjects(array: NDArray, positions: NDArray, value: unknown): void {
  Sharing.checkWriteable(array)
  const data = bufferOf(array) as unknown[]
  if (positions instanceof NumpyScalar) {
    data[Number(positions.item())] = value
    return
  }
  const source = spread(toObjects(value, positions.ndim), positions.shape)
  for (const [i, at] of (denseData(positions) as Float64Array).entries()) data[at] = source[i]
}

const COMPARISONS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==', '!='])

/** Both operands' elements, pair by pair. */
function pairs(
  a: unknown,
  b: unknown,
  combine: (x: unknown, y: unknown) => unknown,
): { readonly shape: readonly number[]; readonly items: unknown[] } {
  const [left, right] = [toObjects(a), toObjects(b)]
  const shape = broadcastShapes(left.shape, right.shape)
  if (!shape) {
    const [x, y] = [left, right].map(one => (one.ndim === 1 ? `(${one.size},)` : shapeText(one.shape)))
    throw new ValueError(`operands could not be broadcast together with shapes ${x} ${y} `)
  }
  const others = spread(right, shape)
  return { shape, items: spread(left, shape).map((x, i) => combine(x, others[i])) }
}

/** `a operator b` element by element: the objects' own operators; comparisons give booleans. */
export function objectBinary(operator: string, a: unknown, b: unknown): NDArray {
  if (!COMPARISONS.has(operator)) {
    const { shape, items } = pairs(a, b, (x, y) => binary(operator as Operator, x, y))
    return objectArray(shape, items)
  }
  const { shape, items } = pairs(a, b, (x, y) =>
    x === y ? operator.endsWith('=') && operator !== '!=' : truth(compare(operator as ComparisonOperator, x, y)),
  )
  return new NDArray('bool', shape, Uint8Array.from(items as boolean[], Number))
}

/** The pairwise choice of numpy's maximum and minimum. */
export function objectChoice(operator: '>=' | '<=', a: unknown, b: unknown): NDArray {
  const { shape, items } = pairs(a, b, (x, y) => (truth(compare(operator, x, y)) ? x : y))
  return objectArray(shape, items)
}

export const objectUnary = (array: NDArray, apply: (item: unknown) => unknown): NDArray =>
  objectArray(array.shape, itemsOf(array).map(apply))

export const negated = (array: NDArray): NDArray => objectUnary(array, item => unary('-', item))

/** The objects along an axis folded into one, or all of them where there is no axis. */
export function fold(
  array: NDArray,
  axis: number | null,
  keepdims: boolean,
  combine: (sum: unknown, item: unknown) => unknown,
): unknown {
  const items = itemsOf(array)
  if (axis === null) {
    const all = items.reduce(combine)
    return keepdims
      ? objectArray(
          array.shape.map(() => 1),
          [all],
        )
      : all
  }
  const at = axis < 0 ? axis + array.ndim : axis
  const length = array.shape[at] as number
  const inner = numElements(array.shape.slice(at + 1))
  const outer = numElements(array.shape.slice(0, at))
  const folded: unknown[] = []
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < inner; i++)
      folded.push(Array.from({ length }, (_, j) => items[(o * length + j) * inner + i]).reduce(combine))
  const shape = keepdims ? array.shape.map((dim, i) => (i === at ? 1 : dim)) : array.shape.filter((_, i) => i !== at)
  return shape.length === 0 ? folded[0] : objectArray(shape, folded)
}

/** The array of numbers that an array of numbers as objects is. */
export function toNumbers(array: NDArray): NDArray {
  const items = itemsOf(array)
  return NDArray.of(
    items.map(item => (item instanceof NumpyScalar ? item.pythonValue : item)),
    items.every(item => typeof item === 'boolean')
      ? 'bool'
      : items.every(item => elementIsWhole(item))
        ? 'int64'
        : 'float64',
  ).reshape(array.shape)
}

const elementIsWhole = (item: unknown): boolean =>
  item instanceof NumpyScalar ? item.dtype.is_integer : item instanceof PyInt || typeof item === 'boolean'
