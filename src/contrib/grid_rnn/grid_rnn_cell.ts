/** Recurrent cells along several dimensions (contrib/grid_rnn/python/ops/grid_rnn_cell.py; Kalchbrenner et al., arXiv 1507.01526). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { tuple } from '../../calling/tuple.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { ValueError } from '../../errors/python.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { type Activation, activate, shapeOf } from '../../nn/rnn_cell/linear.ts'
import { LSTMCell } from '../../nn/rnn_cell/lstm_cell.ts'
import { type CellResult, RNNCell, type ScopeLike, scopeOf, units } from '../../nn/rnn_cell/rnn_cell.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { slice } from '../../ops/array/slice_ops.ts'
import { split } from '../../ops/array/split_ops.ts'
import { zeros } from '../../ops/math/constant_op.ts'
import { matmul } from '../../ops/math/matmul_ops.ts'
import { relu } from '../../ops/nn/activation_ops.ts'
import { get_variable, get_variable_scope, variable_scope } from '../../ops/variables/variable_scope.ts'
import type { PyInt } from '../../tensor/literals.ts'
import { xavier_initializer } from '../layers/initializers.ts'
import { legacy_fully_connected } from '../layers/legacy.ts'
import { type Dims, type GridDims, gridDims } from './grid_config.ts'

type CellFunction = (num_units: number, input_size: number) => RNNCell
export interface GridRNNArgs {
  num_units: number | PyInt
  num_dims: number | PyInt
  input_dims: Dims
  output_dims: Dims
  priority_dims: Dims
  non_recurrent_dims: Dims
  tied: boolean
  cell_fn: CellFunction | null
  non_recurrent_fn: Activation | null
}
const TEXT =
  'GridRNNCell(num_units, num_dims=1, input_dims=None, output_dims=None, priority_dims=None, non_recurrent_dims=None, tied=False, cell_fn=None, non_recurrent_fn=None)'

/** What flows along each dimension, before the cell and after it. */
interface Flow {
  readonly c: (Tensor | undefined)[]
  readonly m: (Tensor | undefined)[]
  readonly outputs: (Tensor | undefined)[]
  readonly states: (Tensor | undefined)[]
}
const present = (tensors: readonly (Tensor | undefined)[], dims: readonly number[]): Tensor[] =>
  dims.map(dim => tensors[dim] as Tensor)

/**
 * A cell of a grid with `num_dims` dimensions, each with a recurrent cell that `cell_fn(num_units, input_size)` makes (an LSTM by
 * default), or where a dimension is one of `non_recurrent_dims` a layer with `non_recurrent_fn`. `input_dims` get the input,
 * `output_dims` make the output, `priority_dims` come after all others. `tied`: dimensions share weights. The state holds those of
 * the recurrent dimensions side by side. Errors: ValueError for dimensions that aren't there, no cell, and other states.
 */
export class GridRNNCell extends RNNCell {
  readonly _cell: RNNCell
  readonly _dims: GridDims
  readonly _grid_units: number
  readonly _tied: boolean
  readonly _non_recurrent_fn: Activation

  constructor(...args: PythonArguments<typeof TEXT, GridRNNArgs>) {
    super()
    const bound = SIGNATURE.bind(args) as unknown as GridRNNArgs
    const count = units(bound.num_dims, 'num_dims')
    if (count < 1) throw new ValueError(`dims must be >= 1: ${count}`)
    this._grid_units = units(bound.num_units)
    this._tied = bound.tied
    this._non_recurrent_fn = bound.non_recurrent_fn ?? relu
    this._dims = gridDims(count, {
      inputs: bound.input_dims,
      outputs: bound.output_dims,
      priority: bound.priority_dims,
      nonRecurrent: bound.non_recurrent_dims,
    })
    const inputSize = (count - 1) * this._grid_units
    this._cell = bound.cell_fn
      ? bound.cell_fn(this._grid_units, inputSize)
      : new LSTMCell({ num_units: this._grid_units, input_size: inputSize, state_is_tuple: false })
    if (!(this._cell instanceof RNNCell)) throw new ValueError('cell_fn must return an object of type RNNCell')
  }
  get input_size(): number {
    return this._grid_units * this._dims.inputs.length
  }
  override get output_size(): number {
    return this._cell.output_size * this._dims.outputs.length
  }
  override get state_size(): number {
    return this._cell.state_size * this._dims.recurrent.length
  }
  override _step(inputs: Tensor | null, state: Tensor, scope: ScopeLike): CellResult {
    const found = shapeOf(state).as_list()[1] ?? null
    if (found !== this.state_size)
      throw new ValueError(
        `Actual state size not same as specified: ${found === null ? 'None' : found} vs ${this.state_size}.`,
      )
    const { inputs: inputDims, outputs, recurrent, priority, nonPriority } = this._dims
    const { dtype } = inputs ?? state
    const flow = this._flow(state)
    return variable_scope(scopeOf(scope, this), () => {
      const sizes = inputs === null ? [] : shapeOf(inputs).as_list()
      if (inputs !== null && inputDims.length > 0 && sizes.some(Boolean)) this._project(inputs, flow)
      this._propagate(nonPriority, flow, true)
      this._propagate(priority, flow, false)
      const side = (tensors: readonly Tensor[]): Tensor =>
        tensors.length === 0 ? zeros([0, 0], dtype) : concat(1, [...tensors])
      const output = side(present(flow.outputs, outputs))
      return tuple(output, side(present(flow.states, recurrent)))
    })
  }
  /** Columns of a cell's state beside `num_units` of them: an LSTM has c and m. */
  get _extra(): number {
    return this._cell.state_size - this._grid_units
  }
  _flow(state: Tensor): Flow {
    const flow: Flow = { c: [], m: [], outputs: [], states: [] }
    for (const [i, dim] of this._dims.recurrent.entries()) {
      const start = i * this._cell.state_size
      if (this._extra > 0) flow.c[dim] = slice(state, [0, start], [-1, this._grid_units])
      flow.m[dim] =
        this._extra > 0
          ? slice(state, [0, start + this._grid_units], [-1, this._extra])
          : slice(state, [0, start], [-1, this._grid_units])
    }
    return flow
  }
  /** What comes in takes the place of the states of the input dimensions. */
  _project(inputs: Tensor, flow: Flow): void {
    const dims = this._dims.inputs
    const { dtype } = inputs
    for (const [i, part] of split(1, dims.length, inputs).entries()) {
      const columns = shapeOf(part).as_list()[1] as number
      const dim = dims[i] as number
      const projected = (name: string): Tensor =>
        matmul(part, get_variable(`${name}_${dim}`, [columns, this._grid_units], { dtype }))
      flow.m[dim] = projected('project_m')
      if (this._extra > 0) flow.c[dim] = projected('project_c')
    }
  }
  _propagate(dims: readonly number[], flow: Flow, first: boolean): void {
    if (dims.length === 0) return
    const last = this._dims.count - 1
    const latest = (dim: number): Tensor => (flow.outputs[dim] ?? flow.m[dim]) as Tensor
    const inputs =
      last > 0
        ? concat(
            1,
            Array.from({ length: last }, (_, dim) => latest(dim)),
          )
        : zeros([shapeOf(flow.m[0]).as_list()[0] as number, 0], (flow.m[0] as Tensor).dtype)
    const state = latest(last)
    for (const dim of dims) {
      const recurs = this._dims.recurrent.includes(dim)
      const c = flow.c[dim]
      const given = recurs
        ? c === undefined
          ? state
          : concat(1, [c, state])
        : last > 0
          ? concat(1, [inputs, state])
          : state
      const kind = recurs ? 'recurrent' : 'non_recurrent'
      variable_scope(this._tied ? kind : `${kind}/cell_${dim}`, () => {
        if (this._tied && !(first && dim === dims[0])) get_variable_scope().reuse_variables()
        if (recurs) {
          const [output, next] = this._cell.call(inputs, given)
          flow.outputs[dim] = output
          flow.states[dim] = next
        } else flow.outputs[dim] = this._layer(given)
      })
    }
  }
  _layer(inputs: Tensor): Tensor {
    return legacy_fully_connected(inputs, {
      num_output_units: this._grid_units,
      activation_fn: (x: Tensor) => activate(this._non_recurrent_fn, x),
      weight_init: (get_variable_scope().initializer ?? xavier_initializer) as never,
    })
  }
}
// @ts-expect-error the guarded class takes its place
GridRNNCell = guardedClass(GridRNNCell)
const SIGNATURE = setSignature(GridRNNCell, TEXT)
