/** An LSTM over frequencies within a step of time (contrib/rnn/python/ops/rnn_cell.py). */

import { type PythonArguments, setSignature, toNumber } from '../../calling/signature.ts'
import { tuple } from '../../calling/tuple.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { shapeOf } from '../../nn/rnn_cell/linear.ts'
import { type CellResult, type ScopeLike, scopeOf, units } from '../../nn/rnn_cell/rnn_cell.ts'
import { concatenatedVariable } from '../../nn/rnn_cell/sharded_variables.ts'
import { UnitsCell } from '../../nn/rnn_cell/units_cell.ts'
import { clip_by_value } from '../../ops/array/clip_ops.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { slice } from '../../ops/array/slice_ops.ts'
import { split } from '../../ops/array/split_ops.ts'
import { zeros } from '../../ops/math/constant_op.ts'
import { sigmoid, tanh } from '../../ops/math/function_ops.ts'
import { matmul } from '../../ops/math/matmul_ops.ts'
import { plus, times } from '../../ops/math/operators.ts'
import { bias_add } from '../../ops/nn/bias_ops.ts'
import { zeros_initializer } from '../../ops/variables/init_ops.ts'
import { get_variable, type VariableScopeOptions, variable_scope } from '../../ops/variables/variable_scope.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import type { PyInt } from '../../tensor/literals.ts'

interface TimeFreqArgs {
  num_units: number | PyInt
  use_peepholes: boolean
  cell_clip: number | null
  initializer: VariableScopeOptions['initializer'] | null
  num_unit_shards: number | PyInt
  forget_bias: number
  feature_size: number | PyInt | null
  frequency_skip: number | PyInt | null
}
const TEXT =
  'TimeFreqLSTMCell(num_units, use_peepholes=False, cell_clip=None, initializer=None, num_unit_shards=1, forget_bias=1.0, feature_size=None, frequency_skip=None)'

/**
 * An LSTM with weights that are shared over parts of the input (`feature_size` columns, each `frequency_skip` after the last), which
 * follow one another as steps of time do. Its state holds c and m of every part.
 */
export class TimeFreqLSTMCell extends UnitsCell<TimeFreqArgs> {
  constructor(...args: PythonArguments<typeof TEXT, TimeFreqArgs>) {
    super(SIGNATURE.bind(args) as unknown as TimeFreqArgs)
  }
  override get state_size(): number {
    return 2 * units(this._num_units)
  }
  override _step(inputs: Tensor, state: Tensor, scope: ScopeLike): CellResult {
    const { use_peepholes, cell_clip, initializer, num_unit_shards, forget_bias } = this._settings
    const size = units(this._num_units)
    const parts = this._parts(inputs)
    const { dtype } = inputs
    const columns = (parts[0] as Tensor).get_shape().as_list()[1] as number
    return variable_scope(scopeOf(scope, this), { initializer: initializer ?? null }, () => {
      const weights = concatenatedVariable('W', [columns + 2 * size, 4 * size], dtype, toNumber(num_unit_shards))
      const biases = get_variable('B', [4 * size], { initializer: zeros_initializer, dtype })
      const diagonal = (name: string): Variable => get_variable(name, [size], { dtype })
      const peep = use_peepholes
        ? { forget: diagonal('W_F_diag'), input: diagonal('W_I_diag'), output: diagonal('W_O_diag') }
        : null
      let below = zeros([batchOf(inputs), size], dtype)
      let states: Tensor | undefined
      let outputs: Tensor | undefined
      for (const [k, part] of parts.entries()) {
        const c_prev = slice(state, [0, 2 * k * size], [-1, size])
        const m_prev = slice(state, [0, (2 * k + 1) * size], [-1, size])
        const product = matmul(concat(1, [part, m_prev, below]), weights)
        const [i, j, f, o] = split(1, 4, bias_add(product, biases)) as [Tensor, Tensor, Tensor, Tensor]
        const biased = plus(f, forget_bias)
        const kept = times(sigmoid(peep ? plus(biased, times(peep.forget, c_prev)) : biased), c_prev)
        let c = plus(kept, times(sigmoid(peep ? plus(i, times(peep.input, c_prev)) : i), tanh(j)))
        if (cell_clip !== null) c = clip_by_value(c, -Number(cell_clip), cell_clip)
        const m = times(sigmoid(peep ? plus(o, times(peep.output, c)) : o), tanh(c))
        below = m
        states = concat(1, states ? [states, c, m] : [c, m])
        outputs = outputs ? concat(1, [outputs, m]) : m
      }
      return tuple(outputs, states)
    })
  }
  /** The parts of the input. */
  _parts(inputs: Tensor): Tensor[] {
    const columns = shapeOf(inputs).with_rank(2).at(-1).value
    if (columns === null) throw new ValueError('Cannot infer input_size from static shape inference.')
    const feature = units(this._settings.feature_size as number, 'feature_size')
    const skip = units(this._settings.frequency_skip as number, 'frequency_skip')
    const count = Math.trunc((columns - feature) / skip) + 1
    return Array.from({ length: count }, (_, k) => slice(inputs, [0, k * skip], [-1, feature]))
  }
}
// @ts-expect-error the guarded class takes its place
TimeFreqLSTMCell = guardedClass(TimeFreqLSTMCell)
const SIGNATURE = setSignature(TimeFreqLSTMCell, TEXT)

/** The batch, which must be known. */
export function batchOf(inputs: Tensor): number {
  const { value } = shapeOf(inputs).at(0)
  if (value === null) throw new TypeError('__int__ returned non-int (type NoneType)')
  return value
}
