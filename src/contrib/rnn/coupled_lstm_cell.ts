/** An LSTM cell whose input gate is the rest of its forget gate (contrib/rnn/python/ops/rnn_cell.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { activate } from '../../nn/rnn_cell/linear.ts'
import { type GateInputs, ProjectedLSTM, type ProjectedSettings } from '../../nn/rnn_cell/lstm_bases.ts'
import { split } from '../../ops/array/split_ops.ts'
import { sigmoid } from '../../ops/math/function_ops.ts'
import { minus, plus, times } from '../../ops/math/operators.ts'
import { int } from '../../tensor/literals.ts'

interface CoupledArgs extends ProjectedSettings {
  use_peepholes: boolean
  state_is_tuple: boolean
}
const TEXT =
  'CoupledInputForgetGateLSTMCell(num_units, use_peepholes=False, initializer=None, num_proj=None, proj_clip=None, num_unit_shards=1, num_proj_shards=1, forget_bias=1.0, state_is_tuple=False, activation=tanh)'

/** `tf.nn.rnn_cell.LSTMCell` with the input gate 1 − forget gate (Greff et al., arXiv 1503.04069), which has a quarter less weights. */
export class CoupledInputForgetGateLSTMCell extends ProjectedLSTM<CoupledArgs> {
  constructor(...args: PythonArguments<typeof TEXT, CoupledArgs>) {
    super(SIGNATURE.bind(args) as unknown as CoupledArgs)
  }
  override _next(from: GateInputs, c_prev: Tensor): readonly [c: Tensor, m: Tensor] {
    const { use_peepholes, forget_bias, activation } = this._settings
    const { dtype } = from.inputs
    const [j, f, o] = split(1, 3, this._gates(from, 3)) as [Tensor, Tensor, Tensor]
    const forgetPeep = use_peepholes ? this._diagonal('W_F_diag', dtype) : null
    const outputPeep = use_peepholes ? this._diagonal('W_O_diag', dtype) : null
    const biased = plus(f, forget_bias)
    const forget = sigmoid(forgetPeep ? plus(biased, times(forgetPeep, c_prev)) : biased)
    const kept = times(forget, c_prev)
    const next = plus(kept, times(minus(int(1), forget), activate(activation, j)))
    const shown = sigmoid(outputPeep ? plus(o, times(outputPeep, next)) : o)
    return [next, times(shown, activate(activation, next))]
  }
}
// @ts-expect-error the guarded class takes its place
CoupledInputForgetGateLSTMCell = guardedClass(CoupledInputForgetGateLSTMCell)
const SIGNATURE = setSignature(CoupledInputForgetGateLSTMCell, TEXT)
