/** Plain, gated and basic LSTM cells (ops/rnn_cell.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { tuple } from '../../calling/tuple.ts'
import { guardedClass } from '../../errors/boundary.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { split } from '../../ops/array/split_ops.ts'
import { sigmoid } from '../../ops/math/function_ops.ts'
import { minus, plus, times } from '../../ops/math/operators.ts'
import { variable_scope } from '../../ops/variables/variable_scope.ts'
import { int } from '../../tensor/literals.ts'
import { type Activation, activate } from './linear.ts'
import { LSTMBase, type LSTMSettings } from './lstm_bases.ts'
import { type CellResult, type Nested, type ScopeLike, scopeOf, units } from './rnn_cell.ts'
import { stateParts } from './state_parts.ts'
import { type ActivationSettings, UnitsCell } from './units_cell.ts'

interface UnitsArgs extends ActivationSettings {
  input_size: unknown
}
const BASIC = 'BasicRNNCell(num_units, input_size=None, activation=tanh)'
const GRU = 'GRUCell(num_units, input_size=None, activation=tanh)'
const LSTM = 'BasicLSTMCell(num_units, forget_bias=1.0, input_size=None, state_is_tuple=True, activation=tanh)'

/** The most basic cell: output and state are activation(W · inputs + U · state + B). */
export class BasicRNNCell extends UnitsCell<UnitsArgs> {
  readonly _activation: Activation | string

  constructor(...args: PythonArguments<typeof BASIC, UnitsArgs>) {
    super(SIGNATURES.basic.bind(args) as unknown as UnitsArgs)
    this._activation = this._settings.activation
  }
  override _step(inputs: Tensor, state: Tensor, scope: ScopeLike): CellResult {
    return variable_scope(scopeOf(scope, this), () => {
      const output = activate(this._activation, this._product([inputs, state], units(this._num_units)))
      return tuple(output, output)
    })
  }
}
// @ts-expect-error the guarded class takes its place
BasicRNNCell = guardedClass(BasicRNNCell)

/** A gated recurrent unit (Cho et al., arXiv 1406.1078). */
export class GRUCell extends UnitsCell<UnitsArgs> {
  readonly _activation: Activation | string

  constructor(...args: PythonArguments<typeof GRU, UnitsArgs>) {
    super(SIGNATURES.gru.bind(args) as unknown as UnitsArgs)
    this._activation = this._settings.activation
  }
  override _step(inputs: Tensor, state: Tensor, scope: ScopeLike): CellResult {
    const size = units(this._num_units)
    return variable_scope(scopeOf(scope, this), () => {
      // the bias of 1 lets a new cell neither reset nor update
      const [reset, update] = variable_scope(this._part('Gates'), () => {
        const [r, u] = split(1, 2, this._product([inputs, state], 2 * size, 1)) as [Tensor, Tensor]
        return [sigmoid(r), sigmoid(u)] as const
      })
      const candidate = variable_scope(this._part('Candidate'), () =>
        activate(this._activation, this._product([inputs, times(reset, state)], size)),
      )
      const kept = times(update, state)
      const output = plus(kept, times(minus(int(1), update), candidate))
      return tuple(output, output)
    })
  }
}
// @ts-expect-error the guarded class takes its place
GRUCell = guardedClass(GRUCell)

type LSTMArgs = LSTMSettings & { state_is_tuple: boolean; input_size: unknown }
/**
 * An LSTM cell without peepholes, clipping and projection (Zaremba et al., arXiv 1409.2329). The state is an LSTMStateTuple, or
 * where `state_is_tuple` is false one matrix [batch, 2 · num_units]. `forget_bias` is added to the forget gate, so that a new cell
 * remembers.
 *
 *     const cell = new tf.nn.rnn_cell.BasicLSTMCell(128)
 *     const [output, state] = cell.call(x, cell.zero_state(batch_size, tf.float32))
 */
export class BasicLSTMCell extends LSTMBase<LSTMArgs> {
  readonly _activation: Activation | string

  constructor(...args: PythonArguments<typeof LSTM, LSTMArgs>) {
    super(SIGNATURES.lstm.bind(args) as unknown as LSTMArgs)
    this._activation = this._settings.activation
  }
  override _step(inputs: Tensor, state: Nested, scope: ScopeLike): CellResult {
    return variable_scope(scopeOf(scope, this), () => {
      const [c, h] = this._state_is_tuple ? stateParts(state) : (split(1, 2, state) as [Tensor, Tensor])
      const gates = this._product([inputs, h], 4 * units(this._num_units))
      const [i, j, f, o] = split(1, 4, gates) as [Tensor, Tensor, Tensor, Tensor]
      const kept = times(c, sigmoid(plus(f, this._forget_bias)))
      const new_c = plus(kept, times(sigmoid(i), activate(this._activation, j)))
      const new_h = times(activate(this._activation, new_c), sigmoid(o))
      return tuple(new_h, this._state(new_c, new_h))
    })
  }
}
// @ts-expect-error the guarded class takes its place
BasicLSTMCell = guardedClass(BasicLSTMCell)

const SIGNATURES = {
  basic: setSignature(BasicRNNCell, BASIC),
  gru: setSignature(GRUCell, GRU),
  lstm: setSignature(BasicLSTMCell, LSTM),
}
