/** Which elements of two arrays differ, for the assertions of test cases. */
import { pythonRepr, tupleRepr } from '../calling/python_repr.ts'
import { AssertionError } from '../errors/python.ts'
import { isclose, isnan } from '../np/logic.ts'
import { toArray } from '../np/values.ts'
import type { NDArray } from '../tensor/ndarray.ts'

/** How many differing elements a message shows. */
const MOST_SHOWN = 10

/** Two values as arrays of one shape. Error: AssertionError for different shapes. */
export function arrayPair(a: unknown, b: unknown): readonly [NDArray, NDArray] {
  const [x, y] = [toArray(a as never), toArray(b as never)]
  if (x.shape.join() !== y.shape.join())
    throw new AssertionError(`Shape mismatch: expected ${tupleRepr(x.shape)}, got ${tupleRepr(y.shape)}.`)
  return [x, y]
}
const flagsOf = (value: unknown): readonly boolean[] =>
  Array.from(toArray(value as never, 'bool').data as Uint8Array, flag => flag !== 0)

/** Whether elements are equal; those that are both NaN are. */
export function equalElements(a: NDArray, b: NDArray): readonly boolean[] {
  if (a.dtype.base === 'string' && b.dtype.base === 'string')
    return Array.from(
      { length: a.size },
      (_, i) => Buffer.compare(a.data[i] as Uint8Array, b.data[i] as Uint8Array) === 0,
    )
  const same = flagsOf(a.eq(b))
  if (!a.dtype.is_floating || !b.dtype.is_floating) return same
  const [x, y] = [flagsOf(isnan(a)), flagsOf(isnan(b))]
  return same.map((equal, i) => equal || (x[i] === true && y[i] === true))
}
/** Whether |a − b| ≤ atol + rtol · |b|; elements that are both NaN are close. */
export const closeElements = (a: NDArray, b: NDArray, rtol: number, atol: number): readonly boolean[] =>
  flagsOf(isclose(a, b, { rtol, atol, equal_nan: true }))

/** Place by place, an index for each dimension. */
function placesOf(flat: readonly number[], shape: readonly number[]): string {
  const shown = flat.slice(0, MOST_SHOWN).map(at => {
    let rest = at
    const place = [...shape].reverse().map(size => {
      const index = rest % size
      rest = (rest - index) / size
      return index
    })
    return `(${place.reverse().join(', ')})`
  })
  return shown.join(' ') + (flat.length > MOST_SHOWN ? ' …' : '')
}

/** AssertionError, with the first elements that differ, unless all agree. */
export function expectAgreement(header: string, [a, b]: readonly [NDArray, NDArray], agree: readonly boolean[]): void {
  const differing = [...agree.keys()].filter(i => agree[i] === false)
  if (differing.length === 0) return
  const share = ((100 * differing.length) / agree.length).toPrecision(3)
  const lines = [
    header,
    `Mismatched elements: ${differing.length} / ${agree.length} (${Number(share)}%)`,
    ...(a.ndim > 0 ? [`where = ${placesOf(differing, a.shape)}`] : []),
    `lhs = ${pythonRepr(a)}`,
    `rhs = ${pythonRepr(b)}`,
  ]
  throw new AssertionError(`\n${lines.join('\n')}`)
}
