/** Grey-scale dilation: the largest sum of an input and a filter element, and what its gradient gives to either. */
import type { NDArray } from '../../../tensor/ndarray.ts'
import { doubles, realsOf, storeReals } from '../scalars/reals.ts'
import { type SlidingWindow, type Taps, tapsOf } from './windows.ts'

export interface DilationGeometry {
  readonly batch: number
  readonly rows: SlidingWindow
  readonly columns: SlidingWindow
  readonly depth: number
}

/** The output, and for each of its elements the input and filter elements that it is the sum of. */
function largestSums(input: NDArray, filter: NDArray, { batch, rows, columns, depth }: DilationGeometry) {
  const [x, w] = [realsOf(input), realsOf(filter)]
  const values = doubles(batch * rows.output * columns.output * depth)
  const inputs = new Int32Array(values.length)
  const filters = new Int32Array(values.length)
  const lowest = Number(input.dtype.base_dtype.min)
  const [ys, xs] = [rows, columns].map(tapsOf) as [Taps, Taps]
  let out = 0
  for (let n = 0; n < batch; n++) {
    for (let oy = 0; oy < rows.output; oy++) {
      for (let ox = 0; ox < columns.output; ox++) {
        const [top, left] = [ys.start[oy] as number, xs.start[ox] as number]
        for (let d = 0; d < depth; d++, out++) {
          let best = lowest
          // without any larger sum the first element of the window counts
          let bestX = ((n * rows.input + Math.max(top, 0)) * columns.input + Math.max(left, 0)) * depth + d
          let bestW = d
          for (let ky = ys.from[oy] as number; ky < (ys.to[oy] as number); ky++) {
            for (let kx = xs.from[ox] as number; kx < (xs.to[ox] as number); kx++) {
              const at =
                ((n * rows.input + top + ky * rows.rate) * columns.input + left + kx * columns.rate) * depth + d
              const filterAt = (ky * columns.size + kx) * depth + d
              const value = (x[at] as number) + (w[filterAt] as number)
              if (value > best) {
                best = value
                bestX = at
                bestW = filterAt
              }
            }
          }
          values[out] = best
          inputs[out] = bestX
          filters[out] = bestW
        }
      }
    }
  }
  return { values, inputs, filters }
}

export function dilation(input: NDArray, filter: NDArray, geometry: DilationGeometry): NDArray {
  const { batch, rows, columns, depth } = geometry
  return storeReals(largestSums(input, filter, geometry).values, input.dtype, [
    batch,
    rows.output,
    columns.output,
    depth,
  ])
}

/** The gradient for the input or the filter. */
export function dilationGrad(
  input: NDArray,
  filter: NDArray,
  grad: NDArray,
  geometry: DilationGeometry,
  of: 'input' | 'filter',
): NDArray {
  const { inputs, filters } = largestSums(input, filter, geometry)
  const target = of === 'input' ? input : filter
  const places = of === 'input' ? inputs : filters
  const g = realsOf(grad)
  const out = new Float64Array(target.size)
  for (const [i, place] of places.entries()) out[place]! += g[i] as number
  return storeReals(out, target.dtype, target.shape)
}
