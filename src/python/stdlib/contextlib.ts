/** contextlib. */
import { RuntimeError, StopIteration } from '../../errors/index.ts'
import { callMethod } from '../objects/attributes.ts'
import { call } from '../objects/call.ts'
import type { PyGenerator } from '../objects/generator.ts'
import { makeFunction, native } from '../objects/values/callable.ts'

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

export const CONTEXTLIB: Readonly<Record<string, unknown>> = {
  contextmanager: native('contextmanager(function)', (fn: unknown) =>
    makeFunction(
      'contextmanager',
      (args, keywords) => new GeneratorContext(call(fn, args, keywords) as PyGenerator),
      true,
    ),
  ),
  closing: native('closing(thing)', (value: unknown) => new Closing(value)),
}
