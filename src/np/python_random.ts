/** Python's `random` module: the same seeds give the same numbers as CPython 2.7 or 3. */
import { createHash, randomFillSync } from 'node:crypto'
import { IndexError, TypeError, ValueError } from '../errors/index.ts'
import { cos, exp, log, sin } from '../tensor/random/accurate_math.ts'
import { Mt19937 } from '../tensor/random/mt19937.ts'
import { integer, type Scalar } from './values.ts'

/** CPython 2 makes integers from doubles, CPython 3 from bits. */
export type PythonVersion = 2 | 3

const MAGIC = (4 * exp(-0.5)) / Math.SQRT2
const SAMPLE_SET_SIZE = 21

/** `random.Random(seed)`. */
export class PythonRandom {
  readonly #source = new Mt19937()
  readonly #version: PythonVersion
  #next: number | undefined

  constructor(seed: Scalar | string | null = null, version: PythonVersion = 3) {
    this.#version = version
    this.seed(seed)
  }

  /** Integers seed alike in both versions; strings as in Python 3; null takes entropy. */
  seed(seed: Scalar | string | null = null): void {
    this.#next = undefined
    if (seed === null) {
      this.#source.seedArray(randomFillSync(new Uint32Array(624)))
      return
    }
    let value = typeof seed === 'string' ? integerOfText(seed) : integerOf(seed)
    if (value < 0n) value = -value
    const words: number[] = []
    do {
      words.push(Number(value & 0xffffffffn))
      value >>= 32n
    } while (value > 0n)
    this.#source.seedArray(words)
  }

  getstate(): readonly [version: PythonVersion, key: Uint32Array, position: number, next: number | null] {
    const { key, position } = this.#source.state
    return [this.#version, key, position, this.#next ?? null]
  }
  setstate(state: readonly [PythonVersion, Uint32Array, number, number | null]): void {
    const [, key, position, next] = state
    this.#source.state = { key, position }
    this.#next = next ?? undefined
  }

  /** Uniform in [0, 1). */
  random(): number {
    return this.#source.double()
  }

  /** `k` random bits; a bigint above 53. */
  getrandbits(k: number): number | bigint {
    if (k <= 0) throw new ValueError('number of bits must be greater than zero')
    if (k <= 32) return this.#source.word() >>> (32 - k)
    let value = 0n
    for (let done = 0; done < k; done += 32) {
      const bits = Math.min(32, k - done)
      value |= BigInt(this.#source.word() >>> (32 - bits)) << BigInt(done)
    }
    return k <= 53 ? Number(value) : value
  }

  /** An integer in [0, n). */
  #below(n: number): number {
    if (this.#version === 2) return Math.trunc(this.random() * n)
    const bits = n.toString(2).length
    for (;;) {
      const value = Number(this.getrandbits(bits))
      if (value < n) return value
    }
  }

  /** One of range(start, stop, step); with one argument of range(start). */
  randrange(start: Scalar, stop: Scalar | null = null, step: Scalar = 1): number {
    const first = integer(start)
    if (stop === null) {
      if (first > 0) return this.#below(first)
      throw new ValueError('empty range for randrange()')
    }
    const by = integer(step)
    const width = integer(stop) - first
    const count = by === 1 ? width : Math.ceil(width / by)
    if (by === 0) throw new ValueError('zero step for randrange()')
    if (count <= 0) throw new ValueError(`empty range for randrange() (${first},${integer(stop)}, ${width})`)
    return first + by * this.#below(count)
  }

  /** An integer in [a, b]. */
  randint(a: Scalar, b: Scalar): number {
    return this.randrange(a, integer(b) + 1)
  }

  choice<T>(list: ArrayLike<T>): T {
    if (list.length === 0)
      throw new IndexError(this.#version === 3 ? 'Cannot choose from an empty sequence' : 'list index out of range')
    return list[this.#below(list.length)] as T
  }

  /** Puts a list in random order, in place; `random` may replace the source of doubles. */
  shuffle(list: unknown[], random: (() => number) | null = null): void {
    for (let i = list.length - 1; i > 0; i -= 1) {
      const j = random === null ? this.#below(i + 1) : Math.trunc(random() * (i + 1))
      const moved = list[i]
      list[i] = list[j]
      list[j] = moved
    }
  }

  /** `k` different positions of a list, their items in the order of drawing. */
  sample<T>(population: ArrayLike<T>, k: Scalar): T[] {
    const count = integer(k)
    const n = population.length
    if (count < 0 || count > n) {
      throw new ValueError(
        this.#version === 3 ? 'Sample larger than population or is negative' : 'sample larger than population',
      )
    }
    const setSize = SAMPLE_SET_SIZE + (count > 5 ? 4 ** Math.ceil(Math.log(count * 3) / Math.log(4)) : 0)
    if (n <= setSize) {
      const pool = Array.from(population)
      return Array.from({ length: count }, (_, i) => {
        const j = this.#below(n - i)
        const picked = pool[j] as T
        pool[j] = pool[n - i - 1] as T
        return picked
      })
    }
    const selected = new Set<number>()
    while (selected.size < count) selected.add(this.#below(n))
    return Array.from(selected, i => population[i] as T)
  }

  /** `k` items of a list, with repetitions (Python 3.6). */
  choices<T>(
    population: ArrayLike<T>,
    options: { weights?: readonly number[]; cum_weights?: readonly number[]; k?: number } = {},
  ): T[] {
    let sum = 0
    const sums = options.cum_weights ?? options.weights?.map(weight => (sum += weight))
    const n = population.length
    return Array.from({ length: options.k ?? 1 }, () => {
      if (!sums) return population[Math.floor(this.random() * n)] as T
      const target = this.random() * (sums.at(-1) as number)
      const at = sums.findIndex(value => value > target)
      return population[at < 0 ? n - 1 : at] as T
    })
  }

  /** Uniform between a and b. */
  uniform(a: Scalar, b: Scalar): number {
    const low = integer(a)
    return low + (integer(b) - low) * this.random()
  }

  /** A normal; they come in pairs. */
  gauss(mu: Scalar, sigma: Scalar): number {
    let z = this.#next
    this.#next = undefined
    if (z === undefined) {
      const angle = this.random() * 2 * Math.PI
      const radius = Math.sqrt(-2 * log(1 - this.random()))
      z = cos(angle) * radius
      this.#next = sin(angle) * radius
    }
    return integer(mu) + z * integer(sigma)
  }

  /** A normal by Kinderman and Monahan's ratio of uniforms. */
  normalvariate(mu: Scalar, sigma: Scalar): number {
    for (;;) {
      const u1 = this.random()
      const u2 = 1 - this.random()
      const z = (MAGIC * (u1 - 0.5)) / u2
      if ((z * z) / 4 <= -log(u2)) return integer(mu) + z * integer(sigma)
    }
  }

  expovariate(rate: Scalar): number {
    return -log(1 - this.random()) / integer(rate)
  }
  lognormvariate(mu: Scalar, sigma: Scalar): number {
    return exp(this.normalvariate(mu, sigma))
  }
  triangular(low: Scalar = 0, high: Scalar = 1, mode: Scalar | null = null): number {
    let from = integer(low)
    let to = integer(high)
    let u = this.random()
    let c = mode === null ? 0.5 : (integer(mode) - from) / (to - from)
    if (u > c) {
      u = 1 - u
      c = 1 - c
      ;[from, to] = [to, from]
    }
    return from + (to - from) * Math.sqrt(u * c)
  }
}

function integerOf(seed: Scalar): bigint {
  const plain = seed.valueOf()
  if (!(typeof plain === 'bigint' || typeof plain === 'boolean' || Number.isInteger(plain)))
    throw new TypeError('seeds are integers or strings')
  return BigInt(plain as number | bigint | boolean)
}

/** Python 3 appends the text's SHA-512 and reads the bytes as one big-endian integer. */
function integerOfText(text: string): bigint {
  const bytes = Buffer.from(text)
  const all = Buffer.concat([bytes, createHash('sha512').update(bytes).digest()])
  return BigInt(`0x${all.toString('hex')}`)
}
