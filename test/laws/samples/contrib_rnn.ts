/** Samples of ops that tf.contrib.rnn brings: cells, and nets, that are one op. */
import { NDArray } from '../../../src/index.ts'
import type { Sample } from '../sample.ts'

let drawn = 0
/** Numbers within ±0.9. */
function filled(...shape: readonly number[]): NDArray {
  const size = shape.reduce((product, dim) => product * dim, 1)
  const values = Array.from({ length: size }, (_, i) => Math.sin(7 * i + 3 * drawn) * 0.9)
  drawn++
  return NDArray.of(values as never, 'float32').reshape(...shape)
}
const long = (value: number): NDArray => NDArray.of(BigInt(value) as never, 'int64')

interface Sizes {
  readonly batch: number
  readonly inputs: number
  readonly cells: number
}
const weights = ({ inputs, cells }: Sizes): NDArray[] => [
  filled(inputs + cells, 4 * cells),
  ...[filled(cells), filled(cells), filled(cells)],
  filled(4 * cells),
]
const states = ({ batch, cells }: Sizes, count: number, ...before: readonly number[]): NDArray[] =>
  Array.from({ length: count }, () => filled(...before, batch, cells))
const step = (sizes: Sizes): NDArray[] => [filled(sizes.batch, sizes.inputs), ...states(sizes, 2), ...weights(sizes)]
const sequence = (time: number, length: number, sizes: Sizes): NDArray[] => [
  long(length),
  filled(time, sizes.batch, sizes.inputs),
  ...states(sizes, 2),
  ...weights(sizes),
]
const gated = (sizes: Sizes): NDArray[] => [
  ...[filled(sizes.batch, sizes.inputs), filled(sizes.batch, sizes.cells)],
  ...[filled(sizes.inputs + sizes.cells, 2 * sizes.cells), filled(sizes.inputs + sizes.cells, sizes.cells)],
  ...[filled(2 * sizes.cells), filled(sizes.cells)],
]
const small: Sizes = { batch: 2, inputs: 3, cells: 2 }
const odd: Sizes = { batch: 1, inputs: 2, cells: 5 }
const none: Sizes = { batch: 0, inputs: 3, cells: 2 }
const peephole = { use_peephole: true }

export const samples: readonly Sample[] = [
  { op: 'LSTMBlockCell', inputs: step(small) },
  { op: 'LSTMBlockCell', inputs: step(odd), attrs: { ...peephole, cell_clip: 0.3, forget_bias: 0.5 } },
  { op: 'LSTMBlockCell', inputs: step(none), note: 'no rows' },
  { op: 'LSTMBlockCellGrad', inputs: [...step(small), ...states(small, 8)], attrs: { use_peephole: false } },
  { op: 'LSTMBlockCellGrad', inputs: [...step(odd), ...states(odd, 8)], attrs: peephole },
  { op: 'BlockLSTM', inputs: sequence(3, 3, small) },
  { op: 'BlockLSTM', inputs: sequence(4, 2, odd), attrs: { ...peephole, cell_clip: -1 }, note: 'a shorter sequence' },
  { op: 'BlockLSTMGrad', inputs: [...sequence(3, 3, small), ...states(small, 9, 3)], attrs: { use_peephole: false } },
  { op: 'BlockLSTMGrad', inputs: [...sequence(4, 2, odd), ...states(odd, 9, 4)], attrs: peephole },
  { op: 'GRUBlockCell', inputs: gated(small) },
  { op: 'GRUBlockCell', inputs: gated(odd) },
  { op: 'GRUBlockCellGrad', inputs: [...gated(small), ...states(small, 4)] },
  { op: 'GRUBlockCellGrad', inputs: [...gated(odd), ...states(odd, 4)] },
]
