/** Grids of one, two and three dimensions (contrib/grid_rnn/python/ops/grid_rnn_cell.py). */

import { type PythonArguments, Signature, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { BasicLSTMCell, BasicRNNCell, GRUCell } from '../../nn/rnn_cell/basic_cells.ts'
import type { Activation } from '../../nn/rnn_cell/linear.ts'
import { LSTMCell } from '../../nn/rnn_cell/lstm_cell.ts'
import type { RNNCell } from '../../nn/rnn_cell/rnn_cell.ts'
import type { PyInt } from '../../tensor/literals.ts'
import { GridRNNCell } from './grid_rnn_cell.ts'

interface GridCellArgs {
  num_units: number | PyInt
  tied: boolean
  non_recurrent_fn: Activation | null
  use_peepholes: boolean
  forget_bias: number
}
type CellOf = (num_units: number, input_size: number, args: GridCellArgs) => RNNCell

const basicRnn: CellOf = (num_units, input_size) => new BasicRNNCell({ num_units, input_size })
const basicLstm: CellOf = (num_units, input_size, { forget_bias }) =>
  new BasicLSTMCell({ num_units, forget_bias, input_size, state_is_tuple: false })
const lstm: CellOf = (num_units, input_size, { forget_bias, use_peepholes }) =>
  new LSTMCell({ num_units, input_size, forget_bias, use_peepholes, state_is_tuple: false })
const gru: CellOf = (num_units, input_size) => new GRUCell({ num_units, input_size })

type GridClass<S extends string> = new (...args: PythonArguments<S, GridCellArgs>) => GridRNNCell

/** A class of grids of `num_dims` dimensions of these cells. The first dimension takes the input and makes the output. */
function grid<const S extends string>(text: S, num_dims: number, cellOf: CellOf): GridClass<S> {
  const signature = new Signature(text, {}, 'class')
  const { name } = signature
  const made = {
    [name]: class extends GridRNNCell {
      constructor(...given: readonly unknown[]) {
        const args = signature.bind(given) as unknown as GridCellArgs
        const { tied = false, non_recurrent_fn = null } = args as Partial<GridCellArgs>
        super({
          num_units: args.num_units,
          num_dims,
          input_dims: 0,
          output_dims: 0,
          priority_dims: 0,
          non_recurrent_dims: non_recurrent_fn === null ? null : 0,
          tied,
          cell_fn: (units: number, input_size: number) => cellOf(units, input_size, args),
          non_recurrent_fn,
        } as never)
      }
    },
  }[name] as unknown as new () => GridRNNCell
  const guarded = guardedClass(made)
  setSignature(guarded, text)
  return guarded as unknown as GridClass<S>
}

/** A plain cell. */
export const Grid1BasicRNNCell = grid('Grid1BasicRNNCell(num_units)', 1, basicRnn)
/** Plain cells along two dimensions; the first has a layer with `non_recurrent_fn` where that is given. */
export const Grid2BasicRNNCell = grid('Grid2BasicRNNCell(num_units, tied=False, non_recurrent_fn=None)', 2, basicRnn)
/** An LSTM without peepholes. */
export const Grid1BasicLSTMCell = grid('Grid1BasicLSTMCell(num_units, forget_bias=1)', 1, basicLstm)
/** LSTMs without peepholes along two dimensions. */
export const Grid2BasicLSTMCell = grid(
  'Grid2BasicLSTMCell(num_units, tied=False, non_recurrent_fn=None, forget_bias=1)',
  2,
  basicLstm,
)
/** An LSTM. */
export const Grid1LSTMCell = grid('Grid1LSTMCell(num_units, use_peepholes=False, forget_bias=1.0)', 1, lstm)
/** LSTMs along two dimensions. */
export const Grid2LSTMCell = grid(
  'Grid2LSTMCell(num_units, tied=False, non_recurrent_fn=None, use_peepholes=False, forget_bias=1.0)',
  2,
  lstm,
)
/** LSTMs along three dimensions. */
export const Grid3LSTMCell = grid(
  'Grid3LSTMCell(num_units, tied=False, non_recurrent_fn=None, use_peepholes=False, forget_bias=1.0)',
  3,
  lstm,
)
/** Gated recurrent units along two dimensions. */
export const Grid2GRUCell = grid('Grid2GRUCell(num_units, tied=False, non_recurrent_fn=None)', 2, gru)
