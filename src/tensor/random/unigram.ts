/** Candidate distributions given by weights: fixed ones, and ones that are learned from the classes seen. */
import { invalidArgument, resourceExhausted } from '../../errors/status.ts'
import { type CandidateDistribution, drawBelow32 } from './candidate_sampler.ts'
import type { Philox } from './philox.ts'
import { wordToFloat } from './uniform.ts'

const { fround } = Math

/** How FixedUnigramCandidateSampler reads its weights. */
export interface FixedUnigramOptions {
  /** Weights are raised to this power. */
  readonly distortion: number
  /** Classes 0 … n - 1 that have no weight: they are never drawn. */
  readonly num_reserved_ids: number
  /** Only every `num_shards`-th class, starting at `shard`, is drawn, and counted from 0. */
  readonly num_shards: number
  readonly shard: number
}

/** More classes than these take gigabytes of tables. */
const MOST_CLASSES = 2 ** 26
function checkClasses(count: number): void {
  if (count > MOST_CLASSES) throw resourceExhausted(`OOM when allocating the weights of ${count} classes`)
}

/** Walker's alias method as TensorFlow builds its table; which of two equal tables is built decides every draw. */
export class AliasTable {
  readonly #probability: Float32Array
  readonly #alias: Int32Array

  constructor(weights: readonly number[]) {
    const count = weights.length
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const scaled = Float64Array.from(weights, weight => fround(weight * count) / total)
    const low: number[] = []
    const high: number[] = []
    this.#alias = new Int32Array(count).fill(-1)
    for (let i = 0; i < count; i += 1) {
      if ((scaled[i] as number) < 1) low.push(i)
      else high.push(i)
    }
    while (high.length > 0 && low.length > 0) {
      const poor = low.pop() as number
      const rich = high.pop() as number
      this.#alias[poor] = rich
      const remaining = (scaled[rich] as number) - (1 - (scaled[poor] as number))
      scaled[rich] = remaining
      if (remaining < 1) low.push(rich)
      else high.push(rich)
    }
    this.#probability = Float32Array.from(scaled)
    // What is left differs from 1 by rounding alone.
    for (const i of [...high, ...low]) {
      this.#probability[i] = 1
      this.#alias[i] = i
    }
  }

  sample(generator: Philox): number {
    const u = wordToFloat(generator.word())
    const index = drawBelow32(generator, this.#alias.length)
    return u < (this.#probability[index] as number) ? index : (this.#alias[index] as number)
  }
}

/** Classes drawn in proportion to given weights (`unigrams`, which start after the reserved classes). */
export function fixedUnigramDistribution(
  range: number,
  unigrams: readonly number[],
  options: FixedUnigramOptions,
): CandidateDistribution {
  const { distortion, num_reserved_ids, num_shards, shard } = options
  const ids = num_reserved_ids + unigrams.length
  const classes = shard < Math.min(num_shards, ids) ? Math.ceil((ids - shard) / num_shards) : 0
  // TensorFlow's process ends here; there is no message to repeat.
  if (classes !== range) throw invalidArgument(`range_max is ${range}, but there are weights for ${classes} classes`)
  checkClasses(range)
  const weights: number[] = []
  let total = 0
  for (let id = shard; id < ids; id += num_shards) {
    const weight =
      id < num_reserved_ids ? 0 : fround(fround(unigrams[id - num_reserved_ids] as number) ** fround(distortion))
    total = fround(total + weight)
    weights.push(weight)
  }
  const table = new AliasTable(weights)
  return {
    range,
    // Samples of a shard are counted within the shard.
    sample: generator => table.sample(generator),
    probability: value => fround((weights[value] ?? 0) / total),
  }
}

/** Each class begins with weight 1 and gains 1 whenever it is a true class: a Fenwick tree of the weights. */
class WeightedPicker {
  readonly #tree: Float64Array
  readonly #top: number
  total: number

  constructor(size: number) {
    this.total = size
    this.#tree = new Float64Array(size + 1)
    for (let i = 1; i <= size; i += 1) this.#tree[i] = i & -i
    this.#top = 2 ** Math.floor(Math.log2(Math.max(size, 1)))
  }

  add(index: number): void {
    this.total += 1
    for (let i = index + 1; i < this.#tree.length; i += i & -i) this.#tree[i] = (this.#tree[i] as number) + 1
  }

  /** The class whose stretch of the cumulated weights holds `place`. */
  at(place: number): number {
    let index = 0
    let rest = place
    for (let step = this.#top; step >= 1; step /= 2) {
      const next = index + step
      if (next < this.#tree.length && (this.#tree[next] as number) <= rest) {
        index = next
        rest -= this.#tree[next] as number
      }
    }
    return index
  }

  /** 0 for what is no class. */
  weight(index: number): number {
    if (index < 0 || index >= this.#tree.length - 1) return 0
    let sum = 0
    for (let i = index + 1; i > 0; i -= i & -i) sum += this.#tree[i] as number
    for (let i = index; i > 0; i -= i & -i) sum -= this.#tree[i] as number
    return sum
  }
}

/** The distribution of LearnedUnigramCandidateSampler and ThreadUnsafeUnigramCandidateSampler: counts of the true classes so far, plus 1. */
export function learnedUnigramDistribution(range: number): CandidateDistribution {
  checkClasses(range)
  const picker = new WeightedPicker(range)
  return {
    range,
    sample: generator => picker.at(drawBelow32(generator, picker.total)),
    probability: value => fround(picker.weight(value) / picker.total),
    update: values => {
      for (const value of values) if (value >= 0 && value < range) picker.add(value)
    },
  }
}
