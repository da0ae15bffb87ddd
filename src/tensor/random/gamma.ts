/** Gamma-distributed numbers by Marsaglia and Tsang's method, as TensorFlow's RandomGamma makes them. */
import { normalOfPair } from './normal.ts'
import type { Philox } from './philox.ts'
import { wordsToDouble } from './uniform.ts'

/** Blocks that each value has for its rejections. */
const BLOCKS_PER_VALUE = 256
/** The squeeze that accepts most candidates without a logarithm. */
const SQUEEZE = 0.0331

/** Blocks that one run takes for `samples` of each of `alphas` shape parameters. */
export const gammaBlocks = (samples: number, alphas: number): number => samples * alphas * BLOCKS_PER_VALUE

/** Uniforms and normals of one value after the other: both come two to a block and are used last first. */
class GammaSource {
  readonly #stream: Philox
  readonly #normalWords = new Uint32Array(4)
  readonly #words = new Uint32Array(4)
  #normalsLeft = 0
  #uniformsLeft = 0
  #blocks = 0

  constructor(stream: Philox) {
    this.#stream = stream
  }

  /** Goes on to the blocks of the next value. */
  next(): void {
    this.#stream.skip(BLOCKS_PER_VALUE - this.#blocks)
    this.#blocks = 0
    this.#normalsLeft = 0
    this.#uniformsLeft = 0
  }

  normal(): number {
    // the second one, which is mostly not asked for, is made of the same words
    const first = this.#normalsLeft === 0
    if (first) this.#fill(this.#normalWords)
    this.#normalsLeft = first ? 1 : 0
    const [a, b, c, d] = this.#normalWords as unknown as [number, number, number, number]
    return normalOfPair(a, b, c, d, first ? 1 : 0)
  }

  uniform(): number {
    const first = this.#uniformsLeft === 0
    if (first) this.#fill(this.#words)
    this.#uniformsLeft = first ? 1 : 0
    const at = first ? 2 : 0
    return wordsToDouble(this.#words[at] as number, this.#words[at + 1] as number)
  }

  #fill(words: Uint32Array): void {
    this.#stream.fill(words)
    this.#blocks += 1
  }
}

function drawGamma(alpha: number, source: GammaSource): number {
  if (alpha === 1) return -Math.log(1 - source.uniform())
  // A shape below 1 is drawn as alpha + 1 and scaled down by a power of one more uniform.
  const boosted = alpha < 1
  const d = alpha + (boosted ? 2 / 3 : -1 / 3)
  const c = 1 / 3 / Math.sqrt(d)
  for (;;) {
    const x = source.normal()
    const root = 1 + c * x
    if (root <= 0) continue
    const v = root * root * root
    const u = source.uniform()
    if (u >= 1 - SQUEEZE * (x * x) * (x * x) && Math.log(u) >= 0.5 * x * x + d * (1 - v + Math.log(v))) continue
    return boosted ? d * v * source.uniform() ** (1 / alpha) : d * v
  }
}

/**
 * `samples` values for each of `alphas`, laid out [samples, alphas]. The computation is in double precision for every dtype;
 * round the result for float32 and float16.
 */
export function gamma(generator: Philox, alphas: ArrayLike<number>, samples: number): Float64Array<ArrayBuffer> {
  const result = new Float64Array(samples * alphas.length)
  const source = new GammaSource(generator.clone())
  for (let a = 0; a < alphas.length; a += 1) {
    for (let s = 0; s < samples; s += 1) {
      result[s * alphas.length + a] = drawGamma(alphas[a] as number, source)
      source.next()
    }
  }
  return result
}
