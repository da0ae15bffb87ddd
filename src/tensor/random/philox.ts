/**
 * Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3"), the generator of TensorFlow's random ops:
 * block number `n` of a stream is a pure function of key and counter, so any part of a stream can be made without the rest.
 */
import { randomFillSync } from 'node:crypto'

// Multipliers of the two lanes and the Weyl sequence that the key follows, from the paper.
const M0 = 0xd2511f53
const M1 = 0xcd9e8d57
const W0 = 0x9e3779b9
const W1 = 0xbb67ae85
const ROUNDS = 10
const TWO_32 = 2 ** 32

/** Words in a block. */
export const BLOCK_WORDS = 4

/** The upper 32 bits of a product of unsigned 32-bit integers, by 16-bit halves; `Math.imul` gives the lower ones. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const low = Math.imul(aLow, bLow)
  const cross0 = Math.imul(aHigh, bLow)
  const cross1 = Math.imul(aLow, bHigh)
  const carry = ((low >>> 16) + (cross0 & 0xffff) + (cross1 & 0xffff)) >>> 16
  return (Math.imul(aHigh, bHigh) + (cross0 >>> 16) + (cross1 >>> 16) + carry) | 0
}

/** A generator's position as plain numbers (unsigned 32-bit words). */
export interface PhiloxPosition {
  readonly key: readonly [number, number]
  readonly counter: readonly [number, number, number, number]
}

function low32(seed: number | bigint): number {
  return Number(BigInt.asUintN(32, BigInt(seed)))
}
function high32(seed: number | bigint): number {
  return Number(BigInt.asUintN(32, BigInt(seed) >> 32n))
}

/** A Philox stream and the place where it will be read next. */
export class Philox {
  #key0: number
  #key1: number
  #c0: number
  #c1: number
  #c2: number
  #c3: number
  readonly #single = new Uint32Array(BLOCK_WORDS)
  #unused = 0

  constructor(position: PhiloxPosition) {
    ;[this.#key0, this.#key1] = position.key
    ;[this.#c0, this.#c1, this.#c2, this.#c3] = position.counter
  }

  /** The stream of an op with attributes `seed` and `seed2` (signed 64-bit integers). */
  static fromSeeds(seed: number | bigint, seed2: number | bigint): Philox {
    return new Philox({ key: [low32(seed), high32(seed)], counter: [0, 0, low32(seed2), high32(seed2)] })
  }

  /** Where the next block comes from; words of a block that `word()` has begun don't count. */
  get position(): PhiloxPosition {
    return { key: [this.#key0, this.#key1], counter: [this.#c0, this.#c1, this.#c2, this.#c3] }
  }

  clone(): Philox {
    return new Philox(this.position)
  }

  /** A generator `blocks` further on; this one stays. */
  at(blocks: number): Philox {
    const result = this.clone()
    result.skip(blocks)
    return result
  }

  /** Moves on by `blocks` (a safe integer) of four words. */
  skip(blocks: number): void {
    this.#unused = 0
    const low = this.#c0 + (blocks % TWO_32)
    this.#c0 = low >>> 0
    const next = this.#c1 + (Math.floor(blocks / TWO_32) % TWO_32) + (low >= TWO_32 ? 1 : 0)
    this.#c1 = next >>> 0
    if (next < TWO_32) return
    this.#c2 = (this.#c2 + 1) >>> 0
    if (this.#c2 === 0) this.#c3 = (this.#c3 + 1) >>> 0
  }

  /** Fills `words`, whose length is a multiple of 4, with whole blocks. */
  fill(words: Uint32Array): void {
    this.#unused = 0
    const key0 = this.#key0
    const key1 = this.#key1
    for (let offset = 0; offset < words.length; offset += BLOCK_WORDS) {
      let x0 = this.#c0 | 0
      let x1 = this.#c1 | 0
      let x2 = this.#c2 | 0
      let x3 = this.#c3 | 0
      let k0 = key0 | 0
      let k1 = key1 | 0
      for (let round = 0; round < ROUNDS; round += 1) {
        const high0 = multiplyHigh(x0, M0)
        const low0 = Math.imul(x0, M0)
        const high1 = multiplyHigh(x2, M1)
        const low1 = Math.imul(x2, M1)
        x0 = high1 ^ x1 ^ k0
        x1 = low1
        x2 = high0 ^ x3 ^ k1
        x3 = low0
        k0 = (k0 + W0) | 0
        k1 = (k1 + W1) | 0
      }
      words[offset] = x0
      words[offset + 1] = x1
      words[offset + 2] = x2
      words[offset + 3] = x3
      this.#advance()
    }
  }

  #advance(): void {
    this.#c0 = (this.#c0 + 1) >>> 0
    if (this.#c0 !== 0) return
    this.#c1 = (this.#c1 + 1) >>> 0
    if (this.#c1 !== 0) return
    this.#c2 = (this.#c2 + 1) >>> 0
    if (this.#c2 === 0) this.#c3 = (this.#c3 + 1) >>> 0
  }

  /** The next single word, an unsigned 32-bit integer. A block's words are taken in order; `skip` and `fill` drop the rest. */
  word(): number {
    if (this.#unused === 0) {
      this.fill(this.#single)
      this.#unused = BLOCK_WORDS
    }
    this.#unused -= 1
    return this.#single[BLOCK_WORDS - 1 - this.#unused] as number
  }
}

/**
 * The random state of one op in one session (TensorFlow's GuardedPhiloxRandom): each run takes its share of the stream.
 * Two zero seeds mean "no seed": the stream then differs from session to session.
 */
export class PhiloxState {
  #stream: Philox

  constructor(seed: number | bigint, seed2: number | bigint) {
    if (BigInt(seed) === 0n && BigInt(seed2) === 0n) {
      const [a, b, c, d] = randomFillSync(new Uint32Array(4)) as unknown as [number, number, number, number]
      this.#stream = new Philox({ key: [a, b], counter: [0, 0, c, d] })
    } else {
      this.#stream = Philox.fromSeeds(seed, seed2)
    }
  }

  get position(): PhiloxPosition {
    return this.#stream.position
  }

  /** A generator at the current place, which then moves on by `blocks` whatever the generator is used for. */
  reserve(blocks: number): Philox {
    const result = this.#stream.clone()
    this.#stream.skip(blocks)
    return result
  }

  /** Takes back what was reserved from `start` on and not used after all. */
  rewind(start: Philox): void {
    this.#stream = start.clone()
  }
}
