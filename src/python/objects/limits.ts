/**
 * How large a value of a program may be. Python asks the machine for the memory and raises MemoryError where there is none; JavaScript
 * ends the process instead, so sizes are looked at before anything is made.
 */
import { constants } from 'node:buffer'
import { getHeapStatistics } from 'node:v8'
import { MemoryError } from './exceptions.ts'

/** Items of a list or tuple: V8's arrays can be twice as long before they become slow. */
export const MOST_ITEMS = 2 ** 26
/** Keys of a dict or set: V8's maps have no more. */
const MOST_KEYS = 2 ** 24 - 1
/** UTF-16 units of a text: V8's own limit. */
export const LONGEST_TEXT: number = constants.MAX_STRING_LENGTH
/** Bytes of a bytes object. */
export const MOST_BYTES = 2 ** 30
/** Bits of an int: numbers of some five million decimal digits. */
export const MOST_BITS = 2 ** 24

/** Smaller requests are not compared with what is free. */
const SMALL = 2 ** 20
const ITEM_BYTES = 8
/** Fuller heaps are slow: what is left is collected again and again. */
const MOST_OF_HEAP = 0.7

const noMemory = (): Error => new MemoryError('')

/** MemoryError where the heap has no room for as many bytes. */
function checkHeap(bytes: number): void {
  const { heap_size_limit: limit, used_heap_size: used } = getHeapStatistics()
  if (used + bytes > limit * MOST_OF_HEAP) throw noMemory()
}

/** MemoryError for more items than a list can have. */
export function checkItems(count: number): void {
  if (!(count <= MOST_ITEMS)) throw noMemory()
  if (count > SMALL) checkHeap(count * ITEM_BYTES)
}

/** For lists that grow item by item: looks at the heap now and then. */
export function checkGrowth(count: number): void {
  if (count % SMALL === 0) checkItems(count + SMALL)
}

/** MemoryError for one more key. */
export function checkKeys(size: number): void {
  if (size >= MOST_KEYS) throw noMemory()
}

/** MemoryError for a text that is too long. */
export function checkText(length: number): void {
  if (!(length <= LONGEST_TEXT)) throw noMemory()
}

/** MemoryError for more bytes than a bytes object can have. */
export function checkBytes(length: number): void {
  if (!(length <= MOST_BYTES)) throw noMemory()
}

/** MemoryError for an int that is too long. */
export function checkBits(bits: number): void {
  if (!(bits <= MOST_BITS)) throw noMemory()
}

/** About as many bits as a whole number has: never less, at most three more. */
export function bitLength(value: bigint): number {
  if (BigInt.asIntN(64, value) === value) return 64
  return value.toString(16).length * 4
}
