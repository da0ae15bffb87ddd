/** The state of a running function, and the closures that a program is compiled to. */
import type { Home } from '../objects/values/class.ts'

/** Names of a module. */
export type Globals = Map<string, unknown>

/** What `super()` without arguments refers to. */
export interface MethodContext {
  readonly home: Home
  readonly frame: Frame
}

/** Variables of one call. A slot is undefined until it is assigned. */
export class Frame {
  readonly slots: unknown[]
  readonly outer: Frame | null
  readonly globals: Globals
  /** Names of a class body, which are looked up by name. */
  readonly names: Map<string, unknown> | null
  method: MethodContext | null
  result: unknown = null

  constructor(
    size: number,
    outer: Frame | null,
    globals: Globals,
    names: Map<string, unknown> | null,
    method: MethodContext | null,
  ) {
    this.slots = new Array<unknown>(size).fill(undefined)
    this.outer = outer
    this.globals = globals
    this.names = names
    this.method = method
  }
}

/** How a statement ended. */
export const NORMAL = 0
export const BREAK = 1
export const CONTINUE = 2
/** The value is in the frame's `result`. */
export const RETURN = 3
export type Completion = typeof NORMAL | typeof BREAK | typeof CONTINUE | typeof RETURN

export type Evaluate = (frame: Frame) => unknown
export type Execute = (frame: Frame) => Completion
export type Assign = (frame: Frame, value: unknown) => void
/** A statement that may yield. */
export type Resume = (frame: Frame) => Generator<unknown, Completion, unknown>
