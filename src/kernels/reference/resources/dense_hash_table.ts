/** Tables with open addressing over a power of two of buckets (core/kernels/lookup_table_op.cc, MutableDenseHashTable). */
import { invalidArgument } from '../../../errors/status.ts'
import type { DType } from '../../../tensor/dtypes.ts'
import type { NDArray } from '../../../tensor/ndarray.ts'
import { numElements, shapeText } from '../../../tensor/shape.ts'
import { hash64 } from '../text/string_hashes.ts'
import { arrayOfKeys, arrayOfRows, type Key, keysOf, LookupTable, rowsOf } from './lookup_tables.ts'

export interface DenseTableOptions {
  readonly keyType: DType
  readonly valueType: DType
  /** The key that marks an empty bucket; its shape is that of keys. */
  readonly emptyKey: NDArray
  readonly valueShape: readonly number[]
  readonly buckets: number
  readonly maxLoad: number
}

const MASK = (1n << 64n) - 1n
const hashOf = (key: Key): bigint =>
  typeof key === 'string' ? hash64(Buffer.from(key, 'latin1')) : BigInt.asUintN(64, BigInt(key))
/** One hash for the elements of a key. */
function hashOfKey(key: readonly Key[]): bigint {
  if (key.length === 1) return hashOf(key[0] as Key)
  return key.reduce<bigint>(
    (a, element) => (a ^ (hashOf(element) + 0x9e3779b97f4a7800n + ((a << 10n) & MASK) + (a >> 4n))) & MASK,
    0n,
  )
}
const sameKey = (a: readonly Key[], b: readonly Key[]): boolean => a.every((element, i) => element === b[i])

export class DenseHashTable extends LookupTable {
  readonly #empty: readonly Key[]
  readonly #maxLoad: number
  #keys: (readonly Key[])[]
  #values: (readonly unknown[])[]
  #count = 0

  constructor(name: string, options: DenseTableOptions) {
    const { emptyKey, valueShape, maxLoad, buckets } = options
    super(name, options.keyType, options.valueType, { key: emptyKey.shape, value: valueShape })
    if (!(maxLoad > 0 && maxLoad < 1)) throw invalidArgument(`max_load_factor must be between 0 and 1, got: ${maxLoad}`)
    if (valueShape.length > 1)
      throw invalidArgument(`Empty value must be a scalar or a vector, got shape ${shapeText(valueShape)}`)
    if (emptyKey.shape.length > 1)
      throw invalidArgument(`Empty key must be a scalar or a vector, got shape ${shapeText(emptyKey.shape)}`)
    this.#empty = keysOf(emptyKey)
    this.#maxLoad = maxLoad
    this.#keys = []
    this.#values = []
    this.#allocate(buckets)
  }
  get size(): number {
    return this.#count
  }
  #allocate(buckets: number): void {
    if (buckets < 4 || (buckets & (buckets - 1)) !== 0) {
      throw invalidArgument(`Number of buckets must be at least 4 and a power of 2, got: ${buckets}`)
    }
    this.#keys = new Array<readonly Key[]>(buckets).fill(this.#empty)
    const zeros = this.valueType.allocate(
      numElements(this.valueShape),
      this.valueShape,
    ) as unknown as ArrayLike<unknown>
    this.#values = new Array<readonly unknown[]>(buckets).fill(Array.from(zeros))
    this.#count = 0
  }
  /** The bucket of `key`: its own, or the empty one where it belongs. */
  #bucket(key: readonly Key[]): number {
    if (sameKey(key, this.#empty)) throw invalidArgument('Using the empty_key as a table key is not allowed')
    const mask = this.#keys.length - 1
    let bucket = Number(hashOfKey(key) & BigInt(mask))
    for (let probe = 1; probe <= this.#keys.length; probe++) {
      const found = this.#keys[bucket] as readonly Key[]
      if (sameKey(found, key) || sameKey(found, this.#empty)) return bucket
      bucket = (bucket + probe) & mask
    }
    throw invalidArgument('MutableDenseHashTable has no empty bucket')
  }
  #keyRows(keys: NDArray): Key[][] {
    const elements = keysOf(keys)
    const width = this.#empty.length
    return Array.from({ length: elements.length / width }, (_, r) => elements.slice(r * width, (r + 1) * width))
  }
  find(keys: NDArray, fallback: NDArray): NDArray {
    const outer = this.outerShape(keys)
    const missing = Array.from(fallback.data as unknown as ArrayLike<unknown>)
    const found = this.#keyRows(keys).map(key => {
      const bucket = this.#bucket(key)
      return sameKey(this.#keys[bucket] as readonly Key[], this.#empty)
        ? missing
        : (this.#values[bucket] as readonly unknown[])
    })
    return arrayOfRows(found, this.valueType, [...outer, ...this.valueShape])
  }
  insert(keys: NDArray, values: NDArray): void {
    const rows = this.#keyRows(keys)
    if (this.#count + rows.length > this.#keys.length * this.#maxLoad) this.#grow(this.#count + rows.length)
    const width = numElements(this.valueShape)
    const given = rowsOf(values, width)
    for (const [i, key] of rows.entries()) this.#put(key, given[i] ?? [])
  }
  #put(key: readonly Key[], value: readonly unknown[]): void {
    const bucket = this.#bucket(key)
    if (sameKey(this.#keys[bucket] as readonly Key[], this.#empty)) this.#count++
    this.#keys[bucket] = key
    this.#values[bucket] = value
  }
  #grow(entries: number): void {
    let buckets = this.#keys.length
    while (entries > buckets * this.#maxLoad) buckets *= 2
    const [keys, values] = [this.#keys, this.#values]
    this.#allocate(buckets)
    for (const [i, key] of keys.entries())
      if (!sameKey(key, this.#empty)) this.#put(key, values[i] as readonly unknown[])
  }
  override checkValues(keys: NDArray, values: NDArray, buckets = false): void {
    if (!buckets) {
      super.checkValues(keys, values)
      return
    }
    // buckets are matrices even where keys and values are scalars
    const outer = this.keyShape.length > 0 ? this.outerShape(keys) : keys.shape.slice(0, -1)
    const expected = [...outer, ...(this.valueShape.length > 0 ? this.valueShape : [1])]
    if (values.shape.join() !== expected.join() || keys.shape.length !== 2)
      throw invalidArgument(`Expected shape ${shapeText(expected)} for value, got ${shapeText(values.shape)}`)
  }
  /** Takes buckets as `entries` gives them. */
  replace(keys: NDArray, values: NDArray): void {
    this.checkValues(keys, values, true)
    this.#keys = this.#keyRows(keys)
    this.#values = rowsOf(values, numElements(this.valueShape))
    this.#count = this.#keys.filter(key => !sameKey(key, this.#empty)).length
  }
  /** All buckets, the empty ones too. */
  entries(): [NDArray, NDArray] {
    const buckets = this.#keys.length
    const keys = arrayOfKeys(this.#keys.flat(), this.keyType, [buckets, this.#empty.length])
    return [keys, arrayOfRows(this.#values, this.valueType, [buckets, numElements(this.valueShape)])]
  }
}
