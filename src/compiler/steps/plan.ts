/** The Plan: a segment for concrete shapes, as plain data. One arena with every buffer's offset, and a flat list of steps. */
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { Flow, FlowArray, FlowStack } from '../../kernels/wasm/flow.ts'
import type { Operand, Step } from '../../kernels/wasm/step.ts'
import type { NDArray } from '../../tensor/ndarray.ts'

/** Where a step of the reference kernels, or the caller, finds a value. */
export type Source =
  | { readonly kind: 'operand'; readonly operand: Operand }
  | { readonly kind: 'known'; readonly value: NDArray }
  /** A variable: the reference itself, or a view on it with a shape of its own. */
  | { readonly kind: 'variable'; readonly slot: number; readonly reference: boolean; readonly shape: readonly number[] }

export interface PlanStep {
  /** What the kernel computes; undefined where only the reference kernel can. */
  readonly step: Step | undefined
  /** The operation that the step ends with, for messages and for the reference kernel. */
  readonly op: Operation
  /** All operations that it computes. */
  readonly ops: readonly Operation[]
  /** All inputs of `op`, for the reference kernel. */
  readonly inputs: readonly Source[]
  /** Where outputs go; undefined for references. */
  readonly outputs: readonly (Operand | undefined)[]
  /** Fused steps are computed from their expression where no kernel takes them. */
  readonly fused: boolean
  /** Operands of the expression that finishes the kernel's result, where there is one. */
  readonly epilogue?: readonly Operand[]
}

/** What the table's slots hold. */
export type Slot =
  | { readonly kind: 'variable'; readonly op: Operation }
  | { readonly kind: 'constant'; readonly value: NDArray }
  | KeptSlot
  /** Not 0 while what the slot before holds is up to date. */
  | { readonly kind: 'fresh' }
  /** A place of the arena for a value that goes from one part of a loop to others. The places of two slots may change places in a run. */
  | { readonly kind: 'home'; readonly offset: number; readonly bytes: number }
  /** A word of the flow's: a counter, something that is decided. */
  | { readonly kind: 'word' }

/** What steps made of a variable that the program does not write, or of a constant: it outlives a run where the session finds that it pays. */
export interface KeptSlot {
  readonly kind: 'kept'
  /** The slot of the variable or constant. */
  readonly from: number
  readonly layout: string
  readonly bytes: number
  /** Its place in the arena for the runs in which it is not kept. */
  readonly offset: number
}

export interface PlanInput {
  readonly tensor: Tensor
  readonly operand: Operand
}
/** Random numbers that a step draws: a run reserves its part of the stream of the step's operation and writes its place first. */
export interface PlanStream {
  readonly step: number
  /** Where the step looks for the place: counter and key. */
  readonly operand: Operand
  readonly blocks: number
}
export interface PlanOutput {
  readonly tensor: Tensor
  readonly source: Source
}
/** A history that steps push on and pop from. */
export interface PlanStack {
  readonly handle: Tensor
  readonly shape: readonly number[]
  readonly slots: FlowStack
}
/** A TensorArray that steps read and write. */
export interface PlanArray {
  readonly handle: Tensor
  readonly shape: readonly number[]
  readonly slots: FlowArray
}
export interface ArrayAccess {
  readonly op: Operation
  readonly array: PlanArray
  readonly kind: 'read' | 'write'
}
/** A variable that the plan initialises: it needs a buffer before the plan runs. */
export interface Allocation {
  readonly slot: number
  readonly dtype: NDArray['dtype']
  readonly shape: readonly number[]
}

export interface Plan {
  readonly steps: readonly PlanStep[]
  /** Of plans with loops: how the steps follow each other. Otherwise one runs after the other. */
  readonly flow?: readonly Flow[]
  /** The histories that they write or read. */
  readonly stacks?: readonly PlanStack[]
  readonly arrays?: readonly PlanArray[]
  /** The accesses to arrays, by their numbers from 1 on. */
  readonly accesses?: readonly ArrayAccess[]
  readonly slots: readonly Slot[]
  readonly inputs: readonly PlanInput[]
  readonly streams: readonly PlanStream[]
  readonly outputs: readonly PlanOutput[]
  readonly allocations: readonly Allocation[]
  readonly arenaBytes: number
  /** What the arena would take if no two buffers shared memory. */
  readonly bytesWithoutReuse: number
}
