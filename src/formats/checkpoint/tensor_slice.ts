/** Parts of tensors (core/framework/tensor_slice): along each axis where it begins and how long it is, or all of it. */
import { internal, invalidArgument } from '../../errors/status.ts'
import { shapeText } from '../../tensor/shape.ts'
import { TensorSliceProto } from '../protos/checkpoint.generated.ts'

export interface Extent {
  readonly start: number
  /** null: all of the axis. */
  readonly length: number | null
}
export type TensorSlice = readonly Extent[]

const WHOLE: Extent = { start: 0, length: null }
export const wholeSlice = (rank: number): TensorSlice => new Array<Extent>(rank).fill(WHOLE)

/** `0,2:-`: from the first on, two of them; and all of the second axis. */
export const sliceText = (slice: TensorSlice): string =>
  slice.map(({ start, length }) => (length === null ? '-' : `${start},${length}`)).join(':')

const LARGEST = 2n ** 63n - 1n
/** A number as strto64 takes it: perhaps with spaces around it. undefined for what is none. */
function integer(text: string): number | undefined {
  const [, digits] = /^\s*([+-]?\d{1,20})\s*$/.exec(text) ?? []
  if (digits === undefined) return undefined
  const value = BigInt(digits)
  return value > LARGEST || value < -LARGEST - 1n ? undefined : Number(value)
}

function parseSlice(text: string): TensorSlice {
  return text
    .split(':')
    .filter(item => item !== '')
    .map(item => {
      if (item === '-') return WHOLE
      const parts = item.split(',')
      const [start, length] = [integer(parts[0] ?? ''), integer(parts[1] ?? '')]
      if (parts.length !== 2 || start === undefined || length === undefined)
        throw invalidArgument(`Expected a pair of numbers or '-' but got '${item}': string = ${text}`)
      if (start < 0 || length <= 0)
        throw invalidArgument(
          `Expected non-negative start and positive length but got start = ${start}, length = ${length}: string = ${text}`,
        )
      return { start, length }
    })
}

/** A tensor's shape and a part of it, as they stand in the inputs of ops: `4 10 0,2:-`. */
export interface ShapeAndSlice {
  readonly shape: readonly number[]
  readonly slice: TensorSlice
  readonly sliceShape: readonly number[]
}
export function parseShapeAndSlice(text: string): ShapeAndSlice {
  const parts = text.split(' ')
  if (parts.length < 2) throw invalidArgument(`Need least two elements in shape_and_slice specification: ${text}`)
  const shape = parts.slice(0, -1).map(part => {
    const size = integer(part)
    if (size === undefined || size < 0) throw invalidArgument(`Non numerical dimension in shape_and_slice: ${text}`)
    return size
  })
  const slice = parseSlice(parts.at(-1) as string)
  return { shape, slice, sliceShape: shapeOfSlice(shape, slice) }
}

/** The shape of a part of a tensor. Raises Internal where the part is not within it. */
export function shapeOfSlice(shape: readonly number[], slice: TensorSlice): readonly number[] {
  if (shape.length !== slice.length)
    throw internal(`Mismatching ranks: shape = ${shapeText(shape)}, slice = ${sliceText(slice)}`)
  return slice.map(({ start, length }, axis) => {
    const size = shape[axis] as number
    if (length === null) return size
    if (start + length > size)
      throw internal(
        `Extent in dimension ${axis} out of bounds: shape = ${shapeText(shape)}, slice = ${sliceText(slice)}`,
      )
    return length
  })
}

/** Whether the part is all of the tensor. */
export const isWhole = (shape: readonly number[], slice: TensorSlice): boolean =>
  slice.every(({ start, length }, axis) => length === null || (start === 0 && length === shape[axis]))

/** The same part with lengths. */
export const concrete = (
  shape: readonly number[],
  slice: TensorSlice,
): readonly (readonly [start: number, length: number])[] =>
  slice.map(({ start, length }, axis) => [start, length ?? (shape[axis] as number)])

export function sliceProto(slice: TensorSlice): TensorSliceProto {
  return new TensorSliceProto({
    extent: slice.map(({ start, length }) => (length === null ? {} : { start, length })) as never,
  })
}
/** undefined: it is no part of a tensor of that shape. */
export function sliceFromProto(proto: TensorSliceProto, shape: readonly number[]): TensorSlice | undefined {
  const slice: Extent[] = []
  for (const extent of proto.extent) {
    const [start, length] = [Number(extent.start), extent.HasField('length') ? Number(extent.length) : null]
    const size = shape[slice.length]
    if (size === undefined || start < 0 || start > size) return undefined
    if (length === null ? start !== 0 : length < 0 || start + length > size) return undefined
    slice.push({ start, length })
  }
  return slice.length === shape.length ? slice : undefined
}
