/** numpy's indexing by arrays: `a[[2, 0]]`, `a[mask]`, `a[rows, 1:3, columns]`. */
import { IndexError } from '../errors/index.ts'
import { outOfMemory } from '../errors/status.ts'
import { type ArrayParts, denseData, lanes } from './array_parts.ts'
import { entriesOf } from './compiled_loops.ts'
import { convertElements } from './convert.ts'
import type { Data } from './dtypes.ts'
import * as dtypes from './dtypes.ts'
import { type Index, sliceIndices, spelledOut } from './indexing.ts'
import { type Box, reshapedStrides } from './layout.ts'
import { copyRuns, copyToRuns } from './rows.ts'
import { broadcastShapes, broadcastStrides, numElements, sameShape, strides } from './shape.ts'
import { tupleText } from './shape_arguments.ts'

/** Elements of the largest array that is picked: their positions are listed. */
const MOST_ELEMENTS = 2 ** 29

/** What is picked: runs of neighbors in memory, by the positions where they start. */
export interface Picked {
  readonly shape: readonly number[]
  readonly starts: Int32Array
  readonly run: number
}

const isMask = (index: ArrayParts): boolean => index.dtype.base === 'bool'

/** The coordinates of a mask's true elements, by axis. */
function trueCoordinates(mask: ArrayParts): Int32Array[] {
  const flags = denseData(mask) as Uint8Array
  const { shape } = mask
  let count = 0
  for (let i = 0; i < flags.length; i++) if (flags[i] !== 0) count++
  const flat = new Int32Array(count)
  for (let i = 0, at = 0; i < flags.length; i++) if (flags[i] !== 0) flat[at++] = i
  if (shape.length <= 1) return [flat]
  const steps = strides(shape)
  return shape.map((dim, axis) => flat.map(at => Math.floor(at / (steps[axis] as number)) % dim))
}

const outOfBounds = (asked: number, axis: number, length: number): IndexError =>
  new IndexError(`index ${asked} is out of bounds for axis ${axis} with size ${length}`)

/** Positions along one axis as steps in memory. */
function offsets(index: ArrayParts, length: number, stride: number, axis: number): Int32Array {
  if (index.dtype.base === 'int64') {
    const words = entriesOf(denseData(index)) as Int32Array
    const out = new Int32Array(words.length / 2)
    for (let i = 0; i < out.length; i++) {
      const [low, high] = [words[2 * i] as number, words[2 * i + 1] as number]
      const at = high < 0 ? low + length : low
      // a number that its low word doesn't hold is out of bounds
      if (high !== low >> 31 || at < 0 || at >= length) throw outOfBounds(high * 2 ** 32 + (low >>> 0), axis, length)
      out[i] = at * stride
    }
    return out
  }
  const numbers =
    index.dtype.base === 'int32'
      ? (denseData(index) as Int32Array)
      : (convertElements(index, dtypes.float64) as Float64Array)
  const out = new Int32Array(numbers.length)
  for (let i = 0; i < out.length; i++) {
    const asked = numbers[i] as number
    const at = asked < 0 ? asked + length : asked
    if (!Number.isInteger(asked)) throw new IndexError('arrays used as indices must be of integer (or boolean) type')
    if (at < 0 || at >= length) throw outOfBounds(asked, axis, length)
    out[i] = at * stride
  }
  return out
}

/** The steps in memory of all elements of a box, row-major. */
function boxOffsets(shape: readonly number[], steps: readonly number[]): Int32Array {
  const out = new Int32Array(numElements(shape))
  let filled = 1
  // from the last axis outwards: each axis repeats what is there, shifted by its step
  if (out.length > 0) {
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const step = steps[axis] as number
      for (let copy = 1, length = shape[axis] as number; copy < length; copy++)
        for (let i = 0; i < filled; i++) out[copy * filled + i] = (out[i] as number) + copy * step
      filled *= shape[axis] as number
    }
  }
  return out
}

interface Axes {
  readonly shape: number[]
  readonly steps: number[]
}

/** Reads the indices, of which one at least is an array, for elements that lie `steps` apart from `offset` on. */
export function pick(
  shape: readonly number[],
  steps: readonly number[],
  offset: number,
  indices: readonly (Index | ArrayParts)[],
): Picked {
  const isArray = (index: unknown): index is ArrayParts =>
    typeof index === 'object' && index !== null && 'dtype' in index
  const spelled = spelledOut<ArrayParts>(shape.length, indices, index => (isMask(index) ? index.shape.length : 1))
  const before: Axes = { shape: [], steps: [] }
  const after: Axes = { shape: [], steps: [] }
  const arrays: { readonly shape: readonly number[]; readonly offsets: Int32Array }[] = []
  let start = offset
  let axis = 0
  // arrays that stand side by side leave their axes where they stand; others put them in front
  let box = before
  let together = true
  const within = (): void => {
    if (box === after && after.shape.length > 0) together = false
    box = after
  }
  for (const index of spelled) {
    const length = shape[axis] as number
    const stride = steps[axis] as number
    if (isArray(index)) {
      within()
      if (isMask(index)) {
        const wrong = index.shape.findIndex((dim, i) => dim !== shape[axis + i])
        if (wrong >= 0)
          throw new IndexError(
            `boolean index did not match indexed array along dimension ${axis + wrong}; dimension is ${shape[axis + wrong]} but corresponding boolean dimension is ${index.shape[wrong]}`,
          )
        const rank = index.shape.length
        const merged =
          rank > 1 ? reshapedStrides(index.shape, steps.slice(axis, axis + rank), [numElements(index.shape)]) : null
        if (merged !== null) {
          // axes that follow each other in memory are one
          const [step] = merged as [number]
          const flat = trueCoordinates({
            ...index,
            shape: [numElements(index.shape)],
            data: denseData(index),
            layout: undefined,
          })[0] as Int32Array
          arrays.push({ shape: [flat.length], offsets: step === 1 ? flat : flat.map(at => at * step) })
          axis += rank
          continue
        }
        for (const coordinates of trueCoordinates(index)) {
          // a single boolean is an axis of its own: of length 1 where it is true, else 0
          const step = index.shape.length === 0 ? 0 : (steps[axis++] as number)
          arrays.push({ shape: [coordinates.length], offsets: coordinates.map(at => at * step) })
        }
        continue
      }
      arrays.push({ shape: index.shape, offsets: offsets(index, length, stride, axis) })
    } else if (typeof index === 'number') {
      within()
      arrays.push({
        shape: [],
        offsets: offsets({ dtype: dtypes.float64, shape: [], data: Float64Array.of(index) }, length, stride, axis),
      })
    } else {
      const {
        start: first,
        step,
        count,
      } = index === null ? { start: 0, step: 0, count: 1 } : sliceIndices(index, length)
      box.shape.push(count)
      box.steps.push(index === null ? 0 : step * stride)
      if (index === null) continue
      if (count > 0) start += first * stride
    }
    axis++
  }
  const common = arrays.reduce<readonly number[] | null>(
    (joint, array) => joint && broadcastShapes(joint, array.shape),
    [],
  )
  if (!common) {
    const texts = arrays.map(array => tupleText(array.shape))
    throw new IndexError(
      `shape mismatch: indexing arrays could not be broadcast together with shapes ${texts.join(' ')} `,
    )
  }
  const [outer, inner] = together
    ? [before, after]
    : [
        { shape: [], steps: [] },
        { shape: [...before.shape, ...after.shape], steps: [...before.steps, ...after.steps] },
      ]
  const picked = [...outer.shape, ...common, ...inner.shape]
  if (numElements(picked) > MOST_ELEMENTS) throw outOfMemory(picked)
  return { shape: picked, ...expanded(start, outer, chosen(arrays, common), inner) }
}

/** The sums of the arrays' offsets, broadcast to `common`. */
function chosen(
  arrays: readonly { readonly shape: readonly number[]; readonly offsets: Int32Array }[],
  common: readonly number[],
): Int32Array {
  const [first] = arrays
  if (first && arrays.length === 1) return first.offsets
  const sums = new Int32Array(numElements(common))
  for (const array of arrays) {
    const own = array.offsets
    if (sameShape(array.shape, common))
      for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + (own[i] as number)
    else {
      const at = boxOffsets(common, broadcastStrides(array.shape, common))
      for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + (own[at[i] as number] as number)
    }
  }
  return sums
}

function expanded(
  start: number,
  outer: Axes,
  middle: Int32Array,
  inner: Axes,
): { readonly starts: Int32Array; readonly run: number } {
  // inner axes that lie side by side in memory are one run
  let run = 1
  let kept = inner.shape.length
  while (kept > 0 && (inner.steps[kept - 1] === run || inner.shape[kept - 1] === 1))
    run *= inner.shape[--kept] as number
  const outers = boxOffsets(outer.shape, outer.steps)
  const inners = boxOffsets(inner.shape.slice(0, kept), inner.steps.slice(0, kept))
  if (outers.length === 1 && inners.length === 1 && start === 0) return { starts: middle, run }
  const starts = new Int32Array(outers.length * middle.length * inners.length)
  let at = 0
  for (let i = 0; i < outers.length; i++) {
    for (let j = 0; j < middle.length; j++) {
      const base = start + (outers[i] as number) + (middle[j] as number)
      for (let k = 0; k < inners.length; k++) starts[at++] = base + (inners[k] as number)
    }
  }
  return { starts, run }
}

/** The elements that were picked from `buffer`, in memory of their own. */
export function gather(dtype: ArrayParts['dtype'], buffer: Data, { shape, starts, run }: Picked): ArrayParts {
  const data = dtype.allocateToFill(numElements(shape), shape)
  copyRuns(buffer, data, lanes(dtype), starts, run)
  return { dtype, shape, data }
}

/** Writes `source`, which has as many elements as were picked, to their places. */
export function scatter(dtype: ArrayParts['dtype'], buffer: Data, { starts, run }: Picked, source: Data): void {
  copyToRuns(source, buffer, lanes(dtype), starts, run)
}

/** As `scatter`, from a box of elements that may be written on the way: numpy reads each just before it writes it. */
export function scatterBox(
  dtype: ArrayParts['dtype'],
  buffer: Data,
  { starts, run }: Picked,
  source: Data,
  box: Box,
): void {
  const width = lanes(dtype)
  const places = boxOffsets(box.shape, box.steps)
  const [from, to] = [source as unknown[], buffer as unknown[]]
  for (let i = 0, at = 0; i < starts.length; i++) {
    for (let k = 0; k < run; k++, at++) {
      const [p, q] = [(box.offset + (places[at] as number)) * width, ((starts[i] as number) + k) * width]
      for (let lane = 0; lane < width; lane++) to[q + lane] = from[p + lane]
    }
  }
}
