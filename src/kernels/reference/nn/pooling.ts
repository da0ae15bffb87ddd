/** Maxima and means of windows over three spatial dimensions, and their gradients; images have one plane. Channels come last. */
import { int32 } from '../../../tensor/dtypes.ts'
import { doubles, type Reals } from '../scalars/reals.ts'
import { type SlidingWindow, tapsOf } from './windows.ts'

export interface PoolGeometry {
  readonly batch: number
  readonly depth: number
  readonly planes: SlidingWindow
  readonly rows: SlidingWindow
  readonly columns: SlidingWindow
}

export const pooledSize = (g: PoolGeometry) => g.batch * g.planes.output * g.rows.output * g.columns.output * g.depth
export const unpooledSize = (g: PoolGeometry) => g.batch * g.planes.input * g.rows.input * g.columns.input * g.depth

/** For each window in order: where its output starts, and where the `count` pixels under it start. */
function eachWindow(g: PoolGeometry, visit: (outputAt: number, pixels: Int32Array, count: number) => void): void {
  if (pooledSize(g) === 0) return
  const [p, r, c] = [tapsOf(g.planes), tapsOf(g.rows), tapsOf(g.columns)]
  // windows may be larger than the input
  const most = [g.planes, g.rows, g.columns].map(({ size, input }) => Math.max(0, Math.min(size, input)))
  const pixels = new Int32Array(most.reduce((a, b) => a * b, 1))
  let out = 0
  for (let b = 0; b < g.batch; b++) {
    for (let op = 0; op < g.planes.output; op++) {
      for (let or = 0; or < g.rows.output; or++) {
        for (let oc = 0; oc < g.columns.output; oc++, out += g.depth) {
          let count = 0
          for (let kp = p.from[op] as number; kp < (p.to[op] as number); kp++) {
            const plane = (b * g.planes.input + (p.start[op] as number) + kp) * g.rows.input
            for (let kr = r.from[or] as number; kr < (r.to[or] as number); kr++) {
              const row = (plane + (r.start[or] as number) + kr) * g.columns.input + (c.start[oc] as number)
              for (let kc = c.from[oc] as number; kc < (c.to[oc] as number); kc++)
                pixels[count++] = (row + kc) * g.depth
            }
          }
          visit(out, pixels, count)
        }
      }
    }
  }
}

/** Maxima; NaN never wins, and a window without numbers gives `lowest`. */
export function maxPool(g: PoolGeometry, input: Reals, lowest: number): Float64Array {
  const out = doubles(pooledSize(g)).fill(lowest)
  const { depth } = g
  eachWindow(g, (to, pixels, count) => {
    for (let i = 0; i < count; i++) {
      const at = pixels[i] as number
      for (let d = 0; d < depth; d++) {
        const value = input[at + d] as number
        if (value > (out[to + d] as number)) out[to + d] = value
      }
    }
  })
  return out
}

/** The position of each window's maximum: the first of equal ones; a NaN in first place keeps it. −1 where a window is empty. */
export function maxPositions(g: PoolGeometry, input: Reals): Int32Array {
  const out = (int32.allocate(pooledSize(g)) as Int32Array).fill(-1)
  const { depth } = g
  eachWindow(g, (to, pixels, count) => {
    for (let i = 0; i < count; i++) {
      const at = pixels[i] as number
      for (let d = 0; d < depth; d++) {
        const best = out[to + d] as number
        if (best < 0 || (input[at + d] as number) > (input[best] as number)) out[to + d] = at + d
      }
    }
  })
  return out
}

/** Each window's gradient added at one position. */
export function scatterGradient(size: number, positions: ArrayLike<number>, grad: Reals): Float64Array {
  const out = doubles(size)
  for (let i = 0; i < positions.length; i++) {
    const at = positions[i] as number
    if (at >= 0) out[at] = (out[at] as number) + (grad[i] as number)
  }
  return out
}

/** Each window's gradient added to all elements that equal its maximum. */
export function maxPoolGradToEqual(g: PoolGeometry, input: Reals, output: Reals, grad: Reals): Float64Array {
  const out = doubles(unpooledSize(g))
  const { depth } = g
  eachWindow(g, (from, pixels, count) => {
    for (let i = 0; i < count; i++) {
      const at = pixels[i] as number
      for (let d = 0; d < depth; d++)
        if (input[at + d] === output[from + d]) out[at + d] = (out[at + d] as number) + (grad[from + d] as number)
    }
  })
  return out
}

/** Means over the elements that lie inside of the input. */
export function avgPool(g: PoolGeometry, input: Reals): Float64Array {
  const out = doubles(pooledSize(g))
  const { depth } = g
  eachWindow(g, (to, pixels, count) => {
    for (let i = 0; i < count; i++) {
      const at = pixels[i] as number
      for (let d = 0; d < depth; d++) out[to + d] = (out[to + d] as number) + (input[at + d] as number)
    }
    for (let d = 0; d < depth; d++) out[to + d] = (out[to + d] as number) / count
  })
  return out
}

export function avgPoolGrad(g: PoolGeometry, grad: Reals): Float64Array {
  const out = doubles(unpooledSize(g))
  const { depth } = g
  eachWindow(g, (from, pixels, count) => {
    for (let i = 0; i < count; i++) {
      const at = pixels[i] as number
      for (let d = 0; d < depth; d++) out[at + d] = (out[at + d] as number) + (grad[from + d] as number) / count
    }
  })
  return out
}
