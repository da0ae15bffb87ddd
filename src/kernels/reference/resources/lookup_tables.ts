/** Tables from keys to values, as sessions keep them (core/kernels/lookup_table_op.cc, initializable_lookup_table.cc). */
import { failedPrecondition, invalidArgument, unimplemented } from '../../../errors/status.ts'
import type { Data, DType } from '../../../tensor/dtypes.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import { numElements, shapeText } from '../../../tensor/shape.ts'

/** An element of a key array as a Map takes it. */
export type Key = string | number | bigint

/** The elements of an array as keys: byte strings by their bytes. */
export function keysOf(array: NDArray): Key[] {
  if (array.dtype.base === 'string')
    return (array.data as Uint8Array[]).map(bytes => Buffer.from(bytes).toString('latin1'))
  return Array.from(array.data as ArrayLike<number | bigint>)
}
/** Keys as an array again. */
export function arrayOfKeys(keys: readonly Key[], dtype: DType, shape: readonly number[]): NDArray {
  if (dtype.base === 'string') {
    return new NDArray(
      dtype,
      shape,
      keys.map(key => Buffer.from(key as string, 'latin1')),
    )
  }
  const array = new NDArray(dtype, shape, dtype.allocate(keys.length))
  for (const [i, key] of keys.entries()) (array.data as Key[])[i] = key
  return array
}
/** Rows of `width` elements. */
export function rowsOf(array: NDArray, width: number): unknown[][] {
  const data = array.data as unknown[]
  const rows = width === 0 ? 0 : array.size / width
  return Array.from({ length: rows }, (_, r) => Array.from({ length: width }, (_, i) => data[r * width + i]))
}
export function arrayOfRows(rows: readonly (readonly unknown[])[], dtype: DType, shape: readonly number[]): NDArray {
  const values = rows.flat()
  if (dtype.base === 'string') return new NDArray(dtype, shape, values as Data)
  const array = new NDArray(dtype, shape, dtype.allocate(values.length))
  for (const [i, value] of values.entries()) (array.data as unknown[])[i] = value
  return array
}

/** What all tables have in common. */
export abstract class LookupTable {
  readonly name: string
  readonly keyType: DType
  readonly valueType: DType
  readonly keyShape: readonly number[]
  readonly valueShape: readonly number[]

  constructor(
    name: string,
    keyType: DType,
    valueType: DType,
    shapes: { readonly key: readonly number[]; readonly value: readonly number[] } = { key: [], value: [] },
  ) {
    this.name = name
    this.keyType = keyType
    this.valueType = valueType
    this.keyShape = shapes.key
    this.valueShape = shapes.value
  }
  abstract get size(): number
  /** The value of each key, `fallback` where there is none. */
  abstract find(keys: NDArray, fallback: NDArray): NDArray
  abstract insert(keys: NDArray, values: NDArray): void
  /** Puts these keys and values in the place of all. */
  abstract replace(keys: NDArray, values: NDArray): void
  abstract entries(): [keys: NDArray, values: NDArray]

  /** The shape of `keys` without that of one key. */
  outerShape(keys: NDArray): readonly number[] {
    const outer = keys.shape.length - this.keyShape.length
    if (outer < 0 || keys.shape.slice(outer).join() !== this.keyShape.join()) {
      throw invalidArgument(
        `Input key shape ${shapeText(keys.shape)} must end with the table's key shape ${shapeText(this.keyShape)}`,
      )
    }
    return keys.shape.slice(0, outer)
  }
  /** Refuses values that are not one for each key. */
  checkValues(keys: NDArray, values: NDArray): void {
    const expected = [...this.outerShape(keys), ...this.valueShape]
    if (values.shape.join() !== expected.join() || values.shape.length !== expected.length)
      throw invalidArgument(`Expected shape ${shapeText(expected)} for value, got ${shapeText(values.shape)}`)
  }
  checkFallback(fallback: NDArray): void {
    if (fallback.shape.join() !== this.valueShape.join() || fallback.shape.length !== this.valueShape.length) {
      throw invalidArgument(
        `Expected shape ${shapeText(this.valueShape)} for default value, got ${shapeText(fallback.shape)}`,
      )
    }
  }
}

/** A table that is filled once. */
export class HashTable extends LookupTable {
  readonly #map = new Map<Key, unknown>()
  #ready = false

  get size(): number {
    return this.#ready ? this.#map.size : 0
  }
  get ready(): boolean {
    return this.#ready
  }
  initialize(keys: NDArray, values: NDArray): void {
    if (this.#ready) throw failedPrecondition('Table already initialized.')
    if (keys.size === 0) throw invalidArgument('keys and values cannot be empty tensors.')
    this.#map.clear()
    const given = values.data as unknown[]
    const texts = keysOf(values)
    const known = new Map<Key, Key>()
    for (const [i, key] of keysOf(keys).entries()) {
      const before = known.get(key)
      if (before !== undefined && before !== texts[i]) {
        throw failedPrecondition(
          `HashTable has different value for same key. Key ${key} has ${before} and trying to add value ${texts[i]}`,
        )
      }
      known.set(key, texts[i] as Key)
      this.#map.set(key, given[i])
    }
    this.#ready = true
  }
  find(keys: NDArray, fallback: NDArray): NDArray {
    if (!this.#ready) throw failedPrecondition('Table not initialized.')
    const [missing] = fallback.data as unknown[]
    const found = keysOf(keys).map(key => [this.#map.has(key) ? this.#map.get(key) : missing])
    return arrayOfRows(found, this.valueType, keys.shape)
  }
  insert(): void {
    throw unimplemented('Insert not supported by InitializableLookupTable implementations')
  }
  replace(): void {
    throw unimplemented('ImportValues not supported by InitializableLookupTable implementations')
  }
  entries(): never {
    throw unimplemented('ExportValues not supported by InitializableLookupTable implementations')
  }
}

/** A table that grows; its values are scalars or vectors. */
export class MutableHashTable extends LookupTable {
  readonly #map = new Map<Key, readonly unknown[]>()

  get size(): number {
    return this.#map.size
  }
  find(keys: NDArray, fallback: NDArray): NDArray {
    const [missing] = rowsOf(fallback, numElements(this.valueShape)) as [unknown[]]
    const found = keysOf(keys).map(key => this.#map.get(key) ?? missing ?? [])
    return arrayOfRows(found, this.valueType, [...keys.shape, ...this.valueShape])
  }
  insert(keys: NDArray, values: NDArray): void {
    const rows = rowsOf(values, numElements(this.valueShape))
    for (const [i, key] of keysOf(keys).entries()) this.#map.set(key, rows[i] ?? [])
  }
  replace(keys: NDArray, values: NDArray): void {
    this.#map.clear()
    this.insert(keys, values)
  }
  /** The last one that came is the first. */
  entries(): [NDArray, NDArray] {
    const entries = [...this.#map].reverse()
    const keys = arrayOfKeys(
      entries.map(([key]) => key),
      this.keyType,
      [entries.length],
    )
    const rows = entries.map(([, row]) => row)
    return [keys, arrayOfRows(rows, this.valueType, [entries.length, ...this.valueShape])]
  }
}
