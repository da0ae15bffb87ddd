/** The cosine transform of libjpeg's method "islow", and the quantization of what it gives. */

const WORK = new Int32Array(64)

/** What a coefficient is divided by: (|x| + correction) × factor, cut off; libjpeg's reciprocals of 16 bits. */
export interface Divisors {
  readonly corrections: Int32Array
  readonly factors: Float64Array
  /** The factors are reciprocals / 2 ** bits. */
  readonly reciprocals: Uint16Array
  readonly bits: Uint8Array
}

export function divisorsOf(quantizers: Uint16Array): Divisors {
  const [corrections, factors] = [new Int32Array(64), new Float64Array(64)]
  const [reciprocals, shifts] = [new Uint16Array(64), new Uint8Array(64)]
  for (const [i, quantizer] of quantizers.entries()) {
    const divisor = quantizer * 8
    let bits = 16 + 31 - Math.clz32(divisor)
    let reciprocal = Math.floor(2 ** bits / divisor)
    const rest = 2 ** bits % divisor
    let correction = divisor >> 1
    if (rest === 0) {
      reciprocal /= 2
      bits--
    } else if (rest <= divisor >> 1) correction++
    else reciprocal++
    corrections[i] = correction
    factors[i] = reciprocal / 2 ** bits
    reciprocals[i] = reciprocal
    shifts[i] = bits
  }
  return { corrections, factors, reciprocals, bits: shifts }
}

/** One pass over eight lines of `step` between their samples. `shift` is what the results lose. */
function pass(line: number, step: number, next: number, first: boolean): void {
  const work = WORK
  const shift = first ? 11 : 15
  const half = 1 << (shift - 1)
  for (let i = 0, at = line; i < 8; i++, at += next) {
    const a0 = work[at] as number
    const a1 = work[at + step] as number
    const a2 = work[at + 2 * step] as number
    const a3 = work[at + 3 * step] as number
    const a4 = work[at + 4 * step] as number
    const a5 = work[at + 5 * step] as number
    const a6 = work[at + 6 * step] as number
    const a7 = work[at + 7 * step] as number
    const t10 = a0 + a7 + a3 + a4
    const t13 = a0 + a7 - a3 - a4
    const t11 = a1 + a6 + a2 + a5
    const t12 = a1 + a6 - a2 - a5
    work[at] = first ? (t10 + t11) << 2 : (t10 + t11 + 2) >> 2
    work[at + 4 * step] = first ? (t10 - t11) << 2 : (t10 - t11 + 2) >> 2
    const e = Math.imul(t12 + t13, 4433) + half
    work[at + 2 * step] = (e + Math.imul(t13, 6270)) >> shift
    work[at + 6 * step] = (e - Math.imul(t12, 15137)) >> shift
    const t4 = a3 - a4
    const t5 = a2 - a5
    const t6 = a1 - a6
    const t7 = a0 - a7
    const z1 = Math.imul(t4 + t7, -7373) + half
    const z2 = Math.imul(t5 + t6, -20995) + half
    const z5 = Math.imul(t4 + t6 + t5 + t7, 9633)
    const z3 = Math.imul(t4 + t6, -16069) + z5
    const z4 = Math.imul(t5 + t7, -3196) + z5
    work[at + 7 * step] = (Math.imul(t4, 2446) + z1 + z3) >> shift
    work[at + 5 * step] = (Math.imul(t5, 16819) + z2 + z4) >> shift
    work[at + 3 * step] = (Math.imul(t6, 25172) + z2 + z3) >> shift
    work[at + step] = (Math.imul(t7, 12299) + z1 + z4) >> shift
  }
}

/** Transforms the 8 × 8 samples at `place` of a plane to 64 coefficients, in rows. */
export function forward8(
  plane: Uint8Array,
  place: number,
  stride: number,
  { corrections, factors }: Divisors,
  coefficients: Int16Array,
  at: number,
): void {
  for (let y = 0, from = place; y < 64; y += 8, from += stride)
    for (let x = 0; x < 8; x++) WORK[y + x] = (plane[from + x] as number) - 128
  pass(0, 1, 8, true)
  pass(0, 8, 1, false)
  for (let i = 0; i < 64; i++) {
    const value = WORK[i] as number
    const size = value < 0 ? -value : value
    const quotient = ((size + (corrections[i] as number)) * (factors[i] as number)) | 0
    coefficients[at + i] = value < 0 ? -quotient : quotient
  }
}
