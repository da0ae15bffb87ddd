/** What cells around a cell share (ops/rnn_cell.py). */

import { guardedClass } from '../../errors/boundary.ts'
import { checkIsCell, type Nested, RNNCell, warnOfInputSize } from './rnn_cell.ts'

interface WrapperSettings {
  readonly cell: RNNCell
  readonly input_size?: unknown
}

/** A cell around `cell`, with its sizes unless it says others. Errors: TypeError, with the message `refusal`, for no cell. */
export class CellWrapper extends RNNCell {
  readonly _cell: RNNCell

  constructor({ cell, input_size = null }: WrapperSettings, refusal = 'The parameter cell is not RNNCell.') {
    super()
    warnOfInputSize(this, input_size)
    checkIsCell(cell, refusal)
    this._cell = cell
  }
  override get state_size(): Nested {
    return this._cell.state_size
  }
  override get output_size(): Nested {
    return this._cell.output_size
  }
}
// @ts-expect-error the guarded class takes its place
CellWrapper = guardedClass(CellWrapper)
