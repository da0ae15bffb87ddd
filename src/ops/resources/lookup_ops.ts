/** Lookup tables (core/ops/data_flow_ops.cc, kernels/lookup_table_op.cc, lookup_table_init_op.cc). */
import { invalidArgument, notFound } from '../../errors/status.ts'
import { defineOp, type OpSpec } from '../../graph/op_def.ts'
import { type InferenceContext, scalarShape } from '../../graph/shape_inference.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { DenseHashTable } from '../../kernels/reference/resources/dense_hash_table.ts'
import {
  HashTable as HashTableResource,
  LookupTable,
  MutableHashTable as MutableTableResource,
} from '../../kernels/reference/resources/lookup_tables.ts'
import { tableOfFile } from '../../kernels/reference/text/vocabulary_files.ts'
import { type DType, int64 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { type Shape, shapeText } from '../../tensor/shape.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { handleShape, handleVector, resourceBehind, sharedResource } from '../core/resource_handles.ts'

// --- the tables

/** The table of a node, or the one that is shared under its name, which must have the same types. */
function tableHandle(
  k: KernelContext,
  make: (name: string, keyType: DType, valueType: DType) => LookupTable,
): ReturnType<typeof sharedResource> {
  const [keyType, valueType] = [k.attr('key_dtype') as DType, k.attr('value_dtype') as DType]
  return sharedResource(
    k,
    'lookup_table',
    name => make(name, keyType, valueType),
    table => {
      if (table.keyType === keyType && table.valueType === valueType) return
      const types = (key: DType, value: DType, arrow: string): string =>
        `${key.as_datatype_enum}${arrow}${value.as_datatype_enum}`
      throw invalidArgument(
        `Conflicting key/value dtypes ${types(keyType, valueType, '->')} with ${types(table.keyType, table.valueType, '-')} for table ${table.name}`,
      )
    },
  )
}
const shapeAttr = (k: KernelContext): number[] => (k.attr('value_shape') as TensorShape).as_list() as number[]

export const HashTable = defineOp('HashTable', {
  outputs: ['table_handle: Ref(string)'],
  attrs: [
    "container: string = ''",
    "shared_name: string = ''",
    'use_node_name_sharing: bool = false',
    'key_dtype: type',
    'value_dtype: type',
  ],
  stateful: true,
  infer: handleShape,
  gradient: 'none',
  kernel: k => tableHandle(k, (name, keyType, valueType) => new HashTableResource(name, keyType, valueType)),
  lower: { kind: 'host' },
})

export const MutableHashTable = defineOp('MutableHashTable', {
  outputs: ['table_handle: Ref(string)'],
  attrs: [
    "container: string = ''",
    "shared_name: string = ''",
    'use_node_name_sharing: bool = false',
    'key_dtype: type',
    'value_dtype: type',
  ],
  stateful: true,
  infer: handleShape,
  gradient: 'none',
  kernel: k => tableHandle(k, (name, keyType, valueType) => new MutableTableResource(name, keyType, valueType)),
  lower: { kind: 'host' },
})

export const MutableHashTableOfTensors = defineOp('MutableHashTableOfTensors', {
  outputs: ['table_handle: Ref(string)'],
  attrs: [
    "container: string = ''",
    "shared_name: string = ''",
    'use_node_name_sharing: bool = false',
    'key_dtype: type',
    'value_dtype: type',
    'value_shape: shape = []',
  ],
  stateful: true,
  infer: handleShape,
  gradient: 'none',
  kernel: k =>
    tableHandle(k, (name, keyType, valueType) => {
      const value = shapeAttr(k)
      if (value.length !== 1) throw invalidArgument(`Default value must be a vector, got shape ${shapeText(value)}`)
      return new MutableTableResource(name, keyType, valueType, { key: [], value })
    }),
  lower: { kind: 'host' },
})

export const MutableDenseHashTable = defineOp('MutableDenseHashTable', {
  inputs: ['empty_key: key_dtype'],
  outputs: ['table_handle: Ref(string)'],
  attrs: [
    "container: string = ''",
    "shared_name: string = ''",
    'use_node_name_sharing: bool = false',
    'key_dtype: type',
    'value_dtype: type',
    'value_shape: shape = []',
    'initial_num_buckets: int = 131072',
    'max_load_factor: float = 0.8',
  ],
  stateful: true,
  infer: handleShape,
  gradient: 'none',
  kernel: k =>
    tableHandle(
      k,
      (name, keyType, valueType) =>
        new DenseHashTable(name, {
          keyType,
          valueType,
          emptyKey: k.input(0).copy(),
          valueShape: shapeAttr(k),
          buckets: k.attr('initial_num_buckets'),
          maxLoad: k.attr('max_load_factor'),
        }),
    ),
  lower: { kind: 'host' },
})

// --- what works on them

const accessSpec: OpSpec = { writes: [], gradient: 'none', lower: { kind: 'host' } }

/** The table behind the handle. */
function tableOf(k: KernelContext): LookupTable {
  const resource = resourceBehind(k, 0)
  if (resource instanceof LookupTable) return resource
  const [container, name] = (k.input(0).data as Uint8Array[]).map(bytes => Buffer.from(bytes).toString())
  throw notFound(`Resource ${container}/${name}/N10tensorflow6lookup15LookupInterfaceE does not exist.`)
}
/** Refuses keys and values of other types than the table's. */
function checkTypes(k: KernelContext, table: LookupTable, result: boolean): void {
  const given = [k.input(1).dtype, k.input(2).dtype] as const
  const own = [table.keyType, table.valueType] as const
  if (given[0] === own[0] && given[1] === own[1]) return
  const text = ([key, value]: readonly [DType, DType]): string =>
    `string_ref, ${key.cpp_name}, ${value.cpp_name}->${result ? value.cpp_name : ''}`
  throw invalidArgument(`Signature mismatch, have: ${text(given)} expected: ${text(own)}`)
}
/** The handle is a vector of two. */
const handleThen =
  (more: (c: InferenceContext) => readonly Shape[]) =>
  (c: InferenceContext): readonly Shape[] => {
    handleVector(c, 0)
    return more(c)
  }

export const LookupTableFind = defineOp('LookupTableFind', {
  ...accessSpec,
  inputs: ['table_handle: Ref(string)', 'keys: Tin', 'default_value: Tout'],
  outputs: ['values: Tout'],
  attrs: ['Tin: type', 'Tout: type'],
  infer: handleThen(c => {
    c.withRankAtMost(c.input(2), 1)
    return [null]
  }),
  kernel: k => {
    const table = tableOf(k)
    checkTypes(k, table, true)
    table.outerShape(k.input(1))
    table.checkFallback(k.input(2))
    return table.find(k.input(1), k.input(2))
  },
  lower: { kind: 'host' },
})

export const LookupTableInsert = defineOp('LookupTableInsert', {
  ...accessSpec,
  inputs: ['table_handle: Ref(string)', 'keys: Tin', 'values: Tout'],
  attrs: ['Tin: type', 'Tout: type'],
  infer: handleThen(() => []),
  kernel: k => {
    const table = tableOf(k)
    checkTypes(k, table, false)
    table.checkValues(k.input(1), k.input(2))
    table.insert(k.input(1), k.input(2))
    return []
  },
  lower: { kind: 'host' },
})

export const LookupTableSize = defineOp('LookupTableSize', {
  ...accessSpec,
  inputs: ['table_handle: Ref(string)'],
  outputs: ['size: int64'],
  infer: handleThen(scalarShape),
  kernel: k => new NDArray(int64, [], BigInt64Array.of(BigInt(tableOf(k).size))),
  lower: { kind: 'host' },
})

export const LookupTableExport = defineOp('LookupTableExport', {
  ...accessSpec,
  inputs: ['table_handle: Ref(string)'],
  outputs: ['keys: Tkeys', 'values: Tvalues'],
  attrs: ['Tkeys: type', 'Tvalues: type'],
  infer: handleThen(() => [[null], null]),
  gradient: 'unregistered',
  kernel: k => {
    const table = tableOf(k)
    const [keys, values] = [k.attr('Tkeys'), k.attr('Tvalues')]
    if (keys !== table.keyType || values !== table.valueType) {
      throw invalidArgument(
        `Signature mismatch, have: string_ref->${keys.cpp_name}, ${values.cpp_name} expected: string_ref->${table.keyType.cpp_name}, ${table.valueType.cpp_name}`,
      )
    }
    return table.entries()
  },
  lower: { kind: 'host' },
})

export const LookupTableImport = defineOp('LookupTableImport', {
  ...accessSpec,
  inputs: ['table_handle: Ref(string)', 'keys: Tin', 'values: Tout'],
  attrs: ['Tin: type', 'Tout: type'],
  infer: handleThen(() => []),
  gradient: 'unregistered',
  kernel: k => {
    const table = tableOf(k)
    checkTypes(k, table, false)
    if (!(table instanceof DenseHashTable)) table.checkValues(k.input(1), k.input(2))
    table.replace(k.input(1), k.input(2))
    return []
  },
  lower: { kind: 'host' },
})

/** A table that can be filled once. */
function fillableTable(k: KernelContext): HashTableResource {
  const table = tableOf(k)
  if (table instanceof HashTableResource) return table
  const [container, name] = (k.input(0).data as Uint8Array[]).map(bytes => Buffer.from(bytes).toString())
  throw invalidArgument(`Table ${container} ${name} is not initializable`)
}

export const InitializeTable = defineOp('InitializeTable', {
  ...accessSpec,
  inputs: ['table_handle: Ref(string)', 'keys: Tkey', 'values: Tval'],
  attrs: ['Tkey: type', 'Tval: type'],
  infer: handleThen(c => {
    c.merge(c.withRank(c.input(1), 1), c.input(2))
    return []
  }),
  kernel: k => {
    const table = fillableTable(k)
    checkTypes(k, table, false)
    const [keys, values] = [k.input(1), k.input(2)]
    if (keys.shape.length !== 1) throw invalidArgument(`Keys must be a vector, but received ${shapeText(keys.shape)}`)
    if (values.shape.length !== 1)
      throw invalidArgument(`Values must be a vector, but received ${shapeText(values.shape)}`)
    if (keys.size !== values.size)
      throw invalidArgument(`Keys and values must have the same size ${keys.size} vs ${values.size}`)
    table.initialize(keys, values)
    return []
  },
  lower: { kind: 'host' },
})

export const InitializeTableFromTextFile = defineOp('InitializeTableFromTextFile', {
  ...accessSpec,
  inputs: ['table_handle: Ref(string)', 'filename: string'],
  attrs: ['key_index: int >= -2', 'value_index: int >= -2', 'vocab_size: int >= -1 = -1', "delimiter: string = '	'"],
  hostAccess: { to: 'files' },
  infer: handleThen(c => {
    c.withRank(c.input(1), 0)
    return []
  }),
  kernel: k => {
    const table = fillableTable(k)
    const delimiter = k.attr('delimiter')
    if (Buffer.byteLength(delimiter) !== 1) throw invalidArgument('delimiter should be only 1 char')
    const filename = k.input(1)
    if (filename.size !== 1)
      throw invalidArgument(`filename should be a single string, but got${shapeText(filename.shape)}`)
    const path = Buffer.from((filename.data as Uint8Array[])[0] as Uint8Array).toString()
    if (path === '') throw invalidArgument('filename cannot be empty.')
    // a table that has been filled stays as it is
    if (table.ready) return []
    const columns = { key: k.attr('key_index'), value: k.attr('value_index') }
    table.initialize(
      ...tableOfFile(path, {
        columns,
        delimiter,
        lines: k.attr('vocab_size'),
        types: [table.keyType, table.valueType],
      }),
    )
    return []
  },
  lower: { kind: 'host' },
})
