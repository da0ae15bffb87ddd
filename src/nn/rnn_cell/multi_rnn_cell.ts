/** Cells one after another (ops/rnn_cell.py). */

import { isSequence } from '../../calling/nest.ts'
import { listOf, pythonRepr, pythonStr } from '../../calling/python_repr.ts'
import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { Tuple, tuple } from '../../calling/tuple.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { IndexError, ValueError } from '../../errors/python.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { slice } from '../../ops/array/slice_ops.ts'
import { variable_scope } from '../../ops/variables/variable_scope.ts'
import { type CellResult, type Nested, RNNCell, type ScopeLike, scopeOf } from './rnn_cell.ts'

interface MultiArgs {
  cells: readonly RNNCell[]
  state_is_tuple: boolean
}
const TEXT = 'MultiRNNCell(cells, state_is_tuple=True)'

/**
 * The cells one after another: the output of one is the input of the next. The state is the tuple of theirs, or where `state_is_tuple`
 * is false one matrix. Errors: ValueError for no cells, and for cells whose states are tuples where this one's isn't.
 */
export class MultiRNNCell extends RNNCell {
  readonly _cells: readonly RNNCell[]
  readonly _state_is_tuple: boolean

  constructor(...args: PythonArguments<typeof TEXT, MultiArgs>) {
    super()
    const { cells, state_is_tuple } = SIGNATURE.bind(args) as unknown as MultiArgs
    if (cells === null || (isSequence(cells) && cells.length === 0))
      throw new ValueError('Must specify at least one cell for MultiRNNCell.')
    this._cells = listOf(cells)
    this._state_is_tuple = state_is_tuple
    if (!state_is_tuple && this._cells.some(cell => isSequence(cell.state_size)))
      throw new ValueError(
        `Some cells return tuples of states, but the flag state_is_tuple is not set.  State sizes are: ${pythonRepr(this._cells.map(cell => cell.state_size))}`,
      )
  }
  override get state_size(): Nested {
    const sizes = this._cells.map(cell => cell.state_size)
    return this._state_is_tuple ? Tuple.from_items(sizes) : sizes.reduce((sum, size) => sum + Number(size), 0)
  }
  override get output_size(): Nested {
    return this._cells.at(-1)?.output_size
  }
  override _step(inputs: Nested, state: Nested, scope: ScopeLike): CellResult {
    let output: Nested = inputs
    const states: unknown[] = []
    variable_scope(scopeOf(scope, this), () => {
      let position = 0
      for (const [i, cell] of this._cells.entries()) {
        variable_scope(this._part(`Cell${i}`), () => {
          let current: Nested
          if (this._state_is_tuple) {
            if (!isSequence(state))
              throw new ValueError(
                `Expected state to be a tuple of length ${this._cells.length}, but received: ${pythonStr(state)}`,
              )
            if (i >= state.length) throw new IndexError('tuple index out of range')
            current = state[i]
          } else {
            const size = Number(cell.state_size)
            current = slice(state, [0, position], [-1, size])
            position += size
          }
          const [result, after] = cell.call(output, current)
          output = result
          states.push(after)
        })
      }
    })
    return tuple(output, this._state_is_tuple ? Tuple.from_items(states) : concat(1, states as Tensor[]))
  }
}
// @ts-expect-error the guarded class takes its place
MultiRNNCell = guardedClass(MultiRNNCell)
const SIGNATURE = setSignature(MultiRNNCell, TEXT)
