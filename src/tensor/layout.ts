/** Where the elements of an array lie in memory: strides, and how they change with the shape. Strides and offsets count elements. */

import type { Data } from './dtypes.ts'
import { numElements, strides } from './shape.ts'

/** The place of a view's elements in a buffer that it shares: element (i, j …) is number offset + i strides[0] + j strides[1] … */
export interface Layout {
  readonly buffer: Data
  readonly strides: readonly number[]
  readonly offset: number
}

/** A strided box of a buffer. */
export interface Box {
  readonly shape: readonly number[]
  readonly steps: readonly number[]
  readonly offset: number
}

/** Whether elements lie side by side, row-major. Steps along axes of length 1 don't matter, and none does where there is nothing. */
export function isRowMajor(shape: readonly number[], steps: readonly number[]): boolean {
  let step = 1
  let rowMajor = true
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const dim = shape[axis] as number
    if (dim === 0) return true
    if (dim !== 1 && steps[axis] !== step) rowMajor = false
    step *= dim
  }
  return rowMajor
}

/** Whether elements lie side by side with the first axis running fastest. */
export const isColumnMajor = (shape: readonly number[], steps: readonly number[]): boolean =>
  isRowMajor([...shape].reverse(), [...steps].reverse())

/** The strides of the same elements in another shape of the same size, or null where no strides can say it and a copy is needed. */
export function reshapedStrides(
  shape: readonly number[],
  steps: readonly number[],
  to: readonly number[],
): number[] | null {
  if (numElements(to) === 0) return strides(to)
  const from = shape.map((dim, axis) => [dim, steps[axis] as number] as const).filter(([dim]) => dim !== 1)
  const out = new Array<number>(to.length).fill(0)
  // runs of old axes and of new axes that hold as many elements stand for each other
  for (let i = 0, j = 0; i < from.length; ) {
    const [first, second] = [i, j]
    let held = (from[i++] as readonly [number, number])[0]
    let wanted = to[j++] as number
    while (held !== wanted) {
      if (held < wanted) held *= (from[i++] as readonly [number, number])[0]
      else wanted *= to[j++] as number
    }
    for (let axis = first; axis + 1 < i; axis++) {
      const [dim, step] = from[axis + 1] as readonly [number, number]
      if ((from[axis] as readonly [number, number])[1] !== dim * step) return null
    }
    let step = (from[i - 1] as readonly [number, number])[1]
    for (let axis = j - 1; axis >= second; axis--) {
      out[axis] = step
      step *= to[axis] as number
    }
  }
  return out
}

/** The steps that an array says it has: those of one that holds nothing are as if its empty axes had a length of 1. */
export const statedSteps = (shape: readonly number[], steps: readonly number[]): readonly number[] =>
  numElements(shape) > 0 ? steps : strides(shape.map(dim => dim || 1))

/** The steps of `shape` when it is read at the indices of `to`, which it broadcasts to: 0 along repeated axes. */
export function repeatedSteps(shape: readonly number[], steps: readonly number[], to: readonly number[]): number[] {
  const first = to.length - shape.length
  return to.map((_, axis) => (axis < first || shape[axis - first] === 1 ? 0 : (steps[axis - first] as number)))
}

/** The first and the last element that a box touches, which has some. */
function bounds({ shape, steps, offset }: Box): [number, number] {
  let low = offset
  let high = offset
  for (let axis = 0; axis < shape.length; axis++) {
    const reach = (steps[axis] as number) * ((shape[axis] as number) - 1)
    if (reach < 0) low += reach
    else high += reach
  }
  return [low, high]
}

/** Whether two boxes may touch the same memory. Buffers of objects are compared by identity, others by their bytes. */
export function mayOverlap(a: Data, aBox: Box, b: Data, bBox: Box, width: number): boolean {
  if (numElements(aBox.shape) === 0 || numElements(bBox.shape) === 0) return false
  const [aLow, aHigh] = bounds(aBox)
  const [bLow, bHigh] = bounds(bBox)
  if (Array.isArray(a) || Array.isArray(b)) return (a as unknown) === b && aLow <= bHigh && bLow <= aHigh
  if (a.buffer !== b.buffer) return false
  const [aSize, bSize] = [a.BYTES_PER_ELEMENT * width, b.BYTES_PER_ELEMENT * width]
  return (
    a.byteOffset + aLow * aSize < b.byteOffset + (bHigh + 1) * bSize &&
    b.byteOffset + bLow * bSize < a.byteOffset + (aHigh + 1) * aSize
  )
}
