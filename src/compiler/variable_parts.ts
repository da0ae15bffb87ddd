/**
 * Parts of variables that TensorFlow has as views and a plan as copies: as good as views where nothing reads them once the variable is
 * written.
 */
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { mayBeView } from './aliases.ts'

export class VariableParts {
  readonly #ops: readonly Operation[]
  /** Values that are looked at after the end. */
  readonly #leaving: ReadonlySet<Tensor>
  readonly #parts = new Map<number, Operation[]>()
  #readers: ReadonlyMap<Tensor, readonly number[]> | undefined

  /** `ops`: the segment's, in their order. */
  constructor(ops: readonly Operation[], leaving: ReadonlySet<Tensor>) {
    this.#ops = ops
    this.#leaving = leaving
  }
  /** `op` copies a part of the variable in `slot`. */
  add(slot: number, op: Operation): void {
    const known = this.#parts.get(slot)
    if (known) known.push(op)
    else this.#parts.set(slot, [op])
  }
  /** A copy of a part of the variable in `slot` that something reads when `op` writes the variable, or later. */
  readFrom(slot: number, op: Operation): Operation | undefined {
    const parts = this.#parts.get(slot)
    if (!parts) return undefined
    const now = this.#ops.indexOf(op)
    return parts.find(part => this.#lastRead(part) >= now)
  }
  /** Whether the op's outputs leave the segment: then later parts of the program may write before they are read. */
  leaves(op: Operation): boolean {
    return this.#lastRead(op) === Number.POSITIVE_INFINITY
  }

  #lastRead(op: Operation): number {
    let last = -1
    for (const output of op.outputs) {
      if (this.#leaving.has(output)) return Number.POSITIVE_INFINITY
      for (const index of this.#readersOf(output)) {
        const reader = this.#ops[index] as Operation
        last = Math.max(last, index, mayBeView(reader) ? this.#lastRead(reader) : -1)
      }
    }
    return last
  }
  #readersOf(tensor: Tensor): readonly number[] {
    if (!this.#readers) {
      const readers = new Map<Tensor, number[]>()
      for (const [index, op] of this.#ops.entries()) {
        for (const input of op.inputs) {
          const known = readers.get(input)
          if (known) known.push(index)
          else readers.set(input, [index])
        }
      }
      this.#readers = readers
    }
    return this.#readers.get(tensor) ?? []
  }
}
