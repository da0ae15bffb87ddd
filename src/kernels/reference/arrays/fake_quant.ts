/** Rounding to the levels of an 8-bit range, and its gradient, in single precision. */
const { fround } = Math
const LEVELS = 255

/** A range whose levels include 0. */
export interface NudgedRange {
  readonly min: number
  readonly max: number
  readonly scale: number
}

/** Moves a range so that 0 is one of its 256 levels. */
export function nudged(min: number, max: number): NudgedRange {
  const scale = fround(fround(max - min) / LEVELS)
  const fromMin = fround(0 - fround(min / scale))
  // half away from zero; nothing sensible becomes 0
  const zero = fromMin < 0 ? 0 : fromMin > LEVELS ? LEVELS : Math.floor(fromMin + 0.5) || 0
  return { min: fround((0 - zero) * scale), max: fround((LEVELS - zero) * scale), scale }
}

/** The elements from `start` on, in steps of `stride`, rounded to the range's levels. */
export function fakeQuantized(
  values: Float32Array,
  range: NudgedRange,
  start: number,
  stride: number,
  out: Float32Array,
): void {
  const inverse = fround(1 / range.scale)
  for (let i = start; i < values.length; i += stride) {
    const value = values[i] as number
    const clamped = Math.max(Math.min(value, range.max), range.min)
    const level = Math.floor(fround(fround(fround(clamped - range.min) * inverse) + 0.5))
    out[i] = fround(fround(level * range.scale) + range.min)
  }
}

/** The gradients of these elements into `out`; the sums of those below and above the range are the gradients of its ends. */
export function rangeGradients(
  gradients: Float32Array,
  values: Float32Array,
  range: NudgedRange,
  start: number,
  stride: number,
  out: Float32Array,
): [min: number, max: number] {
  let [low, high] = [0, 0]
  for (let i = start; i < values.length; i += stride) {
    const [value, gradient] = [values[i] as number, gradients[i] as number]
    const inside = value >= range.min && value <= range.max
    out[i] = gradient * (inside ? 1 : 0)
    // a range that is upside down has elements on both sides of it
    if (value < range.min) low += gradient
    if (value > range.max) high += gradient
  }
  return [low, high]
}
