/** Functions that share their variables between calls (ops/template.py). */

import { pythonRepr, pythonTypeName } from '../../calling/python_repr.ts'
import { setSignature } from '../../calling/signature.ts'
import { guarded } from '../../errors/boundary.ts'
import { isPlainObject } from '../../errors/plain_object.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { captureTraceback, tracebackLines, type UserFrame, userFrames } from '../../errors/user_line.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import { type VariableScope, variable_scope } from './variable_scope.ts'

// biome-ignore lint/suspicious/noExplicitAny: it takes and gives what the user's function does
type AnyFunction = (...args: any[]) => any
interface TemplateArgs {
  name_: string | null
  func_: AnyFunction
  create_scope_now_: boolean
  unique_name_: string | null
}
interface TemplateOptions {
  /** The scope is made now rather than by the first call. */
  readonly create_scope_now_?: boolean
  readonly unique_name_?: string | null
}
/** Arguments of `F` by keyword: what its last parameter has, if that is an object of options. */
type KeywordsOf<F extends AnyFunction> =
  Parameters<F> extends readonly [...unknown[], infer Last]
    ? Last extends Readonly<Record<string, unknown>>
      ? Partial<Last>
      : Readonly<Record<string, unknown>>
    : Readonly<Record<string, unknown>>
/** A function that a template was made from; `var_scope` is the scope of its variables, once there is one. */
export type Template<F extends AnyFunction> = F & { readonly var_scope: VariableScope | null }

/** The function with keyword arguments of its own: those of a call come before them. */
function partial(func: AnyFunction, keywords: Record<string, unknown>): AnyFunction {
  if (Object.keys(keywords).length === 0) return func
  return (...args) => {
    const last = args.at(-1)
    return isPlainObject(last) ? func(...args.slice(0, -1), { ...keywords, ...last }) : func(...args, keywords)
  }
}

const KNOWN = new Set(['name_', 'func_', 'create_scope_now_', 'unique_name_'])

/**
 * A function that does what `func_` does, in a variable scope that every call shares: the first call makes the variables,
 * later ones reuse them. `unique_name_` fixes the scope's name, else it is `name_`, with a number where it is taken.
 * Other options are arguments of `func_` by keyword.
 *
 *     const scale = tf.make_template('scale', x => tf.mul(x, tf.get_variable('factor', [])))
 *
 * Errors: ValueError where a later call makes a trainable variable, which get_variable does not.
 */
export function make_template<F extends AnyFunction>(
  name_: string,
  func_: F,
  options?: TemplateOptions & KeywordsOf<F>,
): Template<F>
export function make_template<F extends AnyFunction>(
  name_: string,
  func_: F,
  create_scope_now_: boolean,
  options?: Pick<TemplateOptions, 'unique_name_'> & KeywordsOf<F>,
): Template<F>
export function make_template<F extends AnyFunction>(
  name_: string,
  func_: F,
  create_scope_now_: boolean,
  unique_name_: string | null,
  options?: KeywordsOf<F>,
): Template<F>
export function make_template<F extends AnyFunction>(...args: readonly unknown[]): Template<F> {
  const last = args.at(-1)
  const given = isPlainObject(last) ? Object.entries(last) : []
  const keywords = Object.fromEntries(given.filter(([key]) => !KNOWN.has(key)))
  const options = Object.fromEntries(given.filter(([key]) => KNOWN.has(key)))
  const positional = given.length > 0 ? args.slice(0, -1) : args
  const bound = SIGNATURE.bind(
    Object.keys(options).length > 0 ? [...positional, options] : positional,
  ) as unknown as TemplateArgs
  return templateOf(bound, partial(bound.func_, keywords)) as Template<F>
}
// @ts-expect-error the guarded function takes its place
make_template = guarded(make_template)
const SIGNATURE = setSignature(make_template, 'make_template(name_, func_, create_scope_now_=False, unique_name_=None)')

function templateOf({ name_, create_scope_now_, unique_name_ }: TemplateArgs, func: AnyFunction): AnyFunction {
  if (name_ === null) throw new ValueError('name cannot be None.')
  const defined = callers()
  let scope: VariableScope | null = null
  let created = false
  if (create_scope_now_) {
    scope = variable_scope(unique_name_, name_)
    scope[Symbol.dispose]()
  }
  const call = (args: readonly unknown[], check: boolean): unknown => {
    try {
      return callChecked(func, args, check)
    } catch (error) {
      addToMessage(error, `\n\noriginally defined at:\n${tracebackLines(withoutCommon(defined, callers()))}`)
      throw error
    }
  }
  const template = (...args: unknown[]): unknown => {
    if (scope) {
      const check = created
      created = true
      return variable_scope(scope, check ? { reuse: true } : null, () => call(args, check))
    }
    created = true
    return variable_scope(unique_name_, name_, null, entered => {
      scope = entered
      return call(args, false)
    })
  }
  return Object.defineProperty(template, 'var_scope', { get: () => scope })
}

/** The calls of the user's program that led here, outermost first. */
const callers = (): UserFrame[] => [...userFrames(captureTraceback(), 40)].reverse()

/** What is left of `frames` behind those that `base` begins with too. */
function withoutCommon(frames: readonly UserFrame[], base: readonly UserFrame[]): readonly UserFrame[] {
  const same = (a: UserFrame, b: UserFrame | undefined): boolean =>
    a.file === b?.file && a.line === b.line && a.name === b.name
  const first = frames.findIndex((frame, i) => !same(frame, base[i]))
  return first < 0 ? frames.slice(-1) : frames.slice(first)
}

/** Adds to what an error says; errors of a Python program have their text as an argument too. */
function addToMessage(error: unknown, text: string): void {
  if (!(error instanceof Error)) return
  error.message += text
  const traced = error as { pythonArgs?: readonly unknown[] }
  if (!traced.pythonArgs) return
  const [first = '', ...rest] = traced.pythonArgs
  traced.pythonArgs = [`${String(first)}${text}`, ...rest]
}

/** Calls the function; where `check`, it must not make trainable variables. */
function callChecked(func: AnyFunction, args: readonly unknown[], check: boolean): unknown {
  const trainable = (): unknown[] => get_default_graph().get_collection(GraphKeys.TRAINABLE_VARIABLES)
  const before = trainable().length
  if (typeof func !== 'function') throw new TypeError(`'${pythonTypeName(func)}' object is not callable`)
  const result = func(...args)
  const now = trainable()
  if (check && now.length !== before) {
    throw new ValueError(
      `Trainable variable created when calling a template after the first time, perhaps you used tf.Variable when you meant tf.get_variable: ${pythonRepr(now.slice(before))}`,
    )
  }
  return result
}
