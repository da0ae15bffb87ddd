/** The LSTM cell with everything (ops/rnn_cell.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { clip_by_value } from '../../ops/array/clip_ops.ts'
import { split } from '../../ops/array/split_ops.ts'
import { sigmoid } from '../../ops/math/function_ops.ts'
import { plus, times } from '../../ops/math/operators.ts'
import { activate } from './linear.ts'
import { type GateInputs, ProjectedLSTM, type ProjectedSettings } from './lstm_bases.ts'

interface LSTMCellArgs extends ProjectedSettings {
  input_size: unknown
  use_peepholes: boolean
  cell_clip: number | null
  state_is_tuple: boolean
}
const TEXT =
  'LSTMCell(num_units, input_size=None, use_peepholes=False, cell_clip=None, initializer=None, num_proj=None, proj_clip=None, num_unit_shards=1, num_proj_shards=1, forget_bias=1.0, state_is_tuple=True, activation=tanh)'

/**
 * An LSTM cell with diagonal connections from the state to the gates (`use_peepholes`), a state that stays within ±`cell_clip`, and an
 * output that is projected to `num_proj` columns and stays within ±`proj_clip`, where these are given. Its matrices are variables in
 * `num_unit_shards` and `num_proj_shards` parts. (Hochreiter and Schmidhuber 1997; Sak et al. 2014 for peepholes.)
 */
export class LSTMCell extends ProjectedLSTM<LSTMCellArgs> {
  constructor(...args: PythonArguments<typeof TEXT, LSTMCellArgs>) {
    super(SIGNATURE.bind(args) as unknown as LSTMCellArgs)
  }
  override _next(from: GateInputs, c_prev: Tensor): readonly [c: Tensor, m: Tensor] {
    const { use_peepholes, cell_clip, forget_bias, activation } = this._settings
    const { dtype } = from.inputs
    const [i, j, f, o] = split(1, 4, this._gates(from, 4)) as [Tensor, Tensor, Tensor, Tensor]
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
    return [next, times(shown, activate(activation, next))]
  }
}
// @ts-expect-error the guarded class takes its place
LSTMCell = guardedClass(LSTMCell)
const SIGNATURE = setSignature(LSTMCell, TEXT)
