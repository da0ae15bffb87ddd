/** Printing and formatting by Python's rules. */

import { isPlainObject } from '../../errors/plain_object.ts'
import { printText } from '../../python/builtins/output.ts'
import { machine } from '../../python/objects/machine.ts'
import { floatText } from '../../python/objects/text/format_spec.ts'
import { percentFormat } from '../../python/objects/text/percent.ts'
import { repr as reprOf, str as strOf } from '../../python/objects/text/repr.ts'
import { strFormat } from '../../python/objects/text/str_format.ts'
import { PyDict } from '../../python/objects/values/dict.ts'
import { PySet } from '../../python/objects/values/set.ts'
import { PyTuple } from '../../python/objects/values/tuple.ts'
import { PyFloat } from '../../tensor/literals.ts'
import { callPython, pythonObject, shownFloat, toPython, toShown } from './values.ts'

/** An object of the program's own classes tells its text itself. */
function ownText(value: unknown, ...names: readonly string[]): string | undefined {
  if (typeof value !== 'object' || value === null || pythonObject(value) !== undefined) return undefined
  for (const name of names) {
    const method = (value as Record<string, unknown>)[name]
    if (typeof method === 'function') return String(method.call(value))
  }
  return undefined
}

/** Python's `str(value)`. */
export const str = (value: unknown): string => ownText(value, '__str__', '__repr__') ?? strOf(toShown(value))
/** Python's `repr(value)`. */
export const repr = (value: unknown): string => ownText(value, '__repr__') ?? reprOf(toShown(value))

/** Says that the numbers of a value are floats, so that whole ones are printed as such: `py.print(py.floating(1))` prints `1.0`. */
export function floating(value: unknown): unknown {
  if (typeof value === 'number') return shownFloat(value)
  if (value instanceof PyTuple) return PyTuple.from_items(value.map(floating))
  if (Array.isArray(value)) return value.map(floating)
  if (value instanceof PySet) return value.make([...value].map(floating))
  if (value instanceof PyDict) {
    const made = value.copy()
    for (const [key, item] of value) made.set(key, floating(item))
    return made
  }
  return value
}

/** Python's `float` of double precision, where the text says it is one: `float(x)`. */
export const double = (value: number): unknown => new PyFloat(value)

export interface PrintOptions {
  readonly sep?: string
  readonly end?: string
  readonly file?: unknown
}

/** Python's `print`. Options are a last object. */
export function print(...args: readonly unknown[]): void {
  const last = args.at(-1)
  const options = isPlainObject(last) ? (last as PrintOptions) : {}
  const values = isPlainObject(last) ? args.slice(0, -1) : args
  const text = values.map(str).join(options.sep ?? ' ')
  if (options.file !== undefined && options.file !== null) write(options.file, text + (options.end ?? '\n'))
  else printText(text + (options.end ?? '\n'))
}

/** Python 2's `print a, b,`: what is printed next stands behind it, after a space. */
export function printPart(...values: readonly unknown[]): void {
  const text = values.map(str).join(' ')
  printText(machine.softspace ? ` ${text}` : text)
  machine.softspace = !/[^\S ]$/.test(text)
}
/** The end of a line that `printPart` has begun. */
export function printEnd(...values: readonly unknown[]): void {
  if (values.length > 0) printPart(...values)
  printText('\n')
  machine.softspace = false
}

const write = (file: unknown, text: string): unknown =>
  pythonObject(file) === undefined
    ? (file as { write(text: string): unknown }).write(text)
    : callPython((file as { write: unknown }).write, [text])

/** Python's `format % values`. */
export function percent(format: string, ...values: readonly unknown[]): string {
  const [only] = values
  if (values.length === 1 && only instanceof PyDict) return percentFormat(format, toShown(only))
  return percentFormat(format, PyTuple.from_items(values.map(shown)))
}
/** Python's `format % value`, where the value may be a tuple. */
export const percentOf = (format: string, value: unknown): string =>
  value instanceof PyTuple ? percent(format, ...value) : percent(format, value)

const shown = (value: unknown): unknown => ownText(value, '__str__', '__repr__') ?? toShown(value)

/** Python's `text.format(...)`; keywords are a last object. */
export function format(text: string, ...args: readonly unknown[]): string {
  const last = args.at(-1)
  const named = isPlainObject(last)
  return strFormat(
    text,
    (named ? args.slice(0, -1) : args).map(toShown),
    named ? new Map(Object.entries(last).map(([key, value]) => [key, toShown(value)])) : null,
  )
}

/** Python's `'%.2f' % value`: `py.fixed(value, 2)`. */
export function fixed(value: unknown, places: number): string {
  return typeof value === 'number' ? floatText(value, 'f', places) : percentFormat(`%.${places}f`, toPython(value))
}
