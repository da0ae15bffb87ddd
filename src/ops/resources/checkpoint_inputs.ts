/** What ops that write and read checkpoints ask of their inputs. */
import { invalidArgument } from '../../errors/status.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import { asBuffer } from '../../tensor/array_parts.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { shapeText } from '../../tensor/shape.ts'

/** The rank of each input, from the first one on. */
export function ranks(c: InferenceContext, ...each: readonly number[]): void {
  for (const [i, rank] of each.entries()) c.withRank(c.input(i), rank)
}

/** A prefix, names of tensors, and for each of them the part of it that is meant. */
export function checkNames(prefix: NDArray, names: NDArray, slices: NDArray): void {
  if (prefix.size !== 1) throw invalidArgument(`Input prefix should have a single element, got ${prefix.size} instead.`)
  if (names.shape.length !== 1 || slices.shape.length !== 1)
    throw invalidArgument(
      `Input tensor_names and shape_and_slices should be an 1-D tensors, got ${shapeText(names.shape)} and ${shapeText(slices.shape)} instead.`,
    )
  if (names.size !== slices.size)
    throw invalidArgument(
      `tensor_names and shape_and_slices have different number of elements: ${names.size} vs. ${slices.size}`,
    )
}

/** An element of an array of strings. */
export const bytesAt = (array: NDArray, index: number): Uint8Array => (array.data as Uint8Array[])[index] as Uint8Array
/** The same as text. Most parts that are meant are the whole: ''. */
export function textAt(array: NDArray, index: number): string {
  const bytes = bytesAt(array, index)
  return bytes.length === 0 ? '' : asBuffer(bytes).toString()
}
