/**
 * Python's calling convention: positional arguments in TensorFlow's order, then an options object with TensorFlow's
 * keyword names. A function is declared by its Python signature and an implementation that takes the bound arguments.
 */

import { at, diagnoseBy, failed, markGuarded, NO_EXCERPT } from '../errors/boundary.ts'
import { isPlainObject } from '../errors/plain_object.ts'
import { TypeError } from '../errors/python.ts'
import { asNumber, PyInt } from '../tensor/literals.ts'
import { takesDict, unfitArgument } from './argument_kinds.ts'
import { areKeywords } from './keywords.ts'

/** One parameter of a Python signature. */
export interface Parameter {
  readonly name: string
  readonly optional: boolean
  /** The default as Python source: `None`, `False`, `1e-08`, `"SAME"`. */
  readonly defaultText: string | undefined
}

/** Old and new names of one parameter. A function that declares both takes both. */
const ALIASES = {
  axis: ['reduction_indices', 'dim', 'dimension', 'concat_dim', 'split_dim', 'squeeze_dims', 'batch_dim', 'seq_dim'],
  reduction_indices: ['axis'],
  dim: ['axis'],
  dimension: ['axis'],
  concat_dim: ['axis'],
  split_dim: ['axis'],
  squeeze_dims: ['axis'],
  keep_dims: ['keepdims'],
  dims: ['axis'],
  seq_dim: ['seq_axis'],
  batch_dim: ['batch_axis'],
} as const satisfies Readonly<Record<string, readonly string[]>>
const aliasesOf = (name: string): readonly string[] =>
  Object.hasOwn(ALIASES, name) ? ALIASES[name as keyof typeof ALIASES] : []

/** Renames that only hold for one function, by the function's name. */
export type Aliases = Readonly<Record<string, string>>

/** What the text of a signature says. */
interface Parsed {
  readonly parameters: readonly Parameter[]
  readonly defaults: readonly unknown[]
  /** Positions of the parameters by name and by alias. */
  readonly index: ReadonlyMap<string, number>
  readonly rest: string | undefined
  readonly beforeRest: number
  readonly minimum: number
}

function parse(text: string, aliases: Aliases | null): Parsed {
  const parts = splitTopLevel(text.slice(text.indexOf('(') + 1, text.lastIndexOf(')')))
  const rest = parts.find(part => part.startsWith('*'))
  const parameters = parts
    .filter(part => !part.startsWith('*'))
    .map(part => {
      const equals = part.indexOf('=')
      return equals < 0
        ? { name: part, optional: false, defaultText: undefined }
        : { name: part.slice(0, equals), optional: true, defaultText: part.slice(equals + 1) }
    })
  const index = new Map(parameters.map(({ name }, i) => [name, i]))
  if (aliases !== null) {
    for (const [i, { name }] of parameters.entries())
      for (const alias of aliasesOf(name)) if (!index.has(alias)) index.set(alias, i)
    for (const [alias, name] of Object.entries(aliases)) index.set(alias, index.get(name) as number)
  }
  return {
    parameters,
    defaults: parameters.map(({ defaultText }) => (defaultText === undefined ? undefined : pythonLiteral(defaultText))),
    index,
    rest: rest?.slice(1),
    beforeRest: rest === undefined ? parts.length : parts.indexOf(rest),
    minimum: parameters.filter(({ optional }) => !optional).length,
  }
}

export class Signature {
  readonly name: string
  readonly text: string
  readonly #aliases: Aliases | null
  /** What errors name: a class is called by its `__init__`, which, as methods do, counts itself among its arguments. */
  readonly #called: string
  readonly #own: number
  #parsed: Parsed | undefined

  /** `aliases`: other names of parameters, beside those that TensorFlow's functions have in common; null for a function without any. */
  constructor(text: string, aliases: Aliases | null = {}, kind: 'function' | 'method' | 'class' = 'function') {
    this.text = text
    this.name = text.slice(0, text.indexOf('('))
    this.#aliases = aliases
    this.#called = kind === 'class' ? '__init__' : this.name
    this.#own = kind === 'function' ? 0 : 1
  }
  /** The text is parsed when a call or a front end first asks: most of what a module declares is never called. */
  #parts(): Parsed {
    this.#parsed ??= parse(this.text, this.#aliases)
    return this.#parsed
  }
  get parameters(): readonly Parameter[] {
    return this.#parts().parameters
  }
  /** `*args` of the signature, without what stands before it: it takes all remaining positional arguments as an array. */
  get rest(): string | undefined {
    return this.#parts().rest
  }
  /** Whether `value` is this call's options: a plain object whose keys are all known keywords. */
  isOptions(value: unknown): value is Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false
    const keys = Object.keys(value)
    const { index } = this.#parts()
    return keys.length > 0 && keys.every(key => index.has(key))
  }
  /** Whether the last argument holds keywords, of which some may be none of this call's; functions of `*args` have words of their own for these. */
  endsInKeywords(args: readonly unknown[]): boolean {
    const last = args.at(-1)
    if (!isPlainObject(last)) return false
    return (areKeywords(last) && this.rest === undefined) || !this.#couldBeValue(last, args.length - 1)
  }
  /** Python's binding of arguments to parameters; a TypeError in Python's words where they do not fit. */
  bind(args: readonly unknown[]): Record<string, unknown> {
    const { parameters, defaults, index, rest, beforeRest, minimum } = this.#parts()
    const last = args.at(-1)
    let positional = args
    let options: Record<string, unknown> | undefined
    if (this.isOptions(last)) {
      options = last
      positional = args.slice(0, -1)
    } else if (isEmptyObject(last) && args.length > minimum) {
      positional = args.slice(0, -1)
    } else if (this.endsInKeywords(args)) {
      const unknown = Object.keys(last as object).find(key => !index.has(key))
      throw new TypeError(`${this.#called}() got an unexpected keyword argument '${unknown}'`)
    }
    const bound: Record<string, unknown> = {}
    const given = new Set<number>()
    const count = rest === undefined ? positional.length : Math.min(positional.length, parameters.length)
    if (count > parameters.length) {
      const [least, most] = [minimum + this.#own, parameters.length + this.#own]
      const allowed =
        least === most
          ? `${most} positional argument${most === 1 ? '' : 's'}`
          : `from ${least} to ${most} positional arguments`
      throw new TypeError(`${this.#called}() takes ${allowed} but ${count + this.#own} were given`)
    }
    // with *args, positional arguments beyond the named parameters that precede it go there
    const named = Math.min(count, beforeRest)
    for (let i = 0; i < named; i++) {
      if (positional[i] !== undefined) {
        bound[(parameters[i] as Parameter).name] = positional[i]
        given.add(i)
      }
    }
    if (rest !== undefined) bound[rest] = positional.slice(named)
    for (const key in options) {
      const i = index.get(key) as number
      const { name } = parameters[i] as Parameter
      if (given.has(i)) throw new TypeError(`${this.#called}() got multiple values for argument '${key}'`)
      if (options[key] === undefined) continue
      bound[name] = options[key]
      given.add(i)
    }
    for (const [i, parameter] of parameters.entries()) {
      if (given.has(i)) continue
      if (!parameter.optional) {
        const missing = parameters.filter((p, k) => !p.optional && !given.has(k)).map(p => `'${p.name}'`)
        const list =
          missing.length > 1
            ? `${missing.slice(0, -1).join(', ')}${missing.length > 2 ? ',' : ''} and ${missing.at(-1)}`
            : missing[0]
        throw new TypeError(
          `${this.#called}() missing ${missing.length} required positional argument${missing.length > 1 ? 's' : ''}: ${list}`,
        )
      }
      bound[parameter.name] = defaults[i]
    }
    return bound
  }
  /** The bound arguments in the order of the parameters, those of `*args` last. */
  bindInOrder(args: readonly unknown[]): readonly unknown[] {
    const { parameters, defaults, rest, minimum } = this.#parts()
    const count = args.length
    if (rest === undefined && count >= minimum && count <= parameters.length && isPositional(args))
      return count === parameters.length ? args : [...args, ...defaults.slice(count)]
    const bound = this.bind(args)
    const named = parameters.map(parameter => bound[parameter.name])
    return rest === undefined ? named : [...named, ...(bound[rest] as readonly unknown[])]
  }
  /** What is wrong with the arguments of a call that has failed; undefined where they are what their parameters take. */
  unfit(args: readonly unknown[]): string | undefined {
    let bound: Record<string, unknown>
    try {
      bound = this.bind(args)
    } catch {
      return undefined
    }
    const optional = (name: string): boolean =>
      this.parameters.some(parameter => parameter.name === name && parameter.defaultText === 'None')
    return unfitArgument(this.#called, this.name, bound, optional)
  }
  /**
   * Whether a plain object in last place may be an argument: a dict, or an object of the program's with methods, for a parameter that must
   * be given. One with keywords of the call is not.
   */
  #couldBeValue(value: Readonly<Record<string, unknown>>, position: number): boolean {
    const { parameters, rest, minimum, index } = this.#parts()
    const keys = Object.keys(value)
    if (keys.some(key => index.has(key))) return false
    if (rest !== undefined || keys.length === 0) return rest !== undefined || position < minimum
    const parameter = position < minimum ? parameters[position] : undefined
    if (parameter === undefined) return false
    return takesDict(parameter.name) || Object.values(value).some(item => typeof item === 'function')
  }
}

/** Whether no argument is left out, and the last one can't be options. */
function isPositional(args: readonly unknown[]): boolean {
  for (let i = 0; i < args.length; i++) if (args[i] === undefined) return false
  return !isPlainObject(args.at(-1))
}

const isEmptyObject = (value: unknown): boolean => isPlainObject(value) && Object.keys(value).length === 0

function splitTopLevel(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i <= text.length; i++) {
    const c = text[i]
    if (c === '(' || c === '[') depth++
    else if (c === ')' || c === ']') depth--
    else if ((c === ',' && depth === 0) || c === undefined) {
      const part = text.slice(start, i).trim()
      if (part) parts.push(part)
      start = i + 1
    }
  }
  return parts
}

/** A default value. Integers stay Python's integers where code asks; bare numbers everywhere else. */
function pythonLiteral(text: string): unknown {
  if (text === 'None') return null
  if (text === 'True') return true
  if (text === 'False') return false
  if (/^(['"]).*\1$/.test(text)) return text.slice(1, -1)
  if (text === '[]' || text === '()') return []
  if (/^[[(].*[\])]$/.test(text)) return splitTopLevel(text.slice(1, -1)).map(pythonLiteral)
  const number = Number(text)
  // a name such as `float32` or `GraphKeys.SUMMARIES` is resolved by the implementation
  return Number.isNaN(number) ? text : number
}

type Split<S extends string> = S extends `${infer A}, ${infer B}` ? [A, ...Split<B>] : S extends '' ? [] : [S]
type ParametersOf<S extends string> = S extends `${string}(${infer P})` ? Split<P> : []
/** The type of the parameter `N` of a call whose parameters have the types `P`. */
export type Value<P, N> = N extends keyof P ? P[N] : unknown
/** The names of a signature's parameters, without `*args`. */
export type NamesOf<S extends string> = ParametersOf<S>[number] extends infer Parameter
  ? Parameter extends `*${string}`
    ? never
    : Parameter extends `${infer Name}=${string}`
      ? Name
      : Parameter
  : never
type GlobalAliases<Name> = Name extends keyof typeof ALIASES ? (typeof ALIASES)[Name][number] : never
type NoAliases = Record<never, never>
/** By alias, the parameter that it stands for; those of the function itself come first. */
type AliasTable<S extends string, A> = Omit<{ readonly [Name in NamesOf<S> as GlobalAliases<Name>]: Name }, keyof A> & A

/** Not a name: editors list no fields that have a symbol for one. */
declare const VALUE: unique symbol
/** Objects of the graph are values, never keywords, though they have a `name`. The field exists for the type checker only. */
export interface NotKeywords {
  readonly [VALUE]: true
}

/** What the keywords of every call have in common. */
export interface Keywords {
  readonly [VALUE]?: never
}

/** Keywords of a call by the signature `S` whose parameters have the types `P`: their names, the aliases of all functions and those of this one. */
export type Options<S extends string, P, A = NoAliases> = {
  readonly [Key in (NamesOf<S> & string) | keyof AliasTable<S, A> | typeof VALUE]?: Key extends NamesOf<S>
    ? Value<P, Key> | null
    : Key extends keyof AliasTable<S, A>
      ? Value<P, AliasTable<S, A>[Key]> | null
      : never
}
/** The keywords that a call must have which gives `Parameters` by keyword; a parameter with aliases may have any of its names. */
type Needed<S extends string, P, A, Parameters extends readonly string[]> = {
  readonly [Name in Exclude<NamesWithoutDefault<Parameters[number]>, AliasTable<S, A>[keyof AliasTable<S, A>]>]: Value<
    P,
    Name
  >
}
type NamesWithoutDefault<Parameter> = Parameter extends `*${string}` | `${string}=${string}`
  ? never
  : Parameter & string

/** The argument lists of a call: options may stand after any number of positional arguments. */
type Calls<
  S extends string,
  P,
  A,
  Parameters extends readonly string[],
  Before extends unknown[] = [],
> = Parameters extends readonly [infer First extends string, ...infer Others extends string[]]
  ? First extends `*${string}`
    ? unknown[]
    : First extends `${infer Name}=${string}`
      ? [...Before, Options<S, P, A>?] | Calls<S, P, A, Others, [...Before, (Value<P, Name> | null)?]>
      :
          | [...Before, Options<S, P, A> & Needed<S, P, A, Parameters>]
          | Calls<S, P, A, Others, [...Before, Value<P, First>]>
  : [...Before, Options<S, P, A>?]

/** What a function, method or constructor with the Python signature `S` may be called with. Declarations of the package spell it out as overloads. */
export type PythonArguments<S extends string, P, A = NoAliases> = Calls<S, P, A, ParametersOf<S>>

/** A function with TensorFlow's arguments: positional ones, then options. */
export interface PythonFunction<S extends string, P, R, A = NoAliases> {
  (...args: PythonArguments<S, P, A>): R
}

// signatures are parsed when a function is first called; the front ends ask for them by this table
const SIGNATURES = new WeakMap<object, () => Signature>()

/** The Python signature of one of tf0's functions or classes. */
export function signatureOf(callable: object): Signature | undefined {
  return SIGNATURES.get(callable)?.()
}
diagnoseBy((callable, args) => signatureOf(callable)?.unfit(args))

/** Functions can be called or are methods; a class's prototype cannot be replaced. */
const isClass = (callable: object): boolean =>
  Object.getOwnPropertyDescriptor(callable, 'prototype')?.writable === false
/** Says the signature of a class whose constructor binds its arguments itself; returns it. */
export function setSignature(callable: object, text: string, aliases: Aliases = {}): Signature {
  const signature = new Signature(text, aliases, isClass(callable) ? 'class' : 'function')
  SIGNATURES.set(callable, () => signature)
  return signature
}

/**
 * Lets methods take their arguments as Python's do: positional, then options by keyword. They are given the bound arguments in
 * the order of their signatures. To be called once, behind the class.
 */
export function setMethodSignatures(type: { readonly prototype: object }, ...texts: readonly string[]): void {
  const methods = type.prototype as Record<string, (...args: unknown[]) => unknown>
  for (const text of texts) {
    const name = text.slice(0, text.indexOf('('))
    const method = declared(
      () => new Signature(text, {}, 'method'),
      methods[name] as (...args: unknown[]) => unknown,
      name,
    )
    Object.defineProperty(type.prototype, name, { value: method, writable: true, configurable: true })
  }
}

/** `implementation`, which is given the bound arguments in the order of its signature, as a public function or method. */
function declared<R>(make: () => Signature, implementation: (...args: unknown[]) => R, name: string) {
  let signature: Signature | undefined
  const signed = (): Signature => {
    signature ??= make()
    return signature
  }
  const made = function (this: unknown, ...args: unknown[]): R {
    try {
      return implementation.apply(this, signed().bindInOrder(args) as unknown[])
    } catch (error) {
      throw at(
        NO_EXCERPT,
        failed(error, made, () => signed().unfit(args)),
      )
    }
  }
  markGuarded(made)
  Object.defineProperty(made, 'name', { value: name, configurable: true })
  SIGNATURES.set(made, signed)
  return made
}

/** A public function from its Python signature, without aliases, and an implementation that takes the arguments in its order. */
export function inOrder<R>(text: string, implementation: (...args: unknown[]) => R): (...args: unknown[]) => R {
  return declared(() => new Signature(text, null), implementation, text.slice(0, text.indexOf('(')))
}

/**
 * Makes a public function from its Python signature and an implementation that takes the bound arguments.
 *
 *     export const square = pyfunction('square(x, name=None)', ({ x, name }: { x: TensorLike; name: Name }) => …)
 */
export function pyfunction<S extends string, P, R, const A extends Aliases = NoAliases>(
  text: S,
  implementation: (bound: P) => R,
  aliases?: A,
): PythonFunction<S, P, R, A> {
  let signature: Signature | undefined
  const made = (...args: unknown[]): R => {
    try {
      signature ??= new Signature(text, aliases)
      return implementation(signature.bind(args) as P)
    } catch (error) {
      throw at(
        NO_EXCERPT,
        failed(error, made, () => signature?.unfit(args)),
      )
    }
  }
  markGuarded(made)
  Object.defineProperty(made, 'name', { value: text.slice(0, text.indexOf('(')) })
  SIGNATURES.set(made, () => {
    signature ??= new Signature(text, aliases)
    return signature
  })
  return made as PythonFunction<S, P, R, A>
}

/** A Python integer out of a number that may be a literal of Python's. */
export function toNumber(value: unknown): number {
  return typeof value === 'number' ? value : asNumber(value instanceof PyInt ? value.value : value, 'the argument')
}
