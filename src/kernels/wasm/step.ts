/**
 * The contract between the compiler and the WebAssembly kernels. The compiler describes a step (which kernel, where its
 * operands lie, their shapes); an emitter appends code for exactly these shapes to the plan's module.
 */
import type { BaseDTypeName } from '../../tensor/dtypes.ts'
import type { Scalar } from '../scalar.ts'
import type { ModuleBuilder } from './assembler/module.ts'

/**
 * Where an operand lies: at a fixed offset of the plan's arena, or behind an address in the plan's table (variables, constants),
 * `offset` bytes further.
 */
export type Place =
  | { readonly base: 'arena'; readonly offset: number }
  | { readonly base: 'table'; readonly slot: number; readonly offset?: number }

export const samePlace = (a: Place, b: Place): boolean =>
  (a.base === 'arena' ? b.base === 'arena' : b.base === 'table' && a.slot === b.slot) &&
  (a.offset ?? 0) === (b.offset ?? 0)

/** The place `bytes` further. */
export const within = (place: Place, bytes: number): Place => ({ ...place, offset: (place.offset ?? 0) + bytes })

export interface Operand {
  readonly place: Place
  readonly dtype: BaseDTypeName
  readonly shape: readonly number[]
}

/** One step, as plain data. `scalar` for elementwise work: its input i is the operand inputs[i], broadcast to the output's shape. */
export interface Step {
  readonly kernel: string
  readonly inputs: readonly Operand[]
  readonly outputs: readonly Operand[]
  readonly attrs: Readonly<Record<string, unknown>>
  /** For `elementwise` and kernels with a fused prologue (reduce) or epilogue (matmul: input 0 is the kernel's own result, then inputs[2], …). */
  readonly scalar?: Scalar
  /** For `elementwise`: expressions of outputs[1], outputs[2], …, which have the shape of outputs[0]. */
  readonly further?: readonly Scalar[]
  /** Bytes of scratch that `scratchBytes` of the kernel asked for, at this place of the arena. */
  readonly scratch?: Place
  /** Where what the kernel `keeps` lies. Steps without it prepare their input in scratch, in every run. */
  readonly kept?: KeptPlace
}

/** What a step makes of one of its inputs and can use again as long as that input does not change: packed weights. */
export interface Kept {
  /** Which input. */
  readonly input: number
  readonly bytes: number
  /** Steps with equal layouts make the same of the same input. */
  readonly layout: string
}
export interface KeptPlace {
  readonly place: Place
  /** The table's slot whose word is not 0 while what lies there is up to date. */
  readonly fresh: number
}

/**
 * One barrier-free piece of a step. The function has the type (arena: i32, table: i32, thread: i32, threads: i32) -> ().
 * `parallel`: every thread calls it and takes its share by (thread, threads); else one thread calls it with (0, 1).
 * Results must not depend on `threads`.
 */
export interface Phase {
  readonly function: number
  readonly parallel: boolean
  /** Rough single-thread cost in nanoseconds: small steps stay on one thread. */
  readonly cost: number
  /** The phase may store a code that is not 0, and details, in the table's status words (see STATUS); the plan's driver adds the step. */
  readonly fails?: boolean
  /** The phase only makes what is kept: it is left out while the word in this slot is not 0. */
  readonly unless?: number
  /** The function is called with the table from this slot on. */
  readonly firstSlot?: number
}

export interface WasmKernel {
  /** Scratch that a step of these shapes needs beside its operands. */
  scratchBytes?(step: Step): number
  /** What the step makes of one input alone. With `Step.kept` its scratch no longer holds that, and the phases that make it say `unless`. */
  keeps?(step: Step): Kept | undefined
  /** Of kernels that can finish their result by an expression: whether they take this step with its `scalar` and further operands. */
  takesEpilogue?(step: Step): boolean
  /** Appends the step's code; undefined where this kernel does not take these types or shapes (the reference kernel does it then). */
  emit(module: ModuleBuilder, step: Step): readonly Phase[] | undefined
}

/**
 * The table: 32-bit words. Words 0–3 are the status: 0 = running well; else 1 + the index of the failing step, a code of the
 * kernel's own, and two details. Addresses of slots follow: slot s is word TABLE_HEADER + s.
 */
export const TABLE_HEADER = 16
export const STATUS = { step: 0, code: 1, detail0: 2, detail1: 3 } as const
/** Readable bytes after the end of every buffer: vector loads may run past the end, stores must not. */
export const SLACK = 64
/** Alignment of every buffer. */
export const ALIGNMENT = 64
