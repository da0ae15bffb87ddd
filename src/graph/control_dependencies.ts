/** The stack of `control_dependencies` scopes of a graph. */
import type { Operation } from './operation.ts'
import type { Tensor } from './tensor.ts'

interface Controller {
  readonly inputs: readonly Operation[]
  /** Operations made inside: what depends on them depends on the inputs already. */
  readonly seen: Set<Operation>
}

export class ControlDependencies {
  #stack: Controller[] = []

  /** Enters a scope; returns how to leave it. Inputs that an outer scope has already are dropped. */
  push(inputs: readonly Operation[]): () => void {
    const known = new Set(this.current())
    const added: Operation[] = []
    for (const op of inputs) {
      if (!known.has(op)) added.push(op)
      known.add(op)
    }
    const controller = { inputs: added, seen: new Set<Operation>() }
    this.#stack.push(controller)
    return () => {
      this.#stack = this.#stack.filter(other => other !== controller)
    }
  }
  current(): Operation[] {
    return this.#stack.flatMap(controller => controller.inputs)
  }
  /** The control inputs of a new node with these data inputs. */
  forInputs(inputs: readonly Tensor[]): Operation[] {
    if (this.#stack.length === 0) return []
    const ops = new Set(inputs.map(input => input.op))
    const result: Operation[] = []
    for (const controller of this.#stack) {
      let dominated = false
      for (const op of ops) dominated ||= controller.seen.has(op)
      if (!dominated) for (const op of controller.inputs) if (!ops.has(op)) result.push(op)
    }
    return result
  }
  record(op: Operation): void {
    for (const controller of this.#stack) controller.seen.add(op)
  }
}
