/** When two operations of one plan compute the same. */
import type { Operation } from '../../graph/operation.ts'
import { functionKey } from '../program/function_key.ts'
import type { Value } from './plan_values.ts'

export class Equality {
  readonly #ids = new WeakMap<Value, number>()
  #next = 0
  /** How often the variable in a slot has changed: what is read before and after is not the same. */
  readonly #versions = new Map<number, number>()

  changed(slot: number): void {
    this.#versions.set(slot, (this.#versions.get(slot) ?? 0) + 1)
  }
  /** Equal keys: equal results. undefined for operations with effects or a state of their own. */
  keyOf(op: Operation, inputs: readonly Value[]): string | undefined {
    let key = functionKey(op)
    if (key === undefined) return undefined
    for (const value of inputs) key += `,${this.#idOf(value)}`
    return key
  }
  #idOf(value: Value): string {
    if (value.variable !== undefined)
      return `v${value.variable}.${this.#versions.get(value.variable) ?? 0}[${value.shape?.join() ?? ''}]`
    if (value.known && value.known.size <= 4)
      return `${value.dtype.base}${String(value.known.shape)}=${String(value.known.data)}`
    let id = this.#ids.get(value)
    if (id === undefined) {
      id = this.#next++
      this.#ids.set(value, id)
    }
    return `${id}`
  }
}
