/** numpy's files of text: loadtxt, genfromtxt, savetxt. */
import { gunzipSync } from 'node:zlib'
import { IndexError, TypeError, ValueError } from '../../errors/index.ts'
import { toArray } from '../../np/values.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { float64, int64 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { PyFile } from '../builtins/files.ts'
import { call } from '../objects/call.ts'
import { requireIndex, toFloat, toInt } from '../objects/convert.ts'
import { iterable } from '../objects/iteration.ts'
import { getItem } from '../objects/subscript.ts'
import { percentFormat } from '../objects/text/percent.ts'
import { str } from '../objects/text/repr.ts'
import { truth } from '../objects/truth.ts'
import { native } from '../objects/values/callable.ts'
import { PyDict } from '../objects/values/dict.ts'
import { int } from '../objects/values/numbers.ts'
import { PyTuple } from '../objects/values/tuple.ts'
import { bytesIn, writeBytes } from './data_files.ts'
import { NumpyScalar } from './scalar.ts'
import { nativeText, rawTypeOf } from './scalar_type.ts'

/** The lines of a file, of its name, or of anything that gives lines. */
function linesOf(source: unknown): string[] {
  if (typeof source === 'string' || Buffer.isBuffer(source) || source instanceof PyFile) {
    const bytes = bytesIn(source)
    const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: 2 ** 30 }) : bytes
    const lines = plain.toString('utf8').split(/\r\n|\n|\r/)
    if (lines.at(-1) === '') lines.pop()
    return lines
  }
  return [...iterable(source)].map(line => str(line).replace(/[\r\n]+$/, ''))
}

const optionalText = (value: unknown): string | null => (value === null ? null : str(value))

/** The words of a line before its comment; none where there are none. */
function wordsOf(line: string, comments: readonly string[], delimiter: string | null): string[] {
  let text = line
  for (const mark of comments) if (mark !== '' && text.includes(mark)) text = text.slice(0, text.indexOf(mark))
  if (delimiter === null) return text.trim() === '' ? [] : text.trim().split(/\s+/)
  const stripped = text.replace(/^[\r\n]+|[\r\n]+$/g, '')
  return stripped.trim() === '' ? [] : stripped.split(delimiter)
}

const marksOf = (comments: unknown): string[] =>
  comments === null ? [] : Array.isArray(comments) ? comments.map(str) : [str(comments)]
const columnsOf = (usecols: unknown): number[] | null =>
  usecols === null ? null : (Array.isArray(usecols) ? [...usecols] : [usecols]).map(requireIndex)

function picked(words: readonly string[], columns: readonly number[] | null): string[] {
  if (columns === null) return [...words]
  return columns.map(column => {
    const word = words.at(column)
    if (word === undefined) throw new IndexError('list index out of range')
    return word
  })
}

/** A word as an element. */
function elementOf(word: string, type: DType): unknown {
  if (type.base === 'string') return word
  const text = word.trim()
  if (type.is_integer) return /^[+-]?\d+$/.test(text) ? toInt(text) : int(Math.trunc(toFloat(text).value))
  return toFloat(text)
}

/** Rows of elements as an array without axes of length 1. */
function shaped(rows: readonly (readonly unknown[])[], type: DType, ndmin: number, unpack: boolean): unknown {
  const columns = rows[0]?.length ?? 0
  const flat = rows.flat().map(item => (item instanceof NumpyScalar ? item.pythonValue : item))
  let made = NDArray.of(flat, type).reshape(rows.length, columns)
  if (made.size > 0 || rows.length === 0) made = made.squeeze()
  if (rows.length === 0) made = made.reshape(0)
  if (made.ndim < ndmin)
    made = ndmin === 1 ? made.reshape(-1) : rows.length === 1 ? made.reshape(1, -1) : made.reshape(-1, 1)
  return unpack && made.ndim > 1 ? [...Array(made.shape[1]).keys()].map(i => made.at(':', i)) : made
}

function loadtxt(
  file: unknown,
  dtype: unknown,
  comments: unknown,
  delimiter: unknown,
  converters: unknown,
  skiprows: unknown,
  usecols: unknown,
  unpack: unknown,
  ndmin: unknown,
): unknown {
  const type = dtype === null ? float64 : rawTypeOf(dtype).dtype
  const marks = marksOf(comments)
  const columns = columnsOf(usecols)
  const separator = optionalText(delimiter)
  const rows: unknown[][] = []
  for (const [i, line] of linesOf(file).entries()) {
    if (i < requireIndex(skiprows)) continue
    const words = wordsOf(line, marks, separator)
    if (words.length === 0) continue
    const chosen = picked(words, columns)
    if (rows[0] !== undefined && chosen.length !== rows[0].length)
      throw new ValueError(`Wrong number of columns at line ${i + 1}`)
    rows.push(chosen.map((word, at) => converted(word, columns?.[at] ?? at, converters, type)))
  }
  return shaped(rows, type, requireIndex(ndmin), truth(unpack))
}

function converted(word: string, column: number, converters: unknown, type: DType): unknown {
  if (converters instanceof PyDict && converters.has(int(column)))
    return call(getItem(converters, int(column)), [word], null)
  return elementOf(word, type)
}

const MISSING = new Set(['', 'nan', 'NA', 'N/A'])

function genfromtxt(
  file: unknown,
  dtype: unknown,
  comments: unknown,
  delimiter: unknown,
  skipHeader: unknown,
  skipFooter: unknown,
  converters: unknown,
  _missing: unknown,
  filling: unknown,
  usecols: unknown,
  names: unknown,
  unpack: unknown,
): unknown {
  const marks = marksOf(comments)
  const columns = columnsOf(usecols)
  const separator = optionalText(delimiter)
  const lines = linesOf(file).slice(requireIndex(skipHeader))
  const footer = requireIndex(skipFooter)
  const all = (footer > 0 ? lines.slice(0, -footer) : lines)
    .map(line => wordsOf(line, marks, separator))
    .filter(words => words.length > 0)
  if (names !== null && names !== false)
    throw new ValueError('genfromtxt(names=…) makes a structured array, which tf0 does not have')
  const width = all[0]?.length ?? 0
  const wrong = all.findIndex(words => words.length !== width)
  if (wrong >= 0)
    throw new ValueError(
      `Some errors were detected !\n    Line #${wrong + 1} (got ${all[wrong]?.length} columns instead of ${width})`,
    )
  const rows = all.map(words => picked(words, columns))
  const type = dtype === null ? guessed(rows) : rawTypeOf(dtype).dtype
  const empty = type.base === 'string' ? '' : type.is_integer ? int(-1) : toFloat('nan')
  const element = (word: string, at: number): unknown => {
    const column = columns?.[at] ?? at
    if (converters instanceof PyDict && converters.has(int(column))) return converted(word, column, converters, type)
    if (type.base === 'string') return word.trim()
    const isNumber = /^\s*[+-]?(\d+\.?\d*(e[+-]?\d+)?|\.\d+(e[+-]?\d+)?|inf|infinity)\s*$/i.test(word)
    if (isNumber) return elementOf(word, type)
    return MISSING.has(word.trim()) && filling !== null ? filling : empty
  }
  return shaped(
    rows.map(words => words.map(element)),
    type,
    0,
    truth(unpack),
  )
}

/** The type that all words can be read as. */
function guessed(rows: readonly (readonly string[])[]): DType {
  const words = rows.flat().map(word => word.trim())
  if (words.every(word => /^[+-]?\d+$/.test(word))) return int64
  if (words.every(word => word === '' || !Number.isNaN(Number(word)))) return float64
  return nativeText()
}

/** One text for all columns of a row. */
function rowFormat(format: unknown, delimiter: string, columns: number): string {
  if (Array.isArray(format)) {
    if (format.length !== columns)
      throw new TypeError(`fmt has wrong shape.  ${format.length} formats for ${columns} columns`)
    return format.map(str).join(delimiter)
  }
  const text = str(format)
  const count = text.split('%').length - 1
  if (count === 1) return new Array<string>(columns).fill(text).join(delimiter)
  if (count === columns) return text
  throw new ValueError(`fmt has wrong number of % formats:  ${text}`)
}

function savetxt(
  file: unknown,
  given: unknown,
  fmt: unknown,
  delimiter: unknown,
  newline: unknown,
  header: unknown,
  footer: unknown,
  comments: unknown,
): null {
  const array = given instanceof NDArray ? given : toArray(given)
  if (array.ndim === 0 || array.ndim > 2)
    throw new ValueError(`Expected 1D or 2D array, got ${array.ndim}D array instead`)
  const rows = array.ndim === 1 ? array.reshape(-1, 1) : array
  const format = rowFormat(fmt, str(delimiter), rows.shape[1] as number)
  const [mark, end] = [str(comments), newline === null ? '\n' : str(newline)]
  const note = (text: string): string => (text === '' ? '' : `${mark}${text.replaceAll('\n', `\n${mark}`)}${end}`)
  let text = note(str(header))
  for (const row of iterable(rows)) text += percentFormat(format, PyTuple.from_items([...iterable(row)])) + end
  writeBytes(file, Buffer.from(text + note(str(footer))))
  return null
}

export const TEXT_FILES: Readonly<Record<string, unknown>> = {
  loadtxt: native(
    "loadtxt(fname, dtype=None, comments='#', delimiter=None, converters=None, skiprows=0, usecols=None, unpack=False, ndmin=0)",
    loadtxt,
  ),
  genfromtxt: native(
    "genfromtxt(fname, dtype='float64', comments='#', delimiter=None, skip_header=0, skip_footer=0, converters=None, missing_values=None, filling_values=None, usecols=None, names=None, unpack=None)",
    genfromtxt,
  ),
  savetxt: native(
    "savetxt(fname, X, fmt='%.18e', delimiter=' ', newline=None, header='', footer='', comments='# ')",
    savetxt,
  ),
}
