/** Singular values and vectors of an arrow: a matrix with a first column and a diagonal, whose first element is in the column. */
import { type Arithmetic, Grid, squaredNorm } from './packet_sums.ts'

interface Arrow {
  readonly a: Arithmetic
  readonly column: readonly number[]
  /** Rising, zeros last; the first counts as 0. */
  readonly diagonal: readonly number[]
  /** The elements whose column is not zero. */
  readonly live: readonly number[]
}
/** A singular value as the sum of a nearby element of the diagonal and a small rest, which keeps its digits. */
interface Values {
  readonly sums: number[]
  readonly shifts: number[]
  readonly rests: number[]
}

/** Values descend; u has one row and one column more than v. */
export function arrowSvd(
  a: Arithmetic,
  column: readonly number[],
  diagonal: readonly number[],
): { values: number[]; u: Grid; v: Grid } {
  const n = column.length
  let end = n
  while (end > 1 && diagonal[end - 1] === 0) end--
  const live: number[] = []
  for (let k = 0; k < end; k++) if (Math.abs(column[k]!) > a.tiny) live.push(k)
  const arrow: Arrow = { a, column, diagonal, live }
  const values = singularValues(arrow)
  const { u, v } = singularVectors(arrow, values, adjustedColumn(arrow, values))
  const { sums } = values
  // what was deflated may stand one place off
  for (let i = 0; i < end - 1; i++) {
    if (!(sums[i]! > sums[i + 1]!)) continue
    ;[sums[i], sums[i + 1]] = [sums[i + 1]!, sums[i]!]
    u.swapColumns(i, i + 1)
    v.swapColumns(i, i + 1)
  }
  for (let i = 0, j = end - 1; i < j; i++, j--) {
    ;[sums[i], sums[j]] = [sums[j]!, sums[i]!]
    u.swapColumns(i, j)
    v.swapColumns(i, j)
  }
  return { values: sums, u, v }
}

/** 1 + Σ zᵢ² / ((dᵢ − σ)·(dᵢ + σ)) for σ = shift + rest, whose zeros are the singular values. `shifted`: dᵢ − shift. */
function secular(
  { a, column, diagonal, live }: Arrow,
  rest: number,
  shifted: readonly number[],
  shift: number,
): number {
  const { round } = a
  let sum = 1
  for (const j of live) {
    const z = column[j]!
    const divisor = round(round(shifted[j]! - rest) * round(round(diagonal[j]! + shift) + rest))
    sum = round(sum + round(round(z * z) / divisor))
  }
  return sum
}

function singularValues(arrow: Arrow): Values {
  const { a, column, diagonal } = arrow
  const { round } = a
  const n = column.length
  let end = n
  while (end > 1 && column[end - 1] === 0) end--
  const values: Values = { sums: [], shifts: [], rests: [] }
  const put = (shift: number, rest: number, sum: number): void => {
    values.shifts.push(shift)
    values.rests.push(rest)
    values.sums.push(sum)
  }
  for (let k = 0; k < n; k++) {
    if (column[k] === 0 || end === 1) {
      const known = k === 0 ? column[0]! : diagonal[k]!
      put(known, 0, known)
      continue
    }
    const left = diagonal[k]!
    let right: number
    if (k === end - 1) {
      const data = Object.assign(a.allocate(n), column)
      right = round(diagonal[k]! + round(Math.sqrt(squaredNorm(a, { data, at: 0, step: 1, length: n }, true))))
    } else {
      let next = k + 1
      while (column[next] === 0) next++
      right = diagonal[next]!
    }
    const width = round(right - left)
    const middle = secular(arrow, round(left + round(width / 2)), diagonal, 0)
    const fromLeft = k === end - 1 || middle > 0
    const shift = fromLeft ? left : right
    const rest = findZero(
      arrow,
      shift,
      fromLeft,
      left,
      right,
      k === end - 1,
      diagonal.map(d => round(d - shift)),
    )
    put(shift, rest, round(shift + rest))
  }
  return values
}

/** The zero of the secular equation between two elements of the diagonal, measured from one of them. */
function findZero(
  arrow: Arrow,
  shift: number,
  fromLeft: boolean,
  left: number,
  right: number,
  isLast: boolean,
  shifted: readonly number[],
): number {
  const { a } = arrow
  const { round, epsilon } = a
  const f = (rest: number): number => secular(arrow, rest, shifted, shift)
  const width = round(right - left)
  const [tenth, most] = [round(0.1), round(0.6)]
  let [previous, current] = fromLeft
    ? [round(width * tenth), isLast ? width : round(width * 0.5)]
    : [-round(width * tenth), -round(width * 0.5)]
  let fPrevious = f(previous)
  let fCurrent = f(current)
  if (Math.abs(fPrevious) < Math.abs(fCurrent)) {
    ;[previous, current] = [current, previous]
    ;[fPrevious, fCurrent] = [fCurrent, fPrevious]
  }
  // interpolation by a / rest + b through the two last points
  let bisect = round(fPrevious * fCurrent) > 0
  while (
    fCurrent !== 0 &&
    Math.abs(round(current - previous)) > round(8 * epsilon * Math.max(Math.abs(current), Math.abs(previous))) &&
    Math.abs(round(fCurrent - fPrevious)) > epsilon &&
    !bisect
  ) {
    const slope = round(round(fCurrent - fPrevious) / round(round(1 / current) - round(1 / previous)))
    const level = round(fCurrent - round(slope / current))
    previous = current
    fPrevious = fCurrent
    current = round(-slope / level)
    fCurrent = f(current)
    if (fromLeft ? current < 0 || current > width : current < -width || current > 0) bisect = true
    if (Math.abs(fCurrent) > Math.abs(fPrevious)) bisect = true
  }
  if (!bisect) return current
  let low = fromLeft ? a.tiny : -round(width * most)
  let high = fromLeft ? (isLast ? right : round(width * most)) : -a.tiny
  let fLow = f(low)
  while (round(high - low) > round(2 * epsilon * Math.max(Math.abs(low), Math.abs(high)))) {
    const middle = round(round(low + high) / 2)
    const value = f(middle)
    if (round(fLow * value) < 0) high = middle
    else {
      low = middle
      fLow = value
    }
  }
  return round(round(low + high) / 2)
}

/** A column near the given one for which the values found are exact, so that the vectors are orthogonal. */
function adjustedColumn({ a, column, diagonal, live }: Arrow, { sums, shifts, rests }: Values): number[] {
  const { round } = a
  const last = live.at(-1)
  if (last === undefined) return column.map(() => 0)
  return column.map((z, k) => {
    if (z === 0) return 0
    const d = diagonal[k]!
    let product = round(round(sums[last]! + d) * round(rests[last]! + round(shifts[last]! - d)))
    for (const [l, i] of live.entries()) {
      if (i === k) continue
      const j = i < k ? i : live[l - 1]!
      const first = round(round(sums[j]! + d) / round(diagonal[i]! + d))
      const second = round(round(rests[j]! + round(shifts[j]! - d)) / round(diagonal[i]! - d))
      product = round(product * round(first * second))
    }
    const root = round(Math.sqrt(product))
    return z > 0 ? root : -root
  })
}

function singularVectors(
  { a, diagonal, live }: Arrow,
  { sums, shifts, rests }: Values,
  column: readonly number[],
): { u: Grid; v: Grid } {
  const { round } = a
  const n = column.length
  const u = Grid.zeros(a, n + 1, n + 1, false)
  const v = Grid.zeros(a, n, n, false)
  for (let k = 0; k < n; k++) {
    if (column[k] === 0) {
      u.set(k, k, 1)
      v.set(k, k, 1)
      continue
    }
    const over = (x: number, i: number): number =>
      round(round(x / round(round(diagonal[i]! - shifts[k]!) - rests[k]!)) / round(diagonal[i]! + sums[k]!))
    for (const i of live) u.set(i, k, over(column[i]!, i))
    normalize(a, u, k)
    for (const i of live.slice(1)) v.set(i, k, over(round(diagonal[i]! * column[i]!), i))
    v.set(0, k, -1)
    normalize(a, v, k)
  }
  u.set(n, n, 1)
  return { u, v }
}
function normalize(a: Arithmetic, m: Grid, j: number): void {
  const square = squaredNorm(a, m.column(j), true)
  if (!(square > 0)) return
  const length = a.round(Math.sqrt(square))
  for (let i = 0; i < m.rows; i++) m.set(i, j, m.get(i, j) / length)
}
