/** The slots of a plan's table, while the plan is made. The plans of a loop's parts share one. */
import type { Operation } from '../../graph/operation.ts'
import { ALIGNMENT, type Operand, SLACK } from '../../kernels/wasm/step.ts'
import type { DType } from '../../tensor/dtypes.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { numElements } from '../../tensor/shape.ts'
import { variableName } from '../program/aliases.ts'
import type { KeptSlot, Slot } from './plan.ts'

export class SlotTable {
  readonly #slots: Slot[] = []
  readonly #slotOfVariable = new Map<string, number>()
  readonly #slotOfConstant = new Map<NDArray, number>()

  get slots(): readonly Slot[] {
    return this.#slots
  }
  add(slot: Slot): number {
    return this.#slots.push(slot) - 1
  }
  variable(op: Operation): number {
    const name = variableName(op)
    let slot = this.#slotOfVariable.get(name)
    if (slot === undefined) {
      slot = this.add({ kind: 'variable', op })
      this.#slotOfVariable.set(name, slot)
    }
    return slot
  }
  constant(value: NDArray): number {
    let slot = this.#slotOfConstant.get(value)
    if (slot === undefined) {
      slot = this.add({ kind: 'constant', value })
      this.#slotOfConstant.set(value, slot)
    }
    return slot
  }
  kept(slot: Omit<KeptSlot, 'kind'>): number {
    const at = this.add({ kind: 'kept', ...slot })
    this.add({ kind: 'fresh' })
    return at
  }
}

/** The table of a plan with loops, and the memory behind the arenas of its parts: values that go from part to part have places there. */
export class HomeTable extends SlotTable {
  #bytes = 0

  /** Bytes of memory that nothing else uses; where they lie is counted from the end of the parts' arenas. */
  reserve(bytes: number): number {
    const offset = this.#bytes
    this.#bytes += Math.ceil((Math.max(1, bytes) + SLACK) / ALIGNMENT) * ALIGNMENT
    return offset
  }
  get reserved(): number {
    return this.#bytes
  }
  /** A place for a value. */
  home(dtype: DType, shape: readonly number[]): Operand {
    const bytes = numElements(shape) * dtype.size
    const slot = this.add({ kind: 'home', offset: this.reserve(bytes), bytes })
    return { place: { base: 'table', slot }, dtype: dtype.base, shape }
  }
  /** A word, by its slot. */
  word(): number {
    return this.add({ kind: 'word' })
  }
  /** The slots, with places counted from the beginning of the arena. */
  placed(arenaBytes: number): Slot[] {
    return this.slots.map(slot =>
      slot.kind === 'home' || slot.kind === 'kept' ? { ...slot, offset: slot.offset + arenaBytes } : slot,
    )
  }
}
