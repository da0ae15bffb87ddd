/** Shapes that a program gives, and shapes in numpy's messages. */
import { TypeError } from '../errors/index.ts'

export function checkedInteger(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new TypeError('an integer is required')
  return value
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
