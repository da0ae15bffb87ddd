/** Boxes cut out of images and resized (core/kernels/crop_and_resize_op.cc), and glimpses. */
import { doubles, type Reals } from '../scalars/reals.ts'

export interface Crop {
  readonly batch: number
  readonly height: number
  readonly width: number
  readonly depth: number
  readonly cropHeight: number
  readonly cropWidth: number
  /** [count, 4]: y1, x1, y2, x2, where 0 and 1 are the centres of the outermost pixels. */
  readonly boxes: Reals
  /** The image of each box. */
  readonly imageOf: ArrayLike<number>
}

const { fround } = Math

interface Place {
  readonly lower: number
  readonly upper: number
  readonly lerp: number
}
/** Where `count` samples of a box from `from` to `to` lie on `size` pixels; undefined outside of the image. */
function placesOf(from: number, to: number, size: number, count: number): (Place | undefined)[] {
  const scale = count > 1 ? fround(fround(fround(to - from) * (size - 1)) / (count - 1)) : 0
  return Array.from({ length: count }, (_, i) => {
    const at =
      count > 1 ? fround(fround(from * (size - 1)) + fround(i * scale)) : fround(0.5 * fround(from + to) * (size - 1))
    if (!(at >= 0 && at <= size - 1)) return undefined
    const lower = Math.floor(at)
    return { lower, upper: Math.ceil(at), lerp: fround(at - lower) }
  })
}

type Sample = (
  cropAt: number,
  box: number,
  row: number,
  column: number,
  y: Place | undefined,
  x: Place | undefined,
  pixel: (y: number, x: number) => number,
) => void

/** Visits each pixel of each crop. */
function eachSample(crop: Crop, visit: Sample): void {
  const { height, width, depth, cropHeight, cropWidth, boxes } = crop
  // pixels of nothing, perhaps more of them than tables of their places can be made for
  if (depth === 0) return
  for (let box = 0, out = 0; box < crop.imageOf.length; box++) {
    const [y1, x1, y2, x2] = [0, 1, 2, 3].map(i => boxes[4 * box + i] as number) as [number, number, number, number]
    const rows = placesOf(y1, y2, height, cropHeight)
    const columns = placesOf(x1, x2, width, cropWidth)
    const image = crop.imageOf[box] as number
    const pixel = (y: number, x: number) => ((image * height + y) * width + x) * depth
    for (let i = 0; i < cropHeight; i++) {
      for (let j = 0; j < cropWidth; j++, out += depth) visit(out, box, i, j, rows[i], columns[j], pixel)
    }
  }
}

export function cropAndResize(crop: Crop, image: Reals, extrapolation: number): Float64Array {
  const { depth } = crop
  const out = doubles(crop.imageOf.length * crop.cropHeight * crop.cropWidth * depth).fill(extrapolation)
  eachSample(crop, (to, _box, _i, _j, y, x, pixel) => {
    if (!y || !x) return
    const corners = [pixel(y.lower, x.lower), pixel(y.lower, x.upper), pixel(y.upper, x.lower), pixel(y.upper, x.upper)]
    for (let d = 0; d < depth; d++) {
      const [tl, tr, bl, br] = corners.map(at => image[at + d] as number) as [number, number, number, number]
      const top = tl + (tr - tl) * x.lerp
      const bottom = bl + (br - bl) * x.lerp
      out[to + d] = top + (bottom - top) * y.lerp
    }
  })
  return out
}

export function cropAndResizeGradImage(crop: Crop, grad: Reals): Float64Array {
  const { depth } = crop
  const out = doubles(crop.batch * crop.height * crop.width * depth)
  eachSample(crop, (from, _box, _i, _j, y, x, pixel) => {
    if (!y || !x) return
    const spread = (at: number, weight: number, d: number) => {
      out[at + d] = (out[at + d] as number) + weight * (grad[from + d] as number)
    }
    for (let d = 0; d < depth; d++) {
      spread(pixel(y.lower, x.lower), (1 - x.lerp) * (1 - y.lerp), d)
      spread(pixel(y.lower, x.upper), x.lerp * (1 - y.lerp), d)
      spread(pixel(y.upper, x.lower), (1 - x.lerp) * y.lerp, d)
      spread(pixel(y.upper, x.upper), x.lerp * y.lerp, d)
    }
  })
  return out
}

export function cropAndResizeGradBoxes(crop: Crop, image: Reals, grad: Reals): Float64Array {
  const { height, width, depth, cropHeight, cropWidth } = crop
  const out = new Float64Array(crop.imageOf.length * 4)
  /** What the first and the second side of a box do to the position of sample `i`. */
  const sides = (i: number, size: number, count: number): readonly [number, number] => {
    if (count <= 1) return [0.5 * (size - 1), 0.5 * (size - 1)]
    const ratio = (size - 1) / (count - 1)
    return [size - 1 - i * ratio, i * ratio]
  }
  eachSample(crop, (from, box, i, j, y, x, pixel) => {
    if (!y || !x) return
    const [first, second] = sides(i, height, cropHeight)
    const [left, right] = sides(j, width, cropWidth)
    for (let d = 0; d < depth; d++) {
      const [tl, tr] = [image[pixel(y.lower, x.lower) + d] as number, image[pixel(y.lower, x.upper) + d] as number]
      const [bl, br] = [image[pixel(y.upper, x.lower) + d] as number, image[pixel(y.upper, x.upper) + d] as number]
      const g = grad[from + d] as number
      const dy = g * ((1 - x.lerp) * (bl - tl) + x.lerp * (br - tr))
      const dx = g * ((1 - y.lerp) * (tr - tl) + y.lerp * (br - bl))
      for (const [side, change] of [dy * first, dx * left, dy * second, dx * right].entries()) {
        out[4 * box + side] = (out[4 * box + side] as number) + change
      }
    }
  })
  return out
}

export interface Glimpse {
  readonly batch: number
  readonly height: number
  readonly width: number
  readonly depth: number
  readonly outHeight: number
  readonly outWidth: number
  readonly centered: boolean
  readonly normalized: boolean
  readonly uniformNoise: boolean
}

/** A normal variate from two uniform ones. */
const gaussian = (): number => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random())

/** Windows around one position in each image; what lies outside of it is noise that resembles the image. */
export function extractGlimpse(g: Glimpse, images: Reals, offsets: Reals): Float64Array {
  const out = doubles(g.batch * g.outHeight * g.outWidth * g.depth)
  if (out.length === 0) return out
  const start = (offset: number, size: number, window: number): number => {
    let at = g.normalized ? fround(offset * size) : offset
    if (g.centered) at = fround(fround(at / 2) + fround(size / 2))
    return Math.trunc(fround(at - fround(window / 2)))
  }
  const imageSize = g.height * g.width * g.depth
  for (let b = 0; b < g.batch; b++) {
    const top = start(offsets[2 * b] as number, g.height, g.outHeight)
    const left = start(offsets[2 * b + 1] as number, g.width, g.outWidth)
    const noise = noiseLike(g, images, b * imageSize)
    for (let i = 0; i < g.outHeight; i++) {
      for (let j = 0; j < g.outWidth; j++) {
        const [y, x] = [top + i, left + j]
        const inside = y >= 0 && y < g.height && x >= 0 && x < g.width
        for (let d = 0; d < g.depth; d++) {
          const value = inside ? (images[b * imageSize + (y * g.width + x) * g.depth + d] as number) : noise(d)
          out[((b * g.outHeight + i) * g.outWidth + j) * g.depth + d] = value
        }
      }
    }
  }
  return out
}

/** Uniform between the image's extremes, or normal with each channel's mean and deviation. */
function noiseLike(g: Glimpse, images: Reals, start: number): (channel: number) => number {
  const pixels = g.height * g.width
  if (g.uniformNoise) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (let i = start; i < start + pixels * g.depth; i++) {
      low = Math.min(low, images[i] as number)
      high = Math.max(high, images[i] as number)
    }
    return () => low + Math.random() * (high - low)
  }
  const moments = Array.from({ length: g.depth }, (_, d) => {
    let [sum, squares] = [0, 0]
    for (let p = 0; p < pixels; p++) {
      const value = images[start + p * g.depth + d] as number
      sum += value
      squares += value * value
    }
    const mean = sum / pixels
    return { mean, deviation: Math.sqrt(Math.max(0, squares / pixels - mean * mean)) }
  })
  return channel => {
    const { mean, deviation } = moments[channel] as { mean: number; deviation: number }
    return mean + deviation * gaussian()
  }
}
