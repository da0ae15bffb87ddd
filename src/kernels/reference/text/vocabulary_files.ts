/** Keys and values for lookup tables from the lines of a text file (core/kernels/lookup_table_init_op.cc). */
import { readFileSync } from 'node:fs'
import { invalidArgument, notFound, outOfRange } from '../../../errors/status.ts'
import type { Data, DType } from '../../../tensor/dtypes.ts'
import { NDArray } from '../../../tensor/ndarray.ts'

const LINE_NUMBER = -1
const WHOLE_LINE = -2

export interface VocabularyOptions {
  /** Which column, or one of the constants above. */
  readonly columns: { readonly key: number; readonly value: number }
  readonly delimiter: string
  /** How many lines are taken; -1: all. */
  readonly lines: number
  readonly types: readonly [key: DType, value: DType]
}

function checkColumn(name: 'Key' | 'Value', column: number, type: DType): void {
  const kind = `table ${name.toLowerCase()} dtype`
  if (column === LINE_NUMBER && type.base !== 'int64')
    throw invalidArgument(`${name} index for line number requires ${kind} of int64, got ${type.as_datatype_enum}`)
  if (column === WHOLE_LINE && type.base !== 'string')
    throw invalidArgument(`${name} index for whole line requires ${kind} of string, got ${type.as_datatype_enum}`)
}

/** The lines as Latin-1, so that bytes stay what they are. */
function linesOf(path: string): string[] {
  let text: string
  try {
    text = readFileSync(path).toString('latin1')
  } catch {
    throw notFound(path)
  }
  if (text === '') throw outOfRange('Read less bytes than requested')
  return (text.endsWith('\n') ? text.slice(0, -1) : text)
    .split('\n')
    .map(line => (line.endsWith('\r') ? line.slice(0, -1) : line))
}

/** A field as an element of `type`. */
function parsed(field: string, type: DType, line: number): unknown {
  if (type.base === 'string') return Buffer.from(field, 'latin1')
  const integer = /^\s*-?\d+\s*$/.test(field)
  if (type.base === 'int64' && integer && BigInt.asIntN(64, BigInt(field)) === BigInt(field)) return BigInt(field)
  if (type.base === 'int32' && integer && Number(field) === (Number(field) | 0)) return Number(field)
  if (type.base === 'float32' && field.trim() !== '' && !Number.isNaN(Number(field))) return Number(field)
  if (type.base === 'float32' || type.is_integer) {
    throw invalidArgument(
      `Field ${field} in line ${line} is not a valid ${type.base === 'float32' ? 'float' : type.name}.`,
    )
  }
  throw invalidArgument(`Data type ${type.cpp_name} not supported.`)
}

function arrayOf(values: readonly unknown[], type: DType): NDArray {
  if (type.base === 'string') return new NDArray(type, [values.length], values as Data)
  const array = new NDArray(type, [values.length], type.allocate(values.length))
  for (const [i, value] of values.entries()) (array.data as unknown[])[i] = value
  return array
}

/** The keys and values of a file's lines. */
export function tableOfFile(
  path: string,
  { columns, delimiter, lines, types }: VocabularyOptions,
): [keys: NDArray, values: NDArray] {
  checkColumn('Key', columns.key, types[0])
  checkColumn('Value', columns.value, types[1])
  const all = linesOf(path)
  const count = lines === -1 ? all.length : lines
  if (count === 0) throw outOfRange(`Finished reading ${count} of lines from ${path}`)
  let position = 0
  const rows = all.slice(0, count).map((line, number): [unknown, unknown] => {
    position += line.length + 1
    if (line === '') throw invalidArgument(`Invalid content in ${path}: empty line found at position ${position}.`)
    const fields = line.split(delimiter)
    const last = Math.max(columns.key, columns.value)
    if (last >= fields.length) {
      throw invalidArgument(
        `Invalid number of columns in ${path} line ${number} (${line}) : expected ${last} got ${fields.length}`,
      )
    }
    const element = (column: number, type: DType): unknown =>
      column === LINE_NUMBER
        ? BigInt(number)
        : parsed(column === WHOLE_LINE ? line : (fields[column] as string), type, number)
    return [element(columns.key, types[0]), element(columns.value, types[1])]
  })
  if (rows.length < count)
    throw invalidArgument(`Invalid vocab_size in ${path}: expected ${count} but got ${rows.length}`)
  return [
    arrayOf(
      rows.map(([key]) => key),
      types[0],
    ),
    arrayOf(
      rows.map(([, value]) => value),
      types[1],
    ),
  ]
}
