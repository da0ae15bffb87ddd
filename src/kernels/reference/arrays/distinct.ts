/** Which elements of a vector are equal. */
import type { NDArray } from '../../../tensor/ndarray.ts'

export interface Distinct {
  /** The first position of each distinct element, in order. */
  readonly first: Int32Array
  /** For each element the number of its like. */
  readonly index: Int32Array
  readonly count: Int32Array
}

/** Distinct elements that there is room for at first: memory grows with what is found. */
const FIRST_ROOM = 512

function grown(array: Int32Array): Int32Array {
  const larger = new Int32Array(2 * array.length)
  larger.set(array)
  return larger
}

/** Elements as words of 32 bits, `width` for each; of floats, if they are. */
interface Words {
  readonly words: Int32Array
  readonly width: 1 | 2
  readonly isFloat: boolean
}

const SIGN = 1 << 31
const hashOf = (low: number, high: number): number => {
  const product = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1)
  return product ^ (product >>> 15)
}
/** Whether the words of a float are those of NaN, which is like no other and stands in no table. */
const isNaNWords = (low: number, high: number, width: 1 | 2): boolean =>
  width === 1 ? (low & ~SIGN) > 0x7f800000 : (high & ~SIGN) > 0x7ff00000 || ((high & ~SIGN) === 0x7ff00000 && low !== 0)

/** A table of the numbers of keys by their hash, each plus 1, half of it free; open addressing. */
function tableOf(lows: Int32Array, highs: Int32Array, size: number, { width, isFloat }: Words): Int32Array {
  const table = new Int32Array(2 * lows.length)
  const mask = table.length - 1
  for (let number = 0; number < size; number++) {
    const [low, high] = [lows[number] as number, highs[number] as number]
    if (isFloat && isNaNWords(low, high, width)) continue
    let slot = hashOf(low, high) & mask
    while (table[slot] !== 0) slot = (slot + 1) & mask
    table[slot] = number + 1
  }
  return table
}

/** Numbers of distinct keys by their hash. One loop without calls or closures: it is hot from its first run on. */
function byWords(keys: Words, index: Int32Array): Distinct {
  const { words, width, isFloat } = keys
  const { length } = index
  let first: Int32Array = new Int32Array(FIRST_ROOM)
  let count: Int32Array = new Int32Array(FIRST_ROOM)
  let lows: Int32Array = new Int32Array(FIRST_ROOM)
  let highs: Int32Array = new Int32Array(FIRST_ROOM)
  let size = 0
  let table = tableOf(lows, highs, size, keys)
  let mask = table.length - 1
  for (let i = 0; i < length; i++) {
    let low = words[width * i] as number
    let high = width === 2 ? (words[2 * i + 1] as number) : 0
    let number = -1
    let slot = -1
    if (isFloat) {
      // −0 equals 0
      if (width === 1) low = low === SIGN ? 0 : low
      else high = high === SIGN && low === 0 ? 0 : high
    }
    if (!(isFloat && isNaNWords(low, high, width))) {
      slot = hashOf(low, high) & mask
      for (;;) {
        number = (table[slot] as number) - 1
        if (number < 0 || (lows[number] === low && highs[number] === high)) break
        slot = (slot + 1) & mask
      }
    }
    if (number < 0) {
      if (size === first.length) {
        ;[first, count, lows, highs] = [grown(first), grown(count), grown(lows), grown(highs)]
        table = tableOf(lows, highs, size, keys)
        mask = table.length - 1
        if (slot >= 0) {
          slot = hashOf(low, high) & mask
          while (table[slot] !== 0) slot = (slot + 1) & mask
        }
      }
      number = size++
      first[number] = i
      lows[number] = low
      highs[number] = high
      if (slot >= 0) table[slot] = size
    }
    count[number] = (count[number] as number) + 1
    index[i] = number
  }
  return { index, first: first.slice(0, size), count: count.slice(0, size) }
}

function byKey(index: Int32Array, key: (position: number) => unknown): Distinct {
  const first: number[] = []
  const count: number[] = []
  const seen = new Map<unknown, number>()
  for (let i = 0; i < index.length; i++) {
    const value = key(i)
    let number = seen.get(value)
    if (number === undefined) {
      number = first.length
      seen.set(value, number)
      first.push(i)
      count.push(0)
    }
    count[number] = (count[number] as number) + 1
    index[i] = number
  }
  return { index, first: Int32Array.from(first), count: Int32Array.from(count) }
}

/** A key that equal elements share, where they aren't numbers. */
export const textKey = (text: Uint8Array): string =>
  Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString('latin1')

/** Equal elements of a vector: 0 equals −0, and NaN nothing, itself included. `index`: where the numbers of the elements go. */
export function distinctElements(x: NDArray, index: Int32Array = new Int32Array(x.size)): Distinct {
  const { data, dtype } = x
  if (Array.isArray(data)) return byKey(index, i => textKey(data[i] as Uint8Array))
  if (dtype.is_complex)
    return byKey(index, i => `${(data as Float32Array)[2 * i]},${(data as Float32Array)[2 * i + 1]}`)
  const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT: bytes } = data as Float64Array
  // narrow integers become words; a Float32Array's elements are words by themselves
  const words = bytes < 4 ? Int32Array.from(data as Int8Array) : new Int32Array(buffer, byteOffset, byteLength / 4)
  return byWords(
    { words, width: bytes === 8 ? 2 : 1, isFloat: data instanceof Float32Array || data instanceof Float64Array },
    index,
  )
}
