/** Adding a bias to each channel (core/kernels/bias_op.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { opFunction } from '../../graph/build/op_function.ts'
import { defineOp, type OpSpec } from '../../graph/op_def.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { reduce } from '../../kernels/reference/arrays/reduce.ts'
import { elementwise } from '../../kernels/reference/scalars/scalar_evaluator.ts'
import { call, input, type Scalar } from '../../kernels/scalar.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { type Shape, shapeText } from '../../tensor/shape.ts'
import { concat } from '../array/concat_ops.ts'
import { tile } from '../array/tile_ops.ts'
import { minus } from '../math/operators.ts'
import { reduce_sum } from '../math/reduction_ops.ts'
import { range } from '../math/sequence_ops.ts'
import { rank, reshape, shape } from '../math/shape_ops.ts'
import { ones_like } from '../math/zeros_like_ops.ts'

const FORMAT = "data_format: {'NHWC', 'NCHW'} = 'NHWC'"
const isNchw = (node: { attr(name: string): unknown }): boolean => String(node.attr('data_format') ?? 'NHWC') === 'NCHW'
/** The dimension of the channels. */
const channelsAt = (node: { attr(name: string): unknown }, rank: number): number =>
  isNchw(node) ? Math.max(rank - 3, 0) : rank - 1
const SUM = call('add', input(0), input(1))

export function inferBiasAdd(c: InferenceContext, nchw: boolean): readonly Shape[] {
  const value = c.withRankAtLeast(c.input(0), nchw ? 3 : 2)
  const [bias] = c.withRank(c.input(1), 1)
  if (value === null) return [null]
  const at = value.length - (nchw ? 3 : 1)
  const channels = c.mergeDim(value[at] as number | null, bias as number | null)
  return [value.map((dim, i) => (i === at ? channels : dim))]
}

function addBias(k: KernelContext): NDArray {
  const [value, bias] = [k.input(0), k.input(1)]
  const rank = value.shape.length
  if (rank < 2) throw invalidArgument(`Input tensor must be at least 2D: ${shapeText(value.shape)}`)
  if (bias.shape.length !== 1) throw invalidArgument(`Biases must be 1D: ${shapeText(bias.shape)}`)
  const at = channelsAt(k, rank)
  if (bias.shape[0] !== value.shape[at]) {
    const what = at === rank - 1 ? 'last' : 'channel'
    throw invalidArgument(
      `Must provide as many biases as the ${what} dimension of the input tensor: ${shapeText(bias.shape)} vs. ${shapeText(value.shape)}`,
    )
  }
  const spread = new NDArray(bias.dtype, [bias.size, ...new Array<number>(rank - 1 - at).fill(1)], bias.data)
  return elementwise(SUM, [value, spread], value.dtype)
}

const biasAdd: OpSpec = {
  inputs: ['value: T', 'bias: T'],
  outputs: ['output: T'],
  kernel: addBias,
  lower: {
    kind: 'elementwise',
    scalar: ([value, bias]) => call('add', value as Scalar, bias as Scalar),
    when: node => {
      const [value = [], bias = []] = node.inputShapes
      return value.length >= 2 && bias.length === 1 && bias[0] === value[channelsAt(node, value.length)]
    },
    views: node => {
      const [value = [], bias = []] = node.inputShapes
      return [undefined, [...bias, ...value.slice(channelsAt(node, value.length) + 1).fill(1)]]
    },
  },
}
export const BiasAdd = defineOp('BiasAdd', {
  ...biasAdd,
  attrs: ['T: numbertype', FORMAT],
  infer: c => inferBiasAdd(c, isNchw(c)),
  gradient: (op, grad) => [
    grad as Tensor,
    apply(BiasAddGrad, { out_backprop: grad, data_format: op.attr('data_format') }),
  ],
})
/** As GraphDefs before 0.6 have it: the channels are the last dimension. */
export const BiasAddV1 = defineOp('BiasAddV1', {
  ...biasAdd,
  attrs: ['T: numbertype'],
  infer: c => inferBiasAdd(c, false),
  gradient: (_op, grad) => {
    const axes = range(minus(rank(grad as Tensor), 1))
    return [grad as Tensor, reduce_sum(grad as Tensor, axes)]
  },
})
/** The sum over all dimensions but that of the channels. */
export const BiasAddGrad = defineOp('BiasAddGrad', {
  inputs: ['out_backprop: T'],
  outputs: ['output: T'],
  attrs: ['T: numbertype', FORMAT],
  infer: c => {
    const nchw = isNchw(c)
    return [c.vector(c.dim(c.withRankAtLeast(c.input(0), nchw ? 3 : 2), nchw ? -3 : -1))]
  },
  gradient: (op, grad) => {
    const value = op.inputs[0] as Tensor
    const whole = shape(value)
    rank(value)
    const bias = shape(grad as Tensor)
    const outer = (to: string) => whole.at(to)
    const nchw = isNchw(op)
    const expanded = nchw
      ? concat(0, [ones_like(outer(':-3')), bias, ones_like(whole.at('-2:'))])
      : concat(0, [ones_like(outer(':-1')), bias])
    const multiples = nchw ? concat(0, [outer(':-3'), [1], whole.at('-2:')]) : concat(0, [outer(':-1'), [1]])
    return [tile(reshape(grad as Tensor, expanded), multiples)]
  },
  kernel: k => {
    const value = k.input(0)
    const rank = value.shape.length
    if (rank < 2) throw invalidArgument(`Input tensor must be at least 2D: ${shapeText(value.shape)}`)
    const at = channelsAt(k, rank)
    const axes = Array.from({ length: rank }, (_, i) => i).filter(axis => axis !== at)
    return reduce('sum', value, axes, false)
  },
  lower: {
    kind: 'reduce',
    reducer: 'sum',
    axes: node => {
      const rank = node.inputShapes[0]?.length ?? 0
      return Array.from({ length: rank }, (_, i) => i).filter(axis => axis !== channelsAt(node, rank))
    },
  },
})

interface BiasArgs {
  value: TensorLike
  bias: TensorLike
  data_format: string | null
  name: Name
}
/** `value` with `bias` (one number for each channel) added to all its elements. Channels are the last dimension, or with `NCHW` the third from the end. */
export const bias_add = pyfunction(
  'bias_add(value, bias, data_format=None, name=None)',
  ({ value, bias, data_format, name }: BiasArgs) =>
    withScope(name, 'BiasAdd', [value, bias], scope => {
      const tensor = convertToTensor(value, { name: 'input' })
      const channels = convertToTensor(bias, { dtype: tensor.dtype, name: 'bias' })
      return apply(BiasAdd, { value: tensor, bias: channels, data_format }, scope)
    }),
)
/** The same with the node of old graphs. */
export const bias_add_v1 = pyfunction(
  'bias_add_v1(value, bias, name=None)',
  ({ value, bias, name }: Omit<BiasArgs, 'data_format'>) =>
    withScope(name, 'BiasAddV1', [value, bias], scope => {
      const tensor = convertToTensor(value, { name: 'input' })
      const channels = convertToTensor(bias, { dtype: tensor.dtype, name: 'bias' })
      return apply(BiasAddV1, { value: tensor, bias: channels }, scope)
    }),
)

/** The gradient of `bias_add` to its bias: sums over all dimensions but that of the channels. */
export const bias_add_grad = opFunction('bias_add_grad(out_backprop, data_format=None, name=None)', BiasAddGrad)
