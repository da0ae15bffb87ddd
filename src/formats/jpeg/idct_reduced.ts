/** libjpeg's inverse transforms to fewer samples: 4 × 4, 2 × 2 and 1 of a block of 8 × 8 coefficients. */
import { clamped, inverse8 } from './idct.ts'

export type InverseTransform = typeof inverse8

const WORK = new Int32Array(32)

const odd4 = (z1: number, z2: number, z3: number, z4: number): number =>
  Math.imul(z1, -1730) + Math.imul(z2, 11893) + Math.imul(z3, -17799) + Math.imul(z4, 8697)
const outer4 = (z1: number, z2: number, z3: number, z4: number): number =>
  Math.imul(z1, -4176) + Math.imul(z2, -4926) + Math.imul(z3, 7373) + Math.imul(z4, 20995)
const odd2 = (z1: number, z2: number, z3: number, z4: number): number =>
  Math.imul(z1, -5906) + Math.imul(z2, 6967) + Math.imul(z3, -10426) + Math.imul(z4, 29692)
const descaled = (value: number, bits: number): number => ((value | 0) + (1 << (bits - 1))) >> bits

const inverse4: InverseTransform = (coefficients, at, quantizers, plane, place, stride) => {
  const term = (i: number): number => Math.imul(coefficients[at + i] as number, quantizers[i] as number)
  for (let column = 0; column < 8; column++) {
    // the second pass has no use for it
    if (column === 4) continue
    const dc = term(column) << 14
    const even = Math.imul(term(column + 16), 15137) - Math.imul(term(column + 48), 6270)
    const odd = [term(column + 56), term(column + 40), term(column + 24), term(column + 8)] as const
    const [inner, outer] = [odd4(...odd), outer4(...odd)]
    WORK[column] = descaled(dc + even + outer, 12)
    WORK[column + 24] = descaled(dc + even - outer, 12)
    WORK[column + 8] = descaled(dc - even + inner, 12)
    WORK[column + 16] = descaled(dc - even - inner, 12)
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

const inverse2: InverseTransform = (coefficients, at, quantizers, plane, place, stride) => {
  const term = (i: number): number => Math.imul(coefficients[at + i] as number, quantizers[i] as number)
  for (const column of [0, 1, 3, 5, 7]) {
    const dc = term(column) << 15
    const odd = odd2(term(column + 56), term(column + 40), term(column + 24), term(column + 8))
    WORK[column] = descaled(dc + odd, 13)
    WORK[column + 8] = descaled(dc - odd, 13)
  }
  for (let row = 0, to = place; row < 16; row += 8, to += stride) {
    const w = (i: number): number => WORK[row + i] as number
    const dc = w(0) << 15
    const odd = odd2(w(7), w(5), w(3), w(1))
    plane[to] = clamped(descaled(dc + odd, 20) + 128)
    plane[to + 1] = clamped(descaled(dc - odd, 20) + 128)
  }
}

const inverse1: InverseTransform = (coefficients, at, quantizers, plane, place) => {
  plane[place] = clamped(descaled(Math.imul(coefficients[at] as number, quantizers[0] as number), 3) + 128)
}

/** By the samples of a block's side. */
export const INVERSE_TRANSFORMS: Readonly<Record<number, InverseTransform>> = {
  1: inverse1,
  2: inverse2,
  4: inverse4,
  8: inverse8,
}
