/** csv. */
import { StopIteration, ValueError } from '../../errors/index.ts'
import { callMethod } from '../objects/attributes.ts'
import { optionalIndex } from '../objects/convert.ts'
import { Exception } from '../objects/exceptions.ts'
import { iterable, PyIterator, toArray } from '../objects/iteration.ts'
import { machine } from '../objects/machine.ts'
import { repr, str } from '../objects/text/repr.ts'
import { truth } from '../objects/truth.ts'
import { CALL, methods, native } from '../objects/values/callable.ts'
import { PyDict, PyOrderedDict } from '../objects/values/dict.ts'
import { float, int, isNumber } from '../objects/values/numbers.ts'
import { PyType, registerType } from '../objects/values/type.ts'

const [QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE] = [0, 1, 2, 3]

interface Dialect {
  readonly delimiter: string
  readonly quote: string | null
  readonly doubled: boolean
  readonly escape: string | null
  readonly end: string
  readonly quoting: number
  readonly skipsSpace: boolean
}

class CsvError extends Exception {}
Object.defineProperty(CsvError, 'name', { value: 'Error' })

function dialectOf(name: unknown, options: PyDict): Dialect {
  const base = name === null || name === undefined ? 'excel' : str(name)
  if (base !== 'excel' && base !== 'excel-tab' && base !== 'unix') throw new CsvError('unknown dialect')
  const text = (key: string, otherwise: string | null): string | null => {
    const given = options.get(key)
    return given === undefined ? otherwise : given === null ? null : str(given)
  }
  const delimiter = text('delimiter', base === 'excel-tab' ? '\t' : ',') ?? ''
  if (delimiter.length !== 1) throw new ValueError('"delimiter" must be a 1-character string')
  return {
    delimiter,
    quote: text('quotechar', '"'),
    doubled: truth(options.get('doublequote') ?? true),
    escape: text('escapechar', null),
    end: text('lineterminator', base === 'unix' ? '\n' : '\r\n') ?? '\r\n',
    quoting: optionalIndex(options.get('quoting')) ?? (base === 'unix' ? QUOTE_ALL : QUOTE_MINIMAL),
    skipsSpace: truth(options.get('skipinitialspace') ?? false),
  }
}

/** The fields of the next row; lines are taken as quoted fields need them. Undefined at the end. */
function readRow(lines: Iterator<unknown>, dialect: Dialect): unknown[] | undefined {
  const { delimiter, quote, doubled, escape, quoting, skipsSpace } = dialect
  const fields: unknown[] = []
  let field = ''
  let wasQuoted = false
  const push = (): void => {
    fields.push(quoting === QUOTE_NONNUMERIC && !wasQuoted ? float(Number(field)) : field)
    field = ''
    wasQuoted = false
  }
  let inside = false
  for (;;) {
    const step = lines.next()
    if (step.done) {
      if (!inside) return undefined
      push()
      return fields
    }
    const line = str(Buffer.isBuffer(step.value) ? step.value.toString('latin1') : step.value)
    let at = 0
    let start = !inside
    for (; at < line.length; at++) {
      const char = line[at] as string
      if (escape !== null && char === escape && at + 1 < line.length) field += line[++at]
      else if (inside) {
        if (char !== quote) field += char
        else if (doubled && line[at + 1] === quote) field += line[++at]
        else inside = false
      } else if (char === '\n' || char === '\r') {
        if (/[^\r\n]/.test(line.slice(at))) throw new CsvError('new-line character seen in unquoted field')
        break
      } else if (char === delimiter) {
        push()
        start = true
        continue
      } else if (start && skipsSpace && char === ' ') continue
      else if (start && quoting !== QUOTE_NONE && quote !== null && char === quote) {
        inside = true
        wasQuoted = true
      } else field += char
      start = false
    }
    if (inside) continue
    if (fields.length > 0 || field !== '' || wasQuoted) push()
    return fields
  }
}

class Reader extends PyIterator {
  static override readonly pythonName = 'reader'
  count = 0
  constructor(lines: unknown, dialect: Dialect) {
    const source = iterable(lines)[Symbol.iterator]()
    super({
      next: () => {
        const row = readRow(source, dialect)
        return row ? { done: false, value: row } : { done: true, value: undefined }
      },
    })
  }
  override next(): IteratorResult<unknown> {
    const step = super.next()
    if (!step.done) this.count++
    return step
  }
}

class DictReader extends PyIterator {
  static override readonly pythonName = 'DictReader'
  #names: unknown[] | null
  readonly #rows: Reader
  constructor(rows: Reader, names: unknown[] | null, restKey: unknown, restValue: unknown) {
    super({
      next: () => {
        const fields = this.names()
        let step = rows.next()
        while (!step.done && (step.value as unknown[]).length === 0) step = rows.next()
        if (step.done) return step
        const row = step.value as unknown[]
        const out = machine.version === 2 ? new PyDict() : new PyOrderedDict()
        for (const [i, name] of fields.entries()) out.set(name, i < row.length ? row[i] : restValue)
        if (row.length > fields.length) out.set(restKey, row.slice(fields.length))
        return { done: false, value: out }
      },
    })
    this.#rows = rows
    this.#names = names
  }
  names(): unknown[] {
    if (this.#names === null) {
      const step = this.#rows.next()
      this.#names = step.done ? [] : (step.value as unknown[])
    }
    return this.#names
  }
}

function fieldText(value: unknown, dialect: Dialect): string {
  const { delimiter, quote, escape, end, quoting } = dialect
  const text =
    value === null
      ? ''
      : typeof value === 'object' && isNumber(value) && !Array.isArray(value)
        ? repr(value)
        : str(value)
  const special =
    text.includes(delimiter) || (quote !== null && text.includes(quote)) || /[\r\n]/.test(text) || text.includes(end)
  const quoted =
    quoting === QUOTE_ALL ||
    (quoting === QUOTE_NONNUMERIC && !isNumber(value)) ||
    (quoting === QUOTE_MINIMAL && special)
  if (quoted && quote !== null)
    return (
      quote +
      (dialect.doubled ? text.replaceAll(quote, quote + quote) : text.replaceAll(quote, (escape ?? '') + quote)) +
      quote
    )
  if (!special) return text
  if (escape === null) throw new CsvError('need to escape, but no escapechar set')
  return [...text]
    .map(char => (char === delimiter || char === quote || char === escape ? escape + char : char))
    .join('')
}

class Writer {
  static readonly pythonName = 'writer'
  readonly #file: unknown
  readonly #dialect: Dialect
  constructor(file: unknown, dialect: Dialect) {
    this.#file = file
    this.#dialect = dialect
  }
  row(values: unknown): unknown {
    const fields = toArray(values).map(value => fieldText(value, this.#dialect))
    // a row of one empty field is no empty line
    const text = fields.length === 1 && fields[0] === '' ? '""' : fields.join(this.#dialect.delimiter)
    return callMethod(this.#file, 'write', [text + this.#dialect.end], null)
  }
}
const WRITER = new PyType('writer', { construct: () => null, check: value => value instanceof Writer })
WRITER.methods = methods({
  'writerow(row)': (self: Writer, row: unknown) => self.row(row),
  'writerows(rows)': (self: Writer, rows: unknown) => {
    for (const row of iterable(rows)) self.row(row)
    return null
  },
})
registerType(Writer, WRITER)

class DictWriter {
  static readonly pythonName = 'DictWriter'
  readonly #writer: Writer
  readonly names: unknown[]
  readonly #rest: unknown
  readonly #ignores: boolean
  constructor(writer: Writer, names: unknown[], rest: unknown, ignores: boolean) {
    this.#writer = writer
    this.names = names
    this.#rest = rest
    this.#ignores = ignores
  }
  header(): unknown {
    return this.#writer.row(this.names)
  }
  row(row: PyDict): unknown {
    const known = new Set(this.names.map(str))
    const extra = [...row.keys()].filter(key => !known.has(str(key)))
    if (extra.length > 0 && !this.#ignores)
      throw new ValueError(`dict contains fields not in fieldnames: ${extra.map(repr).join(', ')}`)
    return this.#writer.row(this.names.map(name => (row.has(name) ? row.get(name) : this.#rest)))
  }
}
const DICT_WRITER = new PyType('DictWriter', {
  module: 'csv',
  writtenInPython: true,
  construct: () => null,
  check: value => value instanceof DictWriter,
})
DICT_WRITER.methods = methods({
  'writeheader()': (self: DictWriter) => self.header(),
  'writerow(rowdict)': (self: DictWriter, row: PyDict) => self.row(row),
  'writerows(rowdicts)': (self: DictWriter, rows: unknown) => {
    for (const row of iterable(rows)) self.row(row as PyDict)
    return null
  },
})
DICT_WRITER.getters = new Map([['fieldnames', (self: unknown) => (self as DictWriter).names]])
registerType(DictWriter, DICT_WRITER)

const READER = new PyType('reader', { construct: () => null, check: value => value instanceof Reader })
const next = (self: PyIterator): unknown => {
  const step = self.next()
  if (step.done) throw new StopIteration('')
  return step.value
}
const ITERATION = { 'next()': next, '__next__()': next, '__iter__()': (self: PyIterator) => self }
READER.methods = methods(ITERATION)
READER.getters = new Map([['line_num', (self: unknown) => int((self as Reader).count)]])
registerType(Reader, READER)
const DICT_READER = new PyType('DictReader', {
  module: 'csv',
  writtenInPython: true,
  construct: () => null,
  check: value => value instanceof DictReader,
})
DICT_READER.methods = methods(ITERATION)
DICT_READER.getters = new Map([['fieldnames', (self: unknown) => (self as DictReader).names()]])
registerType(DictReader, DICT_READER)

const construct = (type: PyType, signature: string, make: (...values: never[]) => unknown): PyType =>
  Object.defineProperty(type, 'construct', { value: native(signature, make)[CALL] }) as PyType

export const CSV: Readonly<Record<string, unknown>> = {
  QUOTE_MINIMAL: int(QUOTE_MINIMAL),
  QUOTE_ALL: int(QUOTE_ALL),
  QUOTE_NONNUMERIC: int(QUOTE_NONNUMERIC),
  QUOTE_NONE: int(QUOTE_NONE),
  Error: CsvError,
  excel: 'excel',
  excel_tab: 'excel-tab',
  field_size_limit: native('field_size_limit(limit=None)', () => int(131072)),
  reader: native(
    'reader(csvfile, dialect=None, **options)',
    (lines: unknown, dialect: unknown, options: PyDict) => new Reader(lines, dialectOf(dialect, options)),
  ),
  writer: native(
    'writer(csvfile, dialect=None, **options)',
    (file: unknown, dialect: unknown, options: PyDict) => new Writer(file, dialectOf(dialect, options)),
  ),
  DictReader: construct(
    DICT_READER,
    'DictReader(csvfile, fieldnames=None, restkey=None, restval=None, dialect=None, **options)',
    (lines: unknown, names: unknown, restKey: unknown, restValue: unknown, dialect: unknown, options: PyDict) =>
      new DictReader(
        new Reader(lines, dialectOf(dialect, options)),
        names === null ? null : toArray(names),
        restKey,
        restValue,
      ),
  ),
  DictWriter: construct(
    DICT_WRITER,
    "DictWriter(csvfile, fieldnames, restval='', extrasaction='raise', dialect=None, **options)",
    (file: unknown, names: unknown, rest: unknown, action: unknown, dialect: unknown, options: PyDict) =>
      new DictWriter(new Writer(file, dialectOf(dialect, options)), toArray(names), rest, str(action) === 'ignore'),
  ),
}
