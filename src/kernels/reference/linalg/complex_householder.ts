/** Householder's reflections of complex vectors. */
import { type Complex, type ComplexGrid, modulus, product } from './complex_grid.ts'

/** 1 − τ·v·vᴴ with v = [1, tail…]. */
export interface ComplexReflection {
  readonly tau: Complex
  readonly tail: readonly Complex[]
  readonly beta: number
}

/** The reflection that turns x into [β, 0, …] with a real β. */
export function householder(x: readonly Complex[]): ComplexReflection {
  const [first, ...tail] = x as [Complex, ...Complex[]]
  const rest = tail.reduce((sum, [re, im]) => sum + re * re + im * im, 0)
  if (rest <= 2 ** -1022 && first[1] ** 2 <= 2 ** -1022)
    return { tau: [0, 0], tail: tail.map(() => [0, 0] as const), beta: first[0] }
  const length = Math.sqrt(first[0] ** 2 + first[1] ** 2 + rest)
  const beta = first[0] >= 0 ? -length : length
  const divisor: Complex = [first[0] - beta, first[1]]
  const size = divisor[0] ** 2 + divisor[1] ** 2
  const inverse: Complex = [divisor[0] / size, -divisor[1] / size]
  return { tau: [(beta - first[0]) / beta, first[1] / beta], tail: tail.map(z => product(z, inverse)), beta }
}

/** Applies a reflection to the rows of m from `first` on, in its columns from `from` on; `back`: its adjoint, in which τ is conjugated. */
export function reflectComplex(
  m: ComplexGrid,
  first: number,
  from: number,
  { tau, tail }: ComplexReflection,
  back: boolean,
): void {
  const factor: Complex = back ? [tau[0], -tau[1]] : tau
  for (let j = from; j < m.columns; j++) {
    let [re, im] = m.get(first, j)
    for (const [k, [vr, vi]] of tail.entries()) {
      const [xr, xi] = m.get(first + 1 + k, j)
      re += vr * xr + vi * xi
      im += vr * xi - vi * xr
    }
    const change = product(factor, [re, im])
    const [x, y] = m.get(first, j)
    m.set(first, j, [x - change[0], y - change[1]])
    for (const [k, v] of tail.entries()) {
      const step = product(v, change)
      const [a, b] = m.get(first + 1 + k, j)
      m.set(first + 1 + k, j, [a - step[0], b - step[1]])
    }
  }
}

/** QR decomposition with the longest column first: R overwrites the upper triangle of m, which is at least as tall as wide. */
export function pivotedComplexQr(m: ComplexGrid): { q: ComplexReflection[]; columns: number[] } {
  const columns = Array.from({ length: m.columns }, (_, j) => j)
  const lengthOf = (j: number, from: number): number =>
    Math.sqrt(m.column(j, from).reduce((sum, z) => sum + modulus(z) ** 2, 0))
  const q: ComplexReflection[] = []
  for (let k = 0; k < m.columns; k++) {
    let longest = k
    for (let j = k + 1; j < m.columns; j++) if (lengthOf(j, k) > lengthOf(longest, k)) longest = j
    if (longest !== k) {
      m.swapColumns(k, longest)
      ;[columns[k], columns[longest]] = [columns[longest]!, columns[k]!]
    }
    const reflection = householder(m.column(k, k))
    q.push(reflection)
    m.set(k, k, [reflection.beta, 0])
    for (let i = k + 1; i < m.rows; i++) m.set(i, k, [0, 0])
    reflectComplex(m, k, k + 1, reflection, false)
  }
  return { q, columns }
}
