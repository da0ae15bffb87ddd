/**
 * Under which conditions operations run. Conds of TensorFlow 0.x are dataflow: a Switch kills one of its outputs, what takes it is dead,
 * and a Merge takes the input that lives. Here each operation of a frame gets the predicates that decide on its life.
 */
import type { Tensor } from '../../graph/tensor.ts'

/** A predicate and the value that it must have. */
export interface Literal {
  readonly predicate: Tensor
  readonly branch: 0 | 1
}

/** All of these must hold. Outer predicates come before those that are computed under them. */
export type Condition = readonly Literal[]

export const ALWAYS: Condition = []

/** Conditions over predicates that are numbered in the order in which they are met. */
export class Conditions {
  readonly #numbers = new Map<Tensor, number>()
  readonly #interned = new Map<string, Condition>([['', ALWAYS]])

  #number(predicate: Tensor): number {
    let number = this.#numbers.get(predicate)
    if (number === undefined) {
      number = this.#numbers.size
      this.#numbers.set(predicate, number)
    }
    return number
  }
  /** The condition of these literals, the same object for the same ones. */
  #intern(literals: readonly Literal[]): Condition {
    const sorted = [...literals].sort((a, b) => this.#number(a.predicate) - this.#number(b.predicate))
    const key = sorted.map(({ predicate, branch }) => 2 * this.#number(predicate) + branch).join()
    let condition = this.#interned.get(key)
    if (!condition) {
      condition = sorted
      this.#interned.set(key, condition)
    }
    return condition
  }
  /** Both. What needs a predicate and its opposite never runs. */
  and(a: Condition, b: Condition): Condition {
    if (a === b || b.length === 0) return a
    if (a.length === 0) return b
    const literals = [...a]
    for (const literal of b) {
      if (!a.some(other => same(other, literal))) literals.push(literal)
    }
    return this.#intern(literals)
  }
  with(condition: Condition, predicate: Tensor, branch: 0 | 1): Condition {
    this.#number(predicate)
    return this.and(condition, this.#intern([{ predicate, branch }]))
  }
  without(condition: Condition, predicate: Tensor): Condition {
    return this.#intern(condition.filter(literal => literal.predicate !== predicate))
  }
  /**
   * How a Merge of inputs that live under `a` and `b` decides: by which predicate, under which condition it lives itself, and whether `a`
   * is the side of true. Undefined where no predicate separates them.
   */
  separated(
    a: Condition,
    b: Condition,
  ): { readonly predicate: Tensor; readonly condition: Condition; readonly firstIsTrue: boolean } | undefined {
    if (a.length !== b.length) return undefined
    const only = a.filter(literal => !b.some(other => same(literal, other)))
    const [mine] = only
    if (only.length !== 1 || !mine) return undefined
    const other = b.find(({ predicate }) => predicate === mine.predicate)
    if (!other) return undefined
    return { predicate: mine.predicate, condition: this.without(a, mine.predicate), firstIsTrue: mine.branch === 1 }
  }
}

/** Whether it needs a predicate to be both. */
export const isNever = (condition: Condition): boolean =>
  new Set(condition.map(({ predicate }) => predicate)).size < condition.length

const same = (a: Literal, b: Literal): boolean => a.predicate === b.predicate && a.branch === b.branch
