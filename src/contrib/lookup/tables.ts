/** Lookup tables (contrib/lookup/lookup_ops.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { NotImplementedError, TypeError } from '../../errors/python.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { name_scope } from '../../graph/build/public.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import {
  HashTable as HashTableOp,
  LookupTableExport,
  LookupTableFind,
  LookupTableImport,
  LookupTableInsert,
  LookupTableSize,
  MutableDenseHashTable as MutableDenseHashTableOp,
  MutableHashTableOfTensors,
  MutableHashTable as MutableHashTableOp,
} from '../../ops/resources/lookup_ops.ts'
import { as_dtype, type DType, type DTypeLike } from '../../tensor/dtypes.ts'
import { TensorShape } from '../../tensor/tensor_shape.ts'
import type { TableInitializerBase } from './initializers.ts'

/** What all tables offer. */
export class LookupInterface {
  readonly key_dtype: DType
  readonly value_dtype: DType
  readonly name: string
  constructor(key_dtype: DTypeLike, value_dtype: DTypeLike, name: string) {
    this.key_dtype = as_dtype(key_dtype)
    this.value_dtype = as_dtype(value_dtype)
    this.name = name
  }
  get init(): Operation {
    throw new NotImplementedError('')
  }
  size(_name: Name = null): Tensor {
    throw new NotImplementedError('')
  }
  lookup(_keys: Tensor | SparseTensor, _name: Name = null): Tensor | SparseTensor {
    throw new NotImplementedError('')
  }
  _check_table_dtypes(key_dtype: DType, value_dtype: DType): void {
    if (key_dtype !== this.key_dtype)
      throw new TypeError(`Invalid key dtype, expected ${this.key_dtype} but got ${key_dtype}.`)
    if (value_dtype !== this.value_dtype)
      throw new TypeError(`Invalid value dtype, expected ${this.value_dtype} but got ${value_dtype}.`)
  }
  protected checkKeys(keys: Tensor | SparseTensor): void {
    if (keys.dtype !== this.key_dtype) {
      throw new TypeError(`Signature mismatch. Keys must be dtype ${this.key_dtype}, got ${keys.dtype}.`)
    }
  }
}
// @ts-expect-error the guarded class takes its place
LookupInterface = guardedClass(LookupInterface)

/** The last part of a node's name. */
const shortName = (ref: Tensor): string => ref.op.name.split('/').at(-1) as string
const shared = (name: string | null): { shared_name?: string } => (name === null ? {} : { shared_name: name })

/** A table that an initializer fills once. */
export class InitializableLookupTableBase extends LookupInterface {
  readonly table_ref: Tensor
  readonly default_value: Tensor
  readonly #init: Operation

  constructor(table_ref: Tensor, default_value: TensorLike, initializer: TableInitializerBase) {
    super(initializer.key_dtype, initializer.value_dtype, shortName(table_ref))
    this.table_ref = table_ref
    this.default_value = convertToTensor(default_value, { dtype: this.value_dtype })
    this.default_value.get_shape().merge_with(TensorShape.of([]))
    this.#init = initializer.initialize(this)
  }
  /** The operation that fills it. */
  override get init(): Operation {
    return this.#init
  }
  /** How many entries it has: an int64 scalar. */
  override size(name: Name = null): Tensor {
    return apply(LookupTableSize, { table_handle: this.table_ref }, name ?? `${this.name}_Size`)
  }
  /** The value of each key, `default_value` where there is none; sparse for sparse keys. Run-time errors: FailedPrecondition before it is filled. */
  override lookup(keys: Tensor | SparseTensor, name: Name = null): Tensor | SparseTensor {
    const dense = keys instanceof SparseTensor ? keys.values : keys
    this.checkKeys(keys)
    const inputs = { table_handle: this.table_ref, keys: dense, default_value: this.default_value }
    const values = apply(LookupTableFind, inputs, name ?? `${this.name}_lookup_table_find`)
    values.set_shape(dense.get_shape())
    return keys instanceof SparseTensor ? new SparseTensor(keys.indices, values, keys.dense_shape) : values
  }
}
// @ts-expect-error the guarded class takes its place
InitializableLookupTableBase = guardedClass(InitializableLookupTableBase)

interface HashTableArgs {
  initializer: TableInitializerBase
  default_value: TensorLike
  shared_name: string | null
  name: Name
}
const HASH_TEXT = 'HashTable(initializer, default_value, shared_name=None, name=None)'

/** A table of scalars. */
export class HashTable extends InitializableLookupTableBase {
  constructor(...args: PythonArguments<typeof HASH_TEXT, HashTableArgs>) {
    const { initializer, default_value, shared_name, name } = HASH.bind(args) as unknown as HashTableArgs
    const { key_dtype, value_dtype } = initializer
    // the whole table is made within the scope, its initialization too
    using _scope = name_scope(name, 'hash_table')
    super(apply(HashTableOp, { key_dtype, value_dtype, ...shared(shared_name) }, name), default_value, initializer)
  }
}
// @ts-expect-error the guarded class takes its place
HashTable = guardedClass(HashTable)
const HASH = setSignature(HashTable, HASH_TEXT)

interface MutableArgs {
  key_dtype: DTypeLike
  value_dtype: DTypeLike
  default_value: TensorLike
  shared_name: string | null
  name: string
  checkpoint: boolean
}
/** How a checkpoint saves and restores a table. */
class SaveableTable {
  readonly op: GrowingTable
  readonly name: string
  readonly specs: readonly { readonly tensor: Tensor; readonly slice_spec: string; readonly name: string }[]
  constructor(op: GrowingTable, name: string) {
    this.op = op
    this.name = name
    const [keys, values] = op.export()
    this.specs = [
      { tensor: keys, slice_spec: '', name: `${name}-keys` },
      { tensor: values, slice_spec: '', name: `${name}-values` },
    ]
  }
  /** The operation that puts these keys and values in the place of all. */
  restore([keys, values]: readonly Tensor[]): Operation {
    return applyOp(LookupTableImport, { table_handle: this.op.table_ref, keys, values })
  }
}

/** What tables that grow have in common. */
class GrowingTable extends LookupInterface {
  readonly table_ref: Tensor
  protected readonly defaultValue: Tensor
  /** `saved`: the name under which checkpoints keep it, or null. */
  constructor(
    types: readonly [key: DTypeLike, value: DTypeLike],
    ref: Tensor,
    defaultValue: Tensor,
    saved: string | null,
  ) {
    super(types[0], types[1], shortName(ref))
    this.table_ref = ref
    this.defaultValue = defaultValue
    if (saved !== null)
      get_default_graph().add_to_collection(GraphKeys.SAVEABLE_OBJECTS, new SaveableTable(this, saved))
  }
  /** How many entries it has: an int64 scalar. */
  override size(name: Name = null): Tensor {
    return withScope(name, `${this.name}_Size`, [this.table_ref], scope =>
      apply(LookupTableSize, { table_handle: this.table_ref }, scope),
    )
  }
  /** The value of each key, `default_value` where there is none. */
  override lookup(keys: Tensor, name: Name = null): Tensor {
    this.checkKeys(keys)
    const values = withScope(name, `${this.name}_lookup_table_find`, [this.table_ref, keys], scope =>
      apply(LookupTableFind, { table_handle: this.table_ref, keys, default_value: this.defaultValue }, scope),
    )
    this.setFoundShape(values, keys)
    return values
  }
  protected setFoundShape(values: Tensor, keys: Tensor): void {
    values.set_shape(keys.get_shape().concatenate(this.defaultValue.get_shape()))
  }
  /** The operation that gives each key its value, in the place of an older one. */
  insert(keys: Tensor, values: Tensor, name: Name = null): Operation {
    this._check_table_dtypes(keys.dtype, values.dtype)
    return withScope(name, `${this.name}_lookup_table_insert`, [this.table_ref, keys, values], scope =>
      applyOp(LookupTableInsert, { table_handle: this.table_ref, keys, values }, scope),
    )
  }
  /** All keys and all values, in no particular order. */
  export(name: Name = null): [keys: Tensor, values: Tensor] {
    const [keys, values] = withScope(name, `${this.name}_lookup_table_export_values`, [this.table_ref], scope =>
      applyOp(
        LookupTableExport,
        { table_handle: this.table_ref, Tkeys: this.key_dtype, Tvalues: this.value_dtype },
        scope,
      ),
    ).outputs as [Tensor, Tensor]
    values.set_shape(keys.get_shape().concatenate(this.defaultValue.get_shape()))
    return [keys, values]
  }
}

const MUTABLE_TEXT =
  "MutableHashTable(key_dtype, value_dtype, default_value, shared_name=None, name='MutableHashTable', checkpoint=True)"

/** A table that grows; its values have the shape of `default_value`, a scalar or a vector. */
export class MutableHashTable extends GrowingTable {
  constructor(...args: PythonArguments<typeof MUTABLE_TEXT, MutableArgs>) {
    const bound = MUTABLE.bind(args) as unknown as MutableArgs
    const { key_dtype, value_dtype, shared_name, name } = bound
    const default_value = convertToTensor(bound.default_value, { dtype: as_dtype(value_dtype) })
    const use_node_name_sharing = bound.checkpoint && shared_name === null
    const attrs = {
      key_dtype: as_dtype(key_dtype),
      value_dtype: as_dtype(value_dtype),
      use_node_name_sharing,
      ...shared(shared_name),
    }
    const value_shape = default_value.get_shape()
    const ref =
      value_shape.ndims === 0
        ? apply(MutableHashTableOp, attrs, name)
        : apply(MutableHashTableOfTensors, { ...attrs, value_shape }, name)
    super([key_dtype, value_dtype], ref, default_value, bound.checkpoint ? name : null)
  }
}
// @ts-expect-error the guarded class takes its place
MutableHashTable = guardedClass(MutableHashTable)
const MUTABLE = setSignature(MutableHashTable, MUTABLE_TEXT)

interface DenseArgs extends MutableArgs {
  empty_key: TensorLike
  initial_num_buckets: number | null
}
const DENSE_TEXT =
  "MutableDenseHashTable(key_dtype, value_dtype, default_value, empty_key, initial_num_buckets=None, shared_name=None, name='MutableDenseHashTable', checkpoint=True)"

/** A table that grows, with open addressing; `empty_key` marks what is empty and is no key. */
export class MutableDenseHashTable extends GrowingTable {
  constructor(...args: PythonArguments<typeof DENSE_TEXT, DenseArgs>) {
    const bound = DENSE.bind(args) as unknown as DenseArgs
    const { key_dtype, value_dtype, shared_name, name, initial_num_buckets } = bound
    const default_value = convertToTensor(bound.default_value, { dtype: as_dtype(value_dtype) })
    const use_node_name_sharing = bound.checkpoint && shared_name === null
    const empty_key = convertToTensor(bound.empty_key, { dtype: as_dtype(key_dtype) })
    const attrs = {
      value_dtype: as_dtype(value_dtype),
      value_shape: default_value.get_shape(),
      use_node_name_sharing,
      initial_num_buckets,
    }
    const ref = apply(MutableDenseHashTableOp, { empty_key, ...attrs, ...shared(shared_name) }, name)
    super([key_dtype, value_dtype], ref, default_value, bound.checkpoint ? name : null)
  }
  protected override setFoundShape(values: Tensor, keys: Tensor): void {
    const shape = keys.get_shape().toShape()
    if (shape !== null && shape.length > 0)
      values.set_shape(TensorShape.of([shape[0] as number | null]).concatenate(this.defaultValue.get_shape()))
  }
}
// @ts-expect-error the guarded class takes its place
MutableDenseHashTable = guardedClass(MutableDenseHashTable)
const DENSE = setSignature(MutableDenseHashTable, DENSE_TEXT)
