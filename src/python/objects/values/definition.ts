/** What a function of the program says of itself, as Python's `__code__` and `__defaults__` do. */

export interface Code {
  /** Parameters, then the other local names. */
  readonly names: readonly string[]
  /** How many parameters can be given by position: they come first. */
  readonly positional: number
  /** How many of them have defaults. */
  readonly defaults: number
  /** `*args` and `**kwargs`. */
  readonly rest: string | null
  readonly keywords: string | null
}
export interface Definition {
  readonly code: Code
  /** The text that its body begins with. */
  readonly doc: string | null
  /** Of each parameter; undefined where it has none. */
  readonly defaults: readonly unknown[]
}

/** The definition of a function that the program defines. */
export function definitionOf(value: unknown): Definition | undefined {
  return typeof value === 'function' ? (value as { definition?: Definition }).definition : undefined
}
