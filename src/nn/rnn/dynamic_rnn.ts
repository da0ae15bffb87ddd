/** Recurrent nets that loop (ops/rnn.py). */

import { flatten, packSequenceAs } from '../../calling/nest.ts'
import { pyfunction } from '../../calling/signature.ts'
import { Tuple, tuple } from '../../calling/tuple.ts'
import { AssertionError, ValueError } from '../../errors/python.ts'
import { convertToTensor, isBare, type TensorLike } from '../../graph/build/convert.ts'
import { name_scope } from '../../graph/build/public.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { pack } from '../../ops/array/pack_ops.ts'
import { transpose } from '../../ops/array/transpose_ops.ts'
import { Assert_ as Assert } from '../../ops/control_flow/logging_ops.ts'
import { TensorArray } from '../../ops/control_flow/tensor_array.ts'
import { while_loop } from '../../ops/control_flow/while_loop.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { to_int32 } from '../../ops/math/cast_ops.ts'
import { equal } from '../../ops/math/comparison_ops.ts'
import { constant, zeros } from '../../ops/math/constant_op.ts'
import { plus } from '../../ops/math/operators.ts'
import { reduce_all, reduce_max, reduce_min } from '../../ops/math/reduction_ops.ts'
import { shape } from '../../ops/math/shape_ops.ts'
import { variable_scope } from '../../ops/variables/variable_scope.ts'
import { type DTypeLike, int32 } from '../../tensor/dtypes.ts'
import { int, PyInt } from '../../tensor/literals.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { shapeOf } from '../rnn_cell/linear.ts'
import {
  type CellResult,
  checkIsCell,
  type Nested,
  type RNNCell,
  type ScopeLike,
  shapeWithPrefix,
  withPrefix,
} from '../rnn_cell/rnn_cell.ts'
import { cacheVariables, stateDType, stepWithLengths } from './step.ts'

export interface LoopSettings {
  parallel_iterations: number | PyInt | null
  swap_memory: boolean
}
export interface DynamicArgs extends LoopSettings {
  cell: RNNCell
  inputs: Nested
  sequence_length: TensorLike | null
  initial_state: Nested
  dtype: DTypeLike | null
  time_major: boolean
  scope: ScopeLike
}

const swapTimeAndBatch = (x: Nested): Tensor => transpose(x as Tensor, [1, 0, 2])

function vectorOfLengths(given: TensorLike): Tensor {
  const lengths = to_int32(isBare(given) ? convertToTensor(given, { bare: int32, name: 'x' }) : given)
  if (![null, 1].includes(lengths.get_shape().ndims))
    throw new ValueError(`sequence_length must be a vector of length batch_size, but saw shape: ${lengths.get_shape()}`)
  return identity(lengths, { name: 'sequence_length' })
}
function checkedLengths(lengths: Tensor, batch: Tensor): Tensor {
  const found = shape(lengths)
  const expected = pack([batch])
  const check = Assert(reduce_all(equal(found, expected)), [
    `Expected shape for Tensor ${lengths.name} is `,
    expected,
    ' but saw shape: ',
    found,
  ])
  return get_default_graph().control_dependencies([check], () => identity(lengths, { name: 'CheckSeqLen' }))
}

/**
 * The net of `cell` over `inputs` [batch, time, depth] ([time, batch, depth] where `time_major`), or nested lists of such tensors:
 * the outputs in the same form, and the last state. The graph has one loop whose number of steps is that of the inputs in a run.
 * `initial_state` or `dtype` must be given. With `sequence_length` (integers [batch]) sequences that have ended give zeros and keep
 * their state.
 *
 *     const [outputs, state] = tf.nn.dynamic_rnn(cell, x, { sequence_length: lengths, dtype: tf.float32 })
 *
 * Errors: TypeError for no cell; ValueError for no type, other ranks, and a depth that is not known.
 */
export const dynamic_rnn = pyfunction(
  'dynamic_rnn(cell, inputs, sequence_length=None, initial_state=None, dtype=None, parallel_iterations=None, swap_memory=False, time_major=False, scope=None)',
  (args: DynamicArgs): [Nested, Nested] => {
    const { cell, inputs, initial_state, dtype, time_major } = args
    checkIsCell(cell, 'cell must be an instance of RNNCell')
    let flat = flatten(inputs)
    if (!time_major) flat = flat.map(swapTimeAndBatch)
    const given = args.sequence_length === null ? null : vectorOfLengths(args.sequence_length)
    return variable_scope(args.scope || cell._net_scope, varscope => {
      cacheVariables(varscope)
      const shapes = flat.map(input => shape(input as Tensor))
      const batch = (shapes[0] as Tensor).at(1)
      // TensorFlow compares the static shapes of these numbers
      for (const one of shapes) one.at(1)
      if (initial_state === null && dtype === null)
        throw new ValueError('If no initial_state is provided, dtype must be.')
      const state: Nested = initial_state ?? cell.zero_state(batch, dtype as DTypeLike)
      const lengths = given === null ? null : checkedLengths(given, batch)
      const [outputs, last] = loopOver(cell, packSequenceAs(inputs, flat), state, lengths, args)
      if (time_major) return tuple(outputs, last)
      return tuple(packSequenceAs(outputs, flatten(outputs).map(swapTimeAndBatch)), last)
    })
  },
)

/** The static shapes of the inputs, which have one number of steps and one batch. */
function checkedShapes(inputs: readonly unknown[]): TensorShape[] {
  const shapes = inputs.map(input => shapeOf(input).with_rank_at_least(3))
  const [steps, batch] = (shapes[0] as TensorShape).as_list()
  for (const one of shapes) {
    if (!one.slice(2).is_fully_defined())
      throw new ValueError('Input size (depth of inputs) must be accessible via shape inference, but saw value None.')
    if (one.at(0).value !== steps)
      throw new ValueError('Time steps is not the same for all the elements in the input in a batch.')
    if (one.at(1).value !== batch) throw new ValueError('Batch_size is not the same for all the elements in the input.')
  }
  return shapes
}

function loopOver(
  cell: RNNCell,
  inputs: Nested,
  initial: Nested,
  lengths: Tensor | null,
  { parallel_iterations, swap_memory, dtype }: DynamicArgs,
): [Nested, Nested] {
  const iterations = parallel_iterations || 32
  if (!(iterations instanceof PyInt || Number.isInteger(iterations)))
    throw new AssertionError('parallel_iterations must be int')
  const flat = flatten(inputs) as Tensor[]
  const { output_size } = cell
  const outputSizes = flatten(output_size)
  const size = shape(flat[0] as Tensor)
  const steps = size.at(0)
  const batch = size.at(1)
  const shapes = checkedShapes(flat)
  const zeroOutput = packSequenceAs(
    output_size,
    outputSizes.map(part => zeros(pack(withPrefix(part, batch)), stateDType(dtype, initial))),
  )
  const ends = lengths && { sequence: lengths, min: reduce_min(lengths), max: reduce_max(lengths) }
  const start = constant(0, int32, { name: 'time' })
  const base = name_scope('dynamic_rnn', scope => String(scope))
  const array = (type: DTypeLike, name: string): TensorArray =>
    new TensorArray({ dtype: type, size: steps, tensor_array_name: base + name })
  const outputArrays = outputSizes.map((_, i) => array(stateDType(dtype, initial), `output_${i}`))
  const made = flat.map((_, i) => array((flat[0] as Tensor).dtype, `input_${i}`))
  const inputArrays = made.map((one, i) => one.unpack(flat[i] as Tensor))

  const body = (time: Tensor, written: readonly TensorArray[], state: Nested): unknown => {
    const parts = inputArrays.map(one => one.read(time))
    for (const [i, part] of parts.entries()) part.set_shape((shapes[i] as TensorShape).slice(1))
    const input = packSequenceAs(inputs, parts)
    const call = (): CellResult => cell.call(input, state)
    const [output, next] = ends
      ? stepWithLengths({ time, lengths: ends, zeroOutput, state, call, skipConditionals: true })
      : call()
    const outputs = flatten(output) as Tensor[]
    const after = written.slice(0, outputs.length).map((one, i) => one.write(time, outputs[i] as Tensor))
    return tuple(plus(time, int(1)), Tuple.from_items(after), next)
  }
  const [, arrays, last] = while_loop(
    (time: Tensor) => time.lt(steps),
    body,
    tuple(start, Tuple.from_items(outputArrays), initial),
    { parallel_iterations: iterations as number, swap_memory },
  ) as [Tensor, TensorArray[], Nested]
  const outputs = arrays.map(one => one.pack())
  const [knownSteps = null, knownBatch = null] = (shapes[0] as TensorShape).as_list()
  for (const [i, output] of outputs.entries()) output.set_shape(shapeWithPrefix(outputSizes[i], knownSteps, knownBatch))
  return [packSequenceAs(output_size, outputs), last]
}
