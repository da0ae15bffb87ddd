/** Functions and arguments that TensorFlow warns about when they are used (util/deprecation.py). */

import { pythonStr } from '../calling/python_repr.ts'
import { type PythonFunction, pyfunction, setSignature } from '../calling/signature.ts'
import { captureTraceback, userFrames } from '../errors/user_line.ts'
import { warning } from './logging.ts'

export interface Deprecation {
  readonly date: string
  readonly instructions: string
  /** The Python module that has the function, as the message says it. */
  readonly module: string
}

/** Where the user's program calls: `file:line in function.` */
function callLocation(): string {
  const [frame] = userFrames(captureTraceback(), 1)
  return frame ? `${frame.file}:${frame.line} in ${frame.name}.` : '<unknown>'
}

/** Logs that the user's program does `what`, which will not work after `date`. */
export function warnOfUse(what: string, date: string, instructions: string): void {
  warning(
    'From %s: %s is deprecated and will be removed after %s.\nInstructions for updating:\n%s',
    callLocation(),
    what,
    date,
    instructions,
  )
}

const nameOf = (text: string): string => text.slice(0, text.indexOf('('))

/** A function that is deprecated as a whole: every call logs a warning. */
export function deprecatedFunction<S extends string, P, R>(
  { date, instructions, module }: Deprecation,
  text: S,
  implementation: (bound: P) => R,
): PythonFunction<S, P, R> {
  return pyfunction(text, (bound: P) => {
    const what = `${nameOf(text)} (from ${module})`
    warnOfUse(what, date, instructions)
    return implementation(bound)
  })
}

/** A function some of whose arguments are deprecated: a call that gives one of them, by place or by keyword, logs a warning. */
export function deprecatedArguments<S extends string, P, R>(
  { date, instructions, module, names }: Deprecation & { readonly names: readonly string[] },
  text: S,
  implementation: (bound: P) => R,
): PythonFunction<S, P, R> {
  const fn = pyfunction(text, implementation) as (...args: unknown[]) => R
  const made = (...args: unknown[]): R => {
    const last = args.at(-1)
    const options = signature.isOptions(last) ? last : {}
    const positional = signature.isOptions(last) ? args.length - 1 : args.length
    const placed = signature.parameters.slice(0, positional).flatMap(({ name }) => (names.includes(name) ? [name] : []))
    for (const name of [...placed, ...names.filter(name => options[name] !== undefined)]) {
      const what = `calling ${nameOf(text)} (from ${module}) with ${name}`
      warnOfUse(what, date, instructions)
    }
    return fn(...args)
  }
  Object.defineProperty(made, 'name', { value: nameOf(text) })
  const signature = setSignature(made, text)
  return made as PythonFunction<S, P, R>
}

/** A function some of whose arguments should not have a value (which may be their default): a call where one has it logs a warning. */
export function deprecatedValues<S extends string, P, R>(
  { date, instructions, module, values }: Deprecation & { readonly values: Readonly<Record<string, unknown>> },
  text: S,
  implementation: (bound: P) => R,
): PythonFunction<S, P, R> {
  return pyfunction(text, (bound: P) => {
    for (const [name, value] of Object.entries(values)) {
      if ((bound as Record<string, unknown>)[name] !== value) continue
      const what = `calling ${nameOf(text)} (from ${module}) with ${name}=${pythonStr(value)}`
      warnOfUse(what, date, instructions)
    }
    return implementation(bound)
  })
}
