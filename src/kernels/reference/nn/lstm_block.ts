/** An LSTM's step, and its way back, as one kernel (contrib/rnn/kernels/lstm_ops.h). Numbers between are kept in double precision. */

export interface BlockSizes {
  readonly batch: number
  readonly inputs: number
  readonly cells: number
}
/** Weights [inputs + cells, 4 · cells], whose columns are those of the gates i, ci, f and o; peepholes and biases. */
export interface LstmWeights {
  readonly w: Float32Array
  readonly wci: Float32Array
  readonly wcf: Float32Array
  readonly wco: Float32Array
  readonly b: Float32Array
  readonly peephole: boolean
}
/** What goes into a step: inputs [batch, inputs], and the last state and output [batch, cells]. */
export interface LstmInputs {
  readonly x: Float32Array
  readonly csPrev: Float32Array
  readonly hPrev: Float32Array
}
/** What comes out of a step, [batch, cells] each: gates, state, the tanh of input and state, output. */
export interface LstmActivations {
  readonly i: Float32Array
  readonly cs: Float32Array
  readonly f: Float32Array
  readonly o: Float32Array
  readonly ci: Float32Array
  readonly co: Float32Array
  readonly h: Float32Array
}

/** Where the gates' columns begin, in cells. */
const [CELL_INPUT, FORGET, OUTPUT] = [1, 2, 3]
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
/** Elements are there: their arrays have been checked. */
const at = (array: Float32Array | Float64Array, index: number): number => array[index] as number

/** `sums` of `columns` numbers + the row of `x` at `from` · rows of `w`, of which `first` is the first. */
export function addProduct(
  sums: Float64Array,
  x: Float32Array | Float64Array,
  from: number,
  count: number,
  w: Float32Array,
  first: number,
): void {
  const columns = sums.length
  for (let k = 0; k < count; k++) {
    const factor = at(x, from + k)
    const row = (first + k) * columns
    for (let j = 0; j < columns; j++) sums[j] = at(sums, j) + factor * at(w, row + j)
  }
}
/** `out` at `to` gets, for `count` rows of `w` from `first`, their products with `row`. */
export function transposedProduct(
  row: Float32Array | Float64Array,
  from: number,
  columns: number,
  w: Float32Array,
  first: number,
  count: number,
  out: (index: number, value: number) => void,
): void {
  for (let k = 0; k < count; k++) {
    const start = (first + k) * columns
    let sum = 0
    for (let j = 0; j < columns; j++) sum += at(row, from + j) * at(w, start + j)
    out(k, sum)
  }
}

/** One step: fills `out`. The state stays within ±`clip` where that is positive. */
export function lstmForward(
  { batch, inputs, cells }: BlockSizes,
  { w, wci, wcf, wco, b, peephole }: LstmWeights,
  { x, csPrev, hPrev }: LstmInputs,
  out: LstmActivations,
  { forgetBias, clip }: { readonly forgetBias: number; readonly clip: number },
): void {
  const gates = new Float64Array(4 * cells)
  for (let row = 0; row < batch; row++) {
    gates.set(b)
    addProduct(gates, x, row * inputs, inputs, w, 0)
    addProduct(gates, hPrev, row * cells, cells, w, inputs)
    for (let k = 0; k < cells; k++) {
      const n = row * cells + k
      const before = at(csPrev, n)
      const i = sigmoid(at(gates, k) + (peephole ? before * at(wci, k) : 0))
      const ci = Math.tanh(at(gates, CELL_INPUT * cells + k))
      const f = sigmoid(at(gates, FORGET * cells + k) + forgetBias + (peephole ? before * at(wcf, k) : 0))
      const free = i * ci + f * before
      const cs = clip > 0 ? Math.min(Math.max(free, -clip), clip) : free
      const o = sigmoid(at(gates, OUTPUT * cells + k) + (peephole ? cs * at(wco, k) : 0))
      const co = Math.tanh(cs)
      out.i[n] = i
      out.cs[n] = cs
      out.f[n] = f
      out.o[n] = o
      out.ci[n] = ci
      out.co[n] = co
      out.h[n] = o * co
    }
  }
}

/** Derivatives of the peepholes' weights, which steps add up. */
export interface PeepholeSums {
  readonly wci: Float64Array
  readonly wcf: Float64Array
  readonly wco: Float64Array
}
export const peepholeSums = (cells: number): PeepholeSums => ({
  wci: new Float64Array(cells),
  wcf: new Float64Array(cells),
  wco: new Float64Array(cells),
})

/** Back from the state and the output of a step: fills `csPrevGrad`, and `dicfo` [batch, 4 · cells], the derivatives before activation. */
export function lstmBackward(
  { batch, cells }: BlockSizes,
  { wci, wcf, wco, peephole }: Pick<LstmWeights, 'wci' | 'wcf' | 'wco' | 'peephole'>,
  csPrev: Float32Array,
  { i, cs, f, o, ci, co }: Omit<LstmActivations, 'h'>,
  { csGrad, hGrad }: { readonly csGrad: Float32Array | Float64Array; readonly hGrad: Float32Array | Float64Array },
  out: { readonly csPrevGrad: Float32Array | Float64Array; readonly dicfo: Float32Array | Float64Array },
  sums: PeepholeSums,
): void {
  for (let row = 0; row < batch; row++) {
    for (let k = 0; k < cells; k++) {
      const n = row * cells + k
      const [gate, input, forget, shown, seen] = [at(i, n), at(ci, n), at(f, n), at(o, n), at(co, n)]
      const before = at(csPrev, n)
      const dOutput = shown * (1 - shown) * at(hGrad, n) * seen
      let dState = (1 - seen * seen) * at(hGrad, n) * shown + at(csGrad, n)
      if (peephole) dState += dOutput * at(wco, k)
      const dCell = (1 - input * input) * dState * gate
      const dForget = forget * (1 - forget) * dState * before
      const dInput = gate * (1 - gate) * dState * input
      const start = row * 4 * cells + k
      out.dicfo[start] = dInput
      out.dicfo[start + CELL_INPUT * cells] = dCell
      out.dicfo[start + FORGET * cells] = dForget
      out.dicfo[start + OUTPUT * cells] = dOutput
      out.csPrevGrad[n] = dState * forget + (peephole ? dInput * at(wci, k) + dForget * at(wcf, k) : 0)
      if (!peephole) continue
      sums.wci[k] = at(sums.wci, k) + dInput * before
      sums.wcf[k] = at(sums.wcf, k) + dForget * before
      sums.wco[k] = at(sums.wco, k) + dOutput * at(cs, n)
    }
  }
}
