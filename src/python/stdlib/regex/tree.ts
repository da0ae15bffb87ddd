/** Regular expressions as trees. Characters are code points of text, or bytes. */

/** A set of characters: ranges and classes, perhaps all others. */
export interface CharSet {
  readonly negated: boolean
  readonly ranges: readonly (readonly [from: number, to: number])[]
  readonly classes: readonly CharClass[]
}

/** `\d`, `\w`, `\s` and, in capitals, what they are not. */
export type CharClass = 'd' | 'w' | 's' | 'D' | 'W' | 'S'

export type Assertion = 'line start' | 'line end' | 'start' | 'end' | 'last line end' | 'word' | 'not word'

export type Pattern =
  | { readonly kind: 'empty' }
  | { readonly kind: 'char'; readonly code: number; readonly ignoreCase: boolean }
  | { readonly kind: 'set'; readonly set: CharSet; readonly ignoreCase: boolean }
  | { readonly kind: 'any'; readonly newline: boolean }
  | { readonly kind: 'assert'; readonly what: Assertion }
  | { readonly kind: 'sequence'; readonly items: readonly Pattern[] }
  | { readonly kind: 'either'; readonly options: readonly Pattern[] }
  | {
      readonly kind: 'repeat'
      readonly item: Pattern
      readonly least: number
      readonly most: number
      readonly lazy: boolean
    }
  | { readonly kind: 'group'; readonly item: Pattern; readonly index: number }
  | { readonly kind: 'reference'; readonly index: number; readonly ignoreCase: boolean }
  | { readonly kind: 'look'; readonly item: Pattern; readonly behind: number | null; readonly negated: boolean }
  | { readonly kind: 'if'; readonly index: number; readonly then: Pattern; readonly otherwise: Pattern }

/** A pattern with its groups. */
export interface Expression {
  readonly root: Pattern
  readonly groups: number
  readonly names: ReadonlyMap<string, number>
  readonly flags: number
}

export const IGNORECASE = 2
export const LOCALE = 4
export const MULTILINE = 8
export const DOTALL = 16
export const UNICODE = 32
export const VERBOSE = 64
export const ASCII = 256
