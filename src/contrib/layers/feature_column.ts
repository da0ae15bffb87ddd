/**
 * Feature columns: how features of examples become what a model takes (contrib/layers/python/layers/feature_column.py). What all of
 * them have in common.
 */

import { pythonRepr, pythonStr, tupleRepr } from '../../calling/python_repr.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { deeper } from '../../errors/nesting.ts'
import { KeyError, ValueError } from '../../errors/python.ts'
import type { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { Feature } from '../../ops/parsing/feature_specs.ts'
import type { MadeInitializer } from '../../ops/variables/init_ops.ts'
import type { Initializer } from '../../ops/variables/variable_types.ts'
import { DType } from '../../tensor/dtypes.ts'
import { PyFloat, PyInt } from '../../tensor/literals.ts'

/** What a column makes of its features; weighted columns give ids and weights. */
export type Transformed = Tensor | SparseTensor | readonly [ids: SparseTensor, weights: SparseTensor]
/** Features by name, and what columns made of them by column. */
export interface FeatureTensors {
  get(key: string | FeatureColumn): Transformed | undefined
  has(key: string | FeatureColumn): boolean
  set(key: string | FeatureColumn, value: Transformed): unknown
  values(): Iterable<Transformed>
}
/** What functions take as features: a Map, to which transformed columns are added, or an object by name. */
export type Features = Map<string | FeatureColumn, Transformed> | Readonly<Record<string, Tensor | SparseTensor>>

/** Lookups of a linear model's weights. */
export interface LinearLookup {
  readonly ids: SparseTensor
  readonly weights: SparseTensor | null
  readonly vocabSize: number
  readonly initializer: ColumnInitializer
  readonly combiner: string
}
/** Lookups of embeddings. */
export interface DeepLookup extends LinearLookup {
  readonly dimension: number
  readonly sharedName: string | null
  /** The weights are found by hashes of values. */
  readonly hashed: boolean
  readonly maxNorm: number | null
}
export type ColumnInitializer = Initializer | MadeInitializer

/**
 * A feature column: it says how a feature is read, and how it becomes the input of a model. Equal columns are one object. `key`,
 * by which columns are sorted, and texts show them as Python 2's namedtuples.
 */
export abstract class FeatureColumn {
  /** The name of Python's class. */
  static readonly pythonName: string = '_FeatureColumn'
  static readonly pythonModule = 'tensorflow.contrib.layers.python.layers.feature_column'
  /** The name of the namedtuple that the class extends. */
  abstract readonly tupleName: string
  /** The names of what the column is made of, in the order of the tuple. */
  abstract readonly _fields: readonly string[]

  /** The name of the column, which variables and scopes take. */
  abstract readonly name: string
  /** What `tf.parse_example` must look for. */
  abstract readonly config: Readonly<Record<string, Feature>>
  /** Adds what the column makes of its features to `columns_to_tensors`. */
  abstract insert_transformed_feature(columns_to_tensors: FeatureTensors): void

  /** The text by which columns are sorted. */
  get key(): string {
    return this.repr()
  }
  /** The columns that this one is made of. */
  get parents(): readonly FeatureColumn[] {
    return []
  }
  /** The lookups that give this column's part of a neural network's input; null where it is no embedding. */
  deepLookup(_input: Transformed): DeepLookup | null {
    return null
  }
  /** This column's part of a neural network's input, where it is no embedding. */
  toDnnInput(_input: Transformed, _outputRank: number): Tensor {
    throw new ValueError('Calling an abstract method.')
  }
  /** The lookups of a linear model's weights; null for dense columns. */
  linearLookup(_input: Transformed): LinearLookup | null {
    return null
  }
  /** The values of a dense column for a linear model; null where the column has none. */
  toDense(_input: Transformed): Tensor | null {
    return null
  }
  /** Where the column's weights are loaded from: a checkpoint, and the name of a tensor in it. */
  get checkpoint(): readonly [path: string, tensorName: string] | null {
    return null
  }

  /** What the column is made of. */
  get values(): unknown[] {
    return this._fields.map(field => (this as unknown as Record<string, unknown>)[field])
  }
  repr(): string {
    return `${this.tupleName}(${this._fields.map((field, i) => `${field}=${fieldRepr(this.values[i])}`).join(', ')})`
  }
  toString(): string {
    return this.repr()
  }
  /** The text of the column without one of its properties, whose text may differ from run to run. */
  protected textWithout(property: string): string {
    const { pythonName } = this.constructor as typeof FeatureColumn
    const shown = this._fields.flatMap((field, i) =>
      field === property ? [] : [`${field}=${fieldText(this.values[i])}`],
    )
    return `${pythonName}(${shown.join(', ')})`
  }
  [Symbol.iterator](): IterableIterator<unknown> {
    return this.values[Symbol.iterator]() as IterableIterator<unknown>
  }
  at(index: number): unknown {
    return this.values.at(index)
  }
  /** What the column is made of, by name. */
  _asdict(): Map<string, unknown> {
    return new Map(this._fields.map((field, i) => [field, this.values[i]]))
  }
  /** The column with other values of some fields. Errors: ValueError for names that are no fields. */
  _replace(fields: Readonly<Record<string, unknown>>): this {
    const unknown = Object.keys(fields).filter(field => !this._fields.includes(field))
    if (unknown.length > 0) throw new ValueError(`Got unexpected field names: ${pythonRepr(unknown)}`)
    const changes = Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, plainInt(value)]))
    return canonical(Object.assign(Object.create(Object.getPrototypeOf(this) as object) as this, this, changes))
  }
  /** Whether the column comes before `other`, as tuples are ordered: by the first field in which they differ. */
  lt(other: FeatureColumn): boolean {
    return compareFields(this.values, other.values) < 0
  }
  gt(other: FeatureColumn): boolean {
    return compareFields(this.values, other.values) > 0
  }
  /** What makes columns equal: their class and what they are made of. */
  get identity(): string {
    const { pythonName } = this.constructor as typeof FeatureColumn
    return `${pythonName}(${this.values.map(value => identityOf(value)).join(', ')})`
  }
}
// @ts-expect-error the guarded class takes its place
FeatureColumn = guardedClass(FeatureColumn)

/** How features are looked up in a list of keys. */
export class SparseIdLookupConfig {
  static readonly pythonName = '_SparseIdLookupConfig'
  readonly vocabulary_file = null
  readonly keys: readonly unknown[]
  readonly num_oov_buckets = 0
  readonly vocab_size: number
  readonly default_value: number
  constructor(keys: readonly unknown[], default_value: number) {
    this.keys = keys
    this.vocab_size = keys.length
    this.default_value = default_value
  }
  repr(): string {
    const numbers = `num_oov_buckets=${this.num_oov_buckets}, vocab_size=${this.vocab_size}, default_value=${pythonRepr(this.default_value)}`
    return `_SparseIdLookupConfig(vocabulary_file=None, keys=${tupleRepr(this.keys)}, ${numbers})`
  }
  toString(): string {
    return this.repr()
  }
}
// @ts-expect-error the guarded class takes its place
SparseIdLookupConfig = guardedClass(SparseIdLookupConfig)

/** The order of fields in Python 2: None, then numbers, then the rest. */
function compareFields(a: readonly unknown[], b: readonly unknown[], depth = 0): number {
  for (const [i, value] of a.entries()) {
    if (i >= b.length) return 1
    const order = compareValues(value, b[i], deeper(depth))
    if (order !== 0) return order
  }
  return a.length - b.length
}
const isNumber = (value: unknown): boolean =>
  typeof value === 'number' || typeof value === 'boolean' || value instanceof PyInt || value instanceof PyFloat
const rankOf = (value: unknown): number => (value === null ? 0 : isNumber(value) ? 1 : 2)
function compareValues(a: unknown, b: unknown, depth: number): number {
  if (rankOf(a) !== rankOf(b)) return rankOf(a) - rankOf(b)
  if (rankOf(a) === 1) return Number(a) - Number(b)
  if (a instanceof FeatureColumn && b instanceof FeatureColumn) return compareFields(a.values, b.values, depth)
  if (Array.isArray(a) && Array.isArray(b)) return compareFields(a, b, depth)
  const [x, y] = [fieldText(a), fieldText(b)]
  return x < y ? -1 : x > y ? 1 : 0
}
const fieldRepr = (value: unknown): string => (Array.isArray(value) ? tupleRepr(value) : pythonRepr(value))
const fieldText = (value: unknown): string => (Array.isArray(value) ? tupleRepr(value) : pythonStr(value))

/** Python's `str.format` of a column's class. */
export const columnClass = (column: FeatureColumn): string => (column.constructor as typeof FeatureColumn).pythonName

const numbers = new WeakMap<object, number>()
let nextNumber = 0
/** Lists are equal where their items are, values where their texts are, and all other objects where they are one. */
function identityOf(value: unknown, depth = 0): string {
  if (Array.isArray(value)) return `(${value.map(item => identityOf(item, deeper(depth))).join(', ')})`
  if (!isObject(value) || isValue(value)) return fieldRepr(value)
  let number = numbers.get(value)
  if (number === undefined) {
    number = nextNumber++
    numbers.set(value, number)
  }
  return `#${number}`
}
const isObject = (value: unknown): value is object =>
  typeof value === 'function' || (typeof value === 'object' && value !== null)
const isValue = (value: object): boolean =>
  value instanceof PyInt ||
  value instanceof PyFloat ||
  value instanceof DType ||
  value instanceof Uint8Array ||
  value instanceof SparseIdLookupConfig

const known = new Map<string, WeakRef<FeatureColumn>>()
const forgotten = new FinalizationRegistry<string>(identity => {
  if (known.get(identity)?.deref() === undefined) known.delete(identity)
})

/** The first object in a value that is equal to itself alone. */
function ownObject(value: unknown): object | undefined {
  if (value instanceof FeatureColumn) return ownObject(value.values)
  if (!Array.isArray(value)) return isObject(value) && !isValue(value) ? value : undefined
  for (const item of value) {
    const found = ownObject(item)
    if (found) return found
  }
  return undefined
}
/** Columns with such an object go with it: a program that makes a model in a loop may not return to the event loop, and weak references stay until then. */
const knownWith = new WeakMap<object, Map<string, FeatureColumn>>()

/** The one object for columns that are equal to this one. */
export function canonical<C extends FeatureColumn>(column: C): C {
  const { identity } = column
  const own = ownObject(column)
  if (own) {
    const columns = knownWith.get(own) ?? new Map<string, FeatureColumn>()
    knownWith.set(own, columns)
    const found = columns.get(identity) ?? column
    columns.set(identity, found)
    return found as C
  }
  const found = known.get(identity)?.deref()
  if (found !== undefined) return found as C
  known.set(identity, new WeakRef(column))
  forgotten.register(column, identity)
  return column
}

/** A whole number of Python's as a plain one; others stay what they are, so that the op that takes them can refuse them. */
export const plainInt = (value: unknown): number => (value instanceof PyInt ? Number(value.value) : (value as number))

/** What columns made of the features of an object lasts as long as it does. */
const remembered = new WeakMap<object, Map<FeatureColumn, Transformed>>()

class NamedFeatures implements FeatureTensors {
  readonly #features: Readonly<Record<string, Tensor | SparseTensor>>
  readonly #columns: Map<FeatureColumn, Transformed>
  constructor(features: Readonly<Record<string, Tensor | SparseTensor>>) {
    this.#features = features
    const columns = remembered.get(features) ?? new Map<FeatureColumn, Transformed>()
    remembered.set(features, columns)
    this.#columns = columns
  }
  get(key: string | FeatureColumn): Transformed | undefined {
    return typeof key === 'string' ? this.#features[key] : this.#columns.get(key)
  }
  has(key: string | FeatureColumn): boolean {
    return typeof key === 'string' ? Object.hasOwn(this.#features, key) : this.#columns.has(key)
  }
  set(key: string | FeatureColumn, value: Transformed): void {
    if (typeof key !== 'string') this.#columns.set(key, value)
  }
  *values(): IterableIterator<Transformed> {
    yield* Object.values(this.#features)
    yield* this.#columns.values()
  }
}

export const featureTensors = (features: Features): FeatureTensors =>
  features instanceof Map ? features : new NamedFeatures(features as Readonly<Record<string, Tensor | SparseTensor>>)

/** The tensors of a feature or a column. Errors: KeyError where there are none. */
export function featureOf(tensors: FeatureTensors, key: string | FeatureColumn): Transformed {
  const found = tensors.get(key)
  if (found === undefined) throw new KeyError(String(key))
  return found
}

/** What a column makes of its features, which is made once. */
export function transformedBy(tensors: FeatureTensors, column: FeatureColumn): Transformed {
  if (!tensors.has(column)) column.insert_transformed_feature(tensors)
  return featureOf(tensors, column)
}
