/** An LSTM over the steps of a sequence, and its way back, as one kernel (contrib/rnn/kernels/lstm_ops.cc). */

import {
  type BlockSizes,
  type LstmActivations,
  type LstmInputs,
  type LstmWeights,
  lstmBackward,
  lstmForward,
  type PeepholeSums,
  peepholeSums,
  transposedProduct,
} from './lstm_block.ts'

type Arrays<Names extends string> = Readonly<Record<Names, Float32Array>>
/** The part of each array that belongs to step `time`. */
function atStep<T extends Readonly<Record<keyof T, Float32Array>>>(arrays: T, time: number, size: number): T {
  const entries = Object.entries<Float32Array>(arrays)
  return Object.fromEntries(
    entries.map(([name, array]) => [name, array.subarray(time * size, (time + 1) * size)]),
  ) as unknown as T
}

/** `steps` steps; the rest of `out` is zero. */
export function lstmSequence(
  sizes: BlockSizes,
  weights: LstmWeights,
  { x, csPrev, hPrev }: LstmInputs,
  out: LstmActivations,
  settings: { readonly steps: number; readonly forgetBias: number; readonly clip: number },
): void {
  const { batch, inputs, cells } = sizes
  let last = { csPrev, hPrev }
  for (let time = 0; time < settings.steps; time++) {
    const step = atStep(out, time, batch * cells)
    lstmForward(sizes, weights, { ...atStep({ x }, time, batch * inputs), ...last }, step, settings)
    last = { csPrev: step.cs, hPrev: step.h }
  }
  for (const array of Object.values<Float32Array>({ ...out })) array.fill(0, settings.steps * batch * cells)
}

export type SequenceGradients = Arrays<'x' | 'csPrev' | 'hPrev' | 'w' | 'wci' | 'wcf' | 'wco' | 'b'>

/** Back from the derivatives of states and outputs: fills `out`, whose derivatives of steps beyond `steps` are zero. */
export function lstmSequenceBackward(
  sizes: BlockSizes,
  weights: LstmWeights,
  given: LstmInputs,
  activations: LstmActivations,
  { csGrad, hGrad }: Arrays<'csGrad' | 'hGrad'>,
  steps: number,
  out: SequenceGradients,
): void {
  const { batch, inputs, cells } = sizes
  const columns = 4 * cells
  const wide = batch * cells
  const [w, b] = [new Float64Array(out.w.length), new Float64Array(columns)]
  const sums: PeepholeSums = peepholeSums(cells)
  const dicfo = new Float64Array(batch * columns)
  const [fromState, fromOutput] = [new Float64Array(wide), new Float64Array(wide)]
  const [stateGrad, outputGrad] = [new Float64Array(wide), new Float64Array(wide)]
  out.x.fill(0)
  for (let time = steps - 1; time >= 0; time--) {
    const step = atStep(activations, time, wide)
    const before = time === 0 ? null : atStep(activations, time - 1, wide)
    const csPrev = before?.cs ?? given.csPrev
    const hPrev = before?.h ?? given.hPrev
    const x = given.x.subarray(time * batch * inputs, (time + 1) * batch * inputs)
    for (let n = 0; n < wide; n++) {
      stateGrad[n] = (csGrad[time * wide + n] as number) + (fromState[n] as number)
      outputGrad[n] = (hGrad[time * wide + n] as number) + (fromOutput[n] as number)
    }
    const grads = { csGrad: stateGrad, hGrad: outputGrad }
    lstmBackward(sizes, weights, csPrev, step, grads, { csPrevGrad: fromState, dicfo }, sums)
    for (let row = 0; row < batch; row++) {
      const gates = dicfo.subarray(row * columns, (row + 1) * columns)
      transposedProduct(gates, 0, columns, weights.w, 0, inputs, (k, value) => {
        out.x[(time * batch + row) * inputs + k] = value
      })
      transposedProduct(gates, 0, columns, weights.w, inputs, cells, (k, value) => {
        fromOutput[row * cells + k] = value
      })
      addOuterProduct(w, x, row * inputs, inputs, gates, 0)
      addOuterProduct(w, hPrev, row * cells, cells, gates, inputs)
      for (let j = 0; j < columns; j++) b[j] = (b[j] as number) + (gates[j] as number)
    }
  }
  out.csPrev.set(fromState)
  out.hPrev.set(fromOutput)
  out.w.set(w)
  out.b.set(b)
  out.wci.set(sums.wci)
  out.wcf.set(sums.wcf)
  out.wco.set(sums.wco)
}

/** Rows of `sums` from `first` + the column of `count` numbers of `x` at `from` · `row`. */
function addOuterProduct(
  sums: Float64Array,
  x: Float32Array,
  from: number,
  count: number,
  row: Float64Array,
  first: number,
): void {
  for (let k = 0; k < count; k++) {
    const factor = x[from + k] as number
    const start = (first + k) * row.length
    for (let j = 0; j < row.length; j++) sums[start + j] = (sums[start + j] as number) + factor * (row[j] as number)
  }
}
