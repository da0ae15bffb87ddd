/** contextlib. */
import { RuntimeError, StopIteration } from '../../errors/index.ts'
import { callMethod } from '../objects/attributes.ts'
import { call } from '../objects/call.ts'
import { type Entered, enterContext } from '../objects/contexts.ts'
import { isException } from '../objects/exceptions.ts'
import type { PyGenerator } from '../objects/generator.ts'
import { makeFunction, native } from '../objects/values/callable.ts'
import { PyTuple } from '../objects/values/tuple.ts'

/** A generator as a context: what stands before its yield enters, what follows leaves. */
class GeneratorContext {
  static readonly pythonName = '_GeneratorContextManager'
  readonly #generator: PyGenerator
  constructor(generator: PyGenerator) {
    this.#generator = generator
  }
  enter(): unknown {
    const step = this.#generator.next()
    if (step.done) throw new RuntimeError("generator didn't yield")
    return step.value
  }
  leave(error: unknown): boolean {
    if (error === undefined) {
      if (!this.#generator.next().done) throw new RuntimeError("generator didn't stop")
      return false
    }
    try {
      this.#generator.raise(error as Error)
    } catch (thrown) {
      if (thrown === error) return false
      if (thrown instanceof StopIteration) return true
      throw thrown
    }
    throw new RuntimeError("generator didn't stop after throw()")
  }
  [Symbol.dispose](): void {
    this.leave(undefined)
  }
}

class Closing {
  readonly #value: unknown
  constructor(value: unknown) {
    this.#value = value
  }
  enter(): unknown {
    return this.#value
  }
  [Symbol.dispose](): void {
    callMethod(this.#value, 'close', [], null)
  }
}

/** `suppress(*exceptions)`. */
class Suppress {
  readonly #types: readonly unknown[]
  constructor(types: readonly unknown[]) {
    this.#types = types
  }
  enter(): null {
    return null
  }
  leave(error: unknown): boolean {
    return error !== undefined && this.#types.some(type => isException(error, type))
  }
  [Symbol.dispose](): void {
    this.leave(undefined)
  }
}

/** `nested(a, b)`: Python 2's `with a, b`. */
class Nested {
  readonly #contexts: readonly unknown[]
  readonly #entered: Entered[] = []
  constructor(contexts: readonly unknown[]) {
    this.#contexts = contexts
  }
  enter(): unknown {
    for (const context of this.#contexts) this.#entered.push(enterContext(context))
    return PyTuple.from_items(this.#entered.map(({ value }) => value))
  }
  leave(error: unknown): boolean {
    let left = error
    for (let entered = this.#entered.pop(); entered; entered = this.#entered.pop())
      if (entered.leave(left)) left = undefined
    return error !== undefined && left === undefined
  }
  [Symbol.dispose](): void {
    this.leave(undefined)
  }
}

export const CONTEXTLIB: Readonly<Record<string, unknown>> = {
  contextmanager: native('contextmanager(function)', (fn: unknown) =>
    makeFunction(
      'contextmanager',
      (args, keywords) => new GeneratorContext(call(fn, args, keywords) as PyGenerator),
      true,
    ),
  ),
  suppress: makeFunction('suppress', types => new Suppress(types), false),
  nested: makeFunction('nested', contexts => new Nested(contexts), false),
  closing: native('closing(thing)', (value: unknown) => new Closing(value)),
}
