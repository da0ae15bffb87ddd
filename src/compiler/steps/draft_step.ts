/** A step of a plan while the plan is made: its operands are values and numbered buffers, without places. */
import type { Operation } from '../../graph/operation.ts'
import type { Scalar } from '../../kernels/scalar.ts'
import type { DType } from '../../tensor/dtypes.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import type { Buffer, Value } from '../expressions/plan_values.ts'

export interface DraftOutput {
  readonly dtype: DType
  readonly shape: readonly number[]
  /** Where it goes; undefined: a new buffer. */
  readonly buffer?: Buffer
  /** A reference: it has no buffer of its own. */
  readonly reference?: boolean
}

export type DraftSource =
  | { readonly kind: 'known'; readonly value: NDArray }
  | { readonly kind: 'variable'; readonly slot: number; readonly reference: boolean; readonly shape: readonly number[] }
  | { readonly kind: 'value'; readonly value: Value }

export interface Draft {
  readonly kernel: string | undefined
  readonly inputs: readonly Value[]
  readonly outputs: readonly DraftOutput[]
  readonly attrs: Readonly<Record<string, unknown>>
  readonly scalar?: Scalar
  /** Expressions of further outputs, over the same inputs. */
  readonly further?: readonly Scalar[]
  readonly op: Operation
  readonly ops: readonly Operation[]
  readonly fused: boolean
  /** Nothing but its outputs tells that it ran. */
  readonly pure: boolean
  /** It may refuse its operands, which must then still be there. */
  readonly mayFail?: boolean
  /** Blocks of its operation's random stream that it takes; input 0 is the stream's place. */
  readonly draws?: number
  readonly sources: readonly DraftSource[]
}

/** A step with the buffers of its outputs. */
export interface PlacedStep extends Draft {
  readonly results: readonly (Buffer | undefined)[]
  /** From this input on, the operands are those of the expression on the kernel's result. */
  readonly epilogueAt?: number
}
