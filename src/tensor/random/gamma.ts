/** Gamma-distributed numbers by Marsaglia and Tsang's method, as TensorFlow's RandomGamma makes them. */
import { boxMullerDouble } from './normal.ts'
import type { Philox } from './philox.ts'
import { wordsToDouble } from './uniform.ts'

/** Blocks that each value has for its rejections. */
const BLOCKS_PER_VALUE = 256
/** The squeeze that accepts most candidates without a logarithm. */
const SQUEEZE = 0.0331

/** Blocks that one run takes for `samples` of each of `alphas` shape parameters. */
export const gammaBlocks = (samples: number, alphas: number): number => samples * alphas * BLOCKS_PER_VALUE

/** Uniforms and normals of one value: both come two to a block and are used last first. */
class GammaSource {
  private readonly stream: Philox
  private readonly normals = new Float64Array(2)
  private readonly uniforms = new Float64Array(2)
  private readonly words = new Uint32Array(4)
  private normalsLeft = 0
  private uniformsLeft = 0

  constructor(stream: Philox) {
    this.stream = stream
  }

  normal(): number {
    if (this.normalsLeft === 0) {
      const [a, b, c, d] = this.block()
      boxMullerDouble(a, b, c, d, this.normals)
      this.normalsLeft = 2
    }
    this.normalsLeft -= 1
    return this.normals[this.normalsLeft] as number
  }

  uniform(): number {
    if (this.uniformsLeft === 0) {
      const [a, b, c, d] = this.block()
      this.uniforms[0] = wordsToDouble(a, b)
      this.uniforms[1] = wordsToDouble(c, d)
      this.uniformsLeft = 2
    }
    this.uniformsLeft -= 1
    return this.uniforms[this.uniformsLeft] as number
  }

  private block(): [number, number, number, number] {
    this.stream.fill(this.words)
    return this.words as unknown as [number, number, number, number]
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
  for (let a = 0; a < alphas.length; a += 1) {
    for (let s = 0; s < samples; s += 1) {
      const source = new GammaSource(generator.at((a * samples + s) * BLOCKS_PER_VALUE))
      result[s * alphas.length + a] = drawGamma(alphas[a] as number, source)
    }
  }
  return result
}
