/** The Mersenne Twister MT19937 (Matsumoto and Nishimura): the source of numpy's and Python's random numbers. */
import { ValueError } from '../../errors/python.ts'

const LENGTH = 624
const MIDDLE = 397
const UPPER = 0x80000000
const LOWER = 0x7fffffff
const TWIST = 0x9908b0df

/** The whole state as plain numbers: 624 words and the place of the next one. */
export interface Mt19937State {
  readonly key: Uint32Array
  readonly position: number
}

export class Mt19937 {
  readonly #key = new Uint32Array(LENGTH)
  #position = LENGTH

  /** Seeds with one 32-bit integer, as numpy does with an integer. */
  seed(seed: number): void {
    const key = this.#key
    key[0] = seed
    for (let i = 1; i < LENGTH; i += 1) key[i] = Math.imul(1812433253, mixed(key[i - 1] as number)) + i
    this.#position = LENGTH
  }

  /** Seeds with a list of 32-bit integers (not empty), as numpy does with lists and Python with every integer. */
  seedArray(seeds: ArrayLike<number>): void {
    const key = this.#key
    this.seed(19650218)
    let i = 1
    let j = 0
    const step = (): void => {
      i += 1
      if (i < LENGTH) return
      key[0] = key[LENGTH - 1] as number
      i = 1
    }
    for (let k = Math.max(LENGTH, seeds.length); k > 0; k -= 1) {
      key[i] = ((key[i] as number) ^ Math.imul(mixed(key[i - 1] as number), 1664525)) + (seeds[j] as number) + j
      step()
      j = (j + 1) % seeds.length
    }
    for (let k = LENGTH - 1; k > 0; k -= 1) {
      key[i] = ((key[i] as number) ^ Math.imul(mixed(key[i - 1] as number), 1566083941)) - i
      step()
    }
    key[0] = UPPER
    this.#position = LENGTH
  }

  get state(): Mt19937State {
    return { key: this.#key.slice(), position: this.#position }
  }
  set state(state: Mt19937State) {
    if (state.key.length !== LENGTH) throw new ValueError(`state must be ${LENGTH} longs`)
    this.#key.set(state.key)
    this.#position = state.position
  }

  #refill(): void {
    const key = this.#key
    for (let i = 0; i < LENGTH; i += 1) {
      const y = ((key[i] as number) & UPPER) | ((key[(i + 1) % LENGTH] as number) & LOWER)
      key[i] = (key[(i + MIDDLE) % LENGTH] as number) ^ (y >>> 1) ^ (y & 1 ? TWIST : 0)
    }
    this.#position = 0
  }

  /** The next word, an unsigned 32-bit integer. */
  word(): number {
    if (this.#position === LENGTH) this.#refill()
    let y = this.#key[this.#position] as number
    this.#position += 1
    y ^= y >>> 11
    y ^= (y << 7) & 0x9d2c5680
    y ^= (y << 15) & 0xefc60000
    return (y ^ (y >>> 18)) >>> 0
  }

  /** A double in [0, 1) with 53 random bits, from two words. */
  double(): number {
    const high = this.word() >>> 5
    const low = this.word() >>> 6
    return (high * 67108864 + low) / 9007199254740992
  }
}

const mixed = (word: number): number => word ^ (word >>> 30)
