/** LSTM cells in one op, of a step and of a sequence (contrib/rnn/ops/lstm_ops.cc). */

import { ValueError } from '../../errors/python.ts'
import { invalidArgument } from '../../errors/status.ts'
import { applyOp } from '../../graph/build/apply_op.ts'
import { defineOp, type OpDef } from '../../graph/op_def.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import {
  type BlockSizes,
  type LstmInputs,
  type LstmWeights,
  lstmBackward,
  lstmForward,
  peepholeSums,
} from '../../kernels/reference/nn/lstm_block.ts'
import { lstmSequence, lstmSequenceBackward } from '../../kernels/reference/nn/lstm_sequence.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { type Shape, sameShape } from '../../tensor/shape.ts'
import { concat } from '../array/concat_ops.ts'
import { slice } from '../array/slice_ops.ts'
import { matmul } from '../math/matmul_ops.ts'
import { bias_add_grad } from './bias_ops.ts'
import { checkMatrix, checkSize, floats, named, newOutputs, sizeAt } from './block_sizes.ts'

const INPUT_NAMES = ['x', 'cs_prev', 'h_prev', 'w', 'wci', 'wcf', 'wco', 'b'] as const
const GATE_NAMES = ['i', 'cs', 'f', 'o', 'ci', 'co'] as const
const OUTPUT_NAMES = [...GATE_NAMES, 'h'] as const
const typed = (names: readonly string[]): string[] => names.map(name => `${name}: T`)
const INPUTS = typed(INPUT_NAMES)
const OUTPUTS = typed(OUTPUT_NAMES)
const T = 'T: {float}'
const ATTRS = ['forget_bias: float = 1.0', 'cell_clip: float = 3.0', 'use_peephole: bool = false', T] as const
const GRAD_ATTRS = ['use_peephole: bool', T] as const
const PARTLY = 'only the derivatives of the state and the output are counted'

/** The sizes of a step, whose inputs begin at `first`: x, cs_prev, h_prev, w, wci, wcf, wco, b. */
function sizesOf(k: KernelContext, batch: number, inputs: number, first: number): BlockSizes {
  const [csPrev, hPrev, w] = [k.input(first + 1), k.input(first + 2), k.input(first + 3)]
  const cells = sizeAt(csPrev, 1)
  checkSize('cs_prev.dims(0) != batch_size', sizeAt(csPrev, 0), batch)
  checkMatrix(hPrev, 'h_prev', 'dims', batch, cells)
  checkMatrix(csPrev, 'cs_prev', 'dims', batch, cells)
  checkSize('w.dim_size(0) != input_size + cell_size', sizeAt(w, 0), inputs + cells)
  checkSize('w.dim_size(1) != cell_size * 4', sizeAt(w, 1), cells * 4)
  checkSize('b.dim_size(0) != cell_size * 4', sizeAt(k.input(first + 7), 0), cells * 4)
  // TensorFlow reads on beyond the ends of these
  for (const [i, name] of ['wci', 'wcf', 'wco'].entries()) checkVector(k.input(first + 4 + i), name, cells)
  if (w.shape.length !== 2) throw invalidArgument('w must be 2D')
  if (k.input(first + 7).shape.length !== 1) throw invalidArgument('b must be 1D')
  return { batch, inputs, cells }
}
function checkVector(array: NDArray, name: string, cells: number): void {
  checkSize(`${name}.dim_size(0) != cell_size`, sizeAt(array, 0), cells)
  if (array.shape.length !== 1) throw invalidArgument(`${name} must be 1D`)
}
/** The weights of a step, whose inputs begin at `first`. */
const weightsFrom = (k: KernelContext & { attr(name: 'use_peephole'): boolean }, first: number): LstmWeights => ({
  ...floats(k, first + 3, ['w', 'wci', 'wcf', 'wco', 'b']),
  peephole: k.attr('use_peephole'),
})
const inputsFrom = (k: KernelContext, first: number): LstmInputs => floats(k, first, ['x', 'csPrev', 'hPrev'])
/** As the attribute says, rounded as it is stored. */
const settingsOf = (k: { attr(name: 'forget_bias' | 'cell_clip'): number }) => ({
  forgetBias: Math.fround(k.attr('forget_bias')),
  clip: Math.fround(k.attr('cell_clip')),
})

const stepSizes = (k: KernelContext): BlockSizes => sizesOf(k, sizeAt(k.input(0), 0), sizeAt(k.input(0), 1), 0)
/** [batch, cells], of the inputs and of the last state. */
function stateShape(c: InferenceContext): [batch: number | null, cells: number | null] {
  const [batch] = c.withRank(c.input(0), 2) as [number | null]
  const [, cells] = c.withRank(c.input(1), 2) as [number | null, number | null]
  return [batch, cells]
}

export const LSTMBlockCell: OpDef = defineOp('LSTMBlockCell', {
  inputs: INPUTS,
  outputs: OUTPUTS,
  attrs: ATTRS,
  infer: c => OUTPUTS.map(() => stateShape(c)),
  gradient: (op, ...grads) => {
    const given = named(INPUT_NAMES, op.inputs)
    const { x, cs_prev, h_prev, w, wcf, wco, b } = given
    const [batch, inputs] = x.get_shape().with_rank(2).as_list() as [number | null, number | null]
    if (inputs === null) throw new ValueError('input_size from `x` should not be None.')
    const cells = cs_prev.get_shape().with_rank(2).at(1).value
    if (cells === null) throw new ValueError('cell_size from `cs_prev` should not be None.')
    const made = applyOp(LSTMBlockCellGrad, {
      ...given,
      // as in TensorFlow, which mistakes them for one another
      ...{ wcf: wco, wco: wcf },
      ...named(GATE_NAMES, op.outputs),
      ...{ cs_grad: grads[1], h_grad: grads[6] },
      use_peephole: op.attr('use_peephole'),
    })
    const [stateGrad, dicfo, ...peepholes] = made.outputs as readonly [Tensor, Tensor, ...Tensor[]]
    const fitting = (grad: Tensor, input: Tensor): Tensor => {
      grad.get_shape().merge_with(input.get_shape())
      return grad
    }
    const both = matmul(dicfo, w, { transpose_b: true })
    const xGrad = fitting(slice(both, [0, 0], [batch ?? -1, inputs]), x)
    const hGrad = fitting(slice(both, [0, inputs], [batch ?? -1, cells]), h_prev)
    const wGrad = fitting(matmul(concat(1, [x, h_prev]), dicfo, { transpose_a: true }), w)
    return [xGrad, stateGrad, hGrad, wGrad, ...peepholes, fitting(bias_add_grad(dicfo), b)]
  },
  gradientIsNotDerivative: `${PARTLY}, and two peepholes are mistaken for one another`,
  kernel: k => {
    const sizes = stepSizes(k)
    const shape = [sizes.batch, sizes.cells]
    const { arrays, data } = newOutputs(
      k,
      named(
        OUTPUT_NAMES,
        OUTPUT_NAMES.map(() => shape),
      ),
    )
    lstmForward(sizes, weightsFrom(k, 0), inputsFrom(k, 0), data, settingsOf(k))
    return arrays
  },
  lower: { kind: 'reference' },
})

export const LSTMBlockCellGrad: OpDef = defineOp('LSTMBlockCellGrad', {
  inputs: typed([...INPUT_NAMES, ...GATE_NAMES, 'cs_grad', 'h_grad']),
  outputs: typed(['cs_prev_grad', 'dicfo', 'wci_grad', 'wcf_grad', 'wco_grad']),
  attrs: GRAD_ATTRS,
  infer: c => {
    const [batch, cells] = stateShape(c)
    return [[batch, cells], [batch, c.multiplyDims(cells, 4)], [cells], [cells], [cells]]
  },
  gradient: 'unregistered',
  kernel: k => {
    const sizes = stepSizes(k)
    const { batch, cells } = sizes
    for (const [i, name] of GATE_NAMES.entries()) {
      checkSize(`${name}.dim_size(0) != batch_size`, sizeAt(k.input(8 + i), 0), batch)
      // the message for the columns of f names i
      checkMatrix(k.input(8 + i), name === 'f' ? 'i' : name, 'dim_size', batch, cells)
    }
    checkMatrix(k.input(14), 'cs_grad_tensor', 'dims', batch, cells)
    checkMatrix(k.input(15), 'h_grad_tensor', 'dims', batch, cells)
    const { arrays, data } = newOutputs(k, {
      ...{ csPrevGrad: [batch, cells], dicfo: [batch, 4 * cells] },
      ...{ wci: [cells], wcf: [cells], wco: [cells] },
    })
    const sums = peepholeSums(cells)
    const grads = floats(k, 14, ['csGrad', 'hGrad'])
    lstmBackward(sizes, weightsFrom(k, 0), inputsFrom(k, 0).csPrev, floats(k, 8, GATE_NAMES), grads, data, sums)
    data.wci.set(sums.wci)
    data.wcf.set(sums.wcf)
    data.wco.set(sums.wco)
    return arrays
  },
  lower: { kind: 'reference' },
})

/** The sizes of a sequence, and how many of its steps are computed. */
function sequenceSizes(k: KernelContext): BlockSizes & { readonly time: number; readonly steps: number } {
  const x = k.input(1)
  if (x.shape.length !== 3) throw invalidArgument('x must be 3D')
  const [time, batch, inputs] = x.shape as [number, number, number]
  const named = [
    [2, 'cs_prev'],
    [3, 'h_prev'],
    [4, 'w'],
  ] as const
  for (const [i, name] of named) if (k.input(i).shape.length !== 2) throw invalidArgument(`${name} must be 2D`)
  const most = k.input(0)
  if (most.size !== 1) throw invalidArgument(`seq_len_max must be a scalar, not of shape [${most.shape.join()}]`)
  const steps = Number(most.data[0])
  if (steps < 0 || steps > time) throw invalidArgument(`seq_len_max must be in [0, ${time}], but is ${steps}`)
  return { ...sizesOf(k, batch, inputs, 1), time, steps }
}

export const BlockLSTM: OpDef = defineOp('BlockLSTM', {
  inputs: ['seq_len_max: int64', ...INPUTS],
  outputs: OUTPUTS,
  attrs: ATTRS,
  infer: c => {
    const [time, batch] = c.withRank(c.input(1), 3) as [number | null, number | null]
    const [columns] = c.withRank(c.input(8), 1) as [number | null]
    const cells = c.divideDim(columns, 4, true)
    return OUTPUTS.map(() => [time, batch, cells])
  },
  gradient: (op, ...grads) => {
    const made = applyOp(BlockLSTMGrad, {
      ...named(['seq_len_max', ...INPUT_NAMES], op.inputs),
      ...named(OUTPUT_NAMES, op.outputs),
      ...{ cs_grad: grads[1], h_grad: grads[6] },
      use_peephole: op.attr('use_peephole'),
    })
    return [null, ...(made.outputs as readonly Tensor[])]
  },
  gradientIsNotDerivative: PARTLY,
  kernel: k => {
    const sizes = sequenceSizes(k)
    const shape = [sizes.time, sizes.batch, sizes.cells]
    const { arrays, data } = newOutputs(
      k,
      named(
        OUTPUT_NAMES,
        OUTPUT_NAMES.map(() => shape),
      ),
    )
    lstmSequence(sizes, weightsFrom(k, 1), inputsFrom(k, 1), data, { ...settingsOf(k), steps: sizes.steps })
    return arrays
  },
  lower: { kind: 'reference' },
})

/** What TensorFlow's kernel on the way back checks, in its words. */
function checkMatrixOfSequence(k: KernelContext): void {
  const [x, w, b] = [k.input(1), k.input(4), k.input(8)]
  if (x.shape.length !== 3) throw invalidArgument('x must be 3D')
  const cells = Math.floor(sizeAt(w, 1) / 4)
  checkSize("w matrix rows don't match", sizeAt(x, 2) + cells, sizeAt(w, 0))
  if (cells !== Math.floor(sizeAt(b, 0) / 4))
    throw invalidArgument(`w and b cell_size don't match: ${cells} vs. ${sizeAt(b, 0)}`)
}

const GRAD_NAMES = INPUT_NAMES.map(name => `${name}_grad` as const)
export const BlockLSTMGrad: OpDef = defineOp('BlockLSTMGrad', {
  inputs: ['seq_len_max: int64', ...INPUTS, ...OUTPUTS, 'cs_grad: T', 'h_grad: T'],
  outputs: typed(GRAD_NAMES),
  attrs: GRAD_ATTRS,
  infer: c => [3, 2, 2, 2, 1, 1, 1, 1].map((rank, i): Shape => c.withRank(c.input(1 + i), rank)),
  gradient: 'unregistered',
  kernel: k => {
    checkMatrixOfSequence(k)
    const sizes = sequenceSizes(k)
    const { time, batch, cells } = sizes
    for (const [i, name] of [...OUTPUT_NAMES, 'cs_grad', 'h_grad'].entries()) {
      const { shape } = k.input(9 + i)
      if (!sameShape(shape, [time, batch, cells]))
        throw invalidArgument(`${name} must have the shape [${[time, batch, cells].join()}], not [${shape.join()}]`)
    }
    const names = ['x', 'csPrev', 'hPrev', 'w', 'wci', 'wcf', 'wco', 'b'] as const
    const { arrays, data } = newOutputs(
      k,
      named(
        names,
        names.map((_, i) => k.input(1 + i).shape),
      ),
    )
    const [given, activations] = [inputsFrom(k, 1), floats(k, 9, OUTPUT_NAMES)]
    const grads = floats(k, 16, ['csGrad', 'hGrad'])
    lstmSequenceBackward(sizes, weightsFrom(k, 1), given, activations, grads, sizes.steps, data)
    return arrays
  },
  lower: { kind: 'reference' },
})
