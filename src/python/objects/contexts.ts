/** `with`: objects of the program with `__enter__` and `__exit__`, and scopes that are not the program's, which are entered when they are made. */

import { AttributeError } from '../../errors/index.ts'
import { specialMethod } from './call.ts'
import { classOf } from './class_of.ts'
import { fromForeign } from './foreign_values.ts'
import { slotsOf } from './slots.ts'
import { truth } from './truth.ts'
import { typeName } from './values/type.ts'

/** A context that has been entered. */
export interface Entered {
  /** What `as` binds. */
  readonly value: unknown
  /** Leaves; true where the error is swallowed. */
  readonly leave: (error: unknown) => boolean
}

/** What `as` binds of a scope that is not the program's. */
export function enteredValue(scope: object): unknown {
  const slot = slotsOf(scope).enter
  const { enter } = scope as { enter?: () => unknown }
  return fromForeign(slot ? slot(scope) : enter ? enter.call(scope) : scope)
}

const NONE = [null, null, null] as const
/** What no `__exit__` returns: without an error its answer does not matter. */
const LEFT = Symbol('left')

/** Enters a context. */
export function enterContext(context: unknown): Entered {
  const enter = specialMethod(context, '__enter__')
  const exit = specialMethod(context, '__exit__')
  if (enter && exit) {
    const value = enter()
    return {
      value,
      leave: error => (error === undefined ? exit(...NONE) === LEFT : truth(exit(classOf(error), error, null))),
    }
  }
  if (typeof context === 'object' && context !== null) {
    const dispose = (context as Partial<Disposable>)[Symbol.dispose]
    if (dispose) return { value: enteredValue(context), leave: error => leaveDisposable(context, dispose, error) }
  }
  throw new AttributeError(`'${typeName(context)}' object has no attribute '__enter__'`)
}

/** Contexts of the front end itself may look at the error. */
export interface ErrorAware {
  /** True where the error is swallowed. */
  leave(error: unknown): boolean
}

function leaveDisposable(context: object, dispose: () => void, error: unknown): boolean {
  const { leave } = context as Partial<ErrorAware>
  if (typeof leave === 'function') return leave.call(context, error)
  dispose.call(context)
  return false
}
