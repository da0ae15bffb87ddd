/** Decorators for functions, or arguments, that a program means to give up (util/deprecation.py). */

import { pythonRepr, pythonStr } from '../../calling/python_repr.ts'
import { signatureOf } from '../../calling/signature.ts'
import { guarded } from '../../errors/boundary.ts'
import { ValueError } from '../../errors/python.ts'
import { warnOfUse } from '../../platform/deprecation.ts'
import { warning } from '../../platform/logging.ts'

// biome-ignore lint/suspicious/noExplicitAny: it takes and gives what the user's function does
type AnyFunction = (...args: any[]) => any

/** What a decorator must know of a function. */
export interface FunctionFacts {
  readonly name: string
  readonly module: string
  readonly args: readonly string[]
  /** `*args` and `**kwargs`. */
  readonly rest: string | null
  readonly keywords: string | null
}
/** What it must know of a call. */
export interface CallFacts {
  readonly positional: number
  readonly keywords: readonly string[]
  /** All arguments by name, defaults included. */
  readonly bound: () => ReadonlyMap<string, unknown>
  readonly equal: (a: unknown, b: unknown) => boolean
}
/** Made for a function: what is to be logged when it is called. */
export type Warner = (facts: FunctionFacts) => (call: CallFacts) => void

function check(date: string, instructions: string): void {
  if (!date) throw new ValueError('Tell us what date this will be deprecated!')
  if (!/^20\d\d-[01]\d-[0123]\d/.test(date)) throw new ValueError('Date must be YYYY-MM-DD.')
  if (!instructions) throw new ValueError("Don't deprecate things without conversion instructions!")
}

/** Every call is warned of. */
export function deprecatedWarner(date: string, instructions: string): Warner {
  check(date, instructions)
  return ({ name, module }) =>
    () =>
      warnOfUse(`${name} (from ${module})`, date, instructions)
}

/** Calls that give one of the arguments are warned of. */
export function deprecatedArgsWarner(date: string, instructions: string, names: readonly string[]): Warner {
  check(date, instructions)
  if (names.length === 0) throw new ValueError('Specify which argument is deprecated.')
  return ({ name, module, args, rest, keywords }) => {
    const known = [...args, rest, keywords]
    const missing = names.filter(one => !known.includes(one))
    if (missing.length > 0) {
      throw new ValueError(
        `The following deprecated arguments are not present in the function signature: ${pythonRepr(missing)}. Found next arguments: ${pythonRepr(known)}.`,
      )
    }
    return call => {
      const given = args.filter((arg, i) => names.includes(arg) && i < call.positional)
      if (rest !== null && names.includes(rest) && call.positional > args.length) given.push(rest)
      if (keywords !== null && names.includes(keywords) && call.keywords.length > 0) given.push(keywords)
      given.push(...names.filter(one => call.keywords.includes(one)))
      for (const one of given) warnOfUse(`calling ${name} (from ${module}) with ${one}`, date, instructions)
    }
  }
}

/** Calls in which an argument has that value are warned of. */
export function deprecatedValuesWarner(
  date: string,
  instructions: string,
  values: ReadonlyMap<string, unknown>,
): Warner {
  check(date, instructions)
  if (values.size === 0) throw new ValueError('Specify which argument values are deprecated.')
  return ({ name, module }) =>
    ({ bound, equal }) => {
      const given = bound()
      for (const [arg, value] of values) {
        if (!given.has(arg) || !equal(given.get(arg), value)) continue
        warnOfUse(`calling ${name} (from ${module}) with ${arg}=${pythonStr(value)}`, date, instructions)
      }
    }
}

/** Every call is warned of. */
export const experimentalWarner: Warner =
  ({ name, module }) =>
  () =>
    warning('%s (from %s) is experimental and may change or be removed at any time, and without warning.', name, module)

/** Error: ValueError for what isn't a function. */
export function checkCallable(func: unknown, decorator: string, callable = typeof func === 'function'): void {
  if (callable) return
  throw new ValueError(
    `${pythonStr(func)} is not a function. If this is a property, make sure @property appears before @${decorator} in your source code:\n\n@property\n@${decorator}\ndef method(...)`,
  )
}

/** A function that logs the warnings of its calls. */
function decorated<F extends AnyFunction>(func: F, decorator: string, warner: Warner): F {
  checkCallable(func, decorator)
  const signature = signatureOf(func)
  const args = signature?.parameters.map(parameter => parameter.name) ?? []
  const warn = warner({ name: func.name, module: '__main__', args, rest: signature?.rest ?? null, keywords: null })
  const wrapper = (...given: unknown[]): unknown => {
    const last = given.at(-1)
    const options = signature?.isOptions(last) ? Object.keys(last) : []
    warn({
      positional: given.length - (options.length > 0 ? 1 : 0),
      keywords: options,
      bound: () => new Map(Object.entries(signature?.bind(given) ?? {})),
      equal: (a, b) => a === b,
    })
    return func(...given)
  }
  Object.defineProperty(wrapper, 'name', { value: func.name, configurable: true })
  return wrapper as F
}

/**
 * A decorator: each call of the function logs that it will be removed after `date` (YYYY-MM-DD), and `instructions`.
 *
 *     const old = tf.contrib.framework.deprecated('2017-01-01', 'Use tf.square.')(x => tf.mul(x, x))
 *
 * Errors: ValueError for another date or empty instructions.
 */
export function deprecated(date: string, instructions: string): <F extends AnyFunction>(func: F) => F {
  const warner = deprecatedWarner(date, instructions)
  return func => decorated(func, 'deprecated', warner)
}
// @ts-expect-error the guarded function takes its place
deprecated = guarded(deprecated)
/** A decorator: calls that give one of these arguments log a warning. Errors: as `deprecated`; ValueError for arguments that there aren't. */
export function deprecated_args(
  date: string,
  instructions: string,
  ...names: readonly string[]
): <F extends AnyFunction>(func: F) => F {
  const warner = deprecatedArgsWarner(date, instructions, names)
  return func => decorated(func, 'deprecated_args', warner)
}
// @ts-expect-error the guarded function takes its place
deprecated_args = guarded(deprecated_args)
/** A decorator: calls in which an argument has the value that is given for it log a warning. Errors: as `deprecated`. */
export function deprecated_arg_values(
  date: string,
  instructions: string,
  values: Readonly<Record<string, unknown>> = {},
): <F extends AnyFunction>(func: F) => F {
  const warner = deprecatedValuesWarner(date, instructions, new Map(Object.entries(values)))
  return func => decorated(func, 'deprecated_arg_values', warner)
}
// @ts-expect-error the guarded function takes its place
deprecated_arg_values = guarded(deprecated_arg_values)
/** A decorator: each call of the function logs that it may change. */
export const experimental = guarded(
  <F extends AnyFunction>(func: F): F => decorated(func, 'experimental', experimentalWarner),
  'experimental',
)
