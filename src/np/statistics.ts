/** Covariances, fits of polynomials, and reductions that pass over NaN. */
import { TypeError, ValueError } from '../errors/index.ts'
import { float64, int64 } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import type { Axis } from '../tensor/reductions.ts'
import * as reduce from '../tensor/reductions.ts'
import { computed, signed } from './arguments.ts'
import { concatenate } from './concatenation.ts'
import { leastSquares } from './least_squares.ts'
import { isnan } from './logic.ts'
import { dot } from './products.ts'
import { atleast_2d } from './shaping.ts'
import {
  type ArrayValue,
  arrayOf,
  elementCount,
  fromNumbers,
  integer,
  numbersOf,
  type Scalar,
  toArray,
} from './values.ts'

/** Observations of variables as rows. */
function variables(m: ArrayValue, y: ArrayValue | null, rowvar: boolean): NDArray {
  const rows = (value: ArrayValue): NDArray => {
    const given = atleast_2d(toArray(value))
    const array = given.dtype.is_floating ? given : given.astype(float64)
    return rowvar || array.shape[0] === 1 ? array : array.T
  }
  return y === null ? rows(m) : concatenate([rows(m), rows(y)], 0)
}

function covariance(
  m: ArrayValue,
  y: ArrayValue | null = null,
  rowvar = true,
  bias = false,
  ddof: Scalar | null = null,
): NDArray {
  if (toArray(m).ndim > 2) throw new ValueError('m has more than 2 dimensions')
  const given = variables(m, y, rowvar).astype(float64)
  const count = given.shape[1] as number
  const degrees = count - (ddof === null ? (bias ? 0 : 1) : integer(ddof))
  const centred = given.sub(arrayOf(reduce.mean(given, 1, true)))
  const products = toArray(dot(centred, centred.T), float64)
  const made = products.mul(new NDArray(float64, [], Float64Array.of(1 / Math.max(degrees, 0))))
  return made.size === 1 ? made.reshape([]) : made
}
/** The covariance matrix of variables, which are rows. */
export const cov = signed('cov(m, y=None, rowvar=True, bias=False, ddof=None)', covariance)

/** Correlation coefficients of variables, which are rows. */
export const corrcoef = computed(
  'corrcoef(x, y=None, rowvar=True)',
  (x: ArrayValue, y: ArrayValue | null = null, rowvar?: boolean): NDArray => {
    const c = covariance(x, y, rowvar)
    if (c.ndim === 0) return c.div(c)
    const deviations = c.diagonal().pow(0.5)
    const scaled = c.div(deviations.reshape(-1, 1)).div(deviations.reshape(1, -1))
    return scaled.maximum(-1).minimum(1)
  },
)

/** Powers of `x`, falling, as columns. */
function vandermonde(x: Float64Array, columns: number): Float64Array {
  const out = new Float64Array(x.length * columns)
  for (let i = 0; i < x.length; i++) {
    let power = 1
    for (let j = columns - 1; j >= 0; j--) {
      out[i * columns + j] = power
      power *= x[i] as number
    }
  }
  return out
}
/** Powers of `x` as columns. */
export const vander = signed(
  'vander(x, N=None, increasing=False)',
  (x: ArrayValue, n: Scalar | null = null, increasing?: boolean): NDArray => {
    const given = toArray(x)
    const columns = n === null ? given.size : integer(n)
    elementCount(given.size * columns)
    const made = fromNumbers(
      given.dtype.is_floating ? given.dtype : given.dtype.is_integer ? int64 : float64,
      [given.size, columns],
      vandermonde(numbersOf(given), columns),
    )
    return increasing ? (made.at(':', '::-1') as NDArray) : made
  },
)

function plainPolyfit(x: ArrayValue, y: ArrayValue, deg: Scalar): NDArray {
  const [xs, ys] = [toArray(x, float64), toArray(y, float64)]
  const columns = integer(deg) + 1
  if (columns < 1) throw new ValueError('expected deg >= 0')
  elementCount(xs.size * columns)
  if (xs.ndim !== 1) throw new TypeError('expected 1D vector for x')
  if (xs.size === 0) throw new TypeError('expected non-empty vector for x')
  if (ys.ndim < 1 || ys.ndim > 2) throw new TypeError('expected 1D or 2D array for y')
  if (xs.shape[0] !== ys.shape[0]) throw new TypeError('expected x and y to have same length')
  const powers = vandermonde(numbersOf(xs), columns)
  const scale = new Float64Array(columns)
  for (let i = 0; i < powers.length; i++)
    scale[i % columns] = (scale[i % columns] as number) + (powers[i] as number) ** 2
  const roots = scale.map(Math.sqrt)
  const scaled = powers.map((value, i) => value / (roots[i % columns] as number))
  const right = ys.ndim === 1 ? 1 : (ys.shape[1] as number)
  const { solution } = leastSquares(
    { data: scaled, rows: xs.size, columns },
    { data: numbersOf(ys).slice(), rows: xs.size, columns: right },
    xs.size * 2 ** -52,
  )
  const coefficients = solution.map((value, i) => value / (roots[Math.floor(i / right)] as number))
  return new NDArray(float64, ys.ndim === 1 ? [columns] : [columns, right], coefficients)
}
/** The coefficients, highest power first, of the polynomial of degree `deg` that fits best. */
export const polyfit = signed('polyfit(x, y, deg)', plainPolyfit)

/** The value of a polynomial, whose coefficients are given highest power first. */
export const polyval = computed('polyval(p, x)', (p: ArrayValue, x: ArrayValue): NDArray => {
  const coefficients = toArray(p)
  const at = toArray(x)
  let sum = at.mul(0)
  for (let i = 0; i < coefficients.size; i++)
    sum = sum.mul(at).add(coefficients.at({ start: i, stop: i + 1, step: null }).reshape([]))
  return sum
})

/** A reduction of what is no NaN; `initial` takes the place of NaN. */
const without = (a: NDArray, initial: number): NDArray => {
  if (!a.dtype.is_floating) return a
  const made = a.copy()
  const missing = toArray(isnan(made), 'bool')
  if (made.ndim > 0) made.set(initial, missing)
  else if (missing.item()) made.fill(initial)
  return made
}
const counted = (a: NDArray, axis: Axis, keepdims: boolean): NDArray =>
  arrayOf(reduce.sum(toArray(isnan(a), 'bool').not(), axis, keepdims)).astype(float64)
type Reduce = (a: ArrayValue, axis?: Axis, keepdims?: boolean) => NDArray
const nan = (name: string, reduction: (a: NDArray, axis: Axis, keepdims: boolean) => NDArray) =>
  computed(
    `${name}(a, axis=None, keepdims=False)` as 'nansum(a, axis=None, keepdims=False)',
    ((a: ArrayValue, axis: Axis = null, keepdims = false) => reduction(toArray(a), axis, keepdims)) as Reduce,
  )
const meanWithout = (a: NDArray, axis: Axis, keepdims: boolean): NDArray => {
  const given = a.dtype.is_floating ? a : a.astype(float64)
  return arrayOf(reduce.sum(without(given, 0), axis, keepdims)).div(counted(given, axis, keepdims).astype(given.dtype))
}
const varianceWithout = (a: NDArray, axis: Axis, keepdims: boolean): NDArray => {
  const given = a.dtype.is_floating ? a : a.astype(float64)
  const deviations = given.sub(meanWithout(given, axis, true))
  return meanWithout(deviations.mul(deviations), axis, keepdims)
}
/** As sum, mean, max …, of the elements that are no NaN. */
export const nansum = nan('nansum', (a, axis, keepdims) => arrayOf(reduce.sum(without(a, 0), axis, keepdims)))
export const nanmean = nan('nanmean', meanWithout)
export const nanvar = nan('nanvar', varianceWithout)
export const nanstd = nan('nanstd', (a, axis, keepdims) => varianceWithout(a, axis, keepdims).pow(0.5))
export const nanmax = nan('nanmax', (a, axis, keepdims) =>
  arrayOf(reduce.extreme(without(a, Number.NEGATIVE_INFINITY), axis, keepdims, true)),
)
export const nanmin = nan('nanmin', (a, axis, keepdims) =>
  arrayOf(reduce.extreme(without(a, Number.POSITIVE_INFINITY), axis, keepdims, false)),
)
export const nanargmax = nan('nanargmax', (a, axis) =>
  arrayOf(reduce.argExtreme(without(a, Number.NEGATIVE_INFINITY), axis as number | null, true)),
)
export const nanargmin = nan('nanargmin', (a, axis) =>
  arrayOf(reduce.argExtreme(without(a, Number.POSITIVE_INFINITY), axis as number | null, false)),
)
