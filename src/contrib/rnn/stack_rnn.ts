/** Layers of nets that read from both ends (contrib/rnn/python/ops/rnn.py). */

import { isSequence } from '../../calling/nest.ts'
import { pythonTypeName } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { Tuple, tuple } from '../../calling/tuple.ts'
import { ValueError } from '../../errors/python.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import { bidirectional_dynamic_rnn, bidirectional_rnn } from '../../nn/rnn/bidirectional_rnn.ts'
import type { Nested, RNNCell, ScopeLike } from '../../nn/rnn_cell/rnn_cell.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { variable_scope } from '../../ops/variables/variable_scope.ts'
import type { DTypeLike } from '../../tensor/dtypes.ts'

interface StackArgs {
  cells_fw: readonly RNNCell[]
  cells_bw: readonly RNNCell[]
  inputs: Nested
  initial_states_fw: readonly Nested[] | null
  initial_states_bw: readonly Nested[] | null
  dtype: DTypeLike | null
  sequence_length: TensorLike | null
  scope: ScopeLike
}
const PARAMETERS =
  'cells_fw, cells_bw, inputs, initial_states_fw=None, initial_states_bw=None, dtype=None, sequence_length=None, scope=None'

const isEmpty = (value: unknown): boolean => value === null || (isSequence(value) && value.length === 0)
const isList = (value: unknown): boolean => isSequence(value) && pythonTypeName(value) === 'list'
function check({ cells_fw, cells_bw }: StackArgs): void {
  if (isEmpty(cells_fw)) throw new ValueError('Must specify at least one fw cell for BidirectionalRNN.')
  if (isEmpty(cells_bw)) throw new ValueError('Must specify at least one bw cell for BidirectionalRNN.')
  if (!isList(cells_fw)) throw new ValueError('cells_fw must be a list of RNNCells (one per layer).')
  if (!isList(cells_bw)) throw new ValueError('cells_bw must be a list of RNNCells (one per layer).')
  if (cells_fw.length !== cells_bw.length) throw new ValueError('Forward and Backward cells must have the same depth.')
}

interface Layer {
  readonly cells: readonly [RNNCell, RNNCell]
  readonly inputs: Nested
  readonly options: {
    initial_state_fw: Nested
    initial_state_bw: Nested
    sequence_length: TensorLike | null
    dtype: DTypeLike | null
  }
}
type Made = readonly [outputs: Nested, forward: Nested, backward: Nested]
const stacked =
  (layer: (layer: Layer) => Made) =>
  (args: StackArgs): [outputs: Nested, forward: Nested, backward: Nested] => {
    check(args)
    const { cells_fw, cells_bw, initial_states_fw, initial_states_bw, sequence_length, dtype } = args
    const forward: Nested[] = []
    const backward: Nested[] = []
    let inputs = args.inputs
    variable_scope(args.scope || 'StackRNN', () => {
      for (const [i, cell] of cells_fw.entries()) {
        const options = {
          initial_state_fw: initial_states_fw?.[i] ?? null,
          initial_state_bw: initial_states_bw?.[i] ?? null,
          sequence_length,
          dtype,
        }
        variable_scope(`Layer${i}`, () => {
          const made = layer({ cells: [cell, cells_bw[i] as RNNCell], inputs, options })
          inputs = made[0]
          forward.push(made[1])
          backward.push(made[2])
        })
      }
    })
    return tuple(inputs, Tuple.from_items(forward), Tuple.from_items(backward))
  }

/** Layers of `bidirectional_rnn`, each over the outputs of the last: the outputs, and the last states of both directions by layer. */
export const stack_bidirectional_rnn = pyfunction(
  `stack_bidirectional_rnn(${PARAMETERS})`,
  stacked(({ cells, inputs, options }) => bidirectional_rnn(...cells, inputs, options)),
)

/** The same with `bidirectional_dynamic_rnn`. */
export const stack_bidirectional_dynamic_rnn = pyfunction(
  `stack_bidirectional_dynamic_rnn(${PARAMETERS})`,
  stacked(({ cells, inputs, options }) => {
    const [outputs, [forward, backward]] = bidirectional_dynamic_rnn(...cells, inputs, options)
    return [concat(2, [...outputs]), forward, backward]
  }),
)
