/** Default arguments of functions for a while (contrib/framework/python/ops/arg_scope.py). */

import { noAttribute, pythonRepr } from '../../calling/python_repr.ts'
import { Scope, within } from '../../calling/scope.ts'
import { type PythonFunction, pyfunction, setSignature, signatureOf } from '../../calling/signature.ts'
import { guarded } from '../../errors/boundary.ts'
import { isPlainObject } from '../../errors/plain_object.ts'
import { AssertionError, AttributeError, TypeError, ValueError } from '../../errors/python.ts'

// biome-ignore lint/suspicious/noExplicitAny: it takes and gives what the user's function does
type AnyFunction = (...args: any[]) => any
type Arguments = ReadonlyMap<string, unknown>
/** What a scope says: for each function, by its key, the arguments that it gets. */
export type ArgScopes = ReadonlyMap<string, Arguments>
/** Functions, or a scope that is entered again. */
export type FunctionsOrScope = readonly AnyFunction[] | ArgScopes | Scope<ArgScopes>

const stack: ArgScopes[] = []
const current = (): ArgScopes => {
  if (stack.length === 0) stack.push(new Map())
  return stack.at(-1) as ArgScopes
}

const keys = new WeakMap<object, string>()
let made = 0
/** What stands for a function in a scope. A function and what `add_arg_scope` made of it have the same. */
function keyOf(fn: unknown): string {
  if (typeof fn !== 'function') return pythonRepr(fn)
  let key = keys.get(fn)
  if (key === undefined) {
    made += 64
    key = `<function ${fn.name} at 0x7f00${made.toString(16).padStart(8, '0')}>`
    keys.set(fn, key)
  }
  return key
}

/** What gives the names that `arg_scoped_arguments` gives, by key. */
const decorated = new Map<string, () => readonly string[]>()

/** Lets `wrapper`, which asks for them, get the arguments that scopes give to `func`. */
export function registerScoped(func: AnyFunction, wrapper: AnyFunction, names: () => readonly string[]): void {
  const key = keyOf(func)
  if (!decorated.has(key)) decorated.set(key, names)
  keys.set(wrapper, key)
}
/** The arguments that the scope at hand gives to `func`. */
export const scopedArguments = (func: AnyFunction): Arguments | undefined => current().get(keyOf(func))

/** A call's arguments with those of the scope behind its own. */
function withDefaults(func: AnyFunction, args: readonly unknown[], defaults: Arguments): readonly unknown[] {
  const signature = signatureOf(func)
  if (signature) {
    for (const name of defaults.keys())
      if (!signature.isOptions({ [name]: null }))
        throw new TypeError(`${signature.name}() got an unexpected keyword argument '${name}'`)
  }
  const last = args.at(-1)
  const given =
    isPlainObject(last) && (Object.keys(last).length === 0 || !signature || signature.isOptions(last))
      ? last
      : undefined
  return [...(given ? args.slice(0, -1) : args), { ...Object.fromEntries(defaults), ...given }]
}

function scopedFunction<F extends AnyFunction>(func: F, names: () => readonly string[]): F {
  if (typeof func !== 'function') throw noAttribute(func, '__name__')
  const wrapper = guarded((...args: unknown[]): unknown => {
    const defaults = scopedArguments(func)
    return func(...(defaults && defaults.size > 0 ? withDefaults(func, args, defaults) : args))
  }, func.name)
  registerScoped(func, wrapper, names)
  return wrapper as F
}

const optionalNames = (func: object): string[] => {
  const parameters = signatureOf(func)?.parameters ?? []
  return parameters.filter(({ optional }) => optional).map(({ name }) => name)
}

/**
 * A public function that takes part in scopes. TensorFlow's `arg_scoped_arguments` looks for the keywords of a function between
 * its local variables, and so misses the first `hidden` of them.
 */
export function scopable<S extends string, P, R>(
  text: S,
  implementation: (bound: P) => R,
  hidden: number,
): PythonFunction<S, P, R> {
  const func = pyfunction(text, implementation)
  const wrapper = scopedFunction(func as AnyFunction, () => optionalNames(func).slice(hidden))
  setSignature(wrapper, text)
  return wrapper as PythonFunction<S, P, R>
}

/**
 * The function, able to get arguments from `arg_scope`: they come behind those that a call gives by keyword.
 *
 *     const layer = add_arg_scope((x, { units = 10 } = {}) => tf.contrib.layers.linear(x, units))
 */
export function add_arg_scope<F extends AnyFunction>(func: F): F {
  return scopedFunction(func, () => optionalNames(func))
}
// @ts-expect-error the guarded function takes its place
add_arg_scope = guarded(add_arg_scope)

/** Whether `add_arg_scope` has been applied to the function. */
export const has_arg_scope = guarded((func: unknown): boolean => decorated.has(keyOf(func)), 'has_arg_scope')

/**
 * Names of keywords that scopes can give to a function. As in TensorFlow 0.12 those of functions with local variables are not
 * all there. Error: AssertionError for a function that takes no part in scopes.
 */
export function arg_scoped_arguments(func: unknown): readonly string[] {
  if (!has_arg_scope(func)) throw new AssertionError('')
  return decorated.get(keyOf(func))?.() ?? []
}
// @ts-expect-error the guarded function takes its place
arg_scoped_arguments = guarded(arg_scoped_arguments)

/** `('module', 'name')` of a function, for messages. */
function describe(fn: unknown): string {
  if (typeof fn !== 'function') throw noAttribute(fn, '__module__')
  // objects of functools.partial have the function, not what it says of itself
  if ('func' in fn) throw new AttributeError("'functools.partial' object has no attribute '__module__'")
  const { pythonModule = '__main__', pythonName = fn.name } = fn as { pythonModule?: string; pythonName?: string }
  return `(${pythonRepr(pythonModule)}, ${pythonRepr(pythonName)})`
}

/** The scope that follows from the one at hand. */
function extended(functions: readonly unknown[], args: Arguments): ArgScopes {
  const scopes = new Map(current())
  for (const fn of functions) {
    const key = keyOf(fn)
    if (!has_arg_scope(fn)) throw new ValueError(`('%s is not decorated with @add_arg_scope', ${describe(fn)})`)
    scopes.set(key, new Map([...(scopes.get(key) ?? []), ...args]))
  }
  return scopes
}

/** Enters a scope; returns it. */
export function enterArgScope(functionsOrScope: unknown, args: Arguments): ArgScopes {
  const given = functionsOrScope instanceof Scope ? (functionsOrScope.value as unknown) : functionsOrScope
  if (given instanceof Map) {
    if (args.size > 0)
      throw new ValueError('When attempting to re-use a scope by suppling adictionary, kwargs must be empty.')
    stack.push(new Map(given as ArgScopes))
  } else {
    if (!Array.isArray(given))
      throw new TypeError('list_ops_or_scope must either be a list/tuple or reusedscope (i.e. dict)')
    try {
      stack.push(extended(given, args))
    } catch (error) {
      // as in TensorFlow, a scope that cannot be entered ends the one around it
      leaveArgScope()
      throw error
    }
  }
  return current()
}
export function leaveArgScope(): void {
  stack.pop()
}

type ScopeBody<R> = (scope: ArgScopes) => R
/**
 * Calls of these functions get these arguments by keyword, where they don't give them themselves. Scopes nest: inner ones add to
 * outer ones. What a scope yields can be entered again in place of the functions, without arguments.
 *
 *     arg_scope([layers.conv2d, layers.max_pool2d], { stride: 1, padding: 'SAME' }, scope => …)
 *     arg_scope(scope, () => …)
 *     using scope = arg_scope([layers.conv2d], { padding: 'VALID' })      // for the rest of the block
 *
 * Errors: TypeError for what is neither a list nor a scope, ValueError for functions that take no part in scopes (see
 * `add_arg_scope`) and for arguments beside a scope.
 */
export function arg_scope<R>(list_ops_or_scope: FunctionsOrScope, body: ScopeBody<R>): R
export function arg_scope<R>(
  list_ops_or_scope: FunctionsOrScope,
  kwargs: Readonly<Record<string, unknown>>,
  body: ScopeBody<R>,
): R
export function arg_scope(
  list_ops_or_scope: FunctionsOrScope,
  kwargs?: Readonly<Record<string, unknown>>,
): Scope<ArgScopes>
export function arg_scope<R>(list_ops_or_scope: FunctionsOrScope, ...rest: readonly unknown[]): Scope<ArgScopes> | R {
  const last = rest.at(-1)
  const body = typeof last === 'function' ? (last as ScopeBody<R>) : undefined
  const kwargs = (body ? rest[rest.length - 2] : last) as Readonly<Record<string, unknown>> | undefined
  const scopes = enterArgScope(list_ops_or_scope, new Map(Object.entries(kwargs ?? {})))
  return body ? within(scopes, leaveArgScope, body) : new Scope(scopes, leaveArgScope)
}
// @ts-expect-error the guarded function takes its place
arg_scope = guarded(arg_scope)
