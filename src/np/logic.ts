/** Comparisons and truth. */
import { type ComparisonName, arraysEqual, compare } from '../tensor/arithmetic.ts'
import { bool } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { broadcast_arrays } from './shaping.ts'
import { type ArrayValue, isScalar, numbersOf, type Result, result, toArray } from './values.ts'

type Comparison = (a: ArrayValue, b: ArrayValue) => Result
const operand = (x: ArrayValue): ArrayValue => (isScalar(x) ? x : toArray(x))

function comparison(name: ComparisonName): Comparison {
  return (a, b) => {
    const { dtype, shape, data } = compare(name, operand(a), operand(b))
    return result(new NDArray(dtype, shape, data))
  }
}
export const equal: Comparison = comparison('eq')
export const not_equal: Comparison = comparison('ne')
export const less: Comparison = comparison('lt')
export const less_equal: Comparison = comparison('le')
export const greater: Comparison = comparison('gt')
export const greater_equal: Comparison = comparison('ge')

/** A test of pairs of elements. */
function pairs(a: ArrayValue, b: ArrayValue, test: (x: number, y: number) => boolean): Result {
  const [x, y] = broadcast_arrays(a, b) as [NDArray, NDArray]
  const right = numbersOf(y)
  return result(
    new NDArray(
      bool,
      x.shape,
      Uint8Array.from(numbersOf(x), (value, i) => Number(test(value, right[i] as number))),
    ),
  )
}
export const logical_and: Comparison = (a, b) => pairs(a, b, (x, y) => x !== 0 && y !== 0)
export const logical_or: Comparison = (a, b) => pairs(a, b, (x, y) => x !== 0 || y !== 0)
export const logical_xor: Comparison = (a, b) => pairs(a, b, (x, y) => (x !== 0) !== (y !== 0))

/** A test of every element; of complex numbers `parts` of the real and the imaginary part must pass it. */
function each(parts: 'both' | 'either', test: (x: number) => boolean): (a: ArrayValue) => Result {
  return a => {
    const given = toArray(a)
    const { dtype, shape, size } = given
    if (!dtype.is_complex)
      return result(
        new NDArray(
          bool,
          shape,
          Uint8Array.from(numbersOf(given), value => Number(test(value))),
        ),
      )
    const data = given.data as Float64Array
    const passes = (i: number): boolean => {
      const [re, im] = [test(data[2 * i] as number), test(data[2 * i + 1] as number)]
      return parts === 'both' ? re && im : re || im
    }
    return result(
      new NDArray(
        bool,
        shape,
        Uint8Array.from({ length: size }, (_, i) => Number(passes(i))),
      ),
    )
  }
}
export const logical_not: (a: ArrayValue) => Result = each('both', x => x === 0)
export const isnan: (a: ArrayValue) => Result = each('either', Number.isNaN)
export const isfinite: (a: ArrayValue) => Result = each('both', Number.isFinite)
export const isinf: (a: ArrayValue) => Result = each('either', x => Math.abs(x) === Number.POSITIVE_INFINITY)
/** Whether the type is complex, whatever the values. */
export const iscomplexobj = (a: ArrayValue): boolean => toArray(a).dtype.is_complex
export const isrealobj = (a: ArrayValue): boolean => !iscomplexobj(a)
/** `~a`: not for booleans, all bits for integers. */
export function invert(a: ArrayValue): Result {
  return result(toArray(a).not())
}
export const bitwise_not: typeof invert = invert

interface Tolerances {
  rtol?: number
  atol?: number
  equal_nan?: boolean
}
/** |a - b| <= atol + rtol |b|, by element. */
export function isclose(a: ArrayValue, b: ArrayValue, options: Tolerances | number = {}, absolute?: number): Result {
  const {
    rtol = 1e-5,
    atol = 1e-8,
    equal_nan = false,
  } = typeof options === 'number' ? { rtol: options, ...(absolute === undefined ? {} : { atol: absolute }) } : options
  return pairs(a, b, (x, y) => {
    if (Number.isFinite(x) && Number.isFinite(y)) return Math.abs(x - y) <= atol + rtol * Math.abs(y)
    return x === y || (equal_nan && Number.isNaN(x) && Number.isNaN(y))
  })
}
export function allclose(a: ArrayValue, b: ArrayValue, options: Tolerances | number = {}, absolute?: number): boolean {
  const close = isclose(a, b, options, absolute)
  return close instanceof NDArray ? (close.data as Uint8Array).every(flag => flag === 1) : Boolean(close)
}
/** Whether shapes and elements agree. */
export function array_equal(a: ArrayValue, b: ArrayValue): boolean {
  return arraysEqual(toArray(a), toArray(b))
}
