/** pprint. */

import { callMethod } from '../objects/attributes.ts'
import { sortOrder } from '../objects/compare.ts'
import { requireIndex } from '../objects/convert.ts'
import { machine } from '../objects/machine.ts'
import { repr } from '../objects/text/repr.ts'
import { allKeepUnicode, CALL, methods, native } from '../objects/values/callable.ts'
import { PyDict, PyOrderedDict } from '../objects/values/dict.ts'
import { done } from '../objects/values/none.ts'
import { PyNamedTuple, PyTuple } from '../objects/values/tuple.ts'
import { PyType, registerType } from '../objects/values/type.ts'

const WIDTH = 80

/** Dicts print sorted by key, on whatever level they are. */
function flat(value: unknown): string {
  if (value instanceof PyDict && value.constructor === PyDict)
    return `{${sorted(value)
      .map(([key, item]) => `${flat(key)}: ${flat(item)}`)
      .join(', ')}}`
  if (value instanceof PyTuple && !(value instanceof PyNamedTuple))
    return `(${value.map(flat).join(', ')}${value.length === 1 ? ',' : ''})`
  if (Array.isArray(value) && value.constructor === Array) return `[${value.map(flat).join(', ')}]`
  return repr(value)
}

const sorted = (dict: PyDict): [unknown, unknown][] => [...dict].sort(([a], [b]) => sortOrder(a, b))

/** A value from column `indent` on, with `after` characters behind it: in one line where it fits, else an item a line. */
function laidOut(value: unknown, indent: number, after: number, width: number): string {
  const text = flat(value)
  if (text.length <= width - indent - after - (machine.version === 2 ? 1 : 0)) return text
  const lines = (items: readonly string[]): string => items.join(`,\n${' '.repeat(indent + 1)}`)
  if (value instanceof PyDict && !(value instanceof PyOrderedDict)) {
    const entries = sorted(value)
    return `{${lines(entries.map(([key, item], i) => `${flat(key)}: ${laidOut(item, indent + 1 + flat(key).length + 2, i === entries.length - 1 ? after + 1 : 1, width)}`))}}`
  }
  if (!Array.isArray(value) || value instanceof PyNamedTuple) return text
  const [open, close] = value instanceof PyTuple ? ['(', value.length === 1 ? ',)' : ')'] : ['[', ']']
  return (
    open +
    lines(
      value.map((item: unknown, i) =>
        laidOut(item, indent + 1, i === value.length - 1 ? after + close.length : 1, width),
      ),
    ) +
    close
  )
}

function print(value: unknown, stream: unknown, width: number): null {
  const text = `${laidOut(value, 0, 0, width)}\n`
  return done(stream === null ? machine.write(text) : callMethod(stream, 'write', [text], null))
}

class PrettyPrinter {
  stream: unknown = null
  width = WIDTH
}

const PRINTER = new PyType('PrettyPrinter', {
  module: 'pprint',
  writtenInPython: true,
  jsClass: PrettyPrinter,
  construct: native(
    `PrettyPrinter(indent=1, width=${WIDTH}, depth=None, stream=None)`,
    (_: unknown, width: unknown, __: unknown, stream: unknown) =>
      Object.assign(new PrettyPrinter(), { width: requireIndex(width), stream }),
  )[CALL],
  check: value => value instanceof PrettyPrinter,
})
PRINTER.methods = methods({
  'pprint(object)': (self: PrettyPrinter, value: unknown) => print(value, self.stream, self.width),
  'pformat(object)': (self: PrettyPrinter, value: unknown) => laidOut(value, 0, 0, self.width),
})
registerType(PrettyPrinter, PRINTER)

export const PPRINT: Readonly<Record<string, unknown>> = allKeepUnicode({
  PrettyPrinter: PRINTER,
  pprint: native(
    `pprint(object, stream=None, indent=1, width=${WIDTH})`,
    (value: unknown, stream: unknown, _: unknown, width: unknown) => print(value, stream, requireIndex(width)),
  ),
  pformat: native(`pformat(object, indent=1, width=${WIDTH})`, (value: unknown, _: unknown, width: unknown) =>
    laidOut(value, 0, 0, requireIndex(width)),
  ),
})
