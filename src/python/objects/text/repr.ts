/** Python's `repr` and `str`. */

import { KeyError, OpError } from '../../../errors/index.ts'
import { scientific } from '../../../tensor/decimal_text.ts'
import { Complex, PyFloat, PyInt } from '../../../tensor/literals.ts'
import { formatFloat } from '../../../tensor/python_float.ts'
import { callMember } from '../call.ts'
import { EXCEPTIONS, exceptionArgs, exceptionClass, type TracedError } from '../exceptions.ts'
import { machine } from '../machine.ts'
import { slotsOf } from '../slots.ts'
import { findMember, programClassOf, pythonClassOf } from '../values/class.ts'
import { addressedModule, moduleOf } from '../values/class_modules.ts'
import { PyDefaultDict, PyDict, PyOrderedDict } from '../values/dict.ts'
import { identity } from '../values/hash.ts'
import type { JsFunction } from '../values/js_function.ts'
import { jsClassOf } from '../values/members.ts'
import { PyRange } from '../values/range.ts'
import { PyFrozenSet, PySet } from '../values/set.ts'
import { PySlice } from '../values/slice.ts'
import { PyNamedTuple, PyTuple } from '../values/tuple.ts'
import { typeName } from '../values/type.ts'
import { asciiText, PyUnicode } from '../values/unicode.ts'

/** Text between quotes, as Python chooses and escapes them. */
export function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  let out = ''
  for (const char of text) {
    const code = char.codePointAt(0) as number
    if (char === '\\' || char === quote) out += `\\${char}`
    else if (char === '\n') out += '\\n'
    else if (char === '\r') out += '\\r'
    else if (char === '\t') out += '\\t'
    else if (code < 32 || code === 127) out += `\\x${code.toString(16).padStart(2, '0')}`
    else out += char
  }
  return quote + out + quote
}

function quotedBytes(bytes: Uint8Array): string {
  const text = quoted(Buffer.from(bytes).toString('latin1'))
  const escaped = [...text].map(char => (char > '~' ? `\\x${char.charCodeAt(0).toString(16)}` : char)).join('')
  return machine.version === 2 ? escaped : `b${escaped}`
}

/** Python 2's `u'…'`, which spells out all but ASCII. */
const quotedUnicode = (text: string): string =>
  `u${quoted(text).replace(/[^\0-\x7f]/gu, char => {
    const code = char.codePointAt(0) as number
    const digits = code.toString(16)
    return code < 256
      ? `\\x${digits}`
      : code < 65536
        ? `\\u${digits.padStart(4, '0')}`
        : `\\U${digits.padStart(8, '0')}`
  })}`

const join = (items: Iterable<unknown>): string => [...items].map(item => repr(item)).join(', ')

function dictText(dict: Map<unknown, unknown>): string {
  return entriesText([...dict])
}

const entriesText = (entries: readonly (readonly [unknown, unknown])[]): string =>
  `{${entries.map(([key, value]) => `${repr(key)}: ${repr(value)}`).join(', ')}}`

const printing = new Set<object>()

/** Containers that contain themselves print as `[...]`. */
function guarded(value: object, text: () => string, inner: string): string {
  if (printing.has(value)) return inner
  printing.add(value)
  try {
    return text()
  } finally {
    printing.delete(value)
  }
}

/** Lists that show what they are. */
interface ShownList {
  /** What stands around the items. */
  shownAs?: readonly [before: string, after: string]
}

function sequenceRepr(value: readonly unknown[]): string {
  const { shownAs } = value as ShownList
  if (shownAs) return guarded(value, () => `${shownAs[0]}[${join(value)}]${shownAs[1]}`, '[...]')
  if (value instanceof PyNamedTuple)
    return `${jsClassOf(value)?.name}(${value._fields.map((field, i) => `${field}=${repr(value[i])}`).join(', ')})`
  if (value instanceof PyTuple) return `(${join(value)}${value.length === 1 ? ',' : ''})`
  return guarded(value, () => `[${join(value)}]`, '[...]')
}

function dictRepr(value: PyDict): string {
  const entries = (): string => `[${[...value].map(([key, item]) => `(${repr(key)}, ${repr(item)})`).join(', ')}]`
  if (value instanceof PyOrderedDict) return guarded(value, () => `OrderedDict(${value.size ? entries() : ''})`, '...')
  if (value instanceof PyDefaultDict)
    return guarded(value, () => `defaultdict(${repr(value.factoryValue)}, ${dictText(value)})`, 'defaultdict(...)')
  const shown = value.shown()
  if (shown) return guarded(value, () => `${shown.name}(${value.size ? entriesText(shown.entries) : ''})`, '{...}')
  return guarded(value, () => dictText(value), '{...}')
}

function setRepr(value: PySet): string {
  const name = value instanceof PyFrozenSet ? 'frozenset' : 'set'
  if (machine.version === 2) return `${name}([${join(value)}])`
  if (value.size === 0) return `${name}()`
  return name === 'set' ? `{${join(value)}}` : `${name}({${join(value)}})`
}

function errorRepr(error: TracedError): string {
  const args = error instanceof OpError ? [] : exceptionArgs(error)
  return `${exceptionClass(error).name}(${join(args)}${args.length === 1 && machine.version === 2 ? ',' : ''})`
}

/** `0x7f0000001234`: an address that belongs to the object. */
export const address = (value: object): string => `0x7f00${(identity(value) * 64).toString(16).padStart(8, '0')}`

const BUILT_IN_EXCEPTIONS: ReadonlySet<unknown> = new Set(Object.values(EXCEPTIONS))

function functionRepr(value: JsFunction): string {
  const named = value as JsFunction & { pythonName?: string; boundTo?: { self: unknown } }
  if (named.boundTo)
    return `<bound method ${typeName(named.boundTo.self)}.${named.pythonName} of ${repr(named.boundTo.self)}>`
  if (machine.version === 2 && BUILT_IN_EXCEPTIONS.has(value)) return `<type 'exceptions.${qualifiedName(value)}'>`
  if (isClassLike(value)) return `<class '${qualifiedName(value)}'>`
  return `<function ${named.pythonName ?? value.name} at ${address(value)}>`
}

/** JavaScript classes and the program's own. */
export function isClassLike(value: JsFunction): boolean {
  return pythonClassOf(value) !== undefined || Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false
}

export function qualifiedName(type: JsFunction): string {
  const own = type as JsFunction & { pythonName?: string; pythonModule?: string }
  const name = own.pythonName ?? own.name
  const module = own.pythonModule ?? (pythonClassOf(type) ? undefined : moduleOf(type))
  return `${module ? `${module}.` : ''}${name}`
}

/** Python's `repr(value)`. */
export function repr(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return machine.version === 2 && !/^[\0-\x7f]*$/.test(value) ? quotedBytes(Buffer.from(value)) : quoted(value)
    case 'boolean':
      return value ? 'True' : 'False'
    case 'function':
      return functionRepr(value)
    case 'number':
      return Number.isInteger(value) ? String(value) : formatFloat(value)
    case 'undefined':
      return 'None'
    case 'object':
      return value === null ? 'None' : objectRepr(value)
    default:
      return String(value)
  }
}

/** Python 2's ints have 64 bits; longer ones are longs. */
const isLong = (value: number | bigint): boolean => typeof value === 'bigint' && BigInt.asIntN(64, value) !== value

function objectRepr(value: object): string {
  if (value instanceof PyInt)
    return machine.version === 2 && isLong(value.value) ? `${value.value}L` : String(value.value)
  if (value instanceof PyFloat) return formatFloat(value.value)
  const own = programClassOf(value)
  if (own) {
    const member = findMember(own, '__repr__')
    if (member !== undefined) return callMember(member, value, []) as string
  }
  const addressed = own ? undefined : addressedModule(jsClassOf(value)?.name ?? '')
  if (addressed) return `<${addressed}.${typeName(value)} object at ${address(value)}>`
  if (Array.isArray(value)) return sequenceRepr(value)
  if (value instanceof PyDict) return dictRepr(value)
  if (value instanceof PySet) return setRepr(value)
  if (Buffer.isBuffer(value)) return quotedBytes(value)
  if (value instanceof Complex) return String(value)
  if (value instanceof PyRange) return rangeRepr(value)
  if (value instanceof PySlice) return `slice(${repr(value.start)}, ${repr(value.stop)}, ${repr(value.step)})`
  if (value instanceof Error) return errorRepr(value)
  if (value instanceof Map) return dictText(value)
  const { repr: foreign, toString } = value as { repr?: () => unknown; toString?: () => string }
  if (typeof foreign === 'function') return String(foreign.call(value))
  if (value instanceof PyUnicode) return quotedUnicode(String(value))
  if (value instanceof String) return quoted(String(value))
  if (typeof toString === 'function' && toString !== Object.prototype.toString) return String(value)
  const module =
    (jsClassOf(value) as { pythonModule?: string } | undefined)?.pythonModule ?? (own ? '__main__' : undefined)
  return `<${module ? `${module}.` : ''}${typeName(value)} object at ${address(value)}>`
}

function rangeRepr(range: PyRange): string {
  const name = machine.version === 2 ? 'xrange' : 'range'
  if (range.step !== 1) return `${name}(${range.start}, ${range.stop}, ${range.step})`
  return machine.version === 2 && range.start === 0
    ? `${name}(${range.stop})`
    : `${name}(${range.start}, ${range.stop})`
}

function errorStr(error: TracedError): string {
  const args = error.pythonArgs
  if (error instanceof OpError) return error.message
  if (!args) return error instanceof KeyError ? repr(error.message) : error.message
  if (args.length === 0) return ''
  return args.length === 1
    ? error instanceof KeyError
      ? repr(args[0])
      : str(args[0])
    : sequenceRepr(PyTuple.from_items(args))
}

/** From here on Python 2's `str` writes an exponent. */
const LARGEST_PYTHON2 = 11

/** Decimal digits d.ddd × 10^exponent, positional from 1e-4 up to 10^limit. */
function layOut(digits: string, exponent: number, limit: number): string {
  if (exponent < -4 || exponent >= limit) {
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${Math.abs(exponent).toString().padStart(2, '0')}`
  }
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`
  return `${digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')}.${digits.slice(exponent + 1) || '0'}`
}

/** Python 2 prints floats with 12 digits. */
function floatStr(value: number): string {
  if (machine.version === 3 || !Number.isFinite(value)) return formatFloat(value)
  const [digits = '', exponent = '0'] = scientific(Math.abs(value), 11).split('e')
  return (
    (value < 0 || Object.is(value, -0) ? '-' : '') +
    layOut(digits.replace('.', '').replace(/(?<=.)0+$/, ''), Number(exponent), LARGEST_PYTHON2)
  )
}

/** Python's `str(value)`. */
export function str(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return repr(value)
  if (value instanceof PyInt) return String(value.value)
  if (value instanceof PyFloat) return floatStr(value.value)
  const own = programClassOf(value)
  if (own) {
    const member = findMember(own, '__str__')
    if (member !== undefined) return callMember(member, value, []) as string
    if (findMember(own, '__repr__') !== undefined) return repr(value)
  }
  if (Buffer.isBuffer(value)) return machine.version === 2 ? value.toString('utf8') : repr(value)
  if (value instanceof Error) return errorStr(value)
  if (Array.isArray(value) || value instanceof PyDict || value instanceof PySet || value instanceof PyRange)
    return repr(value)
  const { str: slot } = slotsOf(value)
  if (slot) return slot(value)
  const { toString } = value as { toString?: () => string }
  return typeof toString === 'function' && toString !== Object.prototype.toString ? String(value) : repr(value)
}

/** Python 2's `unicode(value)`: a class of the program may have a method for it. */
export function unicodeText(value: unknown): string {
  const own = typeof value === 'object' && value !== null ? programClassOf(value) : undefined
  const member = own && findMember(own, '__unicode__')
  return member === undefined ? asciiText(str(value)) : String(callMember(member, value, []))
}
