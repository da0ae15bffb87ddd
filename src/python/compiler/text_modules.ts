/** Modules of the front end that are programs of Python themselves. */
import { PyModule } from '../objects/values/module.ts'
import { importSystem, runText } from './modules.ts'

/** A module whose text runs when the first of its names is asked for, anew in each program. */
export class TextModule extends PyModule {
  readonly #text: string
  readonly #names: ReadonlySet<string>
  readonly #given: Readonly<Record<string, unknown>>
  #program: object | undefined
  /** `names`: those that it has; `given`: what its text finds defined. */
  constructor(name: string, text: string, names: string, given: Readonly<Record<string, unknown>> = {}) {
    super(name)
    this.#text = text
    this.#names = new Set(names.split(' '))
    this.#given = given
  }
  override find(name: string): unknown {
    if (!this.#names.has(name)) return undefined
    const program = importSystem()
    if (this.#program !== program) {
      this.#program = program
      this.own.clear()
      for (const [key, value] of Object.entries({ __name__: this.name, ...this.#given })) this.own.set(key, value)
      runText(this.#text, `<${this.name}>`, this.own)
    }
    return super.find(name)
  }
  override names(): string[] {
    return [...this.#names]
  }
}
