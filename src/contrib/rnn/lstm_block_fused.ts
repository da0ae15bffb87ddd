/** LSTMs over all time steps that are one op (contrib/rnn/python/ops/lstm_ops.py). */

import { pythonTypeName } from '../../calling/python_repr.ts'
import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { tuple } from '../../calling/tuple.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { NotImplementedError, TypeError, ValueError } from '../../errors/python.ts'
import { applyOp } from '../../graph/build/apply_op.ts'
import { convertToTensor } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { shapeOf } from '../../nn/rnn_cell/linear.ts'
import { type CellResult, units } from '../../nn/rnn_cell/rnn_cell.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { gather } from '../../ops/array/gather_ops.ts'
import { sequence_mask } from '../../ops/array/mask_ops.ts'
import { pack, unpack } from '../../ops/array/pack_ops.ts'
import { tile } from '../../ops/array/tile_ops.ts'
import { transpose } from '../../ops/array/transpose_ops.ts'
import { to_int64 } from '../../ops/math/cast_ops.ts'
import { zeros } from '../../ops/math/constant_op.ts'
import { plus, times } from '../../ops/math/operators.ts'
import { reduce_max } from '../../ops/math/reduction_ops.ts'
import { range } from '../../ops/math/sequence_ops.ts'
import { expand_dims, reshape, shape } from '../../ops/math/shape_ops.ts'
import { BlockLSTM } from '../../ops/nn/lstm_block_ops.ts'
import { variable_scope } from '../../ops/variables/variable_scope.ts'
import { type DTypeLike, int32 } from '../../tensor/dtypes.ts'
import { int, type PyInt } from '../../tensor/literals.ts'
import { COMPATIBLE, checkPair, lstmVariables } from './block_cells.ts'
import { type FusedCallArgs, FusedRNNCell, isList } from './fused_cells.ts'

/** A size that is known, or is found in the run. */
type Size = number | Tensor
const whole = (size: Size): never => (typeof size === 'number' ? int(size) : size) as never

/**
 * The base of LSTMs that take all time steps at once: it makes the first state, gives zeros after the end of a sequence, and finds the
 * last states. One of their own overrides `_call_cell`, and `num_units`.
 */
export class LSTMBlockWrapper extends FusedRNNCell {
  /** The number of columns of the output. */
  get num_units(): number {
    throw new NotImplementedError('Abstract method')
  }
  /** States and outputs of all steps, [time, batch, num_units] each, of inputs [time, batch, depth]. */
  _call_cell(
    _inputs: Tensor,
    _initial_cell_state: Tensor,
    _initial_output: Tensor,
    _dtype: DTypeLike,
    _sequence_length: Tensor | null,
  ): readonly [states: Tensor, outputs: Tensor] {
    throw new NotImplementedError('Abstract method')
  }
  override _net(args: FusedCallArgs): CellResult {
    return variable_scope(args.scope || pythonTypeName(this), () => {
      const list = isList(args.inputs)
      const inputs: Tensor = list ? pack(args.inputs) : args.inputs
      const [steps, rows] = shapeOf(inputs).with_rank(3).as_list() as [number | null, number | null]
      const batch: Size = rows ?? shape(inputs).at(1)
      const time: Size = steps ?? shape(inputs).at(0)
      const [state, output, dtype] = this._start(args, batch)
      const lengths = args.sequence_length === null ? null : convertToTensor(args.sequence_length, { bare: int32 })
      const [states, made] = this._call_cell(inputs, state, output, dtype, lengths)
      let outputs = made
      let last: [Tensor, Tensor]
      if (lengths === null) last = [states.at(-1), outputs.at(-1)]
      else {
        const mask = transpose(sequence_mask(lengths, whole(time), dtype), [1, 0])
        outputs = times(outputs, tile(expand_dims(mask, [-1]), [1, 1, this.num_units]))
        // the first states stand before the others: a sequence may be empty
        const allStates = concat(0, [expand_dims(state, [0]), states])
        const allOutputs = concat(0, [expand_dims(output, [0]), outputs])
        const at = (all: Tensor): Tensor => {
          const indices = plus(times(lengths, whole(batch)), range(whole(batch)))
          return gather(reshape(all, [-1, this.num_units]), indices)
        }
        last = [at(allStates), at(allOutputs)]
      }
      return tuple(list ? unpack(outputs) : outputs, tuple(...last))
    })
  }
  /** The first state and output, and their type. */
  _start({ initial_state, dtype }: FusedCallArgs, batch: Size): [state: Tensor, output: Tensor, dtype: DTypeLike] {
    if (initial_state === null) {
      if (dtype === null) throw new ValueError('Either initial_state or dtype needs to be specified')
      const none = zeros(pack([whole(batch), int(this.num_units)]), { dtype })
      return [none, none, dtype]
    }
    checkPair(initial_state, 'Expecting initial_state to be a tuple with length 2 or None')
    const [state, output] = initial_state as [Tensor, Tensor]
    return [state, output, dtype ?? state.dtype]
  }
}
// @ts-expect-error the guarded class takes its place
LSTMBlockWrapper = guardedClass(LSTMBlockWrapper)

interface FusedArgs {
  num_units: number | PyInt
  forget_bias: number
  cell_clip: number | null
  use_peephole: boolean
}
const TEXT = 'LSTMBlockFusedCell(num_units, forget_bias=1.0, cell_clip=None, use_peephole=False)'
/**
 * An LSTM over all steps as one op, with the variables of `tf.nn.rnn_cell.LSTMCell`. Its state stays within ±`cell_clip`, by default 3;
 * a negative number leaves it free.
 */
export class LSTMBlockFusedCell extends LSTMBlockWrapper {
  readonly _num_units: number | PyInt
  readonly _settings: FusedArgs

  constructor(...args: PythonArguments<typeof TEXT, FusedArgs>) {
    super()
    this._settings = SIGNATURE.bind(args) as unknown as FusedArgs
    this._num_units = this._settings.num_units
    units(this._num_units)
  }
  override get num_units(): number {
    return units(this._num_units)
  }
  override _call_cell(
    inputs: Tensor,
    cs_prev: Tensor,
    h_prev: Tensor,
    dtype: DTypeLike,
    sequence_length: Tensor | null,
  ): readonly [states: Tensor, outputs: Tensor] {
    const { forget_bias, cell_clip, use_peephole } = this._settings
    const [steps, , columns] = shapeOf(inputs).with_rank(3).as_list() as [number | null, number | null, number | null]
    const time: Size = steps ?? shape(inputs).at(0)
    if (columns === null) throw new TypeError("unsupported operand type(s) for +: 'NoneType' and 'int'")
    const variables = lstmVariables(COMPATIBLE, columns + this.num_units, this.num_units, use_peephole, dtype)
    const seq_len_max = sequence_length === null ? whole(time) : to_int64(reduce_max(sequence_length))
    const made = applyOp(BlockLSTM, {
      ...{ seq_len_max, x: inputs, cs_prev, h_prev, ...variables },
      ...{ forget_bias, cell_clip, use_peephole },
    })
    return [made.outputs[1] as Tensor, made.outputs[6] as Tensor]
  }
}
// @ts-expect-error the guarded class takes its place
LSTMBlockFusedCell = guardedClass(LSTMBlockFusedCell)
const SIGNATURE = setSignature(LSTMBlockFusedCell, TEXT)
