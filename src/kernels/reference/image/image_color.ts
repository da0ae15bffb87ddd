/**
 * Colours: conversions between RGB and HSV, contrast, hue (core/kernels/colorspace_op.h, adjust_*_op.cc). `round` gives each
 * intermediate result the precision of the images, in TensorFlow's order of operations.
 */
import type { Reals } from '../scalars/reals.ts'

export type Round = (x: number) => number

/** Red, green and blue to hue (a turn is 1), saturation and value, for each three elements. */
export function rgbToHsv(images: Reals, round: Round): Float64Array {
  const out = new Float64Array(images.length)
  const [sixth, third, twoThirds] = [round(1 / 6), round(2 / 6), round(4 / 6)]
  for (let i = 0; i < images.length; i += 3) {
    const [r, g, b] = [images[i] as number, images[i + 1] as number, images[i + 2] as number]
    const value = Math.max(r, g, b)
    const range = round(value - Math.min(r, g, b))
    let hue = 0
    if (range > 0) {
      const norm = round(round(1 / range) * sixth)
      if (r === value) hue = round(norm * round(g - b))
      else if (g === value) hue = round(round(norm * round(b - r)) + third)
      else hue = round(round(norm * round(r - g)) + twoThirds)
      if (hue < 0) hue = round(hue + 1)
    }
    out[i] = hue
    out[i + 1] = value > 0 ? round(range / value) : 0
    out[i + 2] = value
  }
  return out
}

const clamped = (x: number): number => Math.min(Math.max(x, 0), 1)

export function hsvToRgb(images: Reals, round: Round): Float64Array {
  const out = new Float64Array(images.length)
  for (let i = 0; i < images.length; i += 3) {
    const [h, s, v] = [round((images[i] as number) * 6), images[i + 1] as number, images[i + 2] as number]
    const far = (at: number) => Math.abs(round(h - at))
    const shares = [round(far(3) - 1), round(2 - far(2)), round(2 - far(4))]
    const rest = round(1 - s)
    for (let c = 0; c < 3; c++) out[i + c] = round(round(rest + round(s * clamped(shares[c] as number))) * v)
  }
  return out
}

/** Each channel of each image, of `pixels` pixels, moved away from its mean by `factor`. */
export function adjustContrast(images: Reals, pixels: number, channels: number, factor: number): Float64Array {
  const out = new Float64Array(images.length)
  const size = pixels * channels
  for (let start = 0; start < images.length; start += size) {
    for (let c = 0; c < channels; c++) {
      let sum = 0
      for (let i = start + c; i < start + size; i += channels) sum += images[i] as number
      const mean = sum / pixels
      for (let i = start + c; i < start + size; i += channels) out[i] = ((images[i] as number) - mean) * factor + mean
    }
  }
  return out
}

/** RGB images with their hues turned by `delta`. */
export function adjustHue(images: Reals, delta: number): Float64Array {
  const hsv = rgbToHsv(images, Math.fround)
  for (let i = 0; i < hsv.length; i += 3) {
    const hue = (hsv[i] as number) + delta
    hsv[i] = hue - Math.floor(hue)
  }
  return hsvToRgb(hsv, Math.fround)
}
