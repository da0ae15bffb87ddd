/** The stack of `control_dependencies` scopes of a graph. */
import type { Operation } from './operation.ts'
import type { Tensor } from './tensor.ts'

interface Controller {
  readonly inputs: readonly Operation[]
  /** How many operations had been recorded when the scope was entered: those after it depend on its inputs already. */
  readonly since: number
}

export class ControlDependencies {
  readonly #stack: Controller[] = []
  /** The inputs of all scopes of the stack: none is in two of them. */
  readonly #inputs = new Set<Operation>()
  /**
   * When each operation was recorded, by a count from 1. One number stands for membership in every scope of the stack: what an
   * operation costs does not grow with the depth.
   */
  readonly #recorded = new Map<Operation, number>()
  #count = 0

  /** Enters a scope; returns how to leave it. Inputs that an outer scope has already are dropped. */
  push(inputs: readonly Operation[]): () => void {
    const added: Operation[] = []
    for (const op of inputs) {
      if (this.#inputs.has(op)) continue
      this.#inputs.add(op)
      added.push(op)
    }
    const controller = { inputs: added, since: this.#count }
    this.#stack.push(controller)
    return () => this.#leave(controller)
  }
  /** Scopes may be left in any order, and more than once. */
  #leave(controller: Controller): void {
    const at = this.#stack.lastIndexOf(controller)
    if (at < 0) return
    this.#stack.splice(at, 1)
    for (const op of controller.inputs) this.#inputs.delete(op)
    if (this.#stack.length === 0) this.#recorded.clear()
  }
  current(): Operation[] {
    return [...this.#inputs]
  }
  /** The control inputs of a new node with these data inputs. */
  forInputs(inputs: readonly Tensor[]): Operation[] {
    if (this.#stack.length === 0) return []
    const ops = new Set<Operation>()
    let last = 0
    for (const { op } of inputs) {
      ops.add(op)
      last = Math.max(last, this.#recorded.get(op) ?? 0)
    }
    // the scopes that the last of the inputs was made outside of: the innermost ones
    let first = this.#stack.length
    while (first > 0 && (this.#stack[first - 1] as Controller).since >= last) first--
    const result: Operation[] = []
    for (let i = first; i < this.#stack.length; i++)
      for (const op of (this.#stack[i] as Controller).inputs) if (!ops.has(op)) result.push(op)
    return result
  }
  record(op: Operation): void {
    if (this.#stack.length > 0) this.#recorded.set(op, ++this.#count)
  }
}
