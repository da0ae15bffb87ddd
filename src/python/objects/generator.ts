/** Generators. */
import { StopIteration, TypeError } from '../../errors/index.ts'
import { GeneratorExit } from './exceptions.ts'
import { PyIterator } from './iteration.ts'
import { addTraceback, machine } from './machine.ts'

/** A generator: a function body that rests between its yields. */
export class PyGenerator extends PyIterator {
  static override readonly pythonName = 'generator'
  readonly #name: string
  readonly #file: string
  readonly #line: number
  readonly #body: Generator<unknown, unknown, unknown>
  readonly #frame: { readonly result: unknown }
  #started = false

  constructor(
    name: string,
    file: string,
    line: number,
    start: () => Generator<unknown, unknown, unknown>,
    frame: { readonly result: unknown },
  ) {
    const body = start()
    super(body)
    this.#body = body
    this.#name = name
    this.#file = file
    this.#line = line
    this.#frame = frame
  }
  /** What `return value` gave, for `yield from`. */
  get returned(): unknown {
    return this.#frame.result
  }
  override next(): IteratorResult<unknown> {
    return this.#step(() => this.#body.next(null))
  }
  /** `generator.send(value)`. */
  send(value: unknown): unknown {
    if (!this.#started && value !== null) throw new TypeError("can't send non-None value to a just-started generator")
    return this.#valueOf(this.#step(() => this.#body.next(value)))
  }
  /** `generator.throw(error)`. */
  raise(error: Error): unknown {
    return this.#valueOf(this.#step(() => this.#body.throw(error)))
  }
  close(): void {
    try {
      this.#step(() => (this.#started ? this.#body.throw(new GeneratorExit('')) : this.#body.return(null)))
    } catch (error) {
      if (!(error instanceof GeneratorExit) && !(error instanceof StopIteration)) throw error
    }
  }
  /** JavaScript's `return`: what a `for … of` that ends early calls. Python leaves the generator as it is. */
  return(value?: unknown): IteratorResult<unknown> {
    return { done: true, value }
  }
  #valueOf(step: IteratorResult<unknown>): unknown {
    if (step.done) throw new StopIteration('')
    return step.value
  }
  #step(advance: () => IteratorResult<unknown>): IteratorResult<unknown> {
    this.#started = true
    const caller = machine.current
    const activation = { name: this.#name, file: this.#file, line: this.#line, caller }
    machine.current = activation
    try {
      return advance()
    } catch (error) {
      addTraceback(error, activation)
      throw error
    } finally {
      machine.current = caller
    }
  }
}
