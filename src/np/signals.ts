import { ValueError } from '../errors/index.ts'
import { float64 } from '../tensor/dtypes.ts'
import { PyFloat } from '../tensor/literals.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { promoteTypes } from '../tensor/promotion.ts'
import { alongAxis } from '../tensor/views.ts'
import { computed, signed } from './arguments.ts'
import { concatenate } from './concatenation.ts'
import { type ArrayValue, fromNumbers, normalizeAxis, numbersOf, type Result, toArray } from './values.ts'

/** The discrete convolution of two vectors; `mode` is how much of it: 'full', 'same' or 'valid'. */
export function convolve(a: ArrayValue, v: ArrayValue, mode: 'full' | 'same' | 'valid' = 'full'): NDArray {
  const [x, y] = [toArray(a).ravel(), toArray(v).ravel()]
  if (x.size === 0) throw new ValueError('a cannot be empty')
  if (y.size === 0) throw new ValueError('v cannot be empty')
  const [long, short] = [x, y].map(numbersOf).sort((p, q) => q.length - p.length) as [Float64Array, Float64Array]
  const full = new Float64Array(long.length + short.length - 1)
  for (let i = 0; i < long.length; i += 1)
    for (let j = 0; j < short.length; j += 1)
      full[i + j] = (full[i + j] as number) + (long[i] as number) * (short[j] as number)
  const length = mode === 'full' ? full.length : mode === 'same' ? long.length : long.length - short.length + 1
  const start = mode === 'full' ? 0 : mode === 'same' ? Math.floor((short.length - 1) / 2) : short.length - 1
  return fromNumbers(promoteTypes(x.dtype, y.dtype), [length], full.slice(start, start + length))
}
// @ts-expect-error the guarded function takes its place
convolve = signed("convolve(a, v, mode='full')", convolve)

/** The correlation of two vectors: `v` is not turned around. */
export const correlate = signed(
  "correlate(a, v, mode='valid')",
  (a: ArrayValue, v: ArrayValue, mode: 'full' | 'same' | 'valid' = 'valid'): NDArray =>
    convolve(a, toArray(v).ravel().at('::-1') as NDArray, mode),
)

/** Differences of neighbors of the flat array. */
export const ediff1d = signed(
  'ediff1d(ary, to_end=None, to_begin=None)',
  (a: ArrayValue, to_end: ArrayValue | null = null, to_begin: ArrayValue | null = null): NDArray => {
    const flat = toArray(a).ravel()
    const later = flat.at('1:') as NDArray
    const made = later.sub(flat.at(':-1') as NDArray)
    const ends = (values: ArrayValue | null): NDArray[] =>
      values === null ? [] : [toArray(values, made.dtype).ravel()]
    return concatenate([...ends(to_begin), made, ...ends(to_end)])
  },
)

/** Second order differences along each axis, of points that are `step` apart. */
export const gradient = signed(
  'gradient(f, step=1, axis=None)',
  (f: ArrayValue, step: number = 1, axis: number | null = null): NDArray | NDArray[] => {
    const given = toArray(f)
    // differences are made in the array's own type, where they may wrap around
    const type = given.dtype.is_floating || given.dtype.is_complex ? given.dtype : float64
    const along = (at: number): NDArray => {
      const length = given.shape[at] as number
      if (length < 2)
        throw new ValueError(
          'Shape of array too small to calculate a numerical gradient, at least (edge_order + 1) elements are required.',
        )
      const out = NDArray.zeros(given.shape, type)
      const difference = (later: NDArray, earlier: NDArray, by: number): NDArray =>
        later.sub(earlier).div(new PyFloat(by))
      const part = (start: number, count: number): NDArray => alongAxis(given, at, start, count)
      alongAxis(out, at, 1, length - 2).fill(difference(part(2, length - 2), part(0, length - 2), 2 * step))
      alongAxis(out, at, 0, 1).fill(difference(part(1, 1), part(0, 1), step))
      alongAxis(out, at, length - 1, 1).fill(difference(part(length - 1, 1), part(length - 2, 1), step))
      return out
    }
    if (axis !== null) return along(normalizeAxis(axis, given.ndim))
    const all = given.shape.map((_, at) => along(at))
    return all.length === 1 ? (all[0] as NDArray) : all
  },
)

/** The values at `x` of the line through the points (xp, fp), whose xp ascend; `left` and `right` lie outside of it. */
export function interp(
  x: ArrayValue,
  xp: ArrayValue,
  fp: ArrayValue,
  left?: number | null,
  right?: number | null,
): Result {
  const at = toArray(x)
  const [xs, ys] = [numbersOf(toArray(xp)), numbersOf(toArray(fp))]
  if (xs.length === 0) throw new ValueError('array of sample points is empty')
  if (xs.length !== ys.length) throw new ValueError('fp and xp are not of the same length.')
  const last = xs.length - 1
  const value = (position: number): number => {
    if (Number.isNaN(position)) return position
    if (position < (xs[0] as number)) return Number(left ?? ys[0])
    if (position > (xs[last] as number)) return Number(right ?? ys[last])
    let low = 0
    let high = last + 1
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((xs[middle] as number) <= position) low = middle
      else high = middle
    }
    if (low === last || xs[low] === position) return ys[low] as number
    const slope = ((ys[low + 1] as number) - (ys[low] as number)) / ((xs[low + 1] as number) - (xs[low] as number))
    return slope * (position - (xs[low] as number)) + (ys[low] as number)
  }
  return fromNumbers(float64, at.shape, numbersOf(at).map(value))
}
// @ts-expect-error the guarded function takes its place
interp = computed('interp(x, xp, fp, left=None, right=None, period=None)', interp)
