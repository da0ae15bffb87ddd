/** numpy's shuffle (Fisher and Yates, from the end), on lists, typed arrays and the rows of arrays. */
import { TypeError } from '../errors/index.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { interval } from '../tensor/random/bounded.ts'
import type { Mt19937 } from '../tensor/random/mt19937.ts'

export function shuffleInPlace(source: Mt19937, x: NDArray | unknown[] | ArrayBufferView): void {
  if (typeof x !== 'object' || x === null) throw new TypeError('shuffle() takes an array or a list')
  const items = (x instanceof NDArray ? x.data : x) as unknown[]
  const count = x instanceof NDArray ? x.length : items.length
  const row = count === 0 ? 0 : items.length / count
  for (let i = count - 1; i > 0; i -= 1) {
    const j = interval(source, i)
    for (let k = 0; k < row; k += 1) {
      const moved = items[i * row + k]
      items[i * row + k] = items[j * row + k]
      items[j * row + k] = moved
    }
  }
}
