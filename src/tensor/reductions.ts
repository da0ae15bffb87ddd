/** Sums, extremes and their like along axes, with numpy's types and its order of summation. */
import { TypeError, ValueError } from '../errors/index.ts'
import { type ArrayParts, dense, denseData, lanes } from './array_parts.ts'
import { convertElements } from './convert.ts'
import type { DType } from './dtypes.ts'
import * as dtypes from './dtypes.ts'
import { roundToHalf } from './half.ts'
import { forEachOffset, normalizeAxis, transposed } from './indexing.ts'
import { extremes, floatSums, middleOf, positions, truths, wholeSums } from './reduction_loops.ts'
import { numElements, strides } from './shape.ts'

/** The axes to reduce: one, several, or null for all. */
export type Axis = number | readonly number[] | null

interface Plan {
  /** Whether each axis is reduced. */
  readonly reduced: readonly boolean[]
  /** The result's shape, without the reduced axes. */
  readonly shape: number[]
  readonly keptShape: number[]
  /** Elements that one result is made of. */
  readonly count: number
}
/** Which run of elements in memory is reduced to which result, of axes that don't follow each other. */
interface Runs {
  /** Length of the run of elements at the end of memory that reduces to one. */
  readonly run: number
  /** Of each run in memory order, the position of its result. */
  readonly targets: Int32Array
}

function planReduction(shape: readonly number[], axis: Axis): Plan {
  const rank = shape.length
  if (axis !== null && typeof axis !== 'number' && !Array.isArray(axis))
    throw new TypeError('an axis is an integer, a list of integers or null')
  const axes = new Set(
    (axis === null ? shape.map((_, i) => i) : typeof axis === 'number' ? [axis] : axis).map(at =>
      normalizeAxis(at, rank),
    ),
  )
  const reduced = shape.map((_, i) => axes.has(i))
  const outShape = shape.filter((_, i) => !reduced[i])
  return {
    reduced,
    shape: outShape,
    keptShape: shape.map((dim, i) => (reduced[i] ? 1 : dim)),
    count: shape.reduce((size, dim, i) => (reduced[i] ? size * dim : size), 1),
  }
}

function runsOf(shape: readonly number[], { reduced, shape: outShape }: Plan): Runs {
  let outer = shape.length
  while (outer > 0 && reduced[outer - 1]) outer--
  const outerShape = shape.slice(0, outer)
  const outSteps = strides(outShape)
  let kept = 0
  const steps = outerShape.map((_, i) => (reduced[i] ? 0 : (outSteps[kept++] as number)))
  const targets = new Int32Array(numElements(outerShape))
  forEachOffset({ shape: outerShape, steps, offset: 0 }, (offset, index) => {
    targets[index] = offset
  })
  return { run: numElements(shape.slice(outer)), targets }
}

/**
 * Summation by halves, as numpy does it to keep rounding errors small: blocks of at most 128 numbers in eight running sums.
 * Complex numbers (`width` 2) take two of each, so that one part has half as many.
 */
function pairwiseSum(
  data: ArrayLike<number>,
  start: number,
  count: number,
  width: 1 | 2,
  round: (x: number) => number,
): number {
  const sums = 8 / width
  if (count < sums) {
    let sum = 0
    for (let i = 0; i < count; i++) sum = round(sum + (data[start + i * width] as number))
    return sum
  }
  if (count <= 128 / width) {
    let r = Array.from({ length: sums }, (_, i) => data[start + i * width] as number)
    let i = sums
    for (; i + sums <= count; i += sums)
      for (let j = 0; j < sums; j++) r[j] = round((r[j] as number) + (data[start + (i + j) * width] as number))
    while (r.length > 1)
      r = Array.from({ length: r.length / 2 }, (_, j) => round((r[2 * j] as number) + (r[2 * j + 1] as number)))
    let sum = r[0] as number
    for (; i < count; i++) sum = round(sum + (data[start + i * width] as number))
    return sum
  }
  let half = Math.floor((count * width) / 2)
  half = (half - (half % 8)) / width
  return round(
    pairwiseSum(data, start, half, width, round) + pairwiseSum(data, start + half * width, count - half, width, round),
  )
}

const exact = (value: number): number => value

function finish(plan: Plan, dtype: DType, data: ArrayParts['data'], keepdims: boolean): ArrayParts {
  return { dtype, shape: keepdims ? plan.keptShape : plan.shape, data }
}

function accumulate(plan: Plan, array: ArrayParts, dtype: DType, product: boolean): ArrayParts['data'] {
  if (!dtype.is_plain) throw new TypeError('cannot perform reduce with flexible type')
  const size = numElements(plan.shape)
  const half = dtype.base === 'float16'
  const work = half || dtype.base === 'bfloat16' ? dtypes.float32 : dtype
  const out = work.allocate(size)
  const middle = product || half ? undefined : middleOf(array.shape, plan.reduced)
  // whole numbers are added as they are
  if (middle && work.base === 'int64' && wholeSums(array.dtype, denseData(array), out as BigInt64Array, middle))
    return out
  const values = array.dtype.base === work.base ? denseData(array) : convertElements(array, work)
  if (middle && floatSums(work, values, out, middle))
    return work === dtype ? out : convertElements({ dtype: work, shape: plan.shape, data: out }, dtype)
  const { targets, run } = runsOf(array.shape, plan)
  if (product && work.is_complex) throw new TypeError('the product of complex numbers is not supported')
  if (work.base === 'int64') {
    const [from, to] = [values as BigInt64Array, out as BigInt64Array]
    if (product) to.fill(1n)
    for (let r = 0; r < targets.length; r++) {
      const target = targets[r] as number
      for (let i = r * run; i < (r + 1) * run; i++)
        to[target] = product
          ? (to[target] as bigint) * (from[i] as bigint)
          : (to[target] as bigint) + (from[i] as bigint)
    }
  } else {
    const [from, to] = [values as Float64Array, out as Float64Array]
    const round = work.base === 'float32' || work.base === 'complex64' ? Math.fround : exact
    // a running sum of halves is a half
    const store = half ? roundToHalf : exact
    if (product) to.fill(1)
    const width = lanes(work)
    for (let r = 0; r < targets.length; r++) {
      const target = width * (targets[r] as number)
      if (product) {
        let running = to[target] as number
        for (let i = r * run; i < (r + 1) * run; i++) running = round(running * (from[i] as number))
        to[target] = store(running)
      } else
        for (let lane = 0; lane < width; lane++)
          to[target + lane] = store(
            (to[target + lane] as number) + pairwiseSum(from, width * r * run + lane, run, width, round),
          )
    }
  }
  return work === dtype ? out : convertElements({ dtype: work, shape: plan.shape, data: out }, dtype)
}

/** The type that sums are made in: small integers and booleans count in int64. */
function sumType(dtype: DType): DType {
  return dtype.base === 'bool' || dtype.is_integer || /^qu?int/.test(dtype.base) ? dtypes.int64 : dtype.base_dtype
}

export function sum(array: ArrayParts, axis: Axis, keepdims: boolean): ArrayParts {
  const plan = planReduction(array.shape, axis)
  const dtype = sumType(array.dtype)
  return finish(plan, dtype, accumulate(plan, array, dtype, false), keepdims)
}

export function prod(array: ArrayParts, axis: Axis, keepdims: boolean): ArrayParts {
  const plan = planReduction(array.shape, axis)
  const dtype = sumType(array.dtype)
  return finish(plan, dtype, accumulate(plan, array, dtype, true), keepdims)
}

/** The mean: float64 of integers, else the array's own type; halves are summed as float32. NaN of nothing. */
export function mean(array: ArrayParts, axis: Axis, keepdims: boolean): ArrayParts {
  const plan = planReduction(array.shape, axis)
  const dtype = sumType(array.dtype) === dtypes.int64 ? dtypes.float64 : array.dtype.base_dtype
  const work = dtype.base === 'float16' || dtype.base === 'bfloat16' ? dtypes.float32 : dtype
  const sums = accumulate(plan, array, work, false) as Float64Array
  // numpy divides complex numbers by way of the divisor's reciprocal, and scalars in double precision
  const single = work.base === 'complex64' && (keepdims || plan.shape.length > 0)
  const reciprocal = single ? Math.fround(1 / plan.count) : 1 / plan.count
  for (let i = 0; i < sums.length; i++)
    sums[i] = work.is_complex ? (sums[i] as number) * reciprocal : (sums[i] as number) / plan.count
  return finish(
    plan,
    dtype,
    work === dtype ? sums : convertElements({ dtype: work, shape: plan.shape, data: sums }, dtype),
    keepdims,
  )
}

/** The largest or smallest elements; a NaN wins over everything. */
export function extreme(array: ArrayParts, axis: Axis, keepdims: boolean, largest: boolean): ArrayParts {
  const { dtype } = array
  if (dtype.is_complex || !dtype.is_plain) throw new TypeError(`arrays of ${dtype.name} have no order`)
  const plan = planReduction(array.shape, axis)
  if (plan.count === 0 && numElements(plan.shape) > 0) {
    throw new ValueError(
      `zero-size array to reduction operation ${largest ? 'maximum' : 'minimum'} which has no identity`,
    )
  }
  const encoded = dtype.base === 'float16' || dtype.base === 'bfloat16'
  const values = (encoded ? convertElements(array, dtypes.float32) : denseData(array)) as Float64Array
  const out = (
    encoded ? new Float32Array(numElements(plan.shape)) : dtype.allocate(numElements(plan.shape), plan.shape)
  ) as Float64Array
  const middle = middleOf(array.shape, plan.reduced)
  const done = middle && plan.count > 0 && extremes(encoded ? dtypes.float32 : dtype, values, out, middle, largest)
  if (!done) slowExtremes(runsOf(array.shape, plan), values, out, largest)
  return finish(
    plan,
    dtype.base_dtype,
    encoded ? convertElements({ dtype: dtypes.float32, shape: plan.shape, data: out }, dtype) : out,
    keepdims,
  )
}

/** As `extremes`, of int64 or of axes that don't follow each other. */
function slowExtremes(plan: Runs, values: Float64Array, out: Float64Array, largest: boolean): void {
  const seen = new Uint8Array(out.length)
  for (let r = 0; r < plan.targets.length; r++) {
    const target = plan.targets[r] as number
    for (let i = r * plan.run; i < (r + 1) * plan.run; i++) {
      const value = values[i] as number
      const best = out[target] as number
      // biome-ignore lint/suspicious/noSelfCompare: bigints have no isNaN
      if (seen[target] === 0 || (best === best && (value !== value || (largest ? value > best : value < best)))) {
        out[target] = value
        seen[target] = 1
      }
    }
  }
}

/** Whether all, or any, of the elements are true. */
export function truth(array: ArrayParts, axis: Axis, keepdims: boolean, all: boolean): ArrayParts {
  const plan = planReduction(array.shape, axis)
  const out = new Uint8Array(numElements(plan.shape))
  const middle = middleOf(array.shape, plan.reduced)
  if (middle === undefined || !truths(array.dtype, denseData(array), out, middle, all)) {
    const flags = convertElements(array, dtypes.bool) as Uint8Array
    const { targets, run } = runsOf(array.shape, plan)
    out.fill(Number(all))
    for (let i = 0; i < flags.length; i++) {
      const target = targets[Math.floor(i / run)] as number
      if ((flags[i] === 0) === all) out[target] = Number(!all)
    }
  }
  return finish(plan, dtypes.bool, out, keepdims)
}

/** Positions (int64) of the first largest or smallest elements along `axis`, or in the flat array. */
export function argExtreme(array: ArrayParts, axis: number | null, largest: boolean): ArrayParts {
  const { dtype } = array
  if (dtype.is_complex || !dtype.is_plain) throw new TypeError(`arrays of ${dtype.name} have no order`)
  const rank = array.shape.length
  const along = axis === null ? null : normalizeAxis(axis, rank)
  const shape = along === null ? [] : array.shape.filter((_, i) => i !== along)
  const length = along === null ? numElements(array.shape) : (array.shape[along] as number)
  const size = numElements(shape)
  if (length === 0 && size > 0)
    throw new ValueError(`attempt to get ${largest ? 'argmax' : 'argmin'} of an empty sequence`)
  // the axis moves to the end, where its elements lie side by side
  const order =
    along === null || along === rank - 1
      ? dense(array)
      : transposed(array, [...array.shape.map((_, i) => i).filter(i => i !== along), along])
  const values = (
    dtype.base === 'float16' || dtype.base === 'bfloat16' ? convertElements(order, dtypes.float32) : order.data
  ) as Float64Array
  const places = new Float64Array(size)
  const found = (data: ArrayParts['data']): ArrayParts => ({ dtype: dtypes.int64, shape, data })
  const work = dtype.base === 'float16' || dtype.base === 'bfloat16' ? dtypes.float32 : dtype
  if (positions(work, values, places, size, length, largest))
    return found(convertElements({ dtype: dtypes.float64, shape, data: places }, dtypes.int64))
  const out = new BigInt64Array(size)
  for (let r = 0; r < size; r++) {
    let best = 0
    for (let i = 1; i < length; i++) {
      const value = values[r * length + i] as number
      const top = values[r * length + best] as number
      // biome-ignore lint/suspicious/noSelfCompare: bigints have no isNaN
      if (top === top && (value !== value || (largest ? value > top : value < top))) best = i
    }
    out[r] = BigInt(best)
  }
  return found(out)
}
