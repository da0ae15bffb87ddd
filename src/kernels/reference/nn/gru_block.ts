/** A gated recurrent unit's step, and its way back, as one kernel (contrib/rnn/kernels/gru_ops.h). Numbers between are in double precision. */

import { addProduct, type BlockSizes, transposedProduct } from './lstm_block.ts'

type Arrays<Names extends string> = Readonly<Record<Names, Float32Array>>
/** Weights [inputs + cells, 2 · cells] of reset and update and [inputs + cells, cells] of the candidate, and their biases. */
export type GruWeights = Arrays<'wRu' | 'wC' | 'bRu' | 'bC'>
export type GruInputs = Arrays<'x' | 'hPrev'>

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
const at = (array: Float32Array | Float64Array, index: number): number => array[index] as number

/** One step: reset, update, candidate and the new state, [batch, cells] each. */
export function gruForward(
  { batch, inputs, cells }: BlockSizes,
  { wRu, wC, bRu, bC }: GruWeights,
  { x, hPrev }: GruInputs,
  out: Arrays<'r' | 'u' | 'c' | 'h'>,
): void {
  const gates = new Float64Array(2 * cells)
  const candidate = new Float64Array(cells)
  const kept = new Float64Array(cells)
  for (let row = 0; row < batch; row++) {
    gates.set(bRu)
    addProduct(gates, x, row * inputs, inputs, wRu, 0)
    addProduct(gates, hPrev, row * cells, cells, wRu, inputs)
    for (let k = 0; k < cells; k++) {
      const n = row * cells + k
      const r = sigmoid(at(gates, k))
      out.r[n] = r
      out.u[n] = sigmoid(at(gates, cells + k))
      kept[k] = at(hPrev, n) * r
    }
    candidate.set(bC)
    addProduct(candidate, x, row * inputs, inputs, wC, 0)
    addProduct(candidate, kept, 0, cells, wC, inputs)
    for (let k = 0; k < cells; k++) {
      const n = row * cells + k
      const c = Math.tanh(at(candidate, k))
      out.c[n] = c
      out.h[n] = at(out.u, n) * (at(hPrev, n) - c) + c
    }
  }
}

/** Back from the new state: the derivatives of the inputs, and those before activation, [batch, cells] and [batch, 2 · cells]. */
export function gruBackward(
  { batch, inputs, cells }: BlockSizes,
  { wRu, wC }: Pick<GruWeights, 'wRu' | 'wC'>,
  { r, u, c, dH, hPrev }: Arrays<'r' | 'u' | 'c' | 'dH' | 'hPrev'>,
  out: Arrays<'dX' | 'dHPrev' | 'dCBar' | 'dRuBar'>,
): void {
  const fromCandidate = new Float64Array(inputs + cells)
  for (let row = 0; row < batch; row++) {
    for (let k = 0; k < cells; k++) {
      const n = row * cells + k
      const [update, candidate] = [at(u, n), at(c, n)]
      out.dCBar[n] = at(dH, n) * (1 - update) * (1 - candidate * candidate)
      out.dRuBar[row * 2 * cells + cells + k] = at(dH, n) * (at(hPrev, n) - candidate) * update * (1 - update)
    }
    transposedProduct(out.dCBar, row * cells, cells, wC, 0, inputs + cells, (k, value) => {
      fromCandidate[k] = value
    })
    for (let k = 0; k < cells; k++) {
      const n = row * cells + k
      const reset = at(r, n)
      out.dRuBar[row * 2 * cells + k] = at(fromCandidate, inputs + k) * at(hPrev, n) * reset * (1 - reset)
    }
    transposedProduct(out.dRuBar, row * 2 * cells, 2 * cells, wRu, 0, inputs, (k, value) => {
      out.dX[row * inputs + k] = value + at(fromCandidate, k)
    })
    transposedProduct(out.dRuBar, row * 2 * cells, 2 * cells, wRu, inputs, cells, (k, value) => {
      const n = row * cells + k
      out.dHPrev[n] = value + at(fromCandidate, inputs + k) * at(r, n) + at(dH, n) * at(u, n)
    })
  }
}
