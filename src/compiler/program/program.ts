/**
 * The Program: what one set of fetches, feeds and targets needs, in the order in which it takes effect, cut into the parts
 * that run as compiled code and those that do not. Immutable; shapes come later, with the Plan.
 */
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import type { Condition } from '../regions/conditions.ts'
import type { Choice, LoopVariable } from '../regions/regions.ts'
import type { Sources } from '../regions/sources.ts'
import type { Copies } from './filled_variables.ts'

/** Operations that one plan computes. */
export interface Segment {
  readonly kind: 'segment'
  readonly ops: readonly Operation[]
  /** Values from feeds and earlier parts, references and views on variables apart: those are found again. */
  readonly inputs: readonly Tensor[]
  /** Values that later parts or the caller need. */
  readonly outputs: readonly Tensor[]
  /** Values of operations that are asked for by themselves: they are computed, and left where they are. */
  readonly asked: readonly Tensor[]
  /** Names of the variables that any part of the program writes. */
  readonly written: ReadonlySet<string>
  /** See `Program.sources`. */
  readonly sources: Sources
  /** Of a loop as one segment: the histories that it writes or reads. */
  readonly histories?: readonly History[]
  /** Of a loop as one segment: the handles of the TensorArrays that it reads or writes. */
  readonly arrays?: readonly Tensor[]
  /** Of a loop as one segment: operations that give handles, and can as well before it runs. */
  readonly hoisted?: readonly Operation[]
}

/** The stack of a loop's history. */
export interface History {
  /** What refers to it. */
  readonly handle: Tensor
  /** What is popped from it. */
  readonly popped: readonly Tensor[]
}

/** One operation that runs between plans, by its reference kernel. */
export interface Host {
  readonly kind: 'host'
  readonly op: Operation
  /** An earlier one that does the same to the same tensors. */
  readonly like?: Operation
  /** By input number, what the program knows: constants. */
  readonly given?: readonly (NDArray | undefined)[]
  /** What comes next, and only copies its outputs into variables. */
  readonly copies?: Copies
}

/** A conditional: built from Switches. */
export interface Cond {
  readonly kind: 'cond'
  readonly predicate: Tensor
  /** What runs for false and for true. */
  readonly branches: readonly [readonly Part[], readonly Part[]]
}

/** A Merge of two branches: takes the value of the one that ran. */
export interface Choose extends Choice {
  readonly kind: 'choose'
}

/** A loop: built from Enter, Merge, Switch, NextIteration and Exit. Its variables' values stand under the names of their Merges. */
export interface Loop {
  readonly kind: 'loop'
  readonly frame: string
  readonly variables: readonly LoopVariable[]
  /** True for another iteration. */
  readonly test: Tensor
  /** What it takes to know `test`. */
  readonly condition: readonly Part[]
  readonly body: readonly Part[]
  /** What runs instead of the body in the end. */
  readonly last: readonly Part[]
  /** All of it as one plan, where nothing in it runs between plans. */
  readonly whole?: Segment
}

export type Part = Segment | Host | Cond | Choose | Loop

export interface Program {
  readonly parts: readonly Part[]
  readonly feeds: readonly Tensor[]
  readonly fetches: readonly Tensor[]
  /** What takes no run to have, of what plans do not hold (texts, mostly). */
  readonly constants: ReadonlyMap<Tensor, NDArray>
  /** Tensors that are fed, or come from histories of loops, whose values decide shapes: each value has a plan of its own. */
  readonly specialised: ReadonlySet<Tensor>
  /** The names of values that control flow passes on. */
  readonly sources: Sources
  /** Of fetched tensors that have no value in every run: when they do. */
  readonly conditions: ReadonlyMap<Tensor, Condition>
}
