/** Cells that are one op (contrib/rnn/python/ops/{lstm_ops,gru_ops}.py). */

import { isSequence } from '../../calling/nest.ts'
import { pythonTypeName } from '../../calling/python_repr.ts'
import { type PythonArguments, setMethodSignatures, setSignature } from '../../calling/signature.ts'
import { tuple } from '../../calling/tuple.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { applyOp } from '../../graph/build/apply_op.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { shapeOf } from '../../nn/rnn_cell/linear.ts'
import { type CellResult, type Nested, RNNCell, type ScopeLike, scopeOf, units } from '../../nn/rnn_cell/rnn_cell.ts'
import { UnitsCell } from '../../nn/rnn_cell/units_cell.ts'
import { zeros } from '../../ops/math/constant_op.ts'
import { GRUBlockCell as GRUBlockCellOp } from '../../ops/nn/gru_block_ops.ts'
import { LSTMBlockCell as LSTMBlockCellOp } from '../../ops/nn/lstm_block_ops.ts'
import { constant_initializer } from '../../ops/variables/init_ops.ts'
import { get_variable, variable_scope } from '../../ops/variables/variable_scope.ts'
import type { DTypeLike } from '../../tensor/dtypes.ts'
import type { PyInt } from '../../tensor/literals.ts'

/** What the variables of an LSTM are called. */
export interface LSTMNames {
  readonly w: string
  readonly b: string
  readonly wci: string
  readonly wco: string
  readonly wcf: string
}
/** Those of `tf.nn.rnn_cell.LSTMCell`. */
export const COMPATIBLE: LSTMNames = { w: 'W_0', b: 'B', wci: 'W_I_diag', wco: 'W_O_diag', wcf: 'W_F_diag' }
const OWN: LSTMNames = { w: 'W', b: 'b', wci: 'wci', wco: 'wco', wcf: 'wcf' }

/** The variables of an LSTM whose matrix has `rows` rows; without peepholes zeros take their place. */
export function lstmVariables(
  names: LSTMNames,
  rows: unknown,
  size: number,
  peephole: boolean,
  dtype?: DTypeLike,
): Readonly<Record<keyof LSTMNames, unknown>> {
  const type = dtype === undefined ? {} : { dtype }
  const w = get_variable(names.w, [rows as number, size * 4], type)
  const b = get_variable(names.b, [size * 4], { initializer: constant_initializer(0), ...type })
  if (!peephole) {
    const none = zeros([size], type)
    return { w, b, wci: none, wco: none, wcf: none }
  }
  const diagonal = (name: string): unknown => get_variable(name, [size], type)
  return { w, b, wci: diagonal(names.wci), wco: diagonal(names.wco), wcf: diagonal(names.wcf) }
}

/** `len(state) == 2`; what has no length says so. */
export function checkPair(state: Nested, message: string): void {
  if (!isSequence(state)) throw new TypeError(`object of type '${pythonTypeName(state)}' has no len()`)
  if (state.length !== 2) throw new ValueError(message)
}

interface LSTMBlockArgs {
  num_units: number | PyInt
  forget_bias: number
  use_peephole: boolean
  use_compatible_names: boolean
}
const LSTM = 'LSTMBlockCell(num_units, forget_bias=1.0, use_peephole=False, use_compatible_names=False)'
/**
 * `tf.nn.rnn_cell.BasicLSTMCell` as one op, with peepholes where `use_peephole` is set; its state, a tuple (c, h), stays within ±3.
 * `use_compatible_names`: the variables are called as those of `tf.nn.rnn_cell.LSTMCell`. Errors: ValueError for a state that is no
 * pair.
 */
export class LSTMBlockCell extends UnitsCell<LSTMBlockArgs> {
  constructor(...args: PythonArguments<typeof LSTM, LSTMBlockArgs>) {
    super(SIGNATURES.lstm.bind(args) as unknown as LSTMBlockArgs)
  }
  override get state_size(): Nested {
    return tuple(units(this._num_units), units(this._num_units))
  }
  override _scope_name(): string {
    return this._settings.use_compatible_names ? 'LSTMCell' : 'LSTMBlockCell'
  }
  override _step(x: Tensor, states: Nested, scope: ScopeLike): CellResult {
    const { forget_bias, use_peephole, use_compatible_names } = this._settings
    const size = units(this._num_units)
    return variable_scope(scopeOf(scope, this), () => {
      const rows = shapeOf(x).with_rank(2).at(1).add(size)
      checkPair(states, 'Expecting states_prev to be a tuple with length 2.')
      const names = use_compatible_names ? COMPATIBLE : OWN
      const variables = lstmVariables(names, rows, size, use_peephole)
      const [cs_prev, h_prev] = states
      const made = applyOp(LSTMBlockCellOp, { x, cs_prev, h_prev, ...variables, forget_bias, use_peephole })
      const [cs, h] = [made.outputs[1], made.outputs[6]]
      return tuple(h, tuple(cs, h))
    })
  }
}
// @ts-expect-error the guarded class takes its place
LSTMBlockCell = guardedClass(LSTMBlockCell)
// the arguments of `call` have names of their own
setMethodSignatures(LSTMBlockCell, 'call(x, states_prev, scope=None)')

const GRU = 'GRUBlockCell(cell_size)'
/** `tf.nn.rnn_cell.GRUCell` as one op. Errors: ValueError for a state of another size. */
export class GRUBlockCell extends RNNCell {
  readonly _cell_size: number | PyInt

  constructor(...args: PythonArguments<typeof GRU, { cell_size: number | PyInt }>) {
    super()
    const { cell_size } = SIGNATURES.gru.bind(args) as unknown as { cell_size: number | PyInt }
    units(cell_size, 'cell_size')
    this._cell_size = cell_size
  }
  override get state_size(): number {
    return units(this._cell_size)
  }
  override get output_size(): number {
    return units(this._cell_size)
  }
  override _step(x: Tensor, h_prev: Tensor, scope: ScopeLike): CellResult {
    const size = units(this._cell_size)
    return variable_scope(scopeOf(scope, this), () => {
      const rows = shapeOf(x).with_rank(2).at(1).add(size)
      const cells = shapeOf(h_prev).with_rank(2).at(1)
      if (cells.value !== null && cells.value !== size)
        throw new ValueError(`Shape of h_prev[1] incorrect: cell_size ${size} vs ${cells}`)
      const matrix = (name: string, columns: number): unknown => get_variable(name, [rows as never, columns])
      const bias = (name: string, columns: number, start: number): unknown =>
        get_variable(name, [columns], { initializer: constant_initializer(start) })
      const w_ru = matrix('w_ru', size * 2)
      const b_ru = bias('b_ru', size * 2, 1)
      const w_c = matrix('w_c', size)
      const b_c = bias('b_c', size, 0)
      const h = applyOp(GRUBlockCellOp, { x, h_prev, w_ru, w_c, b_ru, b_c }).outputs[3]
      return tuple(h, h)
    })
  }
}
// @ts-expect-error the guarded class takes its place
GRUBlockCell = guardedClass(GRUBlockCell)
setMethodSignatures(GRUBlockCell, 'call(x, h_prev, scope=None)')

const SIGNATURES = {
  lstm: setSignature(LSTMBlockCell, LSTM),
  gru: setSignature(GRUBlockCell, GRU),
}
