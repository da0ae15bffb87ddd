/**
 * libjpeg's inverse transforms to fewer samples: 4 × 4, 2 × 2 and 1 of a block of 8 × 8 coefficients. Where damaged files overflow, the first two do
 * as vectors of 16 bits.
 */
import { clamped, cut16, inverse8 } from './idct.ts'

export type InverseTransform = typeof inverse8

const WORK = new Int32Array(32)

const odd4 = (z1: number, z2: number, z3: number, z4: number): number =>
  Math.imul(z1, -1730) + Math.imul(z2, 11893) + Math.imul(z3, -17799) + Math.imul(z4, 8697)
const outer4 = (z1: number, z2: number, z3: number, z4: number): number =>
  Math.imul(z1, -4176) + Math.imul(z2, -4926) + Math.imul(z3, 7373) + Math.imul(z4, 20995)
const odd2 = (z1: number, z2: number, z3: number, z4: number): number =>
  Math.imul(z1, -5906) + Math.imul(z2, 6967) + Math.imul(z3, -10426) + Math.imul(z4, 29692)
/** A coefficient times its quantizer. */
const term = (coefficients: Int16Array, at: number, quantizers: Uint16Array, i: number): number =>
  (Math.imul(coefficients[at + i] as number, quantizers[i] as number) << 16) >> 16

/** Whether a block has coefficients below the first row, the fifth aside, for which 4 × 4 samples have no use. Without, what is too large wraps. */
function hasLowerRows(coefficients: Int16Array, at: number): boolean {
  let any = 0
  for (let i = 8; i < 64; i++) if (i >> 3 !== 4) any |= coefficients[at + i] as number
  return any !== 0
}
const descaled = (value: number, bits: number): number => ((value | 0) + (1 << (bits - 1))) >> bits

const inverse4: InverseTransform = (coefficients, at, quantizers, plane, place, stride) => {
  const wraps = !hasLowerRows(coefficients, at)
  for (let column = 0; column < 8; column++) {
    // the second pass has no use for it
    if (column === 4) continue
    const input = (row: number): number => term(coefficients, at, quantizers, column + 8 * row)
    if (wraps) {
      const value = (input(0) << 18) >> 16
      for (let row = 0; row < 32; row += 8) WORK[column + row] = value
      continue
    }
    const dc = input(0) << 14
    const even = Math.imul(input(2), 15137) - Math.imul(input(6), 6270)
    const [i7, i5, i3, i1] = [input(7), input(5), input(3), input(1)]
    const [inner, outer] = [odd4(i7, i5, i3, i1), outer4(i7, i5, i3, i1)]
    WORK[column] = cut16(descaled(dc + even + outer, 12))
    WORK[column + 24] = cut16(descaled(dc + even - outer, 12))
    WORK[column + 8] = cut16(descaled(dc - even + inner, 12))
    WORK[column + 16] = cut16(descaled(dc - even - inner, 12))
  }
  for (let row = 0, to = place; row < 32; row += 8, to += stride) {
    const w = (i: number): number => WORK[row + i] as number
    const dc = w(0) << 14
    const even = Math.imul(w(2), 15137) - Math.imul(w(6), 6270)
    const [inner, outer] = [odd4(w(7), w(5), w(3), w(1)), outer4(w(7), w(5), w(3), w(1))]
    plane[to] = clamped(descaled(dc + even + outer, 19) + 128)
    plane[to + 3] = clamped(descaled(dc + even - outer, 19) + 128)
    plane[to + 1] = clamped(descaled(dc - even + inner, 19) + 128)
    plane[to + 2] = clamped(descaled(dc - even - inner, 19) + 128)
  }
}

const COLUMNS_OF_2 = [0, 1, 3, 5, 7] as const
const inverse2: InverseTransform = (coefficients, at, quantizers, plane, place, stride) => {
  for (const column of COLUMNS_OF_2) {
    const input = (row: number): number => term(coefficients, at, quantizers, column + 8 * row)
    const dc = input(0) << 15
    const odd = odd2(input(7), input(5), input(3), input(1))
    // the first column stays a vector of 32 bits
    const cut = column === 0 ? (value: number): number => value : cut16
    WORK[column] = cut(descaled(dc + odd, 13))
    WORK[column + 8] = cut(descaled(dc - odd, 13))
  }
  for (let row = 0, to = place; row < 16; row += 8, to += stride) {
    const w = (i: number): number => WORK[row + i] as number
    const dc = w(0) << 15
    const odd = odd2(w(7), w(5), w(3), w(1))
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
