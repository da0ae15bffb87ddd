/** Which of a tensor's stored parts make up the part that is wanted (core/util/tensor_slice_set). */
import { internal, invalidArgument } from '../../errors/status.ts'
import type { Data } from '../../tensor/dtypes.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { strides } from '../../tensor/shape.ts'
import { copyBox } from '../../tensor/strided_copy.ts'
import { concrete, sliceText, type TensorSlice } from './tensor_slice.ts'

type Region = readonly (readonly [start: number, length: number])[]

/** Where two parts overlap; undefined where they don't. */
function intersection(a: Region, b: Region): Region | undefined {
  const shared: [number, number][] = []
  for (const [axis, [start, length]] of a.entries()) {
    const [otherStart, otherLength] = b[axis] as readonly [number, number]
    const from = Math.max(start, otherStart)
    const to = Math.min(start + length, otherStart + otherLength)
    if (to <= from) return undefined
    shared.push([from, to - from])
  }
  return shared
}
const volume = (region: Region): number => region.reduce((product, [, length]) => product * length, 1)

/** Comparisons of parts that are made to see that they don't overlap; files with more parts than that allows are not TensorFlow's. */
const MOST_COMPARISONS = 2 ** 26

/**
 * Looks whether parts overlap. They are sorted along the axis on which they begin at the most places, and each is compared with those that
 * have not ended there.
 */
function checkDisjoint(regions: readonly Region[], slices: readonly TensorSlice[]): void {
  const rank = regions[0]?.length ?? 0
  const startsOn = (axis: number): number => new Set(regions.map(region => region[axis]?.[0])).size
  const axes = Array.from({ length: rank }, (_, axis) => [startsOn(axis), axis] as const)
  const axis = axes.sort((a, b) => b[0] - a[0])[0]?.[1] ?? 0
  const start = (i: number): number => regions[i]?.[axis]?.[0] ?? 0
  const end = (i: number): number => start(i) + (regions[i]?.[axis]?.[1] ?? 1)
  let open: number[] = []
  let comparisons = 0
  for (const i of [...regions.keys()].sort((a, b) => start(a) - start(b))) {
    comparisons += open.length
    if (comparisons > MOST_COMPARISONS)
      throw internal(`A tensor is stored in ${regions.length} slices, which are too many`)
    open = open.filter(other => end(other) > start(i))
    const clash = open.find(other => intersection(regions[other] as Region, regions[i] as Region))
    if (clash !== undefined)
      throw internal(
        `Overlapping slices: existing slice = ${sliceText(slices[clash] as TensorSlice)}, new slice = ${sliceText(slices[i] as TensorSlice)}`,
      )
    open.push(i)
  }
}

/** The stored parts that overlap with `wanted`. Raises InvalidArgument where they leave gaps. */
export function coveringSlices(
  name: string,
  shape: readonly number[],
  stored: readonly TensorSlice[],
  wanted: TensorSlice,
): readonly TensorSlice[] {
  const regions = stored.map(slice => concrete(shape, slice))
  checkDisjoint(regions, stored)
  const region = concrete(shape, wanted)
  let covered = 0
  const covering = stored.filter((_, i) => {
    const shared = intersection(regions[i] as Region, region)
    if (shared) covered += volume(shared)
    return shared !== undefined
  })
  if (covered !== volume(region))
    throw invalidArgument(
      `Does not have sufficient slices for partitioned tensor ${name} to restore in slice_spec: ${sliceText(wanted)}`,
    )
  return covering
}

/** Copies what the regions of two arrays have in common. */
export function copyIntersection(from: NDArray, fromRegion: Region, to: NDArray, toRegion: Region): void {
  const shared = intersection(fromRegion, toRegion)
  if (!shared) return
  const shape = shared.map(([, length]) => length)
  const box = (array: NDArray, region: Region) => {
    const steps = strides(array.shape)
    const offset = shared.reduce(
      (sum, [start], axis) => sum + (start - (region[axis]?.[0] ?? 0)) * (steps[axis] as number),
      0,
    )
    return { shape, steps, offset }
  }
  const words = wordsOf(from)
  copyBox(words, box(from, fromRegion), wordsOf(to), box(to, toRegion), from.size === 0 ? 1 : words.length / from.size)
}
/** The memory of an array as integers: bits of NaNs stay as they are. */
function wordsOf({ data, dtype }: NDArray): Data {
  if (!dtype.is_plain) return data
  const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT } = data as Uint8Array
  return BYTES_PER_ELEMENT >= 4 ? new Int32Array(buffer, byteOffset, byteLength / 4) : data
}
