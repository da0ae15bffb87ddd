/** `np.fft`: discrete Fourier transforms. */

import { listOf } from '../calling/python_repr.ts'
import { ValueError } from '../errors/index.ts'
import { fourier } from '../kernels/reference/linalg/fourier.ts'
import { complex128, float64 } from '../tensor/dtypes.ts'
import { contiguous, NDArray } from '../tensor/ndarray.ts'
import { alongAxis } from '../tensor/views.ts'
import { signed } from './arguments.ts'
import { moveaxis, roll } from './shaping.ts'
import { type ArrayValue, elementCount, fromNumbers, integer, normalizeAxis, type Scalar, toArray } from './values.ts'

/** `a` with `n` elements along an axis: cut, or zeros behind. */
function fitted(a: NDArray, n: number, axis: number): NDArray {
  const length = a.shape[axis] as number
  if (n < 1) throw new ValueError(`Invalid number of FFT data points (${n}) specified.`)
  if (n === length) return a
  if (n < length) return alongAxis(a, axis, 0, n)
  const made = NDArray.zeros(a.shape.toSpliced(axis, 1, n), a.dtype)
  alongAxis(made, axis, 0, length).fill(a)
  return made
}
function along(a: NDArray, n: number | null, axis: number, inverse: boolean): NDArray {
  const given = a.astype(complex128)
  const shaped = fitted(given, n ?? (given.shape[axis] as number), axis)
  const moved = contiguous(moveaxis(shaped, axis, -1))
  return contiguous(moveaxis(fourier(moved, 1, inverse), -1, axis))
}
const one =
  (inverse: boolean) =>
  (a: ArrayValue, n: Scalar | null = null, axis: Scalar = -1): NDArray => {
    const given = toArray(a)
    return along(given, n === null ? null : integer(n), normalizeAxis(integer(axis), given.ndim), inverse)
  }
export const fft = signed('fft(a, n=None, axis=-1, norm=None)', one(false))
export const ifft = signed('ifft(a, n=None, axis=-1, norm=None)', one(true))

const several =
  (inverse: boolean, dimensions: number | null) =>
  (a: ArrayValue, s: readonly Scalar[] | null = null, axes: readonly Scalar[] | null = null): NDArray => {
    const given = toArray(a)
    const sizes = s === null ? null : listOf(s)
    const count = sizes?.length ?? dimensions ?? given.ndim
    const over = (axes === null ? Array.from({ length: count }, (_, i) => i - count) : listOf(axes)).map(axis =>
      normalizeAxis(integer(axis), given.ndim),
    )
    return over.reduceRight(
      (made, axis, i) => along(made, sizes === null ? null : integer(sizes[i]), axis, inverse),
      given,
    )
  }
export const fft2 = signed('fft2(a, s=None, axes=None, norm=None)', several(false, 2))
export const ifft2 = signed('ifft2(a, s=None, axes=None, norm=None)', several(true, 2))
export const fftn = signed('fftn(a, s=None, axes=None, norm=None)', several(false, null))
export const ifftn = signed('ifftn(a, s=None, axes=None, norm=None)', several(true, null))

/** The first half of the transform of real numbers. */
export const rfft = signed(
  'rfft(a, n=None, axis=-1, norm=None)',
  (a: ArrayValue, n: Scalar | null = null, axis: Scalar = -1): NDArray => {
    const made = one(false)(toArray(a).astype(float64), n, axis)
    const at = normalizeAxis(integer(axis), made.ndim)
    return alongAxis(made, at, 0, Math.floor((made.shape[at] as number) / 2) + 1).copy()
  },
)
/** Real numbers from the first half of their transform. */
export const irfft = signed(
  'irfft(a, n=None, axis=-1, norm=None)',
  (a: ArrayValue, n: Scalar | null = null, axis: Scalar = -1): NDArray => {
    const given = toArray(a).astype(complex128)
    const at = normalizeAxis(integer(axis), given.ndim)
    const length = n === null ? 2 * ((given.shape[at] as number) - 1) : integer(n)
    const half = fitted(given, Math.floor(length / 2) + 1, at)
    const full = NDArray.zeros(half.shape.toSpliced(at, 1, length), complex128)
    alongAxis(full, at, 0, half.shape[at] as number).fill(half)
    const mirrored = length - (half.shape[at] as number)
    if (mirrored > 0) {
      const part = alongAxis(half, at, mirrored, mirrored, -1).copy()
      const data = part.data as Float64Array
      for (let i = 1; i < data.length; i += 2) data[i] = -(data[i] as number)
      alongAxis(full, at, half.shape[at] as number, mirrored).fill(part)
    }
    return along(full, null, at, true).astype(float64)
  },
)
/** The frequencies of a transform of `n` samples that are `d` apart. */
export const fftfreq = signed('fftfreq(n, d=1.0)', (n: Scalar, d: Scalar = 1): NDArray => {
  const count = elementCount(integer(n))
  const step = 1 / (count * integer(d))
  const half = Math.floor((count - 1) / 2) + 1
  return fromNumbers(
    float64,
    [count],
    Float64Array.from({ length: count }, (_, i) => (i < half ? i : i - count) * step),
  )
})
export const rfftfreq = signed('rfftfreq(n, d=1.0)', (n: Scalar, d: Scalar = 1): NDArray => {
  const count = elementCount(integer(n))
  const step = 1 / (count * integer(d))
  const length = Math.floor(count / 2) + 1
  return fromNumbers(
    float64,
    [length],
    Float64Array.from({ length }, (_, i) => i * step),
  )
})
const shifted =
  (sign: 1 | -1) =>
  (x: ArrayValue, axes: Scalar | readonly Scalar[] | null = null): NDArray => {
    const given = toArray(x)
    const over =
      axes === null ? given.shape.map((_, i) => i) : [axes].flat().map(axis => normalizeAxis(integer(axis), given.ndim))
    return over.reduce((made, axis) => {
      const length = made.shape[axis] as number
      return roll(made, sign * Math.floor(length / 2), axis)
    }, given)
  }
/** The frequency 0 in the middle. */
export const fftshift = signed('fftshift(x, axes=None)', shifted(1))
export const ifftshift = signed('ifftshift(x, axes=None)', shifted(-1))
