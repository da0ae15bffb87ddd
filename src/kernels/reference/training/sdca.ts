/** Stochastic dual coordinate ascent for linear models (core/kernels/sdca_{ops,internal}.cc): one pass over a mini-batch. */

import { invalidArgument } from '../../../errors/status.ts'
import { float32Text } from '../../../tensor/number_text.ts'
import { LOSSES, type LossName } from './sdca_losses.ts'
import { exampleOrder } from './sdca_order.ts'

/** The features of one group that examples have: example `i` those from `starts[i]` to `starts[i + 1]`. */
export interface SparseGroup {
  readonly starts: readonly number[]
  /** Where the weights of the features stand. */
  readonly places: readonly number[]
  /** undefined: 1 each. */
  readonly values: Float32Array | undefined
  readonly weights: Float32Array
  /** What is to be added to the weights. */
  readonly deltas: Float32Array
}
/** Features that all examples have: a matrix with one row each. */
export interface DenseGroup {
  readonly width: number
  readonly values: Float32Array
  readonly weights: Float32Array
  readonly deltas: Float32Array
}
export interface MiniBatch {
  readonly sparse: readonly SparseGroup[]
  readonly dense: readonly DenseGroup[]
  readonly exampleWeights: Float32Array
  readonly labels: Float32Array
  /** Dual, primal loss, dual loss and weight of each example: to be updated. */
  readonly state: Float32Array
}
export interface SdcaOptions {
  readonly loss: LossName
  readonly adaptive: boolean
  readonly l1: number
  readonly l2: number
  /** How many optimizers work on the same weights. */
  readonly partitions: number
}

/** What the weights say of an example: without and with the changes of this pass. */
interface Prediction {
  before: number
  now: number
}

/** Where the features of each example stand among pairs that are sorted by example: what is out of order belongs to none. */
export function exampleStarts(examples: ArrayLike<bigint>, count: number): number[] {
  const starts = [0]
  let at = 0
  for (let example = 0n; example < count; example++) {
    while (at < examples.length && examples[at] === example) at++
    starts.push(at)
  }
  return starts
}

class Pass {
  readonly #batch: MiniBatch
  readonly #options: SdcaOptions
  readonly #shrinkage: number

  constructor(batch: MiniBatch, options: SdcaOptions) {
    this.#batch = batch
    this.#options = options
    this.#shrinkage = Math.fround(options.l1) / Math.fround(options.l2)
  }

  /** A weight moved towards 0, not beyond. */
  #shrunk(weight: number): number {
    const size = Math.abs(weight) - this.#shrinkage
    return size <= 0 ? 0 : size * Math.sign(weight)
  }

  squaredNorm(example: number): number {
    let sum = 0
    for (const { starts, values } of this.#batch.sparse) {
      for (let k = starts[example] as number; k < (starts[example + 1] as number); k++) sum += (values?.[k] ?? 1) ** 2
    }
    for (const { width, values } of this.#batch.dense) {
      for (let i = example * width; i < (example + 1) * width; i++) sum += (values[i] as number) ** 2
    }
    return sum
  }

  predict(example: number): Prediction {
    const { partitions } = this.#options
    const prediction: Prediction = { before: 0, now: 0 }
    const add = (value: number, weight: number, delta: number): void => {
      prediction.before += value * this.#shrunk(weight)
      prediction.now += value * this.#shrunk(weight + delta * partitions)
    }
    for (const { starts, places, values, weights, deltas } of this.#batch.sparse) {
      for (let k = starts[example] as number; k < (starts[example + 1] as number); k++) {
        const place = places[k] as number
        add(values?.[k] ?? 1, weights[place] as number, deltas[place] as number)
      }
    }
    for (const { width, values, weights, deltas } of this.#batch.dense) {
      for (let i = 0; i < width; i++)
        add(values[example * width + i] as number, weights[i] as number, deltas[i] as number)
    }
    return prediction
  }

  /** Moves the weights' changes along an example's features. */
  #move(example: number, step: number): void {
    for (const { starts, places, values, deltas } of this.#batch.sparse) {
      for (let k = starts[example] as number; k < (starts[example + 1] as number); k++) {
        const place = places[k] as number
        deltas[place] = (deltas[place] as number) + (values?.[k] ?? 1) * step
      }
    }
    for (const { width, values, deltas } of this.#batch.dense) {
      for (let i = 0; i < width; i++) deltas[i] = (deltas[i] as number) + (values[example * width + i] as number) * step
    }
  }

  /** The label that the loss uses. */
  #labelOf(example: number): number {
    const label = this.#batch.labels[example] as number
    if (!LOSSES[this.#options.loss].binary) return label
    if (label !== 0 && label !== 1)
      throw invalidArgument(
        `Only labels of 0.0 or 1.0 are supported right now. Found example with label: ${float32Text(label)}`,
      )
    return label === 0 ? -1 : 1
  }

  /** How much an example promises: the probabilities of adaptive passes are proportional to it. */
  promise(example: number): number {
    const { loss, l2 } = this.#options
    const { derivative, smoothness } = LOSSES[loss]
    const dual = this.#batch.state[4 * example] as number
    const kappa = dual + derivative(this.predict(example).now, this.#labelOf(example))
    return (
      (this.#batch.exampleWeights[example] as number) *
      Math.sqrt(this.squaredNorm(example) + l2 * smoothness) *
      Math.abs(kappa)
    )
  }

  train(example: number): void {
    const { loss, l2, partitions } = this.#options
    const { state, exampleWeights } = this.#batch
    const { dual, primalLoss, dualLoss } = LOSSES[loss]
    const label = this.#labelOf(example)
    const weight = exampleWeights[example] as number
    const old = state[4 * example] as number
    const { before, now } = this.predict(example)
    const updated = dual({
      label,
      dual: old,
      prediction: now,
      norm: (partitions * weight * this.squaredNorm(example)) / l2,
    })
    this.#move(example, ((updated - old) * weight) / l2)
    state.set([updated, primalLoss(before, label) * weight, dualLoss(old, label, weight), weight], 4 * example)
  }
}

/** One pass over the examples, in their order or in a random one that prefers those that promise most. */
export function sdcaPass(batch: MiniBatch, options: SdcaOptions): void {
  const pass = new Pass(batch, options)
  const examples = Array.from(batch.exampleWeights.keys())
  for (const example of options.adaptive ? exampleOrder(examples.map(each => pass.promise(each))) : examples)
    pass.train(example)
}
