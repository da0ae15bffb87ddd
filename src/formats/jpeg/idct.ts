/**
 * The inverse cosine transform of libjpeg's method "islow", after Loeffler, Ligtenberg and Moschytz: 13 bits of fraction, 2 more between the
 * passes. Where damaged files overflow, it does as libjpeg-turbo's vectors of 16 bits: sums of two inputs wrap, what a pass gives is cut off.
 */

const WORK = new Int16Array(64)

/** To the nearest number of 16 bits. */
export const cut16 = (value: number): number =>
  ((value + 0x8000) & ~0xffff) === 0 ? value : value < 0 ? -0x8000 : 0x7fff

/** A coefficient times its quantizer, in 16 bits. */
export const dequantized = (coefficient: number, quantizer: number): number =>
  (Math.imul(coefficient, quantizer) << 16) >> 16

/** Writes the transform of 64 coefficients times their quantizers to a plane, as 8 × 8 samples. */
export function inverse8(
  coefficients: Int16Array,
  at: number,
  quantizers: Uint16Array,
  plane: Uint8Array,
  place: number,
  stride: number,
): void {
  const work = WORK
  let below = 0
  for (let i = at + 8; i < at + 64; i++) below |= coefficients[i] as number
  for (let column = 0; column < 8; column++) {
    const i = at + column
    const c1 = coefficients[i + 8] as number
    const c2 = coefficients[i + 16] as number
    const c3 = coefficients[i + 24] as number
    const c4 = coefficients[i + 32] as number
    const c5 = coefficients[i + 40] as number
    const c6 = coefficients[i + 48] as number
    const c7 = coefficients[i + 56] as number
    const dc = dequantized(coefficients[i] as number, quantizers[column] as number)
    if ((c1 | c2 | c3 | c4 | c5 | c6 | c7) === 0) {
      // a block of one row wraps
      const value = below === 0 ? (dc << 18) >> 16 : cut16(dc << 2)
      work[column] = value
      work[column + 8] = value
      work[column + 16] = value
      work[column + 24] = value
      work[column + 32] = value
      work[column + 40] = value
      work[column + 48] = value
      work[column + 56] = value
      continue
    }
    const q2 = dequantized(c2, quantizers[column + 16] as number)
    const q6 = dequantized(c6, quantizers[column + 48] as number)
    const q4 = dequantized(c4, quantizers[column + 32] as number)
    const even = Math.imul(q2 + q6, 4433)
    const low = even - Math.imul(q6, 15137)
    const high = even + Math.imul(q2, 6270)
    const sum = ((dc + q4) << 16) >> 3
    const difference = ((dc - q4) << 16) >> 3
    const e0 = (sum + high + 1024) | 0
    const e3 = (sum - high + 1024) | 0
    const e1 = (difference + low + 1024) | 0
    const e2 = (difference - low + 1024) | 0
    let o0 = dequantized(c7, quantizers[column + 56] as number)
    let o1 = dequantized(c5, quantizers[column + 40] as number)
    let o2 = dequantized(c3, quantizers[column + 24] as number)
    let o3 = dequantized(c1, quantizers[column + 8] as number)
    const z1 = Math.imul(o0 + o3, -7373)
    const z2 = Math.imul(o1 + o2, -20995)
    const odd02 = ((o0 + o2) << 16) >> 16
    const odd13 = ((o1 + o3) << 16) >> 16
    const z5 = Math.imul(odd02 + odd13, 9633)
    const z3 = (Math.imul(odd02, -16069) + z5) | 0
    const z4 = (Math.imul(odd13, -3196) + z5) | 0
    o0 = (Math.imul(o0, 2446) + z1 + z3) | 0
    o1 = (Math.imul(o1, 16819) + z2 + z4) | 0
    o2 = (Math.imul(o2, 25172) + z2 + z3) | 0
    o3 = (Math.imul(o3, 12299) + z1 + z4) | 0
    work[column] = cut16((e0 + o3) >> 11)
    work[column + 56] = cut16((e0 - o3) >> 11)
    work[column + 8] = cut16((e1 + o2) >> 11)
    work[column + 48] = cut16((e1 - o2) >> 11)
    work[column + 16] = cut16((e2 + o1) >> 11)
    work[column + 40] = cut16((e2 - o1) >> 11)
    work[column + 24] = cut16((e3 + o0) >> 11)
    work[column + 32] = cut16((e3 - o0) >> 11)
  }
  for (let row = 0, to = place; row < 64; row += 8, to += stride) {
    const w1 = work[row + 1] as number
    const w2 = work[row + 2] as number
    const w3 = work[row + 3] as number
    const w4 = work[row + 4] as number
    const w5 = work[row + 5] as number
    const w6 = work[row + 6] as number
    const w7 = work[row + 7] as number
    const w0 = work[row] as number
    if ((w1 | w2 | w3 | w4 | w5 | w6 | w7) === 0) {
      const value = clamped(((w0 + 16) >> 5) + 128)
      plane[to] = value
      plane[to + 1] = value
      plane[to + 2] = value
      plane[to + 3] = value
      plane[to + 4] = value
      plane[to + 5] = value
      plane[to + 6] = value
      plane[to + 7] = value
      continue
    }
    const even = Math.imul(w2 + w6, 4433)
    const low = even - Math.imul(w6, 15137)
    const high = even + Math.imul(w2, 6270)
    const sum = (((w0 + w4) << 16) >> 3) + HALF
    const difference = (((w0 - w4) << 16) >> 3) + HALF
    const e0 = (sum + high) | 0
    const e3 = (sum - high) | 0
    const e1 = (difference + low) | 0
    const e2 = (difference - low) | 0
    const z1 = Math.imul(w7 + w1, -7373)
    const z2 = Math.imul(w5 + w3, -20995)
    const odd73 = ((w7 + w3) << 16) >> 16
    const odd51 = ((w5 + w1) << 16) >> 16
    const z5 = Math.imul(odd73 + odd51, 9633)
    const z3 = (Math.imul(odd73, -16069) + z5) | 0
    const z4 = (Math.imul(odd51, -3196) + z5) | 0
    const o0 = (Math.imul(w7, 2446) + z1 + z3) | 0
    const o1 = (Math.imul(w5, 16819) + z2 + z4) | 0
    const o2 = (Math.imul(w3, 25172) + z2 + z3) | 0
    const o3 = (Math.imul(w1, 12299) + z1 + z4) | 0
    plane[to] = clamped(((e0 + o3) >> 18) + 128)
    plane[to + 7] = clamped(((e0 - o3) >> 18) + 128)
    plane[to + 1] = clamped(((e1 + o2) >> 18) + 128)
    plane[to + 6] = clamped(((e1 - o2) >> 18) + 128)
    plane[to + 2] = clamped(((e2 + o1) >> 18) + 128)
    plane[to + 5] = clamped(((e2 - o1) >> 18) + 128)
    plane[to + 3] = clamped(((e3 + o0) >> 18) + 128)
    plane[to + 4] = clamped(((e3 - o0) >> 18) + 128)
  }
}

const HALF = 1 << 17

export const clamped = (sample: number): number => ((sample & ~255) === 0 ? sample : sample < 0 ? 0 : 255)
