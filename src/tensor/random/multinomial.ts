/** Draws of classes from unnormalised log-probabilities, as TensorFlow's Multinomial makes them. */
import { BLOCK_WORDS, type Philox } from './philox.ts'
import { wordToFloat } from './uniform.ts'

const BLOCKS_PER_BLOCK_OF_SAMPLES = 256
/** Which of the words of a 64-bit integer is the lower one. */
const LOWER = new Int32Array(BigInt64Array.of(1n).buffer)[0] === 1 ? 0 : 1

/** Blocks that one run takes for `rows` distributions of `samples` draws. */
export const multinomialBlocks = (rows: number, samples: number): number =>
  rows * Math.ceil(samples / BLOCK_WORDS) * BLOCK_WORDS * BLOCKS_PER_BLOCK_OF_SAMPLES

/**
 * Classes drawn for each row of `logits` ([rows, classes]), laid out [rows, samples]; one word each, row after row.
 * Infinite and NaN logits have no chance.
 */
export function multinomial(
  generator: Philox,
  logits: ArrayLike<number>,
  classes: number,
  samples: number,
): BigInt64Array<ArrayBuffer> {
  const rows = logits.length / classes
  const result = new BigInt64Array(rows * samples)
  // classes have 31 bits: the lower words alone are written
  const words = new Int32Array(result.buffer)
  const cumulative = new Float64Array(classes)
  for (let row = 0; row < rows; row += 1) {
    const total = cumulate(logits, row * classes, cumulative)
    for (let sample = 0; sample < samples; sample += 1) {
      const target = Math.fround(wordToFloat(generator.word()) * total)
      words[2 * (row * samples + sample) + LOWER] = countUpTo(cumulative, target)
    }
  }
  return result
}

/** Writes the running sums of exp(logit - largest finite logit) of one row; returns the last. */
function cumulate(logits: ArrayLike<number>, start: number, cumulative: Float64Array): number {
  let largest = -Number.MAX_VALUE
  for (let i = 0; i < cumulative.length; i += 1) {
    const logit = logits[start + i] as number
    if (logit > largest && logit < Number.POSITIVE_INFINITY) largest = logit
  }
  let total = 0
  for (let i = 0; i < cumulative.length; i += 1) {
    const logit = logits[start + i] as number
    // of infinite numbers and NaN the difference is not 0
    if (logit - logit === 0) total += Math.exp(logit - largest)
    cumulative[i] = total
  }
  return total
}

/** How many of the ascending `values` are <= `limit`. */
function countUpTo(values: Float64Array, limit: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((values[middle] as number) <= limit) low = middle + 1
    else high = middle
  }
  return low
}
