/** Calls into tf0: positional arguments in order, keywords in an object at the end, classes with `new`. */
import type { JsFunction } from '../values/js_function.ts'
import type { Keywords } from '../values/callable.ts'
import { foreignArguments } from '../values/class.ts'
import { fromForeign } from './values.ts'

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

/** Like `callForeign`, without adapters and with tf0's own result. */
export function rawForeign(fn: JsFunction, self: unknown, args: readonly unknown[], keywords: Keywords): unknown {
  const given = foreignArguments(args, keywords)
  return isJsClass(fn) ? Reflect.construct(fn, given) : (Reflect.apply(fn, self, given) as unknown)
}
