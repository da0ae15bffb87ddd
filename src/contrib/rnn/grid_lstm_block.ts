/** One block of a grid of LSTMs, and the parts of its input (contrib/rnn/python/ops/rnn_cell.py). */

import { tupleRepr } from '../../calling/python_repr.ts'
import { ValueError } from '../../errors/python.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { shapeOf } from '../../nn/rnn_cell/linear.ts'
import { units } from '../../nn/rnn_cell/rnn_cell.ts'
import { concatenatedVariable } from '../../nn/rnn_cell/sharded_variables.ts'
import { clip_by_value } from '../../ops/array/clip_ops.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { pad } from '../../ops/array/pad_ops.ts'
import { slice } from '../../ops/array/slice_ops.ts'
import { split } from '../../ops/array/split_ops.ts'
import { constant, zeros } from '../../ops/math/constant_op.ts'
import { sigmoid, tanh } from '../../ops/math/function_ops.ts'
import { matmul } from '../../ops/math/matmul_ops.ts'
import { minus, plus, times } from '../../ops/math/operators.ts'
import { bias_add } from '../../ops/nn/bias_ops.ts'
import { zeros_initializer } from '../../ops/variables/init_ops.ts'
import { get_variable } from '../../ops/variables/variable_scope.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import { type DType, int32 } from '../../tensor/dtypes.ts'
import type { PyInt } from '../../tensor/literals.ts'

/** Which columns of the input are parts of which block. */
export interface GridFeatures {
  readonly size: number | PyInt | null
  readonly skip: number | PyInt | null
  readonly blocks: readonly number[]
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

/** The parts of the input by block; `offset` columns of zeros move them. */
export function frequencyParts(inputs: Tensor, features: GridFeatures, offset = 0): Tensor[][] {
  const columns = shapeOf(inputs).with_rank(2).at(-1).value
  if (columns === null) throw new ValueError('Cannot infer input_size from static shape inference.')
  const padding = offset > 0 ? [0, 0, 0, offset] : [0, 0, -offset, 0]
  const padded =
    offset === 0 ? inputs : pad(inputs, constant(padding, { shape: [2, 2], dtype: int32 }), { mode: 'CONSTANT' })
  const shift = Math.max(0, offset)
  const { blocks, starts, ends } = features
  const [size, skip] = [
    units(features.size as number, 'feature_size'),
    units(features.skip as number, 'frequency_skip'),
  ]
  const parts = (from: number, width: number, expected: number): Tensor[] => {
    const found = Math.trunc((width - size) / skip) + 1
    if (found !== expected)
      throw new ValueError(
        `Invalid num_frequency_blocks, requires ${expected} but gets ${found}, please check the input size and filter config are correct.`,
      )
    return Array.from({ length: found }, (_, f) => slice(padded, [0, from + shift + f * skip], [-1, size]))
  }
  if (starts.length === 0) {
    if (blocks.length !== 1)
      throw new ValueError(tupleRepr(['Length of num_frequency_blocks is not 1, but instead is %d', blocks.length]))
    return [parts(0, columns, blocks[0] as number)]
  }
  if (starts.length !== ends.length)
    throw new ValueError(
      tupleRepr(['Length of start and end freqindex_list does not match %d %d', starts.length, ends.length]),
    )
  if (blocks.length !== starts.length)
    throw new ValueError(
      tupleRepr([
        'Length of num_frequency_blocks is not equal to start_freqindex_list %d %d',
        blocks.length,
        starts.length,
      ]),
    )
  return starts.map((start, b) => parts(start, (ends[b] as number) - start, blocks[b] as number))
}

export interface BlockSettings {
  readonly size: number
  readonly peepholes: boolean
  /** The LSTM over time has the weights of that over frequency. */
  readonly shared: boolean
  /** The forget gate is 1 − input gate. */
  readonly coupled: boolean
  readonly clip: number | null
  readonly shards: number
  readonly forgetBias: number
}
export type StateOf = (frequency: number) => { readonly c: Tensor; readonly m: Tensor }
type Gate = 'F' | 'I' | 'O'
/** Diagonal weights by gate: from the state below (over frequency), and from the state before (over time). */
type Peepholes = Partial<Record<Gate, readonly [below: Variable, before: Variable]>>

/** The LSTMs of one block, from one frequency to the next: outputs and states of all. */
export function gridBlock(
  settings: BlockSettings,
  parts: readonly Tensor[],
  block: number,
  stateOf: StateOf,
  batch: number,
): { outputs: Tensor[]; states: Tensor[] } {
  const { size, shared, coupled, forgetBias } = settings
  const gates = coupled ? 3 : 4
  const [first] = parts as [Tensor]
  const { dtype } = first
  const rows = (first.get_shape().as_list()[1] as number) + 2 * size
  const layer = (which: 'f' | 't'): ((x: Tensor) => Tensor) => {
    const weights = concatenatedVariable(`W_${which}_${block}`, [rows, gates * size], dtype, settings.shards)
    const biases = get_variable(`B_${which}_${block}`, [gates * size], { initializer: zeros_initializer, dtype })
    return x => bias_add(matmul(x, weights), biases)
  }
  const overFrequency = layer('f')
  const overTime = shared ? null : layer('t')
  const freq = settings.peepholes ? peepholes('freq', block, coupled, size, dtype) : {}
  const time = settings.peepholes && !shared ? peepholes('time', block, coupled, size, dtype) : freq
  const outputs: Tensor[] = []
  const states: Tensor[] = []
  let mBelow = zeros([batch, size], dtype)
  let cBelow = zeros([batch, size], dtype)
  for (const [frequency, part] of parts.entries()) {
    const before = stateOf(frequency)
    const inputs = concat(1, [part, before.m, mBelow])
    const gatesOf = (product: Tensor): Gates => gatesFrom(split(1, gates, product), coupled)
    const f = gatesOf(overFrequency(inputs))
    const t = overTime === null ? f : gatesOf(overTime(inputs))
    const seen = (
      gate: Tensor,
      weights: readonly [Variable, Variable] | undefined,
      c: Tensor,
      other: Tensor,
    ): Tensor => (weights ? plus(plus(gate, times(weights[0], c)), times(weights[1], other)) : gate)
    const below = cBelow
    const next = (of: Gates, peep: Peepholes, c: Tensor): Tensor => {
      const input = sigmoid(seen(of.input, peep.I, below, before.c))
      const forget =
        of.forget === null ? minus(1.0, input) : sigmoid(seen(plus(of.forget, forgetBias), peep.F, below, before.c))
      const kept = times(forget, c)
      const made = plus(kept, times(input, tanh(of.update)))
      return settings.clip === null ? made : clip_by_value(made, -Number(settings.clip), settings.clip)
    }
    const cFreq = next(f, freq, below)
    const cTime = next(t, time, before.c)
    const shown = (of: Gates, peep: Peepholes, c: Tensor): Tensor =>
      times(sigmoid(seen(of.output, peep.O, cFreq, cTime)), tanh(c))
    const mFreq = shown(f, freq, cFreq)
    const mTime = shown(t, time, cTime)
    mBelow = mFreq
    cBelow = cFreq
    states.push(cTime, mTime)
    outputs.push(mTime, mFreq)
  }
  return { outputs, states }
}

interface Gates {
  readonly input: Tensor
  readonly update: Tensor
  readonly forget: Tensor | null
  readonly output: Tensor
}
function gatesFrom(parts: readonly Tensor[], coupled: boolean): Gates {
  const [input, update] = parts as [Tensor, Tensor]
  return { input, update, forget: coupled ? null : (parts[2] as Tensor), output: parts.at(-1) as Tensor }
}

function peepholes(axis: 'freq' | 'time', block: number, coupled: boolean, size: number, dtype: DType): Peepholes {
  const made: Peepholes = {}
  for (const gate of coupled ? (['I', 'O'] as const) : (['F', 'I', 'O'] as const)) {
    const diagonal = (from: 'f' | 't'): Variable =>
      get_variable(`W_${gate}_diag_${axis}${from}_${block}`, [size], { dtype })
    made[gate] = [diagonal('f'), diagonal('t')]
  }
  return made
}
