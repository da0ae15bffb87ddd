/** Calls into tf0: positional arguments in order, keywords in an object at the end, classes with `new`. */

import { foreignArguments, fromForeign } from './foreign_values.ts'
import type { Keywords } from './values/callable.ts'
import type { JsFunction } from './values/js_function.ts'

/** Functions of tf0 that a program must not call as they are: given the call, an adapter answers for them. */
export type Adapter = (self: unknown, args: readonly unknown[], keywords: Keywords) => unknown

const adapters = new WeakMap<JsFunction, Adapter>()

/** Lets `adapter` answer calls of `fn`. */
export function adapt(fn: JsFunction, adapter: Adapter): void {
  adapters.set(fn, adapter)
}

const classes = new WeakMap<JsFunction, boolean>()

/** Whether a function must be called with `new`. */
export function isJsClass(fn: JsFunction): boolean {
  let known = classes.get(fn)
  if (known === undefined) {
    known = Object.getOwnPropertyDescriptor(fn, 'prototype')?.writable === false
    classes.set(fn, known)
  }
  return known
}

/** Calls a function or class of tf0. */
export function callForeign(fn: JsFunction, self: unknown, args: readonly unknown[], keywords: Keywords): unknown {
  const adapter = adapters.get(fn)
  if (adapter) return adapter(self, args, keywords)
  return fromForeign(rawForeign(fn, self, args, keywords))
}

const positions = new WeakMap<JsFunction, readonly string[]>()

/** Says the parameters of a function that takes its arguments by position only. */
export function namePositions(fn: JsFunction, names: readonly string[]): void {
  positions.set(fn, names)
}

export const positionsOf = (fn: JsFunction): readonly string[] | undefined => positions.get(fn)

/** All arguments in their positions; those in between are undefined. Keywords that are no parameter's, or are given twice, stay keywords. */
export function byPosition(
  names: readonly string[],
  args: readonly unknown[],
  keywords: ReadonlyMap<string, unknown>,
): [args: unknown[], keywords: ReadonlyMap<string, unknown>] {
  const placed = [...args]
  const rest = new Map<string, unknown>()
  for (const [name, value] of keywords) {
    const at = names.indexOf(name)
    if (at < args.length) rest.set(name, value)
    else placed[at] = value
  }
  return [Array.from(placed), rest]
}

/** Like `callForeign`, without adapters and with tf0's own result. */
export function rawForeign(fn: JsFunction, self: unknown, args: readonly unknown[], keywords: Keywords): unknown {
  const names = keywords && keywords.size > 0 ? positions.get(fn) : undefined
  const given = names
    ? foreignArguments(...byPosition(names, args, keywords as ReadonlyMap<string, unknown>))
    : foreignArguments(args, keywords)
  return isJsClass(fn) ? Reflect.construct(fn, given) : (Reflect.apply(fn, self, given) as unknown)
}
