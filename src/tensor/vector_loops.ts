/**
 * Loops by vectors of machine code, for many elements: their operations and what they take. The code itself is of a later layer, which installs
 * it; without it, and for what it doesn't know, the compiled loops compute everything.
 */
import type { BinaryLoop, Entries, Storage, UnaryLoop } from './compiled_loops.ts'

/** Operations of two operands of a work type that the result has, too; comparisons give bytes, 0 or 1. */
export type VectorBinary =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'floordiv'
  | 'mod'
  | 'maximum'
  | 'minimum'
  | 'and'
  | 'or'
  | 'xor'
  | VectorComparison
export type VectorComparison = 'lt' | 'le' | 'gt' | 'ge' | 'eq' | 'ne'
/** Operations of one operand. `copy` converts; `flip` is the logical not of bytes that are 0 or 1. */
export type VectorUnary = 'copy' | 'neg' | 'abs' | 'not' | 'flip' | 'sqrt' | 'floor' | 'ceil' | 'trunc' | 'rint'

/** out[oi …] = flags[i …] ? a : b, `count` times. */
export type ChoiceLoop = (
  flags: Entries,
  fi: number,
  a: Entries,
  ai: number,
  as: number,
  b: Entries,
  bi: number,
  bs: number,
  out: Entries,
  oi: number,
  count: number,
) => void

/** The loops of steps 0 and 1; undefined where there is none. Results are bit for bit those of the compiled loops. */
export interface VectorLoops {
  binary(operation: VectorBinary, storages: readonly [a: Storage, b: Storage, out: Storage]): BinaryLoop | undefined
  unary(operation: VectorUnary, storages: readonly [a: Storage, out: Storage]): UnaryLoop | undefined
  choice(storage: Storage): ChoiceLoop | undefined
  /** The sum of `count` floats by halves, in blocks of 128 with eight running sums. */
  sum(storage: Storage): ((a: Entries, from: number, count: number) => number) | undefined
  /** out[to + i] += a[from + row · count + i] for all rows, one after the other. */
  addRows(
    storage: Storage,
  ): ((a: Entries, from: number, rows: number, out: Entries, to: number, count: number) => void) | undefined
  /** The largest or smallest of the elements, NaN where one is there; which zero it is where that is the result is left open. */
  extreme(
    storage: Storage,
    largest: boolean,
  ): ((a: Entries, from: number, count: number) => number | bigint) | undefined
}

/** Fewer elements are not worth the way there. */
export const LEAST_FOR_VECTORS = 1024

let installed: VectorLoops | undefined
export const vectorLoops = (): VectorLoops | undefined => installed
export function installVectorLoops(loops: VectorLoops): void {
  installed = loops
}
