/** What all recurrent cells share (ops/rnn_cell.py). */

import { Adopting } from '../../calling/adoption.ts'
import { flatten, isSequence, packSequenceAs } from '../../calling/nest.ts'
import { listOf, pythonTypeName } from '../../calling/python_repr.ts'
import { type PythonArguments, setMethodSignatures } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { NotImplementedError, TypeError } from '../../errors/python.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { pack } from '../../ops/array/pack_ops.ts'
import { zeros } from '../../ops/math/constant_op.ts'
import type { VariableScope } from '../../ops/variables/variable_scope.ts'
import * as logging from '../../platform/logging.ts'
import type { DTypeLike } from '../../tensor/dtypes.ts'
import { int, PyFloat, PyInt } from '../../tensor/literals.ts'
import { as_shape, type ShapeLike, TensorShape } from '../../tensor/tensor_shape.ts'
import { linear } from './linear.ts'

// states, inputs and outputs nest as the cell says; their structure is not known here
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Nested = any
/** The size of a state or an output: a number, a shape, or a nested list of these. */
export type Size = number | TensorShape | readonly Size[]
export type ScopeLike = string | VariableScope | null
/** The new output and the new state. */
export type CellResult = readonly [output: Nested, state: Nested]

/** One step of what was given as a cell: a cell, or a function of input and state. */
export function stepOf(cell: unknown, input: Nested, state: Nested): CellResult {
  const { call } = Object(cell) as { call?: unknown }
  if (typeof call !== 'function') throw new TypeError(`'${pythonTypeName(cell)}' object is not callable`)
  const result: unknown =
    typeof cell === 'function' ? cell(input, state) : (cell as { call: RNNCell['call'] }).call(input, state)
  return listOf(result as Iterable<Nested>) as unknown as CellResult
}

/** What the scopes of two nets are called that read their inputs from both ends. */
export interface BothScopes {
  readonly both: string
  readonly forward: string
  readonly backward: string
}

interface CallArgs {
  inputs: Nested
  state: Nested
  scope: ScopeLike
}
interface ZeroStateArgs {
  batch_size: TensorLike
  dtype: DTypeLike
}
const CALL = 'call(inputs, state, scope=None)'
const ZERO_STATE = 'zero_state(batch_size, dtype)'

/**
 * The base of recurrent cells: a function `call(inputs, state)` from a matrix [batch, depth] and a state to the output and the next
 * state, and their sizes. One of their own overrides `call` (`__call__` in Python), `state_size` and `output_size`.
 */
export class RNNCell extends Adopting {
  static readonly pythonModule: string = 'tensorflow.python.ops.rnn_cell'

  /** One step: `[output, new state]`. Variables are made under `scope`, which is the name of the class by default. */
  call(...args: PythonArguments<typeof CALL, CallArgs>): CellResult
  call(inputs: Nested, state: Nested, scope: ScopeLike): CellResult {
    return this._step(inputs, state, scope)
  }
  /** What `call` does with its arguments. */
  _step(_inputs: Nested, _state: Nested, _scope: ScopeLike): CellResult {
    throw new NotImplementedError('Abstract method')
  }
  // --- what variables are called; the cells of tf.contrib.rnn override it

  /** The scope of the cell by default. */
  _scope_name(): string {
    return pythonTypeName(this)
  }
  /** The scope of a net of the cell by default. */
  get _net_scope(): string {
    return 'RNN'
  }
  /** The scopes of two nets, of which this cell's reads forward, by default. */
  get _both_scopes(): BothScopes {
    return { both: 'BiRNN', forward: 'FW', backward: 'BW' }
  }
  /** The scope of a part of the cell. */
  _part(name: string): string {
    return name
  }
  /** The product of matrices with weights, and biases. */
  _product(args: Nested, size: number, start = 0): Tensor {
    return linear(args, size, start)
  }

  /** The size of the state, or a nested list of sizes. */
  get state_size(): Nested {
    throw new NotImplementedError('Abstract method')
  }
  /** The number of columns of the output, or its shape without the batch. */
  get output_size(): Nested {
    throw new NotImplementedError('Abstract method')
  }
  /** Zeros in the structure of the state: for a state of size s a tensor [batch_size, s]. */
  zero_state(...args: PythonArguments<typeof ZERO_STATE, ZeroStateArgs>): Nested
  zero_state(batch_size: TensorLike, dtype: DTypeLike): Nested {
    const { state_size } = this as { state_size: unknown }
    const sizes = flatten(state_size)
    const made = sizes.map(size => zeros(pack(withPrefix(size, batch_size)), dtype))
    for (const [i, state] of made.entries()) state.set_shape(shapeWithPrefix(sizes[i], null))
    return isSequence(state_size) ? packSequenceAs(state_size, made) : made[0]
  }
  override toString(): string {
    return `<${RNNCell.pythonModule}.${pythonTypeName(this)} object>`
  }
}
// @ts-expect-error the guarded class takes its place
RNNCell = guardedClass(RNNCell)
setMethodSignatures(RNNCell, CALL, ZERO_STATE)

/** The dimensions of a tensor whose batch is `batch` and whose other dimensions are `size`, as `pack` takes them. */
export function withPrefix(size: unknown, batch: unknown): TensorLike[] {
  const whole = (dim: unknown): TensorLike => (typeof dim === 'number' ? int(dim) : dim) as TensorLike
  return [
    whole(batch),
    ...as_shape(size as ShapeLike)
      .as_list()
      .map(whole),
  ]
}
/** The same as a static shape, with any numbers of dimensions before. */
export const shapeWithPrefix = (size: unknown, ...before: (number | null)[]): TensorShape =>
  new TensorShape([...before, ...as_shape(size as ShapeLike).as_list()])

/** A number of units and the like, which a program may give as an int of Python's. */
export function units(value: number | PyInt | PyFloat, name = 'num_units'): number {
  const plain = value instanceof PyInt || value instanceof PyFloat ? value.value : value
  if (typeof plain === 'number' || typeof plain === 'bigint') return Number(plain)
  throw new TypeError(`${name} must be a number, not ${pythonTypeName(value)}`)
}

/** The scope of a cell: the one that is given, or its own. */
export const scopeOf = (scope: ScopeLike, cell: RNNCell): string | VariableScope => scope || cell._scope_name()

export function checkIsCell(cell: unknown, message: string): void {
  if (!(cell instanceof RNNCell)) throw new TypeError(message)
}

export function warnOfInputSize(cell: RNNCell, input_size: unknown): void {
  if (input_size !== null) logging.warn('%s: The input_size parameter is deprecated.', cell)
}
export function warnOfConcatenatedState(cell: RNNCell, state_is_tuple: boolean): void {
  if (!state_is_tuple)
    logging.warn(
      '%s: Using a concatenated state is slower and will soon be deprecated.  Use state_is_tuple=True.',
      cell,
    )
}
