/** Reductions over any axes, for every data type. */
import { invalidArgument } from '../../../errors/status.ts'
import type { BaseDTypeName, Data, DType } from '../../../tensor/dtypes.ts'
import { fromBfloat16, halfTable, toBfloat16, toHalf } from '../../../tensor/half.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import { numElements, strides } from '../../../tensor/shape.ts'
import { collapse, forEachOffset, outerLoops } from '../scalars/loop_nest.ts'
import { type Arithmetic, arithmeticOf } from '../scalars/scalar_types.ts'

export type Reduction = 'sum' | 'prod' | 'max' | 'min' | 'mean' | 'all' | 'any'

/** How `s`, the value so far, takes in `v`. Comparisons are so written that a NaN is never taken: max and min ignore NaN. */
const STEP: Readonly<Record<Exclude<Reduction, 'mean'>, string>> = {
  sum: 's + v',
  prod: 's * v',
  max: '(s < v ? v : s)',
  min: '(v < s ? v : s)',
  all: 's & v',
  any: 's | v',
}

/** Takes `count` elements of `values` from `from` on into `sums`: all into sums[to], or each into its own if `kept`. */
type Accumulate = (values: Data, from: number, count: number, sums: Data, to: number) => void

const accumulators = new Map<string, Accumulate>()

/** Steps over plain numbers and bigints. Sums of floats are kept in double precision; int32 sums wrap when they are stored. */
function accumulate(step: string, arithmetic: Arithmetic, kept: boolean): Accumulate {
  const key = `${step}${arithmetic}${kept}`
  let found = accumulators.get(key)
  if (found === undefined) {
    const code =
      step === 's * v' && arithmetic === 'int'
        ? 'Math.imul(s, v)'
        : step === 's + v' && arithmetic === 'int'
          ? 's + v | 0'
          : step
    const body = kept
      ? `for (let i = 0; i < count; i++) { const s = sums[to + i], v = values[from + i]; sums[to + i] = ${code} }`
      : `let s = sums[to]; for (let i = 0; i < count; i++) { const v = values[from + i]; s = ${code} } sums[to] = s`
    found = new Function('values', 'from', 'count', 'sums', 'to', `'use strict'; ${body}`) as Accumulate
    accumulators.set(key, found)
  }
  return found
}

/** The same over complex numbers: pairs of entries. */
function accumulateComplex(product: boolean, kept: boolean): Accumulate {
  return (values, from, count, sums, to) => {
    const v = values as Float64Array
    const s = sums as Float64Array
    for (let i = 0; i < count; i++) {
      const a = 2 * (from + i)
      const b = kept ? 2 * (to + i) : 2 * to
      const [re, im, x, y] = [s[b] as number, s[b + 1] as number, v[a] as number, v[a + 1] as number]
      s[b] = product ? re * x - im * y : re + x
      s[b + 1] = product ? re * y + im * x : im + y
    }
  }
}

const INTEGER_RANGE: Readonly<Partial<Record<BaseDTypeName, readonly [number, number]>>> = {
  int8: [-128, 127],
  qint8: [-128, 127],
  uint8: [0, 255],
  quint8: [0, 255],
  int16: [-32768, 32767],
  qint16: [-32768, 32767],
  uint16: [0, 65535],
  quint16: [0, 65535],
}

/** Smallest and largest number of a type, as the results of max and min over nothing. */
export function limits(type: BaseDTypeName): readonly [number | bigint, number | bigint] {
  switch (arithmeticOf(type)) {
    case 'int':
      return INTEGER_RANGE[type] ?? [-2147483648, 2147483647]
    case 'int64':
      return [-(2n ** 63n), 2n ** 63n - 1n]
    default:
      return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  }
}

function initial(reduction: Reduction, type: BaseDTypeName): number | bigint {
  const whole = (value: number): number | bigint => (arithmeticOf(type) === 'int64' ? BigInt(value) : value)
  switch (reduction) {
    case 'prod':
    case 'all':
      return whole(1)
    case 'max':
      return limits(type)[0]
    case 'min':
      return limits(type)[1]
    default:
      return whole(0)
  }
}

/** Where partial results are kept: wide enough not to round. */
export function accumulatorArray(arithmetic: Arithmetic, size: number): Data {
  switch (arithmetic) {
    case 'int64':
      return new BigInt64Array(size)
    case 'bool':
      return new Uint8Array(size)
    case 'int':
      return new Int32Array(size)
    default:
      return new Float64Array(arithmetic === 'complex' ? 2 * size : size)
  }
}

/** The elements as numbers that can be added: 16-bit floats are decoded. */
export function plainNumbers(array: NDArray): Data {
  if (array.dtype.base === 'float16') {
    const table = halfTable()
    return Float32Array.from(array.data as Uint16Array, bits => table[bits] as number)
  }
  return array.dtype.base === 'bfloat16' ? Float32Array.from(array.data as Uint16Array, fromBfloat16) : array.data
}

/** Results in the array's own type; integers wrap around, floats are rounded once. */
export function store(sums: Data, type: DType): Data {
  if (type.base === 'float16') return Uint16Array.from(sums as Float64Array, toHalf)
  if (type.base === 'bfloat16') return Uint16Array.from(sums as Float64Array, toBfloat16)
  if (type.base === 'bool' && sums instanceof Uint8Array) return sums
  const data = type.allocate(arithmeticOf(type.base) === 'complex' ? sums.length / 2 : sums.length)
  ;(data as Float64Array).set(sums as Float64Array)
  return data
}

/** Divides every sum by `count`: integers as C divides them; over nothing integers give 0 and floats NaN. */
function divide(data: Data, arithmetic: Arithmetic, count: number): void {
  if (arithmetic === 'int64') {
    const sums = data as BigInt64Array
    if (count > 0) for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as bigint) / BigInt(count)
  } else {
    const sums = data as Float64Array
    if (arithmetic !== 'int' || count > 0) for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) / count
  }
}

/** The shape left over by a reduction over `axes`. */
export function reducedShape(shape: readonly number[], axes: readonly number[], keepDims: boolean): number[] {
  return keepDims
    ? shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
    : shape.filter((_, axis) => !axes.includes(axis))
}

/**
 * Reduces `array` over `axes` (each from 0 to rank − 1; they may repeat). `all` and `any` take bool. Floats are added in double precision;
 * integers wrap around; `max` and `min` ignore NaN; over nothing: sum 0, prod 1, max the smallest, min the largest value, mean NaN.
 */
export function reduce(reduction: Reduction, array: NDArray, axes: readonly number[], keepDims: boolean): NDArray {
  const type = array.dtype.base_dtype
  const arithmetic = arithmeticOf(type.base)
  if (arithmetic === 'complex' && (reduction === 'max' || reduction === 'min'))
    throw invalidArgument(`No OpKernel was registered to support ${reduction} of ${type.name}`)
  // over axes that hold one element nothing is compared or added: NaN stays NaN, and -0 what it is
  if (axes.every(axis => array.shape[axis] === 1))
    return array.reshape(reducedShape(array.shape, axes, keepDims)).copy()
  const kept = reducedShape(array.shape, axes, true)
  const keptStrides = strides(kept).map((step, axis) => (axes.includes(axis) ? 0 : step))
  const size = numElements(kept)
  const sums = accumulatorArray(arithmetic, size)
  const start = initial(reduction, type.base)
  if (arithmetic === 'complex') for (let i = 0; i < size; i++) (sums as Float64Array)[2 * i] = start as number
  else (sums as Float64Array).fill(start as number)
  const values = plainNumbers(array)
  const nest = collapse(array.shape, [strides(array.shape), keptStrides])
  const count = nest.lengths.at(-1) ?? 1
  const inner = nest.steps[1]?.at(-1) === 1
  const step = STEP[reduction === 'mean' ? 'sum' : reduction]
  const run =
    arithmetic === 'complex' ? accumulateComplex(reduction === 'prod', inner) : accumulate(step, arithmetic, inner)
  forEachOffset(outerLoops(nest), [0, 0], ([from, to]) => run(values, from as number, count, sums, to as number))
  const shape = reducedShape(array.shape, axes, keepDims)
  if (reduction !== 'mean') return new NDArray(type, shape, store(sums, type))
  const reduced = axes.reduce(
    (product, axis, i) => (axes.indexOf(axis) === i ? product * (array.shape[axis] as number) : product),
    1,
  )
  if (arithmetic === 'int' || arithmetic === 'int64') {
    const data = store(sums, type)
    divide(data, arithmetic, reduced)
    return new NDArray(type, shape, data)
  }
  divide(sums, arithmetic, reduced)
  return new NDArray(type, shape, store(sums, type))
}
