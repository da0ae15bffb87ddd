/** The batch of pieces of sequences that comes next (contrib/training/sequence_queueing_state_saver.py). */
import { pythonRepr } from '../../calling/python_repr.ts'
import { type PythonArguments, setMethodSignatures } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { KeyError } from '../../errors/python.ts'
import { type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { gather } from '../../ops/array/gather_ops.ts'
import { where } from '../../ops/array/where_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { logical_not } from '../../ops/math/logical_ops.ts'
import { reshape, shape } from '../../ops/math/shape_ops.ts'
import type { Barrier } from '../../ops/resources/barrier.ts'
import { int32 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import type { Named } from './sequence_values.ts'
import { checkShape } from './shape_checks.ts'

/** What the state saver has read from its barrier. n: the number of pieces. */
export interface Received {
  readonly total_length: Tensor
  readonly length: Tensor
  readonly batch_size: Tensor
  readonly insertion_index: Tensor
  readonly key: Tensor
  readonly next_key: Tensor
  readonly sequence: Tensor
  readonly sequence_count: Tensor
  readonly context: Readonly<Record<string, Tensor>>
  readonly sequences: Readonly<Record<string, Tensor>>
  readonly states: Named
  /** Which pieces are the last of their sequence: bool, [n]. */
  readonly done: Tensor
  readonly barrier: Barrier
  /** The tensor beside whose op the nodes are placed. */
  readonly near: Tensor
  readonly placeOf: (state: string) => number
}

const METHODS = {
  state: 'state(state_name)',
  save_state: 'save_state(state_name, value, name=None)',
} as const

/** A batch of n pieces of sequences, of `num_unroll` steps each: what `SequenceQueueingStateSaver.next_batch` is. */
export class NextQueuedSequenceBatch {
  readonly #received: Received

  constructor(received: Received) {
    this.#received = received
  }
  /** Of how many steps the whole sequences are: int32, [n]. */
  get total_length(): Tensor {
    return this.#received.total_length
  }
  /** How many steps of each piece belong to its sequence, the others being padding: int32, [n]. */
  get length(): Tensor {
    return this.#received.length
  }
  /** n: int32 scalar. */
  get batch_size(): Tensor {
    return this.#received.batch_size
  }
  /** Numbers that ascend in the order in which examples have come in: int64, [n]. */
  get insertion_index(): Tensor {
    return this.#received.insertion_index
  }
  /** `<piece>_of_<pieces>:<key of the example>`: string, [n]. */
  get key(): Tensor {
    return this.#received.key
  }
  /** The keys of the pieces that follow, `STOP:<key of the example>` for the last: string, [n]. */
  get next_key(): Tensor {
    return this.#received.next_key
  }
  /** Which piece of its sequence each is, from 0: int32, [n]. */
  get sequence(): Tensor {
    return this.#received.sequence
  }
  /** How many pieces the sequences have: int32, [n]. */
  get sequence_count(): Tensor {
    return this.#received.sequence_count
  }
  /** The context of the examples, by name: [n, …]. */
  get context(): Readonly<Record<string, Tensor>> {
    return this.#received.context
  }
  /** The pieces, by name: [n, num_unroll, …]. */
  get sequences(): Readonly<Record<string, Tensor>> {
    return this.#received.sequences
  }
  /** The state `state_name` that the pieces begin with: [n, …]. Error: KeyError for one that was not declared. */
  state(...args: PythonArguments<typeof METHODS.state, { state_name: string }>): Tensor
  state(state_name: string): Tensor {
    const state = this.#received.states.get(state_name)
    if (!state) throw new KeyError(pythonRepr(state_name))
    return state
  }
  /**
   * The operation that hands `value` ([n, …]), the state at the end of the pieces, to the pieces that follow. Run it with each batch. Errors: KeyError for
   * a state that was not declared, ValueError or at a run InvalidArgumentError for another shape.
   */
  save_state(
    ...args: PythonArguments<typeof METHODS.save_state, { state_name: string; value: TensorLike; name: Name }>
  ): Operation
  save_state(state_name: string, value: TensorLike, name: Name): Operation {
    const { states, done, next_key, barrier, near, placeOf } = this.#received
    const state = states.get(state_name)
    if (!state) throw new KeyError(`state was not declared: ${state_name}`)
    return withScope(name, 'InputQueueingStateSaver_SaveState', [value], () =>
      near.graph.colocate_with(near, false, () => {
        const unfinished = reshape(where(logical_not(done)), NDArray.of([-1], int32))
        const keys = gather(next_key, unfinished)
        const checked = checkShape(identity(value, `convert_${state_name}`), shape(state))
        return barrier.insert_many(
          placeOf(state_name),
          keys,
          gather(checked, unfinished),
          `BarrierInsertState_${state_name}`,
        )
      }),
    )
  }
}
// @ts-expect-error the guarded class takes its place
NextQueuedSequenceBatch = guardedClass(NextQueuedSequenceBatch)
setMethodSignatures(NextQueuedSequenceBatch, ...Object.values(METHODS))
