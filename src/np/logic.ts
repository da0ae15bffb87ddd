/** Comparisons and truth. */
import { guarded } from '../errors/boundary.ts'
import { arraysEqual, type ComparisonName, compare } from '../tensor/arithmetic.ts'
import { denseData } from '../tensor/array_parts.ts'
import { bool } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { binaryOut, type Out } from './out.ts'
import { broadcast_arrays } from './shaping.ts'
import { type ArrayValue, isScalar, numbersOf, type Result, result, toArray } from './values.ts'

type Comparison = (a: ArrayValue, b: ArrayValue, out?: Out) => Result
const operand = (x: ArrayValue): ArrayValue => (isScalar(x) ? x : toArray(x))

function comparison(name: ComparisonName): Comparison {
  return binaryOut(name, (a, b) => {
    const { dtype, shape, data } = compare(name, operand(a), operand(b))
    return result(new NDArray(dtype, shape, data))
  })
}
export const equal: Comparison = guarded(comparison('eq'), 'equal')
export const not_equal: Comparison = guarded(comparison('ne'), 'not_equal')
export const less: Comparison = guarded(comparison('lt'), 'less')
export const less_equal: Comparison = guarded(comparison('le'), 'less_equal')
export const greater: Comparison = guarded(comparison('gt'), 'greater')
export const greater_equal: Comparison = guarded(comparison('ge'), 'greater_equal')

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
export const logical_and: Comparison = guarded(
  binaryOut('logical_and', (a, b) => pairs(a, b, (x, y) => x !== 0 && y !== 0)),
  'logical_and',
)
export const logical_or: Comparison = guarded(
  binaryOut('logical_or', (a, b) => pairs(a, b, (x, y) => x !== 0 || y !== 0)),
  'logical_or',
)
export const logical_xor: Comparison = guarded(
  binaryOut('logical_xor', (a, b) => pairs(a, b, (x, y) => (x !== 0) !== (y !== 0))),
  'logical_xor',
)

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
    const data = denseData(given) as Float64Array
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
export const logical_not: (a: ArrayValue) => Result = guarded(
  each('both', x => x === 0),
  'logical_not',
)
export const isnan: (a: ArrayValue) => Result = guarded(each('either', Number.isNaN), 'isnan')
export const isfinite: (a: ArrayValue) => Result = guarded(each('both', Number.isFinite), 'isfinite')
export const isinf: (a: ArrayValue) => Result = guarded(
  each('either', x => Math.abs(x) === Number.POSITIVE_INFINITY),
  'isinf',
)
/** Whether the type is complex, whatever the values. */
export const iscomplexobj = guarded((a: ArrayValue): boolean => toArray(a).dtype.is_complex, 'iscomplexobj')
export const isrealobj = guarded((a: ArrayValue): boolean => !iscomplexobj(a), 'isrealobj')
/** `~a`: not for booleans, all bits for integers. */
export function invert(a: ArrayValue): Result {
  return result(toArray(a).not())
}
// @ts-expect-error the guarded function takes its place
invert = guarded(invert)
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
// @ts-expect-error the guarded function takes its place
isclose = guarded(isclose)
export function allclose(a: ArrayValue, b: ArrayValue, options: Tolerances | number = {}, absolute?: number): boolean {
  const close = isclose(a, b, options, absolute)
  return close instanceof NDArray ? (close.data as Uint8Array).every(flag => flag === 1) : Boolean(close)
}
// @ts-expect-error the guarded function takes its place
allclose = guarded(allclose)
/** Whether shapes and elements agree. */
export function array_equal(a: ArrayValue, b: ArrayValue): boolean {
  return arraysEqual(toArray(a), toArray(b))
}
// @ts-expect-error the guarded function takes its place
array_equal = guarded(array_equal)
