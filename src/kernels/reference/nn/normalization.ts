/** Normalisation over channels (core/kernels/fused_batch_norm_op.cc, batch_norm_op.h, lrn_op.cc). */
import { float64 } from '../../../tensor/dtypes.ts'
import { roundToHalf } from '../../../tensor/half.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import { type Reals, realsOf, storeReals } from '../scalars/reals.ts'

/** Which channel an element belongs to: the last dimension, or the second one of four. */
export function channelOf(
  shape: readonly number[],
  nchw: boolean,
): { readonly channels: number; readonly of: (index: number) => number } {
  if (!nchw) {
    const channels = shape.at(-1) as number
    return { channels, of: i => i % channels }
  }
  const channels = shape[1] as number
  const inner = shape.slice(2).reduce((a, b) => a * b, 1)
  return { channels, of: i => Math.floor(i / inner) % channels }
}

/** Mean and variance of each channel. */
function channelMoments(
  x: Reals,
  channels: number,
  of: (index: number) => number,
): { mean: Float64Array; variance: Float64Array; count: number } {
  const mean = new Float64Array(channels)
  const variance = new Float64Array(channels)
  const count = x.length / channels
  for (let i = 0; i < x.length; i++) mean[of(i)]! += (x[i] as number) / count
  for (let i = 0; i < x.length; i++) {
    const c = of(i)
    variance[c]! += ((x[i] as number) - (mean[c] as number)) ** 2 / count
  }
  return { mean, variance, count }
}

/** Normalised by the batch's own moments, or by given ones. Results: y, moments as they are reported, moments for the gradient. */
export function fusedBatchNorm(
  x: NDArray,
  scale: NDArray,
  offset: NDArray,
  given: readonly [mean: NDArray, variance: NDArray] | null,
  epsilon: number,
  nchw: boolean,
): NDArray[] {
  const { channels, of } = channelOf(x.shape, nchw)
  const values = realsOf(x)
  const moments = given ? undefined : channelMoments(values, channels, of)
  const mean = moments?.mean ?? Float64Array.from(realsOf(given?.[0] as NDArray))
  const variance = moments?.variance ?? Float64Array.from(realsOf(given?.[1] as NDArray))
  const [gains, shifts] = [realsOf(scale), realsOf(offset)]
  const y = new Float64Array(values.length)
  const factor = variance.map((v, c) => (gains[c] as number) / Math.sqrt(v + epsilon))
  for (let i = 0; i < y.length; i++) {
    const c = of(i)
    y[i] = ((values[i] as number) - (mean[c] as number)) * (factor[c] as number) + (shifts[c] as number)
  }
  // the variance is reported without bias, but kept as it is
  const adjust = moments ? moments.count / Math.max(moments.count - 1, 1) : 1
  const each = (data: Float64Array): NDArray => storeReals(data, x.dtype, [channels])
  return [
    storeReals(y, x.dtype, x.shape),
    each(mean.slice()),
    each(variance.map(v => v * adjust)),
    each(mean),
    each(variance),
  ]
}

interface FusedBatchNormGradArgs {
  readonly dy: NDArray
  readonly x: NDArray
  readonly scale: NDArray
  readonly mean: NDArray
  readonly variance: NDArray
  readonly epsilon: number
  readonly nchw: boolean
}

/** Gradients for x, scale and offset. */
export function fusedBatchNormGrad({ dy, x, scale, mean, variance, epsilon, nchw }: FusedBatchNormGradArgs): NDArray[] {
  const { channels, of } = channelOf(x.shape, nchw)
  const [g, values, gains, means, variances] = [dy, x, scale, mean, variance].map(realsOf) as [
    Reals,
    Reals,
    Reals,
    Reals,
    Reals,
  ]
  const count = values.length / channels
  const sum = new Float64Array(channels)
  const product = new Float64Array(channels)
  for (let i = 0; i < values.length; i++) {
    const c = of(i)
    sum[c]! += g[i] as number
    product[c]! += (g[i] as number) * ((values[i] as number) - (means[c] as number))
  }
  const dx = new Float64Array(values.length)
  for (let i = 0; i < dx.length; i++) {
    const c = of(i)
    const spread = (variances[c] as number) + epsilon
    const centred = (values[i] as number) - (means[c] as number)
    const direct = (g[i] as number) - (sum[c] as number) / count - (centred * (product[c] as number)) / count / spread
    dx[i] = ((gains[c] as number) / Math.sqrt(spread)) * direct
  }
  const dscale = product.map((p, c) => p / Math.sqrt((variances[c] as number) + epsilon))
  const none = (): NDArray => storeReals(new Float64Array(0), x.dtype, [0])
  return [
    storeReals(dx, x.dtype, x.shape),
    storeReals(dscale, x.dtype, [channels]),
    storeReals(sum, x.dtype, [channels]),
    none(),
    none(),
  ]
}

/** (t − m)/√(v + ε)·γ + β, the parameters along the last dimension. */
export function globalBatchNorm(inputs: readonly NDArray[], epsilon: number, scaled: boolean): NDArray {
  const t = inputs[0] as NDArray
  const [x, m, v, beta, gamma] = inputs.map(realsOf) as [Reals, Reals, Reals, Reals, Reals]
  const channels = t.shape.at(-1) as number
  const out = new Float64Array(x.length)
  for (let i = 0; i < out.length; i++) {
    const c = i % channels
    const factor = (scaled ? (gamma[c] as number) : 1) / Math.sqrt((v[c] as number) + epsilon)
    out[i] = ((x[i] as number) - (m[c] as number)) * factor + (beta[c] as number)
  }
  return storeReals(out, t.dtype, t.shape)
}

/** Gradients for t, m, v, β and γ. */
export function globalBatchNormGrad(inputs: readonly NDArray[], epsilon: number, scaled: boolean): NDArray[] {
  const t = inputs[0] as NDArray
  const [x, m, v, gamma, g] = inputs.map(realsOf) as [Reals, Reals, Reals, Reals, Reals]
  const channels = t.shape.at(-1) as number
  const dx = new Float64Array(x.length)
  const [dm, dv, db, dg] = Array.from({ length: 4 }, () => new Float64Array(channels)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  for (let i = 0; i < x.length; i++) {
    const c = i % channels
    const spread = (v[c] as number) + epsilon
    const root = 1 / Math.sqrt(spread)
    const gain = scaled ? (gamma[c] as number) : 1
    const centred = (x[i] as number) - (m[c] as number)
    const dy = g[i] as number
    dx[i] = dy * root * gain
    dm[c]! -= dy * root * gain
    dv[c]! += -0.5 * dy * centred * (root / spread) * gain
    db[c]! += dy
    if (scaled) dg[c]! += dy * centred * root
  }
  return [storeReals(dx, t.dtype, t.shape), ...[dm, dv, db, dg].map(data => storeReals(data, t.dtype, [channels]))]
}

export interface LrnAttrs {
  readonly radius: number
  readonly bias: number
  readonly alpha: number
  readonly beta: number
}

/** For each row of `depth` channels: bias + α·Σ x² over the neighbours of each channel. */
function localNorms(
  x: Reals,
  start: number,
  depth: number,
  { radius, bias, alpha }: LrnAttrs,
  norms: Float64Array,
): void {
  for (let d = 0; d < depth; d++) {
    let sum = 0
    for (let k = Math.max(0, d - radius); k <= Math.min(depth - 1, d + radius); k++)
      sum += (x[start + k] as number) ** 2
    norms[d] = bias + alpha * sum
  }
}

/** x/(bias + α·Σ x²)^β over neighbouring channels. */
export function lrn(input: NDArray, attrs: LrnAttrs): NDArray {
  const depth = input.shape.at(-1) as number
  const x = realsOf(input)
  const out = new Float64Array(x.length)
  const norms = new Float64Array(depth)
  for (let start = 0; start < out.length; start += depth) {
    localNorms(x, start, depth, attrs, norms)
    // in single precision, where powers overflow sooner
    for (let d = 0; d < depth; d++)
      out[start + d] = (x[start + d] as number) * Math.fround((norms[d] as number) ** -attrs.beta)
  }
  return storeReals(out, input.dtype, input.shape)
}

export function lrnGrad(grads: NDArray, image: NDArray, output: NDArray, attrs: LrnAttrs): NDArray {
  const depth = image.shape.at(-1) as number
  const [g, x, y] = [grads, image, output].map(realsOf) as [Reals, Reals, Reals]
  const out = new Float64Array(x.length)
  const norms = new Float64Array(depth)
  const { radius, alpha, beta } = attrs
  // in single precision, where it may be too large
  const factor = Math.fround(Math.fround(-2 * alpha) * beta)
  for (let start = 0; start < out.length; start += depth) {
    localNorms(x, start, depth, attrs, norms)
    for (let j = 0; j < depth; j++) {
      const norm = norms[j] as number
      const common = (factor * (y[start + j] as number)) / norm
      for (let k = Math.max(0, j - radius); k <= Math.min(depth - 1, j + radius); k++) {
        const slope = common * (x[start + k] as number) + (k === j ? norm ** -beta : 0)
        out[start + k]! += slope * (g[start + j] as number)
      }
    }
  }
  return storeReals(out, image.dtype, image.shape)
}

/** How many running sums TensorFlow keeps by type, one for each lane of its vectors of 128 bits, and how they are rounded. */
const RUNNING_SUMS: Readonly<Record<string, { readonly lanes: number; readonly round: (value: number) => number }>> = {
  float32: { lanes: 4, round: Math.fround },
  float64: { lanes: 2, round: value => value },
  float16: { lanes: 1, round: roundToHalf },
}

/** Half the sum of squares, with the digits that TensorFlow's order of additions leaves (core/kernels/l2loss_op.h). */
export function l2Loss(t: NDArray): NDArray {
  const values = realsOf(t)
  const { lanes, round } = RUNNING_SUMS[t.dtype.name] ?? { lanes: 1, round: value => value }
  const sums = new Array<number>(lanes).fill(0)
  const whole = values.length - (values.length % lanes)
  const term = (i: number): number => round(round((values[i] as number) * (values[i] as number)) * 0.5)
  for (let i = 0; i < whole; i++) sums[i % lanes] = round((sums[i % lanes] as number) + term(i))
  for (let width = lanes / 2; width >= 1; width /= 2) {
    for (let i = 0; i < width; i++) sums[i] = round((sums[i] as number) + (sums[i + width] as number))
  }
  let rest = 0
  for (let i = whole; i < values.length; i++) rest = round(rest + term(i))
  return new NDArray(float64, [], Float64Array.of(round(rest + (sums[0] as number)))).astype(t.dtype)
}
