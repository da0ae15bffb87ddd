/** Conversions of 16-bit floats, which are stored as their bits. */

const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)
const single = new Float32Array(1)
const singleBits = new Uint32Array(single.buffer)

/** The bits of the float16 nearest to `value` (ties to even), rounded once, from the double itself. */
export function toHalf(value: number): number {
  double[0] = value
  const high = words[1] as number
  const low = words[0] as number
  const sign = (high >>> 16) & 0x8000
  const biased = (high >>> 20) & 0x7ff
  const mantissa = high & 0xfffff
  if (biased === 0x7ff) return sign | (mantissa !== 0 || low !== 0 ? 0x7e00 : 0x7c00)
  const exponent = biased - 1023
  if (exponent > 15) return sign | 0x7c00
  // below 2^-25 everything rounds to zero
  if (exponent < -25) return sign
  const normal = exponent >= -14
  const full = normal ? mantissa : mantissa | 0x100000
  const shift = normal ? 10 : -4 - exponent
  const kept = full >>> shift
  const rest = full & ((1 << shift) - 1)
  const tie = 1 << (shift - 1)
  const up = rest > tie || (rest === tie && (low !== 0 || (kept & 1) === 1)) ? 1 : 0
  // a carry out of the mantissa runs into the exponent, and from the largest half into infinity
  return sign | ((normal ? ((exponent + 15) << 10) | kept : kept) + up)
}

function decodeHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >>> 10) & 0x1f
  const mantissa = bits & 0x3ff
  if (exponent === 0x1f) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY
  if (exponent === 0) return sign * mantissa * 2 ** -24
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15)
}

let halves: Float32Array | undefined

/** The value of every float16, indexed by its bits; made on first use. */
export function halfTable(): Float32Array {
  halves ??= Float32Array.from({ length: 65536 }, (_, bits) => decodeHalf(bits))
  return halves
}

/** The value of a float16 from its bits. */
export function fromHalf(bits: number): number {
  return (halves ?? halfTable())[bits] as number
}

/** The nearest float16, as a number. */
export function roundToHalf(value: number): number {
  return fromHalf(toHalf(value))
}

/** The bits of a bfloat16: the upper half of the float32, cut off and not rounded, as TensorFlow 0.12.1 does. */
export function toBfloat16(value: number): number {
  single[0] = value
  return (singleBits[0] as number) >>> 16
}

/** The value of a bfloat16 from its bits. */
export function fromBfloat16(bits: number): number {
  singleBits[0] = bits << 16
  return single[0] as number
}
