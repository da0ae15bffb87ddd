/** Gated recurrent units in one op (contrib/rnn/ops/gru_ops.cc). */

import { invalidArgument } from '../../errors/status.ts'
import { applyOp } from '../../graph/build/apply_op.ts'
import { defineOp, type OpDef } from '../../graph/op_def.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { gruBackward, gruForward } from '../../kernels/reference/nn/gru_block.ts'
import type { BlockSizes } from '../../kernels/reference/nn/lstm_block.ts'
import { concat } from '../array/concat_ops.ts'
import { matmul } from '../math/matmul_ops.ts'
import { times } from '../math/operators.ts'
import { bias_add_grad } from './bias_ops.ts'
import { checkMatrix, checkSize, floats, named, newOutputs, sizeAt } from './block_sizes.ts'

const NAMES = ['x', 'h_prev', 'w_ru', 'w_c', 'b_ru', 'b_c'] as const
const INPUTS = NAMES.map(name => `${name}: T`)
const T = ['T: {float}'] as const
const WEIGHTS = ['wRu', 'wC', 'bRu', 'bC'] as const

function sizesOf(k: KernelContext): BlockSizes {
  const { x, h_prev, w_ru, w_c, b_ru, b_c } = named(NAMES, k.inputs)
  const batch = sizeAt(x, 0)
  const inputs = sizeAt(x, 1)
  const cells = sizeAt(h_prev, 1)
  checkSize('h_prev.dims(0) != batch_size', sizeAt(h_prev, 0), batch)
  checkMatrix(h_prev, 'h_prev', 'dims', batch, cells)
  checkSize('w_ru.dim_size(0) != input_size + cell_size', sizeAt(w_ru, 0), inputs + cells)
  checkSize('w_ru.dim_size(1) != cell_size * 2', sizeAt(w_ru, 1), cells * 2)
  checkSize('w_c.dim_size(0) != input_size + cell_size', sizeAt(w_c, 0), inputs + cells)
  checkSize('w_c.dim_size(1) != cell_size', sizeAt(w_c, 1), cells)
  checkSize('b_ru.dim_size(0) != cell_size * 2', sizeAt(b_ru, 0), cells * 2)
  checkSize('b_c.dim_size(0) != cell_size', sizeAt(b_c, 0), cells)
  for (const [i, name] of ['x', 'h_prev', 'w_ru', 'w_c'].entries())
    if (k.input(i).shape.length !== 2) throw invalidArgument(`${name} must be 2D`)
  for (const [i, name] of ['b_ru', 'b_c'].entries())
    if (k.input(4 + i).shape.length !== 1) throw invalidArgument(`${name} must be 1D`)
  return { batch, inputs, cells }
}
function stateShape(c: InferenceContext): [batch: number | null, cells: number | null] {
  const [batch] = c.withRank(c.input(0), 2) as [number | null]
  const [, cells] = c.withRank(c.input(1), 2) as [number | null, number | null]
  return [batch, cells]
}

export const GRUBlockCell: OpDef = defineOp('GRUBlockCell', {
  inputs: INPUTS,
  outputs: ['r: T', 'u: T', 'c: T', 'h: T'],
  attrs: T,
  infer: c => [0, 1, 2, 3].map(() => stateShape(c)),
  gradient: (op, ...grads) => {
    const given = named(NAMES, op.inputs)
    const { x, h_prev } = given
    const gates = named(['r', 'u', 'c'], op.outputs)
    const made = applyOp(GRUBlockCellGrad, { ...given, ...gates, d_h: grads[3] })
    const [dX, dHPrev, dCBar, dRuBar] = made.outputs as readonly [Tensor, Tensor, Tensor, Tensor]
    const dWRu = matmul(concat(1, [x, h_prev]), dRuBar, { transpose_a: true })
    const dBRu = bias_add_grad(dRuBar)
    const dWC = matmul(concat(1, [x, times(h_prev, gates.r)]), dCBar, { transpose_a: true })
    return [dX, dHPrev, dWRu, dWC, dBRu, bias_add_grad(dCBar)]
  },
  gradientIsNotDerivative: 'only the derivative of the state is counted',
  kernel: k => {
    const sizes = sizesOf(k)
    const shape = [sizes.batch, sizes.cells]
    const { arrays, data } = newOutputs(k, { r: shape, u: shape, c: shape, h: shape })
    gruForward(sizes, floats(k, 2, WEIGHTS), floats(k, 0, ['x', 'hPrev']), data)
    return arrays
  },
  lower: { kind: 'reference' },
})

export const GRUBlockCellGrad: OpDef = defineOp('GRUBlockCellGrad', {
  inputs: [...INPUTS, 'r: T', 'u: T', 'c: T', 'd_h: T'],
  outputs: ['d_x: T', 'd_h_prev: T', 'd_c_bar: T', 'd_r_bar_u_bar: T'],
  attrs: T,
  infer: c => {
    const [batch, cells] = stateShape(c)
    const [, inputs] = c.withRank(c.input(0), 2) as [number | null, number | null]
    const [, columns] = c.withRank(c.input(2), 2) as [number | null, number | null]
    return [
      [batch, inputs],
      [batch, cells],
      [batch, cells],
      [batch, columns],
    ]
  },
  gradient: 'unregistered',
  kernel: k => {
    const sizes = sizesOf(k)
    const { batch, inputs, cells } = sizes
    for (const [i, name] of ['r', 'u', 'c', 'd_h'].entries()) checkMatrix(k.input(6 + i), name, 'dims', batch, cells)
    const { arrays, data } = newOutputs(k, {
      ...{ dX: [batch, inputs], dHPrev: [batch, cells] },
      ...{ dCBar: [batch, cells], dRuBar: [batch, 2 * cells] },
    })
    const given = { ...floats(k, 1, ['hPrev']), ...floats(k, 6, ['r', 'u', 'c', 'dH']) }
    gruBackward(sizes, floats(k, 2, WEIGHTS), given, data)
    return arrays
  },
  lower: { kind: 'reference' },
})
