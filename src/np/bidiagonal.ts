/** The singular vectors of 2 by 2 matrices with the signs that LAPACK gives them. */

/** Singular values, falling, and the right singular vectors as rows. */
export interface SingularPair {
  readonly values: readonly [number, number]
  readonly rows: readonly [readonly [number, number], readonly [number, number]]
}

const signOf = (x: number): number => (x < 0 || Object.is(x, -0) ? -1 : 1)

/** Householder's reflection makes [[a, b], [c, d]] upper triangular; then [[f, g], [0, h]] is taken apart in closed form. */
export function singularPair(a: number, b: number, c: number, d: number): SingularPair {
  if (c === 0) return triangularPair(a, b, d)
  const f = -signOf(a) * Math.hypot(a, c)
  const tau = (f - a) / f
  const v = c / (a - f)
  const w = tau * (b + v * d)
  return triangularPair(f, b - w, d - v * w)
}

function triangularPair(f: number, g: number, h: number): SingularPair {
  if (g === 0) return ordered(f, h, 1, 0)
  const swapped = Math.abs(h) > Math.abs(f)
  const [ft, ht] = swapped ? [h, f] : [f, h]
  const fa = Math.abs(ft)
  const difference = fa - Math.abs(ht)
  const l = difference / fa
  const m = g / ft
  const s = Math.hypot(2 - l, m)
  const r = Math.hypot(l, m)
  const scale = (s + r) / 2
  const t = (m / (s + 2 - l) + m / (r + l)) * (1 + scale)
  const length = Math.sqrt(t * t + 4)
  const cosine = 2 / length
  const sine = t / length
  const otherCosine = (cosine + sine * m) / scale
  const otherSine = ((ht / ft) * sine) / scale
  const [leftCosine, leftSine] = swapped ? [sine, cosine] : [otherCosine, otherSine]
  const [rightCosine, rightSine] = swapped ? [otherSine, otherCosine] : [cosine, sine]
  // The sign of the largest element decides the sign of the larger value.
  const largest =
    Math.abs(g) > fa
      ? signOf(rightSine) * signOf(leftCosine) * signOf(g)
      : swapped
        ? signOf(rightSine) * signOf(leftSine) * signOf(h)
        : signOf(rightCosine) * signOf(leftCosine) * signOf(f)
  const larger = largest * fa * scale
  const smaller = largest * signOf(f) * signOf(h) * (Math.abs(ht) / scale)
  return ordered(larger, smaller, rightCosine, rightSine)
}

/** Negative values turn their vector around; the larger value comes first. */
function ordered(first: number, second: number, cosine: number, sine: number): SingularPair {
  const p = signOf(first)
  const q = signOf(second)
  const firstRow = [p * cosine, p * sine] as const
  const secondRow = [-q * sine, q * cosine] as const
  if (Math.abs(second) > Math.abs(first))
    return { values: [Math.abs(second), Math.abs(first)], rows: [secondRow, firstRow] }
  return { values: [Math.abs(first), Math.abs(second)], rows: [firstRow, secondRow] }
}
