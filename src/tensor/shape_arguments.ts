/** What a program gives to methods of arrays: shapes, functions; and shapes in numpy's messages. */
import { TypeError, ValueError } from '../errors/index.ts'
import { broadcastShapes, numElements, sameShape } from './shape.ts'

export function checkedInteger(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new TypeError('an integer is required')
  return value
}
export function checkedFunction(f: unknown): void {
  if (typeof f !== 'function')
    throw new TypeError(`a function is needed for the elements, not ${f === null ? 'null' : typeof f}`)
}
export function checkedShape(shape: unknown): readonly number[] {
  if (!Array.isArray(shape) && !ArrayBuffer.isView(shape)) throw new TypeError('a shape is a list of integers')
  for (const dim of shape as readonly unknown[]) checkedInteger(dim)
  return shape as readonly number[]
}

/** `(2,3)`: a shape as numpy's messages print it. */
export function tupleText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(',')})`
}

/** `(2,3)`, and `(2)`: a shape as numpy's messages print it where one array goes into another. */
export const bareText = (shape: readonly number[]): string => `(${shape.join(',')})`

/** The shape of `size` elements that a program asks for, where one dimension may be negative: what is left. */
export function shapeOfSize(size: number, asked: readonly number[]): readonly number[] {
  const known = asked.reduce((product, dim) => (dim < 0 ? product : product * dim), 1)
  const open = asked.filter(dim => dim < 0).length
  if (open > 1) throw new ValueError('can only specify one unknown dimension')
  const shape = open === 0 ? asked : asked.map(dim => (dim < 0 ? size / known : dim))
  if (!shape.every(Number.isInteger) || numElements(shape) !== size) {
    throw new ValueError(`cannot reshape array of size ${size} into shape ${tupleText(asked)}`)
  }
  return shape
}

/** Elements of shape `from`, given as an array of shape `given`, must spread to `to`. */
export function checkBroadcast(from: readonly number[], given: readonly number[], to: readonly number[]): void {
  if (sameShape(broadcastShapes(from, to), to)) return
  throw new ValueError(`could not broadcast input array from shape ${bareText(given)} into shape ${bareText(to)}`)
}

/** A shape without its axes of length 1, or without those given, which must be of length 1. */
export function squeezedShape(shape: readonly number[], axis?: number | readonly number[]): readonly number[] {
  if (axis === undefined) return shape.filter(dim => dim !== 1)
  const given = [axis].flat().map(at => (checkedInteger(at) < 0 ? at + shape.length : at))
  if (given.some(at => shape[at] !== 1))
    throw new ValueError('cannot select an axis to squeeze out which has size not equal to one')
  return shape.filter((_, i) => !given.includes(i))
}
