/** Decorators of TensorFlow for functions of the program that are deprecated. */
import {
  checkCallable,
  deprecated,
  deprecated_arg_values,
  deprecated_args,
  deprecatedArgsWarner,
  deprecatedValuesWarner,
  deprecatedWarner,
  experimental,
  experimentalWarner,
  type Warner,
} from '../../contrib/framework/deprecation.ts'
import { call } from '../objects/call.ts'
import { compare } from '../objects/compare.ts'
import { adapt } from '../objects/foreign_calls.ts'
import { isCallable, type Keywords, makeFunction, type PyFunction } from '../objects/values/callable.ts'
import { type Definition, definitionOf } from '../objects/values/definition.ts'
import type { PyDict } from '../objects/values/dict.ts'
import type { JsFunction } from '../objects/values/js_function.ts'
import { bound, PYTHON_WORDING, parseSignature, type Signature } from '../objects/values/signature.ts'
import type { PyTuple } from '../objects/values/tuple.ts'

/** The arguments of a call by name, as `inspect.getcallargs` has them. */
function boundArguments(definition: Definition, args: readonly unknown[], keywords: Keywords): Map<string, unknown> {
  const names = definition.code.names.slice(0, definition.code.positional)
  const bound = new Map<string, unknown>()
  for (const [i, name] of names.entries()) {
    const value = i < args.length ? args[i] : keywords?.has(name) ? keywords.get(name) : definition.defaults[i]
    if (value !== undefined) bound.set(name, value)
  }
  return bound
}

function decorate(func: unknown, decorator: string, warner: Warner): PyFunction {
  checkCallable(func, decorator, isCallable(func) || typeof func === 'function')
  const {
    pythonName,
    pythonModule = '__main__',
    isMethod = false,
  } = func as Partial<PyFunction> & { pythonModule?: string }
  const name = pythonName ?? (func as JsFunction).name
  const definition = definitionOf(func)
  const warn = warner({
    name,
    module: pythonModule,
    args: definition?.code.names.slice(0, definition.code.positional) ?? [],
    rest: definition?.code.rest ?? null,
    keywords: definition?.code.keywords ?? null,
  })
  return makeFunction(
    name,
    (args, keywords) => {
      warn({
        positional: args.length,
        keywords: [...(keywords?.keys() ?? [])],
        bound: () => (definition ? boundArguments(definition, args, keywords) : new Map(keywords)),
        equal: (a, b) => compare('==', a, b) === true,
      })
      return call(func, args, keywords)
    },
    isMethod,
  )
}

const [DEPRECATED, DEPRECATED_ARGS, DEPRECATED_ARG_VALUES, EXPERIMENTAL] = [
  'deprecated(date, instructions)',
  'deprecated_args(date, instructions, *deprecated_arg_names)',
  'deprecated_arg_values(date, instructions, **deprecated_kwargs)',
  'experimental(func)',
].map(text => parseSignature(text, PYTHON_WORDING)) as [Signature, Signature, Signature, Signature]

const decorator = (name: string, warner: Warner): PyFunction =>
  makeFunction(name, ([func]) => decorate(func, name, warner), false)

/** Lets a program decorate its functions. */
export function adaptDeprecations(): void {
  adapt(deprecated as JsFunction, (_, args, keywords) => {
    const [date, instructions] = bound(DEPRECATED, args, keywords) as [string, string]
    return decorator('deprecated', deprecatedWarner(date, instructions))
  })
  adapt(deprecated_args as JsFunction, (_, args, keywords) => {
    const [date, instructions, names] = bound(DEPRECATED_ARGS, args, keywords) as [string, string, PyTuple]
    return decorator('deprecated_args', deprecatedArgsWarner(date, instructions, names.map(String)))
  })
  adapt(deprecated_arg_values as JsFunction, (_, args, keywords) => {
    const [date, instructions, values] = bound(DEPRECATED_ARG_VALUES, args, keywords) as [string, string, PyDict]
    const named = new Map([...values].map(([name, value]) => [String(name), value]))
    return decorator('deprecated_arg_values', deprecatedValuesWarner(date, instructions, named))
  })
  adapt(experimental as JsFunction, (_, args, keywords) =>
    decorate(bound(EXPERIMENTAL, args, keywords)[0], 'experimental', experimentalWarner),
  )
}
