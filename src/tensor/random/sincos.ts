/**
 * Sine and cosine of a float32 angle to the bit as the C library gives them (glibc from 2.28 on: Arm's optimized routines), of which
 * TensorFlow makes its normal numbers: polynomials in float64, rounded once. Right to 0.56 units of the last place; a correctly rounded
 * function differs in one result of a hundred.
 */

/** sin r = r + r³ (S0 + S1 r² + S2 r⁴) for |r| ≤ π/4. */
export const SINE = [-0.16666654943701084, 0.008332178146138854, -0.00019517298981385725] as const
/** cos r = 1 + r² (C0 + C1 r² + C2 r⁴ + C3 r⁶). */
export const COSINE = [
  -0.49999999725108224, 0.041666623324344516, -0.001388676379437604, 2.4390450703564542e-5,
] as const

/** Writes the sine and cosine of an angle between 0 and 2π to `pair`, a Float32Array. */
export function sincosFloat(angle: number, pair: Float32Array): void {
  const quadrant = Math.round(angle * (2 / Math.PI))
  const r = angle - quadrant * (Math.PI / 2)
  const r2 = r * r
  const r3 = r * r2
  const r4 = r2 * r2
  const sine = r + r3 * SINE[0] + r3 * r2 * (SINE[1] + r2 * SINE[2])
  const cosine = 1 + r2 * COSINE[0] + r4 * COSINE[1] + r4 * r2 * (COSINE[2] + r2 * COSINE[3])
  const odd = (quadrant & 1) !== 0
  pair[0] = (quadrant & 2) !== 0 ? -(odd ? cosine : sine) : odd ? cosine : sine
  pair[1] = ((quadrant + 1) & 2) !== 0 ? -(odd ? sine : cosine) : odd ? sine : cosine
}
