/** Pooling regions of lengths k and k + 1, and pools over them (core/kernels/fractional_pool_common.cc and its users). */
import type { PhiloxState } from '../../../tensor/random/philox.ts'
import { shuffleOrder } from '../../../tensor/random/shuffle.ts'
import { wordsToDouble } from '../../../tensor/random/uniform.ts'
import { doubles, type Reals } from '../scalars/reals.ts'

/** Where `output` regions over `input` elements begin, and last the end: output + 1 numbers from 0. */
export function poolingSequence(input: number, output: number, random: PhiloxState, pseudoRandom: boolean): number[] {
  const lengths = pseudoRandom ? spread(input, output, random) : shuffled(input, output, random)
  const sequence = [0]
  for (const length of lengths) sequence.push((sequence.at(-1) as number) + length)
  return sequence
}

/** Boundaries at ceil(alpha·(i + u)) for one random u, which is kept so small that no region has another length than k or k + 1. */
function spread(input: number, output: number, random: PhiloxState): number[] {
  const alpha = input / output
  const k = Math.floor(alpha)
  const limit = Math.min((k + 2) / alpha - 1, (input + 1 - k) / alpha - (output - 1))
  const generator = random.reserve(1)
  const high = generator.word()
  const u = wordsToDouble(high, generator.word()) * limit
  const bounds = Array.from({ length: output + 1 }, (_, i) =>
    i === 0 ? 1 : i === output ? input + 1 : Math.ceil(alpha * (i + u)),
  )
  return bounds.slice(1).map((bound, i) => bound - (bounds[i] as number))
}

/** As many regions of length k + 1 as are needed, in random order. */
function shuffled(input: number, output: number, random: PhiloxState): number[] {
  const k = Math.floor(input / output)
  const lengths = Array.from({ length: output }, (_, i) => (i < input % output ? k + 1 : k))
  return Array.from(shuffleOrder(random.reserve(Math.ceil(output / 4)), output), i => lengths[i] as number)
}

export interface FractionalGeometry {
  readonly batch: number
  readonly height: number
  readonly width: number
  readonly depth: number
  readonly rows: readonly number[]
  readonly columns: readonly number[]
  /** Whether regions share their boundary pixels. */
  readonly overlapping: boolean
}

/** Calls `visit` for each region in order: where its output starts, and where its pixels start. */
function eachRegion(g: FractionalGeometry, visit: (outputAt: number, pixels: readonly number[]) => void): void {
  const end = (sequence: readonly number[], i: number, limit: number) =>
    Math.min((sequence[i + 1] as number) + (g.overlapping ? 1 : 0), limit)
  let out = 0
  for (let b = 0; b < g.batch; b++) {
    for (let i = 0; i < g.rows.length - 1; i++) {
      for (let j = 0; j < g.columns.length - 1; j++, out += g.depth) {
        const pixels: number[] = []
        for (let y = g.rows[i] as number; y < end(g.rows, i, g.height); y++) {
          for (let x = g.columns[j] as number; x < end(g.columns, j, g.width); x++)
            pixels.push(((b * g.height + y) * g.width + x) * g.depth)
        }
        visit(out, pixels)
      }
    }
  }
}
const pooledSize = (g: FractionalGeometry) => g.batch * (g.rows.length - 1) * (g.columns.length - 1) * g.depth
const inputSize = (g: FractionalGeometry) => g.batch * g.height * g.width * g.depth

export function fractionalMaxPool(g: FractionalGeometry, input: Reals, lowest: number): Float64Array {
  const out = doubles(pooledSize(g)).fill(lowest)
  eachRegion(g, (to, pixels) => {
    for (const at of pixels)
      for (let d = 0; d < g.depth; d++)
        if ((input[at + d] as number) > (out[to + d] as number)) out[to + d] = input[at + d] as number
  })
  return out
}
/** The gradient goes to the first of the largest elements of each region. */
export function fractionalMaxPoolGrad(g: FractionalGeometry, input: Reals, grad: Reals): Float64Array {
  const out = doubles(inputSize(g))
  eachRegion(g, (from, pixels) => {
    for (let d = 0; d < g.depth; d++) {
      let best = -1
      for (const at of pixels) if (best < 0 || (input[at + d] as number) > (input[best] as number)) best = at + d
      if (best >= 0) out[best] = (out[best] as number) + (grad[from + d] as number)
    }
  })
  return out
}
export function fractionalAvgPool(g: FractionalGeometry, input: Reals): Float64Array {
  const out = doubles(pooledSize(g))
  eachRegion(g, (to, pixels) => {
    for (let d = 0; d < g.depth; d++) {
      let sum = 0
      for (const at of pixels) sum += input[at + d] as number
      out[to + d] = sum / pixels.length
    }
  })
  return out
}
export function fractionalAvgPoolGrad(g: FractionalGeometry, grad: Reals): Float64Array {
  const out = doubles(inputSize(g))
  eachRegion(g, (from, pixels) => {
    for (const at of pixels)
      for (let d = 0; d < g.depth; d++)
        out[at + d] = (out[at + d] as number) + (grad[from + d] as number) / pixels.length
  })
  return out
}
