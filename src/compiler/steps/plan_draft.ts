/** The steps of a plan while it is made: buffers by number, before they have places. */
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { keptBy, scratchBytes, takesEpilogue } from '../../kernels/wasm/plan_code.ts'
import type { KeptPlace, Operand, Place, Step } from '../../kernels/wasm/step.ts'
import { type DType, int32 } from '../../tensor/dtypes.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { numElements } from '../../tensor/shape.ts'
import { type Buffer, shapeOf, type Value } from '../expressions/plan_values.ts'
import { variableName } from '../program/aliases.ts'
import type { Draft, DraftSource, PlacedStep } from './draft_step.ts'
import { layOut, sharedBuffers } from './lifetimes.ts'
import { passesFor, runPasses } from './passes.ts'
import type { Allocation, Plan, PlanStep, Slot, Source } from './plan.ts'
import { arenaWrites } from './read_write_sets.ts'
import { type HomeTable, SlotTable } from './slot_table.ts'

/** Four words of counter, two of key. */
const STREAM_SHAPE = [6]
/** Places before there is a layout: what matters is which are the same. */
const provisional = (buffer: Buffer): Place =>
  buffer.kind === 'slot' ? { base: 'table', slot: buffer.slot } : { base: 'arena', offset: buffer.id }

/** Memory of a step beside its operands: buffers by number, and slots for what is kept. */
interface Own {
  readonly scratch?: number
  /** `id`: of its buffer, where it lies among those of the steps. */
  readonly kept?: { readonly id: number | undefined; readonly slot: number }
}
const buffersOf = ({ scratch, kept }: Own): number[] => [scratch, kept?.id].filter(id => id !== undefined)
const keptPlace = (slot: number): KeptPlace => ({ place: { base: 'table', slot }, fresh: slot + 1 })

export class PlanDraft {
  readonly #steps: PlacedStep[] = []
  readonly #bytes: number[] = []
  readonly #inputs: { tensor: Tensor; dtype: DType; shape: readonly number[]; id: number }[] = []
  readonly #asked: Value[] = []
  readonly #outputs: { tensor: Tensor; value: Value | NDArray }[] = []
  readonly #allocations: Allocation[] = []

  readonly #fuse: boolean
  readonly #isWritten: (variable: string) => boolean
  readonly #table: SlotTable
  /** Of a part of a loop: what it gives, and what it keeps, outlives its arena. */
  readonly #homes: HomeTable | undefined

  /** `fuse`: whether kernels take elementwise work on their results; `isWritten`: whether the program writes the variable of that name. */
  constructor(fuse: boolean, isWritten: (variable: string) => boolean, homes?: HomeTable) {
    this.#fuse = fuse
    this.#isWritten = isWritten
    this.#table = homes ?? new SlotTable()
    this.#homes = homes
  }

  #buffer(dtype: DType, shape: readonly number[]): number {
    return this.#bytes.push(Math.max(1, numElements(shape)) * dtype.size) - 1
  }
  /** A value that comes from outside. */
  input(tensor: Tensor, dtype: DType, shape: readonly number[]): Buffer {
    const id = this.#buffer(dtype, shape)
    this.#inputs.push({ tensor, dtype, shape, id })
    return { kind: 'arena', id }
  }
  /** The place of a random stream, which is written before the plan runs. */
  stream(): Value {
    return { dtype: int32, shape: STREAM_SHAPE, buffer: { kind: 'arena', id: this.#buffer(int32, STREAM_SHAPE) } }
  }
  variableSlot(op: Operation): number {
    return this.#table.variable(op)
  }
  /** The name of the variable in a slot. */
  variableAt(slot: number): string {
    return variableName((this.#table.slots[slot] as Extract<Slot, { kind: 'variable' }>).op)
  }
  constant(value: NDArray): Buffer {
    return { kind: 'slot', slot: this.#table.constant(value) }
  }
  allocate(slot: number, dtype: DType, shape: readonly number[]): void {
    this.#allocations.push({ slot, dtype, shape })
  }
  output(tensor: Tensor, value: Value): void {
    this.#outputs.push({ tensor, value })
  }
  /** A value that is computed though nothing takes it. */
  ask(value: Value): void {
    this.#asked.push(value)
  }
  outputKnown(tensor: Tensor, value: NDArray): void {
    this.#outputs.push({ tensor, value })
  }
  /** Adds a step; returns where its outputs will lie. */
  emit(draft: Draft): (Buffer | undefined)[] {
    const results = draft.outputs.map((output): Buffer | undefined =>
      output.reference ? undefined : (output.buffer ?? { kind: 'arena', id: this.#buffer(output.dtype, output.shape) }),
    )
    this.#steps.push({ ...draft, results })
    return results
  }

  /** The plan: without the steps that nothing needs, with every buffer in its place. */
  finish(): Plan {
    const wanted = this.#wanted()
    const takes = (step: PlacedStep): boolean => takesEpilogue(this.#step(step, provisional, {}) as Step)
    const steps = runPasses(this.#steps, passesFor(this.#fuse), { given: this.#given(this.#steps), wanted, takes })
    const homes = this.#homesOf(steps)
    const shared = sharedBuffers(steps, wanted, homes)
    const own = this.#ownMemory(steps)
    const layout = layOut(steps, {
      given: this.#given(steps),
      wanted,
      shared,
      elsewhere: homes,
      beside: step => buffersOf(own.get(step) ?? {}),
      bytes: this.#bytes,
    })
    const place = (buffer: Buffer): Place => {
      if (buffer.kind === 'slot') return { base: 'table', slot: buffer.slot }
      const home = homes.get(buffer.id)
      return home === undefined ? { base: 'arena', offset: layout.offsetOf(buffer.id) } : { base: 'table', slot: home }
    }
    const operand = (value: Value): Operand => ({
      place: place(value.buffer as Buffer),
      dtype: value.dtype.base,
      shape: shapeOf(value),
    })
    const source = (draft: DraftSource): Source =>
      draft.kind === 'value' ? { kind: 'operand', operand: operand(draft.value) } : draft
    const planned = steps.map((step): PlanStep => {
      const { scratch, kept } = own.get(step) ?? {}
      return Object.freeze({
        step: this.#step(step, place, {
          ...(scratch === undefined ? {} : { scratch: place({ kind: 'arena', id: scratch }) }),
          ...(kept ? { kept: keptPlace(kept.slot) } : {}),
        }),
        op: step.op,
        ops: step.ops,
        inputs: step.fused
          ? step.inputs.map(value => ({ kind: 'operand', operand: operand(value) }) as const)
          : step.sources.map(source),
        outputs: step.outputs.map((output, i) => {
          const result = step.results[i]
          return result && { place: place(result), dtype: output.dtype.base, shape: output.shape }
        }),
        fused: step.fused,
        ...(step.epilogueAt === undefined ? {} : { epilogue: step.inputs.slice(step.epilogueAt).map(operand) }),
      })
    })
    return Object.freeze({
      steps: planned,
      slots: this.#homes
        ? this.#homes.slots
        : this.#table.slots.map(slot =>
            slot.kind === 'kept'
              ? { ...slot, offset: (place({ kind: 'arena', id: slot.offset }) as { offset: number }).offset }
              : slot,
          ),
      inputs: this.#inputs.map(({ tensor, dtype, shape, id }) => ({
        tensor,
        operand: { place: place({ kind: 'arena', id }), dtype: dtype.base, shape },
      })),
      streams: steps.flatMap(({ draws, inputs }, step) =>
        draws === undefined ? [] : [{ step, operand: operand(inputs[0] as Value), blocks: draws }],
      ),
      outputs: this.#outputs.map(({ tensor, value }) => ({ tensor, source: this.#outputSource(value, operand) })),
      allocations: this.#allocations,
      arenaBytes: layout.bytes,
      bytesWithoutReuse: layout.bytesWithoutReuse,
    })
  }

  #outputSource(value: Value | NDArray, operand: (value: Value) => Operand): Source {
    if (!('buffer' in value)) return { kind: 'known', value: value as NDArray }
    if (value.variable !== undefined)
      return { kind: 'variable', slot: value.variable, reference: value.reference === true, shape: shapeOf(value) }
    return { kind: 'operand', operand: operand(value) }
  }

  /** Of a part of a loop: the slots of the buffers that steps make for other parts. */
  #homesOf(steps: readonly PlacedStep[]): ReadonlyMap<number, number> {
    const homes = new Map<number, number>()
    if (!this.#homes) return homes
    const made = new Set(steps.flatMap(arenaWrites))
    for (const { value } of this.#outputs) {
      if (!('buffer' in value)) continue
      const { buffer, dtype } = value as Value
      if (buffer?.kind !== 'arena' || homes.has(buffer.id) || !made.has(buffer.id)) continue
      const { place } = this.#homes.home(dtype, shapeOf(value as Value))
      homes.set(buffer.id, (place as { slot: number }).slot)
    }
    return homes
  }

  /** Scratch, and what is kept: steps that make the same of the same input share it. */
  #ownMemory(steps: readonly PlacedStep[]): Map<PlacedStep, Own> {
    const own = new Map<PlacedStep, Own>()
    const shared = new Map<string, NonNullable<Own['kept']>>()
    for (const step of steps) {
      if (step.kernel === undefined) continue
      const kept = this.#kept(step, shared)
      const bytes = scratchBytes(this.#step(step, provisional, kept ? { kept: keptPlace(kept.slot) } : {}) as Step)
      own.set(step, { ...(kept ? { kept } : {}), ...(bytes > 0 ? { scratch: this.#bytes.push(bytes) - 1 } : {}) })
    }
    return own
  }
  #kept(step: PlacedStep, shared: Map<string, NonNullable<Own['kept']>>): Own['kept'] {
    const wish = keptBy(this.#step(step, provisional, {}) as Step)
    const buffer = wish && step.inputs[wish.input]?.buffer
    if (!wish || buffer?.kind !== 'slot') return undefined
    const { kind } = this.#table.slots[buffer.slot] as Slot
    if (kind === 'home' || (kind === 'variable' && this.#isWritten(this.variableAt(buffer.slot)))) return undefined
    const key = `${buffer.slot} ${wish.layout}`
    let kept = shared.get(key)
    if (!kept) {
      const { bytes, layout } = wish
      // a buffer stands for its offset until there is a layout
      const id = this.#homes ? undefined : this.#bytes.push(bytes) - 1
      const offset = id ?? this.#homes?.reserve(bytes) ?? 0
      kept = { id, slot: this.#table.kept({ from: buffer.slot, layout, bytes, offset }) }
      shared.set(key, kept)
    }
    return kept
  }

  #step(step: PlacedStep, place: (buffer: Buffer) => Place, own: Pick<Step, 'scratch' | 'kept'>): Step | undefined {
    if (step.kernel === undefined) return undefined
    return {
      kernel: step.kernel,
      inputs: step.inputs.map(value => ({
        place: place(value.buffer as Buffer),
        dtype: value.dtype.base,
        shape: shapeOf(value),
      })),
      outputs: step.outputs.map((output, i) => ({
        place: place(step.results[i] as Buffer),
        dtype: output.dtype.base,
        shape: output.shape,
      })),
      attrs: step.attrs,
      ...(step.scalar ? { scalar: step.scalar } : {}),
      ...(step.further ? { further: step.further } : {}),
      ...own,
    }
  }

  /** Buffers that are written before the plan runs. */
  #given(steps: readonly PlacedStep[]): Set<number> {
    const streams = steps.flatMap(({ draws, inputs }) =>
      draws === undefined ? [] : [((inputs[0] as Value).buffer as { id: number }).id],
    )
    return new Set([...this.#inputs.map(({ id }) => id), ...streams])
  }
  /** Buffers that are wanted at the end. */
  #wanted(): Set<number> {
    const ids = new Set<number>()
    for (const value of [...this.#outputs.map(output => output.value), ...this.#asked])
      if ('buffer' in value && (value as Value).buffer?.kind === 'arena')
        ids.add(((value as Value).buffer as { id: number }).id)
    return ids
  }
}
