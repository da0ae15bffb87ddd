/**
 * Python's `with`, two ways: `using scope = tf.name_scope('layer')`, or `tf.name_scope('layer', scope => …)`. A scope is
 * entered when it is made and left when it is disposed of, or when the callback returns.
 */
import { guarded } from '../errors/boundary.ts'
import { TypeError, ValueError } from '../errors/python.ts'
import { noAttribute, pythonTypeName } from './python_repr.ts'

/** A scope that has been entered. Disposing of it twice is harmless. */
export class Scope<T = undefined> {
  /** What Python's `as` would bind. */
  readonly value: T
  #leave: (() => void) | undefined
  constructor(value: T, leave: () => void) {
    this.value = value
    this.#leave = leave
  }
  [Symbol.dispose](): void {
    const leave = this.#leave
    this.#leave = undefined
    leave?.()
  }
}

/** The name that a name scope gives, which serves wherever a name is asked for. */
export class NameScope extends String {
  #leave: (() => void) | undefined
  constructor(name: string, leave: () => void) {
    super(name)
    this.#leave = leave
  }
  [Symbol.dispose](): void {
    const leave = this.#leave
    this.#leave = undefined
    leave?.()
  }
}

/** What `body` gives. A promise is refused: the scope would be left too early. */
export function resultOf<T, R>(value: T, body: (value: T) => R): R {
  if (typeof body !== 'function')
    throw new TypeError(`'${pythonTypeName(body)}' object is not callable: a scope takes a function as its body`)
  if (Object.getOwnPropertyDescriptor(body, 'prototype')?.writable === false)
    throw new TypeError(`a scope takes a function as its body, not the class ${body.name}`)
  const result = body(value)
  if (isPromise(result)) {
    result.then(undefined, () => undefined)
    throw new ValueError('The body of a scope must not be asynchronous: the scope would be left before it ends.')
  }
  return result
}

/** Runs `body` and leaves the scope afterwards, whatever happens. */
export function within<T, R>(value: T, leave: () => void, body: (value: T) => R): R {
  try {
    return resultOf(value, body)
  } finally {
    leave()
  }
}

/** The same for a scope that knows the error by which it is left; nothing is returned where the error goes no further. */
export function withinAware<T, R>(value: T, leave: (error?: unknown) => boolean, body: (value: T) => R): R | undefined {
  let result: R
  try {
    result = resultOf(value, body)
  } catch (error) {
    if (leave(error)) return undefined
    throw error
  }
  leave()
  return result
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

/** Anything that `tf.with` can enter: it may have an `enter` of its own and is left by its dispose. */
export interface Enterable {
  [Symbol.dispose](): void
  /** Enters; returns what Python's `as` would bind. */
  enter?(): unknown
  /** Leaves, told of the error by which that happens; true where the error goes no further. */
  leave?(error?: unknown): boolean
}

/** What `as` binds: the value of a scope, or the object itself. */
export type Entered<T> = T extends Scope<infer V> ? V : T

/**
 * Python's `with`: enters `context`, and leaves it when the result is disposed of or `body` returns.
 *
 *     using sess = tf.with(new tf.Session())
 *     tf.with(new tf.Session(), sess => sess.run(y))
 */
export function with_<T extends Enterable>(context: T): T
export function with_<T extends Enterable, R>(context: T, body: (value: Entered<T>) => R): R
export function with_<T extends Enterable, R>(context: T, body?: (value: Entered<T>) => R): T | R {
  if (typeof context?.[Symbol.dispose] !== 'function') throw noAttribute(context, '__exit__')
  const value = context.enter ? context.enter() : context instanceof Scope ? context.value : context
  if (!body) return context
  if (context.leave) return withinAware(value as Entered<T>, error => context.leave?.(error) === true, body) as R
  return within(value as Entered<T>, () => context[Symbol.dispose](), body)
}
// @ts-expect-error the guarded function takes its place
with_ = guarded(with_)
