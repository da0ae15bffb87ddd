/** Which elements of a vector are equal. */
import type { NDArray } from '../../tensor/ndarray.ts'

export interface Distinct {
  /** The first position of each distinct element, in order. */
  readonly first: Int32Array
  /** For each element the number of its like. */
  readonly index: Int32Array
  readonly count: Int32Array
}

/** Distinct elements that there is room for at first: memory grows with what is found. */
const FIRST_ROOM = 512

/** Collects positions: `add` says that the element at a position is one that was not there before, `again` that it is like number `at`. */
class Collected {
  readonly index: Int32Array
  first: Int32Array = new Int32Array(FIRST_ROOM)
  size = 0
  #count: Int32Array = new Int32Array(FIRST_ROOM)

  constructor(length: number) {
    this.index = new Int32Array(length)
  }

  add(position: number): number {
    const number = this.size++
    if (number === this.first.length) {
      this.first = grown(this.first)
      this.#count = grown(this.#count)
    }
    this.first[number] = position
    this.#count[number] = 1
    this.index[position] = number
    return number
  }

  again(position: number, number: number): void {
    const count = this.#count
    count[number] = (count[number] as number) + 1
    this.index[position] = number
  }

  get result(): Distinct {
    const { index, first, size } = this
    return { index, first: first.slice(0, size), count: this.#count.slice(0, size) }
  }
}

function grown(array: Int32Array): Int32Array {
  const larger = new Int32Array(2 * array.length)
  larger.set(array)
  return larger
}

/** Words of 32 bits that equal elements share, `width` for each. */
interface Keys {
  readonly words: Int32Array
  readonly width: 1 | 2
}

const spread = (low: number, high: number): number => Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1)

/** Slots of a table that leave half of them free for so many keys and twice as many. */
const slotsFor = (keys: number): Int32Array => new Int32Array(4 * keys).fill(-1)

/** Numbers of distinct keys by their hash, open addressing. `isAlone`: elements that are like no other, and stand in no table. */
function byWords({ words, width }: Keys, length: number, isAlone: (position: number) => boolean): Distinct {
  const found = new Collected(length)
  let table = slotsFor(FIRST_ROOM)
  let room = 2 * FIRST_ROOM
  const highOf = (position: number): number => (width === 2 ? (words[2 * position + 1] as number) : 0)
  const slotOf = (low: number, high: number): number => {
    const hash = spread(low, high)
    return (hash ^ (hash >>> 15)) & (table.length - 1)
  }
  const grow = (): void => {
    table = slotsFor(room)
    room *= 2
    for (let number = 0; number < found.size; number++) {
      const position = found.first[number] as number
      if (isAlone(position)) continue
      let slot = slotOf(words[width * position] as number, highOf(position))
      while ((table[slot] as number) >= 0) slot = (slot + 1) & (table.length - 1)
      table[slot] = number
    }
  }
  for (let i = 0; i < length; i++) {
    if (isAlone(i)) {
      found.add(i)
      continue
    }
    const [low, high] = [words[width * i] as number, highOf(i)]
    let slot = slotOf(low, high)
    for (;;) {
      const number = table[slot] as number
      if (number < 0) {
        table[slot] = found.add(i)
        if (found.size >= room) grow()
        break
      }
      const other = found.first[number] as number
      if (words[width * other] === low && highOf(other) === high) {
        found.again(i, number)
        break
      }
      slot = (slot + 1) & (table.length - 1)
    }
  }
  return found.result
}

function byKey(length: number, key: (position: number) => unknown): Distinct {
  const found = new Collected(length)
  const seen = new Map<unknown, number>()
  for (let i = 0; i < length; i++) {
    const value = key(i)
    const number = seen.get(value)
    if (number === undefined) seen.set(value, found.add(i))
    else found.again(i, number)
  }
  return found.result
}

/** A key that equal elements share, where they aren't numbers. */
export const textKey = (text: Uint8Array): string => Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString('latin1')

const never = (): boolean => false

/** Equal elements of a vector: 0 equals −0, and NaN nothing, itself included. */
export function distinctElements(x: NDArray): Distinct {
  const { data, dtype, size } = x
  if (Array.isArray(data)) return byKey(size, i => textKey(data[i] as Uint8Array))
  if (dtype.is_complex) return byKey(size, i => `${(data as Float32Array)[2 * i]},${(data as Float32Array)[2 * i + 1]}`)
  if (data instanceof Float32Array || data instanceof Float64Array) {
    // adding 0 makes 0 of −0
    const own = data.slice()
    for (let i = 0; i < size; i++) own[i] = (own[i] as number) + 0
    const words = new Int32Array(own.buffer)
    return byWords({ words, width: own instanceof Float32Array ? 1 : 2 }, size, i => Number.isNaN(own[i]))
  }
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    return byWords({ words: new Int32Array(data.buffer, data.byteOffset, 2 * data.length), width: 2 }, size, never)
  }
  return byWords({ words: data instanceof Int32Array ? data : Int32Array.from(data), width: 1 }, size, never)
}
