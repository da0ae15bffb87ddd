/** The parts of a state that is a tuple. */

import { isSequence } from '../../calling/nest.ts'
import { pythonTypeName } from '../../calling/python_repr.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { Tensor } from '../../graph/tensor.ts'

/** `c, h = state`. */
export function stateParts(state: unknown): [Tensor, Tensor] {
  if (state instanceof Tensor) throw new TypeError("'Tensor' object is not iterable.")
  if (!isSequence(state)) throw new TypeError(`'${pythonTypeName(state)}' object is not iterable`)
  if (state.length < 2) throw new ValueError(`not enough values to unpack (expected 2, got ${state.length})`)
  if (state.length > 2) throw new ValueError('too many values to unpack (expected 2)')
  return [state[0] as Tensor, state[1] as Tensor]
}
