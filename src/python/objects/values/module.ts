/** Modules: tables of names. */

import { fromForeign } from '../foreign_values.ts'
import { libraryWith } from '../unsupported_names.ts'

/** The public names of a library that a program imports, which the front end is handed: it stands below them. */
export type Namespace = Readonly<Record<string, unknown>>

/** A module of the program's world: what the front end defines itself, over the names of one or more of tf0's namespaces. */
export class PyModule {
  readonly name: string
  readonly own: Map<string, unknown>
  /** Where names are looked up that the module does not define itself. */
  readonly fallbacks: readonly object[]
  static readonly pythonName = 'module'

  constructor(name: string, own: Readonly<Record<string, unknown>> = {}, fallbacks: readonly object[] = []) {
    this.name = name
    this.own = new Map(Object.entries(own))
    this.fallbacks = fallbacks
  }
  /** The value of a name; undefined where there is none. */
  find(name: string): unknown {
    const own = this.own.get(name)
    if (own !== undefined || this.own.has(name)) return own
    for (const fallback of this.fallbacks) {
      if (fallback instanceof PyModule) {
        const found = fallback.find(name)
        if (found !== undefined) return found
        continue
      }
      const value = Object.hasOwn(fallback, name) ? (fallback as Record<string, unknown>)[name] : undefined
      if (value === undefined) continue
      const found = this.#adopt(name, value)
      return found
    }
    return undefined
  }
  /** Namespaces of tf0 become modules, so that what they lack is reported by its full name. */
  #adopt(name: string, value: unknown): unknown {
    if (typeof value === 'object' && value !== null && isNamespace(value)) {
      const made = new PyModule(`${this.name}.${name}`, {}, [value])
      this.own.set(name, made)
      return made
    }
    return fromForeign(value)
  }
  set(name: string, value: unknown): void {
    this.own.set(name, value)
  }
  delete(name: string): boolean {
    return this.own.delete(name)
  }
  /** All names, for `import *` and `dir`. */
  names(): string[] {
    const inherited = this.fallbacks.flatMap(fallback =>
      fallback instanceof PyModule ? fallback.names() : Object.keys(fallback),
    )
    return [...new Set([...this.own.keys(), ...inherited])]
  }
  /** What is said, behind the message, of a name that the module does not have. */
  describeMissing(name: string): string {
    const library = libraryWith(this.name, name)
    return library === undefined ? '' : ` (${library} has it; tf0 does not, yet)`
  }
  toString(): string {
    return `<module '${this.name}'>`
  }
}

/** Module namespaces, and plain objects of functions and classes. */
function isNamespace(value: object): boolean {
  const tag = (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag]
  return tag === 'Module' || Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null
}
