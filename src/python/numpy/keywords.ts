/** Keywords of np's functions, which stand in the places of their parameters: what reads arguments knows them by position. */
import { signatureOf } from '../../calling/signature.ts'
import { TypeError } from '../../errors/python.ts'
import { byPosition } from '../objects/foreign_calls.ts'
import type { Keywords } from '../objects/values/callable.ts'
import type { JsFunction } from '../objects/values/js_function.ts'

const parameters = new WeakMap<JsFunction, readonly string[]>()

function parametersOf(fn: JsFunction): readonly string[] {
  let known = parameters.get(fn)
  if (known === undefined) {
    known = signatureOf(fn)?.parameters.map(({ name }) => name) ?? []
    parameters.set(fn, known)
  }
  return known
}

/** Whether the argument at a position is an axis. */
export const isAxis = (fn: JsFunction, at: number): boolean => parametersOf(fn)[at] === 'axis'

/** Whether the argument at a position is the type of elements. */
export const isElementType = (fn: JsFunction, at: number): boolean => parametersOf(fn)[at] === 'dtype'

/** The call with its keywords in their positions; other keywords stay. */
export function placed(
  fn: JsFunction,
  args: readonly unknown[],
  keywords: Keywords,
): readonly [args: readonly unknown[], keywords: Keywords] {
  if (keywords === null) return [args, keywords]
  const names = parametersOf(fn)
  if (names.length === 0) return [args, keywords]
  const [inPlace, others] = byPosition(
    names,
    args,
    new Map([...keywords].filter(([key]) => names.indexOf(key) >= args.length)),
  )
  const rest = new Map(others)
  for (const [key, value] of keywords) {
    const at = names.indexOf(key)
    if (at < 0) rest.set(key, value)
    else if (at < args.length) throw new TypeError(`${fn.name}() got multiple values for keyword argument '${key}'`)
  }
  return [inPlace, rest.size === 0 ? null : rest]
}
