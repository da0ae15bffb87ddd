/** Reductions of rows by segment ids, with TensorFlow's checks (segment_reduction_ops.cc). */
import { invalidArgument } from '../../../errors/status.ts'
import { lanes } from '../../../tensor/array_parts.ts'
import type { Data } from '../../../tensor/dtypes.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import { numElements, shapeText, strides } from '../../../tensor/shape.ts'
import { arithmeticOf } from '../scalars/scalar_types.ts'
import { accumulatorArray, plainNumbers, reduce, store } from './reduce.ts'

export type SegmentReduction = 'sum' | 'mean' | 'prod' | 'min' | 'max'
export type SparseReduction = 'sum' | 'mean' | 'sqrtn'

/** Integers as numbers: a view where they are numbers already. */
const idsOf = ({ data }: NDArray): ArrayLike<number> =>
  data instanceof Int32Array ? data : Float64Array.from(data as ArrayLike<number | bigint> as ArrayLike<number>, Number)
const lastOf = (ids: ArrayLike<number>): number => ids[ids.length - 1] as number

/** Calls `visit` for every run [start, end) of equal ids; they must go 0, 1, 2 … */
function forEachSegment(
  ids: ArrayLike<number>,
  rows: number,
  visit: (segment: number, start: number, end: number) => void,
): void {
  if (ids[0] !== 0) throw invalidArgument('segment ids do not start at 0')
  for (let start = 0; start < ids.length; ) {
    const segment = ids[start] as number
    let end = start + 1
    while (end < ids.length && ids[end] === segment) end++
    if (end < ids.length && ids[end] !== segment + 1) throw invalidArgument('segment ids are not increasing by 1')
    if (segment >= rows)
      throw invalidArgument(
        `Segment id ${segment} out of range [0, ${rows}), probably because 'segment_ids' input is not sorted.`,
      )
    visit(segment, start, end)
    start = end
  }
}
/** The number of segments, which the last id says. */
function segmentCount(ids: ArrayLike<number>): number {
  // the largest int32 and one more is below zero
  const rows = ids.length === 0 ? 0 : lastOf(ids) === 2 ** 31 - 1 ? -1 : lastOf(ids) + 1
  if (rows < 0 || (ids.length > 0 && rows === 0)) throw invalidArgument('segment ids must be >= 0')
  return rows
}

/** Reduces the rows of `data` with the same id; `segmentIds` are sorted and leave nothing out. */
export function segmentReduce(kind: SegmentReduction, data: NDArray, segmentIds: NDArray): NDArray {
  if (segmentIds.shape.length !== 1) throw invalidArgument('segment_ids should be a vector.')
  if (data.shape.length === 0 || segmentIds.size !== data.shape[0])
    throw invalidArgument('segment_ids should be the same size as dimension 0 of input.')
  const ids = idsOf(segmentIds)
  const rows = segmentCount(ids)
  const type = data.dtype.base_dtype
  const shape = [rows, ...data.shape.slice(1)]
  const out = type.allocate(numElements(shape), shape)
  if (ids.length === 0) return new NDArray(type, shape, out)
  const width = numElements(data.shape.slice(1))
  if (kind === 'sum') {
    const sums = new RowSums(data, rows, width)
    forEachSegment(ids, rows, (segment, start, end) => {
      for (let i = start; i < end; i++) sums.add(i, segment)
    })
    return sums.result(shape)
  }
  const entries = width * lanes(type)
  const values = data.data as Float64Array
  forEachSegment(ids, rows, (segment, start, end) => {
    const part = new NDArray(type, [end - start, width], values.subarray(start * entries, end * entries))
    const reduced = reduce(kind, part, [0], false)
    ;(out as Float64Array).set(reduced.data as Float64Array, segment * entries)
  })
  return new NDArray(type, shape, out)
}

/** Adds rows into rows, in an array that is wide enough not to round. */
class RowSums {
  readonly #source: Data
  readonly #sums: Data
  readonly #width: number
  readonly #type: NDArray['dtype']
  constructor(data: NDArray, rows: number, width: number) {
    this.#type = data.dtype.base_dtype
    this.#source = plainNumbers(data)
    this.#sums = accumulatorArray(arithmeticOf(this.#type.base), rows * width)
    this.#width = width * lanes(this.#type)
  }
  add(row: number, to: number): void {
    const width = this.#width
    const [from, at] = [row * width, to * width]
    const source = this.#source as Float64Array
    const sums = this.#sums as Float64Array
    for (let i = 0; i < width; i++) sums[at + i] = (sums[at + i] as number) + (source[from + i] as number)
  }
  /** For floats alone. */
  addScaled(row: number, to: number, factor: number): void {
    const width = this.#width
    const [from, at] = [row * width, to * width]
    const source = this.#source as Float64Array
    const sums = this.#sums as Float64Array
    for (let i = 0; i < width; i++) sums[at + i] = (sums[at + i] as number) + (source[from + i] as number) * factor
  }
  scale(row: number, factor: number): void {
    const sums = this.#sums as Float64Array
    for (let i = row * this.#width; i < (row + 1) * this.#width; i++) sums[i] = (sums[i] as number) * factor
  }
  result(shape: readonly number[]): NDArray {
    return new NDArray(this.#type, shape, store(this.#sums, this.#type))
  }
}

/** `[1,2]`: the position of flat element `index` of a shape, as messages say it. */
export function positionText(shape: readonly number[], index: number): string {
  if (shape.length === 0) return ''
  const steps = strides(shape)
  return `[${steps.map((step, axis) => Math.floor(index / step) % (shape[axis] as number)).join()}]`
}

/** Sums of the parts of `data` with the same id, in any order; ids without a part give zeros. */
export function unsortedSegmentSum(data: NDArray, segmentIds: NDArray, numSegments: NDArray): NDArray {
  if (numSegments.shape.length !== 0)
    throw invalidArgument(`num_segments should be a scalar, not shape ${shapeText(numSegments.shape)}`)
  const rank = segmentIds.shape.length
  if (segmentIds.shape.some((dim, i) => dim !== data.shape[i])) {
    throw invalidArgument(
      `data.shape = ${shapeText(data.shape)} does not start with segment_ids.shape = ${shapeText(segmentIds.shape)}`,
    )
  }
  const rows = idsOf(numSegments)[0] as number
  if (rows < 0) throw invalidArgument(`Input num_segments == ${rows} must not be negative.`)
  const row = data.shape.slice(rank)
  const sums = new RowSums(data, rows, numElements(row))
  const ids = idsOf(segmentIds)
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as number
    if (id < 0 || id >= rows)
      throw invalidArgument(`segment_ids${positionText(segmentIds.shape, i)} = ${id} is out of range [0, ${rows})`)
    sums.add(i, id)
  }
  return sums.result([rows, ...row])
}

/** Reduces the rows `indices` of `data` by segment. `newOutput`: makes the array for the result, whatever it holds. */
export function sparseSegmentReduce(
  kind: SparseReduction,
  data: NDArray,
  indices: NDArray,
  segmentIds: NDArray,
  newOutput = (shape: readonly number[]): NDArray => NDArray.zeros(shape, data.dtype),
): NDArray {
  if (indices.shape.length !== 1) throw invalidArgument('indices should be a vector.')
  if (segmentIds.shape.length !== 1) throw invalidArgument('segment_ids should be a vector.')
  if (indices.size !== segmentIds.size) throw invalidArgument('segment_ids and indices should have same size.')
  const ids = idsOf(segmentIds)
  const rows = segmentCount(ids)
  const row = data.shape.slice(1)
  const width = numElements(row)
  const picked = idsOf(indices)
  const limit = data.shape[0] as number
  const isFloat = data.data instanceof Float32Array || data.data instanceof Float64Array
  const type = data.dtype.base_dtype
  const result = isFloat && !type.is_complex ? newOutput([rows, ...row]) : undefined
  const sums = result ? undefined : new RowSums(data, rows, width)
  if (ids.length > 0) {
    forEachSegment(ids, rows, (segment, start, end) => {
      for (let i = start; i < end; i++) {
        const from = picked[i] as number
        if (from < 0 || from >= limit) throw invalidArgument(`Bad: indices[${i}] == ${from} out of range [0, ${limit})`)
        sums?.add(from, segment)
      }
      const factor = kind === 'sum' ? 1 : 1 / scaleOf(kind, end - start)
      if (result)
        combineRows(
          data.data as Float32Array,
          picked,
          start,
          end,
          width,
          result.data as Float32Array,
          segment * width,
          factor,
        )
      else if (kind !== 'sum') sums?.scale(segment, factor)
    })
  }
  return (result ?? sums?.result([rows, ...row])) as NDArray
}

/** The sum of the rows picked[start … end) of floats times a factor, written to `out` from `at` on: doubles, rounded once, four columns at a time. */
function combineRows(
  source: Float32Array,
  picked: ArrayLike<number>,
  start: number,
  end: number,
  width: number,
  out: Float32Array,
  at: number,
  factor: number,
): void {
  let column = 0
  for (; column + 4 <= width; column += 4) {
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    for (let i = start; i < end; i++) {
      const from = (picked[i] as number) * width + column
      a += source[from] as number
      b += source[from + 1] as number
      c += source[from + 2] as number
      d += source[from + 3] as number
    }
    out[at + column] = a * factor
    out[at + column + 1] = b * factor
    out[at + column + 2] = c * factor
    out[at + column + 3] = d * factor
  }
  for (; column < width; column++) {
    let sum = 0
    for (let i = start; i < end; i++) sum += source[(picked[i] as number) * width + column] as number
    out[at + column] = sum * factor
  }
}
const scaleOf = (kind: SparseReduction, count: number): number =>
  kind === 'sqrtn' ? Math.sqrt(Math.max(count, 1)) : Math.max(count, 1)

/** The gradient of `sparseSegmentReduce` with respect to data of `dim0` rows. */
export function sparseSegmentGradient(
  kind: SparseReduction,
  grad: NDArray,
  indices: NDArray,
  segmentIds: NDArray,
  dim0: NDArray,
): NDArray {
  if (indices.shape.length !== 1) throw invalidArgument('indices should be a vector.')
  if (segmentIds.shape.length !== 1) throw invalidArgument('segment_ids should be a vector.')
  if (dim0.shape.length !== 0) throw invalidArgument('output_dim0 should be a scalar.')
  if (indices.size !== segmentIds.size) throw invalidArgument('segment_ids and indices should have same size.')
  const rows = idsOf(dim0)[0] as number
  // TensorFlow's kernel dies of it; the words are its shape function's
  if (rows < 0) throw invalidArgument('Cannot specify a negative value for output_dim0')
  const row = grad.shape.slice(1)
  const sums = new RowSums(grad, rows, numElements(row))
  const ids = idsOf(segmentIds)
  if (rows === 0 || ids.length === 0) return sums.result([rows, ...row])
  const segments = grad.shape[0] as number
  if (lastOf(ids) + 1 !== segments) throw invalidArgument('Invalid number of segments')
  const counts = new Array<number>(segments).fill(0)
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as number
    if (id < 0 || id >= segments) throw invalidArgument(`Segment id ${id} out of range [0, ${segments}).`)
    counts[id] = (counts[id] as number) + 1
  }
  const targets = idsOf(indices)
  for (let i = 0; i < targets.length; i++) {
    const to = targets[i] as number
    if (to < 0 || to >= rows) throw invalidArgument(`Index ${to} out of range [0, ${rows}).`)
    const id = ids[i] as number
    sums.addScaled(id, to, 1 / scaleOf(kind, counts[id] as number))
  }
  return sums.result([rows, ...row])
}
