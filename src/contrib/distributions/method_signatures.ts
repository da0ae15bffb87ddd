/** Methods with Python's arguments and, beyond their named ones, arguments of conditional distributions (`**condition_kwargs`). */

import { Signature } from '../../calling/signature.ts'
import { isPlainObject } from '../../errors/plain_object.ts'
import { TypeError } from '../../errors/python.ts'

/** Keyword arguments that a public method hands on to the private one behind it. */
export type Conditions = Readonly<Record<string, unknown>>

const NONE: Conditions = Object.freeze({})

/** The arguments without those keywords that the signature does not name, and the latter. */
function withoutConditions(
  signature: Signature,
  args: readonly unknown[],
): readonly [args: readonly unknown[], conditions: Conditions] {
  const last = args.at(-1)
  if (!isPlainObject(last) || Object.keys(last).length === 0 || signature.isOptions(last)) return [args, NONE]
  const named: Record<string, unknown> = {}
  const conditions: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(last))
    (signature.isOptions({ [key]: value }) ? named : conditions)[key] = value
  return [Object.keys(named).length > 0 ? [...args.slice(0, -1), named] : args.slice(0, -1), conditions]
}

/**
 * Lets methods take their arguments as Python's do, with any other keywords collected: the implementation gets the bound
 * arguments in the order of the signature, then the others. To be called once, behind the class.
 */
export function setConditionalSignatures(type: { readonly prototype: object }, ...texts: readonly string[]): void {
  const methods = type.prototype as Record<string, (...args: unknown[]) => unknown>
  for (const text of texts) {
    const name = text.slice(0, text.indexOf('('))
    const implementation = methods[name] as (...args: unknown[]) => unknown
    let parsed: Signature | undefined
    const method = function (this: unknown, ...args: unknown[]): unknown {
      parsed ??= new Signature(text, {}, 'method')
      const [given, conditions] = withoutConditions(parsed, args)
      const bound = parsed.bind(given)
      return implementation.apply(this, [...parsed.parameters.map(parameter => bound[parameter.name]), conditions])
    }
    Object.defineProperty(type.prototype, name, { value: method, writable: true, configurable: true })
  }
}

/**
 * Calls a private method with the conditions of its public one, if there are any. Errors: TypeError where the method takes
 * none: one of the library's that names only `args`.
 */
export function callConditional<R>(self: object, name: string, args: readonly unknown[], conditions: Conditions): R {
  const method = (self as Record<string, (...given: unknown[]) => R>)[name] as (...given: unknown[]) => R
  const [first] = Object.keys(conditions)
  if (first === undefined) return method.apply(self, [...args])
  if (method.length === args.length) throw new TypeError(`${name}() got an unexpected keyword argument '${first}'`)
  return method.apply(self, [...args, conditions])
}

/** Conditions as the last argument of a method, if there are any. */
export const optional = (conditions: Conditions): readonly Conditions[] =>
  Object.keys(conditions).length > 0 ? [conditions] : []
