/** The recurrent net of which a function says how it goes on (ops/rnn.py). */

import { assertSameStructure, flatten, packSequenceAs } from '../../calling/nest.ts'
import { listOf } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { Tuple, tuple } from '../../calling/tuple.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { convertToTensor } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { TensorArray } from '../../ops/control_flow/tensor_array.ts'
import { while_loop } from '../../ops/control_flow/while_loop.ts'
import { constant, zeros } from '../../ops/math/constant_op.ts'
import { logical_not, logical_or } from '../../ops/math/logical_ops.ts'
import { plus } from '../../ops/math/operators.ts'
import { reduce_all } from '../../ops/math/reduction_ops.ts'
import { select } from '../../ops/math/select_ops.ts'
import { shape } from '../../ops/math/shape_ops.ts'
import { variable_scope } from '../../ops/variables/variable_scope.ts'
import { type DType, int32 } from '../../tensor/dtypes.ts'
import { int } from '../../tensor/literals.ts'
import { shapeOf } from '../rnn_cell/linear.ts'
import { checkIsCell, type Nested, type RNNCell, type ScopeLike, withPrefix } from '../rnn_cell/rnn_cell.ts'
import type { LoopSettings } from './dynamic_rnn.ts'
import { cacheVariables } from './step.ts'

/** What `loop_fn` returns: which sequences have ended, the next input and state, what is emitted, and a state of its own. */
export type LoopStep = readonly [
  finished: Nested,
  next_input: Nested,
  next_state: Nested,
  emit: Nested,
  loop_state: Nested,
]
type LoopFunction = (time: Tensor, cell_output: Nested, cell_state: Nested, loop_state: Nested) => LoopStep
interface RawArgs extends LoopSettings {
  cell: RNNCell
  loop_fn: LoopFunction
  scope: ScopeLike
}

function unpacked(step: LoopStep): LoopStep {
  const parts = listOf(step)
  if (parts.length !== 5)
    throw new ValueError(
      parts.length < 5
        ? `not enough values to unpack (expected 5, got ${parts.length})`
        : 'too many values to unpack (expected 5)',
    )
  return parts as unknown as LoopStep
}

/**
 * The net of `cell` that goes on as long as `loop_fn(time, cell_output, cell_state, loop_state)` says, which returns
 * `[finished, next_input, next_state, emit_output, next_loop_state]`. First it is called with nulls in place of output and states.
 * Sequences that are finished (booleans [batch]) keep their state and emit zeros. Returns TensorArrays of what was emitted (in the
 * structure of `emit_output` of the first call, or of the cell's output where that is null), the last state, and the last loop state.
 *
 *     const [outputs, state] = tf.nn.raw_rnn(cell, loop_fn)
 *
 * Errors: TypeError for no cell and no function; ValueError where structures change.
 */
export const raw_rnn = pyfunction(
  'raw_rnn(cell, loop_fn, parallel_iterations=None, swap_memory=False, scope=None)',
  ({ cell, loop_fn, parallel_iterations, swap_memory, scope }: RawArgs): [Nested, Nested, Nested] => {
    checkIsCell(cell, 'cell must be an instance of RNNCell')
    if (typeof loop_fn !== 'function') throw new TypeError('loop_fn must be a callable')
    return variable_scope(scope || cell._net_scope, varscope => {
      cacheVariables(varscope)
      const start = constant(0, int32)
      const [finished, input, initial, emitted, firstLoopState] = unpacked(loop_fn(start, null, null, null))
      const loopState = firstLoopState ?? constant(0, int32)
      const batch = batchOf(flatten(input))
      assertSameStructure(initial, cell.state_size)
      const flatState = flatten(initial).map(part => convertToTensor(part))
      const state = packSequenceAs(initial, flatState)
      const emit = emissions(cell, emitted, (flatState[0] as Tensor).dtype)
      const arrays = emit.types.map(
        (dtype, i) => new TensorArray({ dtype, dynamic_size: true, size: int(0) as never, name: `rnn_output_${i}` }),
      )
      const zeroEmit = packSequenceAs(
        emit.structure,
        emit.sizes.map((size, i) => zeros(withPrefix(size, batch) as never, emit.types[i] as DType)),
      )
      const body = bodyOf(cell, loop_fn, emit.structure, zeroEmit)
      const [, , , outputs, last, lastLoopState] = while_loop(
        (_time: Tensor, done: Tensor) => logical_not(reduce_all(done)),
        body,
        [start, finished, input, packSequenceAs(emit.structure, arrays), state, loopState],
        { parallel_iterations: (parallel_iterations || 32) as number, swap_memory },
      )
      return tuple(outputs, last, firstLoopState === null ? null : lastLoopState)
    })
  },
)

function batchOf(inputs: readonly unknown[]): number | Tensor {
  const shapes = inputs.map(shapeOf)
  const known = shapes[0]?.at(0)
  for (const one of shapes) known?.merge_with(one.at(0))
  return known?.value ?? shape(inputs[0] as Tensor).at(0)
}

interface Emissions {
  structure: Nested
  sizes: unknown[]
  types: DType[]
}
function emissions(cell: RNNCell, emitted: Nested, stateType: DType): Emissions {
  const structure = emitted ?? cell.output_size
  const flat = flatten(structure)
  return emitted === null || emitted === undefined
    ? { structure, sizes: flat, types: flat.map(() => stateType) }
    : { structure, sizes: flat.map(shapeOf), types: flat.map(part => (part as Tensor).dtype) }
}

const bodyOf =
  (cell: RNNCell, loop_fn: LoopFunction, structure: Nested, zeroEmit: Nested) =>
  (time: Tensor, done: Tensor, input: Nested, arrays: Nested, state: Nested, loopState: Nested): unknown => {
    const [output, cellState] = cell.call(input, state)
    assertSameStructure(state, cellState)
    assertSameStructure(cell.output_size, output)
    const next = plus(time, int(1))
    const [finished, nextInput, proposed, emitted, proposedLoopState] = unpacked(
      loop_fn(next, output, cellState, loopState),
    )
    assertSameStructure(state, proposed)
    assertSameStructure(input, nextInput)
    assertSameStructure(arrays, emitted)
    const copyThrough = (current: Nested, candidate: Nested): Nested => {
      const candidates = flatten(candidate) as Tensor[]
      return packSequenceAs(
        current,
        flatten(current).map((part, i) => select(done, part as Tensor, candidates[i] as Tensor)),
      )
    }
    const emit = flatten(copyThrough(zeroEmit, emitted)) as Tensor[]
    const nextState = copyThrough(state, proposed)
    const nextDone = logical_or(done, finished)
    const written = (flatten(arrays) as TensorArray[]).map((array, i) => array.write(time, emit[i] as Tensor))
    return Tuple.from_items([
      next,
      nextDone,
      nextInput,
      packSequenceAs(structure, written),
      nextState,
      proposedLoopState ?? loopState,
    ])
  }
