/** A cell that attends to its last outputs (contrib/rnn/python/ops/rnn_cell.py). */

import { flatten, isSequence } from '../../calling/nest.ts'
import { pythonStr } from '../../calling/python_repr.ts'
import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { tuple } from '../../calling/tuple.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { ValueError } from '../../errors/python.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { CellWrapper } from '../../nn/rnn_cell/cell_wrapper.ts'
import { linear, shapeOf } from '../../nn/rnn_cell/linear.ts'
import {
  type CellResult,
  type Nested,
  type RNNCell,
  type ScopeLike,
  scopeOf,
  units,
  warnOfConcatenatedState,
} from '../../nn/rnn_cell/rnn_cell.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { slice } from '../../ops/array/slice_ops.ts'
import { tanh } from '../../ops/math/function_ops.ts'
import { plus, times } from '../../ops/math/operators.ts'
import { reduce_sum } from '../../ops/math/reduction_ops.ts'
import { expand_dims, reshape } from '../../ops/math/shape_ops.ts'
import { conv2d } from '../../ops/nn/conv2d_ops.ts'
import { softmax } from '../../ops/nn/softmax_ops.ts'
import { get_variable, variable_scope } from '../../ops/variables/variable_scope.ts'
import type { PyInt } from '../../tensor/literals.ts'

interface AttentionArgs {
  cell: RNNCell
  attn_length: number | PyInt
  attn_size: number | PyInt | null
  attn_vec_size: number | PyInt | null
  input_size: number | PyInt | null
  state_is_tuple: boolean
}
const TEXT =
  'AttentionCellWrapper(cell, attn_length, attn_size=None, attn_vec_size=None, input_size=None, state_is_tuple=False)'

/**
 * The cell with attention to its last `attn_length` outputs (Bahdanau et al., arXiv 1409.0473). The state is that of the cell, what was
 * attended to, and those outputs. Errors: TypeError for no cell, ValueError for a length below 1, and for a tuple as the cell's state
 * where `state_is_tuple` is false.
 */
export class AttentionCellWrapper extends CellWrapper {
  readonly _state_is_tuple: boolean
  readonly _attn_length: number
  readonly _attn_size: number
  readonly _attn_vec_size: number
  readonly _input_size: number | null

  constructor(...args: PythonArguments<typeof TEXT, AttentionArgs>) {
    const bound = SIGNATURE.bind(args) as unknown as AttentionArgs
    // an input size is no matter for warnings here
    super({ cell: bound.cell })
    const { cell, state_is_tuple } = bound
    if (isSequence(cell.state_size) && !state_is_tuple)
      throw new ValueError(
        `Cell returns tuple of states, but the flag state_is_tuple is not set. State size is: ${pythonStr(cell.state_size)}`,
      )
    const length = units(bound.attn_length, 'attn_length')
    if (length <= 0) throw new ValueError(`attn_length should be greater than zero, got ${length}`)
    warnOfConcatenatedState(this, state_is_tuple)
    this._state_is_tuple = state_is_tuple
    this._attn_length = length
    this._attn_size = units(bound.attn_size ?? (cell.output_size as number), 'attn_size')
    this._attn_vec_size = units(bound.attn_vec_size ?? this._attn_size, 'attn_vec_size')
    this._input_size = bound.input_size === null ? null : units(bound.input_size, 'input_size')
  }
  override get state_size(): Nested {
    const { state_size } = this._cell
    const kept = this._attn_size * this._attn_length
    return this._state_is_tuple ? tuple(state_size, this._attn_size, kept) : Number(state_size) + this._attn_size + kept
  }
  override get output_size(): number {
    return this._attn_size
  }
  override _step(inputs: Tensor, given: Nested, scope: ScopeLike): CellResult {
    return variable_scope(scopeOf(scope, this), () => {
      const [state, seen, flat] = this._stateParts(given)
      const outputs = reshape(flat, [-1, this._attn_length, this._attn_size])
      const columns = this._input_size ?? (shapeOf(inputs).as_list()[1] as number)
      const [output, next] = this._cell.call(linear([inputs, seen], columns), state)
      const query = this._state_is_tuple ? concat(1, flatten(next) as Tensor[]) : next
      const [attended, kept] = this._attend(query, outputs)
      const shown = variable_scope('AttnOutputProjection', () => linear([output, attended], this._attn_size))
      const joined = concat(1, [kept, expand_dims(shown, 1)])
      const parts = [next, attended, reshape(joined, [-1, this._attn_length * this._attn_size])] as const
      return tuple(shown, this._state_is_tuple ? tuple(...parts) : concat(1, [...parts]))
    })
  }
  _stateParts(state: Nested): [state: Nested, seen: Tensor, outputs: Tensor] {
    if (this._state_is_tuple) {
      const parts = state as [Nested, Tensor, Tensor]
      if (!isSequence(state) || state.length !== 3)
        throw new ValueError(`Expected state to be a tuple of length 3, but received: ${pythonStr(state)}`)
      return parts
    }
    const own = Number(this._cell.state_size)
    return [
      slice(state, [0, 0], [-1, own]),
      slice(state, [0, own], [-1, this._attn_size]),
      slice(state, [0, own + this._attn_size], [-1, this._attn_size * this._attn_length]),
    ]
  }
  _attend(query: Tensor, outputs: Tensor): [Tensor, Tensor] {
    const [length, size, vector] = [this._attn_length, this._attn_size, this._attn_vec_size]
    return variable_scope('Attention', () => {
      const weights = get_variable('AttnW', [1, 1, size, vector])
      const v = get_variable('AttnV', [vector])
      const hidden = reshape(outputs, [-1, length, 1, size])
      const features = conv2d(hidden, weights, [1, 1, 1, 1], 'SAME')
      const y = reshape(linear(query, vector), [-1, 1, 1, vector])
      const scores = softmax(reduce_sum(times(v, tanh(plus(features, y))), [2, 3]))
      const seen = reduce_sum(times(reshape(scores, [-1, length, 1, 1]), hidden), [1, 2])
      return [reshape(seen, [-1, size]), slice(outputs, [0, 1, 0], [-1, -1, -1])]
    })
  }
}
// @ts-expect-error the guarded class takes its place
AttentionCellWrapper = guardedClass(AttentionCellWrapper)
const SIGNATURE = setSignature(AttentionCellWrapper, TEXT)
