/**
 * The cells of tf.contrib.rnn of 1.0 to 1.2: those of tf.nn.rnn_cell, with the scopes and the variables of 1.0
 * (`rnn/basic_lstm_cell/weights`), so that checkpoints of those versions fit.
 */

import { Signature, setSignature, toNumber } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import type { Tensor } from '../../graph/tensor.ts'
import * as cells from '../../nn/rnn_cell/index.ts'
import type { GateInputs } from '../../nn/rnn_cell/lstm_bases.ts'
import type { BothScopes, CellResult, Nested, RNNCell, ScopeLike } from '../../nn/rnn_cell/rnn_cell.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { matmul } from '../../ops/math/matmul_ops.ts'
import { bias_add } from '../../ops/nn/bias_ops.ts'
import { constant_initializer } from '../../ops/variables/init_ops.ts'
import { get_variable, get_variable_scope, variable_scope } from '../../ops/variables/variable_scope.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import type { DType } from '../../tensor/dtypes.ts'

/** inputs · weights + biases, in the scope that is open. */
function product(args: unknown, size: number, start: number): Tensor {
  const list = (Array.isArray(args) ? args : [args]) as Tensor[]
  const [first] = list as [Tensor]
  const rows = list.reduce((sum, one) => sum + (one.get_shape().with_rank(2).at(1).value ?? 0), 0)
  const { dtype } = first
  const weights = get_variable('weights', [rows, size], { dtype })
  const made = matmul(list.length === 1 ? first : concat(1, list), weights)
  return bias_add(made, get_variable('biases', [size], { dtype, initializer: constant_initializer(start, { dtype }) }))
}

/** The scopes of nets that read from both ends. */
export const BOTH_SCOPES: BothScopes = { both: 'bidirectional_rnn', forward: 'fw', backward: 'bw' }

type CellClass = { readonly prototype: RNNCell }

/** The class with 1.0's names, and the argument `reuse` of 1.1: whether its variables exist already. */
function later<C extends CellClass>(base: C, scope: string, text: string): C {
  const own = new Signature(`${text.slice(0, -1)}, reuse=None)`, {}, 'class')
  const { name } = own
  const made = {
    [name]: class extends (base as unknown as new (options: object) => RNNCell) {
      readonly _reuse: boolean

      constructor(...args: unknown[]) {
        const { reuse, ...options } = own.bind(args)
        super(options)
        this._reuse = reuse === true
      }
      override _scope_name(): string {
        return scope
      }
      override get _net_scope(): string {
        return 'rnn'
      }
      override get _both_scopes(): BothScopes {
        return BOTH_SCOPES
      }
      override _part(name: string): string {
        return name.toLowerCase().replace(/(\d+)$/, '_$1')
      }
      override _product(args: unknown, size: number, start = 0): Tensor {
        return product(args, size, start)
      }
      override _step(inputs: Nested, state: Nested, given: ScopeLike): CellResult {
        const step = (): CellResult => super._step(inputs, state, given)
        return this._reuse ? variable_scope(get_variable_scope(), { reuse: true }, step) : step()
      }
    },
  }[name] as unknown as C
  const guarded = guardedClass(made as never) as unknown as C
  setSignature(guarded, own.text)
  return guarded
}

const ACTIVATION = 'activation=tanh)'
export const BasicRNNCell = later(
  cells.BasicRNNCell,
  'basic_rnn_cell',
  `BasicRNNCell(num_units, input_size=None, ${ACTIVATION}`,
)
export const GRUCell = later(cells.GRUCell, 'gru_cell', `GRUCell(num_units, input_size=None, ${ACTIVATION}`)
export const BasicLSTMCell = later(
  cells.BasicLSTMCell,
  'basic_lstm_cell',
  `BasicLSTMCell(num_units, forget_bias=1.0, input_size=None, state_is_tuple=True, ${ACTIVATION}`,
)
export const MultiRNNCell = later(cells.MultiRNNCell, 'multi_rnn_cell', 'MultiRNNCell(cells, state_is_tuple=True)')
export const DropoutWrapper = later(
  cells.DropoutWrapper,
  'dropout_wrapper',
  'DropoutWrapper(cell, input_keep_prob=1.0, output_keep_prob=1.0, seed=None)',
)
export const EmbeddingWrapper = later(
  cells.EmbeddingWrapper,
  'embedding_wrapper',
  'EmbeddingWrapper(cell, embedding_classes, embedding_size, initializer=None)',
)
export const InputProjectionWrapper = later(
  cells.InputProjectionWrapper,
  'input_projection_wrapper',
  'InputProjectionWrapper(cell, num_proj, input_size=None)',
)
export const OutputProjectionWrapper = later(
  cells.OutputProjectionWrapper,
  'output_projection_wrapper',
  'OutputProjectionWrapper(cell, output_size)',
)

/** An LSTM cell whose weights are one matrix with the projection's beside it. */
class LSTMCellBase extends cells.LSTMCell {
  override _gates({ inputs, m_prev }: GateInputs, count: number): Tensor {
    return this._product([inputs, m_prev], count * toNumber(this._num_units))
  }
  override _diagonal(name: string, dtype: DType): Variable {
    return get_variable(name.toLowerCase(), [toNumber(this._num_units)], { dtype })
  }
  override _projection(m: Tensor, columns: number): Tensor {
    return variable_scope('projection', () =>
      matmul(m, get_variable('weights', [toNumber(this._num_units), columns], { dtype: m.dtype })),
    )
  }
}
export const LSTMCell = later(
  LSTMCellBase,
  'lstm_cell',
  `LSTMCell(num_units, input_size=None, use_peepholes=False, cell_clip=None, initializer=None, num_proj=None, proj_clip=None, num_unit_shards=1, num_proj_shards=1, forget_bias=1.0, state_is_tuple=True, ${ACTIVATION}`,
)
