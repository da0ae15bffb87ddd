/**
 * Images [batch, height, width, channels] made smaller or larger (core/kernels/resize_*_op.cc). Positions are computed in single
 * precision as TensorFlow does, so that they round to the same pixels.
 */
import { int32 } from '../../../tensor/dtypes.ts'
import { doubles, type Reals } from '../scalars/reals.ts'

export interface Resize {
  readonly batch: number
  readonly channels: number
  readonly height: number
  readonly width: number
  readonly outHeight: number
  readonly outWidth: number
  readonly alignCorners: boolean
}

const { fround } = Math

/** Distance of two output pixels in input pixels. */
function scaleOf(input: number, output: number, alignCorners: boolean): number {
  return alignCorners && output > 1 ? fround((input - 1) / fround(output - 1)) : fround(input / fround(output))
}
/** The same along rows and columns. */
export const scalesOf = (r: Pick<Resize, 'height' | 'width' | 'outHeight' | 'outWidth' | 'alignCorners'>) =>
  [scaleOf(r.height, r.outHeight, r.alignCorners), scaleOf(r.width, r.outWidth, r.alignCorners)] as const
const rowScale = (r: Resize) => scaleOf(r.height, r.outHeight, r.alignCorners)
const columnScale = (r: Resize) => scaleOf(r.width, r.outWidth, r.alignCorners)
const range = (count: number) => Array.from({ length: count }, (_, i) => i)

/** Between which two pixels each output pixel lies, and how far from the first. */
function between(input: number, output: number, scale: number) {
  return range(output).map(i => {
    const at = fround(i * scale)
    const lower = Math.floor(at)
    return { lower, upper: Math.min(lower + 1, input - 1), lerp: fround(at - lower) }
  })
}

type Corners = (
  output: number,
  topLeft: number,
  topRight: number,
  bottomLeft: number,
  bottomRight: number,
  x: number,
  y: number,
) => void

/** Visits each output element with the positions of the four pixels around it. */
function eachBilinear(r: Resize, visit: Corners): void {
  if (outputSize(r) === 0) return
  const rows = between(r.height, r.outHeight, rowScale(r))
  const columns = between(r.width, r.outWidth, columnScale(r))
  let out = 0
  for (let b = 0; b < r.batch; b++) {
    for (const y of rows) {
      const top = (b * r.height + y.lower) * r.width
      const bottom = (b * r.height + y.upper) * r.width
      for (const x of columns) {
        for (let c = 0; c < r.channels; c++, out++) {
          const [left, right] = [x.lower, x.upper]
          visit(
            out,
            (top + left) * r.channels + c,
            (top + right) * r.channels + c,
            (bottom + left) * r.channels + c,
            (bottom + right) * r.channels + c,
            x.lerp,
            y.lerp,
          )
        }
      }
    }
  }
}

const outputSize = (r: Resize) => r.batch * r.outHeight * r.outWidth * r.channels

export function resizeBilinear(r: Resize, images: Reals): Float64Array {
  const out = doubles(outputSize(r))
  eachBilinear(r, (to, tl, tr, bl, br, x, y) => {
    const top = (images[tl] as number) + ((images[tr] as number) - (images[tl] as number)) * x
    const bottom = (images[bl] as number) + ((images[br] as number) - (images[bl] as number)) * x
    out[to] = top + (bottom - top) * y
  })
  return out
}
/** The gradient of `resizeBilinear`; `grad` has the resized shape. */
export function resizeBilinearGrad(r: Resize, grad: Reals): Float64Array {
  const out = doubles(r.batch * r.height * r.width * r.channels)
  eachBilinear(r, (from, tl, tr, bl, br, x, y) => {
    const g = grad[from] as number
    // the gradient is of floats, whatever the images are
    const share = (at: number, down: number, across: number): void => {
      out[at] = (out[at] as number) + fround(fround(g * down) * across)
    }
    share(tl, fround(1 - y), fround(1 - x))
    share(tr, fround(1 - y), x)
    share(bl, y, fround(1 - x))
    share(br, y, x)
  })
  return out
}

/** For each output element the position of the input element that it copies. */
export function nearestPositions(r: Resize): Int32Array {
  const nearest = (input: number, output: number, scale: number) =>
    range(output).map(i => Math.min(Math.floor(fround(i * scale)), input - 1))
  const out = int32.allocate(outputSize(r)) as Int32Array
  if (out.length === 0) return out
  const rows = nearest(r.height, r.outHeight, rowScale(r))
  const columns = nearest(r.width, r.outWidth, columnScale(r))
  let to = 0
  for (let b = 0; b < r.batch; b++) {
    for (const y of rows)
      for (const x of columns)
        for (let c = 0; c < r.channels; c++) out[to++] = ((b * r.height + y) * r.width + x) * r.channels + c
  }
  return out
}

const TABLE_SIZE = 1024
/** Weights of the cubic convolution at distance x and 1 + x, for x in steps of 1/1024; a = −0.75. */
const WEIGHTS = range(TABLE_SIZE + 1).map(i => {
  const a = -0.75
  const x = i / TABLE_SIZE
  const further = x + 1
  return [
    fround(((a + 2) * x - (a + 3)) * x * x + 1),
    fround(((a * further - 5 * a) * further + 8 * a) * further - 4 * a),
  ] as const
})

/** Roundings to the nearest integer, ties to the even one. */
const toEven = (x: number): number => {
  const down = Math.floor(x)
  return x - down === 0.5 ? down + (down & 1) : Math.round(x)
}

function cubicTaps(input: number, output: number, scale: number) {
  const bound = (i: number) => Math.min(input - 1, Math.max(0, i))
  return range(output).map(i => {
    const at = fround(scale * i)
    const pixel = Math.floor(at)
    const offset = toEven(fround(fround(at - pixel) * TABLE_SIZE))
    const near = WEIGHTS[offset] as readonly [number, number]
    const far = WEIGHTS[TABLE_SIZE - offset] as readonly [number, number]
    return { pixels: [pixel - 1, pixel, pixel + 1, pixel + 2].map(bound), weights: [near[1], near[0], far[0], far[1]] }
  })
}

/** Pixels of a dimension and what they weigh, for each pixel of the output. */
export type Weights = readonly (readonly (readonly [pixel: number, weight: number])[])[]

/** The weights along rows and columns of `resizeBicubic`, and of `resizeArea`. */
export function bicubicWeights(r: Resize): readonly [Weights, Weights] {
  const along = (...dimension: [input: number, output: number, scale: number]): Weights =>
    cubicTaps(...dimension).map(({ pixels, weights }) =>
      pixels.map((pixel, i) => [pixel, weights[i] as number] as const),
    )
  return [along(r.height, r.outHeight, rowScale(r)), along(r.width, r.outWidth, columnScale(r))]
}
export function areaWeights(r: Resize): readonly [Weights, Weights] {
  const along = (input: number, output: number, scale: number): Weights =>
    covered(input, output, scale).map(taps => taps.map(({ pixel, share }) => [pixel, share / scale] as const))
  return [along(r.height, r.outHeight, rowScale(r)), along(r.width, r.outWidth, columnScale(r))]
}

export function resizeBicubic(r: Resize, images: Reals): Float64Array {
  const out = doubles(outputSize(r))
  if (out.length === 0) return out
  const rows = cubicTaps(r.height, r.outHeight, rowScale(r))
  const columns = cubicTaps(r.width, r.outWidth, columnScale(r))
  let to = 0
  for (let b = 0; b < r.batch; b++) {
    for (const y of rows) {
      for (const x of columns) {
        for (let c = 0; c < r.channels; c++, to++) {
          let sum = 0
          for (let i = 0; i < 4; i++) {
            const row = (b * r.height + (y.pixels[i] as number)) * r.width
            let line = 0
            for (let j = 0; j < 4; j++)
              line += (x.weights[j] as number) * (images[(row + (x.pixels[j] as number)) * r.channels + c] as number)
            sum += (y.weights[i] as number) * line
          }
          out[to] = sum
        }
      }
    }
  }
  return out
}

/** The input pixels that each output pixel covers, and how much of each. */
function covered(input: number, output: number, scale: number) {
  return range(output).map(i => {
    const from = fround(i * scale)
    const to = fround((i + 1) * scale)
    const taps: { readonly pixel: number; readonly share: number }[] = []
    for (let p = Math.floor(from); p < Math.ceil(to); p++) {
      const share = p < from ? (p + 1 > to ? scale : p + 1 - from) : p + 1 > to ? to - p : 1
      taps.push({ pixel: Math.min(input - 1, Math.max(0, p)), share })
    }
    return taps
  })
}

export function resizeArea(r: Resize, images: Reals): Float64Array {
  const out = doubles(outputSize(r))
  // of no images, even ones too large for a table of their rows can be made
  if (out.length === 0) return out
  const rows = covered(r.height, r.outHeight, rowScale(r))
  const columns = covered(r.width, r.outWidth, columnScale(r))
  const area = 1 / (rowScale(r) * columnScale(r))
  let to = 0
  for (let b = 0; b < r.batch; b++) {
    for (const y of rows) {
      for (const x of columns) {
        for (let c = 0; c < r.channels; c++, to++) {
          let sum = 0
          for (const row of y) {
            for (const column of x)
              sum +=
                (images[((b * r.height + row.pixel) * r.width + column.pixel) * r.channels + c] as number) *
                row.share *
                column.share *
                area
          }
          out[to] = sum
        }
      }
    }
  }
  return out
}
