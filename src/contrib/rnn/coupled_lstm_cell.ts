/** An LSTM cell whose input gate is the rest of its forget gate (contrib/rnn/python/ops/rnn_cell.py). */

import { type PythonArguments, setSignature, toNumber } from '../../calling/signature.ts'
import { tuple } from '../../calling/tuple.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { ValueError } from '../../errors/python.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { type Activation, activate, shapeOf } from '../../nn/rnn_cell/linear.ts'
import { lstmState } from '../../nn/rnn_cell/lstm_state_tuple.ts'
import {
  type CellResult,
  type Nested,
  RNNCell,
  type ScopeLike,
  scopeOf,
  units,
  warnOfConcatenatedState,
} from '../../nn/rnn_cell/rnn_cell.ts'
import { concatenatedVariable } from '../../nn/rnn_cell/sharded_variables.ts'
import { stateParts } from '../../nn/rnn_cell/state_parts.ts'
import { clip_by_value } from '../../ops/array/clip_ops.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { slice } from '../../ops/array/slice_ops.ts'
import { split } from '../../ops/array/split_ops.ts'
import { sigmoid } from '../../ops/math/function_ops.ts'
import { matmul } from '../../ops/math/matmul_ops.ts'
import { minus, plus, times } from '../../ops/math/operators.ts'
import { bias_add } from '../../ops/nn/bias_ops.ts'
import { zeros_initializer } from '../../ops/variables/init_ops.ts'
import { get_variable, type VariableScopeOptions, variable_scope } from '../../ops/variables/variable_scope.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { int, type PyInt } from '../../tensor/literals.ts'

interface CoupledArgs {
  num_units: number | PyInt
  use_peepholes: boolean
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
  'CoupledInputForgetGateLSTMCell(num_units, use_peepholes=False, initializer=None, num_proj=None, proj_clip=None, num_unit_shards=1, num_proj_shards=1, forget_bias=1.0, state_is_tuple=False, activation=tanh)'

/** `tf.nn.rnn_cell.LSTMCell` with the input gate 1 − forget gate (Greff et al., arXiv 1503.04069), which has a quarter less weights. */
export class CoupledInputForgetGateLSTMCell extends RNNCell {
  readonly _num_units: number | PyInt
  readonly _num_proj: number | PyInt | null
  readonly _state_is_tuple: boolean
  readonly _settings: CoupledArgs

  constructor(...args: PythonArguments<typeof TEXT, CoupledArgs>) {
    super()
    const bound = SIGNATURE.bind(args) as unknown as CoupledArgs
    warnOfConcatenatedState(this, bound.state_is_tuple)
    this._settings = bound
    units(bound.num_units)
    this._num_units = bound.num_units
    this._num_proj = bound.num_proj
    this._state_is_tuple = bound.state_is_tuple
  }
  override get state_size(): Nested {
    const [size, output] = [units(this._num_units), this.output_size]
    return this._state_is_tuple ? lstmState(size, output) : size + output
  }
  override get output_size(): number {
    return (this._num_proj === null ? 0 : units(this._num_proj)) || units(this._num_units)
  }
  override _step(inputs: Tensor, state: Nested, scope: ScopeLike): CellResult {
    const { use_peepholes, initializer, num_unit_shards, forget_bias, activation } = this._settings
    const size = units(this._num_units)
    const outputs = this._num_proj === null ? size : units(this._num_proj)
    const [c_prev, m_prev] = this._state_is_tuple
      ? stateParts(state)
      : [slice(state, [0, 0], [-1, size]), slice(state, [0, size], [-1, outputs])]
    const columns = shapeOf(inputs).with_rank(2).at(1).value
    const { dtype } = inputs
    if (columns === null) throw new ValueError('Could not infer input size from inputs.get_shape()[-1]')
    const [c, m] = variable_scope(scopeOf(scope, this), { initializer: initializer ?? null }, () => {
      const weights = concatenatedVariable('W', [columns + outputs, 3 * size], dtype, toNumber(num_unit_shards))
      const biases = get_variable('B', [3 * size], { initializer: zeros_initializer, dtype })
      const product = matmul(concat(1, [inputs, m_prev]), weights)
      const [j, f, o] = split(1, 3, bias_add(product, biases)) as [Tensor, Tensor, Tensor]
      const forgetPeep = use_peepholes ? get_variable('W_F_diag', [size], { dtype }) : null
      const outputPeep = use_peepholes ? get_variable('W_O_diag', [size], { dtype }) : null
      const biased = plus(f, forget_bias)
      const forget = sigmoid(forgetPeep ? plus(biased, times(forgetPeep, c_prev)) : biased)
      const kept = times(forget, c_prev)
      const next = plus(kept, times(minus(int(1), forget), activate(activation, j)))
      const shown = sigmoid(outputPeep ? plus(o, times(outputPeep, next)) : o)
      return [next, this._projected(times(shown, activate(activation, next)), dtype)] as const
    })
    return tuple(m, this._state_is_tuple ? lstmState(c, m) : concat(1, [c, m]))
  }
  _projected(m: Tensor, dtype: DType): Tensor {
    if (this._num_proj === null) return m
    const { num_proj_shards, proj_clip } = this._settings
    const shape = [units(this._num_units), units(this._num_proj)]
    const projected = matmul(m, concatenatedVariable('W_P', shape, dtype, toNumber(num_proj_shards)))
    return proj_clip === null ? projected : clip_by_value(projected, -Number(proj_clip), proj_clip)
  }
}
// @ts-expect-error the guarded class takes its place
CoupledInputForgetGateLSTMCell = guardedClass(CoupledInputForgetGateLSTMCell)
const SIGNATURE = setSignature(CoupledInputForgetGateLSTMCell, TEXT)
