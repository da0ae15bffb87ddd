/** Which positions `choice` picks. */
import { ValueError } from '../errors/index.ts'
import type { NDArray } from '../tensor/ndarray.ts'
import { boundedIntegers } from '../tensor/random/bounded.ts'
import type { Mt19937 } from '../tensor/random/mt19937.ts'
import { shuffleInPlace } from './random_shuffle.ts'
import { listLength, numbersOf } from './values.ts'

/** Probabilities may miss 1 by the square root of the precision of their type. */
const TOLERANCES: Readonly<Record<string, number>> = { float16: Math.sqrt(2 ** -10), float32: Math.sqrt(2 ** -23) }
const TOLERANCE = Math.sqrt(2 ** -52)

function checkedChances(p: NDArray, length: number): Float64Array {
  if (p.shape.length !== 1) throw new ValueError('p must be 1-dimensional')
  if (p.size !== length) throw new ValueError('a and p must have same size')
  const chances = numbersOf(p)
  if (chances.some(chance => chance < 0)) throw new ValueError('probabilities are not non-negative')
  const tolerance = TOLERANCES[p.dtype.name] ?? TOLERANCE
  if (Math.abs(chances.reduce((sum, chance) => sum + chance, 0) - 1) > tolerance)
    throw new ValueError('probabilities do not sum to 1')
  return chances
}

/** Running sums, scaled so that the last is 1. */
function cumulated(chances: Float64Array): Float64Array {
  let sum = 0
  const sums = chances.map(chance => (sum += chance))
  return sums.map(value => value / sum)
}

/** How many of the ascending `values` are <= `limit`. */
function countUpTo(values: Float64Array, limit: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((values[middle] as number) <= limit) low = middle + 1
    else high = middle
  }
  return low
}

/** Positions 0 … length - 1, one for each element of `shape`. */
export function chooseIndices(
  state: { readonly source: Mt19937 },
  length: number,
  shape: readonly number[],
  replace: boolean,
  p: NDArray | null,
): number[] {
  const { source } = state
  if (!Number.isInteger(length)) throw new ValueError('a must be 1-dimensional or an integer')
  const count = listLength(shape.reduce((product, dim) => product * dim, 1))
  const chances = p === null ? null : checkedChances(p, length)
  if (replace) {
    if (chances === null) return Array.from(boundedIntegers(source, 64, BigInt(length - 1), count), Number)
    const sums = cumulated(chances)
    return Array.from({ length: count }, () => countUpTo(sums, source.double()))
  }
  if (count > length) throw new ValueError("Cannot take a larger sample than population when 'replace=False'")
  if (chances === null) {
    const order = Array.from({ length: listLength(length) }, (_, i) => i)
    shuffleInPlace(source, order)
    return order.slice(0, count)
  }
  return withoutReplacement(source, chances.slice(), count)
}

/** Rounds of draws; what a round draws for the first time is kept, and has no chance in the next. */
function withoutReplacement(source: Mt19937, chances: Float64Array, count: number): number[] {
  if (chances.filter(chance => chance > 0).length < count) throw new ValueError('Fewer non-zero entries in p than size')
  const found: number[] = []
  while (found.length < count) {
    const uniforms = Array.from({ length: count - found.length }, () => source.double())
    for (const index of found) chances[index] = 0
    const sums = cumulated(chances)
    found.push(...new Set(uniforms.map(u => countUpTo(sums, u))))
  }
  return found
}
