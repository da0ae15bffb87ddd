/**
 * libjpeg's inverse transforms to fewer samples: 4 × 4, 2 × 2 and 1 of a block of 8 × 8 coefficients. Where damaged files overflow, the first two do
 * as vectors of 16 bits.
 */
import { clamped, cut16, dequantized, inverse8 } from './idct.ts'

export type InverseTransform = typeof inverse8

const WORK = new Int32Array(32)
const SAMPLES = new Int32Array(4)

const odd4 = (z1: number, z2: number, z3: number, z4: number): number =>
  (Math.imul(z1, -1730) + Math.imul(z2, 11893) + Math.imul(z3, -17799) + Math.imul(z4, 8697)) | 0
const outer4 = (z1: number, z2: number, z3: number, z4: number): number =>
  (Math.imul(z1, -4176) + Math.imul(z2, -4926) + Math.imul(z3, 7373) + Math.imul(z4, 20995)) | 0
const odd2 = (z1: number, z2: number, z3: number, z4: number): number =>
  (Math.imul(z1, -5906) + Math.imul(z2, 6967) + Math.imul(z3, -10426) + Math.imul(z4, 29692)) | 0
/** Coefficient `i` of a block, dequantized. */
const term = (coefficients: Int16Array, at: number, quantizers: Uint16Array, i: number): number =>
  dequantized(coefficients[at + i] as number, quantizers[i] as number)

/** Whether a block has coefficients below the first row, the fifth aside, for which 4 × 4 samples have no use. Without, what is too large wraps. */
function hasLowerRows(coefficients: Int16Array, at: number): boolean {
  for (let i = 8; i < 64; i++) if (coefficients[at + i] !== 0 && i >> 3 !== 4) return true
  return false
}
const descaled = (value: number, bits: number): number => ((value | 0) + (1 << (bits - 1))) >> bits

/** Four samples of a row, or of a column, of which `add` and `shift` make units; in place of the inputs at `at`, `step` apart. */
function pass4(
  work: Int32Array,
  at: number,
  step: number,
  w0: number,
  w1: number,
  w2: number,
  w3: number,
  w5: number,
  w6: number,
  w7: number,
  shift: number,
): void {
  const half = 1 << (shift - 1)
  const even = (Math.imul(w2, 15137) - Math.imul(w6, 6270)) | 0
  const upper = (w0 << 14) + even + half
  const lower = (w0 << 14) - even + half
  const inner = odd4(w7, w5, w3, w1)
  const outer = outer4(w7, w5, w3, w1)
  work[at] = cut16((upper + outer) >> shift)
  work[at + step] = cut16((lower + inner) >> shift)
  work[at + 2 * step] = cut16((lower - inner) >> shift)
  work[at + 3 * step] = cut16((upper - outer) >> shift)
}

const inverse4: InverseTransform = (coefficients, at, quantizers, plane, place, stride) => {
  const wraps = !hasLowerRows(coefficients, at)
  for (let column = 0; column < 8; column++) {
    // the second pass has no use for it
    if (column === 4) continue
    const w0 = term(coefficients, at, quantizers, column)
    if (wraps) {
      const value = (w0 << 18) >> 16
      WORK[column] = value
      WORK[column + 8] = value
      WORK[column + 16] = value
      WORK[column + 24] = value
      continue
    }
    const w1 = term(coefficients, at, quantizers, column + 8)
    const w2 = term(coefficients, at, quantizers, column + 16)
    const w3 = term(coefficients, at, quantizers, column + 24)
    const w5 = term(coefficients, at, quantizers, column + 40)
    const w6 = term(coefficients, at, quantizers, column + 48)
    const w7 = term(coefficients, at, quantizers, column + 56)
    pass4(WORK, column, 8, w0, w1, w2, w3, w5, w6, w7, 12)
  }
  for (let row = 0, to = place; row < 32; row += 8, to += stride) {
    const w0 = WORK[row] as number
    const w1 = WORK[row + 1] as number
    const w2 = WORK[row + 2] as number
    const w3 = WORK[row + 3] as number
    const w5 = WORK[row + 5] as number
    const w6 = WORK[row + 6] as number
    const w7 = WORK[row + 7] as number
    pass4(SAMPLES, 0, 1, w0, w1, w2, w3, w5, w6, w7, 19)
    for (let x = 0; x < 4; x++) plane[to + x] = clamped((SAMPLES[x] as number) + 128)
  }
}

const inverse2: InverseTransform = (coefficients, at, quantizers, plane, place, stride) => {
  // the first column and the odd ones
  for (let column = 0; column < 8; column += column === 0 ? 1 : 2) {
    const dc = term(coefficients, at, quantizers, column) << 15
    const odd = odd2(
      term(coefficients, at, quantizers, column + 56),
      term(coefficients, at, quantizers, column + 40),
      term(coefficients, at, quantizers, column + 24),
      term(coefficients, at, quantizers, column + 8),
    )
    const upper = descaled(dc + odd, 13)
    const lower = descaled(dc - odd, 13)
    // the first column stays a vector of 32 bits
    WORK[column] = column === 0 ? upper : cut16(upper)
    WORK[column + 8] = column === 0 ? lower : cut16(lower)
  }
  for (let row = 0, to = place; row < 16; row += 8, to += stride) {
    const dc = (WORK[row] as number) << 15
    const odd = odd2(WORK[row + 7] as number, WORK[row + 5] as number, WORK[row + 3] as number, WORK[row + 1] as number)
    plane[to] = clamped(descaled(dc + odd, 20) + 128)
    plane[to + 1] = clamped(descaled(dc - odd, 20) + 128)
  }
}

/** Without vectors: quantizers have signs, and samples are looked up by ten bits. */
const inverse1: InverseTransform = (coefficients, at, quantizers, plane, place) => {
  const quantizer = ((quantizers[0] as number) << 16) >> 16
  const mean = descaled(Math.imul(coefficients[at] as number, quantizer), 3)
  plane[place] = clamped(((mean << 22) >> 22) + 128)
}

/** By the samples of a block's side. */
export const INVERSE_TRANSFORMS: Readonly<Record<number, InverseTransform>> = {
  1: inverse1,
  2: inverse2,
  4: inverse4,
  8: inverse8,
}
