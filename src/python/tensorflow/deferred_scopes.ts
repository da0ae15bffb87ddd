/** Scopes of TensorFlow act from `with` to its end, not from the call that makes them: tf0's own are entered when they are made. */
import { signatureOf } from '../../calling/signature.ts'
import { Graph } from '../../graph/graph.ts'
import { BaseSession } from '../../session/base_session.ts'
import { Supervisor } from '../../train/supervisor.ts'
import { type ErrorAware, enteredValue } from '../objects/contexts.ts'
import { adapt, rawForeign } from '../objects/foreign_calls.ts'
import { foreignArguments } from '../objects/foreign_values.ts'
import type { Keywords } from '../objects/values/callable.ts'
import type { JsFunction } from '../objects/values/js_function.ts'

/** What a call gives, before the `with`. */
class DeferredScope {
  static readonly pythonName = 'GeneratorContextManager'
  readonly #make: () => Disposable
  readonly #entered: Disposable[] = []
  constructor(make: () => Disposable) {
    this.#make = make
  }
  enter(): unknown {
    const scope = this.#make()
    this.#entered.push(scope)
    return enteredValue(scope)
  }
  [Symbol.dispose](): void {
    this.#entered.pop()?.[Symbol.dispose]()
  }
  /** Of a scope that knows the error; true where one goes no further. */
  leave(error: unknown): boolean {
    const scope = this.#entered.pop() as (Disposable & Partial<ErrorAware>) | undefined
    if (scope?.leave) return scope.leave(error)
    scope?.[Symbol.dispose]()
    return false
  }
}

const FUNCTIONS: readonly string[] = [
  'colocate_with',
  'container',
  'control_dependencies',
  'device',
  'name_scope',
  'op_scope',
  'variable_op_scope',
  'variable_scope',
]
const GRAPH_METHODS = [
  'as_default',
  'colocate_with',
  'container',
  'control_dependencies',
  'device',
  'gradient_override_map',
  'name_scope',
] as const

/** Looks at its arguments when it is called, although it acts later. */
const CHECKED = 'control_dependencies'

function defer(name: string, fn: unknown): void {
  if (typeof fn !== 'function') return
  adapt(fn as JsFunction, (self, args, keywords: Keywords) => {
    const make = (): Disposable => rawForeign(fn as JsFunction, self, args, keywords) as Disposable
    if (name === CHECKED) make()[Symbol.dispose]()
    // a misspelt keyword is none for whoever enters it either
    else if (keywords && keywords.size > 0) signatureOf(fn)?.bind(foreignArguments(args, keywords))
    return new DeferredScope(make)
  })
}

/** What `with` gives is the session itself. */
function adaptManagedSessions(): void {
  const method = Supervisor.prototype.managed_session
  adapt(method as JsFunction, (self, args, keywords: Keywords) => {
    const context = (self as Supervisor).manage(foreignArguments(args, keywords))
    return new DeferredScope(() => context)
  })
}

/** Lets these functions and methods give scopes that a `with` enters. */
export function adaptScopes(tf: Readonly<Record<string, unknown>>): void {
  for (const name of FUNCTIONS) defer(name, tf[name])
  for (const name of GRAPH_METHODS) defer(name, Graph.prototype[name])
  defer('as_default', BaseSession.prototype.as_default)
  adaptManagedSessions()
}
