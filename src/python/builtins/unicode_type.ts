/** basestring and unicode, Python 2's types of text. */
import { TypeError } from '../../errors/python.ts'
import { machine } from '../objects/machine.ts'
import { binary } from '../objects/operators.ts'
import { defineSlots, type Operator } from '../objects/slots.ts'
import { getItem, lengthOf } from '../objects/subscript.ts'
import { formatValue } from '../objects/text/format_spec.ts'
import { percentFormat } from '../objects/text/percent.ts'
import { str, unicodeText } from '../objects/text/repr.ts'
import { CALL, keepsUnicode, makeFunction, native, type PyFunction } from '../objects/values/callable.ts'
import { PyType, registerType, typeName } from '../objects/values/type.ts'
import { asciiText, isAnyText, PyUnicode, plainText, toUnicode, unicodeInUse } from '../objects/values/unicode.ts'
import type { ComparisonOperator } from '../syntax/ast.ts'
import { decodeText, encodeText } from './encodings.ts'
import { BASESTRING, STR } from './string_type.ts'

function unicodeOf(value: unknown, encoding: unknown, errors: unknown): unknown {
  if (machine.version === 3) return str(value)
  if (value instanceof PyUnicode) {
    if (encoding !== null) throw new TypeError('decoding Unicode is not supported')
    return value
  }
  if (typeof value === 'string' || Buffer.isBuffer(value))
    return new PyUnicode(
      encoding === null && str(errors) === 'strict'
        ? asciiText(value)
        : decodeText(Buffer.from(value as string), encoding === null ? 'ascii' : str(encoding), str(errors)),
    )
  return new PyUnicode(unicodeText(value))
}

export const UNICODE = new PyType('unicode', {
  base: BASESTRING,
  construct: keepsUnicode(native("unicode(object='', encoding=None, errors='strict')", unicodeOf))[CALL],
  check: value => value instanceof PyUnicode || (machine.version === 3 && typeof value === 'string'),
})

/** What a text of unicode gives as a str: the text where that is its UTF-8, else the bytes. */
function encoded(text: string, encoding: unknown, errors: unknown): string | Buffer {
  const name = encoding === null ? 'ascii' : str(encoding)
  const bytes = encodeText(text, name, str(errors))
  return bytes.equals(Buffer.from(text)) ? text : bytes
}

const ENCODE = native(
  "encode(self, encoding=None, errors='strict')",
  (self: string, encoding: unknown, errors: unknown) => encoded(self, encoding, errors),
)

UNICODE.methods = new Map([
  ...[...STR.methods].map(
    ([name, method]) =>
      [
        name,
        makeFunction(name, (args, keywords) => toUnicode(method[CALL](args.map(plainText), keywords)), false),
      ] as const,
  ),
  ['encode', ENCODE],
])

/** Methods of str whose result is a unicode where an argument is one. */
const COERCED = ['split', 'rsplit', 'partition', 'rpartition', 'replace', 'strip', 'lstrip', 'rstrip']

STR.methods = new Map([
  ...STR.methods,
  ...COERCED.map(name => {
    const [ofStr, ofUnicode] = [STR.methods.get(name) as PyFunction, UNICODE.methods.get(name) as PyFunction]
    const method = makeFunction(
      name,
      (args, keywords) =>
        (unicodeInUse() && args.some(arg => arg instanceof PyUnicode) ? ofUnicode : ofStr)[CALL](args, keywords),
      false,
    )
    return [name, method] as const
  }),
])

type AnyOperator = Operator | ComparisonOperator

const compares = (operator: AnyOperator, sign: number): boolean | undefined => {
  switch (operator) {
    case '==':
      return sign === 0
    case '!=':
      return sign !== 0
    case '<':
      return sign < 0
    case '<=':
      return sign <= 0
    case '>':
      return sign > 0
    case '>=':
      return sign >= 0
    default:
      return undefined
  }
}

/** Python 2's operators of two texts one of which is a unicode; undefined for any other operands. */
function unicodeOperation(operator: AnyOperator, a: unknown, b: unknown): unknown {
  if (operator === '%' && a instanceof PyUnicode) return new PyUnicode(percentFormat(String(a), b, { unicode: true }))
  if (operator === '*') {
    const [text, times] = a instanceof PyUnicode ? [a, b] : [b, a]
    return times instanceof PyUnicode ? undefined : toUnicode(binary('*', plainText(text), times))
  }
  if (!isAnyText(a)) return undefined
  if (operator === '%') return new PyUnicode(percentFormat(asciiText(a), b, { unicode: true }))
  if (!isAnyText(b)) {
    if (operator !== '+') return undefined
    throw new TypeError(`coercing to Unicode: need string or buffer, ${typeName(b)} found`)
  }
  if (operator === '+') return toUnicode(binary('+', asciiText(a), asciiText(b)))
  if (operator === 'in') return asciiText(b).includes(asciiText(a))
  if (operator === 'not in') return !asciiText(b).includes(asciiText(a))
  const [x, y] = [String(a), String(b)]
  return compares(operator, x < y ? -1 : x > y ? 1 : 0)
}

defineSlots<PyUnicode>(PyUnicode, {
  str: self => String(self),
  format: (self, spec) => formatValue(String(self), spec),
  truth: self => self.length > 0,
  number: self => String(self),
  length: self => lengthOf(String(self)),
  iterate: function* (self) {
    for (const char of String(self)) yield new PyUnicode(char)
  },
  getItem: (self, index) => toUnicode(getItem(String(self), index)),
  contains: (self, item) => unicodeOperation('in', item, self) === true,
  numeric: unicodeOperation,
  copy: self => self,
  toForeign: self => String(self),
  itemToForeign: self => String(self),
  fromForeign: self => self,
})
registerType(PyUnicode, UNICODE)
