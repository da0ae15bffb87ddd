/** json. */
import { TypeError, ValueError } from '../../errors/index.ts'
import { PyFloat, PyInt } from '../../tensor/literals.ts'
import { callMethod } from '../objects/attributes.ts'
import { call } from '../objects/call.ts'
import { sortOrder } from '../objects/compare.ts'
import { indexNumber } from '../objects/convert.ts'
import { toArray } from '../objects/iteration.ts'
import { machine } from '../objects/machine.ts'
import { repr, str } from '../objects/text/repr.ts'
import { truth } from '../objects/truth.ts'
import { allKeepUnicode, native } from '../objects/values/callable.ts'
import { PyDict } from '../objects/values/dict.ts'
import { float, makeInt } from '../objects/values/numbers.ts'
import { tuple } from '../objects/values/tuple.ts'
import { typeName } from '../objects/values/type.ts'
import { PyUnicode, plainText } from '../objects/values/unicode.ts'

interface Form {
  readonly indent: string | null
  readonly item: string
  readonly key: string
  readonly sorted: boolean
  readonly ascii: boolean
  readonly otherwise: unknown
}

const quoted = (text: string, ascii: boolean): string => {
  const plain = JSON.stringify(text)
  return ascii
    ? plain.replace(/[\u007f-\uffff]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : plain
}

const floatText = (value: number): string =>
  Number.isNaN(value)
    ? 'NaN'
    : value === Number.POSITIVE_INFINITY
      ? 'Infinity'
      : value === Number.NEGATIVE_INFINITY
        ? '-Infinity'
        : repr(new PyFloat(value))

function keyText(key: unknown): string {
  if (key instanceof PyUnicode || typeof key === 'string' || Buffer.isBuffer(key)) return String(key)
  if (key === null) return 'null'
  if (typeof key === 'boolean') return String(key)
  if (key instanceof PyFloat) return floatText(key.value)
  if (key instanceof PyInt) return String(key.value)
  throw new TypeError('keys must be a string')
}

/** Deeper lists are taken for lists that hold themselves. */
const MOST_LEVELS = 500

function write(value: unknown, form: Form, level: number): string {
  if (level > MOST_LEVELS) throw new ValueError('Circular reference detected')
  if (value === null) return 'null'
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return quoted(value, form.ascii)
  if (value instanceof PyUnicode) return quoted(String(value), form.ascii)
  if (Buffer.isBuffer(value) && machine.version === 2) return quoted(value.toString('utf8'), form.ascii)
  if (value instanceof PyInt) return String(value.value)
  if (value instanceof PyFloat) return floatText(value.value)
  const line = (depth: number): string => (form.indent === null ? '' : `\n${form.indent.repeat(depth)}`)
  const around = (open: string, items: readonly string[], close: string): string =>
    items.length === 0
      ? open + close
      : open + items.map((item, i) => (i > 0 ? form.item : '') + line(level + 1) + item).join('') + line(level) + close
  if (Array.isArray(value))
    return around(
      '[',
      value.map(item => write(item, form, level + 1)),
      ']',
    )
  if (value instanceof PyDict) {
    const entries = [...value]
    if (form.sorted) entries.sort((a, b) => sortOrder(a[0], b[0]))
    return around(
      '{',
      entries.map(([key, item]) => `${quoted(keyText(key), form.ascii)}${form.key}${write(item, form, level + 1)}`),
      '}',
    )
  }
  if (form.otherwise !== null) return write(call(form.otherwise, [value], null), form, level + 1)
  throw new TypeError(
    machine.version === 2
      ? `${repr(value)} is not JSON serializable`
      : `Object of type '${typeName(value)}' is not JSON serializable`,
  )
}

function dumps(
  value: unknown,
  indent: unknown,
  separators: unknown,
  sorted: unknown,
  ascii: unknown,
  otherwise: unknown,
): string {
  const width = indent === null || typeof indent === 'string' ? null : (indexNumber(indent) ?? 0)
  const pretty = indent !== null
  const [item, key] =
    separators === null ? [pretty && machine.version === 3 ? ',' : ', ', ': '] : toArray(separators).map(str)
  return write(
    value,
    {
      indent:
        typeof indent === 'string' ? indent : width === null ? null : ' '.repeat(Math.min(64, Math.max(0, width))),
      item: item ?? ', ',
      key: key ?? ': ',
      sorted: truth(sorted),
      ascii: truth(ascii),
      otherwise,
    },
    0,
  )
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y
const WORDS: Readonly<Record<string, unknown>> = { null: null, true: true, false: false }
const FLOAT_WORDS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
}

type MakeObject = (pairs: readonly (readonly [unknown, unknown])[]) => unknown
const asDict: MakeObject = pairs => PyDict.from_entries(pairs)

/** A reader of JSON that tells ints from floats. */
class Parser {
  readonly #text: string
  readonly #make: MakeObject
  readonly #unicode: boolean
  #at = 0
  constructor(text: string, make: MakeObject, unicode: boolean) {
    this.#text = text
    this.#unicode = unicode
    this.#make = make
  }
  whole(): unknown {
    const value = this.#value(0)
    this.#space()
    if (this.#at < this.#text.length) throw this.#wrong('Extra data')
    return value
  }
  #wrong(message: string): ValueError {
    const before = this.#text.slice(0, this.#at)
    const line = before.split('\n').length
    return new ValueError(`${message}: line ${line} column ${this.#at - before.lastIndexOf('\n')} (char ${this.#at})`)
  }
  #space(): void {
    while (/[ \t\n\r]/.test(this.#text[this.#at] ?? '')) this.#at++
  }
  #value(level: number): unknown {
    if (level > MOST_LEVELS) throw this.#wrong('too deep')
    this.#space()
    const char = this.#text[this.#at]
    if (char === '"') return this.#string()
    if (char === '{') return this.#object(level)
    if (char === '[') return this.#array(level)
    for (const [word, value] of Object.entries(WORDS)) if (this.#takes(word)) return value
    for (const [word, value] of Object.entries(FLOAT_WORDS)) if (this.#takes(word)) return float(value)
    NUMBER.lastIndex = this.#at
    const number = NUMBER.exec(this.#text)?.[0]
    if (number === undefined)
      throw machine.version === 2 ? new ValueError('No JSON object could be decoded') : this.#wrong('Expecting value')
    this.#at += number.length
    return /[.eE]/.test(number) ? float(Number(number)) : makeInt(BigInt(number))
  }
  #takes(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false
    this.#at += word.length
    return true
  }
  #string(): unknown {
    const from = this.#at++
    for (; ; this.#at++) {
      const char = this.#text[this.#at]
      if (char === undefined) throw this.#wrong('Unterminated string starting at')
      if (char === '\\') this.#at++
      else if (char === '"') break
    }
    this.#at++
    try {
      const text = JSON.parse(this.#text.slice(from, this.#at)) as string
      return this.#unicode ? new PyUnicode(text) : text
    } catch {
      throw this.#wrong('Invalid control character or escape at')
    }
  }
  #array(level: number): unknown[] {
    const out: unknown[] = []
    this.#at++
    this.#space()
    if (this.#takes(']')) return out
    for (;;) {
      out.push(this.#value(level + 1))
      this.#space()
      if (this.#takes(']')) return out
      if (!this.#takes(',')) throw this.#wrong("Expecting ',' delimiter")
    }
  }
  #object(level: number): unknown {
    const pairs: [unknown, unknown][] = []
    this.#at++
    this.#space()
    if (this.#takes('}')) return this.#make(pairs)
    for (;;) {
      this.#space()
      if (this.#text[this.#at] !== '"') throw this.#wrong('Expecting property name enclosed in double quotes')
      const key = this.#string()
      this.#space()
      if (!this.#takes(':')) throw this.#wrong("Expecting ':' delimiter")
      pairs.push([key, this.#value(level + 1)])
      this.#space()
      if (this.#takes('}')) return this.#make(pairs)
      if (!this.#takes(',')) throw this.#wrong("Expecting ',' delimiter")
    }
  }
}

/** A text of JSON as a value of the program; Python 2 gives all text as `unicode`. */
export const parseJson = (text: string, make: MakeObject = asDict): unknown =>
  new Parser(text, make, machine.version === 2).whole()

function loads(given: unknown, hook: unknown, pairsHook: unknown): unknown {
  const text = plainText(given)
  const plain = Buffer.isBuffer(text) ? text.toString('utf8') : text
  if (typeof plain !== 'string') throw new TypeError(`the JSON object must be str, not '${typeName(text)}'`)
  if (pairsHook !== null)
    return parseJson(plain, pairs => call(pairsHook, [pairs.map(([key, value]) => tuple(key, value))], null))
  return hook === null ? parseJson(plain) : parseJson(plain, pairs => call(hook, [asDict(pairs)], null))
}

const DUMP_OPTIONS =
  'indent=None, separators=None, sort_keys=False, ensure_ascii=True, default=None, cls=None, skipkeys=False'

export const JSON_MODULE: Readonly<Record<string, unknown>> = allKeepUnicode({
  dumps: native(`dumps(obj, ${DUMP_OPTIONS})`, dumps),
  dump: native(
    `dump(obj, fp, ${DUMP_OPTIONS})`,
    (value: unknown, file: unknown, ...options: [unknown, unknown, unknown, unknown, unknown]) => {
      callMethod(file, 'write', [dumps(value, ...options)], null)
      return null
    },
  ),
  loads: native('loads(s, object_hook=None, object_pairs_hook=None, encoding=None)', loads),
  load: native(
    'load(fp, object_hook=None, object_pairs_hook=None, encoding=None)',
    (file: unknown, hook: unknown, pairs: unknown) => loads(callMethod(file, 'read', [], null), hook, pairs),
  ),
})
