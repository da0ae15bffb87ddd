/** The methods of arrays that are functions of np with the array in front. */
import { guarded } from '../errors/boundary.ts'
import { NDArray } from '../tensor/ndarray.ts'
import * as np from './functions.ts'

// biome-ignore lint/suspicious/noExplicitAny: functions of any further parameters
type Functions = (...args: any[]) => unknown

function sortInPlace(array: NDArray, axis = -1): NDArray {
  array.set(np.sort(array, axis), '...')
  return array
}

/** The methods' functions are asked for by name in each call: the package reads np when something of it is used. */
const METHODS: Readonly<Record<string, () => Functions>> = {
  argsort: () => np.argsort,
  clip: () => np.clip,
  cumprod: () => np.cumprod,
  cumsum: () => np.cumsum,
  dot: () => np.dot,
  nonzero: () => np.nonzero,
  ptp: () => np.ptp,
  put: () => np.put,
  repeat: () => np.repeat,
  round: () => np.around,
  searchsorted: () => np.searchsorted,
  sort: () => sortInPlace,
  std: () => np.std,
  swapaxes: () => np.swapaxes,
  trace: () => np.trace,
  var: () => np.var,
}

for (const [name, f] of Object.entries(METHODS)) {
  const method = function (this: NDArray, ...args: unknown[]): unknown {
    return f()(this, ...args)
  }
  Object.defineProperty(NDArray.prototype, name, { value: guarded(method, name), writable: true, configurable: true })
}
