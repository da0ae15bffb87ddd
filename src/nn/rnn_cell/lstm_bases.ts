/** What LSTM cells share (ops/rnn_cell.py). */

import { toNumber } from '../../calling/signature.ts'
import { tuple } from '../../calling/tuple.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { NotImplementedError, ValueError } from '../../errors/python.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { clip_by_value } from '../../ops/array/clip_ops.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { slice } from '../../ops/array/slice_ops.ts'
import { matmul } from '../../ops/math/matmul_ops.ts'
import { bias_add } from '../../ops/nn/bias_ops.ts'
import { zeros_initializer } from '../../ops/variables/init_ops.ts'
import { get_variable, type VariableScopeOptions, variable_scope } from '../../ops/variables/variable_scope.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import type { DType } from '../../tensor/dtypes.ts'
import type { PyInt } from '../../tensor/literals.ts'
import { shapeOf } from './linear.ts'
import { lstmState } from './lstm_state_tuple.ts'
import { type CellResult, type Nested, type ScopeLike, scopeOf, units } from './rnn_cell.ts'
import { concatenatedVariable } from './sharded_variables.ts'
import { stateParts } from './state_parts.ts'
import { type ActivationSettings, UnitsCell } from './units_cell.ts'

export interface LSTMSettings extends ActivationSettings {
  readonly forget_bias: number
}

/** A cell whose state is an LSTMStateTuple, or where `state_is_tuple` is false one matrix with c and h side by side. */
export class LSTMBase<Settings extends LSTMSettings> extends UnitsCell<Settings> {
  readonly _state_is_tuple: boolean
  readonly _forget_bias: number

  constructor(settings: Settings) {
    super(settings)
    this._state_is_tuple = settings.state_is_tuple ?? true
    this._forget_bias = settings.forget_bias
  }
  override get state_size(): Nested {
    const [size, output] = [units(this._num_units), this.output_size]
    return this._state_is_tuple ? lstmState(size, output) : size + output
  }
  /** The state of these parts. */
  _state(c: Tensor, h: Tensor): Nested {
    return this._state_is_tuple ? lstmState(c, h) : concat(1, [c, h])
  }
}
// @ts-expect-error the guarded class takes its place
LSTMBase = guardedClass(LSTMBase)

export interface ProjectedSettings extends LSTMSettings {
  readonly initializer: VariableScopeOptions['initializer'] | null
  readonly num_proj: number | PyInt | null
  readonly proj_clip: number | null
  readonly num_unit_shards: number | PyInt
  readonly num_proj_shards: number | PyInt
}

/** An LSTM whose output may be projected, and whose matrices are variables in several parts. */
export class ProjectedLSTM<Settings extends ProjectedSettings> extends LSTMBase<Settings> {
  readonly _num_proj: number | PyInt | null

  constructor(settings: Settings) {
    super(settings)
    this._num_proj = settings.num_proj
  }
  override get output_size(): number {
    const projected = this._num_proj === null ? 0 : units(this._num_proj)
    return projected || units(this._num_units)
  }
  override _step(inputs: Tensor, state: Nested, scope: ScopeLike): CellResult {
    const size = units(this._num_units)
    const outputs = this._num_proj === null ? size : units(this._num_proj)
    const [c_prev, m_prev] = this._state_is_tuple
      ? stateParts(state)
      : [slice(state, [0, 0], [-1, size]), slice(state, [0, size], [-1, outputs])]
    const columns = shapeOf(inputs).with_rank(2).at(1).value
    if (columns === null) throw new ValueError('Could not infer input size from inputs.get_shape()[-1]')
    const [c, m] = variable_scope(scopeOf(scope, this), { initializer: this._settings.initializer ?? null }, () => {
      const [next, output] = this._next({ inputs, m_prev, rows: columns + outputs }, c_prev)
      return [next, this._projected(output)] as const
    })
    return tuple(m, this._state(c, m))
  }
  /** The new c and the output before its projection. */
  _next(_inputs: GateInputs, _c_prev: Tensor): readonly [c: Tensor, m: Tensor] {
    throw new NotImplementedError('Abstract method')
  }
  /** `count` gates, [batch, count · num_units], before they are activated. */
  _gates({ inputs, m_prev, rows }: GateInputs, count: number): Tensor {
    const columns = count * units(this._num_units)
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
ProjectedLSTM = guardedClass(ProjectedLSTM)

/** What the gates are made of: the inputs and the last output, together `rows` columns. */
export interface GateInputs {
  readonly inputs: Tensor
  readonly m_prev: Tensor
  readonly rows: number
}
