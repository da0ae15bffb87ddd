/** The built-in types: what `type(x)` gives, what `isinstance` takes, and the methods of their values. */

import { Complex, PyFloat, PyInt } from '../../../tensor/literals.ts'
import { machine } from '../machine.ts'
import { slotsOf } from '../slots.ts'
import { CALL, type Keywords, type MethodTable, type PythonCall } from './callable.ts'
import type { JsFunction } from './js_function.ts'
import { jsClassOf } from './members.ts'

/** A value of the program that is a type: one of these, a class of the program, or a class of tf0. */
export class PyType {
  readonly name: string
  /** The module that the type is shown with; built-in ones have none. */
  readonly module: string | null
  /** Python 2 shows other types as types, not as classes. */
  readonly writtenInPython: boolean
  readonly base: PyType | null
  /** JavaScript's class of the values, which the program's classes can extend. */
  readonly jsClass: (new () => object) | null
  readonly construct: PythonCall
  readonly check: (value: unknown) => boolean
  methods: MethodTable = new Map()
  /** Functions of the type itself: `dict.fromkeys`. */
  functions: Readonly<Record<string, unknown>> = {}
  /** Fills an empty instance of `jsClass` with what the constructor is given, for classes that extend the type. */
  fill: ((self: never, args: readonly unknown[], keywords: Keywords) => void) | null = null
  /** Attributes that are no methods: `z.real`. */
  getters: ReadonlyMap<string, (self: unknown) => unknown> = new Map()
  /** Attributes that a program may assign. */
  setters: ReadonlyMap<string, (self: unknown, value: unknown) => void> = new Map()
  static readonly pythonName = 'type'

  constructor(
    name: string,
    parts: {
      module?: string
      writtenInPython?: boolean
      base?: PyType
      jsClass?: new () => object
      construct: PythonCall
      check: (value: unknown) => boolean
    },
  ) {
    this.name = name
    this.module = parts.module ?? null
    this.writtenInPython = parts.writtenInPython ?? false
    this.base = parts.base ?? null
    this.jsClass = parts.jsClass ?? null
    this.construct = parts.construct
    this.check = parts.check
  }
  [CALL](args: readonly unknown[], keywords: Keywords): unknown {
    return this.construct(args, keywords)
  }
  get pythonName(): string {
    return this.name
  }
  /** Whether this type is `other` or inherits from it. */
  inherits(other: PyType): boolean {
    return this === other || (this.base?.inherits(other) ?? false)
  }
  toString(): string {
    // Python 2 has one name for both
    if (this.name === 'bytes' && machine.version === 2) return "<type 'str'>"
    return classText(`${this.module ? `${this.module}.` : ''}${this.name}`, this.writtenInPython)
  }
  repr(): string {
    return this.toString()
  }
}

/** What a type looks like in print. */
export const classText = (name: string, writtenInPython: boolean): string =>
  `<${machine.version === 2 && !writtenInPython ? 'type' : 'class'} '${name}'>`

const byClass = new Map<JsFunction, PyType>()

/** Says which type the instances of a JavaScript class have. */
export function registerType(jsClass: JsFunction, type: PyType): void {
  byClass.set(jsClass, type)
}

/** The type that was registered for exactly this class. */
export const registeredType = (jsClass: JsFunction): PyType | undefined => byClass.get(jsClass)

interface Primitives {
  string?: PyType
  boolean?: PyType
  none?: PyType
  function?: PyType
  class?: PyType
}

/** Types of values that have no JavaScript class of their own; set by the built-ins. */
export const primitives: Primitives = {}

/** The built-in type of a value: the nearest one up its prototype chain. */
export function builtinType(value: unknown): PyType | undefined {
  switch (typeof value) {
    case 'string':
      return primitives.string
    case 'boolean':
      return primitives.boolean
    case 'function':
      return primitives.function
    case 'object':
      return value === null ? primitives.none : typeOfClass(jsClassOf(value))
    default:
      return undefined
  }
}

const nearest = new WeakMap<JsFunction, PyType | false>()

function typeOfClass(jsClass: JsFunction | undefined): PyType | undefined {
  if (!jsClass) return undefined
  let found = nearest.get(jsClass)
  if (found === undefined) {
    found = false
    for (
      let at: JsFunction | null = jsClass;
      typeof at === 'function';
      at = Object.getPrototypeOf(at) as JsFunction | null
    ) {
      const type = byClass.get(at)
      if (type) {
        found = type
        break
      }
    }
    nearest.set(jsClass, found)
  }
  return found || undefined
}

/** Python's `type(value).__name__`. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType'
  if (value instanceof PyInt) return 'int'
  if (value instanceof PyFloat) return 'float'
  if (value instanceof Complex) return 'complex'
  if (typeof value === 'object') {
    const shown = slotsOf(value).typeName?.(value)
    if (shown !== undefined) return shown
    const own = jsClassOf(value) as { pythonName?: string; name: string } | undefined
    const builtin = own && byClass.get(own as unknown as JsFunction)
    if (builtin) return builtin.name
    if (own && own !== (Object as unknown)) return own.pythonName ?? own.name
  }
  return builtinType(value)?.name ?? typeof value
}
