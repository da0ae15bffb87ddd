/** numpy's RandomState of 1.16: the same seeds give the same numbers, bit for bit. */

import { randomFillSync } from 'node:crypto'
import { guardedClass } from '../errors/boundary.ts'
import { TypeError, ValueError } from '../errors/index.ts'
import { as_dtype, bool, type DTypeLike, int64 } from '../tensor/dtypes.ts'
import { PyInt } from '../tensor/literals.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { boundedIntegers, type RandintBits } from '../tensor/random/bounded.ts'
import { type Arguments, bind } from './arguments.ts'
import { chooseIndices } from './random_choice.ts'
import { RandomDistributions } from './random_distributions.ts'
import { shuffleInPlace } from './random_shuffle.ts'
import {
  type ArrayValue,
  elementCount,
  fromNumbers,
  integer,
  newShape,
  numbersOf,
  type Result,
  type Scalar,
  type ShapeValue,
  toArray,
} from './values.ts'

/** What `get_state` gives and `set_state` takes. */
export type RandomStateTuple = readonly [
  algorithm: 'MT19937',
  key: Uint32Array,
  position: number,
  hasGauss: 0 | 1,
  cachedGaussian: number,
]

/** What a seed may be: an integer in [0, 2^32), a list of them, or null for an unpredictable one. */
export type Seed = number | bigint | Scalar | readonly Scalar[] | NDArray | ArrayBufferView | null

const SEED_RANGE = 'Seed must be between 0 and 2**32 - 1'
const WORDS = 624

/** randint's dtypes. The unsigned ones that tf0 lacks are drawn as they are and given as int64. */
const RANDINT: Readonly<Record<string, readonly [bits: RandintBits, low: bigint, high: bigint]>> = {
  bool: [1, 0n, 2n],
  int8: [8, -(1n << 7n), 1n << 7n],
  uint8: [8, 0n, 1n << 8n],
  int16: [16, -(1n << 15n), 1n << 15n],
  uint16: [16, 0n, 1n << 16n],
  int32: [32, -(1n << 31n), 1n << 31n],
  uint32: [32, 0n, 1n << 32n],
  int64: [64, -(1n << 63n), 1n << 63n],
}

/** A stream of random numbers. `new RandomState(0).rand(2)` is numpy's `RandomState(0).rand(2)`. */
export class RandomState extends RandomDistributions {
  constructor(seed: Seed = null) {
    super()
    this.seed(seed)
  }

  /** Starts the stream anew. ValueError for seeds outside of [0, 2^32). */
  seed(seed: Seed = null): void {
    this.spare = undefined
    if (seed === null) {
      this.source.seedArray(randomFillSync(new Uint32Array(WORDS)))
      return
    }
    const array = toArray(seed)
    const values = numbersOf(array)
    if (values.length === 0) throw new ValueError('Seed must be non-empty')
    if (array.shape.length > 1) throw new ValueError('Seed array must be 1-d')
    if (values.some(value => value < 0 || value >= 2 ** 32)) throw new ValueError(SEED_RANGE)
    if (values.some(value => !Number.isInteger(value)))
      throw new TypeError("Cannot cast array from float64 to int64 according to the rule 'safe'")
    if (array.shape.length === 0) this.source.seed(values[0] as number)
    else this.source.seedArray(values)
  }

  get_state(): RandomStateTuple {
    const { key, position } = this.source.state
    return ['MT19937', key, position, this.spare === undefined ? 0 : 1, this.spare ?? 0]
  }

  /** Continues from what `get_state` gave; the last two entries may be missing. */
  set_state(state: RandomStateTuple | readonly ['MT19937', Uint32Array, number]): void {
    if (!Array.isArray(state)) throw new TypeError('state must be what get_state() gives')
    const [algorithm, key, position, hasGauss, cached] = state as RandomStateTuple
    if (algorithm !== 'MT19937') throw new ValueError("algorithm must be 'MT19937'")
    if (key.length !== WORDS) throw new ValueError(`state must be ${WORDS} longs`)
    this.source.state = { key, position }
    this.spare = hasGauss ? cached : undefined
  }

  /**
   * Integers in [low, high), or [0, low) without `high`; int64 unless `dtype` says otherwise.
   * ValueError if there are none, or if they don't fit the dtype.
   */
  randint(
    ...args: Arguments<
      [low: Scalar, high?: Scalar | null, size?: ShapeValue, dtype?: DTypeLike],
      { low?: Scalar; high?: Scalar | null; size?: ShapeValue; dtype?: DTypeLike }
    >
  ): Result {
    const bound = bind("randint(low, high=None, size=None, dtype='int64')", args)
    const asked = bound['dtype']
    const unsigned32 = asked === 'uint32'
    const dtype = unsigned32 ? int64 : as_dtype(asked as DTypeLike)
    const name = unsigned32 ? 'uint32' : dtype.name
    const range = RANDINT[name]
    if (!range) throw new TypeError(`Unsupported dtype "${name}" for randint`)
    const [bits, least, beyond] = range
    const upperGiven = bound['high'] ?? null
    const low = upperGiven === null ? 0n : wide(bound['low'])
    const high = wide(upperGiven ?? bound['low'])
    if (low < least) throw new ValueError(`low is out of bounds for ${name}`)
    if (high > beyond) throw new ValueError(`high is out of bounds for ${name}`)
    if (low >= high) throw new ValueError('low >= high')
    const size = (bound['size'] ?? null) as ShapeValue
    const shape = newShape(size)
    const drawn = boundedIntegers(
      this.source,
      bits,
      high - 1n - low,
      shape.reduce((product, dim) => product * dim, 1),
    )
    const data = dtype.allocate(drawn.length)
    drawn.forEach((value: number | bigint, i: number) => {
      if (dtype === int64) (data as BigInt64Array)[i] = low + BigInt(value)
      else (data as Int32Array)[i] = Number(low) + Number(value)
    })
    const array = new NDArray(dtype, shape, data)
    if (size === null) return dtype === bool ? Boolean(array.item()) : array.item()
    return array
  }

  /** Integers in [low, high], or [1, low] without `high`. */
  random_integers(
    ...args: Arguments<
      [low: Scalar, high?: Scalar | null, size?: ShapeValue],
      { high?: Scalar | null; size?: ShapeValue }
    >
  ): Result {
    const bound = bind('random_integers(low, high=None, size=None)', args)
    const high = bound['high'] ?? null
    const low = high === null ? 1n : wide(bound['low'])
    return this.randint(low, wide(high ?? bound['low']) + 1n, (bound['size'] ?? null) as ShapeValue)
  }

  /** Whole numbers in [0, 2^63). */
  tomaxint(size: ShapeValue = null): Result {
    const shape = newShape(size)
    const draw = (): bigint => ((BigInt(this.source.word()) << 32n) | BigInt(this.source.word())) >> 1n
    const drawn = BigInt64Array.from({ length: shape.reduce((product, dim) => product * dim, 1) }, draw)
    return size === null ? drawn[0] : new NDArray(int64, shape, drawn)
  }

  /** `length` random bytes. */
  bytes(length: Scalar): Buffer {
    const count = integer(length)
    elementCount(count)
    const words = Uint32Array.from({ length: Math.ceil(count / 4) }, () => this.source.word())
    return Buffer.from(words.buffer).subarray(0, count)
  }

  /** Elements of the list `a`, or of 0 … a - 1; `p` are their probabilities. A single one where `size` is not given. */
  choice(
    ...args: Arguments<
      [a: ArrayValue | readonly unknown[], size?: ShapeValue, replace?: boolean, p?: ArrayValue | null],
      { size?: ShapeValue; replace?: boolean; p?: ArrayValue | null }
    >
  ): Result {
    const bound = bind('choice(a, size=None, replace=True, p=None)', args)
    const population = toArray(bound['a'])
    if (population.shape.length > 1) throw new ValueError('a must be 1-dimensional')
    const counted = population.shape.length === 0
    const length = counted ? integer(population.item()) : population.size
    if (counted && length <= 0) throw new ValueError('a must be greater than 0')
    if (!counted && length === 0) throw new ValueError('a must be non-empty')
    const size = (bound['size'] ?? null) as ShapeValue
    const shape = newShape(size)
    const weights = bound['p'] ?? null
    const picked = chooseIndices(
      this,
      length,
      shape,
      (bound['replace'] ?? true) as boolean,
      weights === null ? null : toArray(weights),
    )
    if (counted) return size === null ? picked[0] : fromNumbers(int64, shape, Float64Array.from(picked))
    const { data, dtype } = population
    if (size === null) return population.item(picked[0] as number)
    if (Array.isArray(data))
      return new NDArray(
        dtype,
        shape,
        picked.map(i => data[i]),
      )
    const values = dtype.allocate(picked.length) as Float64Array
    const step = values.length / Math.max(picked.length, 1)
    picked.forEach((from, to) => {
      for (let lane = 0; lane < step; lane += 1) values[to * step + lane] = data[from * step + lane] as number
    })
    return new NDArray(dtype, shape, values)
  }

  /** Puts the items of a list, or the rows of an array, in random order, in place. */
  shuffle(x: NDArray | unknown[] | ArrayBufferView): void {
    shuffleInPlace(this.source, x)
  }

  /** 0 … x - 1 in random order, or the rows of a copy of `x`. */
  permutation(x: ArrayValue | readonly unknown[]): NDArray {
    const given = toArray(x)
    const array =
      given.shape.length === 0
        ? fromNumbers(
            int64,
            [integer(given.item())],
            Float64Array.from({ length: elementCount(integer(given.item())) }, (_, i) => i),
          )
        : given.copy()
    this.shuffle(array)
    return array
  }
}
// @ts-expect-error the guarded class takes its place
RandomState = guardedClass(RandomState)

/** An integer argument; fractions are cut off, as numpy does. */
function wide(value: unknown): bigint {
  if (value === null || value === undefined) throw new TypeError('an integer is required')
  const plain = value instanceof NDArray ? value.item() : value instanceof PyInt ? value.value : value
  if (typeof plain === 'bigint') return plain
  const number = integer(plain)
  if (!Number.isFinite(number)) throw new ValueError(`cannot convert ${number} to an integer`)
  return BigInt(Math.trunc(number))
}
