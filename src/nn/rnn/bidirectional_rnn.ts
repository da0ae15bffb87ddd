/** Nets that read their inputs from both ends (ops/rnn.py). */

import { flatten, packSequenceAs } from '../../calling/nest.ts'
import { pyfunction } from '../../calling/signature.ts'
import { tuple } from '../../calling/tuple.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { pack, unpack } from '../../ops/array/pack_ops.ts'
import { reverse_sequence } from '../../ops/array/reverse_ops.ts'
import { to_int64 } from '../../ops/math/cast_ops.ts'
import { variable_scope } from '../../ops/variables/variable_scope.ts'
import { unknown_shape } from '../../tensor/tensor_shape.ts'
import { type BothScopes, checkIsCell, type Nested, type RNNCell } from '../rnn_cell/rnn_cell.ts'
import { type DynamicArgs, dynamic_rnn } from './dynamic_rnn.ts'
import { checkInputs, rnn, type StaticArgs } from './static_rnn.ts'

interface Cells {
  cell_fw: RNNCell
  cell_bw: RNNCell
  initial_state_fw: Nested
  initial_state_bw: Nested
}
function checkCells({ cell_fw, cell_bw }: Cells): void {
  checkIsCell(cell_fw, 'cell_fw must be an instance of RNNCell')
  checkIsCell(cell_bw, 'cell_bw must be an instance of RNNCell')
}

/** The steps in opposite order, of each sequence as many as its length says. */
function reversed(steps: readonly Nested[], lengths: TensorLike | null): Nested[] {
  if (lengths === null) return [...steps].reverse()
  const flat = steps.map(step => flatten(step) as Tensor[])
  const results: Tensor[][] = steps.map(() => [])
  let wide: TensorLike = lengths
  for (let part = 0; part < (flat[0]?.length ?? 0); part++) {
    const sequence = flat.map(step => step[part] as Tensor)
    const shape = unknown_shape((sequence[0] as Tensor).get_shape().ndims)
    for (const step of sequence) {
      shape.merge_with(step.get_shape())
      step.set_shape(shape)
    }
    const joined = pack(sequence)
    wide = to_int64(wide)
    for (const [i, result] of unpack(reverse_sequence(joined, wide, 0, 1)).entries()) {
      result.set_shape(shape)
      results[i]?.push(result)
    }
  }
  return steps.map((step, i) => packSequenceAs(step, results[i] as Tensor[]))
}

export type BothWaysArgs = Cells & Omit<StaticArgs, 'cell' | 'initial_state'>
/** Both nets, unrolled, in scopes of these names. */
export function unrolledBothWays(args: BothWaysArgs, names: BothScopes): [Nested[], Nested, Nested] {
  checkCells(args)
  const { inputs, dtype, sequence_length } = args
  checkInputs(inputs)
  const one = (cell: RNNCell, steps: readonly Nested[], initial_state: Nested, scope: StaticArgs['scope']) =>
    rnn(cell, steps as Nested[], { initial_state, dtype, sequence_length, scope })
  const [[forward, stateForward], [backward, stateBackward]] = variable_scope(
    args.scope || names.both,
    () =>
      [
        variable_scope(names.forward, scope => one(args.cell_fw, inputs, args.initial_state_fw, scope)),
        variable_scope(names.backward, scope =>
          one(args.cell_bw, reversed(inputs, sequence_length), args.initial_state_bw, scope),
        ),
      ] as const,
  )
  const others = flatten(reversed(backward, sequence_length)) as Tensor[]
  const joined = (flatten(forward) as Tensor[]).map((output, i) => concat(1, [output, others[i] as Tensor]))
  return tuple(packSequenceAs(forward, joined) as Nested[], stateForward, stateBackward)
}

/**
 * Two nets over `inputs`, a list of tensors [batch, depth], one of them from the last step to the first: the outputs of both, side by
 * side, and the last states. See `rnn`.
 */
export const bidirectional_rnn = pyfunction(
  'bidirectional_rnn(cell_fw, cell_bw, inputs, initial_state_fw=None, initial_state_bw=None, dtype=None, sequence_length=None, scope=None)',
  (args: BothWaysArgs): [Nested[], Nested, Nested] =>
    unrolledBothWays(args, { both: 'BiRNN', forward: 'FW', backward: 'BW' }),
)

/**
 * Two nets that loop over `inputs` [batch, time, depth] ([time, batch, depth] where `time_major`), one of them from the end of each
 * sequence: both outputs and both last states. See `dynamic_rnn`; `sequence_length` must be given.
 */
export const bidirectional_dynamic_rnn = pyfunction(
  'bidirectional_dynamic_rnn(cell_fw, cell_bw, inputs, sequence_length=None, initial_state_fw=None, initial_state_bw=None, dtype=None, parallel_iterations=None, swap_memory=False, time_major=False, scope=None)',
  (args: Cells & Omit<DynamicArgs, 'cell' | 'initial_state'>): [[Nested, Nested], [Nested, Nested]] => {
    checkCells(args)
    const { inputs, sequence_length, dtype, parallel_iterations, swap_memory, time_major } = args
    const [seq_dim, batch_dim] = time_major ? [0, 1] : [1, 0]
    const turned = (x: Nested): Tensor =>
      reverse_sequence(x as Tensor, sequence_length as TensorLike, { seq_dim, batch_dim })
    const one = (cell: RNNCell, steps: Nested, initial_state: Nested, scope: DynamicArgs['scope']) =>
      dynamic_rnn(cell, steps, {
        sequence_length,
        initial_state,
        dtype,
        parallel_iterations,
        swap_memory,
        time_major,
        scope,
      })
    const names = args.cell_fw._both_scopes
    const [[forward, stateForward], [backward, stateBackward]] = variable_scope(
      args.scope || names.both,
      () =>
        [
          variable_scope(names.forward, scope => one(args.cell_fw, inputs, args.initial_state_fw, scope)),
          variable_scope(names.backward, scope => one(args.cell_bw, turned(inputs), args.initial_state_bw, scope)),
        ] as const,
    )
    const outputs = tuple(forward, turned(backward))
    return tuple(outputs, tuple(stateForward, stateBackward))
  },
)
