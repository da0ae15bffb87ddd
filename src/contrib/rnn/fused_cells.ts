/** Nets as cells: functions of all time steps (contrib/rnn/python/ops/fused_rnn_cell.py). */

import { Adopting } from '../../calling/adoption.ts'
import { isSequence } from '../../calling/nest.ts'
import { pythonTypeName } from '../../calling/python_repr.ts'
import { type PythonArguments, setMethodSignatures, setSignature } from '../../calling/signature.ts'
import { tuple } from '../../calling/tuple.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { NotImplementedError } from '../../errors/python.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { dynamic_rnn } from '../../nn/rnn/dynamic_rnn.ts'
import { rnn } from '../../nn/rnn/static_rnn.ts'
import type { CellResult, Nested, RNNCell, ScopeLike } from '../../nn/rnn_cell/rnn_cell.ts'
import { pack, unpack } from '../../ops/array/pack_ops.ts'
import { reverse, reverse_sequence } from '../../ops/array/reverse_ops.ts'
import type { DTypeLike } from '../../tensor/dtypes.ts'

export interface FusedCallArgs {
  inputs: Nested
  initial_state: Nested
  dtype: DTypeLike | null
  sequence_length: TensorLike | null
  scope: ScopeLike
}
const CALL = 'call(inputs, initial_state=None, dtype=None, sequence_length=None, scope=None)'
export const isList = (value: unknown): value is Tensor[] =>
  isSequence(value) && (value.constructor === Array || pythonTypeName(value) === 'list')

/** The base of cells that take all time steps at once, [time, batch, depth] or a list of [batch, depth], and return outputs and state. */
export class FusedRNNCell extends Adopting {
  call(...args: PythonArguments<typeof CALL, FusedCallArgs>): CellResult
  call(...args: unknown[]): CellResult {
    const [inputs, initial_state, dtype, sequence_length, scope] = args
    return this._net({ inputs, initial_state, dtype, sequence_length, scope } as FusedCallArgs)
  }
  _net(_args: FusedCallArgs): CellResult {
    throw new NotImplementedError('Abstract method')
  }
}
// @ts-expect-error the guarded class takes its place
FusedRNNCell = guardedClass(FusedRNNCell)
setMethodSignatures(FusedRNNCell, CALL)

const ADAPTOR = 'FusedRNNCellAdaptor(cell, use_dynamic_rnn=False)'
/** A cell as a fused one: unrolled, or by `dynamic_rnn`. */
export class FusedRNNCellAdaptor extends FusedRNNCell {
  readonly _cell: RNNCell
  readonly _use_dynamic_rnn: boolean

  constructor(...args: PythonArguments<typeof ADAPTOR, { cell: RNNCell; use_dynamic_rnn: boolean }>) {
    super()
    const { cell, use_dynamic_rnn } = SIGNATURES.adaptor.bind(args)
    this._cell = cell as RNNCell
    this._use_dynamic_rnn = Boolean(use_dynamic_rnn)
  }
  override _net({ inputs, ...options }: FusedCallArgs): CellResult {
    const list = isList(inputs)
    if (this._use_dynamic_rnn) {
      const [outputs, state] = dynamic_rnn(this._cell, list ? pack(inputs) : inputs, { ...options, time_major: true })
      return tuple(list ? unpack(outputs) : outputs, state)
    }
    const [outputs, state] = rnn(this._cell, list ? inputs : unpack(inputs), options)
    return tuple(list ? outputs : pack(outputs), state)
  }
}
// @ts-expect-error the guarded class takes its place
FusedRNNCellAdaptor = guardedClass(FusedRNNCellAdaptor)

const REVERSED = 'TimeReversedFusedRNN(cell)'
/** A fused cell that reads its inputs from the end. */
export class TimeReversedFusedRNN extends FusedRNNCell {
  readonly _cell: FusedRNNCell

  constructor(...args: PythonArguments<typeof REVERSED, { cell: FusedRNNCell }>) {
    super()
    this._cell = SIGNATURES.reversed.bind(args)['cell'] as FusedRNNCell
  }
  override _net({ inputs, ...options }: FusedCallArgs): CellResult {
    const { sequence_length } = options
    const [outputs, state] = this._cell.call(turned(inputs, sequence_length), options)
    return tuple(turned(outputs, sequence_length), state)
  }
}
// @ts-expect-error the guarded class takes its place
TimeReversedFusedRNN = guardedClass(TimeReversedFusedRNN)

function turned(steps: Nested, lengths: TensorLike | null): Nested {
  if (isList(steps)) return [...steps].reverse()
  return lengths === null ? reverse(steps, [true, false, false]) : reverse_sequence(steps, lengths, 0, 1)
}

const SIGNATURES = {
  adaptor: setSignature(FusedRNNCellAdaptor, ADAPTOR),
  reversed: setSignature(TimeReversedFusedRNN, REVERSED),
}
