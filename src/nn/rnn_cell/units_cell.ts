/** What cells with a number of units share (ops/rnn_cell.py). */

import { guardedClass } from '../../errors/boundary.ts'
import type { PyInt } from '../../tensor/literals.ts'
import type { Activation } from './linear.ts'
import { type Nested, RNNCell, units, warnOfConcatenatedState, warnOfInputSize } from './rnn_cell.ts'

/** The arguments that constructors of cells have in common. */
export interface UnitsSettings {
  readonly num_units: number | PyInt
  readonly input_size?: unknown
  readonly state_is_tuple?: boolean
}
export interface ActivationSettings extends UnitsSettings {
  readonly activation: Activation | string
}

/** A cell whose output, and whose state unless it says another, has `num_units` columns. */
export class UnitsCell<Settings extends UnitsSettings> extends RNNCell {
  readonly _num_units: number | PyInt
  readonly _settings: Settings

  constructor(settings: Settings) {
    super()
    const { num_units, input_size = null, state_is_tuple = true } = settings
    warnOfConcatenatedState(this, state_is_tuple)
    warnOfInputSize(this, input_size)
    units(num_units)
    this._num_units = num_units
    this._settings = settings
  }
  override get state_size(): Nested {
    return units(this._num_units)
  }
  override get output_size(): number {
    return units(this._num_units)
  }
}
// @ts-expect-error the guarded class takes its place
UnitsCell = guardedClass(UnitsCell)
