/** Recurrent nets that are unrolled in the graph (ops/rnn.py). */

import { flatten, isSequence, packSequenceAs } from '../../calling/nest.ts'
import { noAttribute, pythonStr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { tuple } from '../../calling/tuple.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { convertToTensor, type TensorLike } from '../../graph/build/convert.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { pack } from '../../ops/array/pack_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { to_int32 } from '../../ops/math/cast_ops.ts'
import { zeros } from '../../ops/math/constant_op.ts'
import { reduce_max, reduce_min } from '../../ops/math/reduction_ops.ts'
import { shape } from '../../ops/math/shape_ops.ts'
import { variable_scope } from '../../ops/variables/variable_scope.ts'
import type { Dimension } from '../../tensor/dimension.ts'
import { type DTypeLike, int32 } from '../../tensor/dtypes.ts'
import { shapeOf } from '../rnn_cell/linear.ts'
import {
  type CellResult,
  checkIsCell,
  type Nested,
  type RNNCell,
  type ScopeLike,
  shapeWithPrefix,
  withPrefix,
} from '../rnn_cell/rnn_cell.ts'
import { cacheVariables, type Lengths, stateDType, stepWithLengths } from './step.ts'

export interface StaticArgs {
  cell: RNNCell
  inputs: readonly Nested[]
  initial_state: Nested
  dtype: DTypeLike | null
  sequence_length: TensorLike | null
  scope: ScopeLike
}

export function checkInputs(inputs: unknown): void {
  if (!isSequence(inputs)) throw new TypeError('inputs must be a sequence')
  if (inputs.length === 0) throw new ValueError('inputs must not be empty')
}

/** The batch of the inputs where it is known; their other dimensions have to be. */
function batchOf(inputs: readonly Nested[], first: Tensor): Dimension {
  if (shapeOf(first).ndims === 1) return shapeOf(first).with_rank_at_least(1).at(0)
  const batch = shapeOf(first).with_rank_at_least(2).at(0)
  for (const input of flatten(inputs)) {
    const dims = shapeOf(input).with_rank_at_least(2)
    batch.merge_with(dims.at(0))
    for (const [i, size] of [...dims.slice(1)].entries())
      if (size.value === null)
        throw new ValueError(
          `Input size (dimension ${i} of inputs) must be accessible via shape inference, but saw value None.`,
        )
  }
  return batch
}

/**
 * The net of `cell` over `inputs`, one tensor [batch, depth] for each time step: the outputs and the last state. `initial_state` or
 * `dtype` must be given. With `sequence_length` (integers [batch]) sequences that have ended give zeros and keep their state, and
 * steps that no sequence reaches are not computed.
 *
 *     const [outputs, state] = tf.nn.rnn(cell, tf.unstack(x, { axis: 1 }), { dtype: tf.float32 })
 *
 * Errors: TypeError for no cell or no list of inputs; ValueError for no inputs, no type, and depths that are not known.
 */
export const rnn = pyfunction(
  'rnn(cell, inputs, initial_state=None, dtype=None, sequence_length=None, scope=None)',
  ({ cell, inputs, initial_state, dtype, sequence_length, scope }: StaticArgs): [Nested[], Nested] => {
    checkIsCell(cell, 'cell must be an instance of RNNCell')
    checkInputs(inputs)
    return variable_scope(scope || cell._net_scope, varscope => {
      cacheVariables(varscope)
      let first: Nested = inputs
      while (isSequence(first)) first = first[0]
      const fixed = batchOf(inputs, first as Tensor).value
      const batch = fixed || shape(first as Tensor).at(0)
      if (initial_state === null && dtype === null)
        throw new ValueError('If no initial_state is provided, dtype must be specified')
      let state: Nested = initial_state ?? cell.zero_state(batch, dtype as DTypeLike)
      const ending =
        sequence_length === null ? null : endOfSequences(cell, state, { dtype, sequence_length, batch, fixed })
      const outputs = inputs.map((input, time) => {
        if (time > 0) varscope.reuse_variables()
        const call = (): CellResult => cell.call(input, state)
        const [output, next] = ending === null ? call() : stepWithLengths({ time, ...ending, state, call })
        state = next
        return output
      })
      return tuple(outputs, state)
    })
  },
)

interface Ending {
  dtype: DTypeLike | null
  sequence_length: TensorLike
  batch: number | Tensor
  fixed: number | null
}
function endOfSequences(
  cell: RNNCell,
  state: Nested,
  { dtype, sequence_length, batch, fixed }: Ending,
): { lengths: Lengths; zeroOutput: Nested } {
  const given = convertToTensor(sequence_length, { name: 'sequence_length', bare: int32 })
  if (![null, 1].includes(given.get_shape().ndims))
    throw new ValueError('sequence_length must be a vector of length batch_size')
  const { output_size } = cell
  const flat = flatten(output_size).map(size => {
    const output = zeros(pack(withPrefix(size, batch)), stateDType(dtype, state))
    output.set_shape(shapeWithPrefix(size, fixed))
    return output
  })
  const sequence = to_int32(given)
  const lengths = { sequence, min: reduce_min(sequence), max: reduce_max(sequence) }
  return { lengths, zeroOutput: packSequenceAs(output_size, flat) }
}

/** What keeps states between runs: a batch of sequences that are cut into pieces. */
export interface StateSaver {
  state(name: unknown): Nested
  save_state(name: unknown, value: Tensor): Operation
}
export interface StateSavingArgs extends Pick<StaticArgs, 'cell' | 'inputs' | 'sequence_length' | 'scope'> {
  state_saver: StateSaver
  state_name: unknown
}
/**
 * As `rnn`, with the first state from `state_saver.state(name)`. The last output is there when the last state has been given to
 * `state_saver.save_state(name, state)`. `state_name` has the structure of the cell's state. Errors: ValueError where it hasn't.
 */
export const state_saving_rnn = pyfunction(
  'state_saving_rnn(cell, inputs, state_saver, state_name, sequence_length=None, scope=None)',
  ({ cell, inputs, state_saver, state_name, sequence_length, scope }: StateSavingArgs): [Nested[], Nested] => {
    if (typeof cell?.state_size === 'undefined') throw noAttribute(cell, 'state_size')
    const { state_size } = cell
    const isTuple = isSequence(state_size)
    if (isTuple !== isSequence(state_name))
      throw new ValueError(
        `state_name should be the same type as cell.state_size.  state_name: ${pythonStr(state_name)}, cell.state_size: ${pythonStr(state_size)}`,
      )
    const names = flatten(state_name)
    const sizes = flatten(state_size).length
    if (names.length !== sizes)
      throw new ValueError(`#elems(state_name) != #elems(state_size): ${names.length} vs. ${sizes}`)
    const initial_state = packSequenceAs(
      state_size,
      names.map(name => state_saver.state(name)),
    )
    const [outputs, state] = rnn(cell, inputs, { initial_state, sequence_length, scope })
    const parts = flatten(state)
    const saved = names.map((name, i) => state_saver.save_state(name, parts[i] as Tensor))
    get_default_graph().control_dependencies(saved, () => {
      const last: Nested = outputs.at(-1)
      outputs[outputs.length - 1] = packSequenceAs(
        last,
        flatten(last).map(output => identity(output as Tensor)),
      )
    })
    return tuple(outputs, state)
  },
)
