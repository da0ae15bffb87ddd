/** Discrete Fourier transforms of any length, in double precision. */
import { NDArray } from '../../../tensor/ndarray.ts'
import { numElements } from '../../../tensor/shape.ts'

/** Real and imaginary parts of one line. */
interface Line {
  readonly re: Float64Array
  readonly im: Float64Array
}

/** cos and sin of 2πk/n for k < n. */
const roots = new Map<number, Line>()
function rootsOf(n: number): Line {
  let found = roots.get(n)
  if (!found) {
    const angle = (2 * Math.PI) / n
    found = {
      re: Float64Array.from({ length: n }, (_, k) => Math.cos(angle * k)),
      im: Float64Array.from({ length: n }, (_, k) => Math.sin(angle * k)),
    }
    // a bounded memory of the last lengths
    if (roots.size >= 32) roots.delete(roots.keys().next().value as number)
    roots.set(n, found)
  }
  return found
}

/** In place, for lengths that are powers of two (Cooley and Tukey); forwards: e^(−2πi…). Not scaled. */
function powerOfTwo({ re, im }: Line, sign: 1 | -1): void {
  const n = re.length
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1
    for (; j & bit; bit >>= 1) j ^= bit
    j ^= bit
    if (i < j) {
      ;[re[i], re[j]] = [re[j] as number, re[i] as number]
      ;[im[i], im[j]] = [im[j] as number, im[i] as number]
    }
  }
  const w = rootsOf(n)
  for (let size = 2; size <= n; size *= 2) {
    const half = size / 2
    const stride = n / size
    for (let start = 0; start < n; start += size) {
      for (let k = 0; k < half; k++) {
        const [c, s] = [w.re[k * stride] as number, sign * (w.im[k * stride] as number)]
        const [p, q] = [start + k, start + k + half]
        const [x, y] = [re[q] as number, im[q] as number]
        const [u, v] = [c * x - s * y, c * y + s * x]
        re[q] = (re[p] as number) - u
        im[q] = (im[p] as number) - v
        re[p] = (re[p] as number) + u
        im[p] = (im[p] as number) + v
      }
    }
  }
}

/** Any other length as a convolution with a chirp (Bluestein). */
function anyLength(line: Line, sign: 1 | -1): void {
  const n = line.re.length
  let size = 1
  while (size < 2 * n - 1) size *= 2
  const w = rootsOf(2 * n)
  const a = { re: new Float64Array(size), im: new Float64Array(size) }
  const b = { re: new Float64Array(size), im: new Float64Array(size) }
  // k² mod 2n keeps the angle small
  const chirp = (k: number): [number, number] => {
    const at = Number((BigInt(k) * BigInt(k)) % BigInt(2 * n))
    return [w.re[at] as number, sign * (w.im[at] as number)]
  }
  for (let k = 0; k < n; k++) {
    const [c, s] = chirp(k)
    const [x, y] = [line.re[k] as number, line.im[k] as number]
    a.re[k] = x * c - y * s
    a.im[k] = x * s + y * c
    b.re[k] = c
    b.im[k] = -s
    if (k > 0) {
      b.re[size - k] = c
      b.im[size - k] = -s
    }
  }
  powerOfTwo(a, -1)
  powerOfTwo(b, -1)
  for (let k = 0; k < size; k++) {
    const [x, y, u, v] = [a.re[k], a.im[k], b.re[k], b.im[k]] as [number, number, number, number]
    a.re[k] = x * u - y * v
    a.im[k] = x * v + y * u
  }
  powerOfTwo(a, 1)
  for (let k = 0; k < n; k++) {
    const [c, s] = chirp(k)
    const [x, y] = [(a.re[k] as number) / size, (a.im[k] as number) / size]
    line.re[k] = x * c - y * s
    line.im[k] = x * s + y * c
  }
}

/** The transform of a complex array over its last `rank` axes; the inverse one is divided by the number of elements. */
export function fourier(array: NDArray, rank: number, inverse: boolean): NDArray {
  const { shape } = array
  let values: Float64Array = Float64Array.from(array.data as Float32Array)
  const sign = inverse ? 1 : -1
  for (let axis = shape.length - rank; axis < shape.length; axis++) values = alongAxis(values, shape, axis, sign)
  if (inverse) {
    const count = numElements(shape.slice(shape.length - rank))
    values = values.map(x => x / count)
  }
  const data = array.dtype.allocate(array.size) as Float32Array
  data.set(values)
  return new NDArray(array.dtype, shape, data)
}

function alongAxis(values: Float64Array, shape: readonly number[], axis: number, sign: 1 | -1): Float64Array {
  const n = shape[axis] as number
  if (n <= 1) return values
  const inner = numElements(shape.slice(axis + 1))
  const outer = numElements(shape.slice(0, axis))
  const transform = (n & (n - 1)) === 0 ? powerOfTwo : anyLength
  const line = { re: new Float64Array(n), im: new Float64Array(n) }
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const first = o * n * inner + i
      for (let k = 0; k < n; k++) {
        line.re[k] = values[2 * (first + k * inner)] as number
        line.im[k] = values[2 * (first + k * inner) + 1] as number
      }
      transform(line, sign)
      for (let k = 0; k < n; k++) {
        values[2 * (first + k * inner)] = line.re[k] as number
        values[2 * (first + k * inner) + 1] = line.im[k] as number
      }
    }
  }
  return values
}
