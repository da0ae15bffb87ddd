/** An LSTM with normalised gates and recurrent dropout (contrib/rnn/python/ops/rnn_cell.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { tuple } from '../../calling/tuple.ts'
import { guardedClass } from '../../errors/boundary.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { dropout } from '../../nn/layers.ts'
import { activate, shapeOf } from '../../nn/rnn_cell/linear.ts'
import { LSTMBase, type LSTMSettings } from '../../nn/rnn_cell/lstm_bases.ts'
import { type CellResult, type Nested, type ScopeLike, scopeOf, units } from '../../nn/rnn_cell/rnn_cell.ts'
import { stateParts } from '../../nn/rnn_cell/state_parts.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { split } from '../../ops/array/split_ops.ts'
import { sigmoid } from '../../ops/math/function_ops.ts'
import { matmul } from '../../ops/math/matmul_ops.ts'
import { plus, times } from '../../ops/math/operators.ts'
import { constant_initializer } from '../../ops/variables/init_ops.ts'
import { get_variable, variable_scope } from '../../ops/variables/variable_scope.ts'
import { PyFloat } from '../../tensor/literals.ts'
import { layer_norm } from '../layers/layer_norm.ts'

interface NormArgs extends LSTMSettings {
  input_size: unknown
  layer_norm: boolean
  norm_gain: number
  norm_shift: number
  dropout_keep_prob: TensorLike
  dropout_prob_seed: number | null
}
const TEXT =
  'LayerNormBasicLSTMCell(num_units, forget_bias=1.0, input_size=None, activation=tanh, layer_norm=True, norm_gain=1.0, norm_shift=0.0, dropout_keep_prob=1.0, dropout_prob_seed=None)'

/**
 * `tf.nn.rnn_cell.BasicLSTMCell` with layer normalisation of the gates and of c (Ba et al., arXiv 1607.06450) unless `layer_norm` is
 * false, and dropout on the new input (Semeniuta et al., arXiv 1603.05118).
 */
export class LayerNormBasicLSTMCell extends LSTMBase<NormArgs> {
  constructor(...args: PythonArguments<typeof TEXT, NormArgs>) {
    super(SIGNATURE.bind(args) as unknown as NormArgs)
  }
  override _step(inputs: Tensor, state: Nested, scope: ScopeLike): CellResult {
    const { forget_bias, activation, dropout_keep_prob: keep, dropout_prob_seed: seed } = this._settings
    return variable_scope(scopeOf(scope, this), () => {
      const [c, h] = stateParts(state)
      const gates = split(1, 4, this._gates(concat(1, [inputs, h])))
      const names = ['input', 'transform', 'forget', 'output']
      const [i, j, f, o] = gates.map((gate, k) => this._norm(gate, names[k] as string)) as [
        Tensor,
        Tensor,
        Tensor,
        Tensor,
      ]
      let g = activate(activation, j)
      const number = typeof keep === 'number' ? keep : keep instanceof PyFloat ? keep.value : 0
      if (!(number >= 1)) g = dropout(g, keep, { seed })
      const kept = times(c, sigmoid(plus(f, forget_bias)))
      const new_c = this._norm(plus(kept, times(sigmoid(i), g)), 'state')
      const new_h = times(activate(activation, new_c), sigmoid(o))
      return tuple(new_h, this._state(new_c, new_h))
    })
  }
  _norm(x: Tensor, name: string): Tensor {
    const { layer_norm: normalizes, norm_gain, norm_shift } = this._settings
    if (!normalizes) return x
    return variable_scope(name, scope => {
      const shape = shapeOf(x).slice(-1)
      const [gain, shift] = [constant_initializer(norm_gain), constant_initializer(norm_shift)]
      get_variable('gamma', shape, { initializer: gain })
      get_variable('beta', shape, { initializer: shift })
      return layer_norm(x, { reuse: true, scope })
    })
  }
  _gates(x: Tensor): Tensor {
    const size = 4 * units(this._num_units)
    return variable_scope('linear', () => {
      const weights = get_variable('weights', [shapeOf(x).at(-1).value as number, size])
      const product = matmul(x, weights)
      return this._settings.layer_norm ? product : plus(product, get_variable('b', [size]))
    })
  }
}
// @ts-expect-error the guarded class takes its place
LayerNormBasicLSTMCell = guardedClass(LayerNormBasicLSTMCell)
const SIGNATURE = setSignature(LayerNormBasicLSTMCell, TEXT)
