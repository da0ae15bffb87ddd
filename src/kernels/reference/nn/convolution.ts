/**
 * Convolutions over three spatial dimensions and their gradients; two dimensions have one plane. Channels come last. All sums
 * are taken in double precision. A depthwise convolution gives each input channel `outDepth / inDepth` filters of its own.
 */
import { doubles, type Reals } from '../scalars/reals.ts'
import { type SlidingWindow, tapsOf } from './windows.ts'

export interface ConvGeometry {
  readonly batch: number
  readonly inDepth: number
  readonly outDepth: number
  readonly planes: SlidingWindow
  readonly rows: SlidingWindow
  readonly columns: SlidingWindow
  readonly depthwise?: boolean
}

/** A visit of one filter element: where the input pixel, the filter element and the output pixel start. */
type Visit = (inputAt: number, filterAt: number, outputAt: number) => void

/** Visits, for each output pixel in order, all input pixels under its window. */
function eachTap(g: ConvGeometry, visit: Visit): void {
  const [p, r, c] = [tapsOf(g.planes), tapsOf(g.rows), tapsOf(g.columns)]
  const tapSize = g.depthwise ? g.outDepth : g.inDepth * g.outDepth
  let out = 0
  for (let b = 0; b < g.batch; b++) {
    for (let op = 0; op < g.planes.output; op++) {
      for (let or = 0; or < g.rows.output; or++) {
        for (let oc = 0; oc < g.columns.output; oc++, out += g.outDepth) {
          for (let kp = p.from[op] as number; kp < (p.to[op] as number); kp++) {
            const plane = (b * g.planes.input + (p.start[op] as number) + kp * g.planes.rate) * g.rows.input
            for (let kr = r.from[or] as number; kr < (r.to[or] as number); kr++) {
              const row = (plane + (r.start[or] as number) + kr * g.rows.rate) * g.columns.input
              const filterRow = (kp * g.rows.size + kr) * g.columns.size
              for (let kc = c.from[oc] as number; kc < (c.to[oc] as number); kc++) {
                visit(
                  (row + (c.start[oc] as number) + kc * g.columns.rate) * g.inDepth,
                  (filterRow + kc) * tapSize,
                  out,
                )
              }
            }
          }
        }
      }
    }
  }
}

const inputSize = (g: ConvGeometry) => g.batch * g.planes.input * g.rows.input * g.columns.input * g.inDepth
const outputSize = (g: ConvGeometry) => g.batch * g.planes.output * g.rows.output * g.columns.output * g.outDepth
const filterSize = (g: ConvGeometry) =>
  g.planes.size * g.rows.size * g.columns.size * g.outDepth * (g.depthwise ? 1 : g.inDepth)

/** out[b, o, n] = Σ input[b, o·stride + k, m] · filter[k, m, n] */
export function conv(g: ConvGeometry, input: Reals, filter: Reals): Float64Array {
  const out = doubles(outputSize(g))
  const { inDepth, outDepth } = g
  if (g.depthwise) {
    const multiplier = outDepth / inDepth
    eachTap(g, (at, weight, to) => {
      for (let n = 0; n < outDepth; n++)
        out[to + n] =
          (out[to + n] as number) + (input[at + Math.floor(n / multiplier)] as number) * (filter[weight + n] as number)
    })
    return out
  }
  eachTap(g, (at, weight, to) => {
    for (let m = 0, w = weight; m < inDepth; m++, w += outDepth) {
      const x = input[at + m] as number
      for (let n = 0; n < outDepth; n++) out[to + n] = (out[to + n] as number) + x * (filter[w + n] as number)
    }
  })
  return out
}

/** The gradient to the input: each output pixel's gradient spread over its window. */
export function convBackpropInput(g: ConvGeometry, filter: Reals, grad: Reals): Float64Array {
  const out = doubles(inputSize(g))
  const { inDepth, outDepth } = g
  if (g.depthwise) {
    const multiplier = outDepth / inDepth
    eachTap(g, (at, weight, from) => {
      for (let n = 0; n < outDepth; n++) {
        const m = at + Math.floor(n / multiplier)
        out[m] = (out[m] as number) + (grad[from + n] as number) * (filter[weight + n] as number)
      }
    })
    return out
  }
  eachTap(g, (at, weight, from) => {
    for (let m = 0, w = weight; m < inDepth; m++, w += outDepth) {
      let sum = out[at + m] as number
      for (let n = 0; n < outDepth; n++) sum += (grad[from + n] as number) * (filter[w + n] as number)
      out[at + m] = sum
    }
  })
  return out
}

/** The gradient to the filter. */
export function convBackpropFilter(g: ConvGeometry, input: Reals, grad: Reals): Float64Array {
  const out = doubles(filterSize(g))
  const { inDepth, outDepth } = g
  if (g.depthwise) {
    const multiplier = outDepth / inDepth
    eachTap(g, (at, weight, from) => {
      for (let n = 0; n < outDepth; n++)
        out[weight + n] =
          (out[weight + n] as number) + (input[at + Math.floor(n / multiplier)] as number) * (grad[from + n] as number)
    })
    return out
  }
  eachTap(g, (at, weight, from) => {
    for (let m = 0, w = weight; m < inDepth; m++, w += outDepth) {
      const x = input[at + m] as number
      for (let n = 0; n < outDepth; n++) out[w + n] = (out[w + n] as number) + x * (grad[from + n] as number)
    }
  })
  return out
}
