/**
 * Parts of variables that TensorFlow has as views and a plan as copies: as good as views where nothing reads them once the variable is
 * written.
 */
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { mayBeView } from '../program/aliases.ts'

export class PartialAliases {
  readonly #ops: readonly Operation[]
  /** Values that are looked at after the end. */
  readonly #leaving: ReadonlySet<Tensor>
  readonly #named: (tensor: Tensor) => Tensor
  readonly #parts = new Map<number, Operation[]>()
  #lastReads: ReadonlyMap<Operation, number> | undefined

  /** `ops`: the segment's, in their order; `named`: the tensor under whose name a value is known. */
  constructor(ops: readonly Operation[], leaving: ReadonlySet<Tensor>, named: (tensor: Tensor) => Tensor) {
    this.#ops = ops
    this.#named = named
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

  /** The position of the last operation that reads an output of `op`, or a view on it. */
  #lastRead(op: Operation): number {
    this.#lastReads ??= lastReads(this.#ops, this.#leaving, this.#named)
    return this.#lastReads.get(op) ?? -1
  }
}

/** For each operation, the position of the last one that reads it; infinite where it is read after the end. Consumers come after producers. */
function lastReads(
  ops: readonly Operation[],
  leaving: ReadonlySet<Tensor>,
  named: (tensor: Tensor) => Tensor,
): ReadonlyMap<Operation, number> {
  const last = new Map<Operation, number>()
  for (let index = ops.length - 1; index >= 0; index--) {
    const op = ops[index] as Operation
    if (op.outputs.some(output => leaving.has(output))) last.set(op, Number.POSITIVE_INFINITY)
    const read = mayBeView(op) ? Math.max(index, last.get(op) ?? -1) : index
    for (const input of op.inputs) {
      const from = named(input).op
      last.set(from, Math.max(last.get(from) ?? -1, read))
    }
  }
  return last
}
