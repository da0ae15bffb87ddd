/** What tables are filled from (contrib/lookup/lookup_ops.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { NotImplementedError, ValueError } from '../../errors/python.ts'
import { applyOp } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import type { Operation } from '../../graph/operation.ts'
import { Tensor } from '../../graph/tensor.ts'
import { InitializeTable, InitializeTableFromTextFile } from '../../ops/resources/lookup_ops.ts'
import { as_dtype, type DType, type DTypeLike, int64, string } from '../../tensor/dtypes.ts'

/** What an initializer needs to know of the table that it fills. */
export interface FillableTable {
  readonly table_ref: Tensor
  _check_table_dtypes(key_dtype: DType, value_dtype: DType): void
}

export class TableInitializerBase {
  readonly key_dtype: DType
  readonly value_dtype: DType
  constructor(key_dtype: DTypeLike, value_dtype: DTypeLike) {
    this.key_dtype = as_dtype(key_dtype)
    this.value_dtype = as_dtype(value_dtype)
  }
  /** The operation that fills the table. */
  initialize(_table: FillableTable): Operation {
    throw new NotImplementedError('')
  }
}
// @ts-expect-error the guarded class takes its place
TableInitializerBase = guardedClass(TableInitializerBase)

interface KeyValueArgs {
  keys: TensorLike
  values: TensorLike
  key_dtype: DTypeLike | null
  value_dtype: DTypeLike | null
  name: Name
}
const KEY_VALUE_TEXT = 'KeyValueTensorInitializer(keys, values, key_dtype=None, value_dtype=None, name=None)'

/** Fills a table with one value for each key, both vectors. */
export class KeyValueTensorInitializer extends TableInitializerBase {
  readonly #keys: Tensor
  readonly #values: Tensor
  readonly #name: string

  constructor(...args: PythonArguments<typeof KEY_VALUE_TEXT, KeyValueArgs>) {
    const bound = KEY_VALUE.bind(args) as unknown as KeyValueArgs
    const type = (given: DTypeLike | null): DType | null => (given === null ? null : as_dtype(given))
    const made = withScope(bound.name, 'key_value_init', [bound.keys, bound.values], scope => ({
      keys: convertToTensor(bound.keys, { dtype: type(bound.key_dtype), name: 'keys' }),
      values: convertToTensor(bound.values, { dtype: type(bound.value_dtype), name: 'values' }),
      scope,
    }))
    super(made.keys.dtype, made.values.dtype)
    this.#keys = made.keys
    this.#values = made.values
    this.#name = made.scope
  }
  override initialize(table: FillableTable): Operation {
    table._check_table_dtypes(this.#keys.dtype, this.#values.dtype)
    const op = withScope(this.#name, null, [], scope =>
      applyOp(InitializeTable, { table_handle: table.table_ref, keys: this.#keys, values: this.#values }, scope),
    )
    get_default_graph().add_to_collection(GraphKeys.TABLE_INITIALIZERS, op)
    return op
  }
}
// @ts-expect-error the guarded class takes its place
KeyValueTensorInitializer = guardedClass(KeyValueTensorInitializer)
const KEY_VALUE = setSignature(KeyValueTensorInitializer, KEY_VALUE_TEXT)

/** Columns that are not parts of a line. */
export const TextFileIndex = { WHOLE_LINE: -2, LINE_NUMBER: -1 } as const

interface TextFileArgs {
  filename: TensorLike
  key_dtype: DTypeLike
  key_index: number
  value_dtype: DTypeLike
  value_index: number
  vocab_size: number | null
  delimiter: string
  name: Name
}
function checkColumn(what: 'Keys' | 'Values', index: number, dtype: DType): void {
  const name = what === 'Keys' ? 'key' : 'value'
  if (index < -2) throw new ValueError(`Invalid ${name} index ${index}.`)
  const needed = index === TextFileIndex.LINE_NUMBER ? int64 : index === TextFileIndex.WHOLE_LINE ? string : dtype
  if (dtype !== needed) throw new ValueError(`Signature mismatch. ${what} must be dtype ${needed}, got ${dtype}.`)
}
const TEXT_FILE_TEXT =
  "TextFileInitializer(filename, key_dtype, key_index, value_dtype, value_index, vocab_size=None, delimiter='\\t', name=None)"

/**
 * Fills a table with an entry for each line of a file: a column of the line split at `delimiter`, the whole line, or its
 * number (`TextFileIndex`).
 */
export class TextFileInitializer extends TableInitializerBase {
  readonly #args: TextFileArgs
  constructor(...args: PythonArguments<typeof TEXT_FILE_TEXT, TextFileArgs>) {
    const bound = TEXT_FILE.bind(args) as unknown as TextFileArgs
    const { filename, vocab_size, name } = bound
    if (!(filename instanceof Tensor) && !filename) throw new ValueError(`Filename required for ${name ?? 'None'}.`)
    super(bound.key_dtype, bound.value_dtype)
    checkColumn('Keys', Number(bound.key_index), this.key_dtype)
    checkColumn('Values', Number(bound.value_index), this.value_dtype)
    if (vocab_size !== null && vocab_size <= 0) throw new ValueError(`Invalid vocab_size ${vocab_size}.`)
    this.#args = bound
  }
  override initialize(table: FillableTable): Operation {
    table._check_table_dtypes(this.key_dtype, this.value_dtype)
    const { key_index, value_index, vocab_size, delimiter } = this.#args
    const [op, filename] = withScope(this.#args.name, 'text_file_init', [], (scope): [Operation, Tensor] => {
      const path = convertToTensor(this.#args.filename, { dtype: string, name: 'asset_filepath' })
      const attrs = { key_index, value_index, vocab_size: vocab_size ?? -1, delimiter }
      return [
        applyOp(InitializeTableFromTextFile, { table_handle: table.table_ref, filename: path, ...attrs }, scope),
        path,
      ]
    })
    const graph = get_default_graph()
    graph.add_to_collection(GraphKeys.TABLE_INITIALIZERS, op)
    graph.add_to_collection(GraphKeys.ASSET_FILEPATHS, filename)
    return op
  }
}
// @ts-expect-error the guarded class takes its place
TextFileInitializer = guardedClass(TextFileInitializer)
const TEXT_FILE = setSignature(TextFileInitializer, TEXT_FILE_TEXT)

interface ColumnArgs extends Pick<TextFileArgs, 'filename' | 'vocab_size' | 'delimiter'> {
  key_column_index: number
  value_column_index: number
  name: string
}
const STRINGS_TEXT =
  "TextFileStringTableInitializer(filename, key_column_index=-1, value_column_index=-2, vocab_size=None, delimiter='\\t', name='text_file_string_table_init')"

/** From int64 keys, by default line numbers, to strings, by default whole lines. */
export class TextFileStringTableInitializer extends TextFileInitializer {
  constructor(...args: PythonArguments<typeof STRINGS_TEXT, ColumnArgs>) {
    const { filename, key_column_index, value_column_index, vocab_size, delimiter, name } = STRINGS.bind(
      args,
    ) as unknown as ColumnArgs
    super(filename, int64, key_column_index, string, value_column_index, { vocab_size, delimiter, name })
  }
}
// @ts-expect-error the guarded class takes its place
TextFileStringTableInitializer = guardedClass(TextFileStringTableInitializer)
const STRINGS = setSignature(TextFileStringTableInitializer, STRINGS_TEXT)
const IDS_TEXT =
  "TextFileIdTableInitializer(filename, key_column_index=-2, value_column_index=-1, vocab_size=None, delimiter='\\t', name='text_file_id_table_init')"

/** From strings, by default whole lines, to int64 values, by default line numbers. */
export class TextFileIdTableInitializer extends TextFileInitializer {
  constructor(...args: PythonArguments<typeof IDS_TEXT, ColumnArgs>) {
    const { filename, key_column_index, value_column_index, vocab_size, delimiter, name } = IDS.bind(
      args,
    ) as unknown as ColumnArgs
    super(filename, string, key_column_index, int64, value_column_index, { vocab_size, delimiter, name })
  }
}
// @ts-expect-error the guarded class takes its place
TextFileIdTableInitializer = guardedClass(TextFileIdTableInitializer)
const IDS = setSignature(TextFileIdTableInitializer, IDS_TEXT)
