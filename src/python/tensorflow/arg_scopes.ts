/** Argument scopes: a `with` enters them, and functions of the program take part. */

import {
  add_arg_scope,
  arg_scope,
  enterArgScope,
  leaveArgScope,
  registerScoped,
  scopedArguments,
} from '../../contrib/framework/arg_scope.ts'
import { call } from '../objects/call.ts'
import { adapt, rawForeign } from '../objects/foreign_calls.ts'
import { fromForeign, toForeign } from '../objects/foreign_values.ts'
import { isCallable, type Keywords, makeFunction, type PyFunction } from '../objects/values/callable.ts'
import { definitionOf } from '../objects/values/definition.ts'
import type { PyDict } from '../objects/values/dict.ts'
import type { JsFunction } from '../objects/values/js_function.ts'
import { giveAttribute, givenAttributes } from '../objects/values/members.ts'
import { bound, PYTHON_WORDING, parseSignature } from '../objects/values/signature.ts'

/** What a call gives, before the `with`: nothing is checked until then. */
class ArgScopeContext {
  static readonly pythonName = 'GeneratorContextManager'
  readonly #given: unknown
  readonly #arguments: Keywords
  constructor(given: unknown, args: Keywords) {
    this.#given = given
    this.#arguments = args
  }
  enter(): unknown {
    const args = [...(this.#arguments ?? [])].map(([name, value]) => [name, toForeign(value)] as const)
    return fromForeign(enterArgScope(this.#given, new Map(args)))
  }
  [Symbol.dispose](): void {
    leaveArgScope()
  }
}

const ARG_SCOPE = parseSignature('arg_scope(list_ops_or_scope, **kwargs)', PYTHON_WORDING)

function contextOf(args: readonly unknown[], keywords: Keywords): ArgScopeContext {
  const [given, named] = bound(ARG_SCOPE, args, keywords) as [unknown, PyDict]
  return new ArgScopeContext(given, new Map([...named].map(([name, value]) => [String(name), value])))
}

/** What a function of the program tells about itself. */
interface Described extends PyFunction {
  readonly pythonModule?: string
}

/**
 * The names of keywords, as TensorFlow looks for them: as many before the end of all local names as there are defaults, and of
 * those the parameters.
 */
function keywordNames(func: Described): readonly string[] {
  const code = definitionOf(func)?.code
  if (!code) return []
  const start = code.defaults === 0 ? 0 : Math.max(code.names.length - code.defaults, 0)
  return code.names.slice(start, code.positional)
}

/** A function of the program that gets arguments from scopes. */
function scopedFunction(func: Described): PyFunction {
  const made = makeFunction(
    func.pythonName,
    (args, keywords) => {
      const defaults = scopedArguments(func)
      return call(func, args, defaults && defaults.size > 0 ? new Map([...defaults, ...(keywords ?? [])]) : keywords)
    },
    func.isMethod,
  )
  Object.defineProperty(made, 'pythonModule', { value: func.pythonModule })
  for (const [name, value] of givenAttributes(func) ?? []) giveAttribute(made, name, value)
  registerScoped(func, made, () => keywordNames(func))
  return made
}

/** Lets `with arg_scope(…)` and `@add_arg_scope` be what they are in Python. */
export function adaptArgScopes(): void {
  adapt(arg_scope as JsFunction, (_, args, keywords) => contextOf(args, keywords))
  adapt(add_arg_scope as JsFunction, (self, args, keywords) => {
    const [func = keywords?.get('func')] = args
    return isCallable(func) && typeof func === 'function'
      ? scopedFunction(func as Described)
      : fromForeign(rawForeign(add_arg_scope as JsFunction, self, args, keywords))
  })
}
