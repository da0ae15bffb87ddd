/** The elementwise expressions of a plan that are not computed yet, and which of them read which variable. */
import type { Pending, Value } from './plan_values.ts'

export class OpenExpressions {
  /** With a value that is the expression. */
  readonly #values = new Map<Pending, Value>()
  /** By the slot of the variable, in the order in which they were opened. */
  readonly #readers = new Map<number, Set<Pending>>()

  has(pending: Pending): boolean {
    return this.#values.has(pending)
  }
  open(pending: Pending, value: Value): void {
    this.#values.set(pending, value)
    for (const { variable } of pending.inputs) {
      if (variable === undefined) continue
      const readers = this.#readers.get(variable)
      if (readers) readers.add(pending)
      else this.#readers.set(variable, new Set([pending]))
    }
  }
  close(pending: Pending): void {
    if (!this.#values.delete(pending)) return
    for (const { variable } of pending.inputs) if (variable !== undefined) this.#readers.get(variable)?.delete(pending)
  }
  /** Those that read the variable in `slot`. */
  reading(slot: number): Value[] {
    return Array.from(this.#readers.get(slot) ?? [], pending => this.#values.get(pending) as Value)
  }
}
