/** The methods of arrays that are functions of np with the array in front. */
import { guarded } from '../errors/boundary.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { repeat } from './concatenation.ts'
import { around, clip } from './math.ts'
import { dot } from './products.ts'
import { cumprod, cumsum, ptp, std, trace, var as variance } from './reductions.ts'
import { swapaxes } from './shaping.ts'
import { argsort, nonzero, searchsorted, sort } from './sorting.ts'
import { put } from './writing.ts'

// biome-ignore lint/suspicious/noExplicitAny: functions of any further parameters
type Functions = (...args: any[]) => unknown

function sortInPlace(array: NDArray, axis = -1): NDArray {
  array.set(sort(array, axis), '...')
  return array
}

const METHODS: Readonly<Record<string, Functions>> = {
  argsort,
  clip,
  cumprod,
  cumsum,
  dot,
  nonzero,
  ptp,
  put,
  repeat,
  round: around,
  searchsorted,
  sort: sortInPlace,
  std,
  swapaxes,
  trace,
  var: variance,
}

for (const [name, f] of Object.entries(METHODS)) {
  const method = function (this: NDArray, ...args: unknown[]): unknown {
    return f(this, ...args)
  }
  Object.defineProperty(NDArray.prototype, name, { value: guarded(method, name), writable: true, configurable: true })
}
