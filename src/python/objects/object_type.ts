/** object and type. */
import { TypeError } from '../../errors/python.ts'
import { classOf } from './class_of.ts'
import { repr, str } from './text/repr.ts'
import { type MethodTable, methods } from './values/callable.ts'
import { pythonClassOf } from './values/class.ts'
import type { PyDict } from './values/dict.ts'
import { identity } from './values/hash.ts'
import { makeClass } from './values/make_class.ts'
import { int } from './values/numbers.ts'
import { PyType, primitives } from './values/type.ts'

/** What `object()` gives. */
// biome-ignore lint/complexity/noStaticOnlyClass: its instances are what counts
export class PlainObject {
  static readonly pythonName = 'object'
}

export const OBJECT = new PyType('object', {
  jsClass: PlainObject,
  construct: () => new PlainObject(),
  check: () => true,
})

OBJECT.methods = methods({
  '__str__()': (self: unknown) => str(self),
  '__repr__()': (self: unknown) => repr(self),
  '__hash__()': (self: object) => int(identity(self)),
}) satisfies MethodTable

export const TYPE: PyType = new PyType('type', {
  base: OBJECT,
  construct: args => {
    if (args.length === 1) return classOf(args[0])
    const [name, bases, members] = args as [string, unknown[], PyDict]
    return makeClass(name, bases, new Map([...members].map(([key, value]) => [String(key), value])), '__main__')
  },
  check: (value): boolean =>
    value instanceof PyType ||
    (typeof value === 'function' && (pythonClassOf(value) !== undefined || classOf(value) === TYPE)),
})

export const NONE_TYPE = new PyType('NoneType', { base: OBJECT, construct: () => null, check: value => value === null })
export const FUNCTION = new PyType('function', {
  base: OBJECT,
  construct: () => {
    throw new TypeError('functions are made with def')
  },
  check: value => typeof value === 'function',
})

primitives.none = NONE_TYPE
primitives.function = FUNCTION
primitives.class = TYPE
