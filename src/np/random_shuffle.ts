/** numpy's shuffle (Fisher and Yates, from the end), on lists, typed arrays and the rows of arrays. */
import { TypeError } from '../errors/index.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { interval } from '../tensor/random/bounded.ts'
import type { Mt19937 } from '../tensor/random/mt19937.ts'
import { Sharing } from '../tensor/sharing.ts'

export function shuffleInPlace(source: Mt19937, x: NDArray | unknown[] | ArrayBufferView): void {
  if (typeof x !== 'object' || x === null) throw new TypeError('shuffle() takes an array or a list')
  if (!(x instanceof NDArray)) {
    shuffleRows(source, x as unknown[], (x as unknown[]).length)
    return
  }
  Sharing.checkWriteable(x)
  const rows = x.layout === undefined ? x : x.copy()
  shuffleRows(source, rows.data as unknown[], x.length)
  if (rows !== x) x.fill(rows)
}

function shuffleRows(source: Mt19937, items: unknown[], count: number): void {
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
