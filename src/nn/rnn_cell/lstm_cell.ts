/** The LSTM cell with everything (ops/rnn_cell.py). */

import { type PythonArguments, setSignature, toNumber } from '../../calling/signature.ts'
import { tuple } from '../../calling/tuple.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { ValueError } from '../../errors/python.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { clip_by_value } from '../../ops/array/clip_ops.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { slice } from '../../ops/array/slice_ops.ts'
import { split } from '../../ops/array/split_ops.ts'
import { sigmoid } from '../../ops/math/function_ops.ts'
import { matmul } from '../../ops/math/matmul_ops.ts'
import { plus, times } from '../../ops/math/operators.ts'
import { bias_add } from '../../ops/nn/bias_ops.ts'
import { zeros_initializer } from '../../ops/variables/init_ops.ts'
import { get_variable, type VariableScopeOptions, variable_scope } from '../../ops/variables/variable_scope.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import type { DType } from '../../tensor/dtypes.ts'
import type { PyInt } from '../../tensor/literals.ts'
import { type Activation, activate, shapeOf } from './linear.ts'
import { lstmState } from './lstm_state_tuple.ts'
import {
  type CellResult,
  type Nested,
  RNNCell,
  type ScopeLike,
  scopeOf,
  units,
  warnOfConcatenatedState,
  warnOfInputSize,
} from './rnn_cell.ts'
import { concatenatedVariable } from './sharded_variables.ts'
import { stateParts } from './state_parts.ts'

interface LSTMCellArgs {
  num_units: number | PyInt
  input_size: unknown
  use_peepholes: boolean
  cell_clip: number | null
  initializer: VariableScopeOptions['initializer'] | null
  num_proj: number | PyInt | null
  proj_clip: number | null
  num_unit_shards: number | PyInt
  num_proj_shards: number | PyInt
  forget_bias: number
  state_is_tuple: boolean
  activation: Activation | string
}
const TEXT =
  'LSTMCell(num_units, input_size=None, use_peepholes=False, cell_clip=None, initializer=None, num_proj=None, proj_clip=None, num_unit_shards=1, num_proj_shards=1, forget_bias=1.0, state_is_tuple=True, activation=tanh)'

/**
 * An LSTM cell with diagonal connections from the state to the gates (`use_peepholes`), a state that stays within ±`cell_clip`, and an
 * output that is projected to `num_proj` columns and stays within ±`proj_clip`, where these are given. Its matrices are variables in
 * `num_unit_shards` and `num_proj_shards` parts. (Hochreiter and Schmidhuber 1997; Sak et al. 2014 for peepholes.)
 */
export class LSTMCell extends RNNCell {
  readonly _num_units: number | PyInt
  readonly _num_proj: number | PyInt | null
  readonly _state_is_tuple: boolean
  readonly _settings: LSTMCellArgs

  constructor(...args: PythonArguments<typeof TEXT, LSTMCellArgs>) {
    super()
    const bound = SIGNATURE.bind(args) as unknown as LSTMCellArgs
    warnOfConcatenatedState(this, bound.state_is_tuple)
    warnOfInputSize(this, bound.input_size)
    this._settings = bound
    this._num_units = bound.num_units
    units(bound.num_units)
    this._num_proj = bound.num_proj
    this._state_is_tuple = bound.state_is_tuple
  }
  override get state_size(): Nested {
    const [size, output] = [units(this._num_units), this.output_size]
    return this._state_is_tuple ? lstmState(size, output) : size + output
  }
  override get output_size(): number {
    const projected = this._num_proj === null ? 0 : units(this._num_proj)
    return projected || units(this._num_units)
  }

  override _step(inputs: Tensor, state: Nested, scope: ScopeLike): CellResult {
    const { use_peepholes, cell_clip, initializer, forget_bias, activation } = this._settings
    const size = units(this._num_units)
    const outputs = this._num_proj === null ? size : units(this._num_proj)
    const [c_prev, m_prev] = this._state_is_tuple
      ? stateParts(state)
      : [slice(state, [0, 0], [-1, size]), slice(state, [0, size], [-1, outputs])]
    const columns = shapeOf(inputs).with_rank(2).at(1).value
    const { dtype } = inputs
    if (columns === null) throw new ValueError('Could not infer input size from inputs.get_shape()[-1]')
    const [c, m] = variable_scope(scopeOf(scope, this), { initializer: initializer ?? null }, () => {
      const gates = this._gates(inputs, m_prev, columns + outputs)
      const [i, j, f, o] = split(1, 4, gates) as [Tensor, Tensor, Tensor, Tensor]
      const peep = use_peepholes
        ? {
            forget: this._diagonal('W_F_diag', dtype),
            input: this._diagonal('W_I_diag', dtype),
            output: this._diagonal('W_O_diag', dtype),
          }
        : null
      const forget = plus(f, forget_bias)
      const kept = times(sigmoid(peep ? plus(forget, times(peep.forget, c_prev)) : forget), c_prev)
      const gate = sigmoid(peep ? plus(i, times(peep.input, c_prev)) : i)
      let next = plus(kept, times(gate, activate(activation, j)))
      if (cell_clip !== null) next = clip_by_value(next, -Number(cell_clip), cell_clip)
      const shown = sigmoid(peep ? plus(o, times(peep.output, next)) : o)
      return [next, this._projected(times(shown, activate(activation, next)))] as const
    })
    return tuple(m, this._state_is_tuple ? lstmState(c, m) : concat(1, [c, m]))
  }
  /** All gates, [batch, 4 · num_units], by a matrix with `rows` rows. */
  _gates(inputs: Tensor, m_prev: Tensor, rows: number): Tensor {
    const columns = 4 * units(this._num_units)
    const { dtype } = inputs
    const weights = concatenatedVariable('W', [rows, columns], dtype, toNumber(this._settings.num_unit_shards))
    const biases = get_variable('B', [columns], { initializer: zeros_initializer, dtype })
    return bias_add(matmul(concat(1, [inputs, m_prev]), weights), biases)
  }
  /** The weights of a peephole. */
  _diagonal(name: string, dtype: DType): Variable {
    return get_variable(name, [units(this._num_units)], { dtype })
  }
  _projection(m: Tensor, columns: number): Tensor {
    const shape = [units(this._num_units), columns]
    return matmul(m, concatenatedVariable('W_P', shape, m.dtype, toNumber(this._settings.num_proj_shards)))
  }
  _projected(m: Tensor): Tensor {
    if (this._num_proj === null) return m
    const { proj_clip } = this._settings
    const projected = this._projection(m, units(this._num_proj))
    return proj_clip === null ? projected : clip_by_value(projected, -Number(proj_clip), proj_clip)
  }
}
// @ts-expect-error the guarded class takes its place
LSTMCell = guardedClass(LSTMCell)
const SIGNATURE = setSignature(LSTMCell, TEXT)
