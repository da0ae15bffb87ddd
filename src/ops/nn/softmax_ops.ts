/** Softmax and its logarithm (core/kernels/softmax_op.cc, ops/nn_ops.py, ops/nn_grad.py). */

import { pyfunction, toNumber } from '../../calling/signature.ts'
import { IndexError, ValueError } from '../../errors/python.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike } from '../../graph/build/convert.ts'
import { defineOp, type OpDef, type OpSpec } from '../../graph/op_def.ts'
import { unchangedWithRankAtLeast } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { softmax as softmaxOf } from '../../kernels/reference/nn/softmax.ts'
import { numElements } from '../../tensor/shape.ts'
import { concat } from '../array/concat_ops.ts'
import { slice } from '../array/slice_ops.ts'
import { transpose } from '../array/transpose_ops.ts'
import { sub } from '../math/arithmetic_ops.ts'
import { exp } from '../math/function_ops.ts'
import { minus, times } from '../math/operators.ts'
import { reduce_sum } from '../math/reduction_ops.ts'
import { range } from '../math/sequence_ops.ts'
import { rank, reshape, shape } from '../math/shape_ops.ts'

const softmaxSpec = (output: string, logarithm: boolean): OpSpec => ({
  inputs: ['logits: T'],
  outputs: [`${output}: T`],
  attrs: ['T: {half, float, double}'],
  infer: unchangedWithRankAtLeast(1),
  kernel: k => {
    const logits = k.input(0)
    if (logits.shape.length !== 2) throw invalidArgument('logits must be 2-dimensional')
    return softmaxOf(logits, logarithm)
  },
  lower: {
    kind: 'kernel',
    kernel: logarithm ? 'log_softmax' : 'softmax',
    attrs: node => (node.inputShapes[0]?.length === 2 ? {} : undefined),
  },
})

/** (g − Σ g·s)·s */
export const Softmax = defineOp('Softmax', {
  ...softmaxSpec('softmax', false),
  gradient: (op, grad) => {
    const s = op.outputs[0] as Tensor
    const total = reshape(reduce_sum(times(grad, s), [1]), [-1, 1])
    return [times(minus(grad, total), s)]
  },
})
/** g − Σ g·e^y */
export const LogSoftmax = defineOp('LogSoftmax', {
  ...softmaxSpec('logsoftmax', true),
  gradient: (op, grad) => {
    const s = exp(op.outputs[0] as Tensor)
    return [minus(grad, times(reduce_sum(grad as Tensor, 1, true), s))]
  },
})

/** The tensor as a matrix: all dimensions but the last in one. */
export function flattenOuterDims(x: Tensor): Tensor {
  // what TensorFlow says, which looks for the last dimension
  if (x.staticShape?.length === 0) throw new IndexError('list index out of range')
  const count = rank(x)
  const last = slice(shape(x), [sub(count, 1)], [1])
  const matrix = reshape(x, concat(0, [[-1], last]))
  const known = x.staticShape
  if (known !== null) {
    const outer = known.slice(0, -1)
    if (!outer.includes(null)) matrix.set_shape([numElements(outer as number[]), known.at(-1) as number | null])
  }
  return matrix
}

function swapWithLast(x: Tensor, dim: number, last: Tensor): Tensor {
  return transpose(x, concat(0, [range(dim), [last], range(dim + 1, last), [dim]]))
}

interface SoftmaxArgs {
  logits: TensorLike
  dim: number
  name: Name
}
function alongDim(def: OpDef, { logits: given, dim: at, name }: SoftmaxArgs): Tensor {
  const logits = convertToTensor(given)
  // as TensorFlow says, which makes a tensor of it
  if ((at as number | null) === null) throw new ValueError('None values not supported.')
  const dim = toNumber(at)
  if (logits.staticShape?.length === 2 && dim === -1) return apply(def, { logits }, name)
  if (dim === -1) {
    const whole = shape(logits)
    return reshape(apply(def, { logits: flattenOuterDims(logits) }, name), whole)
  }
  const count = rank(logits)
  const swapped = swapWithLast(logits, dim, sub(count, 1))
  const whole = shape(swapped)
  const result = reshape(apply(def, { logits: flattenOuterDims(swapped) }, name), whole)
  const output = swapWithLast(result, dim, sub(count, 1))
  output.set_shape(logits.get_shape())
  return output
}

/**
 * e^x / Σ e^x along dimension `dim` (the last one by default): floats of any shape of rank ≥ 1, same shape out.
 *
 *     tf.nn.softmax(tf.matmul(x, W).add(b))
 */
export const softmax = pyfunction('softmax(logits, dim=-1, name=None)', (args: SoftmaxArgs) => alongDim(Softmax, args))
/** x − log Σ e^x along dimension `dim`. */
export const log_softmax = pyfunction('log_softmax(logits, dim=-1, name=None)', (args: SoftmaxArgs) =>
  alongDim(LogSoftmax, args),
)
