/**
 * In which order Python 2.7 goes through a dict or set: that of its hash table's slots. The table is played here with the keys that are there, in
 * the order of their insertion; what has been deleted in between leaves no trace.
 */
import { PyFloat, PyInt } from '../../../tensor/literals.ts'
import { PyTuple } from './tuple.ts'
import { PyUnicode } from './unicode.ts'

/** A hash of 64 bits. */
interface Hash {
  readonly high: number
  readonly low: number
}

const WORD = 2 ** 32
const STRING_FACTOR = 1_000_003

const times = ({ high, low }: Hash, factor: number): Hash => {
  const product = low * factor
  return { low: product % WORD, high: (high * factor + Math.floor(product / WORD)) % WORD }
}

/** -1 stands for an error. */
const legal = (hash: Hash): Hash =>
  hash.high === WORD - 1 && hash.low === WORD - 1 ? { high: WORD - 1, low: WORD - 2 } : hash

const ofWhole = (value: number | bigint): Hash => {
  const bits = BigInt.asUintN(64, BigInt(value))
  return legal({ high: Number(bits >> 32n), low: Number(bits & 0xffffffffn) })
}

function ofBytes(bytes: ArrayLike<number>): Hash {
  if (bytes.length === 0) return { high: 0, low: 0 }
  let hash: Hash = { high: 0, low: (bytes[0] as number) * 128 }
  for (let i = 0; i < bytes.length; i++) {
    const { high, low } = times(hash, STRING_FACTOR)
    hash = { high, low: (low ^ (bytes[i] as number)) >>> 0 }
  }
  return legal({ high: hash.high, low: (hash.low ^ bytes.length) >>> 0 })
}

const bytesOfText = (text: string): ArrayLike<number> => Buffer.from(text, 'utf8')

/** A float by its mantissa and exponent; whole ones as ints. */
function ofFloat(value: number): Hash | undefined {
  if (Number.isInteger(value)) return ofLong(BigInt(value))
  if (Number.isNaN(value)) return { high: 0, low: 0 }
  if (!Number.isFinite(value)) return ofWhole(value > 0 ? 314159 : -271828)
  let exponent = Math.max(-1073, Math.floor(Math.log2(Math.abs(value))) + 1)
  let mantissa = value * 2 ** -exponent
  if (Math.abs(mantissa) >= 1) {
    mantissa /= 2
    exponent++
  } else if (Math.abs(mantissa) < 0.5) {
    mantissa *= 2
    exponent--
  }
  const scaled = mantissa * 2 ** 31
  const high = Math.trunc(scaled)
  return ofWhole(high + Math.trunc((scaled - high) * 2 ** 31) + exponent * 2 ** 15)
}

function ofTuple(items: PyTuple): Hash | undefined {
  let hash = 0x345678n
  let factor = 1_000_003n
  for (let i = 0; i < items.length; i++) {
    const item = hashOf(items[i])
    if (!item) return undefined
    hash = BigInt.asUintN(64, (hash ^ ((BigInt(item.high) << 32n) | BigInt(item.low))) * factor)
    factor += 82520n + 2n * BigInt(items.length - 1 - i)
  }
  return ofWhole(hash + 97531n)
}

/** Python 2.7's `hash(value)`; undefined where it is an address. */
function hashOf(value: unknown): Hash | undefined {
  if (typeof value === 'string') return ofBytes(bytesOfText(value))
  if (value instanceof PyUnicode) return ofBytes([...value].map(char => char.codePointAt(0) as number))
  if (typeof value === 'boolean') return ofWhole(Number(value))
  if (value instanceof PyInt) return typeof value.value === 'number' ? ofWhole(value.value) : ofLong(value.value)
  if (value instanceof PyFloat) return ofFloat(value.value)
  if (Buffer.isBuffer(value)) return ofBytes(value)
  return value instanceof PyTuple ? ofTuple(value) : undefined
}

/** An int of more than 63 bits: its digits of 30 bits, folded. */
function ofLong(value: bigint): Hash {
  if (BigInt.asIntN(64, value) === value) return ofWhole(value)
  let rest = value < 0n ? -value : value
  const digits: bigint[] = []
  for (; rest > 0n; rest >>= 30n) digits.unshift(rest & 0x3fffffffn)
  let hash = 0n
  for (const digit of digits) {
    hash = BigInt.asUintN(64, (hash << 30n) | (hash >> 34n)) + digit
    if (hash >= 1n << 64n) hash = BigInt.asUintN(64, hash) + 1n
  }
  return ofWhole(value < 0n ? -hash : hash)
}

const SMALLEST = 8
const MANY = 50_000

/** The size of a table for more than `keys` keys. */
function sizeFor(keys: number): number {
  let size = SMALLEST
  while (size <= keys) size *= 2
  return size
}

/** A table of slots with indices of keys. */
function place(table: Int32Array, hash: Hash, index: number): void {
  const mask = table.length - 1
  let at = hash.low & mask
  if (table[at] !== -1) {
    let { high, low } = hash
    let step = at
    do {
      step = (Math.imul(step, 5) + low + 1) >>> 0
      at = step & mask
      low = ((low >>> 5) | (high << 27)) >>> 0
      high >>>= 5
    } while (table[at] !== -1)
  }
  table[at] = index
}

/** More keys are left in the order of their insertion. */
const MOST_KEYS = 2 ** 22

/**
 * The indices of keys in the order of the slots; undefined where a key is hashed by its address. `room`: for how many keys the table was made
 * at first.
 */
export function slotOrder(keys: readonly unknown[], room = 0): readonly number[] | undefined {
  if (keys.length > MOST_KEYS) return undefined
  const hashes: Hash[] = []
  for (const key of keys) {
    const hash = hashOf(key)
    if (!hash) return undefined
    hashes.push(hash)
  }
  let table = new Int32Array(room > 5 ? sizeFor(room) : SMALLEST).fill(-1)
  for (let i = 0; i < hashes.length; i++) {
    place(table, hashes[i] as Hash, i)
    const used = i + 1
    if (used * 3 < table.length * 2) continue
    const larger = new Int32Array(sizeFor(used * (used > MANY ? 2 : 4))).fill(-1)
    for (const index of table) if (index !== -1) place(larger, hashes[index] as Hash, index)
    table = larger
  }
  return [...table].filter(index => index !== -1)
}
