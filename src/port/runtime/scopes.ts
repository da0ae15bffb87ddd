/** Python's `with` for any context. */
import { with_ as enter } from '../../calling/scope.ts'
import type { Any } from './values.ts'

/** Objects of the program's own classes are entered by `__enter__`, all others as `tf.with` enters them. */
function adapted(context: Any): Any {
  if (typeof context !== 'object' || context === null || typeof context.__enter__ !== 'function') return context
  return {
    enter: () => context.__enter__(),
    [Symbol.dispose]: () => context.__exit__(null, null, null),
  }
}

/** `py.with(context, value => { … })`, or `using value = py.with(context)`. */
export function with_<T extends { [Symbol.dispose](): void }>(context: T): T
export function with_<T>(context: T, body: (value: T extends string ? T : Any) => Any): Any
export function with_(context: Any, body?: (value: Any) => Any): Any {
  return body === undefined ? enter(adapted(context)) : enter(adapted(context), body as never)
}
