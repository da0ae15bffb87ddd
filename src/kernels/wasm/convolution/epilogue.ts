/** What is done to a convolution's result before it is stored: an expression whose operands broadcast to the images. */

import { finishesFloats } from '../elementwise/vector_expression.ts'
import type { Epilogue } from '../product/tile.ts'
import { type Operand, type Place, type Step, samePlace } from '../step.ts'
import type { Addresses } from './packing.ts'

/** Some of the pixels of images: batch, rows and columns from `first` on, each `strides` from the last. */
export interface PartOfImages {
  readonly lengths: readonly [number, number, number]
  readonly first: readonly [number, number]
  readonly strides: readonly [number, number]
}

/** An operand: where it lies, and its rows beside those of some pixels. */
export interface EpilogueOperand {
  readonly place: Place
  readonly rows: (part: PartOfImages) => Addresses | number
}

export interface ImageEpilogue {
  readonly epilogue: Epilogue
  readonly inputs: readonly EpilogueOperand[]
}

/** The expression of a step whose first operand is the result and whose others are the step's inputs from number `first` on. */
export function epilogueOfImages(step: Step, first: number): ImageEpilogue | undefined | 'unsupported' {
  const { scalar } = step
  const rest = step.inputs.slice(first)
  const [output] = step.outputs
  if (scalar === undefined) return rest.length === 0 ? undefined : 'unsupported'
  if (output === undefined || rest.some(operand => !broadcasts(operand.shape, output.shape))) return 'unsupported'
  // sums of blocks are kept where the result goes: it cannot be an operand too
  if (step.further !== undefined || rest.some(operand => samePlace(operand.place, output.place))) return 'unsupported'
  if (!finishesFloats(scalar, rest)) return 'unsupported'
  const inputs = rest.map(({ shape }) => {
    const depth = shape.at(-1) ?? 1
    return { rowStride: shape.slice(0, -1).every(dim => dim === 1) ? 0 : 4 * depth, columnStride: depth === 1 ? 0 : 4 }
  })
  return {
    epilogue: { scalar, updates: [], inputs, key: JSON.stringify([scalar, inputs]) },
    inputs: rest.map(operand => ({ place: operand.place, rows: part => simplified(rowsIn(part, operand)) })),
  }
}

const broadcasts = (shape: readonly number[], whole: readonly number[]): boolean =>
  shape.length <= whole.length && shape.every((dim, i) => dim === 1 || dim === whole[whole.length - shape.length + i])

/** Where the rows of some pixels lie in an array that broadcasts to the images. */
export function rowsIn(
  { lengths, first, strides }: PartOfImages,
  { place, shape }: Pick<Operand, 'place' | 'shape'>,
): Addresses {
  const [batch, height, width, depth] = [...new Array<number>(4 - shape.length).fill(1), ...shape] as [
    number,
    number,
    number,
    number,
  ]
  const step = (dim: number, bytes: number): number => (dim === 1 ? 0 : bytes)
  const x = step(width, 4 * depth)
  const y = step(height, 4 * depth * width)
  return {
    base: place,
    start: first[0] * y + first[1] * x,
    lengths,
    steps: [step(batch, 4 * depth * width * height), strides[0] * y, strides[1] * x],
  }
}

/** A number of bytes from each row to the next, where one is enough. */
export function simplified(addresses: Addresses): Addresses | number {
  const { start, lengths, steps } = addresses
  if (start !== 0) return addresses
  const [first, ...others] = lengths
    .flatMap((length, i) => (length === 1 ? [] : [{ length, step: steps[i] as number }]))
    .reverse()
  if (first === undefined) return 0
  let size = first.length
  for (const { length, step } of others) {
    if (step !== first.step * size) return addresses
    size *= length
  }
  return first.step
}
