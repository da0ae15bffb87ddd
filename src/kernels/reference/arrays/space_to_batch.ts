/** Blocks of space and batch (or depth) as permutations of a finer shape, for every data type. */
import { NDArray } from '../../../tensor/ndarray.ts'
import { pad, slice, transpose } from './movement.ts'

type Borders = readonly (readonly [number, number])[]
const reshaped = (array: NDArray, shape: readonly number[]): NDArray => new NDArray(array.dtype, shape, array.data)
const product = (values: readonly number[]): number => values.reduce((a, b) => a * b, 1)

/** [batch, s₁…, rest] → [batch·Πb, s₁/b₁…, rest]: the position within the block becomes the outer part of the batch. */
export function spaceToBatch(input: NDArray, blocks: readonly number[], paddings: Borders): NDArray {
  const count = blocks.length
  const padded = pad(input, [[0, 0], ...paddings, ...input.shape.slice(count + 1).map(() => [0, 0] as const)])
  const [batch = 1, ...sizes] = padded.shape
  const space = sizes.slice(0, count).map((size, d) => size / (blocks[d] as number))
  const rest = sizes.slice(count)
  const fine = reshaped(padded, [batch, ...space.flatMap((size, d) => [size, blocks[d] as number]), ...rest])
  const within = blocks.map((_, d) => 2 + 2 * d)
  const outer = blocks.map((_, d) => 1 + 2 * d)
  const moved = transpose(fine, [...within, 0, ...outer, ...rest.map((_, i) => 1 + 2 * count + i)])
  return reshaped(moved, [batch * product(blocks), ...space, ...rest])
}

/** The opposite of `spaceToBatch`, with `crops` cut off. */
export function batchToSpace(input: NDArray, blocks: readonly number[], crops: Borders): NDArray {
  const count = blocks.length
  const [whole = 1, ...sizes] = input.shape
  const batch = whole / product(blocks)
  const space = sizes.slice(0, count)
  const rest = sizes.slice(count)
  const fine = reshaped(input, [...blocks, batch, ...space, ...rest])
  const interleaved = blocks.flatMap((_, d) => [count + 1 + d, d])
  const moved = transpose(fine, [count, ...interleaved, ...rest.map((_, i) => 2 * count + 1 + i)])
  const full = reshaped(moved, [batch, ...space.map((size, d) => size * (blocks[d] as number)), ...rest])
  const begin = [0, ...crops.map(([before]) => before), ...rest.map(() => 0)]
  const shape = full.shape.map((size, i) => {
    const crop = i >= 1 && i <= count ? (crops[i - 1] as readonly [number, number]) : [0, 0]
    return size - (crop[0] as number) - (crop[1] as number)
  })
  return slice(full, begin, shape)
}

/** [batch, h, w, depth] → [batch, h/b, w/b, b·b·depth]. */
export function spaceToDepth(input: NDArray, block: number): NDArray {
  const [batch, height, width, depth] = input.shape as [number, number, number, number]
  const fine = reshaped(input, [batch, height / block, block, width / block, block, depth])
  return reshaped(transpose(fine, [0, 1, 3, 2, 4, 5]), [batch, height / block, width / block, block * block * depth])
}
/** The opposite of `spaceToDepth`. */
export function depthToSpace(input: NDArray, block: number): NDArray {
  const [batch, height, width, depth] = input.shape as [number, number, number, number]
  const fine = reshaped(input, [batch, height, width, block, block, depth / (block * block)])
  return reshaped(transpose(fine, [0, 1, 3, 2, 4, 5]), [batch, height * block, width * block, depth / (block * block)])
}
