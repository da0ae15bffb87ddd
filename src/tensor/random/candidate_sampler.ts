/** Candidate sampling: negative classes for sampled losses, and how often each class is expected in the sample. */
import { invalidArgument } from '../../errors/status.ts'
import type { Philox } from './philox.ts'
import { wordsToDouble } from './uniform.ts'

/** TensorFlow's generous estimate of the words that a sample takes. */
const WORDS_PER_SAMPLE = 2048

/** Draws after which there are no further classes to be found, in all and for each class. */
const PATIENCE = 2 ** 20
const PATIENCE_EACH = 1000

/** Blocks that one run of a candidate sampler takes. */
export const candidateBlocks = (sampled: number): number => Math.ceil((WORDS_PER_SAMPLE * sampled) / 4)

/** A distribution over the classes 0 … range - 1. */
export interface CandidateDistribution {
  readonly range: number
  sample(generator: Philox): number
  /** Probability of `value` in one draw. */
  probability(value: number): number
  /** Learns from the true classes of a batch; only learned distributions do. */
  update?(values: Iterable<number>): void
  /** The sample is always this, with expected counts of 1: the distribution that gives all classes. */
  readonly everything?: true
}

export interface CandidateSample {
  readonly sampled: Float64Array
  readonly sampledExpected: Float32Array<ArrayBuffer>
  readonly trueExpected: Float32Array<ArrayBuffer>
}

/** An unbiased integer below `range` (at most 2^32) from single words. */
export function drawBelow32(generator: Philox, range: number): number {
  if ((range & (range - 1)) === 0) return (generator.word() & (range - 1)) >>> 0
  const remainder = 2 ** 32 % range
  for (;;) {
    const word = generator.word()
    if (word >= remainder) return word % range
  }
}

/** An unbiased integer below `range` from pairs of words, the lower one first. */
function drawBelow64(generator: Philox, range: bigint): number {
  const remainder = (1n << 64n) % range
  const powerOfTwo = (range & (range - 1n)) === 0n
  for (;;) {
    const low = BigInt(generator.word())
    const drawn = (BigInt(generator.word()) << 32n) | low
    if (powerOfTwo || drawn >= remainder) return Number(drawn % range)
  }
}

/** Every class is equally likely. */
export function uniformDistribution(range: number): CandidateDistribution {
  const wide = BigInt(range)
  const probability = Math.fround(1 / range)
  return { range, sample: generator => drawBelow64(generator, wide), probability: () => probability }
}

/** Zipf-like: P(k) = log((k + 2) / (k + 1)) / log(range + 1), for classes sorted by falling frequency. */
export function logUniformDistribution(range: number): CandidateDistribution {
  const logRange = Math.log(range + 1)
  return {
    range,
    sample: generator => {
      const u = wordsToDouble(generator.word(), generator.word())
      return (Math.trunc(Math.exp(u * logRange)) - 1) % range
    },
    probability: value => Math.fround(Math.log((value + 2) / (value + 1)) / logRange),
  }
}

/** Takes every class once; the number sampled must be the range. */
export function allDistribution(range: number): CandidateDistribution {
  return { range, sample: () => 0, probability: () => 1, everything: true }
}

/**
 * Draws `count` classes (all different where `unique`, which needs count <= range) and the expected counts of them and of `trueClasses`.
 * Learned distributions then take up the true classes.
 */
export function sampleCandidates(
  generator: Philox,
  distribution: CandidateDistribution,
  count: number,
  unique: boolean,
  trueClasses: readonly number[],
): CandidateSample {
  if (distribution.everything) {
    return {
      sampled: Float64Array.from({ length: count }, (_, i) => i),
      sampledExpected: new Float32Array(count).fill(1),
      trueExpected: new Float32Array(trueClasses.length).fill(1),
    }
  }
  const sampled = new Float64Array(count)
  const used = new Set<number>()
  let tries = 0
  for (let drawn = 0; drawn < count; ) {
    tries += 1
    const value = distribution.sample(generator)
    if (unique && used.has(value)) {
      // TensorFlow goes on for ever where classes without weight are asked for
      if (tries > PATIENCE + PATIENCE_EACH * count)
        throw invalidArgument(`Sampler found only ${drawn} of ${count} different classes in ${tries} draws.`)
      continue
    }
    if (unique) used.add(value)
    sampled[drawn++] = value
  }
  const expected = (value: number): number => {
    const p = Math.fround(distribution.probability(value))
    return tries === count ? Math.fround(p * count) : -Math.expm1(tries * Math.log1p(-p))
  }
  const result = {
    sampled,
    sampledExpected: Float32Array.from(sampled, expected),
    trueExpected: Float32Array.from(trueClasses, expected),
  }
  distribution.update?.(trueClasses)
  return result
}
