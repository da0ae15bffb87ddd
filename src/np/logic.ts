import { arraysEqual, type ComparisonName, compare } from '../tensor/arithmetic.ts'
import { denseData } from '../tensor/array_parts.ts'
import { bool } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { broadcastShapes } from '../tensor/shape.ts'
import { computed, signed } from './arguments.ts'
import { type Binary, binary, type Unary, unary } from './out.ts'
import { broadcast_arrays } from './shaping.ts'
import { type ArrayValue, isScalar, numbersOf, type Result, toArray } from './values.ts'

const operand = (x: ArrayValue): ArrayValue => (isScalar(x) ? x : toArray(x))

const comparison = (name: string, operator: ComparisonName): Binary =>
  binary(name, (a, b) => {
    const { dtype, shape, data } = compare(operator, operand(a), operand(b))
    return new NDArray(dtype, shape, data)
  })
export const equal: Binary = comparison('equal', 'eq')
export const not_equal: Binary = comparison('not_equal', 'ne')
export const less: Binary = comparison('less', 'lt')
export const less_equal: Binary = comparison('less_equal', 'le')
export const greater: Binary = comparison('greater', 'gt')
export const greater_equal: Binary = comparison('greater_equal', 'ge')

/** A test of pairs of elements. */
function pairs(a: ArrayValue, b: ArrayValue, test: (x: number, y: number) => boolean): Result {
  const [x, y] = broadcast_arrays(a, b) as [NDArray, NDArray]
  const right = numbersOf(y)
  return new NDArray(
    bool,
    x.shape,
    Uint8Array.from(numbersOf(x), (value, i) => Number(test(value, right[i] as number))),
  )
}
export const logical_and: Binary = binary('logical_and', (a, b) => pairs(a, b, (x, y) => x !== 0 && y !== 0))
export const logical_or: Binary = binary('logical_or', (a, b) => pairs(a, b, (x, y) => x !== 0 || y !== 0))
export const logical_xor: Binary = binary('logical_xor', (a, b) => pairs(a, b, (x, y) => (x !== 0) !== (y !== 0)))

/** A test of every element; of complex numbers `parts` of the real and the imaginary part must pass it. */
function each(parts: 'both' | 'either', test: (x: number) => boolean): (a: ArrayValue) => Result {
  return a => {
    const given = toArray(a)
    const { dtype, shape, size } = given
    if (!dtype.is_complex)
      return new NDArray(
        bool,
        shape,
        Uint8Array.from(numbersOf(given), value => Number(test(value))),
      )
    const data = denseData(given) as Float64Array
    const passes = (i: number): boolean => {
      const [re, im] = [test(data[2 * i] as number), test(data[2 * i + 1] as number)]
      return parts === 'both' ? re && im : re || im
    }
    return new NDArray(
      bool,
      shape,
      Uint8Array.from({ length: size }, (_, i) => Number(passes(i))),
    )
  }
}
export const logical_not: Unary = unary(
  'logical_not',
  each('both', x => x === 0),
)
export const isnan: Unary = unary('isnan', each('either', Number.isNaN))
export const isfinite: Unary = unary('isfinite', each('both', Number.isFinite))
export const isinf: Unary = unary(
  'isinf',
  each('either', x => Math.abs(x) === Number.POSITIVE_INFINITY),
)
/** Whether the type is complex, whatever the values. */
export const iscomplexobj = signed('iscomplexobj(x)', (a: ArrayValue): boolean => toArray(a).dtype.is_complex)
export const isrealobj = signed('isrealobj(x)', (a: ArrayValue): boolean => !iscomplexobj(a))
/** `~a`: not for booleans, all bits for integers. */
export const invert: Unary = unary('invert', a => toArray(a).not())
export const bitwise_not: Unary = invert

function plainIsclose(a: ArrayValue, b: ArrayValue, rtol = 1e-5, atol = 1e-8, equal_nan = false): Result {
  return pairs(a, b, (x, y) => {
    if (Number.isFinite(x) && Number.isFinite(y)) return Math.abs(x - y) <= atol + rtol * Math.abs(y)
    return x === y || (equal_nan && Number.isNaN(x) && Number.isNaN(y))
  })
}
/** |a - b| <= atol + rtol |b|, by element. */
export const isclose = computed('isclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False)', plainIsclose)
function plainAllclose(a: ArrayValue, b: ArrayValue, rtol?: number, atol?: number, equal_nan?: boolean): boolean {
  const close = plainIsclose(a, b, rtol, atol, equal_nan)
  return close instanceof NDArray ? (close.data as Uint8Array).every(flag => flag === 1) : Boolean(close)
}
export const allclose = signed('allclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False)', plainAllclose)
/** Whether shapes and elements agree. */
export function array_equal(a: ArrayValue, b: ArrayValue): boolean {
  return arraysEqual(toArray(a), toArray(b))
}
// @ts-expect-error the guarded function takes its place
array_equal = signed('array_equal(a1, a2)', array_equal)

/** Whether shapes broadcast to one of both, and elements agree. */
export const array_equiv = signed('array_equiv(a1, a2)', (a: ArrayValue, b: ArrayValue): boolean => {
  const [x, y] = [toArray(a), toArray(b)]
  const shape = broadcastShapes(x.shape, y.shape)
  return shape !== null && arraysEqual(x.broadcast_to(shape), y.broadcast_to(shape))
})
/** Whether it is a number or a text, and no array. */
export const isscalar = signed(
  'isscalar(num)',
  (value: unknown): boolean => isScalar(value) || typeof value === 'string',
)
